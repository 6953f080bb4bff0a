//! Owns reactions as a resource: send, delete, list, query.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::messages::addressees;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::custom;
use crate::db::messages::{self, Message};
use crate::db::reactions::{self, Reaction};
use crate::error::{Code, Error, Result};
use crate::filter;
use crate::filter_fields::{REACTIONS, reaction_sort};
use crate::keyset::Keyset;
use crate::permissions::Access;
use crate::realtime::event::Event;

/// Longest type, in characters (protocol notes, "Limits").
const MAX_TYPE: usize = 30;
/// Most bytes of custom data on a reaction (protocol notes, "Limits").
const MAX_CUSTOM: usize = 1024;
/// Reactions per page: default and maximum.
const PAGE: (usize, usize) = (10, 100);
/// Names that belong to the protocol.
const BUILT_IN: &[&str] = &["created_at", "custom", "message_id", "updated_at", "user", "user_id"];

/// The body of sending one.
#[derive(Deserialize)]
pub struct Send {
    reaction: Input,
    enforce_unique: Option<bool>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(rename = "type")]
    kind: String,
    score: Option<i64>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// `POST /messages/{id}/reaction`
pub async fn send(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Send>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let user = work.author()?;
        let (message, access) = work.message_access(&id)?;
        access.require_open()?;
        access.require("send-reaction")?;
        if message.deleted_at.is_some() {
            return Err(Error::input("the message has been deleted"));
        }
        let Input { kind, score, rest } = body.reaction;
        if kind.is_empty() || kind.chars().count() > MAX_TYPE || kind.contains('/') {
            return Err(Error::input(format!("a reaction type has 1 to {MAX_TYPE} characters without /")));
        }
        let custom = custom::take(rest, BUILT_IN)?;
        if serde_json::to_vec(&custom).map_or(0, |text| text.len()) > MAX_CUSTOM {
            return Err(Error::new(
                Code::PayloadTooBig,
                format!("a reaction carries at most {MAX_CUSTOM} bytes of custom data"),
            ));
        }
        let replaced = match body.enforce_unique {
            Some(true) => reactions::remove_others(work.conn, &id, &user.id, &kind)? > 0,
            _ => false,
        };
        let before = reactions::find(work.conn, &id, &user.id, &kind)?;
        let now = work.now();
        let reaction = Reaction {
            message_id: id.clone(),
            user_id: user.id,
            kind,
            score: score.unwrap_or(1),
            custom,
            created_at: before.as_ref().map_or(now, |before| before.created_at),
            updated_at: now,
        };
        reactions::save(work.conn, &reaction)?;
        let event = if replaced || before.is_some() { "reaction.updated" } else { "reaction.new" };
        announce(work, event, &message, &access, &reaction).map(Answer::created)
    })
    .await
}

/// `DELETE /messages/{id}/reaction/{type}`
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path((id, kind)): Path<(String, String)>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let (message, access) = work.message_access(&id)?;
        access.require_open()?;
        let reaction = reactions::find(work.conn, &id, work.viewer(), &kind)?
            .ok_or_else(|| Error::missing("your reaction of type", &kind))?;
        reactions::remove(work.conn, &id, work.viewer(), &kind, work.now())?;
        announce(work, "reaction.deleted", &message, &access, &reaction).map(Answer::ok)
    })
    .await
}

fn announce(work: &mut Work<'_>, kind: &str, before: &Message, access: &Access, reaction: &Reaction) -> Result<Value> {
    let message = messages::find(work.conn, &before.id)?.ok_or_else(|| Error::missing("message", &before.id))?;
    let rendered = work.reaction(reaction)?;
    let mut event = Event::about(kind, work.now(), &access.channel)
        .with("channel", work.event_channel(&access.channel)?)
        .with("message", work.event_message(&message)?)
        .with("message_id", message.id.as_str())
        .with("reaction", rendered.clone())
        .with("user", work.user(&reaction.user_id)?)
        .only_for(addressees(&message));
    if message.reply_count > 0 {
        event = event.with("thread_participants", work.thread_participants(&message)?);
    }
    work.emit(event);
    Ok(json!({"message": work.message(&message)?, "reaction": rendered}))
}

/// The parameters of a list.
#[derive(Deserialize)]
pub struct Range {
    limit: Option<usize>,
    offset: Option<usize>,
}

/// `GET /messages/{id}/reactions`: newest first.
pub async fn list(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Params(range): Params<Range>,
) -> Result<Answer> {
    let (offset, limit) = (range.offset.unwrap_or(0), range.limit.unwrap_or(PAGE.0).min(PAGE.1));
    app.read(&caller, move |view| {
        view.message_access(&id)?;
        let all = reactions::list(view.conn, &id)?;
        let page = all.iter().skip(offset).take(limit).map(|reaction| view.reaction(reaction));
        Ok(Answer::ok(json!({"reactions": page.collect::<Result<Vec<_>>>()?})))
    })
    .await
}

/// The body of a query.
#[derive(Deserialize)]
pub struct Query {
    filter: Option<Map<String, Value>>,
    sort: Option<Value>,
    limit: Option<usize>,
    next: Option<String>,
    prev: Option<String>,
}

/// `POST /messages/{id}/reactions`: by type, user and time, page by page, newest first unless sorted otherwise.
pub async fn query(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(query): Body<Query>,
) -> Result<Answer> {
    let filter = filter::compile(&REACTIONS, &query.filter.unwrap_or_default(), &caller.user_id)?;
    let limit = query.limit.unwrap_or(PAGE.0).clamp(1, PAGE.1);
    let newest_first = [("r.created_at", true)];
    // One user reacts once with a type, and neither name has a slash in it.
    let last = ("(r.user_id || '/' || r.type)", false);
    let keyset = Keyset::new(query.sort.as_ref(), &newest_first, reaction_sort, last, limit)?
        .from(query.next.as_deref(), query.prev.as_deref())?;
    app.read(&caller, move |view| {
        view.message_access(&id)?;
        let page = reactions::page(view.conn, &id, &filter, &keyset)?;
        let list = page.rows.iter().map(|reaction| view.reaction(reaction)).collect::<Result<Vec<_>>>()?;
        let mut body = json!({"reactions": list});
        for (key, cursor) in [("next", page.next), ("prev", page.prev)] {
            if let Some(cursor) = cursor {
                body[key] = cursor.into();
            }
        }
        Ok(Answer::created(body))
    })
    .await
}
