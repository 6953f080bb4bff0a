//! Owns the table `members`: who belongs to a channel, with what role and settings. Read marks are in `reads`.
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

use super::{Columns, Json, channel_mutes};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::ids::Cid;
use crate::permissions::Standing;

/// A member as stored, with the read mark.
#[derive(Clone, Debug)]
pub struct Member {
    /// The channel.
    pub cid: Cid,
    /// The user.
    pub user_id: String,
    /// `channel_member` or `channel_moderator`, or a role of the application.
    pub channel_role: String,
    /// Everything else the application stores.
    pub custom: Map<String, Value>,
    /// When added.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
    /// Came by invitation.
    pub invited: bool,
    /// Set when the invitation was accepted.
    pub invite_accepted_at: Option<Time>,
    /// Set when the invitation was rejected.
    pub invite_rejected_at: Option<Time>,
    /// The member pinned the channel.
    pub pinned_at: Option<Time>,
    /// The member archived the channel.
    pub archived_at: Option<Time>,
    /// The member hid the channel.
    pub hidden: bool,
    /// Messages up to here are hidden from this member.
    pub hide_messages_before: Option<Time>,
    /// Read up to here.
    pub last_read: Time,
    /// The message at that point.
    pub last_read_message_id: Option<String>,
    /// Messages after it that count.
    pub unread_messages: i64,
    /// Banned from the channel.
    pub banned: bool,
    /// Shadow banned from the channel: the member notices nothing.
    pub shadow_banned: bool,
    /// When the ban ends.
    pub ban_expires: Option<Time>,
    /// The member muted the channel.
    pub notifications_muted: bool,
    /// Delivered up to here.
    pub last_delivered_at: Option<Time>,
    /// The message at that point.
    pub last_delivered_message_id: Option<String>,
}

impl Member {
    /// What a ban from the channel makes of the member, if it is in force.
    pub fn standing(&self, now: Time) -> Standing {
        let over = self.ban_expires.is_some_and(|end| end <= now);
        Standing { banned: self.banned && !over, shadow_banned: self.shadow_banned && !over }
    }

    /// A new member, for whom everything before `now` counts as read.
    pub fn new(cid: &Cid, user_id: &str, now: Time) -> Self {
        Member {
            cid: cid.clone(),
            user_id: user_id.to_owned(),
            channel_role: "channel_member".to_owned(),
            custom: Map::new(),
            created_at: now,
            updated_at: now,
            invited: false,
            invite_accepted_at: None,
            invite_rejected_at: None,
            pinned_at: None,
            archived_at: None,
            hidden: false,
            hide_messages_before: None,
            last_read: now,
            last_read_message_id: None,
            unread_messages: 0,
            banned: false,
            shadow_banned: false,
            ban_expires: None,
            notifications_muted: false,
            last_delivered_at: None,
            last_delivered_message_id: None,
        }
    }
}

/// The columns of [`from_row`], of the table alias `m`.
fn columns() -> String {
    format!("{STORED}, {}, m.last_delivered_at, m.last_delivered_message_id", channel_mutes::muted_by("m"))
}

const STORED: &str = "m.cid, m.user_id, m.channel_role, m.custom, m.created_at, m.updated_at, m.invited, \
    m.invite_accepted_at, m.invite_rejected_at, m.pinned_at, m.archived_at, m.hidden, m.hide_messages_before, \
    m.last_read, m.last_read_message_id, m.unread_messages, m.banned, m.shadow_banned, m.ban_expires";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Member> {
    let c = Columns::of(row);
    Ok(Member {
        cid: c.next()?,
        user_id: c.next()?,
        channel_role: c.next()?,
        custom: c.json()?,
        created_at: c.next()?,
        updated_at: c.next()?,
        invited: c.next()?,
        invite_accepted_at: c.next()?,
        invite_rejected_at: c.next()?,
        pinned_at: c.next()?,
        archived_at: c.next()?,
        hidden: c.next()?,
        hide_messages_before: c.next()?,
        last_read: c.next()?,
        last_read_message_id: c.next()?,
        unread_messages: c.next()?,
        banned: c.next()?,
        shadow_banned: c.next()?,
        ban_expires: c.next()?,
        notifications_muted: c.next()?,
        last_delivered_at: c.next()?,
        last_delivered_message_id: c.next()?,
    })
}

