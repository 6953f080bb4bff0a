//! Owns the table of fields that can be filtered and sorted by, per endpoint, with the operators each allows.
//! Aliases: `c` channel, `own` the viewer's membership, `m` member, `u` user.
use serde_json::Value;

use crate::error::{Error, Result};
use crate::filter::{Compiled, Field, Fields, Kind, list, word_prefix};

const ORDERED: &[&str] = &["$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte"];
const NAMES: &[&str] = &["$autocomplete", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte", "$q"];
const EQ: &[&str] = &["$eq"];
const EQ_IN: &[&str] = &["$eq", "$in"];
const EQ_NE: &[&str] = &["$eq", "$ne"];
const CUSTOM: &[&str] = &["$autocomplete", "$contains", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte", "$q"];

/// `POST /channels`.
pub const CHANNELS: Fields = Fields { name: "channels", find: channel_field, custom: Some(("c.custom", CUSTOM)) };

fn channel_field(name: &str) -> Option<Field> {
    use Field::{Column, Special};
    Some(match name {
        "id" => Column("c.id", Kind::Text, ORDERED),
        "cid" => Column("c.cid", Kind::Text, ORDERED),
        "type" => Column("c.type", Kind::Text, ORDERED),
        "team" => Column("c.team", Kind::Text, ORDERED),
        "name" => Column("json_extract(c.custom, '$.name')", Kind::Text, NAMES),
        "created_by_id" => Column("c.created_by", Kind::Text, ORDERED),
        "created_at" => Column("c.created_at", Kind::Date, ORDERED),
        "updated_at" => Column("c.updated_at", Kind::Date, ORDERED),
        "last_message_at" => Column("c.last_message_at", Kind::Date, ORDERED),
        "last_updated" => Column("c.last_updated", Kind::Date, ORDERED),
        "member_count" => Column("c.member_count", Kind::Number, ORDERED),
        "message_count" => Column("c.message_count", Kind::Number, ORDERED),
        "frozen" => Column("c.frozen", Kind::Flag, ORDERED),
        "disabled" => Column("c.disabled", Kind::Flag, EQ),
        "distinct" => Column("c.is_distinct", Kind::Flag, EQ),
        "hidden" => Column("coalesce(own.hidden, 0)", Kind::Flag, EQ),
        "has_unread" => Column("(coalesce(own.unread_messages, 0) > 0)", Kind::Flag, EQ),
        "joined" => Column(
            "(own.user_id IS NOT NULL AND (NOT own.invited OR own.invite_accepted_at IS NOT NULL))",
            Kind::Flag,
            EQ,
        ),
        "pinned" => Column("(own.pinned_at IS NOT NULL)", Kind::Flag, EQ),
        "archived" => Column("(own.archived_at IS NOT NULL)", Kind::Flag, EQ),
        "channel_role" => Column("own.channel_role", Kind::Text, EQ_IN),
        "invite" => Special(|operator, operand, _| invite("own", operator, operand)),
        "members" => Special(|operator, operand, _| members(operator, operand)),
        "member.user.name" => Special(|operator, operand, _| member_name(operator, operand)),
        _ => return None,
    })
}

/// What channels can be sorted by, beside custom fields.
pub fn channel_sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "last_updated" => "c.last_updated",
        "last_message_at" => "c.last_message_at",
        "updated_at" => "c.updated_at",
        "created_at" => "c.created_at",
        "member_count" => "c.member_count",
        "unread_count" => "coalesce(own.unread_messages, 0)",
        "has_unread" => "(coalesce(own.unread_messages, 0) > 0)",
        "pinned_at" => "own.pinned_at",
        "cid" => "c.cid",
        "id" => "c.id",
        "type" => "c.type",
        _ => return None,
    })
}

fn ids(name: &str, operator: &str, operand: &Value) -> Result<Vec<rusqlite::types::Value>> {
    list(name, operator, operand)?
        .iter()
        .map(|id| match id.as_str() {
            Some(id) => Ok(id.to_owned().into()),
            None => Err(Error::input(format!("{name}: {operator} takes a list of user ids"))),
        })
        .collect()
}

/// `$in`: any of them is a member. `$eq`: exactly these are the members.
fn members(operator: &str, operand: &Value) -> Result<Compiled> {
    let mut params = match operand {
        Value::String(id) if operator == "$eq" => vec![id.clone().into()],
        _ => ids("members", operator, operand)?,
    };
    let marks = vec!["?"; params.len()].join(", ");
    match operator {
        "$in" => Ok(Compiled::with(format!("c.cid IN (SELECT cid FROM members WHERE user_id IN ({marks}))"), params)),
        "$eq" => {
            let mut wanted: Vec<String> = params
                .iter()
                .filter_map(|id| match id {
                    rusqlite::types::Value::Text(id) => Some(id.clone()),
                    _ => None,
                })
                .collect();
            wanted.sort();
            wanted.dedup();
            params.push((wanted.len() as i64).into());
            params.push((wanted.len() as i64).into());
            Ok(Compiled::with(
                format!(
                    "((SELECT count(*) FROM members WHERE cid = c.cid AND user_id IN ({marks})) = ? AND c.member_count = ?)"
                ),
                params,
            ))
        }
        _ => Err(Error::input(format!("members does not support operator {operator:?}; it supports $eq, $in"))),
    }
}

