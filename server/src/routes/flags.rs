//! Owns flags: users who object to a message or to somebody, and the list of it for moderators. What the server itself
//! objects to is found in `word_check`.
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::moderation::require_moderator;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Payload};
use crate::custom::check_size;
use crate::db::flags::{self, Flag};
use crate::db::{messages, users};
use crate::error::{Error, Result};
use crate::filter;
use crate::filter_fields::{FLAGS, flag_sort};
use crate::render::View;

/// Longest reason, in characters (protocol notes, "Mute, block, ban, flag").
const MAX_REASON: usize = 255;
/// Flags per page: default and maximum (protocol notes, "Limits and defaults"; the default is ours).
const PAGE: (u32, u32) = (100, 300);
/// Furthest page start.
const MAX_OFFSET: u32 = 10_000;
/// How the newer path names a message and a user.
const MESSAGE_TYPES: &[&str] = &["stream:chat:v1:message", "stream:v1:chat:message", "message"];
const USER_TYPES: &[&str] = &["stream:user", "stream:v1:user", "user"];

/// What somebody objects to.
#[derive(Deserialize)]
pub struct Request {
    target_message_id: Option<String>,
    target_user_id: Option<String>,
    reason: Option<String>,
    custom: Option<Map<String, Value>>,
}

/// The same as the newer path has it.
#[derive(Deserialize)]
pub struct Entity {
    entity_type: String,
    entity_id: String,
    reason: Option<String>,
    custom: Option<Map<String, Value>>,
}

impl Entity {
    fn request(self) -> Result<Request> {
        let (message, user) = match self.entity_type.as_str() {
            kind if MESSAGE_TYPES.contains(&kind) => (Some(self.entity_id), None),
            kind if USER_TYPES.contains(&kind) => (None, Some(self.entity_id)),
            _ => return Err(Error::input("entity_type is stream:chat:v1:message or stream:user")),
        };
        Ok(Request { target_message_id: message, target_user_id: user, reason: self.reason, custom: self.custom })
    }
}

/// `POST /moderation/flag`
pub async fn flag(State(app): State<Shared>, caller: Caller, Body(body): Body<Request>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let flag = add(work, body)?;
        Ok(Answer::created(json!({"flag": render(work, &flag)?, "review_queue_item_id": flag.id})))
    })
    .await
}

/// `POST /api/v2/moderation/flag`
pub async fn flag_entity(State(app): State<Shared>, caller: Caller, Body(body): Body<Entity>) -> Result<Answer> {
    let request = body.request()?;
    app.write(&caller, move |work| {
        let flag = add(work, request)?;
        Ok(Answer::created(json!({"item_id": flag.id})))
    })
    .await
}

/// The message's id, whom it is about, the channel and the text.
type Target = (Option<String>, String, Option<crate::ids::Cid>, String);

fn target_of(work: &Work<'_>, request: &Request) -> Result<Target> {
    match (&request.target_message_id, &request.target_user_id) {
        (Some(id), None) => {
            let (message, access) = work.message_access(id)?;
            access.require("flag-message")?;
            Ok((Some(message.id), message.user_id, Some(message.cid), message.text))
        }
        (None, Some(id)) if id == work.viewer() => Err(Error::input("nobody can flag himself")),
        (None, Some(id)) => {
            let user = users::find(work.conn, id)?.ok_or_else(|| Error::missing("user", id))?;
            Ok((None, user.id, None, String::new()))
        }
        _ => Err(Error::input("name what you flag: either target_message_id or target_user_id")),
    }
}

fn add(work: &Work<'_>, request: Request) -> Result<Flag> {
    let user = work.author()?;
    if request.reason.as_ref().is_some_and(|reason| reason.chars().count() > MAX_REASON) {
        return Err(Error::input(format!("a reason has at most {MAX_REASON} characters")));
    }
    let (message_id, target_id, cid, original_text) = target_of(work, &request)?;
    if flags::find(work.conn, &user.id, message_id.as_deref(), &target_id)?.is_some() {
        return Err(Error::input("a flag by this user already exists"));
    }
    let custom = request.custom.unwrap_or_default();
    check_size(&custom)?;
    let flag = Flag {
        id: Uuid::new_v4().to_string(),
        reporter_id: user.id,
        message_id,
        target_id,
        cid,
        original_text,
        reason: request.reason,
        custom,
        block_list: None,
        matched: None,
        created_at: work.now(),
    };
    flags::save(work.conn, &flag)?;
    Ok(flag)
}

