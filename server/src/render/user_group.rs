//! Owns how groups of users look.
use serde_json::{Value, json};

use super::View;
use crate::db::user_groups::{self, UserGroup};
use crate::error::Result;

impl View<'_> {
    /// A group with its members.
    pub fn user_group(&self, group: &UserGroup) -> Result<Value> {
        let members = user_groups::members(self.conn, &group.id)?.into_iter().map(|member| {
            json!({
                // The number of the application, of which there is only one.
                "app_pk": 1,
                "group_id": group.id,
                "user_id": member.user_id,
                "is_admin": member.is_admin,
                "created_at": member.created_at,
            })
        });
        let mut object = json!({
            "id": group.id,
            "name": group.name,
            "created_at": group.created_at,
            "updated_at": group.updated_at,
            "members": members.collect::<Vec<_>>(),
        });
        let optional =
            [("description", &group.description), ("team_id", &group.team_id), ("created_by", &group.created_by)];
        for (key, value) in optional {
            if let Some(text) = value {
                object[key] = text.as_str().into();
            }
        }
        Ok(object)
    }
}
