//! Owns the application's own slash commands as a resource, for servers alone. A channel offers those that its type names.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::Body;
use crate::channel_type;
use crate::commands::object;
use crate::db::commands::{self, Command};
use crate::error::{Error, Result};

/// Longest name, in characters, and longest description and list of arguments. The service names no limits in the contract;
/// these keep a list of commands readable.
const MAX_NAME: usize = 50;
const MAX_TEXT: usize = 255;
/// The group of a command that names none.
const OWN_SET: &str = "custom_set";

/// A command as a server describes it.
#[derive(Deserialize)]
pub struct Input {
    name: Option<String>,
    description: Option<String>,
    args: Option<String>,
    set: Option<String>,
}

impl Input {
    fn check(&self) -> Result<()> {
        let texts = [("description", &self.description), ("args", &self.args), ("set", &self.set)];
        for (field, text) in texts {
            if text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
                return Err(Error::input(format!("{field} has at most {MAX_TEXT} characters")));
            }
        }
        Ok(())
    }
}

/// `GET /commands`
pub async fn list(State(app): State<Shared>, caller: Caller) -> Result<Answer> {
    caller.require_server()?;
    Ok(Answer::ok(json!({"commands": app.commands.objects()})))
}

/// `POST /commands`
pub async fn create(State(app): State<Shared>, caller: Caller, Body(input): Body<Input>) -> Result<Answer> {
    caller.require_server()?;
    input.check()?;
    let name = input.name.unwrap_or_default();
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(word) {
        return Err(Error::input(format!("a command is called by 1 to {MAX_NAME} letters, digits, _ and -")));
    }
    let description = input.description.filter(|text| !text.is_empty());
    let description = description.ok_or_else(|| Error::input("a command needs a description"))?;
    app.write(&caller, move |work| {
        if channel_type::command(&name).is_some() || work.app.commands.find(&name).is_some() {
            return Err(Error::input(format!("command {name:?} already exists")));
        }
        let now = work.now();
        let command = Command {
            name,
            description,
            args: input.args.unwrap_or_default(),
            set: input.set.filter(|set| !set.is_empty()).unwrap_or_else(|| OWN_SET.to_owned()),
            created_at: now,
            updated_at: now,
        };
        commands::save(work.conn, &command)?;
        let answer = json!({"command": object(&command)});
        work.afterwards(move |app| app.commands.set(command));
        Ok(Answer::created(answer))
    })
    .await
}

/// `GET /commands/{name}`
pub async fn get(State(app): State<Shared>, caller: Caller, Path(name): Path<String>) -> Result<Answer> {
    caller.require_server()?;
    let found = app.commands.object(&name).ok_or_else(|| Error::missing("command", &name))?;
    Ok(Answer::ok(found))
}

/// `PUT /commands/{name}`: what is not given stays.
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Body(input): Body<Input>,
) -> Result<Answer> {
    caller.require_server()?;
    input.check()?;
    app.write(&caller, move |work| {
        let before = own(work.app.commands.find(&name), &name)?;
        let command = Command {
            description: input.description.filter(|text| !text.is_empty()).unwrap_or(before.description),
            args: input.args.unwrap_or(before.args),
            set: input.set.filter(|set| !set.is_empty()).unwrap_or(before.set),
            updated_at: work.now(),
            ..before
        };
        commands::save(work.conn, &command)?;
        let answer = json!({"command": object(&command)});
        work.afterwards(move |app| app.commands.set(command));
        Ok(Answer::created(answer))
    })
    .await
}

/// `DELETE /commands/{name}`
pub async fn delete(State(app): State<Shared>, caller: Caller, Path(name): Path<String>) -> Result<Answer> {
    caller.require_server()?;
    app.write(&caller, move |work| {
        own(work.app.commands.find(&name), &name)?;
        commands::remove(work.conn, &name)?;
        let answer = json!({"name": name});
        work.afterwards(move |app| app.commands.remove(&name));
        Ok(Answer::ok(answer))
    })
    .await
}

fn own(found: Option<Command>, name: &str) -> Result<Command> {
    match found {
        Some(command) => Ok(command),
        None if channel_type::command(name).is_some() => {
            Err(Error::input(format!("command {name:?} is always there and cannot be changed")))
        }
        None => Err(Error::missing("command", name)),
    }
}
