//! Owns the table `drafts`: one unsent message per user, channel and thread.
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Columns, Json, page};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::ids::Cid;
use crate::keyset::{Keyset, Page};

/// A draft as stored.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Whose it is. Nobody else ever sees it.
    pub user_id: String,
    /// The channel.
    pub cid: Cid,
    /// The thread; nothing if it is the channel's own draft.
    pub parent_id: Option<String>,
    /// What has been written.
    pub message: Unsent,
    /// When last saved: clients decide by it which of two versions is newer.
    pub created_at: Time,
}

/// A message that has not been sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Unsent {
    /// The id that it will have.
    pub id: String,
    /// The text.
    pub text: String,
    /// Files, images, previews.
    pub attachments: Vec<Value>,
    /// Ids of mentioned users.
    pub mentioned_users: Vec<String>,
    /// The message it quotes.
    pub quoted_message_id: Option<String>,
    /// The poll it carries.
    pub poll_id: Option<String>,
    /// A reply that will be listed in the channel too.
    pub show_in_channel: bool,
    /// Raises no unread counter.
    pub silent: bool,
    /// Everything else the application stores.
    pub custom: Map<String, Value>,
}

const COLUMNS: &str = "d.user_id, d.cid, nullif(d.parent_id, ''), d.message, d.created_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Draft> {
    from_columns(&Columns::of(row))
}

fn from_columns(c: &Columns<'_, '_>) -> rusqlite::Result<Draft> {
    Ok(Draft { user_id: c.next()?, cid: c.next()?, parent_id: c.next()?, message: c.json()?, created_at: c.next()? })
}

/// One draft.
pub fn find(conn: &Connection, user_id: &str, cid: &Cid, parent_id: Option<&str>) -> rusqlite::Result<Option<Draft>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM drafts AS d WHERE d.user_id = ?1 AND d.cid = ?2 AND d.parent_id = ?3"
    ))?
    .query_row(params![user_id, cid, parent_id.unwrap_or_default()], from_row)
    .optional()
}

/// A user's drafts in a channel and its threads.
pub fn in_channel(conn: &Connection, user_id: &str, cid: &Cid) -> rusqlite::Result<Vec<Draft>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM drafts AS d WHERE d.user_id = ?1 AND d.cid = ?2"))?
        .query_map(params![user_id, cid], from_row)?
        .collect()
}

/// Inserts or replaces a draft.
pub fn save(conn: &Connection, draft: &Draft) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO drafts (user_id, cid, parent_id, message, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        draft.user_id,
        draft.cid,
        draft.parent_id.as_deref().unwrap_or_default(),
        Json(&draft.message),
        draft.created_at,
    ])?;
    Ok(())
}

/// Removes a draft; answers whether there was one.
pub fn remove(conn: &Connection, user_id: &str, cid: &Cid, parent_id: Option<&str>) -> rusqlite::Result<bool> {
    let gone = conn
        .prepare_cached("DELETE FROM drafts WHERE user_id = ?1 AND cid = ?2 AND parent_id = ?3")?
        .execute(params![user_id, cid, parent_id.unwrap_or_default()])?;
    Ok(gone > 0)
}

/// Removes all of a user's drafts.
pub fn remove_all(conn: &Connection, user_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM drafts WHERE user_id = ?1")?.execute([user_id])?;
    Ok(())
}

/// A page of a user's drafts, as far as he may still read the channels.
pub fn list(
    conn: &Connection,
    user_id: &str,
    open_types: Option<&[String]>,
    filter: &Compiled,
    keyset: &Keyset,
) -> rusqlite::Result<Page<Draft>> {
    page::read_own(conn, COLUMNS, ("drafts", "d"), (user_id, open_types), filter, keyset, from_columns)
}
