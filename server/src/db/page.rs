//! Owns reading one page of any list: conditions, order, cursor. Does not know the tables: callers name columns and joins.
use rusqlite::{Connection, params_from_iter};

use super::Columns;
use super::channel_query::readable;
use crate::filter::Compiled;
use crate::keyset::{Keyset, Page};

/// A user's own rows of `table`, which has the columns `user_id` and `cid` and is called `x`, as far as he may still read
/// the channels.
pub(super) fn read_own<T>(
    conn: &Connection,
    columns: &str,
    (table, x): (&str, &str),
    (user_id, open_types): (&str, Option<&[String]>),
    filter: &Compiled,
    keyset: &Keyset,
    row: fn(&Columns<'_, '_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Page<T>> {
    let own = Compiled::with(format!("{x}.user_id = ? AND c.deleted_at IS NULL"), vec![user_id.to_owned().into()]);
    let from = format!(
        "{table} AS {x} JOIN channels AS c ON c.cid = {x}.cid \
         LEFT JOIN members AS own ON own.cid = {x}.cid AND own.user_id = {x}.user_id"
    );
    read(conn, columns, &from, &[&own, &readable(user_id, open_types), filter], keyset, row)
}

/// The rows that fit all conditions and lie beyond the cursor. `from` is the tables with their joins.
pub(super) fn read<T>(
    conn: &Connection,
    columns: &str,
    from: &str,
    conditions: &[&Compiled],
    keyset: &Keyset,
    row: fn(&Columns<'_, '_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Page<T>> {
    let beyond = keyset.condition();
    let all = || conditions.iter().copied().chain([&beyond]);
    let sql = format!(
        "SELECT {}, {columns} FROM {from} WHERE {} ORDER BY {} LIMIT {}",
        keyset.columns(),
        all().map(|condition| format!("({})", condition.sql)).collect::<Vec<_>>().join(" AND "),
        keyset.order(),
        keyset.reach(),
    );
    let params = all().flat_map(|condition| &condition.params);
    let mut statement = conn.prepare_cached(&sql)?;
    let read = statement.query_map(params_from_iter(params), |found| {
        Ok((keyset.keys_of(found)?, row(&Columns::from(found, keyset.width()))?))
    })?;
    Ok(keyset.page(read.collect::<rusqlite::Result<Vec<_>>>()?))
}
