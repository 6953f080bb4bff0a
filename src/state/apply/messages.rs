//! Owns what the events of messages do to a channel: new, changed, deleted, truncated.

use super::super::held::{Origin, WHENEVER};
use super::super::{Channel, Users, Viewer};
use crate::head::EventHead;
use crate::node::Node;

impl<N: Node> Channel<N> {
    /// `message.new`. Every event may come twice (a link that changes, a query that overlaps); it counts once.
    pub(super) fn apply_new(&mut self, event: &N, head: &EventHead, users: &mut Users<N>, viewer: &Viewer) {
        let Some(message) = event.get("message") else { return };
        let message_head = message.message_head();
        let version = head.at.unwrap_or(WHENEVER);
        let news = if self.up_to_date || message_head.thread_only() {
            let origin = Origin { version, counted: true, event: true, add: Some(0) };
            self.take_copy(&message_head, message, origin, users, viewer)
        } else {
            // The app shows nothing new now. What comes is remembered, so that it counts once.
            let known = self.late.find(&message_head.id).is_some();
            self.note_late(&message_head.id, version, message, false) && !known
        };
        if news {
            let at = message_head.at.unwrap_or_default();
            self.count(&message_head, head.at.unwrap_or(at), viewer);
        }
        if self.max_messages > 0 && self.messages.len() > self.max_messages {
            self.messages.keep_newest(self.max_messages);
            self.forget_gaps();
        }
    }

    /// `message.deleted`: hard, for the reader alone, or for everyone.
    pub(super) fn apply_deleted(&mut self, event: &N, users: &mut Users<N>, viewer: &Viewer) {
        let Some(message) = event.get("message") else { return };
        if event.is("hard_delete") {
            return self.apply_gone(event, message, viewer);
        }
        if event.is("deleted_for_me") {
            message.set("deleted_for_me", N::flag(true));
            message.set_text("type", "deleted");
        }
        self.replace_message(event, users, viewer);
    }

    /// A message does not exist any more, nor do the replies to it.
    fn apply_gone(&mut self, event: &N, message: N, viewer: &Viewer) {
        let head = message.message_head();
        let version = event.time("created_at").unwrap_or(WHENEVER);
        let known = self.held(&head.id, &head.parent_id);
        if known.is_some_and(|known| known.marks.version > version) {
            return;
        }
        let gone = self.remove_held(&head.id, &head.parent_id);
        // Its replies are held no more, but may be quoted.
        for reply in self.threads.take(&head.id) {
            let reply_head = reply.message.message_head();
            if self.holder(&reply_head.id).is_none() {
                self.note_late(&reply_head.id, reply.marks.version, reply.message, false);
            }
        }
        let last_read = self.reads.last_read(&viewer.user_id);
        if gone.is_some_and(|gone| gone.marks.countable && gone.at > last_read) {
            self.unread = self.unread.saturating_sub(1);
        }
        message.set_text("type", "deleted");
        self.requote(&head.id, &message.local_message(None));
        self.note_late(&head.id, version, message, true);
    }

    /// `channel.truncated`: all up to a time are gone, and perhaps a message says so.
    pub(super) fn apply_truncated(&mut self, event: &N, users: &mut Users<N>, viewer: &Viewer) {
        let until = event.get("channel").and_then(|channel| channel.time("truncated_at"));
        let message = event.get("message").map(|message| (message.message_head(), message));
        let mut until = until.or_else(|| event.time("created_at")).unwrap_or(crate::time::Nanos::LAST);
        if let Some((head, _)) = &message {
            // It says that the channel was truncated: it is what comes first now.
            until = until.min(head.at.unwrap_or(until));
        }
        self.clear_before(until);
        self.reads.reset_counts();
        self.unread = 0;
        self.last_message_at = self.messages.last_at();
        if let Some((head, message)) = message {
            self.put_message(&head, message, true, users, viewer);
        }
    }

    /// Puts a newer copy of a message in its place, wherever it is held, quotes included, and gives back what is held
    /// then. A message that is not held is not added: it belongs to a page that was not loaded.
    pub(super) fn replace_message(&mut self, event: &N, users: &mut Users<N>, viewer: &Viewer) -> Option<N> {
        let message = event.get("message")?;
        let mut head = message.message_head();
        let version = event.time("created_at").unwrap_or(WHENEVER);
        let known = self.held(&head.id, &head.parent_id);
        head.at = head.at.or(known.as_ref().map(|known| known.at));
        if known.is_none() && !self.note_late(&head.id, version, message.clone(), false) && version != WHENEVER {
            return None;
        }
        let own = known.as_ref().and_then(|known| known.message.get("own_reactions"));
        let counted = known.as_ref().is_some_and(|known| known.marks.counted);
        let origin = Origin { version, counted, event: true, add: None };
        self.take_copy(&head, message.clone(), origin, users, viewer);
        let held = self.held(&head.id, &head.parent_id).or_else(|| self.pinned.find(&head.id));
        let Some(held) = held.map(|held| held.message) else {
            self.requote(&head.id, &message.local_message(None));
            return None;
        };
        // What an event says about own reactions is not personal.
        if let Some(own) = own {
            held.set("own_reactions", own);
        }
        if let (None, Some(created_at)) =
            (held.get("created_at"), known.and_then(|known| known.message.get("created_at")))
        {
            held.set("created_at", created_at);
        }
        self.requote(&head.id, &held);
        Some(held)
    }
}
