//! Owns roles and permissions as resources. What a role may do in channels is the channel types' business.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::user_groups::{check_query, page_size};
use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::channel_type::ChannelTypes;
use crate::clock::Time;
use crate::db::roles::{self, Role};
use crate::error::{Error, Result};
use crate::permissions::{CAPABILITIES, CHANNEL_ROLES, HIDDEN, USER_ROLES};
use crate::render::View;

/// Roles per search: default and maximum (protocol notes, "User groups, roles").
const PAGE: (u32, u32) = (10, 25);
/// Longest name of a role, in characters: as for channel ids.
const MAX_NAME: usize = 64;

/// Refuses a role that no user can have (code 4).
pub fn check_user_role(view: &View<'_>, name: &str) -> Result<()> {
    check(view, name, USER_ROLES, "role")
}

/// Refuses a role that no member can have (code 4).
pub fn check_channel_role(view: &View<'_>, name: &str) -> Result<()> {
    check(view, name, CHANNEL_ROLES, "channel_role")
}

fn check(view: &View<'_>, name: &str, built_in: &[&str], what: &str) -> Result<()> {
    match built_in.contains(&name) || roles::exists(view.conn, name)? {
        true => Ok(()),
        false => Err(Error::input(format!(
            "{what} {name:?} does not exist: it is one of {} or a role of the application's own",
            built_in.join(", ")
        ))),
    }
}

/// The built-in roles of one sort, or of both, and the application's own, by name.
fn all(view: &View<'_>, sort: Option<&str>) -> Result<Vec<Value>> {
    // Built-in roles are as old as the built-in channel types: the answer does not change from run to run.
    let since = crate::channel_type::built_in().first().map_or(Time::from_micros(0), |kind| kind.created_at);
    let built_in = match sort {
        Some("user") => [USER_ROLES, &[]],
        Some(_) => [CHANNEL_ROLES, &[]],
        None => [USER_ROLES, CHANNEL_ROLES],
    };
    let built_in = built_in.concat().into_iter().map(|name| (name.to_owned(), since, since, false));
    let own = roles::all(view.conn)?.into_iter().map(|role| (role.name, role.created_at, role.updated_at, true));
    let mut list: Vec<_> = built_in.chain(own).collect();
    list.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(list
        .into_iter()
        .map(|(name, created_at, updated_at, custom)| {
            json!({
                "scopes": scopes(&view.app.types, &name),
                "name": name,
                "custom": custom,
                "created_at": created_at,
                "updated_at": updated_at,
            })
        })
        .collect())
}

/// The channel types that grant a role something.
fn scopes(types: &ChannelTypes, role: &str) -> Vec<String> {
    let granting = |kind: &crate::channel_type::ChannelType| kind.grants.get(role).is_some_and(|list| !list.is_empty());
    types.all().iter().filter(|kind| granting(kind)).map(|kind| kind.name.clone()).collect()
}

/// The parameters of a search.
#[derive(Deserialize)]
pub struct Search {
    query: String,
    limit: Option<u32>,
    name_gt: Option<String>,
    role_type: Option<String>,
}

/// `GET /roles/search`: by the beginning of the name or of any word in it, in the order of names.
pub async fn search(State(app): State<Shared>, caller: Caller, Params(query): Params<Search>) -> Result<Answer> {
    check_query(&query.query)?;
    let limit = page_size(query.limit, PAGE)? as usize;
    if query.role_type.as_deref().is_some_and(|kind| kind != "user" && kind != "channel") {
        return Err(Error::input("role_type is user or channel"));
    }
    app.read(&caller, move |view| {
        let wanted = query.query.to_lowercase();
        let begins = |name: &str| {
            let name = name.to_lowercase();
            name.starts_with(&wanted) || name.split(['_', '-']).any(|word| word.starts_with(&wanted))
        };
        let fits = |role: &Value| {
            let name = role["name"].as_str().unwrap_or_default();
            begins(name) && query.name_gt.as_deref().is_none_or(|after| name > after)
        };
        let found: Vec<Value> = all(view, query.role_type.as_deref())?.into_iter().filter(fits).take(limit).collect();
        Ok(Answer::ok(json!({"roles": found})))
    })
    .await
}

/// `GET /roles`, for servers.
pub async fn list(State(app): State<Shared>, caller: Caller) -> Result<Answer> {
    caller.require_server()?;
    app.read(&caller, |view| Ok(Answer::ok(json!({"roles": all(view, None)?})))).await
}

/// The body of a creation.
#[derive(Deserialize)]
pub struct New {
    name: String,
}

/// `POST /roles`, for servers. The new role may do nothing until a channel type grants it something.
pub async fn create(State(app): State<Shared>, caller: Caller, Body(New { name }): Body<New>) -> Result<Answer> {
    caller.require_server()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(fits) {
        return Err(Error::input(format!("the name of a role consists of 1 to {MAX_NAME} letters, digits, _ and -")));
    }
    app.write(&caller, move |work| {
        if USER_ROLES.contains(&name.as_str())
            || CHANNEL_ROLES.contains(&name.as_str())
            || roles::exists(work.conn, &name)?
        {
            return Err(Error::input(format!("role {name:?} already exists")));
        }
        let now = work.now();
        roles::insert(work.conn, &Role { name: name.clone(), created_at: now, updated_at: now })?;
        let role = all(work, None)?.into_iter().find(|role| role["name"] == name.as_str());
        Ok(Answer::created(json!({"role": role})))
    })
    .await
}

/// `DELETE /roles/{name}`, for servers. A role that somebody has stays.
pub async fn delete(State(app): State<Shared>, caller: Caller, Path(name): Path<String>) -> Result<Answer> {
    caller.require_server()?;
    app.write(&caller, move |work| {
        if USER_ROLES.contains(&name.as_str()) || CHANNEL_ROLES.contains(&name.as_str()) {
            return Err(Error::input(format!("role {name:?} is built in and cannot be deleted")));
        }
        if !roles::exists(work.conn, &name)? {
            return Err(Error::missing("role", &name));
        }
        if roles::in_use(work.conn, &name)? {
            return Err(Error::input(format!("role {name:?} cannot be deleted: users or members have it")));
        }
        roles::remove(work.conn, &name)?;
        Ok(Answer::ok(json!({})))
    })
    .await
}

fn permission(name: &str) -> Value {
    json!({
        "id": name,
        "name": name,
        "action": name,
        "description": format!("Allows {} in channels", name.replace('-', " ")),
        "level": "channel",
        "tags": [],
        "custom": false,
        "owner": name.contains("-own-"),
        "same_team": false,
    })
}

/// `GET /permissions`, for servers: what channel types can grant.
pub async fn permissions(caller: Caller) -> Result<Answer> {
    caller.require_server()?;
    let list: Vec<Value> = CAPABILITIES.iter().chain(HIDDEN).map(|name| permission(name)).collect();
    Ok(Answer::ok(json!({"permissions": list})))
}

/// `GET /permissions/{id}`, for servers.
pub async fn get_permission(caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    caller.require_server()?;
    match CAPABILITIES.iter().chain(HIDDEN).any(|name| *name == id) {
        true => Ok(Answer::ok(json!({"permission": permission(&id)}))),
        false => Err(Error::missing("permission", &id)),
    }
}
