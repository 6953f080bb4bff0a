//! Owns polls as a resource: create, update, close, read, delete, query, and attaching one to a message. Options and
//! votes have their own files.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::messages::{addressees, announce_update};
use super::poll_options;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::clock::Time;
use crate::custom;
use crate::db::messages;
use crate::db::polls::{self, Poll};
use crate::error::{Error, Result};
use crate::filter_fields::{POLL_SORTING, POLLS};
use crate::ids::check_poll_id;
use crate::list_query::ListQuery;
use crate::partial_update::PartialUpdate;
use crate::permissions::Access;
use crate::realtime::event::Event;
use crate::render::{Own, POLL_FIELDS, View};

/// Most votes that a poll can allow one user (protocol notes, "Limits").
const MAX_VOTES: u32 = 10;

/// A poll as a client writes it. What is not given is as in a new poll, the options excepted: without a list they stay.
#[derive(Debug, Default, Deserialize)]
pub struct Input {
    id: Option<String>,
    name: Option<String>,
    description: Option<String>,
    options: Option<Vec<poll_options::Input>>,
    enforce_unique_vote: Option<bool>,
    max_votes_allowed: Option<u32>,
    voting_visibility: Option<String>,
    allow_user_suggested_options: Option<bool>,
    allow_answers: Option<bool>,
    is_closed: Option<bool>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// `POST /polls`
pub async fn create(State(app): State<Shared>, caller: Caller, Body(input): Body<Input>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let creator = work.author()?.id;
        let id = input.id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| Uuid::new_v4().to_string());
        check_poll_id(&id)?;
        if polls::find(work.conn, &id)?.is_some() {
            return Err(Error::input(format!("a poll with ID {id:?} already exists")));
        }
        let now = work.now();
        save(work, input, |poll| Poll { id, created_by: creator, created_at: now, ..poll }, now)
            .and_then(|poll| answer(work, &poll))
            .map(Answer::created)
    })
    .await
}

/// `PUT /polls`: replaces the whole poll.
pub async fn update(State(app): State<Shared>, caller: Caller, Body(input): Body<Input>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let before = changeable(work, input.id.as_deref().unwrap_or_default())?;
        replace(work, before, input).map(Answer::created)
    })
    .await
}

/// `PATCH /polls/{id}`: changes single fields; `is_closed` closes it.
pub async fn update_partial(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(change): Body<PartialUpdate>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let before = changeable(work, &id)?;
        let mut fields = editable(&before);
        if let Some(Value::Object(nested)) = change.set.get("custom") {
            fields.extend(nested.clone());
        }
        fields.extend(change.set.clone().into_iter().filter(|(name, _)| name != "custom"));
        fields.retain(|name, _| !change.unsets(name));
        let input: Input = serde_json::from_value(Value::Object(fields))
            .map_err(|_| Error::input("set has a field of the wrong type"))?;
        replace(work, before, input).map(Answer::ok)
    })
    .await
}

/// What can be changed, as a client would write it.
fn editable(poll: &Poll) -> Map<String, Value> {
    let mut fields = poll.custom.clone();
    let built_in = json!({
        "name": poll.name,
        "description": poll.description,
        "enforce_unique_vote": poll.enforce_unique_vote,
        "max_votes_allowed": poll.max_votes_allowed,
        "voting_visibility": if poll.anonymous { "anonymous" } else { "public" },
        "allow_user_suggested_options": poll.allow_user_suggested_options,
        "allow_answers": poll.allow_answers,
        "is_closed": poll.is_closed,
    });
    fields.extend(built_in.as_object().cloned().unwrap_or_default());
    fields
}

fn replace(work: &mut Work<'_>, before: Poll, input: Input) -> Result<Value> {
    let was_closed = before.is_closed;
    let now = work.now();
    let identity = |poll| Poll { id: before.id, created_by: before.created_by, created_at: before.created_at, ..poll };
    let poll = save(work, input, identity, now)?;
    announce(work, if poll.is_closed && !was_closed { "poll.closed" } else { "poll.updated" }, &poll)?;
    answer(work, &poll)
}

/// Checks what a client wrote and stores it under the identity that `identify` gives it.
fn save(work: &Work<'_>, input: Input, identify: impl FnOnce(Poll) -> Poll, now: Time) -> Result<Poll> {
    let name = input.name.unwrap_or_default();
    if name.trim().is_empty() {
        return Err(Error::input("a poll needs a name"));
    }
    if input.max_votes_allowed.is_some_and(|votes| votes == 0 || votes > MAX_VOTES) {
        return Err(Error::input(format!("max_votes_allowed is 1 to {MAX_VOTES}")));
    }
    let anonymous = match input.voting_visibility.as_deref() {
        None | Some("" | "public") => false,
        Some("anonymous") => true,
        Some(_) => return Err(Error::input("voting_visibility is public or anonymous")),
    };
    let poll = identify(Poll {
        id: String::new(),
        name,
        description: input.description.unwrap_or_default(),
        anonymous,
        enforce_unique_vote: input.enforce_unique_vote.unwrap_or(false),
        max_votes_allowed: input.max_votes_allowed,
        allow_user_suggested_options: input.allow_user_suggested_options.unwrap_or(false),
        allow_answers: input.allow_answers.unwrap_or(false),
        is_closed: input.is_closed.unwrap_or(false),
        created_by: String::new(),
        custom: custom::take(input.rest, POLL_FIELDS)?,
        created_at: now,
        updated_at: now,
    });
    polls::save(work.conn, &poll)?;
    if let Some(options) = input.options {
        poll_options::replace_all(work, &poll.id, options)?;
    }
    Ok(poll)
}

