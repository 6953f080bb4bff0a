//! Owns the tables `bans` and `future_channel_bans`, and with them what `users` and `members` show of a ban.
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::Columns;
use crate::clock::Time;
use crate::filter::Compiled;
use crate::ids::Cid;

/// A ban as stored.
#[derive(Clone, Debug)]
pub struct Ban {
    /// Who is banned.
    pub user_id: String,
    /// From which channel; from the whole application without one.
    pub cid: Option<Cid>,
    /// Who did it.
    pub banned_by: String,
    /// Why.
    pub reason: Option<String>,
    /// The user notices nothing.
    pub shadow: bool,
    /// The address is banned too. Kept and shown, without effect: everybody here has the same one.
    pub ip_ban: bool,
    /// Since when.
    pub created_at: Time,
    /// When it ends by itself.
    pub expires: Option<Time>,
}

/// A ban from the channels that somebody will create.
#[derive(Clone, Debug)]
pub struct FutureBan {
    /// Who is banned.
    pub user_id: String,
    /// From whose channels.
    pub banned_by: String,
    /// Why.
    pub reason: Option<String>,
    /// The user notices nothing.
    pub shadow: bool,
    /// Since when.
    pub created_at: Time,
    /// When it ends by itself.
    pub expires: Option<Time>,
}

/// Which future bans a list holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct FutureBans<'a> {
    /// Only those of one banned user.
    pub user_id: Option<&'a str>,
    /// Only those by one user.
    pub banned_by: Option<&'a str>,
    /// Without those that are over.
    pub in_force: bool,
}

const COLUMNS: &str = "b.user_id, b.cid, b.banned_by, b.reason, b.shadow, b.ip_ban, b.created_at, b.expires";
const FUTURE: &str = "b.user_id, b.banned_by, b.reason, b.shadow, b.created_at, b.expires";
/// A ban that is not over, of the alias `b`.
pub const IN_FORCE: &str = "(b.expires IS NULL OR b.expires > clock_now())";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Ban> {
    let c = Columns::of(row);
    Ok(Ban {
        user_id: c.next()?,
        cid: Cid::parse(&c.next::<String>()?).ok(),
        banned_by: c.next()?,
        reason: c.next()?,
        shadow: c.next()?,
        ip_ban: c.next()?,
        created_at: c.next()?,
        expires: c.next()?,
    })
}

fn future_from_row(row: &Row<'_>) -> rusqlite::Result<FutureBan> {
    let c = Columns::of(row);
    Ok(FutureBan {
        user_id: c.next()?,
        banned_by: c.next()?,
        reason: c.next()?,
        shadow: c.next()?,
        created_at: c.next()?,
        expires: c.next()?,
    })
}

fn scope(cid: Option<&Cid>) -> &str {
    cid.map_or("", Cid::as_str)
}

/// A user's ban in a channel, or in the whole application, if it is in force.
pub fn find(conn: &Connection, user_id: &str, cid: Option<&Cid>) -> rusqlite::Result<Option<Ban>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM bans AS b WHERE b.user_id = ?1 AND b.cid = ?2 AND {IN_FORCE}"))?
        .query_row([user_id, scope(cid)], from_row)
        .optional()
}

/// How many bans of a user are in force.
pub fn count(conn: &Connection, user_id: &str) -> rusqlite::Result<i64> {
    conn.prepare_cached(&format!("SELECT count(*) FROM bans AS b WHERE b.user_id = ?1 AND {IN_FORCE}"))?
        .query_row([user_id], |row| row.get(0))
}

/// Inserts a ban in place of an earlier one of the same scope.
pub fn save(conn: &Connection, ban: &Ban) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO bans (user_id, cid, banned_by, reason, shadow, ip_ban, created_at, expires) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        ban.user_id,
        scope(ban.cid.as_ref()),
        ban.banned_by,
        ban.reason,
        ban.shadow,
        ban.ip_ban,
        ban.created_at,
        ban.expires,
    ])?;
    show(conn, &ban.user_id, ban.cid.as_ref())
}

/// Ends a ban.
pub fn remove(conn: &Connection, user_id: &str, cid: Option<&Cid>) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM bans WHERE user_id = ?1 AND cid = ?2")?.execute([user_id, scope(cid)])?;
    show(conn, user_id, cid)
}

/// Copies the ban, or that there is none, to where the user or the member is read.
pub fn show(conn: &Connection, user_id: &str, cid: Option<&Cid>) -> rusqlite::Result<()> {
    let ban = find(conn, user_id, cid)?;
    let banned = ban.as_ref().is_some_and(|ban| !ban.shadow);
    let shadow = ban.as_ref().is_some_and(|ban| ban.shadow);
    let expires = ban.and_then(|ban| ban.expires);
    match cid {
        None => conn
            .prepare_cached("UPDATE users SET banned = ?2, shadow_banned = ?3, ban_expires = ?4 WHERE id = ?1")?
            .execute(params![user_id, banned, shadow, expires])?,
        Some(cid) => conn
            .prepare_cached(
                "UPDATE members SET banned = ?3, shadow_banned = ?4, ban_expires = ?5 WHERE user_id = ?1 AND cid = ?2",
            )?
            .execute(params![user_id, cid, banned, shadow, expires])?,
    };
    Ok(())
}

