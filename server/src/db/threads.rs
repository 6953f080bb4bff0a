//! Owns the table `threads`: one row per message that has been answered. Who takes part is in `thread_participants`.
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde_json::{Map, Value};

use super::{Columns, Json};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::ids::Cid;
use crate::keyset::{Keyset, Page};

/// A thread as stored.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The message that was answered.
    pub parent_id: String,
    /// Its channel.
    pub cid: Cid,
    /// Who answered first.
    pub created_by: String,
    /// A name that the application gave it.
    pub title: String,
    /// Everything else the application stores.
    pub custom: Map<String, Value>,
    /// The first reply.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
    /// The newest reply.
    pub last_message_at: Time,
}

const COLUMNS: &[&str] =
    &["parent_id", "cid", "created_by", "title", "custom", "created_at", "updated_at", "last_message_at"];

/// The threads that a participant `p` sees: parent `m`, channel `c`, his membership `own`.
pub(super) const VISIBLE: &str = "p.left_at IS NULL AND c.deleted_at IS NULL \
    AND m.created_at > max(coalesce(c.truncated_at, 0), coalesce(own.hide_messages_before, 0))";

fn columns() -> String {
    COLUMNS.iter().map(|name| format!("t.{name}")).collect::<Vec<_>>().join(", ")
}

fn from_columns(c: &Columns<'_, '_>) -> rusqlite::Result<Thread> {
    Ok(Thread {
        parent_id: c.next()?,
        cid: c.next()?,
        created_by: c.next()?,
        title: c.next()?,
        custom: c.json()?,
        created_at: c.next()?,
        updated_at: c.next()?,
        last_message_at: c.next()?,
    })
}

/// The thread of a message.
pub fn find(conn: &Connection, parent_id: &str) -> rusqlite::Result<Option<Thread>> {
    conn.prepare_cached(&format!("SELECT {} FROM threads AS t WHERE t.parent_id = ?1", columns()))?
        .query_row([parent_id], |row| from_columns(&Columns::of(row)))
        .optional()
}

/// Inserts or replaces a thread.
pub fn save(conn: &Connection, thread: &Thread) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "INSERT OR REPLACE INTO threads ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        COLUMNS.join(", ")
    ))?
    .execute(params![
        thread.parent_id,
        thread.cid,
        thread.created_by,
        thread.title,
        Json(&thread.custom),
        thread.created_at,
        thread.updated_at,
        thread.last_message_at,
    ])?;
    Ok(())
}

/// Ends a thread whose last reply was removed for good; otherwise finds out anew which reply is the newest.
pub fn settle(conn: &Connection, parent_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE threads SET last_message_at = coalesce((SELECT max(created_at) FROM messages WHERE parent_id = ?1 \
         AND type NOT IN ('ephemeral', 'error')), last_message_at) WHERE parent_id = ?1",
    )?
    .execute([parent_id])?;
    for table in ["threads", "thread_participants"] {
        conn.prepare_cached(&format!(
            "DELETE FROM {table} WHERE parent_id = ?1 AND NOT EXISTS (SELECT 1 FROM messages WHERE parent_id = ?1 \
             AND type NOT IN ('ephemeral', 'error'))"
        ))?
        .execute([parent_id])?;
    }
    Ok(())
}

/// A page of the threads that a user takes part in and sees.
pub fn page(conn: &Connection, user_id: &str, filter: &Compiled, keyset: &Keyset) -> rusqlite::Result<Page<Thread>> {
    let beyond = keyset.condition();
    let sql = format!(
        "SELECT {}, {} FROM thread_participants AS p JOIN threads AS t ON t.parent_id = p.parent_id \
         JOIN messages AS m ON m.id = t.parent_id JOIN channels AS c ON c.cid = t.cid \
         LEFT JOIN members AS own ON own.cid = t.cid AND own.user_id = p.user_id \
         WHERE p.user_id = ? AND {VISIBLE} AND ({}) AND {} ORDER BY {} LIMIT {}",
        keyset.columns(),
        columns(),
        filter.sql,
        beyond.sql,
        keyset.order(),
        keyset.reach()
    );
    let user: rusqlite::types::Value = user_id.to_owned().into();
    let values = std::iter::once(&user).chain(&filter.params).chain(&beyond.params);
    let read = |row: &Row<'_>| Ok((keyset.keys_of(row)?, from_columns(&Columns::from(row, keyset.width()))?));
    let rows = conn.prepare_cached(&sql)?.query_map(params_from_iter(values), read)?.collect::<Result<_, _>>()?;
    Ok(keyset.page(rows))
}
