//! Owns the table `flags`: who objected to what. Does not decide what follows from it.
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde_json::{Map, Value};

use super::{Columns, Json};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::ids::Cid;

/// A flag as stored.
#[derive(Clone, Debug)]
pub struct Flag {
    /// Names it in a queue of reviews.
    pub id: String,
    /// Who objected; empty for the server's own checks.
    pub reporter_id: String,
    /// To which message.
    pub message_id: Option<String>,
    /// To whom: the message's author, or a user as such.
    pub target_id: String,
    /// The message's channel.
    pub cid: Option<Cid>,
    /// The message as it was then.
    pub original_text: String,
    /// Why.
    pub reason: Option<String>,
    /// What the reporter added.
    pub custom: Map<String, Value>,
    /// The block list that the message offended.
    pub block_list: Option<String>,
    /// By which word.
    pub matched: Option<String>,
    /// When.
    pub created_at: Time,
}

const COLUMNS: &str = "f.id, f.reporter_id, f.message_id, f.target_id, f.cid, f.original_text, f.reason, f.custom, \
    f.block_list, f.matched, f.created_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Flag> {
    let c = Columns::of(row);
    Ok(Flag {
        id: c.next()?,
        reporter_id: c.next()?,
        message_id: c.next()?,
        target_id: c.next()?,
        cid: c.next()?,
        original_text: c.next()?,
        reason: c.next()?,
        custom: c.json()?,
        block_list: c.next()?,
        matched: c.next()?,
        created_at: c.next()?,
    })
}

/// What a reporter said about a message or, without one, about a user.
pub fn find(
    conn: &Connection,
    reporter_id: &str,
    message_id: Option<&str>,
    target_id: &str,
) -> rusqlite::Result<Option<Flag>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM flags AS f WHERE f.reporter_id = ?1 AND coalesce(f.message_id, '') = coalesce(?2, '') AND f.target_id = ?3"
    ))?
    .query_row(params![reporter_id, message_id, target_id], from_row)
    .optional()
}

/// Inserts a flag in place of what the same reporter said before.
pub fn save(conn: &Connection, flag: &Flag) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO flags (id, reporter_id, message_id, target_id, cid, original_text, reason, custom, block_list, \
         matched, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        flag.id,
        flag.reporter_id,
        flag.message_id,
        flag.target_id,
        flag.cid,
        flag.original_text,
        flag.reason,
        Json(&flag.custom),
        flag.block_list,
        flag.matched,
        flag.created_at,
    ])?;
    Ok(())
}

/// Withdraws a flag.
pub fn remove(conn: &Connection, id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM flags WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Flags of messages that match a compiled filter: `f` is the flag, `m` the message, `c` its channel. Messages that were
/// removed for good are not among them, deleted ones only if asked for.
pub fn query(
    conn: &Connection,
    filter: &Compiled,
    order: &Compiled,
    deleted: bool,
    limit: u32,
    offset: u32,
) -> rusqlite::Result<Vec<Flag>> {
    let shown = if deleted { "1" } else { "m.deleted_at IS NULL" };
    let sql = format!(
        "SELECT {COLUMNS} FROM flags AS f JOIN messages AS m ON m.id = f.message_id JOIN channels AS c ON c.cid = f.cid \
         WHERE {shown} AND ({}) ORDER BY {}, f.id LIMIT {limit} OFFSET {offset}",
        filter.sql, order.sql
    );
    let values = filter.params.iter().chain(&order.params);
    conn.prepare(&sql)?.query_map(params_from_iter(values), from_row)?.collect()
}
