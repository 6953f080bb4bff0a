//! Owns the table `events`, the append-only log that `/sync` answers from. Does not decide which events belong in it.
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::Json;
use crate::clock::Time;
use crate::ids::Cid;

/// Adds an event; with a user if it concerns only that one, and without those it is hidden from.
pub fn append(
    conn: &Connection,
    cid: &Cid,
    user_id: Option<&str>,
    kind: &str,
    at: Time,
    body: &str,
    hidden_from: &[String],
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO events (cid, user_id, type, created_at, body, hidden_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![cid, user_id, kind, at, body, (!hidden_from.is_empty()).then_some(Json(hidden_from))])?;
    Ok(())
}

/// The events of some channels that a user may see, from a moment on, in order; at most `limit`.
pub fn since(conn: &Connection, cids: &[Cid], user_id: &str, from: Time, limit: u32) -> rusqlite::Result<Vec<String>> {
    let marks = vec!["?"; cids.len()].join(", ");
    let sql = format!(
        "SELECT body FROM events WHERE cid IN ({marks}) AND created_at >= ? AND (user_id IS NULL OR user_id = ?) \
         AND (hidden_from IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(hidden_from) WHERE value = ?)) ORDER BY seq LIMIT ?"
    );
    let mut values = values(cids, user_id, from, limit);
    values.insert(values.len() - 1, user_id.to_owned().into());
    conn.prepare(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect()
}

/// The same for channels that the user can no longer read: only what was meant for him alone.
pub fn own(conn: &Connection, cids: &[Cid], user_id: &str, from: Time, limit: u32) -> rusqlite::Result<Vec<String>> {
    let marks = vec!["?"; cids.len()].join(", ");
    let sql = format!(
        "SELECT body FROM events WHERE cid IN ({marks}) AND created_at >= ? AND user_id = ? \
         AND type = 'notification.removed_from_channel' ORDER BY seq LIMIT ?"
    );
    conn.prepare(&sql)?.query_map(params_from_iter(values(cids, user_id, from, limit)), |row| row.get(0))?.collect()
}

fn values(cids: &[Cid], user_id: &str, from: Time, limit: u32) -> Vec<Value> {
    let names = cids.iter().map(|cid| cid.as_str().to_owned().into());
    names.chain([from.micros().into(), user_id.to_owned().into(), i64::from(limit).into()]).collect()
}

/// Forgets what is too old to be asked for.
pub fn prune(conn: &Connection, before: Time) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM events WHERE created_at < ?1", [before])?;
    Ok(())
}
