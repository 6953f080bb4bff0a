//! Owns events that are sent on request: typing, progress indicators, custom types.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::Body;
use crate::custom;
use crate::db::users;
use crate::error::{Code, Error, Result};
use crate::ids::Cid;
use crate::realtime::event::Event;
use crate::realtime::recipients::is_built_in;

/// Longest name of a custom event, in characters.
const MAX_TYPE: usize = 64;
/// Names that the server sets.
const BUILT_IN: &[&str] =
    &["channel_id", "channel_type", "cid", "created_at", "custom", "received_at", "team", "type", "user", "user_id"];

/// The body of the call.
#[derive(Deserialize)]
pub struct Send {
    event: Input,
}

#[derive(Deserialize)]
struct Input {
    #[serde(rename = "type")]
    kind: String,
    parent_id: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// `POST /channels/{type}/{id}/event`
pub async fn send(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(Send { event: input }): Body<Send>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    let typing = matches!(input.kind.as_str(), "typing.start" | "typing.stop");
    if !typing {
        check_type(&input.kind)?;
    }
    app.write(&caller, move |work| {
        let user = work.author()?;
        let access = work.access(&cid)?;
        access.require(if typing { "send-typing-events" } else { "send-custom-events" })?;
        let mut event = Event::within(&input.kind, work.now(), &cid).with("user", work.user(&user.id)?);
        if let Some(parent) = &input.parent_id {
            event = event.with("parent_id", parent.as_str());
        }
        event.body.extend(custom::take(input.rest, BUILT_IN)?);
        let event = event.from_connection(work.caller.connection.as_deref());
        let echo: Value = serde_json::from_str(&event.text()).unwrap_or(Value::Null);
        // Whoever switched typing indicators off is heard by nobody, whatever his client sends.
        if !typing || user.shares("typing_indicators") {
            work.emit(event);
        }
        Ok(Answer::created(json!({"event": echo})))
    })
    .await
}

fn check_type(kind: &str) -> Result<()> {
    if is_built_in(kind) {
        return Err(Error::new(Code::EventNotSupported, format!("events of type {kind:?} cannot be sent")));
    }
    match kind.is_empty() || kind.chars().count() > MAX_TYPE {
        true => Err(Error::input(format!("an event type has 1 to {MAX_TYPE} characters"))),
        false => Ok(()),
    }
}

/// `POST /users/{id}/event`, for servers: a custom event to all connections of one user.
pub async fn send_to_user(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(Send { event: input }): Body<Send>,
) -> Result<Answer> {
    caller.require_server()?;
    check_type(&input.kind)?;
    app.write(&caller, move |work| {
        let user = users::find(work.conn, &id)?.filter(|user| user.deleted_at.is_none());
        let user = user.ok_or_else(|| Error::missing("user", &id))?;
        let mut event = Event::new(&input.kind, work.now()).concerning([user.id]);
        if !work.viewer().is_empty() {
            event = event.with("user", work.user(work.viewer())?);
        }
        event.body.extend(custom::take(input.rest, BUILT_IN)?);
        work.emit(event);
        Ok(Answer::created(json!({})))
    })
    .await
}
