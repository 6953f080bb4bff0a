//! Owns what users can be filtered and sorted by.
use serde_json::Value;

use super::{EQ, EQ_IN, EQ_NE, ORDERED, texts};
use crate::error::{Error, Result};
use crate::filter::{Compiled, Field, Fields, Kind};

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
        "banned" => Column("(u.banned AND (u.ban_expires IS NULL OR u.ban_expires > clock_now()))", Kind::Flag, EQ_NE),
        "shadow_banned" => Column("u.shadow_banned", Kind::Flag, EQ_NE),
        "bypass_moderation" => Column("coalesce(json_extract(u.custom, '$.bypass_moderation'), 0)", Kind::Flag, EQ_NE),
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
        ("$in", Value::Array(_)) => texts("teams", operator, operand)?,
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
