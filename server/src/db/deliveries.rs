//! Owns delivery marks, which live in the rows of `members`. Reading moves them too, in `reads`: what is read was delivered.
use rusqlite::{Connection, params};

use crate::clock::Time;
use crate::ids::Cid;

/// Moves a member's mark forwards to a message; answers whether that told anything new.
pub fn advance(conn: &Connection, cid: &Cid, user_id: &str, at: Time, message_id: &str) -> rusqlite::Result<bool> {
    let changed = conn
        .prepare_cached(
            "UPDATE members SET last_delivered_at = ?3, last_delivered_message_id = ?4 \
             WHERE cid = ?1 AND user_id = ?2 AND last_read < ?3 AND coalesce(last_delivered_at, 0) < ?3",
        )?
        .execute(params![cid, user_id, at, message_id])?;
    Ok(changed > 0)
}
