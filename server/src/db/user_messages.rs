//! Owns what one user wrote, as a whole, where no message is looked at: deleted at one moment, brought back. Single messages
//! are in `messages`.
use rusqlite::{Connection, params};

use crate::clock::Time;

/// Deletes all of a user's messages softly, all at the same moment.
pub fn delete_softly(conn: &Connection, user_id: &str, at: Time) -> rusqlite::Result<()> {
    let parents = parents(conn, user_id)?;
    conn.prepare_cached(
        "UPDATE messages SET deleted_at = ?2, updated_at = ?2 WHERE user_id = ?1 AND deleted_at IS NULL",
    )?
    .execute(params![user_id, at])?;
    recount(conn, &parents)
}

/// Brings back those that were deleted at a moment.
pub fn restore(conn: &Connection, user_id: &str, at: Time, now: Time) -> rusqlite::Result<()> {
    let parents = parents(conn, user_id)?;
    conn.prepare_cached(
        "UPDATE messages SET deleted_at = NULL, updated_at = ?3 WHERE user_id = ?1 AND deleted_at = ?2",
    )?
    .execute(params![user_id, at, now])?;
    recount(conn, &parents)
}

/// Removes all of a user's reactions.
pub fn remove_reactions(conn: &Connection, user_id: &str) -> rusqlite::Result<()> {
    let messages: Vec<String> = conn
        .prepare_cached("SELECT DISTINCT message_id FROM reactions WHERE user_id = ?1")?
        .query_map([user_id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    conn.prepare_cached("DELETE FROM reactions WHERE user_id = ?1")?.execute([user_id])?;
    let mut count = conn.prepare_cached(
        "UPDATE messages SET reaction_count = (SELECT count(*) FROM reactions WHERE message_id = ?1) WHERE id = ?1",
    )?;
    for id in messages {
        count.execute([id])?;
    }
    Ok(())
}

/// The messages that the user answered.
fn parents(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT DISTINCT parent_id FROM messages WHERE user_id = ?1 AND parent_id IS NOT NULL")?
        .query_map([user_id], |row| row.get(0))?
        .collect()
}

fn recount(conn: &Connection, parents: &[String]) -> rusqlite::Result<()> {
    parents.iter().try_for_each(|parent| super::messages::recount_replies(conn, parent))
}