/// `POST /moderation/unflag`: withdraws one's own flag.
pub async fn unflag(State(app): State<Shared>, caller: Caller, Body(body): Body<Request>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let user = work.author()?;
        let (message_id, target_id, ..) = target_of(work, &body)?;
        let flag = flags::find(work.conn, &user.id, message_id.as_deref(), &target_id)?
            .ok_or_else(|| Error::missing("your flag of", message_id.as_deref().unwrap_or(&target_id)))?;
        flags::remove(work.conn, &flag.id)?;
        Ok(Answer::created(json!({"flag": render(work, &flag)?})))
    })
    .await
}

fn render(view: &View<'_>, flag: &Flag) -> Result<Value> {
    let mut object = json!({
        "created_at": flag.created_at,
        "updated_at": flag.created_at,
        "created_by_automod": flag.reporter_id.is_empty(),
        "target_user": view.user(&flag.target_id)?,
        "custom": flag.custom,
    });
    if !flag.reporter_id.is_empty() {
        object["user"] = view.user(&flag.reporter_id)?;
    }
    if let Some(reason) = &flag.reason {
        object["reason"] = reason.as_str().into();
    }
    if let Some(id) = &flag.message_id {
        object["target_message_id"] = id.as_str().into();
        if let Some(message) = messages::find(view.conn, id)? {
            object["target_message"] = view.message(&message)?;
        }
        object["details"] = json!({"original_text": flag.original_text});
    }
    Ok(object)
}

/// The payload of the list.
#[derive(Deserialize)]
pub struct Query {
    #[serde(default)]
    filter_conditions: Map<String, Value>,
    sort: Option<Value>,
    show_deleted_messages: Option<bool>,
    limit: Option<u32>,
    offset: Option<u32>,
}

/// `GET /moderation/flags/message`: newest first, for moderators.
pub async fn query(State(app): State<Shared>, caller: Caller, Payload(query): Payload<Query>) -> Result<Answer> {
    let (limit, offset) = (query.limit.unwrap_or(PAGE.0), query.offset.unwrap_or(0));
    if limit > PAGE.1 || offset > MAX_OFFSET {
        return Err(Error::input(format!("limit is at most {} and offset at most {MAX_OFFSET}", PAGE.1)));
    }
    let filter = filter::compile(&FLAGS, &query.filter_conditions, &caller.user_id)?;
    let order = filter::compile_sort(query.sort.as_ref(), "f.created_at DESC", flag_sort, None)?;
    app.read(&caller, move |view| {
        require_moderator(view, &query.filter_conditions)?;
        let deleted = query.show_deleted_messages == Some(true);
        let found = flags::query(view.conn, &filter, &order, deleted, limit, offset)?;
        let list = found.iter().map(|flag| render_listed(view, flag)).collect::<Result<Vec<_>>>()?;
        Ok(Answer::ok(json!({"flags": list})))
    })
    .await
}

/// A flag in the list: with the message, and with what the server found in it.
fn render_listed(view: &View<'_>, flag: &Flag) -> Result<Value> {
    let mut object = render(view, flag)?;
    if let Value::Object(fields) = &mut object {
        fields.remove("target_user");
        fields.remove("target_message_id");
        if let Some(message) = fields.remove("target_message") {
            fields.insert("message".to_owned(), message);
        }
    }
    if flag.reporter_id.is_empty() {
        object["moderation_result"] = json!({
            "action": "flag",
            "message_id": flag.message_id,
            "blocklist_name": flag.block_list,
            "blocked_word": flag.matched,
            "created_at": flag.created_at,
            "updated_at": flag.created_at,
            "user_bad_karma": false,
            "user_karma": 0.0,
        });
    }
    Ok(object)
}
