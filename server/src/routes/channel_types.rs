//! Owns channel types as a resource, for servers: what a channel of a type can do, and who may do it.
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::Body;
use crate::channel_settings::change;
use crate::channel_type::{ChannelType, built_in};
use crate::commands::Commands;
use crate::db::{channel_types, channels};
use crate::error::{Error, Result};
use crate::ids::Cid;

/// Longest name, in characters (the service's schema).
const MAX_NAME: usize = 64;

fn shown(kind: &ChannelType, known: &Commands) -> Value {
    let mut object = kind.config(known);
    object["grants"] = json!(kind.grants);
    object
}

/// `GET /channeltypes`
pub async fn list(State(app): State<Shared>, caller: Caller) -> Result<Answer> {
    caller.require_server()?;
    let all: Map<String, Value> =
        app.types.all().iter().map(|kind| (kind.name.clone(), shown(kind, &app.commands))).collect();
    Ok(Answer::ok(json!({"channel_types": all})))
}

/// `GET /channeltypes/{name}`
pub async fn get(State(app): State<Shared>, caller: Caller, Path(name): Path<String>) -> Result<Answer> {
    caller.require_server()?;
    Ok(Answer::ok(shown(app.types.find(&name)?.as_ref(), &app.commands)))
}

/// `POST /channeltypes`: a new type is closed, as `messaging` is.
pub async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Body(changes): Body<Map<String, Value>>,
) -> Result<Answer> {
    caller.require_server()?;
    let name = changes.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    if Cid::new(&name, "x").is_err() || name.len() > MAX_NAME {
        return Err(Error::input(format!("the name of a channel type has 1 to {MAX_NAME} letters, digits, _ and -")));
    }
    app.write(&caller, move |work| {
        if work.app.types.find(&name).is_ok() {
            return Err(Error::input(format!("channel type {name:?} already exists")));
        }
        let mut kind = ChannelType::new(&name, false, work.now());
        change(&mut kind, &changes, &work.app.commands)?;
        channel_types::save(work.conn, &kind)?;
        let answer = Answer::created(shown(&kind, &work.app.commands));
        work.afterwards(move |app| app.types.set(kind));
        Ok(answer)
    })
    .await
}

/// `PUT /channeltypes/{name}`: what is not named stays.
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Body(changes): Body<Map<String, Value>>,
) -> Result<Answer> {
    caller.require_server()?;
    if changes.get("name").is_some_and(|given| *given != name.as_str()) {
        return Err(Error::input("the name of a channel type cannot be changed"));
    }
    app.write(&caller, move |work| {
        let mut kind = work.app.types.find(&name)?.as_ref().clone();
        change(&mut kind, &changes, &work.app.commands)?;
        kind.updated_at = work.now();
        channel_types::save(work.conn, &kind)?;
        let answer = Answer::created(shown(&kind, &work.app.commands));
        work.afterwards(move |app| app.types.set(kind));
        Ok(answer)
    })
    .await
}

/// `DELETE /channeltypes/{name}`: only without channels. A built-in type is afterwards as it was at first.
pub async fn delete(State(app): State<Shared>, caller: Caller, Path(name): Path<String>) -> Result<Answer> {
    caller.require_server()?;
    app.write(&caller, move |work| {
        work.app.types.find(&name)?;
        let stays = built_in().iter().any(|kind| kind.name == name);
        if !stays && channels::any_of_type(work.conn, &name)? {
            return Err(Error::input(format!("channel type {name:?} cannot be deleted: there are channels of it")));
        }
        channel_types::remove(work.conn, &name)?;
        work.afterwards(move |app| app.types.remove(&name));
        Ok(Answer::ok(json!({})))
    })
    .await
}
