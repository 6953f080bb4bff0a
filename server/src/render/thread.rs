//! Owns how threads look: in the list and opened (with replies and read marks), and in events (without).
use serde_json::{Map, Value, json};

use super::View;
use crate::custom;
use crate::db::message_pages::{self, Cursor, Source};
use crate::db::thread_participants::{self, Participant};
use crate::db::threads::Thread;
use crate::db::{members, messages, users};
use crate::error::Result;
use crate::permissions::Access;

/// Field names that belong to the protocol and can never be custom data of a thread.
pub const BUILT_IN: &[&str] = &[
    "active_participant_count",
    "channel",
    "channel_cid",
    "created_at",
    "created_by",
    "created_by_user_id",
    "custom",
    "deleted_at",
    "draft",
    "id",
    "last_message_at",
    "latest_replies",
    "parent_message",
    "parent_message_id",
    "participant_count",
    "participants",
    "read",
    "reply_count",
    "thread_participants",
    "title",
    "type",
    "updated_at",
    "user",
];
/// Participants in events and after an update: as many as a client may ask for (protocol notes, "Threads and replies").
const PARTICIPANTS: u32 = 100;

/// How much of a thread is shown.
#[derive(Clone, Copy, Debug)]
pub struct ThreadParts {
    /// How many of the newest replies.
    pub replies: u32,
    /// How many participants.
    pub participants: u32,
    /// How many members of its channel.
    pub members: u32,
}

impl View<'_> {
    /// A thread in a REST answer about threads: with its newest replies and the read marks.
    pub fn thread_state(&self, thread: &Thread, access: &Access, parts: ThreadParts) -> Result<Value> {
        let marks = thread_participants::list(self.conn, &thread.parent_id, parts.participants)?;
        let mut object = self.thread_object(thread, &marks)?;
        let mut channel = self.channel(access)?;
        let list = members::list(self.conn, &thread.cid, parts.members, 0)?;
        channel["members"] =
            list.iter().map(|member| self.member(&access.channel, member)).collect::<Result<Vec<_>>>()?.into();
        let sight = self.sight(&access.channel, access.member.as_ref());
        let source = Source::Thread(&thread.parent_id);
        let replies = message_pages::page(self.conn, &source, &sight, Cursor::Newest, parts.replies)?;
        let own = thread_participants::find(self.conn, &thread.parent_id, self.viewer())?;
        let own_beyond = own.iter().filter(|own| !marks.iter().any(|mark| mark.user_id == own.user_id));
        let read = marks.iter().chain(own_beyond).map(|mark| self.thread_mark(mark));
        object.insert("read".to_owned(), read.filter_map(Result::transpose).collect::<Result<Vec<_>>>()?.into());
        object.insert("channel".to_owned(), channel);
        if let Some(draft) = self.draft_for(&thread.cid, Some(&thread.parent_id))? {
            object.insert("draft".to_owned(), draft);
        }
        object.insert("latest_replies".to_owned(), self.messages(&replies)?.into());
        if let Some(parent) = messages::find(self.conn, &thread.parent_id)? {
            object.insert("parent_message".to_owned(), self.message(&parent)?);
        }
        Ok(Value::Object(object))
    }

    /// A thread in an event, and in the answer to a change of it.
    pub fn event_thread(&self, thread: &Thread) -> Result<Value> {
        let participants = thread_participants::list(self.conn, &thread.parent_id, PARTICIPANTS)?;
        let mut object = self.thread_object(thread, &participants)?;
        if let Some(parent) = messages::find(self.conn, &thread.parent_id)? {
            object.insert("parent_message".to_owned(), self.event_message(&parent)?);
        }
        object.insert("channel".to_owned(), self.event_channel(&self.stored_channel(&thread.cid)?)?);
        Ok(Value::Object(object))
    }

    fn thread_object(&self, thread: &Thread, participants: &[Participant]) -> Result<Map<String, Value>> {
        let parent = messages::find(self.conn, &thread.parent_id)?;
        let (all, active) = thread_participants::count(self.conn, &thread.parent_id)?;
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        put("parent_message_id", thread.parent_id.as_str().into());
        put("channel_cid", thread.cid.as_str().into());
        put("title", thread.title.as_str().into());
        put("created_by_user_id", thread.created_by.as_str().into());
        put("created_by", self.user(&thread.created_by)?);
        put("created_at", thread.created_at.into());
        put("updated_at", thread.updated_at.into());
        put("last_message_at", thread.last_message_at.into());
        put("reply_count", parent.as_ref().map_or(0, |parent| parent.reply_count).into());
        put("participant_count", all.into());
        put("active_participant_count", active.into());
        let list = participants.iter().map(|one| self.participant(thread, one)).collect::<Result<Vec<_>>>()?;
        put("thread_participants", list.into());
        if let Some(at) = parent.and_then(|parent| parent.deleted_at) {
            put("deleted_at", at.into());
        }
        custom::flatten(&mut object, &thread.custom);
        Ok(object)
    }

    fn participant(&self, thread: &Thread, participant: &Participant) -> Result<Value> {
        // Who keeps his reading to himself shows others only since when he takes part.
        let shown = participant.user_id == self.viewer() || self.shares_reading(&participant.user_id)?;
        let mut object = json!({
            "thread_id": thread.parent_id,
            "channel_cid": thread.cid.as_str(),
            "user_id": participant.user_id,
            "user": self.user(&participant.user_id)?,
            "created_at": participant.created_at,
            "last_read_at": if shown { participant.last_read } else { participant.created_at },
            "custom": {},
        });
        for (key, value) in
            [("last_thread_message_at", participant.last_message_at), ("left_thread_at", participant.left_at)]
        {
            if let Some(at) = value {
                object[key] = at.into();
            }
        }
        Ok(object)
    }

    fn shares_reading(&self, user_id: &str) -> Result<bool> {
        Ok(users::find(self.conn, user_id)?.is_none_or(|user| user.shares("read_receipts")))
    }

    /// A participant's read mark, unless he keeps it to himself or has left.
    fn thread_mark(&self, mark: &Participant) -> Result<Option<Value>> {
        if mark.left_at.is_some() || (mark.user_id != self.viewer() && !self.shares_reading(&mark.user_id)?) {
            return Ok(None);
        }
        let mut object = json!({
            "user": self.user(&mark.user_id)?,
            "last_read": mark.last_read,
            "unread_messages": mark.unread_messages,
        });
        if let Some(id) = &mark.last_read_message_id {
            object["last_read_message_id"] = id.as_str().into();
        }
        Ok(Some(object))
    }
}
