//! Owns the table from event type to change (protocol notes, "Events"); what each change does stands in the file of its
//! noun beside it. Unknown types change nothing and reach the listeners untouched.

mod channel;
mod members;
mod messages;
mod reactions;
mod reads;

use super::State;
use crate::head::EventHead;
use crate::id::Slot;
use crate::node::Node;
use crate::time::{Millis, earlier};

/// What the client must still do after an event was taken.
#[derive(Debug)]
pub struct Applied<N> {
    /// The active channel the event belongs to.
    pub slot: Option<Slot>,
    /// The channel is gone for this user: forget it after the listeners ran.
    pub forget: bool,
    /// An event of the client's own that follows, for instance `capabilities.changed`.
    pub follow_up: Option<N>,
}

impl<N: Node> State<N> {
    /// Takes an event.
    pub fn apply(&mut self, event: &N, head: &EventHead, now: Millis) -> Applied<N> {
        let slot = if head.cid.is_empty() { None } else { self.slot(&head.cid) };
        let mut applied = Applied { slot, forget: false, follow_up: None };
        if head.has_totals {
            self.take_totals(event);
        }
        match head.kind.as_str() {
            "user.presence.changed" | "user.updated" => self.apply_user(event, &head.kind),
            "notification.mutes_updated" | "notification.channel_mutes_updated" => self.apply_me(event),
            "notification.mark_read" if slot.is_none() && head.cid.is_empty() => self.apply_all_read(event),
            _ => {}
        }
        if let Some(slot) = slot {
            self.apply_channel(slot, event, head, now, &mut applied);
        }
        applied
    }

    fn apply_channel(&mut self, slot: Slot, event: &N, head: &EventHead, now: Millis, applied: &mut Applied<N>) {
        let Some((channel, users, viewer)) = self.channel_mut(slot) else { return };
        if let Some(count) = head.watcher_count {
            channel.watcher_count = count;
        }
        let in_thread = || event.get("thread").is_some() || event.get("thread_id").is_some();
        match head.kind.as_str() {
            "message.new" => channel.apply_new(event, head, users, viewer),
            "message.updated" | "message.undeleted" => {
                channel.replace_message(event, users, viewer);
            }
            "message.deleted" => channel.apply_deleted(event, users, viewer),
            "reaction.new" | "reaction.updated" | "reaction.deleted" => {
                channel.apply_reaction(event, &head.kind, users, viewer);
            }
            "typing.start" => {
                channel.typing.start(&head.user_id, event.clone(), now);
                let until = channel.typing.next_deadline();
                self.typing_until = earlier(self.typing_until, until);
            }
            "typing.stop" => {
                channel.typing.stop(&head.user_id);
            }
            "message.read" | "message.read_locally" | "notification.mark_read" if !in_thread() => {
                channel.apply_read(event, head, users, viewer);
            }
            "notification.mark_unread" if !in_thread() => channel.apply_unread(event, users, viewer),
            "message.delivered" => channel.reads.on_delivered(&head.user_id, event),
            "user.watching.start" => {
                if let Some(user) = event.get("user") {
                    channel.put_watcher(user, users);
                }
            }
            "user.watching.stop" => channel.watchers.change().remove_named(&head.user_id),
            "member.added" | "member.updated" => {
                if let Some(member) = event.get("member") {
                    channel.put_member(member, users, viewer);
                }
            }
            "member.removed" => {
                let member = event.get("member").and_then(|member| member.str("user_id"));
                let gone = member.unwrap_or_else(|| head.user_id.clone());
                channel.remove_member(&gone, viewer);
            }
            "channel.updated" | "channel.visible" | "channel.hidden" | "channel.frozen" | "channel.unfrozen" => {
                channel.apply_data(event, &head.kind, applied);
            }
            "channel.truncated" => {
                channel.apply_truncated(event, users, viewer);
                channel.apply_data(event, &head.kind, applied);
            }
            "channel.deleted" | "notification.channel_deleted" | "notification.removed_from_channel" => {
                applied.forget = true
            }
            _ => {}
        }
    }
}

/// The user an event is about, as the one object of this user.
fn user_of<N: Node>(event: &N, users: &mut super::Users<N>) -> N {
    event.get("user").map(|user| users.share(user)).unwrap_or_else(N::object)
}
