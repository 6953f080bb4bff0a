//! Owns the options of polls: create, update, read, delete. Whoever may vote can suggest one where the poll allows it.
use std::collections::HashSet;

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::polls::{announce, changeable, may_change, somewhere, visible};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::custom;
use crate::db::poll_options::{self, PollOption};
use crate::db::polls::{self, Poll};
use crate::error::{Error, Result};
use crate::render::poll_option;

/// Most options of a poll (protocol notes, "Limits").
const MAX_OPTIONS: usize = 100;
/// Field names that belong to the protocol and can never be custom data of an option.
const BUILT_IN: &[&str] = &["custom", "user", "user_id"];

/// An option as a client writes it.
#[derive(Debug, Deserialize)]
pub struct Input {
    id: Option<String>,
    text: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Input {
    fn check(self, id: String) -> Result<PollOption> {
        match self.text.filter(|text| !text.trim().is_empty()) {
            Some(text) => Ok(PollOption { id, text, custom: custom::take(self.rest, BUILT_IN)? }),
            None => Err(Error::input("an option needs a text")),
        }
    }
}

fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// Makes these the options of a poll: those with an id are changed, those without are new, others go with their votes.
pub fn replace_all(work: &Work<'_>, poll_id: &str, list: Vec<Input>) -> Result<()> {
    if list.len() > MAX_OPTIONS {
        return Err(Error::input(format!("a poll has at most {MAX_OPTIONS} options")));
    }
    let there: HashSet<String> = poll_options::list(work.conn, poll_id)?.into_iter().map(|option| option.id).collect();
    let mut wanted = Vec::new();
    for input in list {
        // In a new poll there is nothing to change: every option is new, even one that was copied with its id.
        let id = input.id.clone().filter(|id| !id.is_empty() && !there.is_empty());
        if let Some(id) = id.as_ref().filter(|id| !there.contains(*id)) {
            return Err(Error::input(format!("the poll has no option {id:?}; a new one has no id")));
        }
        wanted.push(input.check(id.unwrap_or_else(new_id))?);
    }
    for gone in there.iter().filter(|id| !wanted.iter().any(|option| option.id == **id)) {
        poll_options::remove(work.conn, poll_id, gone)?;
    }
    for option in &wanted {
        poll_options::save(work.conn, poll_id, option)?;
    }
    Ok(())
}

/// `POST /polls/{id}/options`
pub async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Path(poll_id): Path<String>,
    Body(input): Body<Input>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        work.author()?;
        let poll = visible(work, &poll_id)?;
        require_suggestion(work, &poll)?;
        if poll_options::list(work.conn, &poll_id)?.len() >= MAX_OPTIONS {
            return Err(Error::input(format!("a poll has at most {MAX_OPTIONS} options")));
        }
        let option = input.check(new_id())?;
        store(work, poll, &option).map(Answer::created)
    })
    .await
}

/// The creator and moderators may always add an option; others while the poll is open and asks for suggestions.
fn require_suggestion(work: &Work<'_>, poll: &Poll) -> Result<()> {
    match () {
        () if may_change(work, poll)? => Ok(()),
        () if !poll.allow_user_suggested_options => {
            Err(Error::not_allowed("this poll takes no suggestions: only its creator can add options"))
        }
        () if poll.is_closed => Err(Error::input("the poll is closed")),
        () if somewhere(work, poll, |access| access.can("cast-poll-vote"))? => Ok(()),
        () => Err(Error::not_allowed("capability \"cast-poll-vote\" is missing where the poll was sent")),
    }
}

fn store(work: &mut Work<'_>, mut poll: Poll, option: &PollOption) -> Result<Value> {
    poll_options::save(work.conn, &poll.id, option)?;
    poll.updated_at = work.now();
    polls::save(work.conn, &poll)?;
    announce(work, "poll.updated", &poll)?;
    Ok(json!({"poll_option": poll_option(option)}))
}

/// `PUT /polls/{id}/options`
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path(poll_id): Path<String>,
    Body(input): Body<Input>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let poll = changeable(work, &poll_id)?;
        let before = find(work, &poll_id, input.id.as_deref().unwrap_or_default())?;
        let option = input.check(before.id)?;
        store(work, poll, &option).map(Answer::created)
    })
    .await
}

/// `GET /polls/{id}/options/{option_id}`
pub async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path((poll_id, id)): Path<(String, String)>,
) -> Result<Answer> {
    app.read(&caller, move |view| {
        visible(view, &poll_id)?;
        Ok(Answer::ok(json!({"poll_option": poll_option(&find(view, &poll_id, &id)?)})))
    })
    .await
}

/// `DELETE /polls/{id}/options/{option_id}`: the votes for it go as well.
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path((poll_id, id)): Path<(String, String)>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let mut poll = changeable(work, &poll_id)?;
        let option = find(work, &poll_id, &id)?;
        poll_options::remove(work.conn, &poll_id, &option.id)?;
        poll.updated_at = work.now();
        polls::save(work.conn, &poll)?;
        announce(work, "poll.updated", &poll)?;
        Ok(Answer::ok(json!({})))
    })
    .await
}

fn find(view: &crate::render::View<'_>, poll_id: &str, id: &str) -> Result<PollOption> {
    let options = poll_options::list(view.conn, poll_id)?;
    options.into_iter().find(|option| option.id == id).ok_or_else(|| Error::missing("poll option", id))
}
