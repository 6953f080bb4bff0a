//! Owns how channels look: alone, and as the bundle with everything a client shows first.
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::fields::{Written, write};
use super::{Own, View};
use crate::custom;
use crate::db::channels::Channel;
use crate::db::message_pages::{self, Cursor, Source};
use crate::db::messages::Message;
use crate::db::{members, push_preferences};
use crate::error::Result;
use crate::permissions::Access;

/// Field names that belong to the protocol and can never be custom data of a channel.
pub const BUILT_IN: &[&str] = &[
    "auto_translation_enabled",
    "auto_translation_language",
    "blocked",
    "cid",
    "config",
    "config_overrides",
    "cooldown",
    "created_at",
    "created_by",
    "created_by_id",
    "custom",
    "deleted_at",
    "disabled",
    "filter_tags",
    "frozen",
    "hidden",
    "hide_messages_before",
    "id",
    "invites",
    "last_message_at",
    "member_count",
    "members",
    "message_count",
    "mute_expires_at",
    "muted",
    "own_capabilities",
    "team",
    "truncated_at",
    "truncated_by",
    "truncated_by_id",
    "type",
    "updated_at",
];
/// Newest pins in a bundle (protocol notes, "Pinning"; inferred).
const PINNED: u32 = 10;
/// Most read marks in a bundle (protocol notes, "Read state"; inferred).
const READ_MARKS: u32 = 100;

/// How much of a channel a bundle holds.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// Messages, members' read marks, pins; without it the bundle is a bare channel with its members.
    pub state: bool,
    /// Which messages.
    pub cursor: Cursor,
    /// How many of them.
    pub messages: u32,
    /// How many members, and from which on.
    pub members: (u32, u32),
    /// How many watchers by name, and from which on.
    pub watchers: Option<(u32, u32)>,
}

