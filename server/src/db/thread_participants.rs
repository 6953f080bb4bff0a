//! Owns the table `thread_participants`: who takes part in a thread, with read mark and unread counter. `COUNTABLE` is the
//! one place of the rule what counts as unread in a thread.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Columns;
use super::messages::Message;
use super::threads::VISIBLE;
use super::visibility::counts;
use crate::clock::Time;
use crate::ids::Cid;

/// A participant as stored.
#[derive(Clone, Debug)]
pub struct Participant {
    /// The thread.
    pub parent_id: String,
    /// The user.
    pub user_id: String,
    /// Since when.
    pub created_at: Time,
    /// Read up to here.
    pub last_read: Time,
    /// The reply at that point.
    pub last_read_message_id: Option<String>,
    /// Replies after it that count.
    pub unread_messages: i64,
    /// The participant's own newest reply.
    pub last_message_at: Option<Time>,
    /// Set when he left the channel.
    pub left_at: Option<Time>,
}

impl Participant {
    /// Somebody for whom everything up to `read` counts as read.
    pub fn new(parent_id: &str, user_id: &str, now: Time, read: Time) -> Self {
        Participant {
            parent_id: parent_id.to_owned(),
            user_id: user_id.to_owned(),
            created_at: now,
            last_read: read,
            last_read_message_id: None,
            unread_messages: 0,
            last_message_at: None,
            left_at: None,
        }
    }
}

/// A user's unread totals over all threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Threads with unread replies.
    pub threads: i64,
    /// Unread replies.
    pub messages: i64,
}

/// What raises the counter of participant `p`: replies `x` by others, not silent, visible to him, and not by
/// somebody he had muted when it was sent.
const COUNTABLE: &str =
    concat!("x.parent_id = p.parent_id AND x.type NOT IN ('ephemeral', 'error') AND ", counts!("p.user_id"));

const COLUMNS: &str = "p.parent_id, p.user_id, p.created_at, p.last_read, p.last_read_message_id, p.unread_messages, \
    p.last_message_at, p.left_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Participant> {
    let c = Columns::of(row);
    Ok(Participant {
        parent_id: c.next()?,
        user_id: c.next()?,
        created_at: c.next()?,
        last_read: c.next()?,
        last_read_message_id: c.next()?,
        unread_messages: c.next()?,
        last_message_at: c.next()?,
        left_at: c.next()?,
    })
}

/// One participant.
pub fn find(conn: &Connection, parent_id: &str, user_id: &str) -> rusqlite::Result<Option<Participant>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM thread_participants AS p WHERE p.parent_id = ?1 AND p.user_id = ?2"
    ))?
    .query_row([parent_id, user_id], from_row)
    .optional()
}

/// Participants in the order they joined.
pub fn list(conn: &Connection, parent_id: &str, limit: u32) -> rusqlite::Result<Vec<Participant>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM thread_participants AS p WHERE p.parent_id = ?1 ORDER BY p.created_at, p.user_id LIMIT ?2"
    ))?
    .query_map(params![parent_id, limit], from_row)?
    .collect()
}

/// How many there are, and how many of them have not left.
pub fn count(conn: &Connection, parent_id: &str) -> rusqlite::Result<(i64, i64)> {
    conn.prepare_cached("SELECT count(*), count(*) - count(left_at) FROM thread_participants WHERE parent_id = ?1")?
        .query_row([parent_id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Those who have not left.
pub fn ids(conn: &Connection, parent_id: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT user_id FROM thread_participants WHERE parent_id = ?1 AND left_at IS NULL")?
        .query_map([parent_id], |row| row.get(0))?
        .collect()
}

/// Adds a participant, or brings back one who had left. Others stay as they are.
pub fn join(conn: &Connection, participant: &Participant) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO thread_participants (parent_id, user_id, created_at, last_read, unread_messages) VALUES (?1, ?2, ?3, ?4, 0) \
         ON CONFLICT DO UPDATE SET left_at = NULL, last_read = excluded.last_read, unread_messages = 0 WHERE left_at IS NOT NULL",
    )?
    .execute(params![participant.parent_id, participant.user_id, participant.created_at, participant.last_read])?;
    Ok(())
}

/// A member who leaves the channel leaves its threads.
pub fn leave(conn: &Connection, cid: &Cid, user_id: &str, at: Time) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE thread_participants SET left_at = ?3, unread_messages = 0 WHERE user_id = ?2 AND left_at IS NULL \
         AND parent_id IN (SELECT parent_id FROM threads WHERE cid = ?1)",
    )?
    .execute(params![cid, user_id, at])?;
    Ok(())
}

/// Raises the counter of every participant for whom a new reply counts.
pub fn raise(conn: &Connection, reply: &Message) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "UPDATE thread_participants AS p SET unread_messages = unread_messages + 1 WHERE parent_id = ?1 AND left_at IS NULL \
         AND EXISTS (SELECT 1 FROM messages AS x WHERE x.id = ?2 AND {COUNTABLE})"
    ))?
    .execute(params![reply.parent_id, reply.id])?;
    Ok(())
}

/// Lowers the counter of every participant for whom a reply counted that is about to be removed for good.
pub fn lower(conn: &Connection, reply: &Message) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "UPDATE thread_participants AS p SET unread_messages = max(0, unread_messages - 1) WHERE parent_id = ?1 \
         AND last_read < ?3 AND EXISTS (SELECT 1 FROM messages AS x WHERE x.id = ?2 AND {COUNTABLE})"
    ))?
    .execute(params![reply.parent_id, reply.id, reply.created_at])?;
    Ok(())
}

/// Moves a participant's mark, forwards or backwards, and counts anew what lies after it.
pub fn mark(
    conn: &Connection,
    parent_id: &str,
    user_id: &str,
    up_to: Time,
    message_id: Option<&str>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "UPDATE thread_participants AS p SET last_read = ?3, last_read_message_id = ?4, unread_messages = \
         (SELECT count(*) FROM messages AS x WHERE x.created_at > ?3 AND {COUNTABLE}) WHERE parent_id = ?1 AND user_id = ?2"
    ))?
    .execute(params![parent_id, user_id, up_to, message_id])?;
    Ok(())
}

/// Moves the author's mark to the reply just sent: whoever answers has read.
pub fn mark_own(conn: &Connection, reply: &Message) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE thread_participants SET last_read = ?3, last_read_message_id = ?4, unread_messages = 0, last_message_at = ?3 \
         WHERE parent_id = ?1 AND user_id = ?2",
    )?
    .execute(params![reply.parent_id, reply.user_id, reply.created_at, reply.id])?;
    Ok(())
}

const UNREAD: &str = "FROM thread_participants AS p JOIN messages AS m ON m.id = p.parent_id \
    JOIN channels AS c ON c.cid = m.cid LEFT JOIN members AS own ON own.cid = m.cid AND own.user_id = p.user_id \
    WHERE p.user_id = ?1 AND p.unread_messages > 0";

/// The totals of one user.
pub fn totals(conn: &Connection, user_id: &str) -> rusqlite::Result<Totals> {
    conn.prepare_cached(&format!("SELECT count(*), coalesce(sum(p.unread_messages), 0) {UNREAD} AND {VISIBLE}"))?
        .query_row([user_id], |row| Ok(Totals { threads: row.get(0)?, messages: row.get(1)? }))
}

/// A user's threads with unread replies.
pub fn unread(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<Participant>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} {UNREAD} AND {VISIBLE} ORDER BY p.parent_id"))?
        .query_map([user_id], from_row)?
        .collect()
}
