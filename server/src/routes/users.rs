//! Owns users as a resource: query, upsert, partial update. Clients may change only themselves. The end of a user is in
//! `user_deletion`, a pause in `user_activation`.
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::roles::check_user_role;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::app_settings::time;
use crate::auth::Caller;
use crate::body::{Body, Payload};
use crate::db::users::{self, User};
use crate::error::{Error, Result};
use crate::filter;
use crate::filter_fields::{USERS, user_sort};
use crate::ids::check_user_id;
use crate::partial_update::PartialUpdate;
use crate::realtime::session::{announce_presence, announce_update, merge};

/// Users per page: default and maximum (protocol notes, "Limits and defaults").
const PAGE: (u32, u32) = (30, 100);
/// Furthest page start.
const MAX_OFFSET: u32 = 1_000;
/// Most users in one upsert or partial update.
pub const MAX_UPDATES: usize = 100;
/// Most teams of one user (the service's documented limit).
const MAX_TEAMS: usize = 250;

/// The payload of a query.
#[derive(Deserialize)]
pub struct Query {
    #[serde(default)]
    filter_conditions: Map<String, Value>,
    sort: Option<Value>,
    limit: Option<u32>,
    offset: Option<u32>,
    presence: Option<bool>,
    include_deactivated_users: Option<bool>,
}

/// `GET /users`
pub async fn query(State(app): State<Shared>, caller: Caller, Payload(query): Payload<Query>) -> Result<Answer> {
    let filter = filter::compile(&USERS, &query.filter_conditions, &caller.user_id)?;
    let order = filter::compile_sort(query.sort.as_ref(), "u.created_at DESC", user_sort, Some("u.custom"))?;
    let limit = query.limit.unwrap_or(PAGE.0).min(PAGE.1);
    let offset = query.offset.unwrap_or(0);
    if offset > MAX_OFFSET {
        return Err(Error::input(format!("offset is at most {MAX_OFFSET}")));
    }
    if query.presence == Some(true) {
        caller.live_connection()?;
    }
    let deactivated = query.include_deactivated_users == Some(true);
    let subscriber = caller.connection.clone().filter(|_| query.presence == Some(true));
    app.read(&caller, move |view| {
        let found = users::query(view.conn, &filter, &order, deactivated, limit, offset)?;
        if let Some(connection) = subscriber {
            let ids: Vec<String> = found.iter().map(|user| user.id.clone()).collect();
            view.app.hub.subscribe(&connection, &ids, &[]);
        }
        let list = found.iter().map(|user| view.full_user(user)).collect::<Result<Vec<_>>>()?;
        Ok(Answer::ok(json!({"users": list})))
    })
    .await
}

/// The body of an upsert.
#[derive(Deserialize)]
pub struct Upsert {
    users: Map<String, Value>,
}

/// `POST /users`: replaces profiles; custom fields that are not given are removed.
pub async fn upsert(State(app): State<Shared>, caller: Caller, Body(body): Body<Upsert>) -> Result<Answer> {
    check_count(body.users.len())?;
    app.write(&caller, move |work| {
        let mut answer = Map::new();
        for (id, details) in body.users {
            let Value::Object(details) = details else {
                return Err(Error::input("users is an object of user objects by id"));
            };
            let before = permitted(work, &id)?;
            let now = work.now();
            let mut user = User {
                name: None,
                image: None,
                custom: Map::new(),
                ..before.clone().unwrap_or_else(|| User::new(&id, "user", now))
            };
            administer(work, &mut user, &details)?;
            merge(&mut user, details)?;
            answer.insert(id, finish(work, before, user)?);
        }
        Ok(Answer::created(json!({"users": answer, "membership_deletion_task_id": ""})))
    })
    .await
}

/// The body of partial updates of several users.
#[derive(Deserialize)]
pub struct PartialUpdates {
    users: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    id: String,
    #[serde(flatten)]
    change: PartialUpdate,
}

