//! Owns the table `roles`: those of the application's own making. The built-in ones need no row.
use rusqlite::{Connection, params};

use super::Columns;
use crate::clock::Time;

/// A role as stored.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// When created.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
}

/// All of them, by name.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<Role>> {
    conn.prepare_cached("SELECT name, created_at, updated_at FROM roles ORDER BY name")?
        .query_map([], |row| {
            let c = Columns::of(row);
            Ok(Role { name: c.next()?, created_at: c.next()?, updated_at: c.next()? })
        })?
        .collect()
}

/// Whether there is one of this name.
pub fn exists(conn: &Connection, name: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM roles WHERE name = ?1")?.exists([name])
}

/// Whether a user or a member has it.
pub fn in_use(conn: &Connection, name: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE role = ?1) OR EXISTS (SELECT 1 FROM members WHERE channel_role = ?1)",
    )?
    .exists([name])
}

/// Inserts one.
pub fn insert(conn: &Connection, role: &Role) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO roles (name, created_at, updated_at) VALUES (?1, ?2, ?3)")?.execute(params![
        role.name,
        role.created_at,
        role.updated_at
    ])?;
    Ok(())
}

/// Removes one.
pub fn remove(conn: &Connection, name: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM roles WHERE name = ?1")?.execute([name])?;
    Ok(())
}
