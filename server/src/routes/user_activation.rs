//! Owns a pause of users, for servers: a deactivated user cannot connect or call until reactivated.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::user_deletion::each;
use super::users::shut_out;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::db::users::{self, User};
use crate::db::{members, user_messages};
use crate::error::{Error, Result};
use crate::realtime::event::Event;

/// How a user is deactivated.
#[derive(Deserialize)]
pub struct Deactivation {
    mark_messages_deleted: Option<bool>,
}

/// `POST /users/{id}/deactivate`
pub async fn deactivate(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Deactivation>,
) -> Result<Answer> {
    caller.require_server()?;
    let mark = body.mark_messages_deleted == Some(true);
    app.write(&caller, move |work| Ok(Answer::created(json!({"user": pause(work, &id, mark)?})))).await
}

/// Several users.
#[derive(Deserialize)]
pub struct DeactivateMany {
    user_ids: Vec<String>,
    #[serde(flatten)]
    how: Deactivation,
}

/// `POST /users/deactivate`
pub async fn deactivate_many(
    State(app): State<Shared>,
    caller: Caller,
    Body(body): Body<DeactivateMany>,
) -> Result<Answer> {
    caller.require_server()?;
    let mark = body.how.mark_messages_deleted == Some(true);
    each(app, caller, body.user_ids, move |work, id| pause(work, id, mark).map(drop)).await
}

fn existing(work: &Work<'_>, id: &str) -> Result<User> {
    users::find(work.conn, id)?.filter(|user| user.deleted_at.is_none()).ok_or_else(|| Error::missing("user", id))
}

fn pause(work: &mut Work<'_>, id: &str, mark: bool) -> Result<Value> {
    let user = existing(work, id)?;
    if user.deactivated_at.is_some() {
        return Err(Error::input(format!("user {id:?} is deactivated already")));
    }
    let now = work.now();
    let user = User { deactivated_at: Some(now), updated_at: now, ..user };
    if mark {
        // At the same moment: that is how a reactivation recognises them.
        user_messages::delete_softly(work.conn, id, now)?;
        announce(work, "user.messages.deleted", &user)?;
    }
    save_and_announce(work, "user.deactivated", &user)
}

/// How a user is reactivated.
#[derive(Deserialize)]
pub struct Reactivation {
    restore_messages: Option<bool>,
    name: Option<String>,
}

/// `POST /users/{id}/reactivate`
pub async fn reactivate(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Reactivation>,
) -> Result<Answer> {
    caller.require_server()?;
    app.write(&caller, move |work| Ok(Answer::created(json!({"user": resume(work, &id, &body)?})))).await
}

/// Several users.
#[derive(Deserialize)]
pub struct ReactivateMany {
    user_ids: Vec<String>,
    #[serde(flatten)]
    how: Reactivation,
}

/// `POST /users/reactivate`
pub async fn reactivate_many(
    State(app): State<Shared>,
    caller: Caller,
    Body(body): Body<ReactivateMany>,
) -> Result<Answer> {
    caller.require_server()?;
    each(app, caller, body.user_ids, move |work, id| resume(work, id, &body.how).map(drop)).await
}

fn resume(work: &mut Work<'_>, id: &str, how: &Reactivation) -> Result<Value> {
    let user = existing(work, id)?;
    let Some(since) = user.deactivated_at else {
        return Err(Error::input(format!("user {id:?} is not deactivated")));
    };
    let now = work.now();
    if how.restore_messages == Some(true) {
        user_messages::restore(work.conn, id, since, now)?;
    }
    let name = how.name.clone().or(user.name.clone());
    save_and_announce(work, "user.reactivated", &User { deactivated_at: None, updated_at: now, name, ..user })
}

fn save_and_announce(work: &mut Work<'_>, kind: &str, user: &User) -> Result<Value> {
    users::save(work.conn, user)?;
    work.forget_user(&user.id);
    announce(work, kind, user)?;
    shut_out(work, user);
    work.user(&user.id)
}

fn announce(work: &mut Work<'_>, kind: &str, user: &User) -> Result<()> {
    let mut event = Event::new(kind, work.now()).with("user", work.user(&user.id)?).concerning([user.id.clone()]);
    if kind == "user.messages.deleted" {
        event = event.with("hard_delete", false);
    } else if !work.viewer().is_empty() {
        event = event.with("created_by", work.user(work.viewer())?);
    }
    event.shared_channels = members::cids_of(work.conn, &user.id)?;
    work.emit(event);
    Ok(())
}
