//! Owns the list of a channel's pinned messages. Pinning is an edit of the message; whether a pin has expired is for
//! clients to judge, as in the service, so expired ones stay in the list.
use std::collections::BTreeMap;

use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::{self, Params};
use crate::clock::Time;
use crate::db::message_pages::{self, Cursor, Source};
use crate::db::messages;
use crate::error::{Error, Result};
use crate::filter::sort_keys;
use crate::ids::Cid;
use crate::render::View;

/// Pins per page: default and maximum (protocol notes, "Limits and defaults").
const PAGE: (u64, u64) = (20, 300);
/// Furthest page start: as for channels.
const MAX_OFFSET: u64 = 1_000;

/// `GET /channels/{type}/{id}/pinned_messages`: newest pin first unless sorted otherwise. The arguments come as query
/// parameters or all together as `payload`.
pub async fn list(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Params(params): Params<BTreeMap<String, String>>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    let arguments = arguments(params)?;
    let limit = number(&arguments, "limit")?.unwrap_or(PAGE.0).min(PAGE.1);
    let offset = number(&arguments, "offset")?.unwrap_or(0);
    if offset > MAX_OFFSET {
        return Err(Error::input(format!("offset is at most {MAX_OFFSET}")));
    }
    let newest_first = match sort_keys(arguments.get("sort"))?.as_slice() {
        [] => true,
        [key] if key.field == "pinned_at" => key.descending,
        _ => return Err(Error::input("pinned messages can be sorted by pinned_at alone")),
    };
    app.read(&caller, move |view| {
        let access = view.access(&cid)?;
        let cursor = match cursor(view, &cid, &arguments)? {
            Cursor::Newest if !newest_first => Cursor::Oldest,
            other => other,
        };
        let sight = view.sight(&access.channel, access.member.as_ref());
        let reach = u32::try_from(limit + offset).unwrap_or(u32::MAX);
        let mut found = message_pages::page(view.conn, &Source::Pinned(&cid), &sight, cursor, reach)?;
        if newest_first {
            found.reverse();
        }
        // Counted from the side the page begins at: that of the cursor, otherwise the first in the order asked for.
        let nearest_last =
            matches!((cursor, newest_first), (Cursor::After { .. }, true) | (Cursor::Before { .. }, false));
        let skip = (offset as usize).min(found.len());
        match nearest_last {
            true => found.truncate(found.len() - skip),
            false => drop(found.drain(..skip)),
        }
        Ok(Answer::ok(json!({"messages": view.messages(&found)?})))
    })
    .await
}

/// The arguments, whichever way they came.
fn arguments(mut params: BTreeMap<String, String>) -> Result<Map<String, Value>> {
    if let Some(payload) = params.remove("payload") {
        return body::json(payload.as_bytes(), "the query parameter payload");
    }
    let sort = match params.remove("sort") {
        Some(text) => body::json(text.as_bytes(), "the query parameter sort")?,
        None => Value::Null,
    };
    let mut arguments: Map<String, Value> = params.into_iter().map(|(name, text)| (name, text.into())).collect();
    arguments.insert("sort".to_owned(), sort);
    Ok(arguments)
}

fn number(arguments: &Map<String, Value>, name: &str) -> Result<Option<u64>> {
    let number = match arguments.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.parse().ok(),
        Some(other) => other.as_u64(),
    };
    number.map(Some).ok_or_else(|| Error::input(format!("{name} is a whole number")))
}

fn cursor(view: &View<'_>, cid: &Cid, arguments: &Map<String, Value>) -> Result<Cursor> {
    let before = |at, inclusive| Cursor::Before { at, inclusive };
    let after = |at, inclusive| Cursor::After { at, inclusive };
    type Make<'a> = &'a dyn Fn(Time) -> Cursor;
    let ways: [(&str, &str, Make<'_>); 5] = [
        ("id_lt", "pinned_at_before", &|at| before(at, false)),
        ("id_lte", "pinned_at_before_or_equal", &|at| before(at, true)),
        ("id_gt", "pinned_at_after", &|at| after(at, false)),
        ("id_gte", "pinned_at_after_or_equal", &|at| after(at, true)),
        ("id_around", "pinned_at_around", &Cursor::Around),
    ];
    let mut cursors = Vec::new();
    for (by_id, by_time, make) in ways {
        if let Some(id) = text(arguments, by_id)? {
            let message = messages::find(view.conn, id)?.filter(|message| message.cid == *cid);
            let at = message.and_then(|message| message.pinned_at);
            cursors.push(make(at.ok_or_else(|| Error::missing("pinned message", id))?));
        }
        if let Some(at) = text(arguments, by_time)? {
            let at = Time::named(by_time, at)?;
            cursors.push(make(at));
        }
    }
    match cursors.as_slice() {
        [] => Ok(Cursor::Newest),
        [one] => Ok(*one),
        _ => Err(Error::input("a page has one cursor, not several")),
    }
}

fn text<'a>(arguments: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>> {
    match arguments.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::input(format!("{name} is a text"))),
    }
}
