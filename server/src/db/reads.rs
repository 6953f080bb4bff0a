//! Owns read marks and unread counters, which live in the rows of `members`. Does not own what counts as unread: `COUNTABLE` here is that rule's one place in SQL.
use rusqlite::{Connection, params};

use super::messages::{self, Message};
use crate::clock::Time;
use crate::ids::Cid;

/// What raises the counter of member `m`: messages `x` by others, in the channel, not silent, visible to the member.
/// A softly deleted message keeps counting: deleting it does not lower the counter either.
const COUNTABLE: &str = "x.cid = m.cid AND x.in_channel AND x.user_id <> m.user_id AND NOT x.silent \
    AND x.created_at > coalesce(m.hide_messages_before, 0) \
    AND x.created_at > coalesce((SELECT truncated_at FROM channels WHERE cid = m.cid), 0) \
    AND (x.restricted_to IS NULL OR EXISTS (SELECT 1 FROM json_each(x.restricted_to) WHERE value = m.user_id))";

/// A user's unread totals over all channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Unread messages.
    pub messages: i64,
    /// Channels with at least one.
    pub channels: i64,
}

/// Raises the counter of every member for whom a new message counts.
pub fn raise(conn: &Connection, message: &Message) -> rusqlite::Result<()> {
    match &message.restricted_to {
        None => conn
            .prepare_cached(
                "UPDATE members SET unread_messages = unread_messages + 1 WHERE cid = ?1 AND user_id <> ?2",
            )?
            .execute(params![message.cid, message.user_id])?,
        Some(only) => {
            let mut statement = conn.prepare_cached(
                "UPDATE members SET unread_messages = unread_messages + 1 WHERE cid = ?1 AND user_id = ?2",
            )?;
            for user in only.iter().filter(|user| **user != message.user_id) {
                statement.execute(params![message.cid, user])?;
            }
            0
        }
    };
    Ok(())
}

/// Lowers the counter of every member for whom a message counted that is now removed for good.
pub fn lower(conn: &Connection, message: &Message) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "UPDATE members AS m SET unread_messages = max(0, unread_messages - 1) WHERE cid = ?1 AND last_read < ?2 \
         AND EXISTS (SELECT 1 FROM messages AS x WHERE x.id = ?3 AND {COUNTABLE})"
    ))?
    .execute(params![message.cid, message.created_at, message.id])?;
    Ok(())
}

/// Moves a member's mark, forwards or backwards, and counts anew what lies after it.
pub fn mark(
    conn: &Connection,
    cid: &Cid,
    user_id: &str,
    up_to: Time,
    message_id: Option<&str>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "UPDATE members AS m SET last_read = ?3, last_read_message_id = ?4, unread_messages = \
         (SELECT count(*) FROM messages AS x WHERE x.created_at > ?3 AND {COUNTABLE}) WHERE cid = ?1 AND user_id = ?2"
    ))?
    .execute(params![cid, user_id, up_to, message_id])?;
    Ok(())
}

/// Moves the author's mark to the message just sent: whoever writes has read.
pub fn mark_own(conn: &Connection, message: &Message) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE members SET last_read = ?3, last_read_message_id = ?4, unread_messages = 0 WHERE cid = ?1 AND user_id = ?2",
    )?
    .execute(params![message.cid, message.user_id, message.created_at, message.id])?;
    Ok(())
}

/// Counts all members of a channel anew, after a truncation.
pub fn recount(conn: &Connection, cid: &Cid) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "UPDATE members AS m SET unread_messages = (SELECT count(*) FROM messages AS x WHERE x.created_at > m.last_read \
         AND {COUNTABLE}) WHERE cid = ?1"
    ))?
    .execute([cid])?;
    Ok(())
}

/// A deleted channel has nothing unread.
pub fn mark_deleted(conn: &Connection, cid: &Cid) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE members SET unread_messages = 0 WHERE cid = ?1")?.execute([cid])?;
    Ok(())
}

/// The totals of one user.
pub fn totals(conn: &Connection, user_id: &str) -> rusqlite::Result<Totals> {
    conn.prepare_cached(
        "SELECT coalesce(sum(unread_messages), 0), count(*) FROM members WHERE user_id = ?1 AND unread_messages > 0 AND NOT hidden",
    )?
    .query_row([user_id], |row| Ok(Totals { messages: row.get(0)?, channels: row.get(1)? }))
}

/// A user's channels with unread messages: channel, count, mark.
pub fn unread_channels(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<(Cid, i64, Time)>> {
    conn.prepare_cached(
        "SELECT cid, unread_messages, last_read FROM members WHERE user_id = ?1 AND unread_messages > 0 AND NOT hidden ORDER BY cid",
    )?
    .query_map([user_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
    .collect()
}

/// The newest message of a channel at or before a moment, as the member's list would show it.
pub fn newest_until(conn: &Connection, cid: &Cid, until: Time) -> rusqlite::Result<Option<Message>> {
    messages::one(
        conn,
        "m.cid = ?1 AND m.in_channel AND m.created_at <= ?2 ORDER BY m.created_at DESC",
        params![cid, until],
    )
}
