//! Owns changes to a message that is there: full and partial update, deletion. Sending is in `messages`.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::message_input::MessageInput;
use super::messages::{addressees, announce_update, require_quotable};
use super::reminders;
use super::word_check::{self, Behavior};
use super::{link_previews, translations};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Flag, Params};
use crate::clock::Time;
use crate::db::messages::{self, Message};
use crate::db::{channels, reads, thread_participants, threads};
use crate::error::{Error, Result};
use crate::partial_update::PartialUpdate;
use crate::permissions::Access;
use crate::realtime::event::Event;

/// The body of a full update.
#[derive(Deserialize)]
pub struct Update {
    message: MessageInput,
    skip_enrich_url: Option<bool>,
}

/// The body of a partial update.
#[derive(Deserialize)]
pub struct UpdatePartial {
    #[serde(flatten)]
    change: PartialUpdate,
    skip_enrich_url: Option<bool>,
}

/// `POST /messages/{id}`: replaces what the author may write; custom fields that are not given are removed.
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Update>,
) -> Result<Answer> {
    let shared = app.clone();
    app.write(&caller, move |work| {
        let (before, access) = work.message_access(&id)?;
        require_author(work, &access, &before, "update-own-message", "update-any-message")?;
        let pinned = body.message.pinned;
        let quoted = body.message.quoted_message_id.clone().or(before.quoted_message_id.clone());
        let mut after = replaced(work, &access, &before, body.message, quoted)?;
        set_pin(work, &access, &mut after, pinned)?;
        if let Some(refusal) = refusal(work, &access, &before, &after)? {
            return Ok(Answer::created(refusal));
        }
        let edited = (before.text != after.text && body.skip_enrich_url != Some(true)).then(|| after.clone());
        let answer = save(work, before, after)?;
        edited.map(|message| link_previews::follow(work, &shared, &message)).transpose()?;
        Ok(Answer::created(answer))
    })
    .await
}

/// `PUT /messages/{id}`: changes single fields. Pinning alone needs no authorship.
pub async fn update_partial(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(UpdatePartial { change, skip_enrich_url }): Body<UpdatePartial>,
) -> Result<Answer> {
    let shared = app.clone();
    app.write(&caller, move |work| {
        let (before, access) = work.message_access(&id)?;
        let names = || change.set.keys().chain(&change.unset);
        let about_pin = |name: &String| matches!(name.as_str(), "pinned" | "pin_expires" | "pinned_at");
        if !names().all(about_pin) {
            require_author(work, &access, &before, "update-own-message", "update-any-message")?;
        }
        let pinned = change.set.get("pinned").and_then(Value::as_bool);
        let unpinned = change.unsets("pinned");
        let input = as_input(&before, change)?;
        let quoted = input.quoted_message_id.clone();
        let mut after = replaced(work, &access, &before, input, quoted)?;
        set_pin(work, &access, &mut after, if unpinned { Some(false) } else { pinned })?;
        if let Some(refusal) = refusal(work, &access, &before, &after)? {
            return Ok(Answer::created(refusal));
        }
        let edited = (before.text != after.text && skip_enrich_url != Some(true)).then(|| after.clone());
        let answer = save(work, before, after)?;
        edited.map(|message| link_previews::follow(work, &shared, &message)).transpose()?;
        Ok(Answer::created(answer))
    })
    .await
}

/// The whole message as its author would send it after a change of single fields.
pub fn as_input(before: &Message, change: PartialUpdate) -> Result<MessageInput> {
    let mut fields = editable(before);
    fields.retain(|name, _| !change.unsets(name));
    fields.extend(change.set);
    serde_json::from_value(Value::Object(fields)).map_err(|_| Error::input("set has a field of the wrong type"))
}