/// One member.
pub fn find(conn: &Connection, cid: &Cid, user_id: &str) -> rusqlite::Result<Option<Member>> {
    conn.prepare_cached(&format!("SELECT {} FROM members AS m WHERE m.cid = ?1 AND m.user_id = ?2", columns()))?
        .query_row(params![cid, user_id], from_row)
        .optional()
}

/// Members in the order they joined.
pub fn list(conn: &Connection, cid: &Cid, limit: u32, offset: u32) -> rusqlite::Result<Vec<Member>> {
    conn.prepare_cached(&format!(
        "SELECT {} FROM members AS m WHERE m.cid = ?1 ORDER BY m.created_at, m.user_id LIMIT ?2 OFFSET ?3",
        columns()
    ))?
    .query_map(params![cid, limit, offset], from_row)?
    .collect()
}

/// The ids of all members.
pub fn ids(conn: &Connection, cid: &Cid) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT user_id FROM members WHERE cid = ?1")?.query_map([cid], |row| row.get(0))?.collect()
}

/// The channels a user belongs to.
pub fn cids_of(conn: &Connection, user_id: &str) -> rusqlite::Result<Vec<Cid>> {
    conn.prepare_cached("SELECT cid FROM members WHERE user_id = ?1")?.query_map([user_id], |row| row.get(0))?.collect()
}

/// Members that match a compiled filter (`m` is the member, `u` the user).
pub fn query(
    conn: &Connection,
    cid: &Cid,
    filter: &Compiled,
    order: &Compiled,
    limit: u32,
    offset: u32,
) -> rusqlite::Result<Vec<Member>> {
    let sql = format!(
        "SELECT {} FROM members AS m JOIN users AS u ON u.id = m.user_id WHERE m.cid = ? AND ({}) \
         ORDER BY {}, m.user_id LIMIT {limit} OFFSET {offset}",
        columns(),
        filter.sql,
        order.sql
    );
    let cid: rusqlite::types::Value = cid.as_str().to_owned().into();
    let values = std::iter::once(&cid).chain(&filter.params).chain(&order.params);
    conn.prepare(&sql)?.query_map(rusqlite::params_from_iter(values), from_row)?.collect()
}

/// Inserts or replaces the row.
pub fn save(conn: &Connection, member: &Member) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO members (cid, user_id, channel_role, custom, created_at, updated_at, invited, \
         invite_accepted_at, invite_rejected_at, pinned_at, archived_at, hidden, hide_messages_before, last_read, \
         last_read_message_id, unread_messages, banned, shadow_banned, ban_expires, notifications_muted, last_delivered_at, \
         last_delivered_message_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, \
         ?19, ?20, ?21, ?22)",
    )?
    .execute(params![
        member.cid,
        member.user_id,
        member.channel_role,
        Json(&member.custom),
        member.created_at,
        member.updated_at,
        member.invited,
        member.invite_accepted_at,
        member.invite_rejected_at,
        member.pinned_at,
        member.archived_at,
        member.hidden,
        member.hide_messages_before,
        member.last_read,
        member.last_read_message_id,
        member.unread_messages,
        member.banned,
        member.shadow_banned,
        member.ban_expires,
        member.notifications_muted,
        member.last_delivered_at,
        member.last_delivered_message_id,
    ])?;
    Ok(())
}

/// Removes a member together with the read mark and the mute.
pub fn remove(conn: &Connection, cid: &Cid, user_id: &str) -> rusqlite::Result<()> {
    channel_mutes::remove(conn, user_id, cid)?;
    conn.prepare_cached("DELETE FROM members WHERE cid = ?1 AND user_id = ?2")?.execute(params![cid, user_id])?;
    Ok(())
}

/// Those who hid the channel.
pub fn hidden_for(conn: &Connection, cid: &Cid) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT user_id FROM members WHERE cid = ?1 AND hidden")?
        .query_map([cid], |row| row.get(0))?
        .collect()
}

/// Hides the channel from one member or shows it again; answers whether that changed anything.
pub fn set_hidden(conn: &Connection, cid: &Cid, user_id: &str, hidden: bool) -> rusqlite::Result<bool> {
    let changed = conn
        .prepare_cached("UPDATE members SET hidden = ?3 WHERE cid = ?1 AND user_id = ?2 AND hidden <> ?3")?
        .execute(params![cid, user_id, hidden])?;
    Ok(changed > 0)
}
