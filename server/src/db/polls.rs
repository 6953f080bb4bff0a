//! Owns the table `polls`: the questions and their rules. Options and votes have their own tables.
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

use super::channel_query::readable;
use super::{Columns, Json, page};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::keyset::{Keyset, Page};

/// A poll as stored.
#[derive(Clone, Debug)]
pub struct Poll {
    /// Chosen by the creator's client or here.
    pub id: String,
    /// The question.
    pub name: String,
    /// More about it; may be empty.
    pub description: String,
    /// Nobody learns who voted for what.
    pub anonymous: bool,
    /// One vote per user: the next one replaces it.
    pub enforce_unique_vote: bool,
    /// Most votes per user.
    pub max_votes_allowed: Option<u32>,
    /// Whoever may vote may add options.
    pub allow_user_suggested_options: bool,
    /// Users may answer in their own words.
    pub allow_answers: bool,
    /// Voting is over.
    pub is_closed: bool,
    /// Who created it.
    pub created_by: String,
    /// Everything else the application stores.
    pub custom: Map<String, Value>,
    /// When created.
    pub created_at: Time,
    /// Last change of the poll itself; votes do not count.
    pub updated_at: Time,
}

const COLUMNS: &str = "p.id, p.name, p.description, p.voting_visibility = 'anonymous', p.enforce_unique_vote, p.max_votes_allowed, \
    p.allow_user_suggested_options, p.allow_answers, p.is_closed, p.created_by, p.custom, p.created_at, p.updated_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Poll> {
    from_columns(&Columns::of(row))
}

fn from_columns(c: &Columns<'_, '_>) -> rusqlite::Result<Poll> {
    Ok(Poll {
        id: c.next()?,
        name: c.next()?,
        description: c.next()?,
        anonymous: c.next()?,
        enforce_unique_vote: c.next()?,
        max_votes_allowed: c.next()?,
        allow_user_suggested_options: c.next()?,
        allow_answers: c.next()?,
        is_closed: c.next()?,
        created_by: c.next()?,
        custom: c.json()?,
        created_at: c.next()?,
        updated_at: c.next()?,
    })
}

/// A poll by id.
pub fn find(conn: &Connection, id: &str) -> rusqlite::Result<Option<Poll>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM polls AS p WHERE p.id = ?1"))?
        .query_row([id], from_row)
        .optional()
}

/// Inserts or replaces a poll.
pub fn save(conn: &Connection, poll: &Poll) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO polls (id, name, description, voting_visibility, enforce_unique_vote, max_votes_allowed, \
         allow_user_suggested_options, allow_answers, is_closed, created_by, custom, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        poll.id,
        poll.name,
        poll.description,
        if poll.anonymous { "anonymous" } else { "public" },
        poll.enforce_unique_vote,
        poll.max_votes_allowed,
        poll.allow_user_suggested_options,
        poll.allow_answers,
        poll.is_closed,
        poll.created_by,
        Json(&poll.custom),
        poll.created_at,
        poll.updated_at,
    ])?;
    Ok(())
}

/// Removes a poll with its options and votes, and takes it out of the messages that carry it.
pub fn remove(conn: &Connection, id: &str) -> rusqlite::Result<()> {
    for sql in [
        "UPDATE messages SET poll_id = NULL WHERE poll_id = ?1",
        "DELETE FROM poll_votes WHERE poll_id = ?1",
        "DELETE FROM poll_options WHERE poll_id = ?1",
        "DELETE FROM polls WHERE id = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// A page of the polls that the viewer created or finds in a channel that he may read.
pub fn list(
    conn: &Connection,
    viewer: &str,
    open_types: Option<&[String]>,
    filter: &Compiled,
    keyset: &Keyset,
) -> rusqlite::Result<Page<Poll>> {
    let readable = readable(viewer, open_types);
    let mut params = vec![viewer.to_owned().into(), viewer.to_owned().into()];
    params.extend(readable.params);
    let visible = match open_types {
        None => Compiled::fixed("1"),
        Some(_) => Compiled::with(
            format!(
                "p.created_by = ? OR EXISTS (SELECT 1 FROM messages AS m JOIN channels AS c ON c.cid = m.cid \
                 LEFT JOIN members AS own ON own.cid = c.cid AND own.user_id = ? \
                 WHERE m.poll_id = p.id AND m.deleted_at IS NULL AND c.deleted_at IS NULL AND {})",
                readable.sql
            ),
            params,
        ),
    };
    page::read(conn, COLUMNS, "polls AS p", &[&visible, filter], keyset, from_columns)
}
