//! Owns the table `meta`: single numbers about the database itself, such as the newest time ever given out.
use rusqlite::{Connection, OptionalExtension};

use crate::clock::Time;

/// The newest time of the last run, so that times go on increasing after a restart whatever the system clock says.
pub fn last_time(conn: &Connection) -> rusqlite::Result<Time> {
    let found: Option<Time> = conn
        .prepare_cached("SELECT value FROM meta WHERE key = 'clock'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(Time::from_micros(0)))
}

/// Keeps the newest time; part of every transaction.
pub fn keep_time(conn: &Connection, at: Time) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO meta (key, value) VALUES ('clock', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1",
    )?
    .execute([at])?;
    Ok(())
}
