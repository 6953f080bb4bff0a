//! Owns the query over channels: the list a client starts with.
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::Body;
use crate::db::channel_query::{self, Scope};
use crate::db::message_pages::Cursor;
use crate::error::{Code, Error, Result};
use crate::filter;
use crate::filter_fields::{CHANNELS, channel_sort, only_own};
use crate::ids::Cid;
use crate::realtime::watching;
use crate::render::Parts;

/// Channels per page: default and maximum (protocol notes, "Limits and defaults").
const PAGE: (u32, u32) = (10, 30);
/// Messages per channel: default and maximum.
const MESSAGES: (u32, u32) = (25, 300);
/// Members per channel: default and maximum.
const MEMBERS: (u32, u32) = (100, 100);
/// Furthest page start.
const MAX_OFFSET: u32 = 1_000;

/// The body of a query.
#[derive(Deserialize)]
pub struct Query {
    filter_conditions: Option<Map<String, Value>>,
    predefined_filter: Option<String>,
    sort: Option<Value>,
    limit: Option<u32>,
    offset: Option<u32>,
    message_limit: Option<u32>,
    member_limit: Option<u32>,
    state: Option<bool>,
    watch: Option<bool>,
    presence: Option<bool>,
}

/// `POST /channels`
pub async fn query(State(app): State<Shared>, caller: Caller, Body(query): Body<Query>) -> Result<Answer> {
    if query.predefined_filter.is_some() {
        return Err(Error::new(Code::FeatureNotSupported, "predefined filters do not exist on this server"));
    }
    let watch = query.watch == Some(true);
    let presence = query.presence == Some(true);
    if watch || presence {
        caller.live_connection()?;
    }
    let cids = page(&app, &caller, &query).await?;
    if watch {
        watching::start(&app, &caller, &cids).await?;
    }
    if let Some(connection) = caller.connection.as_ref().filter(|_| presence) {
        app.hub.subscribe(connection, &[], &cids);
    }
    let parts = Parts {
        state: query.state.unwrap_or(true),
        cursor: Cursor::Newest,
        messages: query.message_limit.unwrap_or(MESSAGES.0).min(MESSAGES.1),
        members: (query.member_limit.unwrap_or(MEMBERS.0).min(MEMBERS.1), 0),
        watchers: None,
    };
    // Two halves side by side: making the texts takes most of the time.
    let (first, second) = cids.split_at(cids.len().div_ceil(2));
    let (first, second) =
        tokio::try_join!(bundles(&app, &caller, first, parts), bundles(&app, &caller, second, parts))?;
    let mut answer = br#"{"channels":["#.to_vec();
    answer.extend(first);
    answer.extend(second);
    // Every bundle has a comma behind it.
    answer.pop_if(|last| *last == b',');
    answer.extend_from_slice(b"]}");
    Ok(Answer::as_written(StatusCode::CREATED, answer))
}

/// The bundles of some channels as JSON, each with a comma behind it.
async fn bundles(app: &Shared, caller: &Caller, cids: &[Cid], parts: Parts) -> Result<Vec<u8>> {
    if cids.is_empty() {
        return Ok(Vec::new());
    }
    let cids = cids.to_vec();
    app.read(caller, move |view| {
        let mut text = Vec::new();
        for cid in &cids {
            // A channel deleted since the page was made is simply not in it any more.
            if let Ok(access) = view.access(cid) {
                view.write_bundle(&mut text, &access, parts)?;
                text.push(b',');
            }
        }
        Ok(text)
    })
    .await
}

/// `POST /channels/grouped`: the service offers it to some applications only, and this is none of them.
pub async fn grouped(_caller: Caller) -> Error {
    Error::new(Code::FeatureNotSupported, "grouped channel queries are not enabled for this application")
}

/// The names of the channels on the page.
async fn page(app: &Shared, caller: &Caller, query: &Query) -> Result<Vec<Cid>> {
    let mut conditions = query.filter_conditions.clone().unwrap_or_default();
    // Hidden channels are left out unless asked for (protocol notes, "Filter grammar"), also by asking for blocked ones.
    let all = Value::Object(conditions.clone());
    if !mentions(&all, "hidden") && !mentions(&all, "blocked") {
        conditions.insert("hidden".to_owned(), false.into());
    }
    let own = conditions.get("members").and_then(Value::as_object).is_some_and(|members| {
        members.len() == 1 && members.iter().all(|(operator, ids)| only_own(operator, ids, &caller.user_id))
    });
    let scope = if own { Scope::Own } else { Scope::All };
    let filter = filter::compile(&CHANNELS, &conditions, &caller.user_id)?;
    let order = filter::compile_sort(query.sort.as_ref(), "c.last_updated DESC", channel_sort, Some("c.custom"))?;
    let limit = query.limit.unwrap_or(PAGE.0);
    let offset = query.offset.unwrap_or(0);
    if limit > PAGE.1 || offset > MAX_OFFSET {
        return Err(Error::input(format!("limit is at most {} and offset at most {MAX_OFFSET}", PAGE.1)));
    }
    app.read(caller, move |view| {
        let open = view.open_types()?;
        let found =
            channel_query::page(view.conn, view.viewer(), scope, open.as_deref(), &filter, &order, limit, offset)?;
        if found.is_empty()
            && offset == 0
            && open.is_some()
            && !channel_query::page(view.conn, view.viewer(), scope, None, &filter, &order, 1, 0)?.is_empty()
        {
            return Err(Error::new(
                Code::QueryChannelPermissions,
                "the filter matches only channels that you may not read: add a condition on members",
            ));
        }
        Ok(found)
    })
    .await
}

/// Whether a filter has a condition on this field, at any depth.
pub fn mentions(filter: &Value, field: &str) -> bool {
    match filter {
        Value::Object(map) => {
            map.iter().any(|(key, value)| key == field || (key.starts_with('$') && mentions(value, field)))
        }
        Value::Array(items) => items.iter().any(|item| mentions(item, field)),
        _ => false,
    }
}
