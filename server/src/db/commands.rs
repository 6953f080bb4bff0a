//! Owns the table `commands`: the application's own slash commands. Those that are always there are not in it.
use rusqlite::{Connection, Row, params};

use super::Columns;
use crate::clock::Time;

/// A command as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What follows the slash.
    pub name: String,
    /// What it does, for whoever chooses one.
    pub description: String,
    /// What follows the name, for example `[text]`.
    pub args: String,
    /// The group it belongs to.
    pub set: String,
    /// When added.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Command> {
    let c = Columns::of(row);
    Ok(Command {
        name: c.next()?,
        description: c.next()?,
        args: c.next()?,
        set: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
    })
}

/// All of them, by name.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<Command>> {
    conn.prepare_cached(
        "SELECT name, description, args, command_set, created_at, updated_at FROM commands ORDER BY name",
    )?
    .query_map([], from_row)?
    .collect()
}

/// Inserts or replaces one.
pub fn save(conn: &Connection, command: &Command) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO commands (name, description, args, command_set, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        command.name,
        command.description,
        command.args,
        command.set,
        command.created_at,
        command.updated_at,
    ])?;
    Ok(())
}

/// Removes one.
pub fn remove(conn: &Connection, name: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM commands WHERE name = ?1")?.execute([name])?;
    Ok(())
}
