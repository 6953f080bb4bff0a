//! Owns threads as a resource: the list, one thread, its title and custom data, and what a reply does to its thread.
//! Reading the replies page by page is in `replies`, read marks are in `thread_reads`.
use std::collections::HashMap;

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::messages::addressees;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::clock::Time;
use crate::db::messages::Message;
use crate::db::thread_participants::{self, Participant, Totals};
use crate::db::threads::{self, Thread};
use crate::db::{members, users};
use crate::error::{Error, Result};
use crate::filter;
use crate::filter_fields::{THREADS, thread_sort};
use crate::ids::Cid;
use crate::keyset::Keyset;
use crate::partial_update::PartialUpdate;
use crate::permissions::Access;
use crate::realtime::event::Event;
use crate::realtime::watching;
use crate::render::{THREAD_FIELDS, ThreadParts, View};

/// Threads per page: default and maximum (protocol notes, "Threads and replies").
const PAGE: (u32, u32) = (10, 100);
/// Newest replies of a thread: default and maximum.
const REPLIES: (u32, u32) = (3, 10);
/// Newest replies of a single thread: maximum. The contract names none; this is one page of replies.
const MAX_REPLIES: u32 = 100;
/// Participants in the list: default and maximum.
const PARTICIPANTS: (u32, u32) = (10, 100);
/// Participants and members of a single thread: default and maximum.
const PEOPLE: (u32, u32) = (100, 100);
/// Longest title, in characters. The contract names none; this is what names of channels get.
const MAX_TITLE: usize = 255;

/// The body of a query.
#[derive(Deserialize)]
pub struct Query {
    filter: Option<Map<String, Value>>,
    sort: Option<Value>,
    limit: Option<u32>,
    reply_limit: Option<u32>,
    participant_limit: Option<u32>,
    member_limit: Option<u32>,
    next: Option<String>,
    prev: Option<String>,
    watch: Option<bool>,
}

/// `POST /threads`: the threads the caller takes part in, those with unread replies first.
pub async fn query(State(app): State<Shared>, caller: Caller, Body(query): Body<Query>) -> Result<Answer> {
    let watch = query.watch == Some(true);
    if watch {
        caller.live_connection()?;
    }
    let filter = filter::compile(&THREADS, &query.filter.unwrap_or_default(), &caller.user_id)?;
    let limit = query.limit.unwrap_or(PAGE.0).clamp(1, PAGE.1);
    let default = [("(p.unread_messages > 0)", true), ("t.last_message_at", true)];
    let keyset = Keyset::new(query.sort.as_ref(), &default, thread_sort, ("t.parent_id", false), limit as usize)?
        .from(query.next.as_deref(), query.prev.as_deref())?;
    let parts = ThreadParts {
        replies: query.reply_limit.unwrap_or(REPLIES.0).min(REPLIES.1),
        participants: query.participant_limit.unwrap_or(PARTICIPANTS.0).min(PARTICIPANTS.1),
        members: query.member_limit.unwrap_or(PEOPLE.0).min(PEOPLE.1),
    };
    let page = app.read(&caller, move |view| Ok(threads::page(view.conn, view.viewer(), &filter, &keyset)?)).await?;
    if watch {
        let mut cids: Vec<Cid> = page.rows.iter().map(|thread| thread.cid.clone()).collect();
        cids.sort();
        cids.dedup();
        let asked = cids.clone();
        let readable =
            app.read(&caller, move |view| Ok(asked.into_iter().filter(|cid| view.access(cid).is_ok()).collect()));
        let readable: Vec<Cid> = readable.await?;
        watching::start(&app, &caller, &readable).await?;
    }
    app.read(&caller, move |view| {
        let mut list = Vec::with_capacity(page.rows.len());
        for row in &page.rows {
            // A thread that ended since the page was made, or that can no longer be read, is simply not in it.
            if let (Some(thread), Ok(access)) = (threads::find(view.conn, &row.parent_id)?, view.access(&row.cid)) {
                list.push(view.thread_state(&thread, &access, parts)?);
            }
        }
        let mut body = json!({"threads": list});
        for (key, cursor) in [("next", page.next), ("prev", page.prev)] {
            if let Some(cursor) = cursor {
                body[key] = cursor.into();
            }
        }
        Ok(Answer::created(body))
    })
    .await
}

/// The parameters of reading one.
#[derive(Deserialize)]
pub struct GetQuery {
    watch: Option<bool>,
    reply_limit: Option<u32>,
    participant_limit: Option<u32>,
    member_limit: Option<u32>,
}

/// `GET /threads/{id}`
pub async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Params(query): Params<GetQuery>,
) -> Result<Answer> {
    let name = id.clone();
    let cid = app.read(&caller, move |view| Ok(find(view, &name)?.0.cid)).await?;
    if query.watch == Some(true) {
        watching::start(&app, &caller, &[cid]).await?;
    }
    let parts = ThreadParts {
        replies: query.reply_limit.unwrap_or(REPLIES.0).min(MAX_REPLIES),
        participants: query.participant_limit.unwrap_or(PEOPLE.0).min(PEOPLE.1),
        members: query.member_limit.unwrap_or(PEOPLE.0).min(PEOPLE.1),
    };
    app.read(&caller, move |view| {
        let (thread, access) = find(view, &id)?;
        Ok(Answer::ok(json!({"thread": view.thread_state(&thread, &access, parts)?})))
    })
    .await
}

