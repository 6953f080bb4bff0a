//! Owns votes and answers: cast, take back, list. Who may see whose vote is decided in `render`.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::messages::addressees;
use super::polls::{may_change, somewhere, visible};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::db::messages::{self, Message};
use crate::db::poll_options;
use crate::db::poll_votes::{self, Vote};
use crate::db::polls::{self, Poll};
use crate::error::{Error, Result};
use crate::filter_fields::{POLL_VOTE_SORTING, POLL_VOTES};
use crate::list_query::ListQuery;
use crate::realtime::event::Event;
use crate::render::Own;

/// Longest answer, in characters (inferred: a line, not a message).
const MAX_ANSWER: usize = 1_000;

/// The body of a vote.
#[derive(Deserialize)]
pub struct Cast {
    vote: Option<Input>,
}

#[derive(Deserialize)]
struct Input {
    option_id: Option<String>,
    answer_text: Option<String>,
}

/// `POST /messages/{id}/polls/{poll_id}/vote`: a vote for an option, or an answer in the caller's own words.
pub async fn cast(
    State(app): State<Shared>,
    caller: Caller,
    Path((message_id, poll_id)): Path<(String, String)>,
    Body(body): Body<Cast>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let voter = work.author()?.id;
        let poll = open_poll(work, &message_id, &poll_id)?;
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let (option, answer) = match body.vote {
            Some(Input { option_id, answer_text }) => (given(option_id), given(answer_text)),
            None => (None, None),
        };
        let own = poll_votes::of_user(work.conn, &poll_id, &voter)?;
        let (kind, vote) = match (option, answer) {
            (Some(option), None) => vote_for(work, &poll, &voter, own, option)?,
            (None, Some(text)) => answer_with(work, &poll, &voter, own, text)?,
            _ => return Err(Error::input("a vote has either an option_id or an answer_text")),
        };
        if let Some(kind) = kind {
            poll_votes::save(work.conn, &vote)?;
            announce(work, kind, &poll, &vote)?;
        }
        Ok(Answer::created(json!({
            "vote": work.poll_vote(&poll, &vote, Own::Viewer)?,
            "poll": work.poll(&poll, Own::Viewer)?,
        })))
    })
    .await
}

/// A poll that can be voted in, by way of a message that carries it.
fn open_poll(work: &Work<'_>, message_id: &str, poll_id: &str) -> Result<Poll> {
    let (message, access) = work.message_access(message_id)?;
    let carried = message.deleted_at.is_none() && message.poll_id.as_deref() == Some(poll_id);
    let poll = match carried {
        true => polls::find(work.conn, poll_id)?,
        false => None,
    };
    let poll = poll.ok_or_else(|| Error::missing("in this message, the poll", poll_id))?;
    access.require_open()?;
    access.require("cast-poll-vote")?;
    match poll.is_closed {
        true => Err(Error::input("the poll is closed")),
        false => Ok(poll),
    }
}

