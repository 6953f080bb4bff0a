//! Owns the table `uploads`: what is known about each uploaded file. Does not own the bytes: those are in `uploads::store`.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Columns;
use crate::clock::Time;
use crate::ids::Cid;

/// An uploaded file.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Made here, impossible to guess.
    pub id: String,
    /// Who uploaded it.
    pub user_id: String,
    /// The channel it was uploaded to, if any.
    pub cid: Option<Cid>,
    /// A name without path, safe to show.
    pub name: String,
    /// The type it is served as.
    pub mime: String,
    /// Bytes.
    pub size: u64,
    /// When it was complete.
    pub created_at: Time,
}

const COLUMNS: &str = "id, user_id, cid, name, mime, size, created_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Upload> {
    let c = Columns::of(row);
    Ok(Upload {
        id: c.next()?,
        user_id: c.next()?,
        cid: c.next()?,
        name: c.next()?,
        mime: c.next()?,
        size: c.next::<i64>()?.unsigned_abs(),
        created_at: c.next()?,
    })
}

/// One upload.
pub fn find(conn: &Connection, id: &str) -> rusqlite::Result<Option<Upload>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM uploads WHERE id = ?1"))?.query_row([id], from_row).optional()
}

/// The ids of all uploads.
pub fn ids(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT id FROM uploads")?.query_map([], |row| row.get(0))?.collect()
}

/// Inserts an upload.
pub fn insert(conn: &Connection, upload: &Upload) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!("INSERT INTO uploads ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"))?.execute(
        params![
            upload.id,
            upload.user_id,
            upload.cid,
            upload.name,
            upload.mime,
            i64::try_from(upload.size).unwrap_or(i64::MAX),
            upload.created_at,
        ],
    )?;
    Ok(())
}

/// Removes an upload.
pub fn remove(conn: &Connection, id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM uploads WHERE id = ?1")?.execute([id])?;
    Ok(())
}
