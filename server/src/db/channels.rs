//! Owns the table `channels`, one row at a time. Queries over many channels are in `channel_query`.
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

use super::{Columns, Json};
use crate::channel_type::{ChannelType, SYSTEM_SKIPPED};
use crate::clock::Time;
use crate::ids::Cid;

/// A channel as stored.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Type and id.
    pub cid: Cid,
    /// Team, in the multi-tenant sense.
    pub team: Option<String>,
    /// Who created it.
    pub created_by: String,
    /// Everything else the application stores, such as a name.
    pub custom: Map<String, Value>,
    /// No new messages or reactions.
    pub frozen: bool,
    /// Switched off by an administrator.
    pub disabled: bool,
    /// Named by its exact set of members.
    pub is_distinct: bool,
    /// Slow mode, in seconds; 0 is off.
    pub cooldown: u32,
    /// Number of members.
    pub member_count: i64,
    /// Number of messages ever sent and not removed.
    pub message_count: i64,
    /// When created.
    pub created_at: Time,
    /// Last change of the channel's own data.
    pub updated_at: Time,
    /// Newest message.
    pub last_message_at: Option<Time>,
    /// Messages up to here are hidden from everybody.
    pub truncated_at: Option<Time>,
    /// Set when deleted softly.
    pub deleted_at: Option<Time>,
    /// Switches of the channel type that this channel sets otherwise.
    pub config_overrides: Option<Map<String, Value>>,
    /// Labels to filter channels by.
    pub filter_tags: Vec<String>,
    /// Who truncated it last.
    pub truncated_by: Option<String>,
    /// New messages are translated.
    pub auto_translation_enabled: bool,
    /// Into this language.
    pub auto_translation_language: Option<String>,
}

impl Channel {
    /// A new, empty channel.
    pub fn new(cid: &Cid, created_by: &str, now: Time) -> Self {
        Channel {
            cid: cid.clone(),
            team: None,
            created_by: created_by.to_owned(),
            custom: Map::new(),
            frozen: false,
            disabled: false,
            is_distinct: false,
            cooldown: 0,
            member_count: 0,
            message_count: 0,
            created_at: now,
            updated_at: now,
            last_message_at: None,
            truncated_at: None,
            deleted_at: None,
            config_overrides: None,
            filter_tags: Vec::new(),
            truncated_by: None,
            auto_translation_enabled: false,
            auto_translation_language: None,
        }
    }
}

pub(super) const COLUMNS: &str = "c.cid, c.team, c.created_by, c.custom, c.frozen, c.disabled, c.is_distinct, c.cooldown, \
    c.member_count, c.message_count, c.created_at, c.updated_at, c.last_message_at, c.truncated_at, c.deleted_at, \
    c.config_overrides, c.filter_tags, c.truncated_by, c.auto_translation_enabled, c.auto_translation_language";

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Channel> {
    let c = Columns::of(row);
    Ok(Channel {
        cid: c.next()?,
        team: c.next()?,
        created_by: c.next()?,
        custom: c.json()?,
        frozen: c.next()?,
        disabled: c.next()?,
        is_distinct: c.next()?,
        cooldown: c.next()?,
        member_count: c.next()?,
        message_count: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
        last_message_at: c.next()?,
        truncated_at: c.next()?,
        deleted_at: c.next()?,
        config_overrides: c.next::<Option<Json<_>>>()?.map(|json| json.0),
        filter_tags: c.next::<Option<Json<_>>>()?.map(|json| json.0).unwrap_or_default(),
        truncated_by: c.next()?,
        auto_translation_enabled: c.next()?,
        auto_translation_language: c.next()?,
    })
}

/// A channel that has not been deleted.
pub fn find(conn: &Connection, cid: &Cid) -> rusqlite::Result<Option<Channel>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM channels AS c WHERE c.cid = ?1 AND c.deleted_at IS NULL"))?
        .query_row([cid], from_row)
        .optional()
}

/// Inserts a new channel, in place of one of the same name that was deleted softly.
pub fn insert(conn: &Connection, channel: &Channel) -> rusqlite::Result<()> {
    remove(conn, &channel.cid)?;
    conn.prepare_cached(
        "INSERT INTO channels (cid, type, id, team, created_by, custom, frozen, disabled, is_distinct, cooldown, \
         member_count, message_count, created_at, updated_at, config_overrides, filter_tags, auto_translation_enabled, \
         auto_translation_language) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(params![
        channel.cid,
        channel.cid.kind(),
        channel.cid.id(),
        channel.team,
        channel.created_by,
        Json(&channel.custom),
        channel.frozen,
        channel.disabled,
        channel.is_distinct,
        channel.cooldown,
        channel.member_count,
        channel.message_count,
        channel.created_at,
        channel.updated_at,
        channel.config_overrides.as_ref().map(Json),
        (!channel.filter_tags.is_empty()).then_some(Json(&channel.filter_tags)),
        channel.auto_translation_enabled,
        channel.auto_translation_language,
    ])?;
    Ok(())
}

