//! Owns pages that are continued by an opaque cursor: it holds the sort keys of a row, so that rows which come or go do
//! not shift the pages. Does not own the queries.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::Row;
use rusqlite::types::Value as Sql;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::filter::{Compiled, SortKey, sort_keys};

/// One sort key: an expression that is never null, and whether the biggest value comes first.
pub type Key = (&'static str, bool);

/// Which page of a sorted list. The last key has to be different in every row.
pub struct Keyset {
    keys: Vec<Key>,
    cursor: Option<Vec<Sql>>,
    backwards: bool,
    limit: usize,
}

/// One page, and where its neighbours are.
pub struct Page<T> {
    /// The rows, in the order asked for.
    pub rows: Vec<T>,
    /// The cursor of the page after it, if there is one.
    pub next: Option<String>,
    /// The cursor of the page before it, if there is one.
    pub prev: Option<String>,
}

impl<T> Page<T> {
    /// The members of an answer: the rows under their name, and the cursors that lead somewhere.
    pub fn answer(self, name: &str, render: impl FnMut(&T) -> Result<Value>) -> Result<Value> {
        let mut body = json!({name: self.rows.iter().map(render).collect::<Result<Vec<_>>>()?});
        for (key, cursor) in [("next", self.next), ("prev", self.prev)] {
            if let Some(cursor) = cursor {
                body[key] = cursor.into();
            }
        }
        Ok(body)
    }
}

impl Keyset {
    /// Reads a sort, or takes the default one. `last` makes the order total.
    pub fn new(
        sort: Option<&Value>,
        default: &[Key],
        find: fn(&str) -> Option<&'static str>,
        last: Key,
        limit: usize,
    ) -> Result<Self> {
        let mut keys = Vec::new();
        for SortKey { field, descending, .. } in sort_keys(sort)? {
            let sql = find(&field).ok_or_else(|| Error::input(format!("cannot sort by {field:?}")))?;
            keys.push((sql, descending));
        }
        if keys.is_empty() {
            keys.extend_from_slice(default);
        }
        if !keys.iter().any(|(sql, _)| *sql == last.0) {
            keys.push(last);
        }
        Ok(Keyset { keys, cursor: None, backwards: false, limit })
    }

    /// Continues after `next`, or before `prev`. Empty texts count as none.
    pub fn from(mut self, next: Option<&str>, prev: Option<&str>) -> Result<Self> {
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let text = match (given(next), given(prev)) {
            (None, None) => return Ok(self),
            (Some(_), Some(_)) => return Err(Error::input("a page has one cursor: next or prev, not both")),
            (Some(next), None) => next,
            (None, Some(prev)) => {
                self.backwards = true;
                prev
            }
        };
        let cursor = decode(&text).filter(|cursor| cursor.len() == self.keys.len());
        self.cursor = Some(cursor.ok_or_else(|| Error::input("next or prev is not a cursor of this query"))?);
        Ok(self)
    }

    /// The sort keys as columns, to be selected before all others.
    pub fn columns(&self) -> String {
        self.keys.iter().map(|(sql, _)| *sql).collect::<Vec<_>>().join(", ")
    }

    /// How many columns that are.
    pub fn width(&self) -> usize {
        self.keys.len()
    }

    /// What a row has to fulfil to lie beyond the cursor.
    pub fn condition(&self) -> Compiled {
        let Some(cursor) = &self.cursor else {
            return Compiled::fixed("1");
        };
        let (mut ways, mut params) = (Vec::new(), Vec::new());
        for (index, (sql, descending)) in self.keys.iter().enumerate() {
            let mut way: Vec<String> = self.keys.iter().take(index).map(|(sql, _)| format!("{sql} = ?")).collect();
            params.extend(cursor.iter().take(index + 1).cloned());
            way.push(format!("{sql} {} ?", if *descending == self.backwards { ">" } else { "<" }));
            ways.push(way.join(" AND "));
        }
        Compiled::with(format!("(({}))", ways.join(") OR (")), params)
    }

    /// The order in which rows have to be read.
    pub fn order(&self) -> String {
        let direction = |descending: bool| if descending == self.backwards { "ASC" } else { "DESC" };
        self.keys
            .iter()
            .map(|(sql, descending)| format!("{sql} {}", direction(*descending)))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// How many rows have to be read: one more than the page has, to know whether it is the last.
    pub fn reach(&self) -> usize {
        self.limit.saturating_add(1)
    }

    /// Makes a page of the rows that were read, each with its keys.
    pub fn page<T>(&self, mut read: Vec<(Vec<Sql>, T)>) -> Page<T> {
        let more = read.len() > self.limit;
        read.truncate(self.limit);
        if self.backwards {
            read.reverse();
        }
        let (before, after) = match self.backwards {
            true => (more, true),
            false => (self.cursor.is_some(), more),
        };
        let cursor = |row: Option<&(Vec<Sql>, T)>| row.map(|(keys, _)| encode(keys));
        let next = cursor(read.last()).filter(|_| after);
        let prev = cursor(read.first()).filter(|_| before);
        Page { rows: read.into_iter().map(|(_, row)| row).collect(), next, prev }
    }

    /// The keys of a row that was selected with [`Keyset::columns`] first.
    pub fn keys_of(&self, row: &Row<'_>) -> rusqlite::Result<Vec<Sql>> {
        (0..self.width()).map(|index| row.get(index)).collect()
    }
}

fn encode(keys: &[Sql]) -> String {
    let values: Vec<Value> = keys
        .iter()
        .map(|key| match key {
            Sql::Integer(number) => (*number).into(),
            Sql::Real(number) => (*number).into(),
            Sql::Text(text) => text.as_str().into(),
            Sql::Null | Sql::Blob(_) => Value::Null,
        })
        .collect();
    URL_SAFE_NO_PAD.encode(Value::from(values).to_string())
}

fn decode(text: &str) -> Option<Vec<Sql>> {
    let values: Vec<Value> = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    values
        .into_iter()
        .map(|value| match value {
            Value::Number(number) => number.as_i64().map(Sql::Integer).or(number.as_f64().map(Sql::Real)),
            Value::String(text) => Some(Sql::Text(text)),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(name: &str) -> Option<&'static str> {
        (name == "age").then_some("x.age")
    }

    fn keyset() -> Keyset {
        Keyset::new(Some(&json!([{"field": "age", "direction": -1}])), &[], find, ("x.id", false), 2).unwrap()
    }

    #[test]
    fn a_cursor_leads_beyond_the_row_it_was_made_of() {
        let keys = vec![Sql::Integer(7), Sql::Text("b".to_owned())];
        let first = keyset().page(vec![(keys.clone(), 1), (keys.clone(), 2), (keys.clone(), 3)]);
        assert_eq!((first.rows, first.prev), (vec![1, 2], None));
        let second = keyset().from(first.next.as_deref(), None).unwrap();
        assert_eq!(second.condition().sql, "((x.age < ?) OR (x.age = ? AND x.id > ?))");
        assert_eq!(second.condition().params, [keys[0].clone(), keys[0].clone(), keys[1].clone()]);
        let back = keyset().from(None, first.next.as_deref()).unwrap();
        assert_eq!(back.condition().sql, "((x.age > ?) OR (x.age = ? AND x.id < ?))");
        assert_eq!(back.order(), "x.age ASC, x.id DESC");
    }

    #[test]
    fn foreign_cursors_are_refused() {
        for text in ["x", "W10", "bnVsbA", "WzFd"] {
            assert!(keyset().from(Some(text), None).is_err(), "{text}");
        }
        assert!(keyset().from(Some(""), None).is_ok());
        assert!(keyset().from(Some("WzFd"), Some("WzFd")).is_err());
    }
}