type Given = (Option<&'static str>, Vote);

fn new_vote(work: &Work<'_>, poll: &Poll, voter: &str) -> Vote {
    let now = work.now();
    Vote {
        id: Uuid::new_v4().to_string(),
        poll_id: poll.id.clone(),
        user_id: voter.to_owned(),
        option_id: None,
        answer_text: None,
        created_at: now,
        updated_at: now,
    }
}

/// The vote, and the event that tells of it; none if it had been given before.
fn vote_for(work: &Work<'_>, poll: &Poll, voter: &str, own: Vec<Vote>, option_id: String) -> Result<Given> {
    if !poll_options::list(work.conn, &poll.id)?.iter().any(|option| option.id == option_id) {
        return Err(Error::missing("poll option", &option_id));
    }
    let votes: Vec<Vote> = own.into_iter().filter(|vote| vote.option_id.is_some()).collect();
    if let Some(same) = votes.iter().find(|vote| vote.option_id.as_ref() == Some(&option_id)) {
        return Ok((None, same.clone()));
    }
    let vote = Vote { option_id: Some(option_id), ..new_vote(work, poll, voter) };
    if poll.enforce_unique_vote && !votes.is_empty() {
        for former in &votes {
            poll_votes::remove(work.conn, &former.id)?;
        }
        return Ok((Some("poll.vote_changed"), vote));
    }
    match poll.max_votes_allowed {
        Some(most) if votes.len() >= most as usize => {
            Err(Error::input(format!("this poll allows at most {most} votes per user: take one back first")))
        }
        _ => Ok((Some("poll.vote_casted"), vote)),
    }
}

/// One answer per user: the next one replaces its text and keeps its id.
fn answer_with(work: &Work<'_>, poll: &Poll, voter: &str, own: Vec<Vote>, text: String) -> Result<Given> {
    if !poll.allow_answers {
        return Err(Error::input("this poll takes no answers beside its options"));
    }
    if text.chars().count() > MAX_ANSWER {
        return Err(Error::input(format!("an answer has at most {MAX_ANSWER} characters")));
    }
    let answer_text = Some(text);
    Ok(match own.into_iter().find(|vote| vote.option_id.is_none()) {
        Some(before) => (Some("poll.vote_changed"), Vote { answer_text, updated_at: work.now(), ..before }),
        None => (Some("poll.vote_casted"), Vote { answer_text, ..new_vote(work, poll, voter) }),
    })
}

/// `DELETE /messages/{id}/polls/{poll_id}/vote/{vote_id}`: the caller's own vote or answer.
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path((message_id, poll_id, vote_id)): Path<(String, String, String)>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let voter = work.author()?.id;
        let poll = open_poll(work, &message_id, &poll_id)?;
        let vote = poll_votes::find(work.conn, &vote_id)?
            .filter(|vote| vote.poll_id == poll_id)
            .ok_or_else(|| Error::missing("vote", &vote_id))?;
        if vote.user_id != voter {
            return Err(Error::not_allowed("a vote can only be taken back by the user who cast it"));
        }
        poll_votes::remove(work.conn, &vote_id)?;
        announce(work, "poll.vote_removed", &poll, &vote)?;
        Ok(Answer::ok(json!({
            "vote": work.poll_vote(&poll, &vote, Own::Viewer)?,
            "poll": work.poll(&poll, Own::Viewer)?,
        })))
    })
    .await
}

/// Tells the watchers of every message with the poll. In an anonymous one, only the voter's own connections hear whose vote
/// it is: they have to recognise it.
fn announce(work: &mut Work<'_>, kind: &str, poll: &Poll, vote: &Vote) -> Result<()> {
    let now = work.now();
    let rendered = work.poll(poll, Own::Nobody)?;
    let (named, unnamed) = (work.vote_object(vote, true)?, work.vote_object(vote, false)?);
    let event = |message: &Message| {
        Event::within(kind, now, &message.cid).with("poll", rendered.clone()).with("message_id", message.id.as_str())
    };
    for message in messages::with_poll(work.conn, &poll.id)? {
        let everybody = event(&message).only_for(addressees(&message));
        match poll.anonymous {
            false => work.emit(everybody.with("poll_vote", named.clone())),
            true => {
                work.emit(everybody.with("poll_vote", unnamed.clone()).hidden_from([vote.user_id.clone()]));
                let voter = Some(vec![vote.user_id.clone()]);
                work.emit(event(&message).with("poll_vote", named.clone()).only_for(voter));
            }
        }
    }
    Ok(())
}

/// `POST /polls/{id}/votes`
pub async fn query(
    State(app): State<Shared>,
    caller: Caller,
    Path(poll_id): Path<String>,
    Body(query): Body<ListQuery>,
) -> Result<Answer> {
    let filter = query.filter(&POLL_VOTES, &caller.user_id)?;
    let keyset = query.page(&POLL_VOTE_SORTING)?;
    app.read(&caller, move |view| {
        let poll = visible(view, &poll_id)?;
        if !may_change(view, &poll)? && !somewhere(view, &poll, |access| access.can("query-poll-votes"))? {
            return Err(Error::not_allowed("capability \"query-poll-votes\" is missing where the poll was sent"));
        }
        let page = poll_votes::list(view.conn, &poll_id, &filter, &keyset)?;
        page.answer("votes", |vote| view.poll_vote(&poll, vote, Own::Viewer)).map(Answer::created)
    })
    .await
}
