//! Owns the fields that reactions can be filtered and sorted by. Alias: `r` reaction.
use super::{EQ_IN, ORDERED};
use crate::filter::{Field, Fields, Kind};

/// `POST /messages/{id}/reactions`.
pub const REACTIONS: Fields = Fields { name: "reactions", find: field, custom: None };

fn field(name: &str) -> Option<Field> {
    use Field::Column;
    Some(match name {
        "created_at" => Column("r.created_at", Kind::Date, ORDERED),
        "type" => Column("r.type", Kind::Text, EQ_IN),
        "user_id" => Column("r.user_id", Kind::Text, EQ_IN),
        _ => return None,
    })
}

/// What reactions can be sorted by.
pub fn reaction_sort(name: &str) -> Option<&'static str> {
    (name == "created_at").then_some("r.created_at")
}
