//! Owns reading: marks, counters, and the events about them.
use std::collections::BTreeMap;

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::thread_reads;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::clock::Time;
use crate::db::members;
use crate::db::messages::{self, Message};
use crate::db::{reads, thread_participants};
use crate::error::{Error, Result};
use crate::ids::Cid;
use crate::permissions::Access;
use crate::realtime::event::Event;

/// Channels that can be named in one call (protocol notes, "Read, unread, delivery").
const MAX_CHANNELS: usize = 30;

/// The body of marking a channel read.
#[derive(Deserialize)]
pub struct MarkRead {
    message_id: Option<String>,
    thread_id: Option<String>,
}

/// `POST /channels/{type}/{id}/read`
pub async fn mark(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(body): Body<MarkRead>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    app.write(&caller, move |work| {
        let access = work.access(&cid)?;
        access.require("read-events")?;
        if let Some(thread) = body.thread_id.as_deref().filter(|id| !id.is_empty()) {
            let event = thread_reads::mark(work, &access, thread, body.message_id.as_deref())?;
            return Ok(Answer::created(json!({"event": event})));
        }
        let event = mark_one(work, &access, body.message_id.as_deref())?;
        notify_read(work, &access, &event)?;
        Ok(Answer::created(json!({"event": event})))
    })
    .await
}

/// Moves the mark and tells the watchers; answers the event.
fn mark_one(work: &mut Work<'_>, access: &Access, message_id: Option<&str>) -> Result<Value> {
    let cid = &access.channel.cid;
    let user = work.author()?;
    let now = work.now();
    let message = match message_id.filter(|id| !id.is_empty()) {
        Some(id) => Some(own_message(work, cid, id)?),
        None => reads::newest_until(work.conn, cid, &user.id, now)?,
    };
    let until = if message_id.is_some() { message.as_ref().map_or(now, |message| message.created_at) } else { now };
    let last = message.as_ref().map(|message| message.id.as_str());
    reads::mark(work.conn, cid, &user.id, until, last)?;
    let mut event = Event::about("message.read", now, &access.channel).with("user", work.user(&user.id)?);
    if let Some(id) = last {
        event = event.with("last_read_message_id", id);
    }
    // Whoever keeps his reading to himself hears of it only on his own devices.
    let event = event.only_for((!user.shares("read_receipts")).then(|| vec![user.id]));
    let text: Value = serde_json::from_str(&event.text()).unwrap_or(Value::Null);
    work.emit(event);
    Ok(text)
}

fn own_message(work: &Work<'_>, cid: &Cid, id: &str) -> Result<Message> {
    let readable = |message: &Message| message.cid == *cid && message.visible_to(work.viewer());
    messages::find(work.conn, id)?.filter(readable).ok_or_else(|| Error::missing("message", id))
}

/// Tells all of the reader's connections.
fn notify_read(work: &mut Work<'_>, access: &Access, read: &Value) -> Result<()> {
    let user = work.viewer().to_owned();
    let mut event = Event::about("notification.mark_read", work.now(), &access.channel)
        .with("channel", work.event_channel(&access.channel)?)
        .with("user", work.user(&user)?)
        .with("last_read_message_id", read["last_read_message_id"].clone());
    thread_reads::add_totals(work, &mut event, &user)?;
    work.emit(event.concerning([user]));
    Ok(())
}

/// The body of marking several channels read.
#[derive(Deserialize)]
pub struct MarkChannels {
    read_by_channel: Option<BTreeMap<String, String>>,
}

/// `POST /channels/read`: the named channels, or all of them.
pub async fn mark_channels(
    State(app): State<Shared>,
    caller: Caller,
    Body(body): Body<MarkChannels>,
) -> Result<Answer> {
    let named = body.read_by_channel.unwrap_or_default();
    if named.len() > MAX_CHANNELS {
        return Err(Error::input(format!("at most {MAX_CHANNELS} channels can be marked read at once")));
    }
    app.write(&caller, move |work| {
        let user = work.author()?;
        if named.is_empty() {
            for cid in reads::all_unread(work.conn, &user.id)? {
                let access = work.access(&cid)?;
                mark_one(work, &access, None)?;
            }
            let mut event = Event::new("notification.mark_read", work.now())
                .with("user", work.user(&user.id)?)
                .concerning([user.id.clone()]);
            thread_reads::add_totals(work, &mut event, &user.id)?;
            work.emit(event);
            return Ok(Answer::created(json!({"event": null})));
        }
        let mut last = Value::Null;
        for (cid, message_id) in named {
            let access = work.access(&Cid::parse(&cid)?)?;
            last = mark_one(work, &access, Some(&message_id))?;
            notify_read(work, &access, &last)?;
        }
        Ok(Answer::created(json!({"event": last})))
    })
    .await
}

