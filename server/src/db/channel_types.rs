//! Owns the table `channel_types`: those that were changed or added. The built-in ones need no row.
use rusqlite::{Connection, params};

use super::Json;
use crate::channel_type::ChannelType;

/// All stored types.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<ChannelType>> {
    let mut statement = conn.prepare_cached("SELECT body FROM channel_types ORDER BY name")?;
    statement.query_map([], |row| row.get::<_, Json<ChannelType>>(0).map(|json| json.0))?.collect()
}

/// Inserts or replaces one.
pub fn save(conn: &Connection, kind: &ChannelType) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO channel_types (name, body) VALUES (?1, ?2)")?
        .execute(params![kind.name, Json(kind)])?;
    Ok(())
}

/// Removes one.
pub fn remove(conn: &Connection, name: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM channel_types WHERE name = ?1")?.execute([name])?;
    Ok(())
}
