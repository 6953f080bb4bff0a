//! Owns changes to a channel: data, members, truncation, hiding. Opening one is in `channel_state`, its end in `channel_deletion`.
use std::collections::HashMap;

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::channel_data::{self, By};
use super::channel_members::{self, Joining, MemberInput};
use super::invites;
use super::message_input::MessageInput;
use super::messages::{Options, post};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::channel_type::ChannelType;
use crate::clock::Time;
use crate::custom;
use crate::db::channels::{self, Channel};
use crate::db::{members, messages, reads};
use crate::error::{Error, Result};
use crate::filter_tags;
use crate::ids::Cid;
use crate::partial_update::PartialUpdate;
use crate::permissions::Access;
use crate::realtime::event::Event;
use crate::render::CHANNEL_FIELDS;

/// Members named in one call (protocol notes, "Limits").
const MAX_MEMBERS: usize = 100;
/// Members listed in the answer.
const LISTED: u32 = 100;

/// The body of a full update.
#[derive(Deserialize)]
pub struct Update {
    data: Option<Map<String, Value>>,
    message: Option<MessageInput>,
    add_members: Option<Vec<MemberInput>>,
    invites: Option<Vec<MemberInput>>,
    remove_members: Option<Vec<String>>,
    add_moderators: Option<Vec<String>>,
    demote_moderators: Option<Vec<String>>,
    assign_roles: Option<Vec<MemberInput>>,
    accept_invite: Option<bool>,
    reject_invite: Option<bool>,
    cooldown: Option<u32>,
    hide_history: Option<bool>,
    hide_history_before: Option<String>,
    add_filter_tags: Option<Vec<String>>,
    remove_filter_tags: Option<Vec<String>>,
}

/// `POST /channels/{type}/{id}`
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(mut update): Body<Update>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    app.write(&caller, move |work| {
        let access = work.access(&cid)?;
        let mut message = update.message.take();
        let system = Options { system: true, ..Options::default() };
        // Whoever leaves speaks while he is still there.
        let leaves = update.remove_members.iter().flatten().any(|id| id == work.viewer());
        let farewell = match message.take_if(|_| leaves) {
            Some(input) => Some(post(work, &cid, input, system.clone())?),
            None => None,
        };
        let answered = update.accept_invite == Some(true) || update.reject_invite == Some(true);
        if answered {
            invites::answer(work, &access, update.accept_invite == Some(true))?;
        }
        let moved = change_members(work, &access, &update)?;
        let mut channel = access.channel.clone();
        let (add, remove) = (update.add_filter_tags.unwrap_or_default(), update.remove_filter_tags.unwrap_or_default());
        // Whoever only speaks or says nothing must be somebody who could change something.
        if update.data.is_some()
            || !add.is_empty()
            || !remove.is_empty()
            || !(answered || moved || update.cooldown.is_some())
        {
            access.require("update-channel")?;
        }
        if let Some(data) = update.data {
            channel_data::apply(work, &By::Member(&access), &mut channel, &data)?;
            channel.custom = custom::take(data, CHANNEL_FIELDS)?;
        }
        if let Some(seconds) = update.cooldown {
            channel_data::set_cooldown(&By::Member(&access), &mut channel, seconds)?;
        }
        filter_tags::change(&mut channel.filter_tags, add, &remove)?;
        channel.updated_at = work.now();
        channels::save(work.conn, &channel)?;
        let message = match message {
            Some(input) => Some(post(work, &cid, input, system)?),
            None => farewell,
        };
        announce(work, &cid, message.as_ref())?;
        let mut answer = answer(work, &cid)?;
        if let Some(message) = message {
            answer["message"] = work.message(&message)?;
        }
        Ok(Answer::created(answer))
    })
    .await
}

