//! Owns the table `tasks`: what operations that take long elsewhere did. Here they are done before they are answered.
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use uuid::Uuid;

use super::{Columns, Json};
use crate::clock::Time;

/// A finished task.
pub struct Task {
    /// Its id.
    pub id: String,
    /// What came of it.
    pub result: Value,
    /// When it was begun.
    pub created_at: Time,
    /// When it was finished.
    pub updated_at: Time,
}

/// Keeps what came of a task and answers its id.
pub fn keep(conn: &Connection, result: &Value, now: Time) -> rusqlite::Result<String> {
    let id = Uuid::new_v4().to_string();
    conn.prepare_cached("INSERT INTO tasks (id, result, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)")?
        .execute(params![id, Json(result), now])?;
    Ok(id)
}

/// One task.
pub fn find(conn: &Connection, id: &str) -> rusqlite::Result<Option<Task>> {
    conn.prepare_cached("SELECT id, result, created_at, updated_at FROM tasks WHERE id = ?1")?
        .query_row([id], |row| {
            let c = Columns::of(row);
            Ok(Task { id: c.next()?, result: c.json()?, created_at: c.next()?, updated_at: c.next()? })
        })
        .optional()
}
