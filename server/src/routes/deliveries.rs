//! Owns delivery receipts: clients say which messages have reached them. Reading is in `reads`.
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::db::{deliveries, messages};
use crate::error::{Code, Error, Result};
use crate::ids::Cid;
use crate::permissions::Access;
use crate::realtime::event::Event;

/// Messages that can be named in one call: what clients send at once (protocol notes, "Read, unread, delivery").
const MAX_MESSAGES: usize = 100;

/// The body of the call.
#[derive(Deserialize)]
pub struct MarkDelivered {
    latest_delivered_messages: Option<Vec<Delivered>>,
}

#[derive(Deserialize)]
struct Delivered {
    cid: String,
    id: String,
}

/// `POST /channels/delivered`: the newest delivered message per channel. A mark never goes back, and never lies before what
/// is read. Whoever keeps deliveries to himself leaves no trace. Channels and messages that are gone meanwhile are passed
/// over: the receipt may have been on its way when they went.
pub async fn mark(State(app): State<Shared>, caller: Caller, Body(body): Body<MarkDelivered>) -> Result<Answer> {
    let named = body.latest_delivered_messages.unwrap_or_default();
    if named.is_empty() || named.len() > MAX_MESSAGES {
        return Err(Error::input(format!("latest_delivered_messages names 1 to {MAX_MESSAGES} messages")));
    }
    let named = named
        .into_iter()
        .map(|Delivered { cid, id }| Ok((Cid::parse(&cid)?, id)))
        .collect::<Result<Vec<(Cid, String)>>>()?;
    app.write(&caller, move |work| {
        let user = work.author()?;
        if !user.shares("delivery_receipts") {
            return Ok(Answer::created(json!({})));
        }
        for (cid, id) in named {
            match work.access(&cid) {
                Ok(access) => {
                    access.require("delivery-events")?;
                    record(work, &access, &id)?;
                }
                Err(error) if matches!(error.code, Code::DoesNotExist | Code::NotAllowed) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Answer::created(json!({})))
    })
    .await
}

fn record(work: &mut Work<'_>, access: &Access, id: &str) -> Result<()> {
    let cid = &access.channel.cid;
    let viewer = work.viewer().to_owned();
    let seen = |message: &messages::Message| {
        message.cid == *cid && message.in_channel() && message.user_id != viewer && message.visible_to(&viewer)
    };
    let Some(message) = messages::find(work.conn, id)?.filter(seen) else {
        return Ok(());
    };
    if !deliveries::advance(work.conn, cid, &viewer, message.created_at, id)? {
        return Ok(());
    }
    let event = Event::about("message.delivered", work.now(), &access.channel)
        .with("user", work.user(&viewer)?)
        .with("last_delivered_at", message.created_at)
        .with("last_delivered_message_id", id);
    work.emit(event);
    Ok(())
}