/// Carries out what the update says about members; answers whether it says anything.
fn change_members(work: &mut Work<'_>, access: &Access, update: &Update) -> Result<bool> {
    let cid = &access.channel.cid;
    let mut moved = false;
    let hidden_before = match (update.hide_history_before.as_deref(), update.hide_history) {
        // "Before" leaves the message of that moment itself; what is kept is the last hidden moment.
        (Some(text), _) => Some(Time::named("hide_history_before", text)?.just_before()),
        (None, Some(true)) => Some(work.now()),
        _ => None,
    };
    let own = work.viewer().to_owned();
    let is_own = |ids: &[&str]| ids.iter().all(|id| *id == own);
    for (list, invited) in [(&update.add_members, false), (&update.invites, true)] {
        let Some(list) = list.as_ref().filter(|list| !list.is_empty()) else {
            continue;
        };
        let ids: Vec<&str> = list.iter().map(MemberInput::user_id).collect();
        access.require(if is_own(&ids) && access.member.is_none() {
            "join-channel"
        } else {
            "update-channel-members"
        })?;
        check_changeable(access, list.len())?;
        let how = Joining { invited, hidden_before, granting: access.can("update-channel-members") };
        channel_members::add(work, cid, list.clone(), how)?;
        moved = true;
    }
    if let Some(ids) = update.remove_members.as_ref().filter(|ids| !ids.is_empty()) {
        let names: Vec<&str> = ids.iter().map(String::as_str).collect();
        access.require(if is_own(&names) { "leave-channel" } else { "update-channel-members" })?;
        check_changeable(access, ids.len())?;
        channel_members::remove(work, access, ids)?;
        moved = true;
    }
    let roles = update.add_moderators.iter().flatten().map(|id| (id.as_str(), "channel_moderator"));
    let demoted = update.demote_moderators.iter().flatten().map(|id| (id.as_str(), "channel_member"));
    let assigned = update.assign_roles.iter().flatten().map(|member| match member {
        MemberInput::Object { user_id, channel_role: Some(role), .. } => (user_id.as_str(), role.as_str()),
        other => (other.user_id(), "channel_member"),
    });
    for (user_id, role) in roles.chain(demoted).chain(assigned) {
        access.require("update-channel-members")?;
        channel_members::assign_role(work, cid, user_id, role)?;
        moved = true;
    }
    Ok(moved)
}

fn check_changeable(access: &Access, count: usize) -> Result<()> {
    match () {
        () if access.channel.is_distinct => {
            Err(Error::input("the members of a distinct channel cannot be changed: create another one"))
        }
        () if count > MAX_MEMBERS => Err(Error::input(format!("at most {MAX_MEMBERS} members can be changed at once"))),
        () => Ok(()),
    }
}

/// `PATCH /channels/{type}/{id}`
pub async fn update_partial(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(change): Body<PartialUpdate>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    app.write(&caller, move |work| {
        let access = work.access(&cid)?;
        access.require("update-channel")?;
        let mut channel = access.channel.clone();
        channel_data::apply_partial(work, &access, &mut channel, &change, CHANNEL_FIELDS)?;
        change.apply(&mut channel.custom, CHANNEL_FIELDS)?;
        channel.updated_at = work.now();
        channels::save(work.conn, &channel)?;
        announce(work, &cid, None)?;
        Ok(Answer::ok(answer(work, &cid)?))
    })
    .await
}

fn announce(work: &mut Work<'_>, cid: &Cid, message: Option<&messages::Message>) -> Result<()> {
    let channel = work.stored_channel(cid)?;
    let mut event =
        Event::about("channel.updated", work.now(), &channel).with("channel", work.event_channel(&channel)?);
    if !work.viewer().is_empty() {
        event = event.with("user", work.user(work.viewer())?);
    }
    if let Some(message) = message {
        event = event.with("message", work.event_message(message)?).with("message_id", message.id.as_str());
    }
    work.emit(event);
    Ok(())
}

/// The channel as it is now. Not through `access`: the caller may just have left it.
fn answer(work: &Work<'_>, cid: &Cid) -> Result<Value> {
    let channel = work.stored_channel(cid)?;
    let list = members::list(work.conn, cid, LISTED, 0)?;
    let members = list.iter().map(|member| work.member(&channel, member)).collect::<Result<Vec<_>>>()?;
    let rendered = match work.access(cid) {
        Ok(access) => work.channel(&access)?,
        Err(_) => work.event_channel(&channel)?,
    };
    Ok(json!({"channel": rendered, "members": members}))
}

/// Unread totals of those of the users who are connected.
pub fn unread_fields(work: &Work<'_>, users: &[String]) -> Result<HashMap<String, Map<String, Value>>> {
    let mut fields = HashMap::new();
    for user in users.iter().filter(|user| work.app.hub.is_online(user)) {
        fields.insert(user.clone(), totals_fields(reads::totals(work.conn, user)?));
    }
    Ok(fields)
}

/// Unread totals as events carry them.
pub fn totals_fields(totals: reads::Totals) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("unread_count".to_owned(), totals.messages.into());
    fields.insert("total_unread_count".to_owned(), totals.messages.into());
    fields.insert("unread_channels".to_owned(), totals.channels.into());
    fields
}

/// The body of a truncation.
#[derive(Deserialize)]
pub struct Truncate {
    hard_delete: Option<bool>,
    truncated_at: Option<String>,
    message: Option<MessageInput>,
    member_ids: Option<Vec<String>>,
}

