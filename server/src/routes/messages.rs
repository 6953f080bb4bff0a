//! Owns sending messages and reading them by name. Edits are in `message_edits`, pages of lists in `message_paging`.
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::channels::unread_fields;
use super::message_commands::{self, Fate};
use super::message_input::MessageInput;
use super::word_check::{self, Behavior};
use super::{drafts, link_previews, locations, polls, threads, translations, uploads};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{self, Body, Params};
use crate::channel_type::SYSTEM_SKIPPED;
use crate::db::channels::{self, Channel};
use crate::db::messages::{self, Message};
use crate::db::{blocks, members, reads};
use crate::error::{Code, Error, Result};
use crate::ids::{Cid, check_message_id};
use crate::permissions::Access;
use crate::realtime::event::Event;

/// Above this many members, events carry no unread totals (protocol notes, "Sending messages").
const MAX_COUNTED: i64 = 100;
/// Messages that one call can name (protocol notes, "Editing").
const MAX_NAMED: usize = 50;

/// The body of a send.
#[derive(Deserialize)]
pub struct Send {
    message: MessageInput,
    keep_channel_hidden: Option<bool>,
    skip_enrich_url: Option<bool>,
    include_channel_context: Option<bool>,
    include_mentioned_members: Option<bool>,
}

/// How a message is posted.
#[derive(Clone, Default)]
pub struct Options {
    /// It comes with another operation and is of type `system`.
    pub system: bool,
    /// It does not show the channel to those who hid it.
    pub keep_hidden: bool,
    /// The server's address as the sender knows it, for pictures that a command brings.
    pub base_url: Option<String>,
}

/// `POST /channels/{type}/{id}/message`
pub async fn send(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
    Body(body): Body<Send>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    let options = Options {
        system: false,
        keep_hidden: body.keep_channel_hidden == Some(true),
        base_url: uploads::base_url(&headers).ok().map(|url| url.to_string()),
    };
    let shared = app.clone();
    app.write(&caller, move |work| {
        let message = post(work, &cid, body.message, options)?;
        if body.skip_enrich_url != Some(true) {
            link_previews::follow(work, &shared, &message)?;
        }
        let mut answer = json!({"message": work.message(&message)?});
        if body.include_channel_context == Some(true) {
            answer["channel_context"] = context(work, &cid)?;
        }
        if body.include_mentioned_members == Some(true) {
            let member = |id: &String| Ok((id.clone(), members::find(work.conn, &cid, id)?.is_some().into()));
            answer["mentioned_members"] =
                Value::Object(message.mentioned_users.iter().map(member).collect::<Result<_>>()?);
        }
        Ok(Answer::created(answer))
    })
    .await
}

/// Which channel a message went to, for senders that know no more than its name.
fn context(work: &Work<'_>, cid: &Cid) -> Result<Value> {
    let channel = work.stored_channel(cid)?;
    Ok(json!({
        "cid": cid.as_str(),
        "type": cid.kind(),
        "id": cid.id(),
        "created_by": work.user(&channel.created_by)?,
    }))
}

/// Stores a message and tells everybody it concerns.
pub fn post(work: &mut Work<'_>, cid: &Cid, input: MessageInput, options: Options) -> Result<Message> {
    let author = work.author()?;
    let access = work.access(cid)?;
    let parent = parent_of(work, &access, input.parent_id.as_deref())?;
    if !options.system {
        require_sending(work, &access, parent.as_ref())?;
    } else if access.standing.banned {
        // What comes with another operation, such as leaving, is no way around a ban.
        access.require("send-message")?;
    }
    let place = locations::to_send(work, &access, input.shared_location.as_ref())?;
    let mut message = compose(work, &access, input, &author.id, parent.as_ref(), options.system)?;
    if message.kind != "system" {
        match message_commands::run(work, &access, &mut message, options.base_url.as_deref())? {
            Fate::Sent => {}
            Fate::Kept => {
                messages::insert(work.conn, &message)?;
                return Ok(message);
            }
            Fate::Answered => return Ok(message),
        }
    }
    message.has_location = place.is_some();
    if !options.system
        && let Some(objection) = word_check::object(work, &access.kind, access.channel.team.as_deref(), &message.text)?
    {
        match objection.behavior {
            Behavior::Block => return Ok(word_check::refused(message, &objection)),
            Behavior::ShadowBlock => message.shadowed = true,
            Behavior::Flag => word_check::flag(work, &message, &objection)?,
        }
    }
    if let Some(place) = place {
        locations::share(work, &message, place)?;
    }
    deliver(work, &access, parent.as_ref(), message, &options)
}

