//! Owns what polls and their votes can be filtered and sorted by. Aliases: `p` poll, `v` vote.
use serde_json::Value;

use super::{BOUNDS, CUSTOM, EQ, EQ_IN};
use crate::error::{Error, Result};
use crate::filter::{Compiled, Field, Fields, Kind};
use crate::list_query::Sorting;

/// `POST /polls/query`.
pub const POLLS: Fields = Fields { name: "polls", find: poll_field, custom: Some(("p.custom", CUSTOM)) };

fn poll_field(name: &str) -> Option<Field> {
    use Field::Column;
    Some(match name {
        "id" => Column("p.id", Kind::Text, EQ_IN),
        "name" => Column("p.name", Kind::Text, EQ_IN),
        "created_by_id" => Column("p.created_by", Kind::Text, EQ_IN),
        "voting_visibility" => Column("p.voting_visibility", Kind::Text, EQ),
        "allow_answers" => Column("p.allow_answers", Kind::Flag, EQ),
        "allow_user_suggested_options" => Column("p.allow_user_suggested_options", Kind::Flag, EQ),
        "is_closed" => Column("p.is_closed", Kind::Flag, EQ),
        "max_votes_allowed" => Column("p.max_votes_allowed", Kind::Number, BOUNDS),
        "created_at" => Column("p.created_at", Kind::Date, BOUNDS),
        "updated_at" => Column("p.updated_at", Kind::Date, BOUNDS),
        _ => return None,
    })
}

/// What polls can be sorted by; newest first (inferred).
pub const POLL_SORTING: Sorting = Sorting { find: poll_sort, default: &[("p.created_at", true)], last: ("p.id", true) };

fn poll_sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "id" => "p.id",
        "name" => "p.name",
        "is_closed" => "p.is_closed",
        "created_at" => "p.created_at",
        "updated_at" => "p.updated_at",
        _ => return None,
    })
}

/// `POST /polls/{id}/votes`.
pub const POLL_VOTES: Fields = Fields { name: "votes", find: vote_field, custom: None };

fn vote_field(name: &str) -> Option<Field> {
    use Field::{Column, Special};
    Some(match name {
        "id" => Column("v.id", Kind::Text, EQ_IN),
        "poll_id" => Column("v.poll_id", Kind::Text, EQ_IN),
        "option_id" => Column("v.option_id", Kind::Text, &["$eq", "$exists", "$in"]),
        "is_answer" => Column("(v.option_id IS NULL)", Kind::Flag, EQ),
        "created_at" => Column("v.created_at", Kind::Date, BOUNDS),
        "updated_at" => Column("v.updated_at", Kind::Date, BOUNDS),
        "user_id" => Special(voter),
        _ => return None,
    })
}

/// The voters of an anonymous poll cannot be found out by filtering either: there, everybody finds only himself.
fn voter(operator: &str, operand: &Value, viewer: &str) -> Result<Compiled> {
    let mut params = match (operator, operand) {
        ("$eq", Value::String(id)) => vec![id.clone().into()],
        ("$in", Value::Array(_)) => super::texts("user_id", operator, operand)?,
        ("$eq" | "$in", _) => return Err(Error::input("votes: user_id takes user ids")),
        _ => {
            return Err(Error::input(format!(
                "votes: field \"user_id\" does not support operator {operator:?}; it supports $eq, $in"
            )));
        }
    };
    let marks = vec!["?"; params.len()].join(", ");
    params.push(viewer.to_owned().into());
    Ok(Compiled::with(
        format!("(v.user_id IN ({marks}) AND (p.voting_visibility <> 'anonymous' OR v.user_id = ?))"),
        params,
    ))
}

/// What votes can be sorted by; newest first (inferred).
pub const POLL_VOTE_SORTING: Sorting =
    Sorting { find: vote_sort, default: &[("v.created_at", true)], last: ("v.id", true) };

fn vote_sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "id" => "v.id",
        "created_at" => "v.created_at",
        "updated_at" => "v.updated_at",
        _ => return None,
    })
}
