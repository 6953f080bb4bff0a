//! Owns a single channel's state as a client opens it: read, get or create, watch, stop watching.
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::bans;
use super::channel_data::{self, By};
use super::channel_members::{MemberInput, add_at_creation, known_users};
use super::message_paging::{Pagination, cursor};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::custom;
use crate::db::channels::{self, Channel};
use crate::db::message_pages::{Cursor, Source};
use crate::db::{members, users};
use crate::error::{Error, Result};
use crate::ids::Cid;
use crate::permissions::require_creation;
use crate::realtime::event::Event;
use crate::realtime::watching;
use crate::render::{CHANNEL_FIELDS, Parts};

/// Messages: default and maximum (protocol notes, "Limits and defaults").
const MESSAGES: (u32, u32) = (100, 300);
/// Members: default and maximum.
const MEMBERS: (u32, u32) = (100, 300);
/// Members that can be named when a channel is created (protocol notes, "Limits").
const MAX_MEMBERS: usize = 100;

/// The body of get-or-create.
#[derive(Deserialize)]
pub struct Query {
    data: Option<Data>,
    state: Option<bool>,
    watch: Option<bool>,
    presence: Option<bool>,
    messages: Option<Pagination>,
    members: Option<Offsets>,
    watchers: Option<Offsets>,
    hide_for_creator: Option<bool>,
}

#[derive(Deserialize)]
struct Offsets {
    limit: Option<u32>,
    offset: Option<u32>,
}

