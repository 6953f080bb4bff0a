//! Owns the lists of bans, for moderators. Banning itself is in `bans`.
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::moderation::{moderates_everything, require_moderator};
use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::Payload;
use crate::db::bans::{self, Ban, FutureBan, FutureBans};
use crate::db::channels;
use crate::error::{Error, Result};
use crate::filter;
use crate::filter_fields::{BANS, ban_sort};
use crate::render::View;

/// Bans per page: default and maximum (protocol notes, "Limits and defaults"; the default is ours).
const PAGE: (u32, u32) = (100, 300);
/// Furthest page start.
const MAX_OFFSET: u32 = 10_000;

/// The payload of both queries.
#[derive(Deserialize)]
pub struct Query {
    #[serde(default)]
    filter_conditions: Map<String, Value>,
    sort: Option<Value>,
    target_user_id: Option<String>,
    exclude_expired_bans: Option<bool>,
    include_total: Option<bool>,
    limit: Option<u32>,
    offset: Option<u32>,
}

impl Query {
    fn page(&self) -> Result<(u32, u32)> {
        let (limit, offset) = (self.limit.unwrap_or(PAGE.0), self.offset.unwrap_or(0));
        match limit <= PAGE.1 && offset <= MAX_OFFSET {
            true => Ok((limit, offset)),
            false => Err(Error::input(format!("limit is at most {} and offset at most {MAX_OFFSET}", PAGE.1))),
        }
    }
}

/// `GET /query_banned_users`
pub async fn banned(State(app): State<Shared>, caller: Caller, Payload(query): Payload<Query>) -> Result<Answer> {
    let (limit, offset) = query.page()?;
    let filter = filter::compile(&BANS, &query.filter_conditions, &caller.user_id)?;
    let order = filter::compile_sort(query.sort.as_ref(), "b.created_at DESC", ban_sort, None)?;
    app.read(&caller, move |view| {
        require_moderator(view, &query.filter_conditions)?;
        let in_force = query.exclude_expired_bans == Some(true);
        let found = bans::query(view.conn, &filter, &order, in_force, limit, offset)?;
        Ok(Answer::ok(json!({"bans": found.iter().map(|ban| render(view, ban)).collect::<Result<Vec<_>>>()?})))
    })
    .await
}

fn render(view: &View<'_>, ban: &Ban) -> Result<Value> {
    let mut object = json!({
        "user": view.user(&ban.user_id)?,
        "shadow": ban.shadow,
        "created_at": ban.created_at,
    });
    if let Some(channel) = ban.cid.as_ref().map(|cid| channels::find(view.conn, cid)).transpose()?.flatten() {
        object["channel"] = view.event_channel(&channel)?;
    }
    add_details(view, &mut object, &ban.banned_by, ban.reason.as_deref(), ban.expires.map(Value::from))?;
    Ok(object)
}

/// `GET /query_future_channel_bans`: one's own; whoever moderates everything sees everybody's.
pub async fn future(State(app): State<Shared>, caller: Caller, Payload(query): Payload<Query>) -> Result<Answer> {
    let (limit, offset) = query.page()?;
    app.read(&caller, move |view| {
        let all = moderates_everything(view)?;
        let wanted = FutureBans {
            user_id: query.target_user_id.as_deref(),
            banned_by: Some(view.viewer()).filter(|_| !all),
            in_force: query.exclude_expired_bans == Some(true),
        };
        let found = bans::future(view.conn, wanted, limit, offset)?;
        let list = found.iter().map(|ban| render_future(view, ban)).collect::<Result<Vec<_>>>()?;
        let mut body = json!({"bans": list});
        if query.include_total == Some(true) {
            body["total"] = bans::count_future(view.conn, wanted)?.into();
        }
        Ok(Answer::ok(body))
    })
    .await
}

fn render_future(view: &View<'_>, ban: &FutureBan) -> Result<Value> {
    let mut object = json!({
        "user": view.user(&ban.user_id)?,
        "shadow": ban.shadow,
        "created_at": ban.created_at,
    });
    add_details(view, &mut object, &ban.banned_by, ban.reason.as_deref(), ban.expires.map(Value::from))?;
    Ok(object)
}

fn add_details(
    view: &View<'_>,
    object: &mut Value,
    by: &str,
    reason: Option<&str>,
    expires: Option<Value>,
) -> Result<()> {
    if !by.is_empty() {
        object["banned_by"] = view.user(by)?;
    }
    if let Some(reason) = reason {
        object["reason"] = reason.into();
    }
    if let Some(at) = expires {
        object["expires"] = at;
    }
    Ok(())
}
