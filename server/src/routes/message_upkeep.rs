//! Owns what only a server may do with messages: bring back what was deleted softly, and show a change without keeping it.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::message_edits::{as_input, replaced};
use super::messages::{addressees, announce_update};
use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::Body;
use crate::db::messages::{self, Message};
use crate::error::{Error, Result};
use crate::partial_update::PartialUpdate;
use crate::realtime::event::Event;

/// The body of bringing back. Who did it may be named, as in the service; nothing depends on it.
#[derive(Deserialize)]
pub struct Undelete {
    #[serde(rename = "undeleted_by")]
    _by: Option<String>,
}

/// `POST /messages/{id}/undelete`
pub async fn undelete(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(_): Body<Undelete>,
) -> Result<Answer> {
    caller.require_server()?;
    app.write(&caller, move |work| {
        let (message, access) = work.message_access(&id)?;
        if message.deleted_at.is_none() {
            return Err(Error::input("the message has not been deleted"));
        }
        let message = Message { deleted_at: None, updated_at: work.now(), ..message };
        messages::save(work.conn, &message)?;
        let event = Event::about("message.undeleted", work.now(), &access.channel)
            .with("message", work.event_message(&message)?)
            .with("message_id", id.as_str())
            .only_for(addressees(&message));
        work.emit(event);
        if let Some(parent) = &message.parent_id {
            messages::recount_replies(work.conn, parent)?;
            announce_update(work, parent)?;
        }
        Ok(Answer::created(json!({"message": work.message(&message)?})))
    })
    .await
}

/// `PATCH /messages/{id}/ephemeral`: watchers see the change, but it is gone with the next reading. For texts that grow
/// word by word until they are complete and saved.
pub async fn show(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(change): Body<PartialUpdate>,
) -> Result<Answer> {
    caller.require_server()?;
    app.write(&caller, move |work| {
        let (before, access) = work.message_access(&id)?;
        if before.deleted_at.is_some() {
            return Err(Error::input("the message has been deleted"));
        }
        let input = as_input(&before, change)?;
        let quoted = input.quoted_message_id.clone();
        let now = work.now();
        let after = Message { updated_at: now, ..replaced(work, &access, &before, input, quoted)? };
        let mut event = Event::about("message.updated", now, &access.channel)
            .with("message", work.event_message(&after)?)
            .with("message_id", id.as_str())
            .only_for(addressees(&after));
        if !work.viewer().is_empty() {
            event = event.with("user", work.user(work.viewer())?);
        }
        // It must not come back from the log of what happened.
        let rendered: Value = work.message(&after)?;
        work.emit(event.unlogged());
        Ok(Answer::ok(json!({"message": rendered})))
    })
    .await
}
