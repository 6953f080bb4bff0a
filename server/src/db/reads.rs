//! Owns read marks and unread counters, which live in the rows of `members`. What counts as unread is in `visibility`.
use rusqlite::{Connection, params};

use super::messages::{self, Message};
use super::visibility::{counts, visible};
use super::{Json, channel_mutes};
use crate::clock::Time;
use crate::ids::Cid;

/// What raises the counter of member `m`: messages `x` by others, in the channel, not silent, visible to the member.
/// A softly deleted message keeps counting: deleting it does not lower the counter either. Whether a mute or a block
/// keeps a message from counting is decided once, when it is sent, and holds for good: beginning or ending one changes
/// nothing about earlier messages. A muted channel is left out of the totals for as long as it is muted.
const COUNTABLE: &str = concat!(
    "x.cid = m.cid AND x.in_channel AND x.created_at > coalesce(m.hide_messages_before, 0) \
     AND x.created_at > coalesce((SELECT truncated_at FROM channels WHERE cid = m.cid), 0) AND ",
    counts!("m.user_id")
);

/// What is read, up to `?3` at message `?4`, has been delivered.
const DELIVERED: &str = "last_delivered_message_id = CASE WHEN coalesce(last_delivered_at, 0) < ?3 \
    THEN coalesce(?4, last_delivered_message_id) ELSE last_delivered_message_id END, \
    last_delivered_at = max(coalesce(last_delivered_at, 0), ?3)";

/// A user's unread totals over all channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Unread messages.
    pub messages: i64,
    /// Channels with at least one.
    pub channels: i64,
}

/// The members for whom what this author sends to a channel now does not count: they muted him or the channel, or blocked
/// him and the channel is theirs alone.
pub fn uncounted(conn: &Connection, cid: &Cid, author: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached(
        "SELECT q.user_id FROM user_mutes AS q JOIN members AS m ON m.cid = ?1 AND m.user_id = q.user_id \
         WHERE q.target_id = ?2 AND (q.expires IS NULL OR q.expires > clock_now()) \
         UNION SELECT user_id FROM channel_mutes WHERE cid = ?1 AND user_id <> ?2 AND (expires IS NULL OR expires > clock_now()) \
         UNION SELECT b.user_id FROM blocks AS b JOIN members AS m ON m.cid = ?1 AND m.user_id = b.user_id \
         WHERE b.target_id = ?2 AND (SELECT member_count FROM channels WHERE cid = ?1) = 2",
    )?
    .query_map(params![cid, author], |row| row.get(0))?
    .collect()
}

/// Raises the counter of every member for whom a new message counts.
pub fn raise(conn: &Connection, message: &Message) -> rusqlite::Result<()> {
    if message.silent || message.shadowed {
        return Ok(());
    }
    match &message.restricted_to {
        None => conn
            .prepare_cached(
                "UPDATE members SET unread_messages = unread_messages + 1 WHERE cid = ?1 AND user_id <> ?2 \
                 AND user_id NOT IN (SELECT value FROM json_each(?3))",
            )?
            .execute(params![message.cid, message.user_id, Json(&message.uncounted_for)])?,
        Some(only) => {
            let mut statement = conn.prepare_cached(
                "UPDATE members SET unread_messages = unread_messages + 1 WHERE cid = ?1 AND user_id = ?2",
            )?;
            let counts = |user: &&String| **user != message.user_id && !message.uncounted_for.contains(user);
            for user in only.iter().filter(counts) {
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
        "UPDATE members AS m SET {DELIVERED}, last_read = ?3, last_read_message_id = ?4, unread_messages = \
         (SELECT count(*) FROM messages AS x WHERE x.created_at > ?3 AND {COUNTABLE}) WHERE cid = ?1 AND user_id = ?2"
    ))?
    .execute(params![cid, user_id, up_to, message_id])?;
    Ok(())
}

/// Moves the author's mark to the message just sent: whoever writes has read.
pub fn mark_own(conn: &Connection, message: &Message) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "UPDATE members SET {DELIVERED}, last_read = ?3, last_read_message_id = ?4, unread_messages = 0 WHERE cid = ?1 AND user_id = ?2"
    ))?
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

/// The totals of one user, without the channels that he hid or muted.
pub fn totals(conn: &Connection, user_id: &str) -> rusqlite::Result<Totals> {
    conn.prepare_cached(&format!(
        "SELECT coalesce(sum(unread_messages), 0), count(*) FROM members AS m WHERE user_id = ?1 AND unread_messages > 0 \
         AND NOT hidden AND NOT {}",
        channel_mutes::muted_by("m")
    ))?
    .query_row([user_id], |row| Ok(Totals { messages: row.get(0)?, channels: row.get(1)? }))
}

/// The channels that make up a user's totals: channel, count, mark.
pub fn unread_channels(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<(Cid, i64, Time)>> {
    conn.prepare_cached(&format!(
        "SELECT cid, unread_messages, last_read FROM members AS m WHERE user_id = ?1 AND unread_messages > 0 \
         AND NOT hidden AND NOT {} ORDER BY cid",
        channel_mutes::muted_by("m")
    ))?
    .query_map([user_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
    .collect()
}

/// All of a user's channels with unread messages, hidden and muted ones too.
pub fn all_unread(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<Cid>> {
    conn.prepare_cached("SELECT cid FROM members WHERE user_id = ?1 AND unread_messages > 0 ORDER BY cid")?
        .query_map([user_id], |row| row.get(0))?
        .collect()
}

/// The newest message of a channel at or before a moment, as this user's list shows it.
pub fn newest_until(conn: &Connection, cid: &Cid, user_id: &str, until: Time) -> rusqlite::Result<Option<Message>> {
    messages::one(
        conn,
        concat!(
            "m.cid = ?1 AND m.in_channel AND m.created_at <= ?2 AND (m.user_id = ?3 OR NOT m.shadowed) AND ",
            visible!("m", "?3"),
            " ORDER BY m.created_at DESC"
        ),
        params![cid, until, user_id],
    )
}
