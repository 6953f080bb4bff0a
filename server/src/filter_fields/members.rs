//! Owns what members can be filtered and sorted by.
use serde_json::Value;

use super::{BOUNDS, CUSTOM, EQ, EQ_IN, ORDERED};
use crate::error::{Error, Result};
use crate::filter::{Compiled, Field, Fields, Kind};

/// `GET /members`.
pub const MEMBERS: Fields = Fields { name: "members", find: member_field, custom: Some(("m.custom", CUSTOM)) };

fn member_field(name: &str) -> Option<Field> {
    use Field::{Column, Special};
    Some(match name {
        "id" | "user_id" => Column("m.user_id", Kind::Text, ORDERED),
        "cid" => Column("m.cid", Kind::Text, EQ),
        "name" => Column("u.name", Kind::Text, &["$autocomplete", "$eq", "$in", "$q"]),
        "user.email" => Column("json_extract(u.custom, '$.email')", Kind::Text, &["$autocomplete", "$eq", "$in", "$q"]),
        "banned" => Column("(m.banned AND (m.ban_expires IS NULL OR m.ban_expires > clock_now()))", Kind::Flag, EQ),
        "channel_role" => Column("m.channel_role", Kind::Text, EQ_IN),
        "is_moderator" => Column("(m.channel_role = 'channel_moderator')", Kind::Flag, EQ),
        "joined" => Column("(NOT m.invited OR m.invite_accepted_at IS NOT NULL)", Kind::Flag, EQ),
        "notifications_muted" => Column("m.notifications_muted", Kind::Flag, EQ),
        "user.nd_deactivated" => Column("(u.deactivated_at IS NOT NULL)", Kind::Flag, EQ),
        "created_at" => Column("m.created_at", Kind::Date, ORDERED),
        "updated_at" => Column("m.updated_at", Kind::Date, ORDERED),
        "last_active" => Column("u.last_active", Kind::Date, BOUNDS),
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

/// The state of an invitation in the row `alias`.
pub(super) fn invite(alias: &str, operator: &str, operand: &Value) -> Result<Compiled> {
    let state = match (operator, operand.as_str()) {
        ("$eq", Some("pending")) => "{}.invited AND {}.invite_accepted_at IS NULL AND {}.invite_rejected_at IS NULL",
        ("$eq", Some("accepted")) => "{}.invite_accepted_at IS NOT NULL",
        ("$eq", Some("rejected")) => "{}.invite_rejected_at IS NOT NULL",
        _ => return Err(Error::input("invite is pending, accepted or rejected")),
    };
    Ok(Compiled::fixed(format!("({})", state.replace("{}", alias))))
}
