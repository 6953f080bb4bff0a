//! Owns the table `poll_votes`: votes for options, and answers in the voter's own words, which have no option.
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::{Columns, page};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::keyset::{Keyset, Page};

/// A vote or an answer as stored.
#[derive(Clone, Debug)]
pub struct Vote {
    /// Made here.
    pub id: String,
    /// The poll.
    pub poll_id: String,
    /// Who voted.
    pub user_id: String,
    /// For what; nothing if it is an answer.
    pub option_id: Option<String>,
    /// The answer.
    pub answer_text: Option<String>,
    /// When first given.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
}

const COLUMNS: &str = "v.id, v.poll_id, v.user_id, v.option_id, v.answer_text, v.created_at, v.updated_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Vote> {
    from_columns(&Columns::of(row))
}

fn from_columns(c: &Columns<'_, '_>) -> rusqlite::Result<Vote> {
    Ok(Vote {
        id: c.next()?,
        poll_id: c.next()?,
        user_id: c.next()?,
        option_id: c.next()?,
        answer_text: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
    })
}

fn select(conn: &Connection, condition: &str, params: impl Params) -> rusqlite::Result<Vec<Vote>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM poll_votes AS v WHERE {condition}"))?
        .query_map(params, from_row)?
        .collect()
}

/// A vote by id.
pub fn find(conn: &Connection, id: &str) -> rusqlite::Result<Option<Vote>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM poll_votes AS v WHERE v.id = ?1"))?
        .query_row([id], from_row)
        .optional()
}

/// Everything a user gave to a poll, oldest first.
pub fn of_user(conn: &Connection, poll_id: &str, user_id: &str) -> rusqlite::Result<Vec<Vote>> {
    select(conn, "v.poll_id = ?1 AND v.user_id = ?2 ORDER BY v.created_at", [poll_id, user_id])
}

/// Options with votes, and how many each has.
pub fn counts(conn: &Connection, poll_id: &str) -> rusqlite::Result<Vec<(String, i64)>> {
    conn.prepare_cached(
        "SELECT option_id, count(*) FROM poll_votes WHERE poll_id = ?1 AND option_id IS NOT NULL GROUP BY option_id",
    )?
    .query_map([poll_id], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// The number of answers.
pub fn count_answers(conn: &Connection, poll_id: &str) -> rusqlite::Result<i64> {
    conn.prepare_cached("SELECT count(*) FROM poll_votes WHERE poll_id = ?1 AND option_id IS NULL")?
        .query_row([poll_id], |row| row.get(0))
}

/// The newest votes for each option, newest first.
pub fn latest_by_option(conn: &Connection, poll_id: &str, limit: u32) -> rusqlite::Result<Vec<Vote>> {
    select(
        conn,
        "v.id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY option_id ORDER BY created_at DESC) AS place \
         FROM poll_votes WHERE poll_id = ?1 AND option_id IS NOT NULL) WHERE place <= ?2) ORDER BY v.created_at DESC",
        params![poll_id, limit],
    )
}

/// The newest answers, newest first.
pub fn latest_answers(conn: &Connection, poll_id: &str, limit: u32) -> rusqlite::Result<Vec<Vote>> {
    select(conn, "v.poll_id = ?1 AND v.option_id IS NULL ORDER BY v.updated_at DESC LIMIT ?2", params![poll_id, limit])
}

/// Inserts or replaces a vote.
pub fn save(conn: &Connection, vote: &Vote) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO poll_votes (id, poll_id, user_id, option_id, answer_text, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        vote.id,
        vote.poll_id,
        vote.user_id,
        vote.option_id,
        vote.answer_text,
        vote.created_at,
        vote.updated_at,
    ])?;
    Ok(())
}

/// Removes a vote.
pub fn remove(conn: &Connection, id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM poll_votes WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Removes all of a user's votes and answers.
pub fn remove_all(conn: &Connection, user_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM poll_votes WHERE user_id = ?1")?.execute([user_id])?;
    Ok(())
}

/// A page of a poll's votes.
pub fn list(conn: &Connection, poll_id: &str, filter: &Compiled, keyset: &Keyset) -> rusqlite::Result<Page<Vote>> {
    let of_poll = Compiled::with("v.poll_id = ?", vec![poll_id.to_owned().into()]);
    page::read(
        conn,
        COLUMNS,
        "poll_votes AS v JOIN polls AS p ON p.id = v.poll_id",
        &[&of_poll, filter],
        keyset,
        from_columns,
    )
}
