//! Owns the query over many channels: filter, permission, order, page. Does not load what hangs on a channel.
use rusqlite::{Connection, params_from_iter};

use super::channels::{COLUMNS, Channel, from_row};
use crate::filter::Compiled;

/// Which channels the viewer may see at all: those he belongs to or created, and those of a type that anybody may read.
/// Without `open_types` it is all of them.
pub(super) fn readable(viewer: &str, open_types: Option<&[String]>) -> Compiled {
    let Some(open_types) = open_types else {
        return Compiled::fixed("1");
    };
    let marks = vec!["?"; open_types.len()].join(", ");
    let mut params: Vec<rusqlite::types::Value> = vec![viewer.to_owned().into()];
    params.extend(open_types.iter().map(|kind| kind.clone().into()));
    Compiled { sql: format!("(own.user_id IS NOT NULL OR c.created_by = ? OR c.type IN ({marks}))"), params }
}

/// The page. `own` is the viewer's membership, if there is one.
pub fn page(
    conn: &Connection,
    viewer: &str,
    open_types: Option<&[String]>,
    filter: &Compiled,
    order: &Compiled,
    limit: u32,
    offset: u32,
) -> rusqlite::Result<Vec<Channel>> {
    let allowed = readable(viewer, open_types);
    let viewer: rusqlite::types::Value = viewer.to_owned().into();
    let sql = format!(
        "SELECT {COLUMNS} FROM channels AS c LEFT JOIN members AS own ON own.cid = c.cid AND own.user_id = ? \
         WHERE c.deleted_at IS NULL AND {} AND ({}) ORDER BY {}, c.cid LIMIT {limit} OFFSET {offset}",
        allowed.sql, filter.sql, order.sql
    );
    let values = std::iter::once(&viewer).chain(&allowed.params).chain(&filter.params).chain(&order.params);
    conn.prepare_cached(&sql)?.query_map(params_from_iter(values), from_row)?.collect()
}
