//! Owns reading a thread's replies. Sending one is sending a message with a parent.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::message_paging::{Pagination, cursor};
use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::Params;
use crate::db::message_pages::{self, Cursor, Source};
use crate::error::{Error, Result};

/// Replies per page: default and maximum (protocol notes, "Limits and defaults").
const PAGE: (u32, u32) = (100, 300);

/// The parameters of the query.
#[derive(Deserialize)]
pub struct Query {
    limit: Option<u32>,
    id_lt: Option<String>,
    id_lte: Option<String>,
    id_gt: Option<String>,
    id_gte: Option<String>,
    id_around: Option<String>,
    sort: Option<String>,
}

/// `GET /messages/{id}/replies`: always oldest first; the sort only picks the end of the thread that is served.
pub async fn list(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Params(query): Params<Query>,
) -> Result<Answer> {
    let descending = match query.sort.as_deref() {
        None => true,
        Some(text) => {
            let sort: Value = serde_json::from_str(text).map_err(|_| Error::input("sort is not valid JSON"))?;
            let first = sort.get(0).unwrap_or(&sort);
            first["direction"].as_i64().or(first["created_at"].as_i64()).unwrap_or(-1) < 0
        }
    };
    let limit = query.limit.unwrap_or(PAGE.0).min(PAGE.1);
    let paging = Pagination {
        id_lt: query.id_lt,
        id_lte: query.id_lte,
        id_gt: query.id_gt,
        id_gte: query.id_gte,
        id_around: query.id_around,
        ..Pagination::default()
    };
    app.read(&caller, move |view| {
        let (parent, access) = view.message_access(&id)?;
        let source = Source::Thread(&parent.id);
        let cursor = match cursor(view, &paging, &source)? {
            Cursor::Newest if !descending => Cursor::Oldest,
            other => other,
        };
        let sight = view.sight(&access.channel, access.member.as_ref());
        let replies = message_pages::page(view.conn, &source, &sight, cursor, limit)?;
        Ok(Answer::ok(json!({"messages": view.messages(&replies)?})))
    })
    .await
}