/// Bans that match a compiled filter over the alias `b`.
pub fn query(
    conn: &Connection,
    filter: &Compiled,
    order: &Compiled,
    in_force: bool,
    limit: u32,
    offset: u32,
) -> rusqlite::Result<Vec<Ban>> {
    let limits = if in_force { IN_FORCE } else { "1" };
    let sql = format!(
        "SELECT {COLUMNS} FROM bans AS b WHERE {limits} AND ({}) ORDER BY {}, b.user_id, b.cid LIMIT {limit} OFFSET {offset}",
        filter.sql, order.sql
    );
    let values = filter.params.iter().chain(&order.params);
    conn.prepare(&sql)?.query_map(params_from_iter(values), from_row)?.collect()
}

/// Inserts a ban from future channels in place of an earlier one.
pub fn save_future(conn: &Connection, ban: &FutureBan) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO future_channel_bans (user_id, banned_by, reason, shadow, created_at, expires) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![ban.user_id, ban.banned_by, ban.reason, ban.shadow, ban.created_at, ban.expires])?;
    Ok(())
}

/// Ends a user's ban from future channels: of one creator, or of all.
pub fn remove_future(conn: &Connection, user_id: &str, banned_by: Option<&str>) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM future_channel_bans WHERE user_id = ?1 AND (?2 IS NULL OR banned_by = ?2)")?
        .execute(params![user_id, banned_by])?;
    Ok(())
}

const FUTURE_MATCH: &str = "(?1 IS NULL OR b.user_id = ?1) AND (?2 IS NULL OR b.banned_by = ?2) \
    AND (NOT ?3 OR b.expires IS NULL OR b.expires > clock_now())";

/// Bans from future channels, newest first.
pub fn future(conn: &Connection, wanted: FutureBans<'_>, limit: u32, offset: u32) -> rusqlite::Result<Vec<FutureBan>> {
    conn.prepare_cached(&format!(
        "SELECT {FUTURE} FROM future_channel_bans AS b WHERE {FUTURE_MATCH} ORDER BY b.created_at DESC LIMIT ?4 OFFSET ?5"
    ))?
    .query_map(params![wanted.user_id, wanted.banned_by, wanted.in_force, limit, offset], future_from_row)?
    .collect()
}

/// How many there are of them.
pub fn count_future(conn: &Connection, wanted: FutureBans<'_>) -> rusqlite::Result<i64> {
    conn.prepare_cached(&format!("SELECT count(*) FROM future_channel_bans AS b WHERE {FUTURE_MATCH}"))?
        .query_row(params![wanted.user_id, wanted.banned_by, wanted.in_force], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::Clock;
    use crate::db::members::{self, Member};
    use crate::db::{Database, channel_mutes, mutes};

    #[test]
    fn what_has_a_time_is_over_when_the_clock_says_so() {
        let clock = Arc::new(Clock::after(Time::from_micros(0)));
        let db = Database::open(None, clock.clone()).unwrap();
        let (conn, now) = (db.writer(), clock.now());
        let cid = Cid::parse("messaging:room").unwrap();
        members::save(&conn, &Member::new(&cid, "ben", now)).unwrap();
        for (seconds, in_force) in [(-1, false), (60, true)] {
            let expires = Some(now.plus_seconds(seconds));
            let ban = Ban {
                user_id: "ben".to_owned(),
                cid: Some(cid.clone()),
                banned_by: "mona".to_owned(),
                reason: None,
                shadow: false,
                ip_ban: false,
                created_at: now,
                expires,
            };
            save(&conn, &ban).unwrap();
            mutes::save(&conn, "ben", "mona", now, expires).unwrap();
            channel_mutes::save(&conn, "ben", &cid, now, expires).unwrap();
            let member = members::find(&conn, &cid, "ben").unwrap().unwrap();
            assert_eq!(find(&conn, "ben", Some(&cid)).unwrap().is_some(), in_force);
            assert_eq!(mutes::find(&conn, "ben", "mona").unwrap().is_some(), in_force);
            assert_eq!((member.standing(now).banned, member.notifications_muted), (in_force, in_force));
        }
        // A ban in force is over for the member as well once its time has come.
        let member = members::find(&conn, &cid, "ben").unwrap().unwrap();
        assert!(!member.standing(now.plus_seconds(61)).banned);
    }
}
