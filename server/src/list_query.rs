//! Owns the body that the queries for lists have in common: filter, sort, limit, cursors. Pages are in `keyset`.
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::filter::{Compiled, Fields, compile};
use crate::keyset::{Key, Keyset};

/// Rows per page: default (inferred) and maximum (protocol notes, "Limits and defaults").
const PAGE: (usize, usize) = (25, 100);

/// The body of a query for a list.
#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    filter: Option<Map<String, Value>>,
    sort: Option<Value>,
    limit: Option<usize>,
    next: Option<String>,
    prev: Option<String>,
}

/// What a list can be sorted by.
pub struct Sorting {
    /// Finds the column of a field.
    pub find: fn(&str) -> Option<&'static str>,
    /// The order if the client names none.
    pub default: &'static [Key],
    /// The last key, which is different in every row.
    pub last: Key,
}

impl ListQuery {
    /// The filter as SQL.
    pub fn filter(&self, fields: &Fields, viewer: &str) -> Result<Compiled> {
        compile(fields, self.filter.as_ref().unwrap_or(&Map::new()), viewer)
    }

    /// The page asked for.
    pub fn page(&self, sorting: &Sorting) -> Result<Keyset> {
        let limit = match self.limit {
            None | Some(0) => PAGE.0,
            Some(limit) if limit <= PAGE.1 => limit,
            Some(_) => return Err(Error::input(format!("limit is at most {}", PAGE.1))),
        };
        Keyset::new(self.sort.as_ref(), sorting.default, sorting.find, sorting.last, limit)?
            .from(self.next.as_deref(), self.prev.as_deref())
    }
}
