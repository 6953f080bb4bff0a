//! Owns the table `block_lists`: words that messages are checked against. The check itself is `block_list`.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Columns, Json, page};
use crate::block_list::{BlockList, Checks};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::keyset::{Keyset, Page};

const COLUMNS: &str = "name, team, id, type, words, checks, created_at, updated_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<BlockList> {
    from_columns(&Columns::of(row))
}

fn from_columns(c: &Columns<'_, '_>) -> rusqlite::Result<BlockList> {
    let (name, team): (String, String) = (c.next()?, c.next()?);
    Ok(BlockList {
        name,
        team: Some(team).filter(|team| !team.is_empty()),
        id: c.next()?,
        kind: c.next()?,
        words: c.json()?,
        checks: c.json::<Checks>()?,
        created_at: c.next::<Time>()?,
        updated_at: c.next::<Time>()?,
    })
}

/// A list by name: of one team, or of all.
pub fn find(conn: &Connection, name: &str, team: Option<&str>) -> rusqlite::Result<Option<BlockList>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM block_lists WHERE name = ?1 AND team = ?2"))?
        .query_row([name, team.unwrap_or_default()], from_row)
        .optional()
}

/// A list by id.
pub fn by_id(conn: &Connection, id: &str) -> rusqlite::Result<Option<BlockList>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM block_lists WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()
}

/// A page of the lists: those of one team, or every one.
pub fn list(conn: &Connection, team: Option<&str>, keyset: &Keyset) -> rusqlite::Result<Page<BlockList>> {
    let of_team = match team {
        Some(team) => Compiled::with("team = ?", vec![team.to_owned().into()]),
        None => Compiled::fixed("1"),
    };
    page::read(conn, COLUMNS, "block_lists", &[&of_team], keyset, from_columns)
}

/// Inserts or replaces one.
pub fn save(conn: &Connection, list: &BlockList) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "INSERT OR REPLACE INTO block_lists ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    ))?
    .execute(params![
        list.name,
        list.team.as_deref().unwrap_or_default(),
        list.id,
        list.kind,
        Json(&list.words),
        Json(&list.checks),
        list.created_at,
        list.updated_at,
    ])?;
    Ok(())
}

/// Removes one.
pub fn remove(conn: &Connection, id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM block_lists WHERE id = ?1")?.execute([id])?;
    Ok(())
}