/// Refuses callers who may not write here, or not now.
pub fn require_sending(work: &Work<'_>, access: &Access, parent: Option<&Message>) -> Result<()> {
    access.require_open()?;
    access.require(if parent.is_some() { "send-reply" } else { "send-message" })?;
    check_pace(work, access, work.viewer())
}

/// Stores a finished message: counters rise, and everybody it concerns is told.
pub fn deliver(
    work: &mut Work<'_>,
    access: &Access,
    parent: Option<&Message>,
    mut message: Message,
    options: &Options,
) -> Result<Message> {
    let cid = &access.channel.cid;
    message.i18n = translations::automatic(work, &access.channel, &message)?;
    messages::insert(work.conn, &message)?;
    if !message.shadowed {
        let moves = message.in_channel() && !(message.kind == "system" && access.kind.is_on(SYSTEM_SKIPPED));
        channels::count_message(work.conn, cid, moves.then_some(message.created_at))?;
    }
    if message.in_channel() {
        reads::raise(work.conn, &message)?;
        reads::mark_own(work.conn, &message)?;
        if !options.keep_hidden {
            show_again(work, access, &message)?;
        }
    }
    announce(work, &message)?;
    if !options.system {
        drafts::end(work, &message)?;
    }
    if let Some(parent) = parent.filter(|_| !message.shadowed) {
        messages::recount_replies(work.conn, &parent.id)?;
        announce_update(work, &parent.id)?;
        threads::record_reply(work, access, parent, &message)?;
    }
    let (cid, id) = (cid.to_string(), message.id.clone());
    work.afterwards(move |app| app.ledger.accept(&cid, &id));
    Ok(message)
}

/// The message that a new one answers.
pub fn parent_of(work: &Work<'_>, access: &Access, id: Option<&str>) -> Result<Option<Message>> {
    let Some(id) = id.filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    match messages::find(work.conn, id)? {
        Some(parent) if parent.cid != access.channel.cid => {
            Err(Error::input("the parent message is in another channel"))
        }
        Some(parent) if !work.may_see(access, &parent) => Err(Error::input("the parent message does not exist")),
        Some(parent) if parent.parent_id.is_some() => {
            Err(Error::new(Code::MultipleNesting, "a reply cannot have replies: answer to its parent"))
        }
        Some(parent) => Ok(Some(parent)),
        None => Err(Error::input("the parent message does not exist")),
    }
}

fn check_pace(work: &Work<'_>, access: &Access, author: &str) -> Result<()> {
    let cooldown = access.channel.cooldown;
    if cooldown == 0 || access.can("skip-slow-mode") {
        return Ok(());
    }
    let since = work.now().plus_seconds(-i64::from(cooldown));
    match messages::newest_by(work.conn, &access.channel.cid, author, since)? {
        Some(_) => Err(Error::new(Code::Cooldown, format!("slow mode: one message every {cooldown} seconds"))),
        None => Ok(()),
    }
}