/// What an author may write, as he would send it.
fn editable(message: &Message) -> Map<String, Value> {
    let mut fields = message.custom.clone();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    put("text", message.text.clone().into());
    put("attachments", message.attachments.clone().into());
    put("mentioned_users", message.mentioned_users.clone().into());
    put("mentioned_channel", message.mentions.channel.into());
    put("mentioned_here", message.mentions.here.into());
    put("mentioned_group_ids", message.mentions.groups.clone().into());
    put("mentioned_roles", message.mentions.roles.clone().into());
    put("silent", message.silent.into());
    put("quoted_message_id", json!(message.quoted_message_id));
    put("pin_expires", json!(message.pin_expires));
    put("restricted_visibility", json!(message.restricted_to));
    fields
}

fn require_author(work: &Work<'_>, access: &Access, message: &Message, own: &str, any: &str) -> Result<()> {
    if message.deleted_at.is_some() {
        return Err(Error::input("the message has been deleted"));
    }
    let capability = if message.user_id == work.viewer() { own } else { any };
    access.require(capability)
}

/// The message with what an author may write replaced.
pub fn replaced(
    work: &Work<'_>,
    access: &Access,
    before: &Message,
    input: MessageInput,
    quoted: Option<String>,
) -> Result<Message> {
    let quoted = quoted.filter(|id| !id.is_empty());
    if let Some(id) = quoted.as_ref().filter(|_| quoted != before.quoted_message_id) {
        require_quotable(work, access, id)?;
    }
    let silent = input.silent.unwrap_or(before.silent);
    let contents = input.check(work, &access.kind)?;
    if contents.mentions != before.mentions || contents.mentioned_users != before.mentioned_users {
        contents.require_mentions(access)?;
    }
    Ok(Message {
        text: contents.text,
        attachments: contents.attachments,
        mentioned_users: contents.mentioned_users,
        mentions: contents.mentions,
        custom: contents.custom,
        // Who may see a message does not change after others have seen it.
        restricted_to: before.restricted_to.clone(),
        pin_expires: contents.pin_expires,
        quoted_message_id: quoted,
        silent,
        ..before.clone()
    })
}

fn set_pin(work: &Work<'_>, access: &Access, message: &mut Message, pinned: Option<bool>) -> Result<()> {
    match (pinned, message.pinned_at) {
        (Some(true), None) => {
            access.require("pin-message")?;
            message.pinned_at = Some(work.now());
            message.pinned_by = Some(work.viewer().to_owned());
        }
        (Some(false), Some(_)) => {
            access.require("pin-message")?;
            (message.pinned_at, message.pinned_by, message.pin_expires) = (None, None, None);
        }
        _ => {}
    }
    Ok(())
}

/// What a changed text answers that the channel's block list objects to, unless that only flags it.
fn refusal(work: &Work<'_>, access: &Access, before: &Message, after: &Message) -> Result<Option<Value>> {
    if before.text == after.text {
        return Ok(None);
    }
    let Some(objection) = word_check::object(work, &access.kind, access.channel.team.as_deref(), &after.text)? else {
        return Ok(None);
    };
    match objection.behavior {
        Behavior::Flag => word_check::flag(work, after, &objection).map(|()| None),
        // What others have seen cannot be shadowed any more: the change does not take place.
        Behavior::Block | Behavior::ShadowBlock => {
            let refused = word_check::refused(after.clone(), &objection);
            Ok(Some(json!({"message": work.message(&refused)?})))
        }
    }
}

fn save(work: &mut Work<'_>, before: Message, mut after: Message) -> Result<Value> {
    let now = work.now();
    after.updated_at = now;
    if after.text != before.text {
        after.text_updated_at = Some(now);
    }
    let channel = work.stored_channel(&after.cid)?;
    if after.text != before.text {
        // The old translations are of another text.
        after.i18n = translations::automatic(work, &channel, &after)?;
    }
    messages::save(work.conn, &after)?;
    let changes = json!({
        "text": before.text != after.text,
        "html": before.text != after.text,
        "mml": false,
        "attachments": before.attachments != after.attachments,
        "mentioned_user_ids": before.mentioned_users != after.mentioned_users,
        "custom": before.custom != after.custom,
        "pin": before.pinned_at != after.pinned_at,
        "quoted_message_id": before.quoted_message_id != after.quoted_message_id,
        "silent": before.silent != after.silent,
    });
    let event = Event::about("message.updated", now, &channel)
        .with("message", work.event_message(&after)?)
        .with("message_id", after.id.as_str())
        .with("message_update", json!({"change_set": changes, "old_text": before.text}))
        .with("user", work.user(work.viewer())?)
        .only_for(addressees(&after));
    work.emit(event);
    Ok(json!({"message": work.message(&after)?}))
}

