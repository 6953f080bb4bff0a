//! Owns what the events of messages do to a channel: new, changed, deleted, truncated.

use super::super::{Channel, Users, Viewer};
use crate::head::EventHead;
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> Channel<N> {
    /// `message.new`. Every event may come twice (a link that changes, a query that overlaps); it counts once.
    pub(super) fn apply_new(&mut self, event: &N, head: &EventHead, users: &mut Users<N>, viewer: &Viewer) {
        let Some(message) = event.get("message") else { return };
        let message_head = message.message_head();
        if self.put_message(&message_head, message, true, users, viewer) {
            let at = message_head.at.unwrap_or_default();
            self.count(&message_head, head.at.unwrap_or(at), viewer);
        }
    }

    /// `message.deleted`: hard, for the reader alone, or for everyone.
    pub(super) fn apply_deleted(&mut self, event: &N, users: &mut Users<N>, viewer: &Viewer) {
        let Some(message) = event.get("message") else { return };
        let id = message.str("id").unwrap_or_default();
        if event.is("hard_delete") {
            let gone = self.messages.remove(&id);
            let last_read = self.reads.last_read(&viewer.user_id);
            if let Some(gone) = gone.as_ref().filter(|gone| gone.marks.counted && !gone.message.is("silent")) {
                self.reads.on_gone(&author_of(&gone.message), gone.at);
            }
            if gone.is_some_and(|gone| gone.marks.countable && gone.at > last_read) {
                self.unread = self.unread.saturating_sub(1);
            }
        } else {
            if event.is("deleted_for_me") {
                message.set("deleted_for_me", N::flag(true));
                message.set_text("type", "deleted");
            }
            self.replace_message(event, users, viewer);
        }
    }

    /// `channel.truncated`: all up to a time are gone, and perhaps a message says so.
    pub(super) fn apply_truncated(&mut self, event: &N, users: &mut Users<N>, viewer: &Viewer) {
        let until = event.get("channel").and_then(|channel| channel.time("truncated_at"));
        self.messages.remove_before(until.unwrap_or(Nanos(i64::MAX)));
        self.reads.reset_counts();
        self.unread = 0;
        self.last_message_at = self.messages.last_at();
        if let Some(message) = event.get("message") {
            self.put_message(&message.message_head(), message, true, users, viewer);
        }
    }

    /// Puts a newer copy of a message in its place. A message that is not held is not added: it belongs to a page that
    /// was not loaded.
    pub(super) fn replace_message(&mut self, event: &N, users: &mut Users<N>, viewer: &Viewer) -> Option<N> {
        let message = event.get("message")?;
        let mut head = message.message_head();
        let known = self.messages.find(&head.id)?;
        head.at = head.at.or(Some(known.at));
        let own = known.message.get("own_reactions");
        let last = self.last_message_at;
        self.put_message(&head, message, known.marks.counted, users, viewer);
        self.last_message_at = last;
        let held = self.messages.find(&head.id)?.message;
        // What an event says about own reactions is not personal.
        if let Some(own) = own {
            held.set("own_reactions", own);
        }
        if let (None, Some(created_at)) = (held.get("created_at"), known.message.get("created_at")) {
            held.set("created_at", created_at);
        }
        Some(held)
    }
}

/// Id of a message's author.
fn author_of<N: Node>(message: &N) -> String {
    message.get("user").and_then(|user| user.str("id")).unwrap_or_default()
}
