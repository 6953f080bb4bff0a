//! Owns the tables `user_groups` and `user_group_members`. Does not know who may change a group.
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::Columns;
use crate::clock::Time;

/// A group as stored.
#[derive(Clone, Debug)]
pub struct UserGroup {
    /// Chosen by whoever created it, or made here.
    pub id: String,
    /// Display name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Team, in the multi-tenant sense. Never changes.
    pub team_id: Option<String>,
    /// Nobody if a server created it for itself.
    pub created_by: Option<String>,
    /// When created.
    pub created_at: Time,
    /// Last change of the group or of its members.
    pub updated_at: Time,
}

/// A member as stored.
#[derive(Clone, Debug)]
pub struct GroupMember {
    /// The user.
    pub user_id: String,
    /// May change the group.
    pub is_admin: bool,
    /// When added.
    pub created_at: Time,
}

const COLUMNS: &str = "id, name, description, team_id, created_by, created_at, updated_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<UserGroup> {
    let c = Columns::of(row);
    Ok(UserGroup {
        id: c.next()?,
        name: c.next()?,
        description: c.next()?,
        team_id: c.next()?,
        created_by: c.next()?,
        created_at: c.next()?,
        updated_at: c.next()?,
    })
}

/// One group.
pub fn find(conn: &Connection, id: &str) -> rusqlite::Result<Option<UserGroup>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM user_groups WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()
}

/// Inserts or replaces the row.
pub fn save(conn: &Connection, group: &UserGroup) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "INSERT OR REPLACE INTO user_groups ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    ))?
    .execute(params![
        group.id,
        group.name,
        group.description,
        group.team_id,
        group.created_by,
        group.created_at,
        group.updated_at,
    ])?;
    Ok(())
}

/// Removes a group with its members.
pub fn remove(conn: &Connection, id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM user_group_members WHERE group_id = ?1")?.execute([id])?;
    conn.prepare_cached("DELETE FROM user_groups WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Groups in the order of their creation, after a moment and, among those of that moment, after an id.
pub fn list(
    conn: &Connection,
    team: Option<&str>,
    after: Option<(Time, &str)>,
    limit: u32,
) -> rusqlite::Result<Vec<UserGroup>> {
    let (at, id) = after.unwrap_or((Time::from_micros(i64::MIN), ""));
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM user_groups WHERE (?1 IS NULL OR team_id = ?1) AND (created_at, id) > (?2, ?3) \
         ORDER BY created_at, id LIMIT ?4"
    ))?
    .query_map(params![team, at, id, limit], from_row)?
    .collect()
}

/// Groups one of whose words begins with a text, in the order of their names, after a name and an id.
pub fn search(
    conn: &Connection,
    text: &str,
    team: Option<&str>,
    after: (Option<&str>, &str),
    limit: u32,
) -> rusqlite::Result<Vec<UserGroup>> {
    let words = crate::filter::word_prefix("name", Vec::new(), text);
    let mut values = words.params;
    let text = |value: Option<&str>| value.map_or(Sql::Null, |text| text.to_owned().into());
    values.extend([text(team), text(team), text(after.0), text(after.0), text(after.0), text(Some(after.1))]);
    values.push(i64::from(limit).into());
    let sql = format!(
        "SELECT {COLUMNS} FROM user_groups WHERE {} AND (? IS NULL OR team_id = ?) AND \
         (? IS NULL OR name > ? COLLATE NOCASE OR (name = ? COLLATE NOCASE AND id > ?)) \
         ORDER BY name COLLATE NOCASE, id LIMIT ?",
        words.sql
    );
    conn.prepare_cached(&sql)?.query_map(params_from_iter(values), from_row)?.collect()
}

/// A group's members in the order they were added.
pub fn members(conn: &Connection, group_id: &str) -> rusqlite::Result<Vec<GroupMember>> {
    conn.prepare_cached(
        "SELECT user_id, is_admin, created_at FROM user_group_members WHERE group_id = ?1 ORDER BY created_at, user_id",
    )?
    .query_map([group_id], |row| {
        let c = Columns::of(row);
        Ok(GroupMember { user_id: c.next()?, is_admin: c.next()?, created_at: c.next()? })
    })?
    .collect()
}

/// Adds a member; one who is there keeps the time of his coming.
pub fn add_member(conn: &Connection, group_id: &str, member: &GroupMember) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO user_group_members (group_id, user_id, is_admin, created_at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (group_id, user_id) DO UPDATE SET is_admin = ?3",
    )?
    .execute(params![group_id, member.user_id, member.is_admin, member.created_at])?;
    Ok(())
}

/// Removes a member; answers whether he was one.
pub fn remove_member(conn: &Connection, group_id: &str, user_id: &str) -> rusqlite::Result<bool> {
    let removed = conn
        .prepare_cached("DELETE FROM user_group_members WHERE group_id = ?1 AND user_id = ?2")?
        .execute(params![group_id, user_id])?;
    Ok(removed > 0)
}

/// Removes a user from all groups.
pub fn remove_everywhere(conn: &Connection, user_id: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM user_group_members WHERE user_id = ?1")?.execute([user_id])?;
    Ok(())
}
