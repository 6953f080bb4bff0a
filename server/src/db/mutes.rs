//! Owns the table `user_mutes`: who mutes whom, until when. Muted channels are in `channel_mutes`.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Columns;
use crate::clock::Time;

/// A mute as stored.
#[derive(Clone, Debug)]
pub struct Mute {
    /// Who mutes.
    pub user_id: String,
    /// Who is muted.
    pub target_id: String,
    /// First time.
    pub created_at: Time,
    /// Last time it was renewed.
    pub updated_at: Time,
    /// When it ends by itself.
    pub expires: Option<Time>,
}

const COLUMNS: &str = "user_id, target_id, created_at, updated_at, expires";
const IN_FORCE: &str = "(expires IS NULL OR expires > clock_now())";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Mute> {
    let c = Columns::of(row);
    Ok(Mute {
        user_id: c.next()?,
        target_id: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
        expires: c.next()?,
    })
}

/// A user's mutes that are in force, oldest first.
pub fn of_user(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<Mute>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM user_mutes WHERE user_id = ?1 AND {IN_FORCE} ORDER BY created_at, target_id"
    ))?
    .query_map([user_id], from_row)?
    .collect()
}

/// One mute, if it is in force.
pub fn find(conn: &Connection, user_id: &str, target_id: &str) -> rusqlite::Result<Option<Mute>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM user_mutes WHERE user_id = ?1 AND target_id = ?2 AND {IN_FORCE}"
    ))?
    .query_row([user_id, target_id], from_row)
    .optional()
}

/// Mutes, or changes until when. One that is over begins anew.
pub fn save(
    conn: &Connection,
    user_id: &str,
    target_id: &str,
    now: Time,
    expires: Option<Time>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!("DELETE FROM user_mutes WHERE user_id = ?1 AND NOT {IN_FORCE}"))?
        .execute([user_id])?;
    conn.prepare_cached(&format!(
        "INSERT INTO user_mutes ({COLUMNS}) VALUES (?1, ?2, ?3, ?3, ?4) \
         ON CONFLICT (user_id, target_id) DO UPDATE SET updated_at = excluded.updated_at, expires = excluded.expires"
    ))?
    .execute(params![user_id, target_id, now, expires])?;
    Ok(())
}

/// Ends a mute.
pub fn remove(conn: &Connection, user_id: &str, target_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM user_mutes WHERE user_id = ?1 AND target_id = ?2")?
        .execute([user_id, target_id])?;
    Ok(())
}
