//! Owns the table `poll_options`: what can be voted for, in the order of adding.
use rusqlite::{Connection, Row, params};
use serde_json::{Map, Value};

use super::{Columns, Json};

/// An option as stored.
#[derive(Clone, Debug)]
pub struct PollOption {
    /// Made here.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Everything else the application stores.
    pub custom: Map<String, Value>,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<PollOption> {
    let c = Columns::of(row);
    Ok(PollOption { id: c.next()?, text: c.next()?, custom: c.json()? })
}

/// The options of a poll.
pub fn list(conn: &Connection, poll_id: &str) -> rusqlite::Result<Vec<PollOption>> {
    conn.prepare_cached("SELECT id, text, custom FROM poll_options WHERE poll_id = ?1 ORDER BY position, id")?
        .query_map([poll_id], from_row)?
        .collect()
}

/// Adds an option at the end, or changes one where it stands.
pub fn save(conn: &Connection, poll_id: &str, option: &PollOption) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO poll_options (poll_id, id, position, text, custom) VALUES \
         (?1, ?2, (SELECT coalesce(max(position), 0) + 1 FROM poll_options WHERE poll_id = ?1), ?3, ?4) \
         ON CONFLICT (poll_id, id) DO UPDATE SET text = excluded.text, custom = excluded.custom",
    )?
    .execute(params![poll_id, option.id, option.text, Json(&option.custom)])?;
    Ok(())
}

/// Removes an option and the votes for it.
pub fn remove(conn: &Connection, poll_id: &str, id: &str) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM poll_votes WHERE poll_id = ?1 AND option_id = ?2",
        "DELETE FROM poll_options WHERE poll_id = ?1 AND id = ?2",
    ] {
        conn.prepare_cached(sql)?.execute([poll_id, id])?;
    }
    Ok(())
}
