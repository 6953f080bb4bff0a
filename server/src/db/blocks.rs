//! Owns the table `blocks`: who blocks whom, and which channels that hid. Does not hide them.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Columns, Json};
use crate::clock::Time;
use crate::ids::Cid;

/// A block as stored.
#[derive(Clone, Debug)]
pub struct Block {
    /// Who blocks.
    pub user_id: String,
    /// Who is blocked.
    pub target_id: String,
    /// Since when.
    pub created_at: Time,
    /// The channels that it hid and that its end shows again.
    pub hidden: Vec<String>,
}

const COLUMNS: &str = "user_id, target_id, created_at, hidden";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Block> {
    let c = Columns::of(row);
    Ok(Block { user_id: c.next()?, target_id: c.next()?, created_at: c.next()?, hidden: c.json()? })
}

/// Whom a user blocks, oldest first.
pub fn of_user(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<Block>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM blocks WHERE user_id = ?1 ORDER BY created_at, target_id"))?
        .query_map([user_id], from_row)?
        .collect()
}

/// One block.
pub fn find(conn: &Connection, user_id: &str, target_id: &str) -> rusqlite::Result<Option<Block>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM blocks WHERE user_id = ?1 AND target_id = ?2"))?
        .query_row([user_id, target_id], from_row)
        .optional()
}

/// Inserts or replaces one.
pub fn save(conn: &Connection, block: &Block) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!("INSERT OR REPLACE INTO blocks ({COLUMNS}) VALUES (?1, ?2, ?3, ?4)"))?
        .execute(params![block.user_id, block.target_id, block.created_at, Json(&block.hidden)])?;
    Ok(())
}

/// Ends a block.
pub fn remove(conn: &Connection, user_id: &str, target_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM blocks WHERE user_id = ?1 AND target_id = ?2")?.execute([user_id, target_id])?;
    Ok(())
}

/// Who blocks a user.
pub fn blockers(conn: &Connection, target_id: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT user_id FROM blocks WHERE target_id = ?1")?
        .query_map([target_id], |row| row.get(0))?
        .collect()
}

/// The channels whose two members are exactly these users.
pub fn channels_of_two(conn: &Connection, one: &str, other: &str) -> rusqlite::Result<Vec<Cid>> {
    conn.prepare_cached(
        "SELECT c.cid FROM members AS a JOIN members AS b ON b.cid = a.cid AND b.user_id = ?2 \
         JOIN channels AS c ON c.cid = a.cid WHERE a.user_id = ?1 AND c.member_count = 2 AND c.deleted_at IS NULL ORDER BY c.cid",
    )?
    .query_map([one, other], |row| row.get(0))?
    .collect()
}

/// Whether these two users are the only members of a channel.
pub fn is_channel_of_two(conn: &Connection, cid: &Cid, one: &str, other: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT count(*) = 2 AND sum(user_id IN (?2, ?3)) = 2 FROM (SELECT user_id FROM members WHERE cid = ?1 LIMIT 3)",
    )?
    .query_row(params![cid, one, other], |row| row.get::<_, Option<bool>>(0))
    .map(|two| two.unwrap_or(false))
}

/// Whether a user blocks the only other member of a channel.
pub fn blocks_other_member(conn: &Connection, cid: &Cid, user_id: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM blocks AS b JOIN members AS m ON m.user_id = b.target_id AND m.cid = ?1 \
         WHERE b.user_id = ?2 AND (SELECT member_count FROM channels WHERE cid = ?1) = 2)",
    )?
    .query_row(params![cid, user_id], |row| row.get(0))
}