impl View<'_> {
    /// A channel in an event: what everybody may know, without what depends on the reader.
    pub fn event_channel(&self, channel: &Channel) -> Result<Value> {
        Ok(Value::Object(self.channel_object(channel)?))
    }

    /// A channel in a REST answer, with the type's switches and the viewer's capabilities.
    pub fn channel(&self, access: &Access) -> Result<Value> {
        let mut object = self.channel_object(&access.channel)?;
        object.insert("config".to_owned(), access.kind.config(&self.app.commands));
        object.insert("own_capabilities".to_owned(), access.capabilities().into());
        object.insert("hidden".to_owned(), access.member.as_ref().is_some_and(|member| member.hidden).into());
        if let Some(member) = &access.member {
            self.put_silence(&mut object, &access.channel, member)?;
        }
        Ok(Value::Object(object))
    }

    fn channel_object(&self, channel: &Channel) -> Result<Map<String, Value>> {
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        put("id", channel.cid.id().into());
        put("type", channel.cid.kind().into());
        put("cid", channel.cid.as_str().into());
        put("created_by", self.user(&channel.created_by)?);
        put("created_at", channel.created_at.into());
        put("updated_at", channel.updated_at.into());
        put("last_message_at", json!(channel.last_message_at));
        put("frozen", channel.frozen.into());
        put("disabled", channel.disabled.into());
        put("member_count", channel.member_count.into());
        put("message_count", channel.message_count.into());
        if channel.cooldown > 0 {
            put("cooldown", channel.cooldown.into());
        }
        if let Some(team) = &channel.team {
            put("team", team.as_str().into());
        }
        if !channel.filter_tags.is_empty() {
            put("filter_tags", channel.filter_tags.clone().into());
        }
        if channel.auto_translation_enabled {
            put("auto_translation_enabled", true.into());
            put("auto_translation_language", json!(channel.auto_translation_language));
        }
        if let Some(by) = &channel.truncated_by {
            put("truncated_by", self.user(by)?);
        }
        if let Some(at) = channel.truncated_at {
            put("truncated_at", at.into());
        }
        if let Some(at) = channel.deleted_at {
            put("deleted_at", at.into());
        }
        custom::flatten(&mut object, &channel.custom);
        Ok(object)
    }

    /// The bundle, as JSON.
    pub fn bundle(&self, access: &Access, parts: Parts) -> Result<Vec<u8>> {
        let mut text = Vec::new();
        self.write_bundle(&mut text, access, parts)?;
        Ok(text)
    }

    /// The bundle, as JSON at the end of a text. A page of channels as one tree of values takes most of its time to build up
    /// and to tear down; so every message becomes text at once, and every user only once.
    pub fn write_bundle(&self, text: &mut Vec<u8>, access: &Access, parts: Parts) -> Result<()> {
        let channel = &access.channel;
        let (limit, offset) = parts.members;
        let list = members::list(self.conn, &channel.cid, limit, offset)?;
        for member in &list {
            self.remember(&channel.cid, &member.user_id, Some(Rc::new(member.clone())));
        }
        write(text, &self.surroundings(access, parts)?);
        text.pop();
        write_list(text, "members", &list, |object, member| self.put_member(object, channel, member))?;
        let mut marks = match (parts.state, parts.members) {
            (false, _) => Vec::new(),
            (true, (READ_MARKS, 0)) => list,
            (true, _) => members::list(self.conn, &channel.cid, READ_MARKS, 0)?,
        };
        let own_beyond = access.member.iter().filter(|own| !marks.iter().any(|member| member.user_id == own.user_id));
        marks.extend(own_beyond.filter(|_| parts.state).cloned().collect::<Vec<_>>());
        let mut shown = Vec::with_capacity(marks.len());
        for member in &marks {
            if self.shows_read_mark(member)? {
                shown.push(member);
            }
        }
        write_list(text, "read", shown, |object, member| self.put_read_mark(object, member))?;
        write_list(text, "messages", &self.bundled(access, parts)?, |object, message| {
            self.put_message(object, message, Own::Viewer, true)
        })?;
        text.push(b'}');
        Ok(())
    }

    fn bundled(&self, access: &Access, parts: Parts) -> Result<Vec<Message>> {
        if !parts.state {
            return Ok(Vec::new());
        }
        let (source, sight) =
            (Source::Channel(&access.channel.cid), self.sight(&access.channel, access.member.as_ref()));
        Ok(message_pages::page(self.conn, &source, &sight, parts.cursor, parts.messages)?)
    }

    /// The bundle without its lists of members, read marks and messages.
    fn surroundings(&self, access: &Access, parts: Parts) -> Result<Map<String, Value>> {
        let channel = &access.channel;
        let mut bundle = Map::new();
        let mut put = |key: &str, value: Value| {
            bundle.insert(key.to_owned(), value);
        };
        put("channel", self.channel(access)?);
        put("threads", json!([]));
        put("hidden", access.member.as_ref().is_some_and(|member| member.hidden).into());
        if let Some(member) = &access.member {
            put("membership", self.member(channel, member)?);
            if let Some(at) = member.hide_messages_before {
                put("hide_messages_before", at.into());
            }
            if let Some(preferences) = push_preferences::find(self.conn, self.viewer(), channel.cid.as_str())? {
                put("push_preferences", Value::Object(preferences));
            }
        }
        if let Some(draft) = self.draft_for(&channel.cid, None)? {
            put("draft", draft);
        }
        put("active_live_locations", self.live_locations_in(&channel.cid)?.into());
        put("watcher_count", self.app.hub.watcher_count(&channel.cid).into());
        if let Some((limit, offset)) = parts.watchers {
            let watchers = self.app.hub.watchers(&channel.cid).into_iter().filter(|id| !id.starts_with('!'));
            let page = watchers.skip(offset as usize).take(limit as usize).map(|id| self.user(&id));
            put("watchers", page.collect::<Result<Vec<_>>>()?.into());
        }
        let sight = self.sight(channel, access.member.as_ref());
        let pinned = match parts.state {
            true => message_pages::pinned(self.conn, &channel.cid, &sight, PINNED)?,
            false => Vec::new(),
        };
        put("pinned_messages", self.messages(&pinned)?.into());
        Ok(bundle)
    }
}

/// Adds a field with a list of objects to an object that is open at the end of the text.
fn write_list<'a, T: 'a>(
    text: &mut Vec<u8>,
    name: &str,
    items: impl IntoIterator<Item = &'a T>,
    put: impl Fn(&mut Written<'_>, &T) -> Result<()>,
) -> Result<()> {
    text.extend_from_slice(format!(",\"{name}\":[").as_bytes());
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push(b',');
        }
        let mut object = Written::begin(text);
        put(&mut object, item)?;
        object.end();
    }
    text.push(b']');
    Ok(())
}
