//! Owns the end of channels: one, or many at once.
use std::collections::BTreeSet;

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::channels::unread_fields;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Flag, Params};
use crate::db::channels::{self, Channel};
use crate::db::{members, reads, tasks};
use crate::error::{Code, Error, Result};
use crate::ids::Cid;
use crate::realtime::event::Event;

/// Channels named in one call (protocol notes, "Updating channels").
const MAX_CHANNELS: usize = 100;

/// The parameters of a deletion.
#[derive(Deserialize)]
pub struct Delete {
    #[serde(default)]
    hard_delete: Flag,
}

/// `DELETE /channels/{type}/{id}`
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Params(query): Params<Delete>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    let Flag(hard) = query.hard_delete;
    app.write(&caller, move |work| Ok(Answer::ok(json!({"channel": delete_one(work, &cid, hard)?})))).await
}

/// The body of a deletion of several.
#[derive(Deserialize)]
pub struct DeleteMany {
    cids: Vec<String>,
    hard_delete: Option<bool>,
}

/// `POST /channels/delete`: one that cannot be deleted does not keep the others.
pub async fn delete_many(State(app): State<Shared>, caller: Caller, Body(body): Body<DeleteMany>) -> Result<Answer> {
    if body.cids.is_empty() || body.cids.len() > MAX_CHANNELS {
        return Err(Error::input(format!("cids names 1 to {MAX_CHANNELS} channels")));
    }
    let cids = body.cids.iter().map(|cid| Cid::parse(cid)).collect::<Result<BTreeSet<_>>>()?;
    app.write(&caller, move |work| {
        let mut result = Map::new();
        for cid in cids {
            let outcome = match delete_one(work, &cid, body.hard_delete == Some(true)) {
                Ok(_) => json!({"status": "ok"}),
                Err(error) if error.code == Code::Internal => return Err(error),
                Err(error) => json!({"status": "error", "error": error.message}),
            };
            result.insert(cid.to_string(), outcome);
        }
        let result = Value::Object(result);
        let task_id = tasks::keep(work.conn, &result, work.now())?;
        Ok(Answer::created(json!({"task_id": task_id, "result": result})))
    })
    .await
}

/// Deletes a channel and tells everybody; answers it as it was.
fn delete_one(work: &mut Work<'_>, cid: &Cid, hard: bool) -> Result<Value> {
    let access = work.access(cid)?;
    access.require("delete-channel")?;
    erase(work, access.channel, hard)
}

/// The same without asking who may.
pub fn erase(work: &mut Work<'_>, channel: Channel, hard: bool) -> Result<Value> {
    let now = work.now();
    let channel = Channel { deleted_at: Some(now), ..channel };
    let cid = channel.cid.clone();
    let people = members::ids(work.conn, &cid)?;
    let rendered = work.event_channel(&channel)?;
    let mut deleted = Event::about("channel.deleted", now, &channel).with("channel", rendered.clone());
    if !work.viewer().is_empty() {
        deleted = deleted.with("user", work.user(work.viewer())?);
    }
    let mut absent = Event::about("notification.channel_deleted", now, &channel).with("channel", rendered.clone());
    // Soft or hard, nothing of it is shown any more; a soft deletion keeps the rows.
    match hard {
        true => channels::remove(work.conn, &cid)?,
        false => {
            channels::save(work.conn, &channel)?;
            reads::mark_deleted(work.conn, &cid)?;
        }
    }
    absent.personal = unread_fields(work, &people)?;
    work.emit(deleted);
    work.emit(absent.concerning(people));
    work.afterwards(move |app| app.hub.expel_all(&cid));
    Ok(rendered)
}
