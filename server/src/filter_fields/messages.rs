//! Owns the fields that messages can be searched and sorted by. Alias: `m` message.
use serde_json::Value;

use super::EQ_IN;
use crate::error::{Error, Result};
use crate::filter::{Compiled, Field, Fields, Kind, compare, list};
use crate::words::{self, Match};

const ORDERED: &[&str] = &["$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte"];
const CUSTOM: &[&str] = &["$eq", "$gt", "$gte", "$in", "$lt", "$lte"];

/// `message_filter_conditions` of `GET /search`.
pub const MESSAGES: Fields = Fields { name: "messages", find: field, custom: Some(("m.custom", CUSTOM)) };

fn field(name: &str) -> Option<Field> {
    use Field::{Column, Special};
    Some(match name {
        "attachments" => Special(|operator, operand, _| attachments(operator, operand)),
        "attachments.type" => Special(|operator, operand, _| attachment_type(operator, operand)),
        "cid" => Column("m.cid", Kind::Text, ORDERED),
        "created_at" => Column("m.created_at", Kind::Date, ORDERED),
        "id" => Column("m.id", Kind::Text, ORDERED),
        "mentioned_users.id" => Special(|operator, operand, _| mentioned(operator, operand)),
        "parent_id" => Column("m.parent_id", Kind::Text, ORDERED),
        "pinned" => Column("(m.pinned_at IS NOT NULL)", Kind::Flag, &["$eq"]),
        "reply_count" => Column("m.reply_count", Kind::Number, ORDERED),
        "text" => Special(|operator, operand, _| text(operator, operand)),
        "type" => Column("m.type", Kind::Text, ORDERED),
        "updated_at" => Column("m.updated_at", Kind::Date, ORDERED),
        "user.id" | "user_id" => Column("m.user_id", Kind::Text, EQ_IN),
        _ => return None,
    })
}

/// What messages can be sorted by.
pub fn message_sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "created_at" => "m.created_at",
        "updated_at" => "m.updated_at",
        "id" => "m.id",
        _ => return None,
    })
}

/// The messages with these words.
pub fn with_words(text: &str, how: Match) -> Compiled {
    match words::query(text, how) {
        Some(query) => Compiled::with(
            "m.rowid IN (SELECT rowid FROM message_words WHERE message_words MATCH ?)",
            vec![query.into()],
        ),
        None => Compiled::fixed("0"),
    }
}

fn unsupported(name: &str, operator: &str, supported: &str) -> Error {
    Error::input(format!("messages: field {name:?} does not support operator {operator:?}; it supports {supported}"))
}

fn text(operator: &str, operand: &Value) -> Result<Compiled> {
    let words = || operand.as_str().ok_or_else(|| Error::input(format!("text: {operator} takes a text")));
    match operator {
        "$q" => Ok(with_words(words()?, Match::All)),
        "$autocomplete" => Ok(with_words(words()?, Match::Typed)),
        "$any" => match operand {
            Value::Array(_) => {
                let texts = list("text", operator, operand)?.iter().map(Value::as_str).collect::<Option<Vec<_>>>();
                let texts = texts.ok_or_else(|| Error::input("text: $any takes a text or a list of texts"))?;
                Ok(with_words(&texts.join(" "), Match::Any))
            }
            _ => Ok(with_words(words()?, Match::Any)),
        },
        other if ORDERED.contains(&other) => compare("text", &Compiled::fixed("m.text"), Kind::Text, other, operand),
        other => Err(unsupported("text", other, &format!("$any, $autocomplete, $q, {}", ORDERED.join(", ")))),
    }
}

fn attachments(operator: &str, operand: &Value) -> Result<Compiled> {
    match (operator, operand.as_bool()) {
        ("$exists", Some(true)) => Ok(Compiled::fixed("m.attachments <> '[]'")),
        ("$exists", Some(false)) => Ok(Compiled::fixed("m.attachments = '[]'")),
        ("$exists", None) => Err(Error::input("attachments: $exists takes true or false")),
        (other, _) => Err(unsupported("attachments", other, "$exists")),
    }
}

fn attachment_type(operator: &str, operand: &Value) -> Result<Compiled> {
    if !EQ_IN.contains(&operator) {
        return Err(unsupported("attachments.type", operator, &EQ_IN.join(", ")));
    }
    let kind = Compiled::fixed("json_extract(value, '$.type')");
    let fits = compare("attachments.type", &kind, Kind::Text, operator, operand)?;
    Ok(Compiled::with(format!("EXISTS (SELECT 1 FROM json_each(m.attachments) WHERE {})", fits.sql), fits.params))
}

fn mentioned(operator: &str, operand: &Value) -> Result<Compiled> {
    match (operator, operand.as_str()) {
        ("$contains", Some(id)) => Ok(Compiled::with(
            "EXISTS (SELECT 1 FROM json_each(m.mentioned_users) WHERE value = ?)",
            vec![id.to_owned().into()],
        )),
        ("$contains", None) => Err(Error::input("mentioned_users.id: $contains takes a user id")),
        (other, _) => Err(unsupported("mentioned_users.id", other, "$contains")),
    }
}