fn compose(
    work: &Work<'_>,
    access: &Access,
    input: MessageInput,
    author: &str,
    parent: Option<&Message>,
    system: bool,
) -> Result<Message> {
    let id = input.id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| Uuid::new_v4().to_string());
    check_message_id(&id)?;
    if messages::find(work.conn, &id)?.is_some() {
        return Err(Error::input(format!("a message with ID {id:?} already exists")));
    }
    let kind = match (input.kind.as_deref(), parent) {
        _ if system => "system",
        (Some("system"), _) if work.caller.is_server() => "system",
        (Some("system"), _) => {
            return Err(Error::not_allowed("only a server can send system messages"));
        }
        (Some("regular" | "reply") | None, Some(_)) if input.show_in_channel != Some(true) => "reply",
        (Some("regular" | "reply") | None, _) => "regular",
        (Some(_), _) => {
            return Err(Error::input("the type of a new message is regular or system"));
        }
    };
    let quoted = input.quoted_message_id.clone().filter(|id| !id.is_empty());
    if let Some(quoted) = &quoted {
        require_quotable(work, access, quoted)?;
    }
    if input.restricted_visibility.as_ref().is_some_and(|list| !list.is_empty()) {
        access.require("send-restricted-visibility-message")?;
    }
    let poll_id = polls::to_send(work, access, input.poll_id.as_deref())?;
    let pinned = input.pinned == Some(true);
    if pinned {
        access.require("pin-message")?;
    }
    let (show_in_channel, silent) = (input.show_in_channel == Some(true), input.silent == Some(true));
    let contents = input.check(work, &access.kind)?;
    contents.require_mentions(access)?;
    let now = work.now();
    Ok(Message {
        kind: kind.to_owned(),
        text: contents.text,
        attachments: contents.attachments,
        mentioned_users: contents.mentioned_users,
        mentions: contents.mentions,
        custom: contents.custom,
        parent_id: parent.map(|parent| parent.id.clone()),
        show_in_channel,
        quoted_message_id: quoted,
        silent,
        restricted_to: contents.restricted_to,
        pinned_at: pinned.then_some(now),
        pinned_by: pinned.then(|| author.to_owned()),
        pin_expires: contents.pin_expires,
        shadowed: access.standing.shadow_banned,
        uncounted_for: reads::uncounted(work.conn, &access.channel.cid, author)?,
        poll_id,
        ..Message::new(&id, &access.channel.cid, author, now)
    })
}

/// Refuses to quote what is not there for the caller, or where quoting is off.
pub fn require_quotable(work: &Work<'_>, access: &Access, id: &str) -> Result<()> {
    match messages::find(work.conn, id)? {
        Some(quoted)
            if quoted.cid == access.channel.cid && work.may_see(access, &quoted) && !quoted.only_for_author() =>
        {
            access.require("quote-message")
        }
        _ => Err(Error::input("the quoted message does not exist in this channel")),
    }
}

/// A new message brings a hidden channel back to those who may hear of it.
fn show_again(work: &mut Work<'_>, access: &Access, message: &Message) -> Result<()> {
    let cid = &access.channel.cid;
    let deaf = |user: &String| {
        Ok::<_, Error>(
            addressees(message).is_some_and(|only| !only.contains(user))
                || (blocks::find(work.conn, user, &message.user_id)?.is_some()
                    && blocks::is_channel_of_two(work.conn, cid, user, &message.user_id)?),
        )
    };
    let mut shown = Vec::new();
    for user in members::hidden_for(work.conn, cid)? {
        if !deaf(&user)? && members::set_hidden(work.conn, cid, &user, false)? {
            shown.push(user);
        }
    }
    for user in shown {
        let event = Event::about("channel.visible", work.now(), &access.channel)
            .with("channel", work.event_channel(&access.channel)?)
            .with("user", work.user(&user)?)
            .concerning([user]);
        work.emit(event);
    }
    Ok(())
}

