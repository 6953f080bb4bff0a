//! Owns the table `messages`, one row at a time. Pages of messages are in `message_pages`.
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Columns, Json};
use crate::clock::Time;
use crate::ids::Cid;

/// A message as stored.
#[derive(Clone, Debug)]
pub struct Message {
    /// Chosen by the sender's client or here.
    pub id: String,
    /// The channel.
    pub cid: Cid,
    /// The author.
    pub user_id: String,
    /// `regular`, `reply`, `system`, `ephemeral` or `error`; the last two exist for their author alone.
    pub kind: String,
    /// The text as typed.
    pub text: String,
    /// Files, images, previews.
    pub attachments: Vec<Value>,
    /// Ids of mentioned users.
    pub mentioned_users: Vec<String>,
    /// Everything else the application stores.
    pub custom: Map<String, Value>,
    /// Set on replies.
    pub parent_id: Option<String>,
    /// A reply that is listed in the channel too.
    pub show_in_channel: bool,
    /// The message this one quotes.
    pub quoted_message_id: Option<String>,
    /// Raises no unread counter.
    pub silent: bool,
    /// If set, only these users and the author see it.
    pub restricted_to: Option<Vec<String>>,
    /// Users who deleted it for themselves.
    pub deleted_for: Vec<String>,
    /// Set while pinned.
    pub pinned_at: Option<Time>,
    /// Who pinned it.
    pub pinned_by: Option<String>,
    /// When the pin ends.
    pub pin_expires: Option<Time>,
    /// Replies that are there.
    pub reply_count: i64,
    /// Replies that were softly deleted.
    pub deleted_reply_count: i64,
    /// Reactions, so that most messages need no look into their table.
    pub reaction_count: i64,
    /// Accepted at.
    pub created_at: Time,
    /// Last change, reactions included.
    pub updated_at: Time,
    /// Last change of the text.
    pub text_updated_at: Option<Time>,
    /// Set when softly deleted.
    pub deleted_at: Option<Time>,
    /// Its author was shadow banned: for everybody else it is shadowed.
    pub shadowed: bool,
    /// Whom it mentions beside single users.
    pub mentions: Mentions,
    /// The command that made it, such as `giphy`.
    pub command: Option<String>,
    /// What followed the command.
    pub args: Option<String>,
    /// The poll it carries.
    pub poll_id: Option<String>,
    /// It carries a location.
    pub has_location: bool,
    /// Translations of its text, by `<language>_text`, and `language`.
    pub i18n: Option<Map<String, Value>>,
    /// What moderation decided about it.
    pub moderation: Option<Map<String, Value>>,
    /// Members for whom it never counts as unread: when it was sent, they had muted its author or the channel, or blocked him.
    pub uncounted_for: Vec<String>,
}

/// Whom a message mentions beside single users.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mentions {
    /// Everybody in the channel.
    pub channel: bool,
    /// Everybody who is online.
    pub here: bool,
    /// Groups of users, by id.
    pub groups: Vec<String>,
    /// Everybody with one of these roles.
    pub roles: Vec<String>,
}

impl Message {
    /// A new, empty message in the channel's list.
    pub fn new(id: &str, cid: &Cid, user_id: &str, now: Time) -> Self {
        Message {
            id: id.to_owned(),
            cid: cid.clone(),
            user_id: user_id.to_owned(),
            kind: "regular".to_owned(),
            text: String::new(),
            attachments: Vec::new(),
            mentioned_users: Vec::new(),
            custom: Map::new(),
            parent_id: None,
            show_in_channel: false,
            quoted_message_id: None,
            silent: false,
            restricted_to: None,
            deleted_for: Vec::new(),
            pinned_at: None,
            pinned_by: None,
            pin_expires: None,
            reply_count: 0,
            deleted_reply_count: 0,
            reaction_count: 0,
            created_at: now,
            updated_at: now,
            text_updated_at: None,
            deleted_at: None,
            shadowed: false,
            mentions: Mentions::default(),
            command: None,
            args: None,
            poll_id: None,
            has_location: false,
            i18n: None,
            moderation: None,
            uncounted_for: Vec::new(),
        }
    }

    /// Whether it appears in the channel's list and not only in a thread.
    pub fn in_channel(&self) -> bool {
        !self.only_for_author() && (self.parent_id.is_none() || self.show_in_channel)
    }

    /// Whether it was never sent: the answer to a command, or an error.
    pub fn only_for_author(&self) -> bool {
        matches!(self.kind.as_str(), "ephemeral" | "error")
    }

    /// Who alone hears of it: of a restricted message those it is for, of a shadowed one and of one that was never sent its author. Nobody else if set.
    pub fn audience(&self) -> Option<Vec<String>> {
        if self.shadowed || self.only_for_author() {
            return Some(vec![self.user_id.clone()]);
        }
        let mut only = self.restricted_to.clone()?;
        only.push(self.user_id.clone());
        Some(only)
    }

