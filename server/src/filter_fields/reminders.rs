//! Owns what reminders can be filtered and sorted by. Alias: `r` reminder.
use super::{BOUNDS, EQ_IN};
use crate::filter::{Field, Fields, Kind};
use crate::list_query::Sorting;

/// `POST /reminders/query`.
pub const REMINDERS: Fields = Fields { name: "reminders", find: field, custom: None };

fn field(name: &str) -> Option<Field> {
    use Field::Column;
    Some(match name {
        "channel_cid" => Column("r.cid", Kind::Text, EQ_IN),
        "message_id" => Column("r.message_id", Kind::Text, EQ_IN),
        "remind_at" => Column("r.remind_at", Kind::Date, &["$eq", "$exists", "$gt", "$gte", "$lt", "$lte"]),
        "created_at" => Column("r.created_at", Kind::Date, BOUNDS),
        _ => return None,
    })
}

/// When a reminder is due, for sorting: a bookmark never is.
const TIME: &str = "coalesce(r.remind_at, 9223372036854775807)";

/// What reminders can be sorted by; the next one due comes first, bookmarks last (inferred).
pub const REMINDER_SORTING: Sorting = Sorting { find: sort, default: &[(TIME, false)], last: ("r.created_at", false) };

fn sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "channel_cid" => "r.cid",
        "message_id" => "r.message_id",
        "remind_at" => TIME,
        "created_at" => "r.created_at",
        _ => return None,
    })
}