/// Channel data as a client gives it.
#[derive(Deserialize, Default)]
struct Data {
    members: Option<Vec<MemberInput>>,
    invites: Option<Vec<MemberInput>>,
    created_by_id: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// `POST /channels/{type}/{id}/query`
pub async fn get_or_create(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(query): Body<Query>,
) -> Result<Answer> {
    open(app, caller, Cid::new(&kind, &id)?, query, false).await
}

/// `POST /channels/{type}/query`: the channel of exactly these members.
pub async fn get_or_create_distinct(
    State(app): State<Shared>,
    caller: Caller,
    Path(kind): Path<String>,
    Body(query): Body<Query>,
) -> Result<Answer> {
    let members = query.data.as_ref().and_then(|data| data.members.as_ref());
    let ids: Vec<&str> = members.into_iter().flatten().map(MemberInput::user_id).collect();
    if ids.is_empty() {
        return Err(Error::input("a channel needs an id or the list of its members"));
    }
    let cid = Cid::new(&kind, &distinct_id(&ids))?;
    open(app, caller, cid, query, true).await
}

/// The same for the same set, in whatever order it is given.
pub fn distinct_id(members: &[&str]) -> String {
    let mut sorted = members.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let hash = Sha256::digest(sorted.join(","));
    format!("!members-{}", URL_SAFE_NO_PAD.encode(hash))
}

async fn open(app: Shared, caller: Caller, cid: Cid, query: Query, distinct: bool) -> Result<Answer> {
    app.types.find(cid.kind())?;
    let watch = query.watch == Some(true);
    let presence = query.presence == Some(true);
    if watch || presence {
        caller.live_connection()?;
    }
    let name = cid.clone();
    let there = app.read(&caller, move |view| Ok(channels::find(view.conn, &name)?.is_some())).await?;
    if !there {
        let name = cid.clone();
        let (data, hide) = (query.data.unwrap_or_default(), query.hide_for_creator == Some(true));
        app.write(&caller, move |work| create(work, &name, data, distinct, hide, watch)).await?;
    }
    let name = cid.clone();
    app.read(&caller, move |view| view.access(&name).map(drop)).await?;
    if watch {
        watching::start(&app, &caller, std::slice::from_ref(&cid)).await?;
    }
    if let Some(connection) = caller.connection.as_ref().filter(|_| presence) {
        app.hub.subscribe(connection, &[], std::slice::from_ref(&cid));
    }
    let state = query.state.unwrap_or(query.messages.is_some());
    let (paging, members, watchers) = (query.messages.unwrap_or_default(), query.members, query.watchers);
    app.read(&caller, move |view| {
        let access = view.access(&cid)?;
        let parts = Parts {
            state,
            cursor: cursor(view, &paging, &Source::Channel(&cid))?,
            messages: paging.limit.unwrap_or(MESSAGES.0).min(MESSAGES.1),
            members: range(members.as_ref()),
            watchers: watchers.as_ref().map(|page| range(Some(page))),
        };
        Ok(Answer::as_written(StatusCode::CREATED, view.bundle(&access, parts)?))
    })
    .await
}

fn range(page: Option<&Offsets>) -> (u32, u32) {
    let limit = page.and_then(|page| page.limit).unwrap_or(MEMBERS.0).min(MEMBERS.1);
    (limit, page.and_then(|page| page.offset).unwrap_or(0))
}

/// Creates the channel, unless somebody else just did.
fn create(work: &mut Work<'_>, cid: &Cid, data: Data, distinct: bool, hide: bool, watch: bool) -> Result<()> {
    if channels::find(work.conn, cid)?.is_some() {
        return Ok(());
    }
    if cid.id().starts_with("!members-") && !distinct {
        return Err(Error::missing("channel", cid.as_str()));
    }
    let creator = match data.created_by_id.filter(|_| work.caller.is_server()) {
        Some(id) => {
            let known = users::find(work.conn, &id)?.filter(|user| user.deleted_at.is_none());
            known.ok_or_else(|| Error::input(format!("created_by_id: user {id:?} does not exist")))?.id
        }
        None => work.author()?.id,
    };
    if creator.starts_with('!') {
        return Err(Error::not_allowed("anonymous users cannot create channels"));
    }
    if !work.caller.is_server() {
        let me = work.me()?;
        if me.standing(work.now()).banned {
            return Err(Error::not_allowed("the user is banned and cannot create channels"));
        }
        require_creation(work.app.types.find(cid.kind())?.as_ref(), &me.role)?;
    }
    let members = data.members.unwrap_or_default();
    let invites = data.invites.unwrap_or_default();
    if members.len() + invites.len() > MAX_MEMBERS {
        return Err(Error::input(format!("a channel can be created with at most {MAX_MEMBERS} members")));
    }
    known_users(work, members.iter().chain(&invites))?;
    let now = work.now();
    let mut channel = Channel { is_distinct: distinct, ..Channel::new(cid, &creator, now) };
    channel_data::apply(work, &By::Creator, &mut channel, &data.rest)?;
    channel.custom = custom::take(data.rest, CHANNEL_FIELDS)?;
    channels::insert(work.conn, &channel)?;
    add_at_creation(work, &channel, members, invites, watch)?;
    bans::apply_to_new_channel(work, &channel)?;
    if hide && let Some(mut own) = members::find(work.conn, cid, &creator)? {
        own.hidden = true;
        members::save(work.conn, &own)?;
    }
    let channel = work.stored_channel(cid)?;
    let event = Event::about("channel.created", now, &channel)
        .with("channel", work.event_channel(&channel)?)
        .with("user", work.user(&creator)?);
    work.emit(event);
    Ok(())
}

/// The parameters of a plain read.
#[derive(Deserialize)]
pub struct GetQuery {
    state: Option<bool>,
    messages_limit: Option<u32>,
    members_limit: Option<u32>,
    watchers_limit: Option<u32>,
    messages_id_lt: Option<String>,
    messages_id_lte: Option<String>,
    messages_id_gt: Option<String>,
    messages_id_gte: Option<String>,
    messages_id_around: Option<String>,
}

/// `GET /channels/{type}/{id}`: reads without creating.
pub async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Params(query): Params<GetQuery>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    app.types.find(cid.kind())?;
    app.read(&caller, move |view| {
        let access = view.access(&cid)?;
        let paging = Pagination {
            id_lt: query.messages_id_lt,
            id_lte: query.messages_id_lte,
            id_gt: query.messages_id_gt,
            id_gte: query.messages_id_gte,
            id_around: query.messages_id_around,
            ..Pagination::default()
        };
        let state = query.state.unwrap_or(true);
        let parts = Parts {
            state,
            cursor: if state { cursor(view, &paging, &Source::Channel(&cid))? } else { Cursor::Newest },
            messages: query.messages_limit.unwrap_or(MESSAGES.0).min(MESSAGES.1),
            members: (query.members_limit.unwrap_or(MEMBERS.0).min(MEMBERS.1), 0),
            watchers: query.watchers_limit.map(|limit| (limit.min(MEMBERS.1), 0)),
        };
        Ok(Answer::as_written(StatusCode::OK, view.bundle(&access, parts)?))
    })
    .await
}

/// `POST /channels/{type}/{id}/stop-watching`
pub async fn stop_watching(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Answer> {
    watching::stop(&app, &caller, &Cid::new(&kind, &id)?).await?;
    Ok(Answer::created(json!({})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_set_of_members_gives_the_same_id() {
        let id = distinct_id(&["amira", "ben"]);
        assert_eq!(id, distinct_id(&["ben", "amira", "ben"]));
        assert_ne!(id, distinct_id(&["amira", "ben", "chen"]));
        assert_eq!(id.len(), "!members-".len() + 43);
        assert!(Cid::new("messaging", &id).is_ok());
    }
}