/// Writes back what an update may change. Counters have their own functions.
pub fn save(conn: &Connection, channel: &Channel) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE channels SET team = ?2, custom = ?3, frozen = ?4, disabled = ?5, cooldown = ?6, updated_at = ?7, \
         truncated_at = ?8, last_message_at = ?9, deleted_at = ?10, config_overrides = ?11, filter_tags = ?12, truncated_by = ?13, \
         auto_translation_enabled = ?14, auto_translation_language = ?15 WHERE cid = ?1",
    )?
    .execute(params![
        channel.cid,
        channel.team,
        Json(&channel.custom),
        channel.frozen,
        channel.disabled,
        channel.cooldown,
        channel.updated_at,
        channel.truncated_at,
        channel.last_message_at,
        channel.deleted_at,
        channel.config_overrides.as_ref().map(Json),
        (!channel.filter_tags.is_empty()).then_some(Json(&channel.filter_tags)),
        channel.truncated_by,
        channel.auto_translation_enabled,
        channel.auto_translation_language,
    ])?;
    Ok(())
}

/// Whether there is a channel of this type, deleted softly or not.
pub fn any_of_type(conn: &Connection, kind: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM channels WHERE cid > ?1 || ':' AND cid < ?1 || ';'")?.exists([kind])
}

/// Makes somebody else the creator of all that a user created.
pub fn hand_over(conn: &Connection, from: &str, to: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE channels SET created_by = ?2 WHERE created_by = ?1")?.execute(params![from, to])?;
    Ok(())
}

/// Counts a new message, which moves the channel up in lists unless it is a reply that stays in its thread.
pub fn count_message(conn: &Connection, cid: &Cid, at: Option<Time>) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE channels SET message_count = message_count + 1, last_message_at = coalesce(?2, last_message_at) WHERE cid = ?1",
    )?
    .execute(params![cid, at])?;
    Ok(())
}

/// Recomputes what depends on messages after some of them were removed for good.
pub fn recount_messages(conn: &Connection, channel: &Channel, kind: &ChannelType) -> rusqlite::Result<()> {
    recount_messages_after(conn, &channel.cid, channel.truncated_at.unwrap_or(Time::from_micros(0)), kind)
}

/// Recomputes what depends on messages after a truncation: those up to `until` no longer count.
pub fn recount_messages_after(conn: &Connection, cid: &Cid, until: Time, kind: &ChannelType) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE channels SET message_count = (SELECT count(*) FROM messages WHERE cid = ?1 AND NOT shadowed AND created_at > ?2 \
         AND type NOT IN ('ephemeral', 'error')), \
         last_message_at = (SELECT max(created_at) FROM messages WHERE cid = ?1 AND in_channel AND NOT shadowed AND created_at > ?2 \
         AND NOT (?3 AND type = 'system')) WHERE cid = ?1",
    )?
    .execute(params![cid, until, kind.is_on(SYSTEM_SKIPPED)])?;
    Ok(())
}

/// Recomputes the number of members.
pub fn recount_members(conn: &Connection, cid: &Cid) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE channels SET member_count = (SELECT count(*) FROM members WHERE cid = ?1) WHERE cid = ?1",
    )?
    .execute([cid])?;
    Ok(())
}

/// Removes a channel and everything in it.
pub fn remove(conn: &Connection, cid: &Cid) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM reactions WHERE message_id IN (SELECT id FROM messages WHERE cid = ?1)",
        "DELETE FROM reminders WHERE cid = ?1",
        "DELETE FROM locations WHERE cid = ?1",
        "DELETE FROM drafts WHERE cid = ?1",
        "DELETE FROM messages WHERE cid = ?1",
        "DELETE FROM members WHERE cid = ?1",
        "DELETE FROM channel_mutes WHERE cid = ?1",
        "DELETE FROM bans WHERE cid = ?1",
        "DELETE FROM channels WHERE cid = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([cid])?;
    }
    Ok(())
}
