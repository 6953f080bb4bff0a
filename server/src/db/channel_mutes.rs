//! Owns the table `channel_mutes`: who muted which channel, until when. `members.notifications_muted` says that there is a
//! row to look at, so that the many members without one cost nothing.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Columns;
use crate::clock::Time;
use crate::ids::Cid;

/// A channel's mute as stored.
#[derive(Clone, Debug)]
pub struct ChannelMute {
    /// Who mutes.
    pub user_id: String,
    /// What is muted.
    pub cid: Cid,
    /// First time.
    pub created_at: Time,
    /// Last time it was renewed.
    pub updated_at: Time,
    /// When it ends by itself.
    pub expires: Option<Time>,
}

const COLUMNS: &str = "user_id, cid, created_at, updated_at, expires";
const IN_FORCE: &str = "(expires IS NULL OR expires > clock_now())";

/// SQL that is true if the member of this alias has muted the channel and the mute is in force.
pub(super) fn muted_by(member: &str) -> String {
    format!(
        "({member}.notifications_muted AND EXISTS (SELECT 1 FROM channel_mutes AS q WHERE q.user_id = {member}.user_id \
         AND q.cid = {member}.cid AND (q.expires IS NULL OR q.expires > clock_now())))"
    )
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<ChannelMute> {
    let c = Columns::of(row);
    Ok(ChannelMute {
        user_id: c.next()?,
        cid: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
        expires: c.next()?,
    })
}

/// The channels that a user has muted, oldest mute first.
pub fn of_user(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<ChannelMute>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM channel_mutes WHERE user_id = ?1 AND {IN_FORCE} ORDER BY created_at, cid"
    ))?
    .query_map([user_id], from_row)?
    .collect()
}

/// One mute, if it is in force.
pub fn find(conn: &Connection, user_id: &str, cid: &Cid) -> rusqlite::Result<Option<ChannelMute>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM channel_mutes WHERE user_id = ?1 AND cid = ?2 AND {IN_FORCE}"))?
        .query_row(params![user_id, cid], from_row)
        .optional()
}

/// Mutes, or changes until when. One that is over begins anew.
pub fn save(conn: &Connection, user_id: &str, cid: &Cid, now: Time, expires: Option<Time>) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!("DELETE FROM channel_mutes WHERE user_id = ?1 AND cid = ?2 AND NOT {IN_FORCE}"))?
        .execute(params![user_id, cid])?;
    conn.prepare_cached(&format!(
        "INSERT INTO channel_mutes ({COLUMNS}) VALUES (?1, ?2, ?3, ?3, ?4) \
         ON CONFLICT (user_id, cid) DO UPDATE SET updated_at = excluded.updated_at, expires = excluded.expires"
    ))?
    .execute(params![user_id, cid, now, expires])?;
    mark_member(conn, user_id, cid, true)
}

/// Ends a mute.
pub fn remove(conn: &Connection, user_id: &str, cid: &Cid) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM channel_mutes WHERE user_id = ?1 AND cid = ?2")?.execute(params![user_id, cid])?;
    mark_member(conn, user_id, cid, false)
}

fn mark_member(conn: &Connection, user_id: &str, cid: &Cid, muted: bool) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE members SET notifications_muted = ?3 WHERE user_id = ?1 AND cid = ?2")?
        .execute(params![user_id, cid, muted])?;
    Ok(())
}
