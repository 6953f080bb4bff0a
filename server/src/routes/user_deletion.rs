//! Owns the end of users, for servers: softly, stripped of their data, or for good, with what they wrote and their
//! conversations; and the return of those deleted softly.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::channel_deletion::erase;
use super::channel_members;
use super::message_sweep::{Deletion, sweep};
use super::users::{MAX_UPDATES, shut_out};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Flag, Params};
use crate::db::users::{self, User};
use crate::db::{
    channels, devices, drafts, members, poll_votes, push_preferences, reminders, tasks, user_groups, user_messages,
};
use crate::error::{Code, Error, Result};
use crate::realtime::event::Event;

fn name(deletion: Option<Deletion>) -> &'static str {
    match deletion {
        None => "",
        Some(Deletion::Soft) => "soft",
        Some(Deletion::Pruning) => "pruning",
        Some(Deletion::Hard) => "hard",
    }
}

/// How much is deleted. Pruning a user takes his personal data.
struct Plan {
    user: Option<Deletion>,
    messages: Option<Deletion>,
    conversations: Option<Deletion>,
    new_owner: Option<String>,
}

/// The parameters of a deletion.
#[derive(Deserialize)]
pub struct Delete {
    #[serde(default)]
    mark_messages_deleted: Flag,
    #[serde(default)]
    hard_delete: Flag,
    #[serde(default)]
    delete_conversation_channels: Flag,
}

/// `DELETE /users/{id}`. Deleting for good takes the messages along.
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Params(query): Params<Delete>,
) -> Result<Answer> {
    caller.require_server()?;
    let Flag(hard) = query.hard_delete;
    let deletion = if hard { Deletion::Hard } else { Deletion::Soft };
    let plan = Plan {
        user: Some(deletion),
        messages: (hard || query.mark_messages_deleted.0).then_some(deletion),
        conversations: query.delete_conversation_channels.0.then_some(deletion),
        new_owner: None,
    };
    app.write(&caller, move |work| {
        let user = carry_out(work, &id, &plan)?;
        let task_id = tasks::keep(work.conn, &json!({"user_id": id}), work.now())?;
        Ok(Answer::ok(json!({"user": user, "task_id": task_id})))
    })
    .await
}

/// The body of a deletion of several.
#[derive(Deserialize)]
pub struct DeleteMany {
    user_ids: Vec<String>,
    user: Option<Deletion>,
    messages: Option<Deletion>,
    conversations: Option<Deletion>,
    new_channel_owner_id: Option<String>,
}

/// `POST /users/delete`: one that cannot be deleted does not keep the others.
pub async fn delete_many(State(app): State<Shared>, caller: Caller, Body(body): Body<DeleteMany>) -> Result<Answer> {
    caller.require_server()?;
    let plan = Plan {
        user: body.user,
        messages: body.messages,
        conversations: body.conversations,
        new_owner: body.new_channel_owner_id,
    };
    if plan.messages.is_some_and(|deletion| plan.user == Some(Deletion::Soft) && deletion == Deletion::Hard)
        || plan.conversations == Some(Deletion::Pruning)
    {
        return Err(Error::input(
            "messages cannot be deleted for good while the user is deleted softly, and conversations not by pruning",
        ));
    }
    each(app, caller, body.user_ids, move |work, id| carry_out(work, id, &plan).map(drop)).await
}

