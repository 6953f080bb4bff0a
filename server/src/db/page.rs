//! Owns reading one page of any list: conditions, order, cursor. Does not know the tables: callers name columns and joins.
use rusqlite::{Connection, params_from_iter};

use super::Columns;
use crate::filter::Compiled;
use crate::keyset::{Keyset, Page};

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