    /// Whether this user may see it at all.
    pub fn visible_to(&self, user_id: &str) -> bool {
        match &self.restricted_to {
            None => !self.only_for_author() || self.user_id == user_id,
            Some(only) => self.user_id == user_id || only.iter().any(|id| id == user_id),
        }
    }
}

const FIELDS: &[&str] = &[
    "id",
    "cid",
    "user_id",
    "type",
    "text",
    "attachments",
    "mentioned_users",
    "custom",
    "parent_id",
    "show_in_channel",
    "quoted_message_id",
    "silent",
    "restricted_to",
    "deleted_for",
    "pinned_at",
    "pinned_by",
    "pin_expires",
    "reply_count",
    "deleted_reply_count",
    "reaction_count",
    "created_at",
    "updated_at",
    "text_updated_at",
    "deleted_at",
    "shadowed",
    "mentions",
    "command",
    "args",
    "poll_id",
    "has_location",
    "i18n",
    "moderation",
    "uncounted_for",
];

/// The columns of [`from_row`], of the table alias `m`.
pub(super) fn columns() -> String {
    FIELDS.iter().map(|field| format!("m.{field}")).collect::<Vec<_>>().join(", ")
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Message> {
    from_columns(&Columns::of(row))
}

pub(super) fn from_columns(c: &Columns<'_, '_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: c.next()?,
        cid: c.next()?,
        user_id: c.next()?,
        kind: c.next()?,
        text: c.next()?,
        attachments: c.json()?,
        mentioned_users: c.json()?,
        custom: c.json()?,
        parent_id: c.next()?,
        show_in_channel: c.next()?,
        quoted_message_id: c.next()?,
        silent: c.next()?,
        restricted_to: c.next::<Option<Json<_>>>()?.map(|json| json.0),
        deleted_for: c.next::<Option<Json<_>>>()?.map(|json| json.0).unwrap_or_default(),
        pinned_at: c.next()?,
        pinned_by: c.next()?,
        pin_expires: c.next()?,
        reply_count: c.next()?,
        deleted_reply_count: c.next()?,
        reaction_count: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
        text_updated_at: c.next()?,
        deleted_at: c.next()?,
        shadowed: c.next()?,
        mentions: c.next::<Option<Json<_>>>()?.map(|json| json.0).unwrap_or_default(),
        command: c.next()?,
        args: c.next()?,
        poll_id: c.next()?,
        has_location: c.next()?,
        i18n: c.next::<Option<Json<_>>>()?.map(|json| json.0),
        moderation: c.next::<Option<Json<_>>>()?.map(|json| json.0),
        uncounted_for: c.next::<Option<Json<_>>>()?.map(|json| json.0).unwrap_or_default(),
    })
}

/// The first message that fits a condition over the alias `m`.
pub(super) fn one(conn: &Connection, condition: &str, params: impl Params) -> rusqlite::Result<Option<Message>> {
    conn.prepare_cached(&format!("SELECT {} FROM messages AS m WHERE {condition} LIMIT 1", columns()))?
        .query_row(params, from_row)
        .optional()
}

/// A message by id.
pub fn find(conn: &Connection, id: &str) -> rusqlite::Result<Option<Message>> {
    one(conn, "m.id = ?1", [id])
}

/// The author's newest message in a channel, for slow mode.
pub fn newest_by(conn: &Connection, cid: &Cid, user_id: &str, since: Time) -> rusqlite::Result<Option<Time>> {
    conn.prepare_cached(
        "SELECT max(created_at) FROM messages WHERE cid = ?1 AND in_channel AND user_id = ?2 AND created_at >= ?3",
    )?
    .query_row(params![cid, user_id, since], |row| row.get(0))
}

/// Inserts a message.
pub fn insert(conn: &Connection, message: &Message) -> rusqlite::Result<()> {
    write(conn, message, "")
}

/// Inserts a message, or changes it. The row keeps its number, by which the index of words knows it.
pub fn save(conn: &Connection, message: &Message) -> rusqlite::Result<()> {
    let changes = FIELDS.iter().chain(&["in_channel"]).map(|name| format!("{name} = excluded.{name}"));
    write(conn, message, &format!("ON CONFLICT (id) DO UPDATE SET {}", changes.collect::<Vec<_>>().join(", ")))
}

fn write(conn: &Connection, message: &Message, conflict: &str) -> rusqlite::Result<()> {
    let marks = (1..=FIELDS.len() + 1).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let sql = format!("INSERT INTO messages ({}, in_channel) VALUES ({marks}) {conflict}", FIELDS.join(", "));
    conn.prepare_cached(&sql)?.execute(params![
        message.id,
        message.cid,
        message.user_id,
        message.kind,
        message.text,
        Json(&message.attachments),
        Json(&message.mentioned_users),
        Json(&message.custom),
        message.parent_id,
        message.show_in_channel,
        message.quoted_message_id,
        message.silent,
        message.restricted_to.as_ref().map(Json),
        (!message.deleted_for.is_empty()).then_some(Json(&message.deleted_for)),
        message.pinned_at,
        message.pinned_by,
        message.pin_expires,
        message.reply_count,
        message.deleted_reply_count,
        message.reaction_count,
        message.created_at,
        message.updated_at,
        message.text_updated_at,
        message.deleted_at,
        message.shadowed,
        (message.mentions != Mentions::default()).then_some(Json(&message.mentions)),
        message.command,
        message.args,
        message.poll_id,
        message.has_location,
        message.i18n.as_ref().map(Json),
        message.moderation.as_ref().map(Json),
        (!message.uncounted_for.is_empty()).then_some(Json(&message.uncounted_for)),
        message.in_channel(),
    ])?;
    Ok(())
}

