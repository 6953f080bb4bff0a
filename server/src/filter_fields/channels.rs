//! Owns what channels can be filtered and sorted by.
use serde_json::Value;

use super::members::invite;
use super::{CUSTOM, EQ, EQ_IN, NAMES, ORDERED, texts};
use crate::error::{Error, Result};
use crate::filter::{Compiled, Field, Fields, Kind, word_prefix};
use crate::filter_tags;

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
        "muted" => Column(
            "coalesce(own.notifications_muted AND EXISTS (SELECT 1 FROM channel_mutes AS q WHERE q.user_id = own.user_id \
             AND q.cid = c.cid AND (q.expires IS NULL OR q.expires > clock_now())), 0)",
            Kind::Flag,
            EQ,
        ),
        "blocked" => Column(
            "(c.member_count = 2 AND EXISTS (SELECT 1 FROM members AS x JOIN blocks AS q ON q.target_id = x.user_id \
             AND q.user_id = own.user_id WHERE x.cid = c.cid))",
            Kind::Flag,
            EQ,
        ),
        "joined" => Column(
            "(own.user_id IS NOT NULL AND (NOT own.invited OR own.invite_accepted_at IS NOT NULL))",
            Kind::Flag,
            EQ,
        ),
        "pinned" => Column("(own.pinned_at IS NOT NULL)", Kind::Flag, EQ),
        "archived" => Column("(own.archived_at IS NOT NULL)", Kind::Flag, EQ),
        "app_banned" => Special(app_banned),
        "channel_role" => Column("own.channel_role", Kind::Text, EQ_IN),
        "filter_tags" => Special(|operator, operand, _| filter_tags::matching(operator, operand)),
        "invite" => Special(|operator, operand, _| invite("own", operator, operand)),
        "members" => Special(members),
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

/// Whether a condition on members asks for the viewer's own channels and no others.
pub fn only_own(operator: &str, operand: &Value, viewer: &str) -> bool {
    operator == "$in" && matches!(operand.as_array().map(Vec::as_slice), Some([id]) if id.as_str() == Some(viewer))
}

/// `$in`: any of them is a member. `$eq`: exactly these are the members.
fn members(operator: &str, operand: &Value, viewer: &str) -> Result<Compiled> {
    if only_own(operator, operand, viewer) {
        return Ok(Compiled::fixed("(own.user_id IS NOT NULL)"));
    }
    let mut params = match operand {
        Value::String(id) if operator == "$eq" => vec![id.clone().into()],
        _ => texts("members", operator, operand)?,
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

/// Channels of two whose other member is banned from the application: only these, or all but these.
fn app_banned(operator: &str, operand: &Value, viewer: &str) -> Result<Compiled> {
    let not = match (operator, operand.as_str()) {
        ("$eq", Some("only")) => "",
        ("$eq", Some("excluded")) => "NOT ",
        _ => return Err(Error::input("app_banned is only or excluded")),
    };
    Ok(Compiled::with(
        format!(
            "{not}(c.member_count = 2 AND EXISTS (SELECT 1 FROM members AS x JOIN users AS u ON u.id = x.user_id \
             WHERE x.cid = c.cid AND x.user_id <> ? AND u.banned AND (u.ban_expires IS NULL OR u.ban_expires > clock_now())))"
        ),
        vec![viewer.to_owned().into()],
    ))
}
