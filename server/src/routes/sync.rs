//! Owns catching up: what happened in some channels since a moment, from the log that events went through.
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::SYNC_WINDOW;
use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::clock::Time;
use crate::db::event_log;
use crate::error::{Code, Error, Result};
use crate::ids::Cid;
use crate::realtime::watching;

/// Channels per call (protocol notes, "Limits and defaults").
const MAX_CHANNELS: usize = 255;
/// More events than this are an error, and the client starts afresh.
const MAX_EVENTS: u32 = 1_000;

/// The body of the call.
#[derive(Deserialize)]
pub struct Sync {
    channel_cids: Vec<String>,
    last_sync_at: String,
    with_inaccessible_cids: Option<bool>,
    watch: Option<bool>,
}

/// The flags as query parameters, the other dialect.
#[derive(Deserialize)]
pub struct Flags {
    with_inaccessible_cids: Option<bool>,
    watch: Option<bool>,
}

/// `POST /sync`
pub async fn sync(
    State(app): State<Shared>,
    caller: Caller,
    Params(flags): Params<Flags>,
    Body(body): Body<Sync>,
) -> Result<Answer> {
    if body.channel_cids.is_empty() || body.channel_cids.len() > MAX_CHANNELS {
        return Err(Error::input(format!("channel_cids names 1 to {MAX_CHANNELS} channels")));
    }
    let from = Time::named("last_sync_at", &body.last_sync_at)?;
    if from < app.clock.last().plus_seconds(-SYNC_WINDOW) {
        return Err(Error::input("last_sync_at is more than 30 days ago: load the channels anew"));
    }
    let cids = body.channel_cids.iter().map(|cid| Cid::parse(cid)).collect::<Result<Vec<_>>>()?;
    let (readable, inaccessible) = app
        .read(&caller, move |view| {
            let (mut readable, mut inaccessible) = (Vec::new(), Vec::new());
            for cid in cids {
                match view.access(&cid) {
                    Ok(_) => readable.push(cid),
                    Err(error) if matches!(error.code, Code::NotAllowed | Code::DoesNotExist) => inaccessible.push(cid),
                    Err(error) => return Err(error),
                }
            }
            Ok((readable, inaccessible))
        })
        .await?;
    if body.watch.or(flags.watch) == Some(true) {
        watching::start(&app, &caller, &readable).await?;
    }
    let list_inaccessible = body.with_inaccessible_cids.or(flags.with_inaccessible_cids) == Some(true);
    app.read(&caller, move |view| {
        let mut texts = event_log::since(view.conn, &readable, view.viewer(), from, MAX_EVENTS + 1)?;
        // What was said to this user alone about channels he has lost: that he was removed.
        texts.extend(event_log::own(view.conn, &inaccessible, view.viewer(), from, MAX_EVENTS)?);
        if texts.len() > MAX_EVENTS as usize {
            return Err(Error::input(format!(
                "more than {MAX_EVENTS} events since last_sync_at: load the channels anew"
            )));
        }
        let mut events: Vec<Value> = texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
        events.sort_by(|a, b| a["created_at"].as_str().cmp(&b["created_at"].as_str()));
        let mut answer = json!({"events": events});
        if list_inaccessible {
            answer["inaccessible_cids"] = inaccessible.iter().map(Cid::as_str).collect::<Vec<_>>().into();
        }
        Ok(Answer::created(answer))
    })
    .await
}