/// `message.new` for watchers, `notification.message_new` for members who are elsewhere.
fn announce(work: &mut Work<'_>, message: &Message) -> Result<()> {
    let cid = &message.cid;
    let channel = work.stored_channel(cid)?;
    let people = members::ids(work.conn, cid)?;
    let rendered = work.event_message(message)?;
    let only = addressees(message);
    if message.shadowed {
        announce_shadow(work, message, &channel, rendered.clone());
    }
    let mut event = Event::about("message.new", message.created_at, &channel)
        .with("message", rendered)
        .with("message_id", message.id.as_str())
        .with("user", work.user(&message.user_id)?)
        .with("watcher_count", work.app.hub.watcher_count(cid))
        .only_for(only);
    if let Some(parent) = message.parent_id.as_deref().map(|id| messages::find(work.conn, id)).transpose()?.flatten() {
        event = event
            .with("parent_author", parent.user_id.as_str())
            .with("thread_participants", work.thread_participants(&parent)?);
    }
    if channel.member_count <= MAX_COUNTED {
        event.personal = unread_fields(work, &people)?;
    }
    let mut elsewhere = event.clone().concerning(people);
    work.emit(event);
    if message.in_channel() {
        elsewhere.kind = "notification.message_new".to_owned();
        work.emit(elsewhere.with("channel", work.event_channel(&channel)?));
    }
    Ok(())
}

/// What others see of a message by somebody who is shadow banned: clients drop what is marked like this. It comes without
/// counters, and members who are elsewhere hear nothing.
fn announce_shadow(work: &mut Work<'_>, message: &Message, channel: &Channel, mut rendered: Value) {
    rendered["shadowed"] = true.into();
    let user = rendered["user"].clone();
    let event = Event::about("message.new", message.created_at, channel)
        .with("message", rendered)
        .with("message_id", message.id.as_str())
        .with("user", user)
        .with("watcher_count", work.app.hub.watcher_count(&message.cid))
        .only_for(message.restricted_to.clone())
        .hidden_from([message.user_id.clone()]);
    work.emit(event);
}

/// Who alone hears of a message: see [`Message::audience`].
pub fn addressees(message: &Message) -> Option<Vec<String>> {
    message.audience()
}

/// `message.updated` without a change of its own: a parent whose replies changed.
pub fn announce_update(work: &mut Work<'_>, id: &str) -> Result<()> {
    let Some(message) = messages::find(work.conn, id)? else {
        return Ok(());
    };
    let channel = work.stored_channel(&message.cid)?;
    let event = Event::about("message.updated", work.now(), &channel)
        .with("message", work.event_message(&message)?)
        .with("message_id", message.id.as_str())
        .with("user", work.user(&message.user_id)?)
        .only_for(addressees(&message));
    work.emit(event);
    Ok(())
}

/// `GET /messages/{id}`
pub async fn get(State(app): State<Shared>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    app.read(&caller, move |view| {
        let (message, access) = view.message_access(&id)?;
        let mut rendered = view.message(&message)?;
        rendered["channel"] = view.event_channel(&access.channel)?;
        Ok(Answer::ok(json!({"message": rendered})))
    })
    .await
}

/// The ids in a query string: joined by commas, as a JSON list, or one parameter each.
fn named(params: Vec<(String, String)>) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for (_, text) in params.into_iter().filter(|(name, _)| name == "ids") {
        match text.starts_with('[') {
            true => ids.extend(body::json::<Vec<String>>(text.as_bytes(), "the query parameter ids")?),
            false => ids.extend(text.split(',').filter(|id| !id.is_empty()).map(str::to_owned)),
        }
    }
    match ids.is_empty() || ids.len() > MAX_NAMED {
        true => Err(Error::input(format!("ids names 1 to {MAX_NAMED} messages"))),
        false => Ok(ids),
    }
}

/// `GET /channels/{type}/{id}/messages?ids=a,b`: those that exist and may be seen, in the order asked for.
pub async fn get_many(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Params(params): Params<Vec<(String, String)>>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    let ids = named(params)?;
    app.read(&caller, move |view| {
        let access = view.access(&cid)?;
        let mut found = Vec::new();
        for id in &ids {
            let message = messages::find(view.conn, id)?;
            if let Some(message) = message.filter(|message| message.cid == cid && view.may_see(&access, message)) {
                found.push(view.message(&message)?);
            }
        }
        Ok(Answer::ok(json!({"messages": found})))
    })
    .await
}
