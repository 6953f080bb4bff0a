//! Owns how polls, their options and votes look to the viewer. In events they look to nobody in particular.
use serde_json::{Map, Value, json};

use super::View;
use super::message::Own;
use crate::custom;
use crate::db::poll_options::{self, PollOption};
use crate::db::poll_votes::{self, Vote};
use crate::db::polls::Poll;
use crate::error::Result;

/// Field names that belong to the protocol and can never be custom data of a poll.
pub const BUILT_IN: &[&str] = &[
    "answers_count",
    "created_at",
    "created_by",
    "created_by_id",
    "custom",
    "latest_answers",
    "latest_votes_by_option",
    "own_votes",
    "updated_at",
    "user",
    "user_id",
    "vote_count",
    "vote_counts_by_option",
];
/// Newest votes shown per option, and newest answers (inferred: as many as reactions with a message).
const LATEST: u32 = 10;

impl View<'_> {
    /// A poll with its options and the newest votes. Only REST answers show what the viewer voted for.
    pub fn poll(&self, poll: &Poll, own: Own) -> Result<Value> {
        let options = poll_options::list(self.conn, &poll.id)?;
        let counts = poll_votes::counts(self.conn, &poll.id)?;
        let votes =
            |list: Vec<Vote>| list.iter().map(|vote| self.poll_vote(poll, vote, own)).collect::<Result<Vec<_>>>();
        let mut latest: Map<String, Value> = Map::new();
        if !poll.anonymous {
            for vote in poll_votes::latest_by_option(self.conn, &poll.id, LATEST)? {
                let of_option = latest.entry(vote.option_id.clone().unwrap_or_default()).or_insert_with(|| json!([]));
                if let Value::Array(list) = of_option {
                    list.push(self.poll_vote(poll, &vote, own)?);
                }
            }
        }
        let mine = match own {
            Own::Viewer => votes(poll_votes::of_user(self.conn, &poll.id, self.viewer())?)?,
            Own::Nobody => Vec::new(),
        };
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        put("id", poll.id.clone().into());
        put("name", poll.name.clone().into());
        put("description", poll.description.clone().into());
        put("voting_visibility", if poll.anonymous { "anonymous" } else { "public" }.into());
        put("enforce_unique_vote", poll.enforce_unique_vote.into());
        put("max_votes_allowed", json!(poll.max_votes_allowed));
        put("allow_user_suggested_options", poll.allow_user_suggested_options.into());
        put("allow_answers", poll.allow_answers.into());
        put("is_closed", poll.is_closed.into());
        put("created_by_id", poll.created_by.clone().into());
        put("created_by", self.user(&poll.created_by)?);
        put("created_at", poll.created_at.into());
        put("updated_at", poll.updated_at.into());
        put("options", options.iter().map(poll_option).collect());
        put("vote_count", counts.iter().map(|(_, count)| count).sum::<i64>().into());
        put("vote_counts_by_option", Value::Object(counts.into_iter().map(|(id, count)| (id, count.into())).collect()));
        put("latest_votes_by_option", Value::Object(latest));
        put("answers_count", poll_votes::count_answers(self.conn, &poll.id)?.into());
        put("latest_answers", votes(poll_votes::latest_answers(self.conn, &poll.id, LATEST)?)?.into());
        put("own_votes", mine.into());
        custom::flatten(&mut object, &poll.custom);
        Ok(Value::Object(object))
    }

    /// A vote. In an anonymous poll only the voter himself learns whose it is.
    pub fn poll_vote(&self, poll: &Poll, vote: &Vote, own: Own) -> Result<Value> {
        let is_own = own == Own::Viewer && vote.user_id == self.viewer();
        self.vote_object(vote, is_own || !poll.anonymous)
    }

    /// A vote, with the voter or without.
    pub fn vote_object(&self, vote: &Vote, with_voter: bool) -> Result<Value> {
        // An answer has an option id all the same (protocol notes, "Polls").
        let mut object = json!({
            "id": vote.id,
            "poll_id": vote.poll_id,
            "option_id": vote.option_id.as_deref().unwrap_or_default(),
            "is_answer": vote.option_id.is_none(),
            "created_at": vote.created_at,
            "updated_at": vote.updated_at,
        });
        if let Some(text) = &vote.answer_text {
            object["answer_text"] = text.as_str().into();
        }
        if with_voter {
            object["user_id"] = vote.user_id.as_str().into();
            object["user"] = self.user(&vote.user_id)?;
        }
        Ok(object)
    }
}

/// An option with its custom data.
pub fn poll_option(option: &PollOption) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), option.id.as_str().into());
    object.insert("text".to_owned(), option.text.as_str().into());
    custom::flatten(&mut object, &option.custom);
    Value::Object(object)
}
