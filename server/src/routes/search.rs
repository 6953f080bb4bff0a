//! Owns searching messages in many channels. Which words a message has is kept by the database.
use std::collections::HashMap;

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::channel_list::mentions;
use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::Payload;
use crate::db::channel_query::{self, Scope};
use crate::db::message_search::{self, Search};
use crate::error::{Error, Result};
use crate::filter::{self, Compiled};
use crate::filter_fields::{CHANNELS, MESSAGES, message_sort, with_words};
use crate::ids::Cid;
use crate::keyset::Keyset;
use crate::permissions::Access;
use crate::render::View;
use crate::words::Match;

/// Results per page: default and maximum (protocol notes, "Limits and defaults").
const PAGE: (usize, usize) = (10, 100);
/// Furthest page start: as for channels. Beyond it, pages are continued by `next`.
const MAX_OFFSET: usize = 1_000;
/// What marks the cursor of the page before: clients hand both back as `next`.
const BACK: char = '-';
/// Channels looked at to find out why a search found nothing.
const SAMPLE: u32 = 30;

/// The payload.
#[derive(Deserialize)]
pub struct Query {
    #[serde(default)]
    filter_conditions: Map<String, Value>,
    message_filter_conditions: Option<Map<String, Value>>,
    query: Option<String>,
    sort: Option<Value>,
    limit: Option<usize>,
    offset: Option<usize>,
    next: Option<String>,
}

/// `GET /search`: newest first unless sorted otherwise. Without a sort, that is the order in which the messages arrived.
pub async fn search(State(app): State<Shared>, caller: Caller, Payload(query): Payload<Query>) -> Result<Answer> {
    let messages = wanted(&query, &caller)?;
    let channels = channels(query.filter_conditions, &caller)?;
    let limit = query.limit.unwrap_or(PAGE.0).clamp(1, PAGE.1);
    let offset = query.offset.unwrap_or(0);
    let next = query.next.as_deref().filter(|next| !next.is_empty());
    let sorted = query.sort.as_ref().is_some_and(|sort| !sort.is_null() && *sort != json!([]) && *sort != json!({}));
    if query.offset.is_some() && (next.is_some() || sorted) {
        return Err(Error::input("offset cannot be combined with sort or next"));
    }
    if offset > MAX_OFFSET {
        return Err(Error::input(format!("offset is at most {MAX_OFFSET}: continue with next")));
    }
    let keyset = Keyset::new(query.sort.as_ref(), &[], message_sort, ("m.rowid", true), limit)?;
    let keyset = match next.and_then(|next| next.strip_prefix(BACK)) {
        Some(back) => keyset.from(None, Some(back))?,
        None => keyset.from(next, None)?,
    };
    app.read(&caller, move |view| {
        let open = view.open_types()?;
        let search = Search {
            viewer: view.viewer(),
            open_types: open.as_deref(),
            channels: &channels,
            messages: &messages,
            keyset: &keyset,
        };
        let mut places: HashMap<Cid, Option<Access>> = HashMap::new();
        let (mut passed, mut found) = (0, Vec::new());
        message_search::walk(view.conn, &search, |keys, message| {
            let place = match places.get(&message.cid) {
                Some(place) => place,
                None => places.entry(message.cid.clone()).or_insert(searchable(view, &message.cid)?),
            };
            if place.is_some() {
                match passed < offset {
                    true => passed += 1,
                    false => found.push((keys, message)),
                }
            }
            Ok(found.len() < keyset.reach())
        })?;
        if found.is_empty() {
            explain(view, open.as_deref(), &channels)?;
        }
        let page = keyset.page(found);
        let mut results = Vec::with_capacity(page.rows.len());
        for message in &page.rows {
            let mut rendered = view.message(message)?;
            if let Some(Some(access)) = places.get(&message.cid) {
                rendered["channel"] = view.event_channel(&access.channel)?;
            }
            results.push(json!({"message": rendered}));
        }
        let mut body = json!({"results": results});
        if offset == 0 {
            if let Some(next) = page.next {
                body["next"] = next.into();
            }
            if let Some(previous) = page.prev {
                body["previous"] = format!("{BACK}{previous}").into();
            }
        }
        Ok(Answer::ok(body))
    })
    .await
}

/// The condition on messages: words or a filter, one of the two.
fn wanted(query: &Query, caller: &Caller) -> Result<Compiled> {
    let words = query.query.as_deref().filter(|words| !words.trim().is_empty());
    let filter = query.message_filter_conditions.as_ref().filter(|filter| !filter.is_empty());
    match (words, filter) {
        (Some(words), None) => Ok(with_words(words, Match::Typed)),
        (None, Some(filter)) => filter::compile(&MESSAGES, filter, &caller.user_id),
        _ => Err(Error::input("a search has either query or message_filter_conditions")),
    }
}

/// The condition on channels. Hidden ones are left out unless asked for, as in lists of channels.
fn channels(mut filter: Map<String, Value>, caller: &Caller) -> Result<Compiled> {
    if filter.is_empty() {
        return Err(Error::input("filter_conditions says in which channels to search"));
    }
    if !mentions(&Value::Object(filter.clone()), "hidden") {
        filter.insert("hidden".to_owned(), false.into());
    }
    filter::compile(&CHANNELS, &filter, &caller.user_id)
}

/// The viewer's place in a channel where he may search.
fn searchable(view: &View<'_>, cid: &Cid) -> Result<Option<Access>> {
    let access = view.access(cid)?;
    Ok(access.can("search-messages").then_some(access))
}

/// A search that finds nothing because it is allowed nowhere is an error.
fn explain(view: &View<'_>, open: Option<&[String]>, channels: &Compiled) -> Result<()> {
    let order = Compiled::fixed("c.last_updated DESC");
    let sample = channel_query::page(view.conn, view.viewer(), Scope::All, open, channels, &order, SAMPLE, 0)?;
    let mut refused = None;
    for cid in sample {
        match view.access(&cid)?.require("search-messages") {
            Ok(()) => return Ok(()),
            Err(error) => refused = Some(error),
        }
    }
    refused.map_or(Ok(()), Err)
}