/// `PATCH /users`: changes single fields.
pub async fn update_partial(
    State(app): State<Shared>,
    caller: Caller,
    Body(body): Body<PartialUpdates>,
) -> Result<Answer> {
    check_count(body.users.len())?;
    app.write(&caller, move |work| {
        let mut answer = Map::new();
        for Change { id, change: PartialUpdate { set, unset } } in body.users {
            let before = permitted(work, &id)?.ok_or_else(|| Error::missing("user", &id))?;
            let mut user = before.clone();
            for key in unset {
                match key.as_str() {
                    "name" => user.name = None,
                    "image" => user.image = None,
                    "privacy_settings" => user.privacy_settings = None,
                    "language" => user.language.clear(),
                    "invisible" => user.invisible = false,
                    "teams" if work.caller.is_server() => user.teams.clear(),
                    "revoke_tokens_issued_before" if work.caller.is_server() => user.tokens_revoked_before = None,
                    custom => drop(user.custom.remove(custom)),
                }
            }
            administer(work, &mut user, &set)?;
            merge(&mut user, set)?;
            answer.insert(id, finish(work, Some(before), user)?);
        }
        Ok(Answer::ok(json!({"users": answer, "membership_deletion_task_id": ""})))
    })
    .await
}

/// Refuses users that do not exist.
pub fn require_known(work: &Work<'_>, ids: &[String]) -> Result<()> {
    let unknown = users::unknown(work.conn, ids)?;
    match unknown.is_empty() {
        true => Ok(()),
        false => Err(Error::input(format!("these users do not exist: {}", unknown.join(", ")))),
    }
}

fn check_count(count: usize) -> Result<()> {
    match count <= MAX_UPDATES {
        true => Ok(()),
        false => Err(Error::input(format!("at most {MAX_UPDATES} users can be updated at once"))),
    }
}

fn permitted(work: &Work<'_>, id: &str) -> Result<Option<User>> {
    check_user_id(id)?;
    if id != work.viewer() && !work.caller.is_server() {
        return Err(Error::not_allowed("a client may only update its own user"));
    }
    if !work.caller.is_server() {
        work.author()?;
    }
    let found = users::find(work.conn, id)?;
    if users::is_erased(work.conn, id)? || found.as_ref().is_some_and(|user| user.deleted_at.is_some()) {
        return Err(Error::input(format!("user {id:?} was deleted")));
    }
    Ok(found)
}

/// What only a server decides about a user: role, teams, from when on his tokens count. Clients may send such fields
/// along, as they received them, without effect.
fn administer(work: &Work<'_>, user: &mut User, details: &Map<String, Value>) -> Result<()> {
    if !work.caller.is_server() {
        return Ok(());
    }
    match details.get("role") {
        None | Some(Value::Null) => {}
        Some(Value::String(role)) => {
            check_user_role(work, role)?;
            user.role.clone_from(role);
        }
        Some(_) => return Err(Error::input("user.role is a text")),
    }
    match details.get("teams") {
        None | Some(Value::Null) => {}
        Some(Value::Array(teams)) if teams.len() <= MAX_TEAMS => {
            let teams = teams.iter().map(|team| team.as_str().filter(|team| !team.is_empty()).map(str::to_owned));
            let teams: Option<Vec<String>> = teams.collect();
            user.teams = teams.ok_or_else(|| Error::input("user.teams is a list of names"))?;
        }
        Some(_) => return Err(Error::input(format!("user.teams is a list of at most {MAX_TEAMS} names"))),
    }
    if let Some(before) = details.get("revoke_tokens_issued_before") {
        user.tokens_revoked_before = time("revoke_tokens_issued_before", before)?;
    }
    Ok(())
}

fn finish(work: &mut Work<'_>, before: Option<User>, mut user: User) -> Result<Value> {
    if before.as_ref() != Some(&user) {
        user.updated_at = work.now();
        users::save(work.conn, &user)?;
        work.forget_user(&user.id);
        if let Some(before) = before {
            announce_update(work, &user)?;
            if before.invisible != user.invisible && work.app.hub.is_online(&user.id) {
                announce_presence(work, &user, !user.invisible)?;
            }
            if before.tokens_revoked_before != user.tokens_revoked_before {
                shut_out(work, &user);
            }
        }
    }
    work.full_user(&user)
}

/// From the commit on the user's old tokens count no more, and his connections have to show a new one.
pub fn shut_out(work: &mut Work<'_>, user: &User) {
    let user = user.clone();
    work.afterwards(move |app| {
        app.standings.note(&user);
        app.hub.drop_user(&user.id);
    });
}
