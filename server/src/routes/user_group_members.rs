//! Owns who belongs to a group of users: adding is all or nothing, removing ignores strangers. The group is in `user_groups`.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use super::user_groups::{announce, find, require_admin};
use super::users::require_known;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::db::user_groups::{self, GroupMember, UserGroup};
use crate::error::{Error, Result};

/// Users named in one call (protocol notes, "User groups, roles").
pub const MAX_MEMBERS: usize = 100;

/// The body of adding and removing.
#[derive(Deserialize)]
pub struct Change {
    member_ids: Vec<String>,
    as_admin: Option<bool>,
    team_id: Option<String>,
}

/// `POST /usergroups/{id}/members`
pub async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Change>,
) -> Result<Answer> {
    check_count(&body.member_ids)?;
    app.write(&caller, move |work| {
        let group = find(work, &id, body.team_id.as_deref())?;
        require_admin(work, &group)?;
        require_known(work, &body.member_ids)?;
        add(work, &group, &body.member_ids, body.as_admin)?;
        let group = touch(work, group)?;
        announce(work, "user_group.member_added", &group, Some(&body.member_ids), &[])?;
        Ok(Answer::created(json!({"user_group": work.user_group(&group)?})))
    })
    .await
}

/// `POST /usergroups/{id}/members/delete`. Everybody may leave.
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Change>,
) -> Result<Answer> {
    check_count(&body.member_ids)?;
    app.write(&caller, move |work| {
        let group = find(work, &id, body.team_id.as_deref())?;
        if body.member_ids.iter().any(|id| id != work.viewer()) {
            require_admin(work, &group)?;
        }
        let mut gone = Vec::new();
        for user_id in body.member_ids {
            if user_groups::remove_member(work.conn, &group.id, &user_id)? {
                gone.push(user_id);
            }
        }
        if gone.is_empty() {
            return Ok(Answer::created(json!({"user_group": work.user_group(&group)?})));
        }
        let group = touch(work, group)?;
        announce(work, "user_group.member_removed", &group, Some(&gone), &gone)?;
        Ok(Answer::created(json!({"user_group": work.user_group(&group)?})))
    })
    .await
}

fn check_count(ids: &[String]) -> Result<()> {
    match ids.is_empty() || ids.len() > MAX_MEMBERS {
        true => Err(Error::input(format!("member_ids names 1 to {MAX_MEMBERS} users"))),
        false => Ok(()),
    }
}

/// Adds members. Whether one who is there already is an admin changes only if that is said.
pub fn add(work: &Work<'_>, group: &UserGroup, ids: &[String], as_admin: Option<bool>) -> Result<()> {
    let there = user_groups::members(work.conn, &group.id)?;
    for id in ids {
        let was_admin = there.iter().any(|member| member.user_id == *id && member.is_admin);
        let member =
            GroupMember { user_id: id.clone(), is_admin: as_admin.unwrap_or(was_admin), created_at: work.now() };
        user_groups::add_member(work.conn, &group.id, &member)?;
    }
    Ok(())
}

fn touch(work: &Work<'_>, group: UserGroup) -> Result<UserGroup> {
    let group = UserGroup { updated_at: work.now(), ..group };
    user_groups::save(work.conn, &group)?;
    Ok(group)
}