/// Does something with every user named, and answers the task that it would be elsewhere.
pub async fn each(
    app: Shared,
    caller: Caller,
    ids: Vec<String>,
    act: impl Fn(&mut Work<'_>, &str) -> Result<()> + Send + 'static,
) -> Result<Answer> {
    if ids.is_empty() || ids.len() > MAX_UPDATES {
        return Err(Error::input(format!("user_ids names 1 to {MAX_UPDATES} users")));
    }
    app.write(&caller, move |work| {
        let mut result = Map::new();
        for id in ids {
            let outcome = match act(work, &id) {
                Ok(()) => json!({"status": "ok"}),
                Err(error) if error.code == Code::Internal => return Err(error),
                Err(error) => json!({"status": "error", "error": error.message}),
            };
            result.insert(id, outcome);
        }
        let task_id = tasks::keep(work.conn, &Value::Object(result), work.now())?;
        Ok(Answer::created(json!({"task_id": task_id})))
    })
    .await
}

/// Deletes what the plan says and tells everybody; answers the user as he is shown from now on. Refuses before anything changes.
fn carry_out(work: &mut Work<'_>, id: &str, plan: &Plan) -> Result<Value> {
    let mut user = users::find(work.conn, id)?.ok_or_else(|| Error::missing("user", id))?;
    if user.deleted_at.is_some() && !matches!(plan.user, Some(Deletion::Pruning | Deletion::Hard)) {
        return Err(Error::input(format!("user {id:?} is deleted already")));
    }
    if let Some(owner) = &plan.new_owner {
        users::find(work.conn, owner)?.ok_or_else(|| Error::missing("user", owner))?;
    }
    let now = work.now();
    if let Some(deletion) = plan.messages {
        sweep(work, id, None, deletion)?;
    }
    if let Some(deletion) = plan.conversations {
        for cid in members::cids_of(work.conn, id)? {
            let channel = channels::find(work.conn, &cid)?.filter(|channel| channel.member_count <= 2);
            if let Some(channel) = channel {
                erase(work, channel, deletion == Deletion::Hard)?;
            }
        }
    }
    if plan.user.is_some() {
        user.deleted_at = Some(now);
        user.updated_at = now;
    }
    if matches!(plan.user, Some(Deletion::Pruning | Deletion::Hard)) {
        (user.name, user.image, user.privacy_settings) = (None, None, None);
        user.custom.clear();
    }
    users::save(work.conn, &user)?;
    work.forget_user(id);
    let rendered = work.user(id)?;
    announce(work, &user, plan)?;
    if plan.user == Some(Deletion::Hard) {
        leave(work, &user, plan.new_owner.as_deref())?;
    }
    if plan.user.is_some() {
        shut_out(work, &user);
    }
    Ok(rendered)
}

fn announce(work: &mut Work<'_>, user: &User, plan: &Plan) -> Result<()> {
    let Some(deletion) = plan.user else {
        return Ok(());
    };
    let mut event = Event::new("user.deleted", work.now())
        .with("delete_user", name(Some(deletion)))
        .with("delete_messages", name(plan.messages))
        .with("delete_conversation", name(plan.conversations))
        .with("delete_conversation_channels", plan.conversations.is_some())
        .with("mark_messages_deleted", plan.messages.is_some())
        .with("hard_delete", deletion == Deletion::Hard);
    event = event.with("user", work.user(&user.id)?).concerning([user.id.clone()]);
    event.shared_channels = members::cids_of(work.conn, &user.id)?;
    work.emit(event);
    Ok(())
}

/// Nothing of the user stays: memberships, reactions, votes, drafts, reminders, devices, groups, and at last he himself.
fn leave(work: &mut Work<'_>, user: &User, new_owner: Option<&str>) -> Result<()> {
    for cid in members::cids_of(work.conn, &user.id)? {
        match channels::find(work.conn, &cid)? {
            Some(channel) => {
                let access = work.access_to(channel)?;
                channel_members::remove(work, &access, std::slice::from_ref(&user.id))?;
            }
            None => members::remove(work.conn, &cid, &user.id)?,
        }
    }
    if let Some(owner) = new_owner {
        channels::hand_over(work.conn, &user.id, owner)?;
    }
    user_messages::remove_reactions(work.conn, &user.id)?;
    poll_votes::remove_all(work.conn, &user.id)?;
    drafts::remove_all(work.conn, &user.id)?;
    reminders::remove_all(work.conn, &user.id)?;
    devices::remove_all(work.conn, &user.id)?;
    push_preferences::remove_all(work.conn, &user.id)?;
    user_groups::remove_everywhere(work.conn, &user.id)?;
    users::erase(work.conn, &user.id, work.now())?;
    work.forget_user(&user.id);
    Ok(())
}

/// The body of bringing users back.
#[derive(Deserialize)]
pub struct Restore {
    user_ids: Vec<String>,
}

/// `POST /users/restore`: users that were deleted softly; their messages stay deleted.
pub async fn restore(State(app): State<Shared>, caller: Caller, Body(body): Body<Restore>) -> Result<Answer> {
    caller.require_server()?;
    if body.user_ids.is_empty() || body.user_ids.len() > MAX_UPDATES {
        return Err(Error::input(format!("user_ids names 1 to {MAX_UPDATES} users")));
    }
    app.write(&caller, move |work| {
        for id in &body.user_ids {
            let user = users::find(work.conn, id)?.filter(|user| user.deleted_at.is_some());
            let user = user.ok_or_else(|| Error::input(format!("user {id:?} is not deleted, or for good")))?;
            let user = User { deleted_at: None, updated_at: work.now(), ..user };
            users::save(work.conn, &user)?;
            work.forget_user(id);
            work.afterwards(move |app| app.standings.note(&user));
        }
        Ok(Answer::created(json!({})))
    })
    .await
}
