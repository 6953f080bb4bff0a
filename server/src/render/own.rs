//! Owns how the viewer's own drafts and reminders look: things that nobody else ever sees.
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::View;
use super::message::Own;
use crate::custom;
use crate::db::drafts::{self, Draft};
use crate::db::messages::{self, Message};
use crate::db::reminders::{self, Reminder};
use crate::error::Result;
use crate::ids::Cid;
use crate::permissions::Access;

/// What the viewer keeps in one channel. Read at once, so that a page of messages costs two queries and not two per message.
#[derive(Default)]
pub(super) struct Kept {
    /// By parent message; the channel's own draft has an empty one.
    drafts: HashMap<String, Draft>,
    /// By message.
    reminders: HashMap<String, Reminder>,
}

impl View<'_> {
    fn kept(&self, cid: &Cid) -> Result<Rc<Kept>> {
        if let Some(known) = self.kept.borrow().get(cid) {
            return Ok(known.clone());
        }
        let mut kept = Kept::default();
        if !self.viewer().is_empty() {
            let drafts = drafts::in_channel(self.conn, self.viewer(), cid)?.into_iter();
            kept.drafts = drafts.map(|draft| (draft.parent_id.clone().unwrap_or_default(), draft)).collect();
            let reminders = reminders::in_channel(self.conn, self.viewer(), cid)?.into_iter();
            kept.reminders = reminders.map(|reminder| (reminder.message_id.clone(), reminder)).collect();
        }
        let kept = Rc::new(kept);
        self.kept.borrow_mut().insert(cid.clone(), kept.clone());
        Ok(kept)
    }

    /// Forgets what was read of the viewer's drafts and reminders, after a change.
    pub fn forget_kept(&self) {
        self.kept.borrow_mut().clear();
    }

    /// The viewer's draft for a channel or, with a parent, for a thread.
    pub fn draft_for(&self, cid: &Cid, parent_id: Option<&str>) -> Result<Option<Value>> {
        let kept = self.kept(cid)?;
        kept.drafts.get(parent_id.unwrap_or_default()).map(|draft| self.draft(draft)).transpose()
    }

    /// The viewer's reminder of a message.
    pub fn reminder_of(&self, cid: &Cid, message_id: &str) -> Result<Option<Value>> {
        Ok(self.kept(cid)?.reminders.get(message_id).map(|reminder| self.reminder(reminder)))
    }

    /// A draft as it stands in a channel or a message.
    pub fn draft(&self, draft: &Draft) -> Result<Value> {
        let unsent = &draft.message;
        let mut message = Map::new();
        let mut put = |key: &str, value: Value| {
            message.insert(key.to_owned(), value);
        };
        put("id", unsent.id.as_str().into());
        put("text", unsent.text.as_str().into());
        put("type", if draft.parent_id.is_some() && !unsent.show_in_channel { "reply" } else { "regular" }.into());
        put("attachments", unsent.attachments.clone().into());
        put("mentioned_users", self.users_named(&unsent.mentioned_users)?);
        put("silent", unsent.silent.into());
        put("show_in_channel", unsent.show_in_channel.into());
        let ids = [
            ("parent_id", &draft.parent_id),
            ("poll_id", &unsent.poll_id),
            ("quoted_message_id", &unsent.quoted_message_id),
        ];
        for (key, id) in ids {
            if let Some(id) = id {
                put(key, id.as_str().into());
            }
        }
        custom::flatten(&mut message, &unsent.custom);
        let mut object = json!({"channel_cid": draft.cid.as_str(), "created_at": draft.created_at, "message": message});
        if let Some(parent) = &draft.parent_id {
            object["parent_id"] = parent.as_str().into();
        }
        let shown =
            |quoted: &Message| quoted.audience().is_none_or(|allowed| allowed.iter().any(|id| id == self.viewer()));
        let quoted = unsent.quoted_message_id.as_deref().map(|id| messages::find(self.conn, id)).transpose()?.flatten();
        if let Some(quoted) = quoted.filter(|quoted| quoted.cid == draft.cid && shown(quoted)) {
            // To nobody in particular: two messages that the viewer's drafts quote crosswise would have no end.
            object["quoted_message"] = self.render_message(&quoted, Own::Nobody, false)?;
        }
        Ok(object)
    }

    /// A draft by itself, with the channel and the message it answers.
    pub fn whole_draft(&self, draft: &Draft, access: &Access) -> Result<Value> {
        let mut object = self.draft(draft)?;
        object["channel"] = self.channel(access)?;
        if let Some(Ok((parent, _))) = draft.parent_id.as_deref().map(|id| self.message_access(id)) {
            object["parent_message"] = self.message(&parent)?;
        }
        Ok(object)
    }

    /// A reminder as it stands in its message.
    pub fn reminder(&self, reminder: &Reminder) -> Value {
        json!({
            "channel_cid": reminder.cid.as_str(),
            "message_id": reminder.message_id,
            "user_id": reminder.user_id,
            "remind_at": reminder.remind_at,
            "created_at": reminder.created_at,
            "updated_at": reminder.updated_at,
        })
    }

    /// A reminder by itself, with its message and the channel as far as its user may see them.
    pub fn whole_reminder(&self, reminder: &Reminder) -> Result<Value> {
        let mut object = self.reminder(reminder);
        object["user"] = self.user(&reminder.user_id)?;
        if let Ok((message, access)) = self.message_access(&reminder.message_id) {
            let mut message = self.message(&message)?;
            if let Value::Object(message) = &mut message {
                message.remove("reminder");
            }
            object["message"] = message;
            object["channel"] = self.channel(&access)?;
        }
        Ok(object)
    }
}