/// The body of marking unread.
#[derive(Deserialize)]
pub struct MarkUnread {
    message_id: Option<String>,
    message_timestamp: Option<String>,
    thread_id: Option<String>,
}

/// `POST /channels/{type}/{id}/unread`: this message and everything after it become unread.
pub async fn mark_unread(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(body): Body<MarkUnread>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    app.write(&caller, move |work| {
        let access = work.access(&cid)?;
        let user = work.author()?;
        if let Some(thread) = body.thread_id.as_deref().filter(|id| !id.is_empty()) {
            thread_reads::mark_unread(work, &access, thread, body.message_id.as_deref())?;
            return Ok(Answer::created(json!({})));
        }
        if access.member.is_none() {
            return Err(Error::not_allowed("only members can mark a channel unread"));
        }
        let first = match (&body.message_id, &body.message_timestamp) {
            (Some(id), _) => own_message(work, &cid, id)?.created_at,
            (None, Some(text)) => Time::named("message_timestamp", text)?,
            (None, None) => {
                return Err(Error::input("name the message by message_id or message_timestamp"));
            }
        };
        let until = Time::from_micros(first.micros() - 1);
        let previous = reads::newest_until(work.conn, &cid, &user.id, until)?.map(|message| message.id);
        reads::mark(work.conn, &cid, &user.id, until, previous.as_deref())?;
        let unread = members::find(work.conn, &cid, &user.id)?.map_or(0, |member| member.unread_messages);
        let mut event = Event::about("notification.mark_unread", work.now(), &access.channel)
            .with("channel", work.event_channel(&access.channel)?)
            .with("user", work.user(&user.id)?)
            .with("first_unread_message_id", json!(body.message_id))
            .with("last_read_message_id", json!(previous))
            .with("last_read_at", until)
            .with("unread_messages", unread);
        thread_reads::add_totals(work, &mut event, &user.id)?;
        work.emit(event.concerning([user.id]));
        Ok(Answer::created(json!({})))
    })
    .await
}

/// `GET /unread`. `channel_id` holds the whole cid, as upstream.
pub async fn counts(State(app): State<Shared>, caller: Caller) -> Result<Answer> {
    app.read(&caller, move |view| {
        let unread = reads::unread_channels(view.conn, view.viewer())?;
        let threads: Vec<Value> = thread_participants::unread(view.conn, view.viewer())?
            .into_iter()
            .map(|mark| {
                json!({
                    "parent_message_id": mark.parent_id,
                    "unread_count": mark.unread_messages,
                    "last_read": mark.last_read,
                    "last_read_message_id": mark.last_read_message_id.unwrap_or_default(),
                })
            })
            .collect();
        let mut by_type: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for (cid, count, _) in &unread {
            let entry = by_type.entry(cid.kind()).or_default();
            *entry = (entry.0 + 1, entry.1 + count);
        }
        let channels: Vec<Value> = unread
            .iter()
            .map(|(cid, count, at)| json!({"channel_id": cid.as_str(), "unread_count": count, "last_read": at}))
            .collect();
        let types: Vec<Value> = by_type
            .iter()
            .map(|(kind, (channels, count))| json!({"channel_type": kind, "channel_count": channels, "unread_count": count}))
            .collect();
        let mut body = Map::new();
        body.insert("total_unread_count".to_owned(), unread.iter().map(|(_, count, _)| count).sum::<i64>().into());
        body.insert("total_unread_threads_count".to_owned(), threads.len().into());
        body.insert("channels".to_owned(), channels.into());
        body.insert("channel_type".to_owned(), types.into());
        body.insert("threads".to_owned(), threads.into());
        Ok(Answer::ok(Value::Object(body)))
    })
    .await
}
