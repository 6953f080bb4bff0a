//! Owns the table `reactions`, and with it the counter that `messages` keeps. One row per message, user and type.
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde_json::{Map, Value};

use super::{Columns, Json};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::keyset::{Keyset, Page};

/// A reaction as stored.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// The message.
    pub message_id: String,
    /// Who reacted.
    pub user_id: String,
    /// For example `like`.
    pub kind: String,
    /// Usually 1; an application may let users clap more than once.
    pub score: i64,
    /// Everything else the application stores.
    pub custom: Map<String, Value>,
    /// First time.
    pub created_at: Time,
    /// Last time.
    pub updated_at: Time,
}

const COLUMNS: &str = "message_id, user_id, type, score, custom, created_at, updated_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Reaction> {
    from_columns(&Columns::of(row))
}

fn from_columns(c: &Columns<'_, '_>) -> rusqlite::Result<Reaction> {
    Ok(Reaction {
        message_id: c.next()?,
        user_id: c.next()?,
        kind: c.next()?,
        score: c.next()?,
        custom: c.json()?,
        created_at: c.next()?,
        updated_at: c.next()?,
    })
}

/// All reactions to a message, newest first.
pub fn list(conn: &Connection, message_id: &str) -> rusqlite::Result<Vec<Reaction>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM reactions WHERE message_id = ?1 ORDER BY updated_at DESC"))?
        .query_map([message_id], from_row)?
        .collect()
}

/// A page of the reactions to a message.
pub fn page(
    conn: &Connection,
    message_id: &str,
    filter: &Compiled,
    keyset: &Keyset,
) -> rusqlite::Result<Page<Reaction>> {
    let beyond = keyset.condition();
    let sql = format!(
        "SELECT {}, {COLUMNS} FROM reactions AS r WHERE message_id = ? AND ({}) AND {} ORDER BY {} LIMIT {}",
        keyset.columns(),
        filter.sql,
        beyond.sql,
        keyset.order(),
        keyset.reach()
    );
    let message: rusqlite::types::Value = message_id.to_owned().into();
    let values = std::iter::once(&message).chain(&filter.params).chain(&beyond.params);
    let read = |row: &Row<'_>| Ok((keyset.keys_of(row)?, from_columns(&Columns::from(row, keyset.width()))?));
    let rows = conn.prepare_cached(&sql)?.query_map(params_from_iter(values), read)?.collect::<Result<_, _>>()?;
    Ok(keyset.page(rows))
}

/// One reaction.
pub fn find(conn: &Connection, message_id: &str, user_id: &str, kind: &str) -> rusqlite::Result<Option<Reaction>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM reactions WHERE message_id = ?1 AND user_id = ?2 AND type = ?3"
    ))?
    .query_row([message_id, user_id, kind], from_row)
    .optional()
}

/// Inserts or replaces a reaction.
pub fn save(conn: &Connection, reaction: &Reaction) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!("INSERT OR REPLACE INTO reactions ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"))?
        .execute(params![
            reaction.message_id,
            reaction.user_id,
            reaction.kind,
            reaction.score,
            Json(&reaction.custom),
            reaction.created_at,
            reaction.updated_at,
        ])?;
    recount(conn, &reaction.message_id, reaction.updated_at)
}

/// Removes one type of a user's reactions, or all but one; answers how many went.
pub fn remove(conn: &Connection, message_id: &str, user_id: &str, kind: &str, at: Time) -> rusqlite::Result<usize> {
    let gone = conn
        .prepare_cached("DELETE FROM reactions WHERE message_id = ?1 AND user_id = ?2 AND type = ?3")?
        .execute([message_id, user_id, kind])?;
    recount(conn, message_id, at)?;
    Ok(gone)
}

/// Removes a user's reactions of every other type; answers how many went.
pub fn remove_others(conn: &Connection, message_id: &str, user_id: &str, keep: &str) -> rusqlite::Result<usize> {
    conn.prepare_cached("DELETE FROM reactions WHERE message_id = ?1 AND user_id = ?2 AND type <> ?3")?
        .execute([message_id, user_id, keep])
}

/// Removes every reaction to a message. Its counter is the caller's to save.
pub fn remove_all(conn: &Connection, message_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM reactions WHERE message_id = ?1")?.execute([message_id])?;
    Ok(())
}

fn recount(conn: &Connection, message_id: &str, at: Time) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE messages SET reaction_count = (SELECT count(*) FROM reactions WHERE message_id = ?1), updated_at = ?2 WHERE id = ?1",
    )?
    .execute(params![message_id, at])?;
    Ok(())
}
