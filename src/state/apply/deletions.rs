//! Owns what is left of the messages of a user who was deleted, or whose messages were.

use super::super::{Channel, State};
use crate::head::EventHead;
use crate::node::Node;

/// What a hard deletion leaves of a message.
const LEFT: &[&str] = &[
    "cid",
    "created_at",
    "id",
    "parent_id",
    "reply_count",
    "show_in_channel",
    "status",
    "thread_participants",
    "updated_at",
    "user",
];

impl<N: Node> State<N> {
    /// `user.deleted`: with its messages, if it says so.
    pub(super) fn apply_user_deleted(&mut self, event: &N, head: &EventHead) {
        if event.is("mark_messages_deleted") || event.is("hard_delete") {
            self.delete_messages_of(event, head);
        }
    }

    /// The messages of a user are deleted in all channels.
    pub(super) fn delete_messages_of(&mut self, event: &N, head: &EventHead) {
        for slot in self.active() {
            if let Some((channel, ..)) = self.channel_mut(slot) {
                channel.delete_messages_of(event, head);
            }
        }
    }
}

impl<N: Node> Channel<N> {
    /// The messages of a user are deleted here, and shown as deleted where others quote them. One look at each message
    /// held: nobody is deleted often.
    pub fn delete_messages_of(&mut self, event: &N, head: &EventHead) {
        let at = event.get("user").and_then(|user| user.time("deleted_at")).or(head.at);
        let deleted = |message: &N| {
            let left = if event.is("hard_delete") { only(message, LEFT) } else { message.copy() };
            left.set_text("type", "deleted");
            if let Some(at) = at {
                left.set("deleted_at", N::date(at));
            }
            left.set("attachments", N::array());
            if event.is("hard_delete") {
                for key in &["latest_reactions", "mentioned_users", "own_reactions"] {
                    left.set(key, N::array());
                }
            }
            left
        };
        let by = |message: &N| message.str_in("user", "id").as_ref() == Some(&head.user_id);
        let held = N::array();
        let mut lists = Vec::new();
        for place in 0..self.sets.len() {
            lists.push(self.set(place).nodes().clone());
        }
        for replies in self.threads.lists() {
            lists.push(replies.nodes().clone());
        }
        lists.push(self.pinned.nodes().clone());
        for list in &lists {
            for index in 0..list.len() {
                if let Some(message) = list.at(index) {
                    held.push(message);
                }
            }
        }
        for message in held.items() {
            let mut changed = if by(&message) { Some(deleted(&message)) } else { None };
            if let Some(quoted) = message.get("quoted_message").filter(&by) {
                let holder = changed.get_or_insert_with(|| message.copy());
                if holder.get("quoted_message").is_some() {
                    holder.set("quoted_message", deleted(&quoted));
                }
            }
            if let (Some(changed), Some(id)) = (changed, message.str("id")) {
                self.replace_held(&id, &message.str("parent_id").unwrap_or_default(), &changed);
            }
        }
    }
}

/// A copy with some members only.
fn only<N: Node>(message: &N, keys: &[&'static str]) -> N {
    let left = N::object();
    for key in keys {
        if let Some(value) = message.get(key) {
            left.set(key, value);
        }
    }
    left
}