/// `POST /channels/{type}/{id}/truncate`
pub async fn truncate(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(body): Body<Truncate>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    let named = body.member_ids.unwrap_or_default();
    if named.len() > MAX_MEMBERS {
        return Err(Error::input(format!("member_ids names at most {MAX_MEMBERS} members")));
    }
    if !named.is_empty() && body.hard_delete == Some(true) {
        return Err(Error::input("messages cannot be deleted for good for single members"));
    }
    app.write(&caller, move |work| {
        let access = work.access(&cid)?;
        access.require("update-channel")?;
        let now = work.now();
        let until = match body.truncated_at.as_deref() {
            Some(text) => Time::named("truncated_at", text)?.min(now),
            None => now,
        };
        match named.is_empty() {
            true => clear(work, access.channel, &access.kind, until, body.hard_delete == Some(true))?,
            false => clear_for(work, &cid, &named, until)?,
        }
        reads::recount(work.conn, &cid)?;
        let message = match body.message {
            Some(input) => Some(post(work, &cid, input, Options { system: true, ..Options::default() })?),
            None => None,
        };
        let channel = work.stored_channel(&cid)?;
        // For whom history ended here the channel says so, whether or not it did for the others.
        let shown = Channel { truncated_at: Some(until), ..channel.clone() };
        let (people, only) = match named.is_empty() {
            true => (members::ids(work.conn, &cid)?, None),
            false => (named.clone(), Some(named)),
        };
        for (kind, totals) in [("channel.truncated", false), ("notification.channel_truncated", true)] {
            let mut event =
                Event::about(kind, now, &channel).with("channel", work.event_channel(&shown)?).only_for(only.clone());
            if let Some(message) = &message {
                event = event.with("message", work.event_message(message)?).with("message_id", message.id.as_str());
            }
            if totals {
                event.personal = unread_fields(work, &people)?;
                event = event.concerning(people.clone());
            } else if !work.viewer().is_empty() {
                event = event.with("user", work.user(work.viewer())?);
            }
            work.emit(event);
        }
        let mut body = json!({"channel": work.channel(&work.access(&cid)?)?});
        if let Some(message) = &message {
            body["message"] = work.message(message)?;
        }
        Ok(Answer::created(body))
    })
    .await
}

fn clear(work: &Work<'_>, channel: Channel, kind: &ChannelType, until: Time, hard: bool) -> Result<()> {
    let cid = channel.cid.clone();
    if hard {
        messages::remove_until(work.conn, &cid, until)?;
    }
    let by = Some(work.viewer()).filter(|id| !id.is_empty()).map(str::to_owned);
    let channel = Channel { truncated_at: Some(until), truncated_by: by, updated_at: work.now(), ..channel };
    channels::save(work.conn, &channel)?;
    channels::recount_messages_after(work.conn, &cid, until, kind)?;
    Ok(())
}

fn clear_for(work: &Work<'_>, cid: &Cid, named: &[String], until: Time) -> Result<()> {
    for id in named {
        let mut member = members::find(work.conn, cid, id)?.ok_or_else(|| Error::missing("member", id))?;
        member.hide_messages_before = member.hide_messages_before.max(Some(until));
        members::save(work.conn, &member)?;
    }
    Ok(())
}

/// The body of hiding.
#[derive(Deserialize)]
pub struct Hide {
    clear_history: Option<bool>,
}

/// `POST /channels/{type}/{id}/hide`
pub async fn hide(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(body): Body<Hide>,
) -> Result<Answer> {
    set_hidden(app, caller, Cid::new(&kind, &id)?, true, body.clear_history == Some(true)).await
}

/// `POST /channels/{type}/{id}/show`
pub async fn show(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Answer> {
    set_hidden(app, caller, Cid::new(&kind, &id)?, false, false).await
}

async fn set_hidden(app: Shared, caller: Caller, cid: Cid, hidden: bool, clear: bool) -> Result<Answer> {
    app.write(&caller, move |work| {
        let access = work.access(&cid)?;
        let Some(mut member) = access.member else {
            return Err(Error::not_allowed("only members can hide or show a channel"));
        };
        let now = work.now();
        member.hidden = hidden;
        if clear {
            member.hide_messages_before = Some(now);
            member.unread_messages = 0;
        }
        members::save(work.conn, &member)?;
        let kind = if hidden { "channel.hidden" } else { "channel.visible" };
        let mut event = Event::about(kind, now, &access.channel)
            .with("channel", work.event_channel(&access.channel)?)
            .with("user", work.user(&member.user_id)?)
            .concerning([member.user_id.clone()]);
        if hidden {
            event = event.with("clear_history", clear);
        }
        work.emit(event);
        Ok(Answer::created(json!({})))
    })
    .await
}
