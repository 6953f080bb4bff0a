//! Owns the fields that bans and flags can be filtered and sorted by. Aliases: `b` ban; `f` flag, `m` message, `c` channel.
use serde_json::Value;

use super::{EQ, EQ_IN, ORDERED};
use crate::clock::Time;
use crate::error::{Error, Result};
use crate::filter::{Compiled, Field, Fields, Kind};

/// `GET /query_banned_users`.
pub const BANS: Fields = Fields { name: "banned users", find: ban_field, custom: None };

fn ban_field(name: &str) -> Option<Field> {
    use Field::Column;
    Some(match name {
        "user_id" => Column("b.user_id", Kind::Text, ORDERED),
        "banned_by_id" => Column("b.banned_by", Kind::Text, ORDERED),
        "channel_cid" => Column("b.cid", Kind::Text, EQ_IN),
        "created_at" => Column("b.created_at", Kind::Date, ORDERED),
        "reason" => {
            Column("b.reason", Kind::Text, &["$autocomplete", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte"])
        }
        _ => return None,
    })
}

/// What bans can be sorted by.
pub fn ban_sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "created_at" => "b.created_at",
        "user_id" => "b.user_id",
        "expires" => "b.expires",
        _ => return None,
    })
}

/// `GET /moderation/flags/message`.
pub const FLAGS: Fields = Fields { name: "message flags", find: flag_field, custom: None };

fn flag_field(name: &str) -> Option<Field> {
    use Field::{Column, Special};
    Some(match name {
        "user_id" => Column("f.target_id", Kind::Text, EQ_IN),
        "message_id" => Column("f.message_id", Kind::Text, EQ_IN),
        "channel_cid" => Column("f.cid", Kind::Text, EQ_IN),
        "team" => Column("c.team", Kind::Text, EQ_IN),
        "reason" => Column("f.reason", Kind::Text, EQ_IN),
        "reporter_id" => Column("f.reporter_id", Kind::Text, EQ),
        "reporter_type" => Column("iif(f.reporter_id = '', 'automod', 'user')", Kind::Text, EQ),
        "blocklist_name" => Column("f.block_list", Kind::Text, EQ),
        "matched_phrase" | "keyword" => Column("f.matched", Kind::Text, EQ),
        // Only what was let through is flagged here, and reviews and engines that look for harms do not exist.
        "action" => Column("'flag'", Kind::Text, EQ),
        "is_reviewed" => Column("0", Kind::Flag, EQ),
        "harm_label" | "harm_type" | "image_labels" => Column("NULL", Kind::Text, EQ),
        "phrase_list_ids" => Column("NULL", Kind::Number, EQ),
        "date_range" => Special(|operator, operand, _| date_range(operator, operand)),
        _ => return None,
    })
}

/// Two times with an underscore between them, either of which may be missing.
fn date_range(operator: &str, operand: &Value) -> Result<Compiled> {
    let invalid = || Error::input("date_range is a text of two times: start_end; either may be missing");
    let (start, end) = match (operator, operand.as_str()) {
        ("$eq", Some(text)) => text.split_once('_').ok_or_else(invalid)?,
        _ => return Err(invalid()),
    };
    let time = |text: &str, otherwise: i64| match text {
        "" => Ok(otherwise),
        text => Time::parse(text).map(Time::micros).ok_or_else(invalid),
    };
    let bounds = vec![time(start, i64::MIN)?.into(), time(end, i64::MAX)?.into()];
    Ok(Compiled::with("f.created_at BETWEEN ? AND ?", bounds))
}

/// What flags can be sorted by.
pub fn flag_sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "created_at" | "updated_at" => "f.created_at",
        "user_id" => "f.target_id",
        "message_id" => "f.message_id",
        _ => return None,
    })
}
