//! Owns the buttons under a picture that its author has not sent yet: send it, see another one, forget it.
use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::json;

use super::messages::{self as sending, Options};
use super::{giphy, uploads};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::db::messages::{self, Message};
use crate::error::{Error, Result};
use crate::permissions::Access;

/// The body of the call.
#[derive(Deserialize)]
pub struct Run {
    form_data: BTreeMap<String, String>,
}

/// `POST /messages/{id}/action`
pub async fn run(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Run>,
) -> Result<Answer> {
    let base = uploads::base_url(&headers).map(|url| url.to_string());
    let action = body.form_data.get("image_action").cloned().unwrap_or_default();
    app.write(&caller, move |work| {
        let (message, access) = work.message_access(&id)?;
        if message.kind != "ephemeral" || message.user_id != work.viewer() {
            return Err(Error::input(
                "only the author of a picture that has not been sent can choose what becomes of it",
            ));
        }
        let message = match action.as_str() {
            "send" => Some(send(work, &access, message)?),
            "shuffle" => {
                let shown = message.attachments.first().cloned().unwrap_or_default();
                let words = message.args.clone().unwrap_or_default();
                let other = giphy::attachment(&base?, &words, giphy::next_drawing(&shown));
                let message = Message { attachments: vec![other], updated_at: work.now(), ..message };
                messages::save(work.conn, &message)?;
                Some(message)
            }
            "cancel" => {
                messages::remove(work.conn, &message.id)?;
                None
            }
            _ => return Err(Error::input("image_action is send, shuffle or cancel")),
        };
        Ok(Answer::created(match message {
            Some(message) => json!({"message": work.message(&message)?}),
            None => json!({}),
        }))
    })
    .await
}

/// The message as if it were sent only now, under the same id.
fn send(work: &mut Work<'_>, access: &Access, kept: Message) -> Result<Message> {
    let parent = sending::parent_of(work, access, kept.parent_id.as_deref())?;
    sending::require_sending(work, access, parent.as_ref())?;
    messages::remove(work.conn, &kept.id)?;
    let now = work.now();
    let mut attachments = kept.attachments.clone();
    for attachment in &mut attachments {
        if let Some(fields) = attachment.as_object_mut() {
            fields.remove("actions");
        }
    }
    let in_thread = parent.is_some() && !kept.show_in_channel;
    let message = Message {
        kind: if in_thread { "reply" } else { "regular" }.to_owned(),
        attachments,
        pinned_at: kept.pinned_at.map(|_| now),
        shadowed: access.standing.shadow_banned,
        created_at: now,
        updated_at: now,
        ..kept
    };
    sending::deliver(work, access, parent.as_ref(), message, &Options::default())
}
