//! Owns the table `reminders`: messages that users saved for later, some with a time, at which they are told once.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Columns, page};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::ids::Cid;
use crate::keyset::{Keyset, Page};

/// A reminder as stored.
#[derive(Clone, Debug)]
pub struct Reminder {
    /// Whose it is. Nobody else ever sees it.
    pub user_id: String,
    /// The channel.
    pub cid: Cid,
    /// The message.
    pub message_id: String,
    /// When to tell; a bookmark has no time.
    pub remind_at: Option<Time>,
    /// The user has been told at that time. Stored, so that a restart does not tell him again.
    pub is_told: bool,
    /// When created.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
}

const COLUMNS: &str = "r.user_id, r.cid, r.message_id, r.remind_at, r.is_told, r.created_at, r.updated_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Reminder> {
    from_columns(&Columns::of(row))
}

fn from_columns(c: &Columns<'_, '_>) -> rusqlite::Result<Reminder> {
    Ok(Reminder {
        user_id: c.next()?,
        cid: c.next()?,
        message_id: c.next()?,
        remind_at: c.next()?,
        is_told: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
    })
}

/// A user's reminder of a message.
pub fn find(conn: &Connection, user_id: &str, message_id: &str) -> rusqlite::Result<Option<Reminder>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM reminders AS r WHERE r.message_id = ?2 AND r.user_id = ?1"))?
        .query_row([user_id, message_id], from_row)
        .optional()
}

/// A user's reminders in a channel.
pub fn in_channel(conn: &Connection, user_id: &str, cid: &Cid) -> rusqlite::Result<Vec<Reminder>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM reminders AS r WHERE r.user_id = ?1 AND r.cid = ?2"))?
        .query_map(params![user_id, cid], from_row)?
        .collect()
}

/// Everybody's reminders of a message and of the replies to it.
pub fn of_message(conn: &Connection, message_id: &str) -> rusqlite::Result<Vec<Reminder>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM reminders AS r WHERE r.message_id = ?1 \
         OR r.message_id IN (SELECT id FROM messages WHERE parent_id = ?1)"
    ))?
    .query_map([message_id], from_row)?
    .collect()
}

/// Reminders whose time has come and whose users have not been told, the longest overdue first.
pub fn due(conn: &Connection, now: Time, limit: u32) -> rusqlite::Result<Vec<Reminder>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM reminders AS r WHERE r.remind_at IS NOT NULL AND NOT r.is_told AND r.remind_at <= ?1 \
         ORDER BY r.remind_at LIMIT ?2"
    ))?
    .query_map(params![now, limit], from_row)?
    .collect()
}

/// Inserts or replaces a reminder.
pub fn save(conn: &Connection, reminder: &Reminder) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO reminders (user_id, cid, message_id, remind_at, is_told, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        reminder.user_id,
        reminder.cid,
        reminder.message_id,
        reminder.remind_at,
        reminder.is_told,
        reminder.created_at,
        reminder.updated_at,
    ])?;
    Ok(())
}

/// Removes a user's reminder of a message.
pub fn remove(conn: &Connection, user_id: &str, message_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM reminders WHERE message_id = ?2 AND user_id = ?1")?
        .execute([user_id, message_id])?;
    Ok(())
}

/// Removes all of a user's reminders.
pub fn remove_all(conn: &Connection, user_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM reminders WHERE user_id = ?1")?.execute([user_id])?;
    Ok(())
}

/// A page of a user's reminders, as far as he may still read the channels.
pub fn list(
    conn: &Connection,
    user_id: &str,
    open_types: Option<&[String]>,
    filter: &Compiled,
    keyset: &Keyset,
) -> rusqlite::Result<Page<Reminder>> {
    page::read_own(conn, COLUMNS, ("reminders", "r"), (user_id, open_types), filter, keyset, from_columns)
}