/// Replies `r` that are there for everybody.
const COUNTED: &str = "NOT r.shadowed AND r.type NOT IN ('ephemeral', 'error')";

/// Counts the replies of a message anew. Shadowed ones exist for their authors only.
pub fn recount_replies(conn: &Connection, parent_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "UPDATE messages SET \
         reply_count = (SELECT count(*) FROM messages AS r WHERE r.parent_id = ?1 AND r.deleted_at IS NULL AND {COUNTED}), \
         deleted_reply_count = (SELECT count(*) FROM messages AS r WHERE r.parent_id = ?1 AND r.deleted_at IS NOT NULL AND {COUNTED}) \
         WHERE id = ?1"
    ))?
    .execute([parent_id])?;
    Ok(())
}

/// The authors of a message's replies, first reply first.
pub fn thread_authors(conn: &Connection, parent_id: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached(&format!(
        "SELECT r.user_id FROM messages AS r WHERE r.parent_id = ?1 AND r.deleted_at IS NULL AND {COUNTED} \
         GROUP BY r.user_id ORDER BY min(r.created_at)"
    ))?
    .query_map([parent_id], |row| row.get(0))?
    .collect()
}

/// The replies of a message.
pub fn replies_of(conn: &Connection, parent_id: &str) -> rusqlite::Result<Vec<Message>> {
    conn.prepare_cached(&format!("SELECT {} FROM messages AS m WHERE m.parent_id = ?1", columns()))?
        .query_map([parent_id], from_row)?
        .collect()
}

/// What a user wrote, in one channel or in all of them, oldest first.
pub fn by_author(conn: &Connection, user_id: &str, cid: Option<&Cid>) -> rusqlite::Result<Vec<Message>> {
    conn.prepare_cached(&format!(
        "SELECT {} FROM messages AS m WHERE m.user_id = ?1 AND (?2 IS NULL OR m.cid = ?2) ORDER BY m.created_at",
        columns()
    ))?
    .query_map(params![user_id, cid], from_row)?
    .collect()
}

/// The messages that carry a poll.
pub fn with_poll(conn: &Connection, poll_id: &str) -> rusqlite::Result<Vec<Message>> {
    conn.prepare_cached(&format!(
        "SELECT {} FROM messages AS m WHERE m.poll_id = ?1 AND m.deleted_at IS NULL ORDER BY m.created_at",
        columns()
    ))?
    .query_map([poll_id], from_row)?
    .collect()
}

/// Notes a change of something that the message carries.
pub fn touch(conn: &Connection, id: &str, at: Time) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE messages SET updated_at = ?2 WHERE id = ?1")?.execute(params![id, at])?;
    Ok(())
}

/// Removes a message, its replies and what hangs on all of them.
pub fn remove(conn: &Connection, id: &str) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM reactions WHERE message_id IN (SELECT id FROM messages WHERE parent_id = ?1)",
        "DELETE FROM reactions WHERE message_id = ?1",
        "DELETE FROM reminders WHERE message_id = ?1 OR message_id IN (SELECT id FROM messages WHERE parent_id = ?1)",
        "DELETE FROM locations WHERE message_id = ?1 OR message_id IN (SELECT id FROM messages WHERE parent_id = ?1)",
        "DELETE FROM drafts WHERE parent_id = ?1",
        "DELETE FROM messages WHERE parent_id = ?1",
        "DELETE FROM messages WHERE id = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// Removes everything up to a moment, with what hangs on it.
pub fn remove_until(conn: &Connection, cid: &Cid, until: Time) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM reactions WHERE message_id IN (SELECT id FROM messages WHERE cid = ?1 AND created_at <= ?2)",
        "DELETE FROM reminders WHERE cid = ?1 AND message_id IN (SELECT id FROM messages WHERE cid = ?1 AND created_at <= ?2)",
        "DELETE FROM locations WHERE cid = ?1 AND message_id IN (SELECT id FROM messages WHERE cid = ?1 AND created_at <= ?2)",
        "DELETE FROM drafts WHERE cid = ?1 AND parent_id IN (SELECT id FROM messages WHERE cid = ?1 AND created_at <= ?2)",
        "DELETE FROM messages WHERE cid = ?1 AND created_at <= ?2",
    ] {
        conn.prepare_cached(sql)?.execute(params![cid, until])?;
    }
    Ok(())
}