/// The thread of a message that the caller may see.
fn find(view: &View<'_>, parent_id: &str) -> Result<(Thread, Access)> {
    let (_, access) = view.message_access(parent_id)?;
    let thread = threads::find(view.conn, parent_id)?.ok_or_else(|| Error::missing("thread", parent_id))?;
    Ok((thread, access))
}

/// `PATCH /threads/{id}`: title and custom data.
pub async fn update_partial(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(mut change): Body<PartialUpdate>,
) -> Result<Answer> {
    let built_in = |name: &&String| name.as_str() != "title" && THREAD_FIELDS.contains(&name.as_str());
    if let Some(name) = change.set.keys().chain(&change.unset).find(built_in) {
        return Err(Error::input(format!("{name:?} of a thread cannot be changed")));
    }
    let title = match change.set.remove("title") {
        Some(Value::String(title)) if title.chars().count() <= MAX_TITLE => Some(title),
        Some(_) => return Err(Error::input(format!("title is a text of at most {MAX_TITLE} characters"))),
        None => change.unsets("title").then(String::new),
    };
    app.write(&caller, move |work| {
        let (mut thread, access) = find(work, &id)?;
        access.require("update-thread")?;
        if let Some(title) = title {
            thread.title = title;
        }
        change.apply(&mut thread.custom, THREAD_FIELDS)?;
        thread.updated_at = work.now();
        threads::save(work.conn, &thread)?;
        let rendered = work.event_thread(&thread)?;
        let event = Event::within("thread.updated", thread.updated_at, &thread.cid).with("thread", rendered.clone());
        work.emit(event);
        Ok(Answer::ok(json!({"thread": rendered})))
    })
    .await
}

/// What a new reply does: the thread begins with the first one, people join it, counters rise, participants are told.
pub fn record_reply(work: &mut Work<'_>, access: &Access, parent: &Message, reply: &Message) -> Result<()> {
    let at = reply.created_at;
    let thread = match threads::find(work.conn, &parent.id)? {
        Some(thread) => Thread { last_message_at: at, updated_at: at, ..thread },
        None => Thread {
            parent_id: parent.id.clone(),
            cid: parent.cid.clone(),
            created_by: reply.user_id.clone(),
            title: String::new(),
            custom: Map::new(),
            created_at: at,
            updated_at: at,
            last_message_at: at,
        },
    };
    threads::save(work.conn, &thread)?;
    for user in newcomers(work, access, parent, reply)? {
        let unread_from = Time::from_micros(at.micros() - 1);
        thread_participants::join(work.conn, &Participant::new(&parent.id, &user, at, unread_from))?;
    }
    thread_participants::raise(work.conn, reply)?;
    thread_participants::mark_own(work.conn, reply)?;
    notify(work, parent, reply)
}

/// Who takes part from now on if he did not yet: the author of the reply and that of the parent, and members whom either
/// of the two mentions.
fn newcomers(work: &Work<'_>, access: &Access, parent: &Message, reply: &Message) -> Result<Vec<String>> {
    let mut users = vec![reply.user_id.clone()];
    if parent.user_id != reply.user_id && may_read(work, access, &parent.user_id)? {
        users.push(parent.user_id.clone());
    }
    for user in parent.mentioned_users.iter().chain(&reply.mentioned_users) {
        let sees = parent.visible_to(user) && reply.visible_to(user);
        if sees && !users.contains(user) && members::find(work.conn, &access.channel.cid, user)?.is_some() {
            users.push(user.clone());
        }
    }
    Ok(users)
}

fn may_read(work: &Work<'_>, access: &Access, user_id: &str) -> Result<bool> {
    let Some(user) = users::find(work.conn, user_id)? else {
        return Ok(false);
    };
    let member = members::find(work.conn, &access.channel.cid, user_id)?;
    let standing = work.standing(&user, &access.channel.cid, member.as_ref())?;
    Ok(Access::new(&work.app.types, access.channel.clone(), member, standing, &user, false).is_ok())
}

fn notify(work: &mut Work<'_>, parent: &Message, reply: &Message) -> Result<()> {
    let mut people = thread_participants::ids(work.conn, &parent.id)?;
    people.retain(|user| *user != reply.user_id);
    if people.is_empty() {
        return Ok(());
    }
    let channel = work.stored_channel(&reply.cid)?;
    let mut event = Event::about("notification.thread_message_new", reply.created_at, &channel)
        .with("channel", work.event_channel(&channel)?)
        .with("message", work.event_message(reply)?)
        .with("message_id", reply.id.as_str())
        .with("thread_id", parent.id.as_str())
        .with("parent_author", parent.user_id.as_str())
        .with("thread_participants", work.thread_participants(parent)?)
        .with("watcher_count", work.app.hub.watcher_count(&reply.cid))
        .only_for(addressees(reply));
    let mut personal = HashMap::new();
    for user in people.iter().filter(|user| work.app.hub.is_online(user)) {
        personal.insert(user.clone(), totals_fields(thread_participants::totals(work.conn, user)?));
    }
    event.personal = personal;
    work.emit(event.concerning(people));
    Ok(())
}

/// Unread totals over threads as events carry them.
pub fn totals_fields(totals: Totals) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("unread_threads".to_owned(), totals.threads.into());
    fields.insert("unread_thread_messages".to_owned(), totals.messages.into());
    fields
}
