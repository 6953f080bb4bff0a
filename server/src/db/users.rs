//! Owns the table `users`. Does not know who is online: that is the hub's.
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

use super::{Columns, Json};
use crate::clock::Time;
use crate::filter::Compiled;
use crate::permissions::Standing;

/// A user as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// Chosen by the application.
    pub id: String,
    /// Display name.
    pub name: Option<String>,
    /// Avatar.
    pub image: Option<String>,
    /// `user`, `admin`, `guest` or `anonymous`.
    pub role: String,
    /// Two letters or empty.
    pub language: String,
    /// Teams, in the multi-tenant sense.
    pub teams: Vec<String>,
    /// Everything else the application stores.
    pub custom: Map<String, Value>,
    /// What the user lets others see.
    pub privacy_settings: Option<Map<String, Value>>,
    /// Appears offline to others.
    pub invisible: bool,
    /// Banned from the whole application.
    pub banned: bool,
    /// When first seen.
    pub created_at: Time,
    /// Last change of the profile.
    pub updated_at: Time,
    /// Last time a connection was opened or closed.
    pub last_active: Option<Time>,
    /// Set while deactivated.
    pub deactivated_at: Option<Time>,
    /// Shadow banned from the whole application: the user notices nothing.
    pub shadow_banned: bool,
    /// When the ban from the whole application ends.
    pub ban_expires: Option<Time>,
    /// Tokens issued before this moment are refused.
    pub tokens_revoked_before: Option<Time>,
    /// Set when deleted.
    pub deleted_at: Option<Time>,
}

impl User {
    /// A user of whom only the id is known.
    pub fn new(id: &str, role: &str, now: Time) -> Self {
        User {
            id: id.to_owned(),
            name: None,
            image: None,
            role: role.to_owned(),
            language: String::new(),
            teams: Vec::new(),
            custom: Map::new(),
            privacy_settings: None,
            invisible: false,
            banned: false,
            created_at: now,
            updated_at: now,
            last_active: None,
            deactivated_at: None,
            shadow_banned: false,
            ban_expires: None,
            tokens_revoked_before: None,
            deleted_at: None,
        }
    }

    /// What a ban from the whole application makes of the user, if it is in force.
    pub fn standing(&self, now: Time) -> Standing {
        let over = self.ban_expires.is_some_and(|end| end <= now);
        Standing { banned: self.banned && !over, shadow_banned: self.shadow_banned && !over }
    }

    /// Whether a privacy switch (`typing_indicators`, `read_receipts`, `delivery_receipts`) is on. Absent means on.
    pub fn shares(&self, setting: &str) -> bool {
        self.privacy_settings
            .as_ref()
            .and_then(|all| all.get(setting))
            .and_then(|one| one.get("enabled"))
            .and_then(Value::as_bool)
            .unwrap_or(true)
    }
}

const COLUMNS: &str = "id, name, image, role, language, teams, custom, privacy_settings, invisible, banned, \
    created_at, updated_at, last_active, deactivated_at, shadow_banned, ban_expires, tokens_revoked_before, deleted_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<User> {
    let c = Columns::of(row);
    Ok(User {
        id: c.next()?,
        name: c.next()?,
        image: c.next()?,
        role: c.next()?,
        language: c.next()?,
        teams: c.json()?,
        custom: c.json()?,
        privacy_settings: c.next::<Option<Json<_>>>()?.map(|json| json.0),
        invisible: c.next()?,
        banned: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
        last_active: c.next()?,
        deactivated_at: c.next()?,
        shadow_banned: c.next()?,
        ban_expires: c.next()?,
        tokens_revoked_before: c.next()?,
        deleted_at: c.next()?,
    })
}

/// One user.
pub fn find(conn: &Connection, id: &str) -> rusqlite::Result<Option<User>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM users WHERE id = ?1"))?.query_row([id], from_row).optional()
}

/// Inserts or replaces the row.
pub fn save(conn: &Connection, user: &User) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "INSERT OR REPLACE INTO users ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
    ))?
    .execute(params![
        user.id,
        user.name,
        user.image,
        user.role,
        user.language,
        Json(&user.teams),
        Json(&user.custom),
        user.privacy_settings.as_ref().map(Json),
        user.invisible,
        user.banned,
        user.created_at,
        user.updated_at,
        user.last_active,
        user.deactivated_at,
        user.shadow_banned,
        user.ban_expires,
        user.tokens_revoked_before,
        user.deleted_at,
    ])?;
    Ok(())
}

/// Notes when the user was last seen.
pub fn touch(conn: &Connection, id: &str, at: Time) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE users SET last_active = ?2 WHERE id = ?1")?.execute(params![id, at])?;
    Ok(())
}

/// The users that some of their tokens, or all, do not let in any more.
pub fn shut_out(conn: &Connection) -> rusqlite::Result<Vec<User>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM users \
         WHERE deactivated_at IS NOT NULL OR deleted_at IS NOT NULL OR tokens_revoked_before IS NOT NULL"
    ))?
    .query_map([], from_row)?
    .collect()
}

/// Removes a user for good; nobody gets the id again.
pub fn erase(conn: &Connection, id: &str, at: Time) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM users WHERE id = ?1")?.execute([id])?;
    conn.prepare_cached("INSERT OR REPLACE INTO erased_users (id, erased_at) VALUES (?1, ?2)")?
        .execute(params![id, at])?;
    Ok(())
}

/// The ids of users removed for good.
pub fn erased(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT id FROM erased_users")?.query_map([], |row| row.get(0))?.collect()
}

/// Whether a user of this id was removed for good.
pub fn is_erased(conn: &Connection, id: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM erased_users WHERE id = ?1")?.exists([id])
}

/// Those of the ids that nobody has.
pub fn unknown(conn: &Connection, ids: &[String]) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM users WHERE id = ?1 AND deleted_at IS NULL")?;
    let mut unknown = Vec::new();
    for id in ids {
        if !statement.exists([id])? {
            unknown.push(id.clone());
        }
    }
    Ok(unknown)
}

/// Users that match a compiled filter. Deleted ones are never found, deactivated ones only if wanted.
pub fn query(
    conn: &Connection,
    filter: &Compiled,
    order: &Compiled,
    deactivated: bool,
    limit: u32,
    offset: u32,
) -> rusqlite::Result<Vec<User>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM users AS u WHERE u.deleted_at IS NULL AND (? OR u.deactivated_at IS NULL) AND ({}) \
         ORDER BY {}, u.id LIMIT {limit} OFFSET {offset}",
        filter.sql, order.sql
    );
    let mut statement = conn.prepare(&sql)?;
    let deactivated: rusqlite::types::Value = deactivated.into();
    let values = std::iter::once(&deactivated).chain(&filter.params).chain(&order.params);
    statement.query_map(rusqlite::params_from_iter(values), from_row)?.collect()
}
