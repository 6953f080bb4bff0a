//! Owns the beginning and the end of a connection, whatever its transport: who it is, what he hears first, who hears of it.
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::event::Event;
use super::hub::{Frame, Mailbox, Newcomer};
use super::ledger::{Entry, Transport};
use crate::app::{App, Shared, Work};
use crate::auth::{Caller, Kind};
use crate::custom;
use crate::db::users::User;
use crate::db::{members, users};
use crate::device::Registration;
use crate::error::{Code, Error, Result};
use crate::render::USER_FIELDS;

/// Connections of one user at a time (protocol notes, "Limits").
const MAX_CONNECTIONS: usize = 50;

/// The JSON that a client sends along when it connects.
#[derive(Debug, Default, Deserialize)]
pub struct Opening {
    /// The user's id, where it is not in `user_details`.
    pub user_id: Option<String>,
    /// The user as the application knows him.
    #[serde(default)]
    pub user_details: Map<String, Value>,
    /// The device that the client runs on.
    pub device: Option<Registration>,
}

/// Opens a connection: the user is created or updated, and the first frame, `health.check` with `me`, waits in the mailbox.
pub async fn open(app: &Shared, caller: &Caller, opening: Opening, transport: Transport) -> Result<Mailbox> {
    let slot: Arc<Mutex<Option<Mailbox>>> = Arc::default();
    let filled = slot.clone();
    app.write(caller, move |work| {
        let user = enter(work, &opening)?;
        if work.app.hub.connections_of(&user.id) >= MAX_CONNECTIONS {
            return Err(Error::new(
                Code::TooManyConnections,
                format!("the user has {MAX_CONNECTIONS} connections, which is the most there can be at a time"),
            ));
        }
        let id = Uuid::new_v4().to_string();
        let first = health_check(work.app, &id, Some(work.own_user(&user)?));
        let counts = work.caller.kind != Kind::Anonymous;
        let newcomer = counts && !user.invisible && !work.app.hub.is_online(&user.id);
        let owner = user.id.clone();
        work.afterwards(move |app| {
            let mailbox = app.hub.connect(&app.ledger, Newcomer { id, user: owner, counts, transport }, first);
            *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(mailbox);
        });
        if newcomer {
            announce_presence(work, &user, true)?;
        }
        Ok(())
    })
    .await?;
    let mailbox = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    mailbox.ok_or_else(|| Error::new(Code::Internal, "internal error: the connection was not registered"))
}

/// Closes a connection and tells those who care. Safe to call twice.
pub async fn close(app: &Shared, caller: &Caller, id: &str) {
    let id = id.to_owned();
    let closed = app
        .write(caller, move |work| {
            let Some(departure) = work.app.hub.disconnect(&id) else {
                return Ok(());
            };
            for (cid, left) in departure.unwatched {
                let event = Event::within("user.watching.stop", work.now(), &cid)
                    .with("user", work.user(&departure.user)?)
                    .with("watcher_count", left);
                work.emit(event);
            }
            if let Some(user) = users::find(work.conn, &departure.user)? {
                let now = work.now();
                users::touch(work.conn, &user.id, now)?;
                work.forget_user(&user.id);
                if departure.offline && !user.invisible {
                    announce_presence(work, &User { last_active: Some(now), ..user }, false)?;
                }
            }
            Ok(())
        })
        .await;
    if let Err(error) = closed {
        tracing::error!(error.message, "closing a connection failed");
    }
}

