//! Owns the table `app_settings`: one row, once something differs from the defaults. Does not know the settings.
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Json;

/// The settings as last saved.
pub fn find<T: DeserializeOwned>(conn: &Connection) -> rusqlite::Result<Option<T>> {
    let found = conn
        .prepare_cached("SELECT settings FROM app_settings WHERE id = 1")?
        .query_row([], |row| row.get::<_, Json<T>>(0))
        .optional()?;
    Ok(found.map(|json| json.0))
}

/// Replaces the settings.
pub fn save<T: Serialize>(conn: &Connection, settings: &T) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO app_settings (id, settings) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET settings = ?1",
    )?
    .execute([Json(settings)])?;
    Ok(())
}
