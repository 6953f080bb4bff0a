//! Owns what drafts can be filtered and sorted by. Alias: `d` draft.
use super::{BOUNDS, EQ_IN};
use crate::filter::{Field, Fields, Kind};
use crate::list_query::Sorting;

/// `POST /drafts/query`.
pub const DRAFTS: Fields = Fields { name: "drafts", find: field, custom: None };

fn field(name: &str) -> Option<Field> {
    use Field::Column;
    Some(match name {
        "channel_cid" => Column("d.cid", Kind::Text, EQ_IN),
        "parent_id" => Column("nullif(d.parent_id, '')", Kind::Text, &["$eq", "$exists", "$in"]),
        "created_at" => Column("d.created_at", Kind::Date, BOUNDS),
        _ => return None,
    })
}

/// What drafts can be sorted by; newest first (inferred). No two have the same time.
pub const DRAFT_SORTING: Sorting = Sorting { find: sort, default: &[], last: ("d.created_at", true) };

fn sort(name: &str) -> Option<&'static str> {
    (name == "created_at").then_some("d.created_at")
}
