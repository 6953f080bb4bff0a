//! Owns the query over many channels: filter, permission, order, page. Does not load what hangs on a channel.
use rusqlite::{Connection, params_from_iter};

use crate::filter::Compiled;
use crate::ids::Cid;

/// Memberships of one user that are counted at most: the count itself must cost nothing.
const COUNTED: i64 = 10_000;

/// Whose channels a query is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Only those that the viewer belongs to.
    Own,
    /// Any.
    All,
}

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

/// The tables and how they are joined; a cross join is done from left to right. `own` is the viewer's membership.
///
/// The viewer's own channels are either looked up one by one and sorted, or all channels are walked through in the order
/// asked for until `wanted` of them are found to be his: whichever looks at fewer.
fn tables(conn: &Connection, viewer: &str, scope: Scope, wanted: u32) -> rusqlite::Result<&'static str> {
    if scope == Scope::All {
        return Ok("channels AS c LEFT JOIN members AS own ON own.cid = c.cid AND own.user_id = ?");
    }
    let memberships: i64 = conn
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM members WHERE user_id = ?1 LIMIT ?2)")?
        .query_row(rusqlite::params![viewer, COUNTED], |row| row.get(0))?;
    let channels: i64 =
        conn.prepare_cached("SELECT coalesce(max(rowid), 0) FROM channels")?.query_row([], |row| row.get(0))?;
    let walked = i64::from(wanted).saturating_mul(channels) / memberships.max(1);
    Ok(match memberships < walked {
        true => "members AS own CROSS JOIN channels AS c ON c.cid = own.cid AND own.user_id = ?",
        false => "channels AS c CROSS JOIN members AS own ON own.cid = c.cid AND own.user_id = ?",
    })
}

/// The names of the channels on the page.
#[allow(clippy::too_many_arguments, reason = "every part of the query comes from somewhere else")]
pub fn page(
    conn: &Connection,
    viewer: &str,
    scope: Scope,
    open_types: Option<&[String]>,
    filter: &Compiled,
    order: &Compiled,
    limit: u32,
    offset: u32,
) -> rusqlite::Result<Vec<Cid>> {
    let allowed = readable(viewer, open_types);
    let sql = format!(
        "SELECT c.cid FROM {} WHERE c.deleted_at IS NULL AND {} AND ({}) ORDER BY {}, c.cid LIMIT {limit} OFFSET {offset}",
        tables(conn, viewer, scope, limit.saturating_add(offset))?,
        allowed.sql,
        filter.sql,
        order.sql
    );
    let viewer: rusqlite::types::Value = viewer.to_owned().into();
    let values = std::iter::once(&viewer).chain(&allowed.params).chain(&filter.params).chain(&order.params);
    conn.prepare_cached(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect()
}