/// The parameters of a deletion.
#[derive(Deserialize)]
pub struct Delete {
    #[serde(default)]
    hard: Flag,
    #[serde(default)]
    delete_for_me: Flag,
}

/// `DELETE /messages/{id}`: softly, for good (`hard`) or only for the caller (`delete_for_me`).
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Params(query): Params<Delete>,
) -> Result<Answer> {
    let (Flag(hard), Flag(for_me)) = (query.hard, query.delete_for_me);
    app.write(&caller, move |work| {
        let (message, access) = work.message_access(&id)?;
        let now = work.now();
        let message = match () {
            () if for_me => delete_for_viewer(work, message)?,
            () => {
                let capability =
                    if message.user_id == work.viewer() { "delete-own-message" } else { "delete-any-message" };
                access.require(capability)?;
                match hard {
                    true => remove(work, &access, message, now)?,
                    false => delete_softly(work, message, now)?,
                }
            }
        };
        announce_deletion(work, &message, hard && !for_me, for_me)?;
        if let Some(parent) = message.parent_id.as_ref().filter(|_| !for_me) {
            messages::recount_replies(work.conn, parent)?;
            threads::settle(work.conn, parent)?;
            announce_update(work, parent)?;
        }
        Ok(Answer::ok(json!({"message": work.message(&message)?})))
    })
    .await
}

fn delete_for_viewer(work: &Work<'_>, mut message: Message) -> Result<Message> {
    let viewer = work.author()?.id;
    if !message.deleted_for.contains(&viewer) {
        message.deleted_for.push(viewer);
        messages::save(work.conn, &message)?;
    }
    Ok(message)
}

fn delete_softly(work: &Work<'_>, mut message: Message, now: Time) -> Result<Message> {
    if message.deleted_at.is_none() {
        message.deleted_at = Some(now);
        message.updated_at = now;
        messages::save(work.conn, &message)?;
    }
    Ok(message)
}

/// Removes the message and its replies; counters of those who had not read them fall.
fn remove(work: &mut Work<'_>, access: &Access, message: Message, now: Time) -> Result<Message> {
    reminders::end(work, &message.id)?;
    for gone in messages::replies_of(work.conn, &message.id)?.iter().chain([&message]) {
        reads::lower(work.conn, gone)?;
        thread_participants::lower(work.conn, gone)?;
    }
    messages::remove(work.conn, &message.id)?;
    channels::recount_messages(work.conn, &access.channel, &access.kind)?;
    Ok(Message { deleted_at: Some(now), reply_count: 0, reaction_count: 0, ..message })
}

fn announce_deletion(work: &mut Work<'_>, message: &Message, hard: bool, for_me: bool) -> Result<()> {
    let channel = work.stored_channel(&message.cid)?;
    let only = match for_me {
        true => Some(vec![work.viewer().to_owned()]),
        false => addressees(message),
    };
    let rendered = if for_me { work.message(message)? } else { work.event_message(message)? };
    let mut event = Event::about("message.deleted", work.now(), &channel)
        .with("message", rendered)
        .with("message_id", message.id.as_str())
        .with("hard_delete", hard)
        .with("user", work.user(work.viewer())?)
        .only_for(only);
    if for_me {
        event = event.with("deleted_for_me", true);
    }
    work.emit(event);
    Ok(())
}
