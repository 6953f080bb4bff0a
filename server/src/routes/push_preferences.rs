//! Owns push preferences: stored and shown. Nothing is ever pushed.
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::clock::Time;
use crate::db::push_preferences;
use crate::error::{Error, Result};
use crate::ids::{Cid, check_user_id};

/// Most preferences in one call.
const MAX_PREFERENCES: usize = 100;
/// The levels, by field (the service's schema).
const LEVELS: &[(&str, &[&str])] = &[
    ("chat_level", &["all", "mentions", "direct_mentions", "all_mentions", "none", "default"]),
    ("call_level", &["all", "none", "default"]),
    ("feeds_level", &["all", "none", "default"]),
];
/// The fields of `chat_preferences`, each `all` or `none` (the service's schema).
const CHAT: &[&str] = &[
    "channel_mentions",
    "default_preference",
    "direct_mentions",
    "group_mentions",
    "here_mentions",
    "role_mentions",
    "thread_replies",
];

/// The body of the call.
#[derive(Deserialize)]
pub struct Preferences {
    preferences: Vec<Map<String, Value>>,
}

/// `POST /push_preferences`: of the user, or of one of his channels where `channel_cid` is given.
pub async fn update(State(app): State<Shared>, caller: Caller, Body(body): Body<Preferences>) -> Result<Answer> {
    if body.preferences.is_empty() || body.preferences.len() > MAX_PREFERENCES {
        return Err(Error::input(format!("preferences holds 1 to {MAX_PREFERENCES} items")));
    }
    app.write(&caller, move |work| {
        let (mut of_users, mut of_channels) = (Map::new(), Map::new());
        for wanted in body.preferences {
            let user_id = whose(work, &wanted)?;
            let cid = match text(&wanted, "channel_cid")? {
                Some(cid) => work.stored_channel(&Cid::parse(cid)?)?.cid.to_string(),
                None => String::new(),
            };
            let mut stored = push_preferences::find(work.conn, &user_id, &cid)?.unwrap_or_default();
            apply(&mut stored, &wanted, cid.is_empty())?;
            push_preferences::save(work.conn, &user_id, &cid, &stored)?;
            match cid.is_empty() {
                true => drop(of_users.insert(user_id, stored.into())),
                false => {
                    if let Value::Object(of_user) = of_channels.entry(user_id).or_insert_with(|| json!({})) {
                        of_user.insert(cid, stored.into());
                    }
                }
            }
        }
        Ok(Answer::created(json!({"user_preferences": of_users, "user_channel_preferences": of_channels})))
    })
    .await
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Result<Option<&'a str>> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::input(format!("{key} is a text"))),
    }
}

fn whose(work: &Work<'_>, wanted: &Map<String, Value>) -> Result<String> {
    match text(wanted, "user_id")? {
        Some(id) if id != work.viewer() && !work.caller.is_server() => {
            Err(Error::not_allowed("a client sets only its own user's preferences"))
        }
        Some(id) if work.caller.is_server() => {
            check_user_id(id)?;
            crate::db::users::find(work.conn, id)?.map(|user| user.id).ok_or_else(|| Error::missing("user", id))
        }
        _ => Ok(work.author()?.id),
    }
}

fn apply(stored: &mut Map<String, Value>, wanted: &Map<String, Value>, of_user: bool) -> Result<()> {
    for (field, levels) in LEVELS.iter().filter(|(field, _)| of_user || *field == "chat_level") {
        match text(wanted, field)? {
            Some(level) if levels.contains(&level) => drop(stored.insert((*field).to_owned(), level.into())),
            Some(_) => return Err(Error::input(format!("{field} is one of {}", levels.join(", ")))),
            None => {}
        }
    }
    match wanted.get("chat_preferences") {
        None | Some(Value::Null) => {}
        Some(Value::Object(chat)) => {
            let fits = |(key, value): (&String, &Value)| {
                CHAT.contains(&key.as_str()) && (value.is_null() || value == "all" || value == "none")
            };
            if !chat.iter().all(fits) {
                return Err(Error::input(format!("chat_preferences has {}, each all or none", CHAT.join(", "))));
            }
            stored.insert("chat_preferences".to_owned(), Value::Object(chat.clone()));
        }
        Some(_) => return Err(Error::input("chat_preferences is an object")),
    }
    if let Some(until) = text(wanted, "disabled_until")? {
        let until = Time::named("disabled_until", until)?;
        stored.insert("disabled_until".to_owned(), until.into());
    }
    if wanted.get("remove_disable") == Some(&Value::Bool(true)) {
        stored.remove("disabled_until");
    }
    Ok(())
}
