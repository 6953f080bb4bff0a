//! Owns pages of messages: which ones, before or after what, always answered oldest first. Does not render them.
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::messages::{Message, columns, from_row};
use super::visibility::visible;
use crate::clock::Time;
use crate::ids::Cid;

/// Where a list of messages comes from.
pub enum Source<'a> {
    /// The channel's own list.
    Channel(&'a Cid),
    /// The replies to one message.
    Thread(&'a str),
    /// The pinned messages of a channel, replies included. Here the moments are those of pinning.
    Pinned(&'a Cid),
}

/// Which part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// The newest messages.
    Newest,
    /// The oldest messages.
    Oldest,
    /// Directly before a moment; with the moment itself if `inclusive`.
    Before { at: Time, inclusive: bool },
    /// Directly after a moment; with the moment itself if `inclusive`.
    After { at: Time, inclusive: bool },
    /// The moment in the middle.
    Around(Time),
}

/// What the viewer may see: nothing up to `hidden_until`, and restricted messages only when addressed.
pub struct Sight<'a> {
    /// The viewer's id.
    pub viewer: &'a str,
    /// Truncation of the channel or cleared history of the viewer.
    pub hidden_until: Time,
}

/// One page, oldest first. A page shorter than the limit is the end of the list.
pub fn page(
    conn: &Connection,
    source: &Source<'_>,
    sight: &Sight<'_>,
    cursor: Cursor,
    limit: u32,
) -> rusqlite::Result<Vec<Message>> {
    match cursor {
        Cursor::Newest => backwards(conn, source, sight, None, limit),
        Cursor::Oldest => forwards(conn, source, sight, None, limit),
        Cursor::Before { at, inclusive } => backwards(conn, source, sight, Some((at, inclusive)), limit),
        Cursor::After { at, inclusive } => forwards(conn, source, sight, Some((at, inclusive)), limit),
        Cursor::Around(at) => around(conn, source, sight, at, limit),
    }
}

/// The target stands at index `limit / 2` if both sides have enough; a side that is short is filled from the other one,
/// so that the target's place in a full page tells on which side the list ends.
fn around(
    conn: &Connection,
    source: &Source<'_>,
    sight: &Sight<'_>,
    at: Time,
    limit: u32,
) -> rusqlite::Result<Vec<Message>> {
    let mut older = backwards(conn, source, sight, Some((at, false)), limit)?;
    let mut newer = forwards(conn, source, sight, Some((at, true)), limit)?;
    let limit = limit as usize;
    let half = limit / 2;
    let from_newer = (limit - half.min(older.len())).min(newer.len());
    newer.truncate(from_newer);
    let from_older = (limit - from_newer).min(older.len());
    let mut page = older.split_off(older.len() - from_older);
    page.append(&mut newer);
    Ok(page)
}

fn backwards(
    conn: &Connection,
    source: &Source<'_>,
    sight: &Sight<'_>,
    end: Option<(Time, bool)>,
    limit: u32,
) -> rusqlite::Result<Vec<Message>> {
    let bound = end.map(|(at, inclusive)| (if inclusive { "<=" } else { "<" }, at));
    let mut page = select(conn, source, sight, bound, "DESC", limit)?;
    page.reverse();
    Ok(page)
}

fn forwards(
    conn: &Connection,
    source: &Source<'_>,
    sight: &Sight<'_>,
    start: Option<(Time, bool)>,
    limit: u32,
) -> rusqlite::Result<Vec<Message>> {
    let bound = start.map(|(at, inclusive)| (if inclusive { ">=" } else { ">" }, at));
    select(conn, source, sight, bound, "ASC", limit)
}

fn select(
    conn: &Connection,
    source: &Source<'_>,
    sight: &Sight<'_>,
    bound: Option<(&'static str, Time)>,
    direction: &'static str,
    limit: u32,
) -> rusqlite::Result<Vec<Message>> {
    let (place, key, moment) = match source {
        Source::Channel(cid) => ("m.cid = ? AND m.in_channel", cid.as_str(), "m.created_at"),
        Source::Thread(parent) => ("m.parent_id = ? AND m.type NOT IN ('ephemeral', 'error')", *parent, "m.created_at"),
        Source::Pinned(cid) => (
            "m.cid = ? AND m.pinned_at IS NOT NULL AND m.deleted_at IS NULL AND m.type NOT IN ('ephemeral', 'error')",
            cid.as_str(),
            "m.pinned_at",
        ),
    };
    let mut values: Vec<Value> = vec![key.to_owned().into(), sight.hidden_until.micros().into()];
    let limits = match bound {
        Some((operator, at)) => {
            values.push(at.micros().into());
            format!("AND {moment} {operator} ?")
        }
        None => String::new(),
    };
    values.push(sight.viewer.to_owned().into());
    values.push(sight.viewer.to_owned().into());
    values.push(i64::from(limit).into());
    conn.prepare_cached(&format!(
        "SELECT {} FROM messages AS m WHERE {place} AND m.created_at > ? {limits} AND {} ORDER BY {moment} {direction} LIMIT ?",
        columns(),
        visible!("m", "?")
    ))?
    .query_map(params_from_iter(values), from_row)?
    .collect()
}

/// The newest pinned messages of a channel, newest pin first.
pub fn pinned(conn: &Connection, cid: &Cid, sight: &Sight<'_>, limit: u32) -> rusqlite::Result<Vec<Message>> {
    let mut page = page(conn, &Source::Pinned(cid), sight, Cursor::Newest, limit)?;
    page.reverse();
    Ok(page)
}
