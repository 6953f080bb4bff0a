//! Owns which page of a list of messages a client asks for. Reading the page is `db::message_pages`'.
use serde::Deserialize;

use crate::clock::Time;
use crate::db::message_pages::{Cursor, Source};
use crate::db::messages;
use crate::error::{Error, Result};
use crate::render::View;

/// Which page of a list of messages, as clients write it.
#[derive(Debug, Default, Deserialize)]
pub struct Pagination {
    /// Page size.
    pub limit: Option<u32>,
    /// The page directly before this message.
    pub id_lt: Option<String>,
    /// The same with the message itself.
    pub id_lte: Option<String>,
    /// The page directly after this message.
    pub id_gt: Option<String>,
    /// The same with the message itself.
    pub id_gte: Option<String>,
    /// The page with this message in the middle.
    pub id_around: Option<String>,
    /// The same by time.
    pub created_at_before: Option<String>,
    /// The same by time.
    pub created_at_before_or_equal: Option<String>,
    /// The same by time.
    pub created_at_after: Option<String>,
    /// The same by time.
    pub created_at_after_or_equal: Option<String>,
    /// The same by time.
    pub created_at_around: Option<String>,
}

/// Works out the page; an unknown message id is an error, not an empty page.
pub fn cursor(view: &View<'_>, page: &Pagination, source: &Source<'_>) -> Result<Cursor> {
    let before = |at, inclusive| Cursor::Before { at, inclusive };
    let after = |at, inclusive| Cursor::After { at, inclusive };
    let of_message = |id: &str| -> Result<Time> {
        let found = messages::find(view.conn, id)?.filter(|message| match source {
            Source::Channel(cid) | Source::Pinned(cid) => message.cid == **cid,
            Source::Thread(parent) => message.parent_id.as_deref() == Some(*parent) || message.id == *parent,
        });
        found.map(|message| message.created_at).ok_or_else(|| Error::missing("message", id))
    };
    let time = |text: &str| Time::parse(text).ok_or_else(|| Error::input("a created_at_* parameter is no valid time"));
    let mut cursors = Vec::new();
    for (id, make) in [
        (&page.id_lt, &(|at| before(at, false)) as &dyn Fn(Time) -> Cursor),
        (&page.id_lte, &|at| before(at, true)),
        (&page.id_gt, &|at| after(at, false)),
        (&page.id_gte, &|at| after(at, true)),
        (&page.id_around, &Cursor::Around),
    ] {
        if let Some(id) = id {
            cursors.push(make(of_message(id)?));
        }
    }
    for (text, make) in [
        (&page.created_at_before, &(|at| before(at, false)) as &dyn Fn(Time) -> Cursor),
        (&page.created_at_before_or_equal, &|at| before(at, true)),
        (&page.created_at_after, &|at| after(at, false)),
        (&page.created_at_after_or_equal, &|at| after(at, true)),
        (&page.created_at_around, &Cursor::Around),
    ] {
        if let Some(text) = text {
            cursors.push(make(time(text)?));
        }
    }
    match cursors.as_slice() {
        [] => Ok(Cursor::Newest),
        [one] => Ok(*one),
        _ => Err(Error::input("a page has one cursor, not several")),
    }
}
