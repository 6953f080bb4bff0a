//! Owns the table `push_preferences`: what a user wants to be pushed, in general and per channel. Nothing is ever pushed.
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value};

use super::Json;

/// What is stored for the user, or for one of his channels if `cid` is not empty.
pub fn find(conn: &Connection, user_id: &str, cid: &str) -> rusqlite::Result<Option<Map<String, Value>>> {
    conn.prepare_cached("SELECT body FROM push_preferences WHERE user_id = ?1 AND cid = ?2")?
        .query_row(params![user_id, cid], |row| row.get::<_, Json<_>>(0).map(|json| json.0))
        .optional()
}

/// Inserts or replaces it.
pub fn save(conn: &Connection, user_id: &str, cid: &str, body: &Map<String, Value>) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO push_preferences (user_id, cid, body) VALUES (?1, ?2, ?3)")?
        .execute(params![user_id, cid, Json(body)])?;
    Ok(())
}

/// Removes all of a user's.
pub fn remove_all(conn: &Connection, user_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM push_preferences WHERE user_id = ?1")?.execute([user_id])?;
    Ok(())
}