fn enter(work: &mut Work<'_>, opening: &Opening) -> Result<User> {
    let now = work.now();
    if work.caller.kind == Kind::Anonymous {
        return Ok(User { created_at: now, updated_at: now, ..work.me()? });
    }
    if work.caller.is_server() {
        return Err(Error::new(Code::Authentication, "a server token cannot open a connection"));
    }
    let named = opening.user_details.get("id").and_then(Value::as_str).or(opening.user_id.as_deref());
    if named.is_some_and(|id| id != work.viewer()) {
        return Err(Error::new(Code::Authentication, "the token belongs to another user than the one that connects"));
    }
    let before = users::find(work.conn, work.viewer())?;
    let mut user = before.clone().unwrap_or_else(|| User::new(work.viewer(), "user", now));
    merge(&mut user, opening.user_details.clone())?;
    let changed = before.as_ref().is_none_or(|before| *before != user);
    if changed {
        user.updated_at = now;
    }
    user.last_active = Some(now);
    users::save(work.conn, &user)?;
    work.forget_user(&user.id);
    if let Some(device) = opening.device.clone() {
        device.check()?;
        device.register(work, &user.id)?;
    }
    if changed && before.is_some() {
        announce_update(work, &user)?;
    }
    if before.is_some_and(|before| before.invisible != user.invisible) && work.app.hub.is_online(&user.id) {
        announce_presence(work, &user, !user.invisible)?;
    }
    Ok(user)
}

/// The privacy switches (protocol notes, "Users, presence, privacy").
const PRIVACY: &[&str] = &["delivery_receipts", "read_receipts", "typing_indicators"];

/// Overwrites what is given and not null. What a client must not decide about itself (role, teams, ban) stays.
pub fn merge(user: &mut User, mut details: Map<String, Value>) -> Result<()> {
    let mut text = |key: &str| match details.remove(key) {
        Some(Value::String(text)) => Ok(Some(text)),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err(Error::input(format!("user.{key} is a text"))),
    };
    let (name, image, language) = (text("name")?, text("image")?, text("language")?);
    user.name = name.or(user.name.take());
    user.image = image.or(user.image.take());
    user.language = language.unwrap_or(std::mem::take(&mut user.language));
    match details.remove("invisible") {
        Some(Value::Bool(invisible)) => user.invisible = invisible,
        None | Some(Value::Null) => {}
        Some(_) => return Err(Error::input("user.invisible is true or false")),
    }
    match details.remove("privacy_settings") {
        Some(Value::Object(mut settings)) => {
            settings.retain(|name, one| PRIVACY.contains(&name.as_str()) && !one.is_null());
            if !settings.values().all(|one| one["enabled"].is_boolean()) {
                return Err(Error::input(
                    "user.privacy_settings has switches such as {\"typing_indicators\": {\"enabled\": true}}",
                ));
            }
            user.privacy_settings = Some(settings);
        }
        None | Some(Value::Null) => {}
        Some(_) => return Err(Error::input("user.privacy_settings is an object")),
    }
    user.custom.extend(custom::take(details, USER_FIELDS)?);
    custom::check_size(&user.custom)
}

/// Tells those who asked for the user's presence that he came or went.
pub fn announce_presence(work: &mut Work<'_>, user: &User, online: bool) -> Result<()> {
    let mut object = work.user_object(user);
    object["online"] = online.into();
    let mut event = Event::new("user.presence.changed", work.now()).with("user", object).concerning([user.id.clone()]);
    event.shared_channels = members::cids_of(work.conn, &user.id)?;
    work.emit(event);
    Ok(())
}

/// Tells the user's acquaintances, and himself, that his profile changed.
pub fn announce_update(work: &mut Work<'_>, user: &User) -> Result<()> {
    let mut event =
        Event::new("user.updated", work.now()).with("user", work.user_object(user)).concerning([user.id.clone()]);
    event.shared_channels = members::cids_of(work.conn, &user.id)?;
    work.emit(event);
    Ok(())
}

/// The event that opens a connection (with `me`) and keeps it alive (without).
pub fn health_check(app: &App, connection_id: &str, me: Option<Value>) -> Frame {
    let at = app.clock.now();
    let mut event = json!({"type": "health.check", "connection_id": connection_id, "cid": "*", "created_at": at});
    if let Some(me) = me {
        event["me"] = me;
    }
    let entry = Entry { seq: app.ledger.number(), kind: "health.check".to_owned(), cid: None, message_id: None };
    Frame { text: event.to_string().into(), entry: Arc::new(entry) }
}
