//! Owns the search over messages of many channels: filter, what the viewer may see, order. Capabilities are the caller's.
use rusqlite::{Connection, params_from_iter};

use super::Columns;
use super::channel_query::readable;
use super::messages::{Message, columns, from_columns};
use super::visibility::visible;
use crate::error::Result;
use crate::filter::Compiled;
use crate::keyset::Keyset;

/// What the viewer `?` (four times) sees of messages `m` in channel `c`, where `own` is his membership, if there is one.
const VISIBLE: &str = concat!(
    "c.deleted_at IS NULL AND m.deleted_at IS NULL AND m.type NOT IN ('ephemeral', 'error') \
     AND m.created_at > max(coalesce(c.truncated_at, 0), coalesce(own.hide_messages_before, 0)) \
     AND (NOT m.shadowed OR m.user_id = ?) AND ",
    visible!("m", "?"),
    " AND (m.deleted_for IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(m.deleted_for) WHERE value = ?))"
);

/// What is looked for, and by whom.
pub struct Search<'a> {
    /// The viewer.
    pub viewer: &'a str,
    /// The types whose channels he may read without belonging to them; nothing if he may read all.
    pub open_types: Option<&'a [String]>,
    /// The condition on the channel.
    pub channels: &'a Compiled,
    /// The condition on the message.
    pub messages: &'a Compiled,
    /// The order, and where to begin.
    pub keyset: &'a Keyset,
}

/// Hands over one message after the other, with its sort keys, until the taker says that he has enough.
pub fn walk(
    conn: &Connection,
    search: &Search<'_>,
    mut take: impl FnMut(Vec<rusqlite::types::Value>, Message) -> Result<bool>,
) -> Result<()> {
    let allowed = readable(search.viewer, search.open_types);
    let beyond = search.keyset.condition();
    let sql = format!(
        "SELECT {}, {} FROM messages AS m JOIN channels AS c ON c.cid = m.cid \
         LEFT JOIN members AS own ON own.cid = c.cid AND own.user_id = ? \
         WHERE ({}) AND {VISIBLE} AND {} AND ({}) AND {} ORDER BY {}",
        search.keyset.columns(),
        columns(),
        search.messages.sql,
        allowed.sql,
        search.channels.sql,
        beyond.sql,
        search.keyset.order()
    );
    let viewer: rusqlite::types::Value = search.viewer.to_owned().into();
    let values = std::iter::once(&viewer)
        .chain(&search.messages.params)
        .chain([&viewer, &viewer, &viewer, &viewer])
        .chain(&allowed.params)
        .chain(&search.channels.params)
        .chain(&beyond.params);
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let keys = search.keyset.keys_of(row)?;
        if !take(keys, from_columns(&Columns::from(row, search.keyset.width()))?)? {
            break;
        }
    }
    Ok(())
}
