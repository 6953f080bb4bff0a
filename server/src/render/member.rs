//! Owns how members and their read marks look.
use serde_json::{Map, Value, json};

use super::View;
use crate::custom;
use crate::db::channels::Channel;
use crate::db::members::Member;
use crate::error::Result;

/// Field names that belong to the protocol and can never be custom data of a member.
pub const BUILT_IN: &[&str] = &[
    "archived",
    "archived_at",
    "ban_expires",
    "banned",
    "channel_role",
    "created_at",
    "custom",
    "deleted_at",
    "invite_accepted_at",
    "invite_rejected_at",
    "invited",
    "is_moderator",
    "notifications_muted",
    "pinned",
    "pinned_at",
    "role",
    "shadow_banned",
    "status",
    "updated_at",
    "user",
    "user_id",
];

impl View<'_> {
    /// A member with the user inside.
    pub fn member(&self, channel: &Channel, member: &Member) -> Result<Value> {
        let moderator = member.channel_role == "channel_moderator";
        let role = match () {
            _ if channel.created_by == member.user_id => "owner",
            _ if moderator => "moderator",
            _ => "member",
        };
        let standing = member.standing(self.app.clock.reading());
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        put("user_id", member.user_id.clone().into());
        put("user", self.user(&member.user_id)?);
        put("role", role.into());
        put("channel_role", member.channel_role.clone().into());
        put("status", status(member).into());
        put("created_at", member.created_at.into());
        put("updated_at", member.updated_at.into());
        put("banned", standing.banned.into());
        // Whoever is shadow banned must not learn it.
        put("shadow_banned", (standing.shadow_banned && member.user_id != self.viewer()).into());
        put("notifications_muted", member.notifications_muted.into());
        put("is_moderator", moderator.into());
        put("invited", member.invited.into());
        let optional = [
            ("invite_accepted_at", member.invite_accepted_at),
            ("invite_rejected_at", member.invite_rejected_at),
            ("pinned_at", member.pinned_at),
            ("archived_at", member.archived_at),
            ("ban_expires", member.ban_expires.filter(|_| standing.banned)),
        ];
        for (key, value) in optional {
            if let Some(at) = value {
                object.insert(key.to_owned(), at.into());
            }
        }
        custom::flatten(&mut object, &member.custom);
        Ok(Value::Object(object))
    }

    /// A member's read mark, unless the member keeps it to himself.
    pub fn read_mark(&self, member: &Member) -> Result<Option<Value>> {
        let user = self.known(&member.user_id)?;
        let own = member.user_id == self.viewer();
        let shares = |receipts: &str| own || user.stored.as_ref().is_none_or(|user| user.shares(receipts));
        if !shares("read_receipts") {
            return Ok(None);
        }
        let mut mark = json!({
            "user": user.rendered,
            "last_read": member.last_read,
            "unread_messages": member.unread_messages,
        });
        if let Some(at) = member.last_delivered_at.filter(|_| shares("delivery_receipts")) {
            mark["last_delivered_at"] = at.into();
        }
        if let Some(id) = member.last_delivered_message_id.as_ref().filter(|_| shares("delivery_receipts")) {
            mark["last_delivered_message_id"] = id.as_str().into();
        }
        if let Some(id) = &member.last_read_message_id {
            mark["last_read_message_id"] = id.as_str().into();
        }
        Ok(Some(mark))
    }
}

fn status(member: &Member) -> &'static str {
    match (member.invited, member.invite_accepted_at, member.invite_rejected_at) {
        (false, _, _) => "member",
        (true, Some(_), _) => "accepted",
        (true, None, Some(_)) => "rejected",
        (true, None, None) => "pending",
    }
}
