//! Owns the table `locations`: where the author of a message is, once or until a moment.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Columns;
use crate::clock::Time;
use crate::ids::Cid;

/// A shared location as stored.
#[derive(Clone, Debug)]
pub struct Location {
    /// The message that carries it.
    pub message_id: String,
    /// The channel.
    pub cid: Cid,
    /// Who shares it.
    pub user_id: String,
    /// In degrees.
    pub latitude: f64,
    /// In degrees.
    pub longitude: f64,
    /// The device that knows it.
    pub created_by_device_id: String,
    /// Until when it moves; nothing if it never does.
    pub end_at: Option<Time>,
    /// When shared.
    pub created_at: Time,
    /// Last move.
    pub updated_at: Time,
}

const COLUMNS: &str = "l.message_id, l.cid, l.user_id, l.latitude, l.longitude, l.created_by_device_id, l.end_at, \
    l.created_at, l.updated_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Location> {
    let c = Columns::of(row);
    Ok(Location {
        message_id: c.next()?,
        cid: c.next()?,
        user_id: c.next()?,
        latitude: c.next()?,
        longitude: c.next()?,
        created_by_device_id: c.next()?,
        end_at: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
    })
}

/// The location that a message carries.
pub fn find(conn: &Connection, message_id: &str) -> rusqlite::Result<Option<Location>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM locations AS l WHERE l.message_id = ?1"))?
        .query_row([message_id], from_row)
        .optional()
}

/// What is shared live in a channel, oldest first.
pub fn live_in_channel(conn: &Connection, cid: &Cid, now: Time) -> rusqlite::Result<Vec<Location>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM locations AS l WHERE l.cid = ?1 AND l.end_at IS NOT NULL AND l.end_at > ?2 ORDER BY l.created_at"
    ))?
    .query_map(params![cid, now], from_row)?
    .collect()
}

/// What a user shares live anywhere, oldest first.
pub fn live_of_user(conn: &Connection, user_id: &str, now: Time) -> rusqlite::Result<Vec<Location>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM locations AS l WHERE l.user_id = ?1 AND l.end_at IS NOT NULL AND l.end_at > ?2 ORDER BY l.created_at"
    ))?
    .query_map(params![user_id, now], from_row)?
    .collect()
}

/// Inserts or replaces a location.
pub fn save(conn: &Connection, location: &Location) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO locations (message_id, cid, user_id, latitude, longitude, created_by_device_id, end_at, \
         created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        location.message_id,
        location.cid,
        location.user_id,
        location.latitude,
        location.longitude,
        location.created_by_device_id,
        location.end_at,
        location.created_at,
        location.updated_at,
    ])?;
    Ok(())
}
