//! Owns the fields that threads can be filtered and sorted by. Aliases: `t` thread, `p` the viewer's participation,
//! `m` parent message, `c` channel.
use super::{CUSTOM, EQ, EQ_IN};
use crate::filter::{Field, Fields, Kind};

const ORDERED: &[&str] = &["$eq", "$gt", "$gte", "$lt", "$lte"];
const PARTICIPANTS: &str = "(SELECT count(*) FROM thread_participants AS x WHERE x.parent_id = t.parent_id)";
const ACTIVE: &str =
    "(SELECT count(*) FROM thread_participants AS x WHERE x.parent_id = t.parent_id AND x.left_at IS NULL)";
const UNREAD: &str = "(p.unread_messages > 0)";

/// `POST /threads`.
pub const THREADS: Fields = Fields { name: "threads", find: field, custom: Some(("t.custom", CUSTOM)) };

fn field(name: &str) -> Option<Field> {
    use Field::Column;
    Some(match name {
        "active_participant_count" => Column(ACTIVE, Kind::Number, ORDERED),
        "channel.disabled" => Column("c.disabled", Kind::Flag, EQ),
        "channel.team" => Column("c.team", Kind::Text, EQ_IN),
        "channel_cid" => Column("t.cid", Kind::Text, EQ_IN),
        "created_at" => Column("t.created_at", Kind::Date, ORDERED),
        "created_by_user_id" => Column("t.created_by", Kind::Text, EQ_IN),
        "has_unread" => Column(UNREAD, Kind::Flag, EQ),
        "last_message_at" => Column("t.last_message_at", Kind::Date, ORDERED),
        "parent_message_id" => Column("t.parent_id", Kind::Text, EQ_IN),
        "participant_count" => Column(PARTICIPANTS, Kind::Number, ORDERED),
        "reply_count" => Column("m.reply_count", Kind::Number, ORDERED),
        "updated_at" => Column("t.updated_at", Kind::Date, ORDERED),
        _ => return None,
    })
}

/// What threads can be sorted by.
pub fn thread_sort(name: &str) -> Option<&'static str> {
    Some(match name {
        "active_participant_count" => ACTIVE,
        "created_at" => "t.created_at",
        "has_unread" => UNREAD,
        "last_message_at" => "t.last_message_at",
        "parent_message_id" => "t.parent_id",
        "participant_count" => PARTICIPANTS,
        "reply_count" => "m.reply_count",
        "updated_at" => "t.updated_at",
        _ => return None,
    })
}