fn answer(work: &Work<'_>, poll: &Poll) -> Result<Value> {
    Ok(json!({"poll": work.poll(poll, Own::Viewer)?}))
}

/// `GET /polls/{id}`
pub async fn get(State(app): State<Shared>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    app.read(&caller, move |view| Ok(Answer::ok(json!({"poll": view.poll(&visible(view, &id)?, Own::Viewer)?})))).await
}

/// `DELETE /polls/{id}`: it disappears from the messages that carry it.
pub async fn delete(State(app): State<Shared>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let poll = changeable(work, &id)?;
        let carrying = messages::with_poll(work.conn, &poll.id)?;
        announce(work, "poll.deleted", &poll)?;
        polls::remove(work.conn, &poll.id)?;
        for message in carrying {
            messages::touch(work.conn, &message.id, work.now())?;
            announce_update(work, &message.id)?;
        }
        Ok(Answer::ok(json!({})))
    })
    .await
}

/// `POST /polls/query`: those that the caller created or finds in his channels.
pub async fn query(State(app): State<Shared>, caller: Caller, Body(query): Body<ListQuery>) -> Result<Answer> {
    let filter = query.filter(&POLLS, &caller.user_id)?;
    let keyset = query.page(&POLL_SORTING)?;
    app.read(&caller, move |view| {
        let open = view.open_types()?;
        let page = polls::list(view.conn, view.viewer(), open.as_deref(), &filter, &keyset)?;
        page.answer("polls", |poll| view.poll(poll, Own::Viewer)).map(Answer::created)
    })
    .await
}

/// A poll that the caller created or finds in one of his channels. To others it does not exist.
pub fn visible(view: &View<'_>, id: &str) -> Result<Poll> {
    let poll = polls::find(view.conn, id)?.ok_or_else(|| Error::missing("poll", id))?;
    match is_above(view, &poll)? || somewhere(view, &poll, |_| true)? {
        true => Ok(poll),
        false => Err(Error::missing("poll", id)),
    }
}

/// A poll that the caller may change: his own, or one in a channel that he moderates.
pub fn changeable(view: &View<'_>, id: &str) -> Result<Poll> {
    let poll = visible(view, id)?;
    match may_change(view, &poll)? {
        true => Ok(poll),
        false => Err(Error::not_allowed("only the creator of a poll and moderators can change it")),
    }
}

/// Whether the caller may change the poll.
pub fn may_change(view: &View<'_>, poll: &Poll) -> Result<bool> {
    Ok(is_above(view, poll)? || somewhere(view, poll, |access| access.can("update-any-message"))?)
}

/// Creator, administrator, moderator of the application, or its server.
fn is_above(view: &View<'_>, poll: &Poll) -> Result<bool> {
    let own = poll.created_by == view.viewer();
    Ok(own || view.caller.is_server() || matches!(view.me()?.role.as_str(), "admin" | "moderator"))
}

/// Whether this is so in a channel where the caller sees a message with the poll.
pub fn somewhere(view: &View<'_>, poll: &Poll, is_so: impl Fn(&Access) -> bool) -> Result<bool> {
    let carrying = messages::with_poll(view.conn, &poll.id)?;
    Ok(carrying.iter().any(|message| view.message_access(&message.id).is_ok_and(|(_, access)| is_so(&access))))
}

/// Tells the watchers of every message with the poll. Without one, nobody hears of it.
pub fn announce(work: &mut Work<'_>, kind: &str, poll: &Poll) -> Result<()> {
    let rendered = work.poll(poll, Own::Nobody)?;
    for message in messages::with_poll(work.conn, &poll.id)? {
        let event = Event::within(kind, work.now(), &message.cid)
            .with("poll", rendered.clone())
            .with("message_id", message.id.as_str())
            .only_for(addressees(&message));
        work.emit(event);
    }
    Ok(())
}

/// The poll that a new message is to carry, once it is clear that it may.
pub fn to_send(work: &Work<'_>, access: &Access, id: Option<&str>) -> Result<Option<String>> {
    let Some(id) = id.filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    access.kind.require("polls")?;
    access.require("send-poll")?;
    match visible(work, id) {
        Ok(poll) => Ok(Some(poll.id)),
        Err(_) => Err(Error::input("the poll of the message does not exist")),
    }
}
