//! Owns the table from event type to change (protocol notes, "Events"); what each change does stands in the file of its
//! noun beside it. Unknown types change nothing and reach the listeners untouched.

mod channel;
mod deletions;
mod members;
mod messages;
mod reactions;
mod reads;
mod users;

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
    /// An event of the client's own that listeners hear first: `capabilities.changed`.
    pub first: Option<N>,
    /// What the own user may do here has to be asked for: the channel was frozen or thawed.
    pub ask_capabilities: bool,
    /// The unread count may be wrong after a deletion: the query which brought it a moment ago may have known of that
    /// already, or it cannot be told whether the message counted.
    pub doubtful: bool,
}

impl<N: Node> State<N> {
    /// Takes an event.
    pub fn apply(&mut self, event: &N, head: &EventHead, now: Millis) -> Applied<N> {
        let slot = if head.cid.is_empty() { None } else { self.slot(&head.cid) };
        let mut applied = Applied { slot, forget: false, first: None, ask_capabilities: false, doubtful: false };
        if head.has_totals {
            self.take_totals(event);
        }
        match head.kind.as_str() {
            "user.presence.changed" | "user.updated" => self.apply_user(event, &head.kind),
            "user.deleted" => self.apply_user_deleted(event, head),
            "user.messages.deleted" if head.cid.is_empty() => self.delete_messages_of(event, head),
            "notification.mutes_updated" | "notification.channel_mutes_updated" | "health.check" => {
                self.apply_me(event)
            }
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
                channel.replace_message(event, head, users, viewer);
            }
            "message.deleted" => {
                applied.doubtful = channel.apply_deleted(event, head, now, users, viewer);
            }
            "reaction.new" | "reaction.updated" | "reaction.deleted" => {
                channel.apply_reaction(event, head, users, viewer);
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
            "notification.mark_unread" if !in_thread() => channel.apply_unread(event, head, users, viewer),
            "message.delivered" => {
                let user = user_of(event, users);
                channel.reads.on_delivered(&head.user_id, user, event);
            }
            "user.watching.start" => {
                if let Some(user) = event.get("user") {
                    channel.put_watcher(user, users);
                }
            }
            "user.watching.stop" => channel.watchers.change().remove_named(&head.user_id),
            "member.added" | "member.updated" | "member.removed" => channel.apply_member(event, head, users, viewer),
            "notification.invited" | "notification.invite_accepted" | "notification.invite_rejected" => {
                channel.apply_invite(event, users, viewer);
            }
            "user.banned" | "user.unbanned" => channel.apply_ban(event, head, viewer),
            "user.messages.deleted" => channel.delete_messages_of(event, head),
            "channel.updated" | "channel.visible" | "channel.hidden" | "channel.frozen" | "channel.unfrozen" => {
                channel.apply_data(event, &head.kind, applied);
            }
            "channel.truncated" | "notification.channel_truncated" => {
                channel.apply_truncated(event, users, viewer);
                channel.apply_data(event, &head.kind, applied);
            }
            "channel.deleted" | "notification.channel_deleted" | "notification.removed_from_channel" => {
                // Listeners find it in its place, but can use it no more.
                (channel.disconnected, applied.forget, channel.up_to_date) = (true, true, false);
            }
            _ => {}
        }
    }
}

/// The user an event is about, as the one object of this user.
fn user_of<N: Node>(event: &N, users: &mut super::Users<N>) -> N {
    event.get("user").map(|user| users.share(user)).unwrap_or_else(N::object)
}