fn member_name(operator: &str, operand: &Value) -> Result<Compiled> {
    let text = operand.as_str().ok_or_else(|| Error::input("member.user.name takes a text"))?;
    let matches = match operator {
        "$eq" => Compiled::with("u.name = ?", vec![text.to_owned().into()]),
        "$autocomplete" => word_prefix("u.name", Vec::new(), text),
        _ => {
            return Err(Error::input(format!("member.user.name does not support operator {operator:?}")));
        }
    };
    Ok(Compiled::with(
        format!(
            "EXISTS (SELECT 1 FROM members AS x JOIN users AS u ON u.id = x.user_id WHERE x.cid = c.cid AND {})",
            matches.sql
        ),
        matches.params,
    ))
}

fn invite(alias: &str, operator: &str, operand: &Value) -> Result<Compiled> {
    let state = match (operator, operand.as_str()) {
        ("$eq", Some("pending")) => "{}.invited AND {}.invite_accepted_at IS NULL AND {}.invite_rejected_at IS NULL",
        ("$eq", Some("accepted")) => "{}.invite_accepted_at IS NOT NULL",
        ("$eq", Some("rejected")) => "{}.invite_rejected_at IS NOT NULL",
        _ => return Err(Error::input("invite is pending, accepted or rejected")),
    };
    Ok(Compiled::fixed(format!("({})", state.replace("{}", alias))))
}

/// `GET /members`.
pub const MEMBERS: Fields = Fields { name: "members", find: member_field, custom: Some(("m.custom", CUSTOM)) };

fn member_field(name: &str) -> Option<Field> {
    use Field::{Column, Special};
    Some(match name {
        "id" | "user_id" => Column("m.user_id", Kind::Text, ORDERED),
        "cid" => Column("m.cid", Kind::Text, EQ),
        "name" => Column("u.name", Kind::Text, &["$autocomplete", "$eq", "$in", "$q"]),
        "user.email" => Column("json_extract(u.custom, '$.email')", Kind::Text, &["$autocomplete", "$eq", "$in", "$q"]),
        "banned" => Column("u.banned", Kind::Flag, EQ),
        "channel_role" => Column("m.channel_role", Kind::Text, EQ_IN),
        "is_moderator" => Column("(m.channel_role = 'channel_moderator')", Kind::Flag, EQ),
        "joined" => Column("(NOT m.invited OR m.invite_accepted_at IS NOT NULL)", Kind::Flag, EQ),
        "created_at" => Column("m.created_at", Kind::Date, ORDERED),
        "updated_at" => Column("m.updated_at", Kind::Date, ORDERED),
        "last_active" => Column("u.last_active", Kind::Date, &["$eq", "$gt", "$gte", "$lt", "$lte"]),
        "invite" => Special(|operator, operand, _| invite("m", operator, operand)),
        _ => return None,
    })
}

/// What members can be sorted by.
pub fn member_sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "created_at" => "m.created_at",
        "user_id" => "m.user_id",
        "name" => "u.name",
        "channel_role" => "m.channel_role",
        _ => return None,
    })
}

/// `GET /users`.
pub const USERS: Fields = Fields {
    name: "users",
    find: user_field,
    custom: Some(("u.custom", &["$contains", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte"])),
};

fn user_field(name: &str) -> Option<Field> {
    use Field::{Column, Special};
    Some(match name {
        "id" => Column(
            "u.id",
            Kind::Text,
            &["$autocomplete", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte", "$ne", "$nin"],
        ),
        "name" => {
            Column("u.name", Kind::Text, &["$autocomplete", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte"])
        }
        "username" => Column("u.name", Kind::Text, &["$autocomplete", "$eq"]),
        "email" => Column("json_extract(u.custom, '$.email')", Kind::Text, EQ_IN),
        "role" => Column("u.role", Kind::Text, ORDERED),
        "language" => Column("u.language", Kind::Text, EQ),
        "banned" => Column("u.banned", Kind::Flag, EQ_NE),
        "created_at" => Column("u.created_at", Kind::Date, ORDERED),
        "updated_at" => Column("u.updated_at", Kind::Date, ORDERED),
        "last_active" => Column("u.last_active", Kind::Date, ORDERED),
        "teams" => Special(|operator, operand, _| teams(operator, operand)),
        _ => return None,
    })
}

fn teams(operator: &str, operand: &Value) -> Result<Compiled> {
    let wanted = match (operator, operand) {
        ("$contains" | "$eq", Value::String(team)) => vec![team.clone().into()],
        ("$in", Value::Array(_)) => ids("teams", operator, operand)?,
        _ => return Err(Error::input("teams supports $contains, $eq and $in")),
    };
    let marks = vec!["?"; wanted.len()].join(", ");
    Ok(Compiled::with(format!("EXISTS (SELECT 1 FROM json_each(u.teams) WHERE value IN ({marks}))"), wanted))
}

/// What users can be sorted by, beside custom fields.
pub fn user_sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "id" => "u.id",
        "name" => "u.name",
        "role" => "u.role",
        "created_at" => "u.created_at",
        "updated_at" => "u.updated_at",
        "last_active" => "u.last_active",
        _ => return None,
    })
}
