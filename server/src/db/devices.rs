//! Owns the table `devices`: where a user would receive pushes. Nothing is ever pushed.
use rusqlite::{Connection, Row, params};

use super::Columns;
use crate::clock::Time;

/// A device as stored.
#[derive(Clone, Debug)]
pub struct Device {
    /// Whose it is.
    pub user_id: String,
    /// The token that the push provider gave it.
    pub id: String,
    /// `firebase`, `apn`, `huawei` or `xiaomi`.
    pub push_provider: String,
    /// Which of several configurations of that provider.
    pub push_provider_name: Option<String>,
    /// Names the hardware, so that a new token replaces the old one.
    pub hardware_id: Option<String>,
    /// The token is for calls.
    pub voip: bool,
    /// When registered.
    pub created_at: Time,
}

const COLUMNS: &str = "user_id, id, push_provider, push_provider_name, hardware_id, voip, created_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Device> {
    let c = Columns::of(row);
    Ok(Device {
        user_id: c.next()?,
        id: c.next()?,
        push_provider: c.next()?,
        push_provider_name: c.next()?,
        hardware_id: c.next()?,
        voip: c.next()?,
        created_at: c.next()?,
    })
}

/// A user's devices, the newest first.
pub fn of_user(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<Device>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM devices WHERE user_id = ?1 ORDER BY created_at DESC, id"))?
        .query_map([user_id], from_row)?
        .collect()
}

/// Inserts or replaces one. Of the same hardware only the newest token for the same purpose stays, and only `keep`
/// devices at all.
pub fn save(conn: &Connection, device: &Device, keep: u32) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM devices WHERE user_id = ?1 AND hardware_id = ?2 AND voip = ?3")?
        .execute(params![device.user_id, device.hardware_id, device.voip])?;
    conn.prepare_cached(&format!("INSERT OR REPLACE INTO devices ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"))?
        .execute(params![
            device.user_id,
            device.id,
            device.push_provider,
            device.push_provider_name,
            device.hardware_id,
            device.voip,
            device.created_at,
        ])?;
    conn.prepare_cached(
        "DELETE FROM devices WHERE user_id = ?1 AND id NOT IN \
         (SELECT id FROM devices WHERE user_id = ?1 ORDER BY created_at DESC, id LIMIT ?2)",
    )?
    .execute(params![device.user_id, keep])?;
    Ok(())
}

/// Removes one; answers whether it was there.
pub fn remove(conn: &Connection, user_id: &str, id: &str) -> rusqlite::Result<bool> {
    let removed =
        conn.prepare_cached("DELETE FROM devices WHERE user_id = ?1 AND id = ?2")?.execute(params![user_id, id])?;
    Ok(removed > 0)
}

/// Removes all of a user's.
pub fn remove_all(conn: &Connection, user_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM devices WHERE user_id = ?1")?.execute([user_id])?;
    Ok(())
}
