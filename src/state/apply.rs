//! Owns what each event does to the state: one table from event type to change (protocol notes, "Events"). Unknown
//! types change nothing and reach the listeners untouched.

use super::State;
use crate::head::{EventHead, MessageHead};
use crate::id::Slot;
use crate::node::Node;
use crate::time::{Millis, Nanos, earlier};

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
        let user =
            |users: &mut super::Users<N>| event.get("user").map(|user| users.share(user)).unwrap_or_else(N::object);
        let in_thread = || event.get("thread").is_some() || event.get("thread_id").is_some();
        match head.kind.as_str() {
            "message.new" => {
                let Some(message) = event.get("message") else { return };
                // Every event may come twice (a link that changes, a query that overlaps); it counts once.
                if !channel.put_message(&head.message, message, true, users, viewer) {
                    return;
                }
                let at = head.message.at.unwrap_or_default();
                channel.count(&head.message, head.at.unwrap_or(at), viewer);
            }
            "message.updated" | "message.undeleted" => {
                channel.replace_message(event, &head.message, users, viewer);
            }
            "message.deleted" => {
                let Some(message) = event.get("message") else { return };
                if event.is("hard_delete") {
                    let gone = channel.messages.remove(&head.message.id);
                    let last_read = channel.reads.last_read(&viewer.user_id);
                    if gone.is_some_and(|gone| gone.marks.countable && gone.at > last_read) {
                        channel.unread = channel.unread.saturating_sub(1);
                    }
                } else {
                    if event.is("deleted_for_me") {
                        message.set("deleted_for_me", N::flag(true));
                        message.set_text("type", "deleted");
                    }
                    channel.replace_message(event, &head.message, users, viewer);
                }
            }
            "reaction.new" | "reaction.updated" | "reaction.deleted" => {
                let held = channel.replace_message(event, &head.message, users, viewer);
                if let (Some(held), Some(reaction)) = (held, event.get("reaction")) {
                    let id = reaction.str("user_id").or_else(|| reaction.get("user")?.str("id"));
                    if id.as_deref() == Some(viewer.user_id.as_str()) {
                        own_reaction(&held, &reaction, &head.kind);
                    }
                }
            }
            "typing.start" => {
                channel.typing.start(&head.user_id, event.clone(), now);
                let until = channel.typing.next_deadline();
                self.typing_until = earlier(self.typing_until, until);
            }
            "typing.stop" => {
                channel.typing.stop(&head.user_id);
            }
            "message.read" | "notification.mark_read" if !in_thread() => {
                let at = event.time("last_read_at").or(head.at).unwrap_or(Nanos(i64::MIN));
                let last = event.str("last_read_message_id");
                // The own user's notification may leave `user` out: it is sent to nobody else.
                let own = head.user_id == viewer.user_id
                    || (head.user_id.is_empty() && head.kind == "notification.mark_read");
                let reader = if own { viewer.user_id.clone() } else { head.user_id.clone() };
                let node = users.find(&reader).unwrap_or_else(|| user(users));
                if own && at > channel.reads.last_read(&reader) {
                    channel.unread = 0;
                }
                channel.reads.on_read(&reader, node, at, last.as_deref());
            }
            "notification.mark_unread" if !in_thread() => {
                let me = users.find(&viewer.user_id).unwrap_or_else(|| user(users));
                channel.reads.on_unread(&viewer.user_id, me, event);
                channel.unread = event.count("unread_messages");
            }
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
                let until = event.get("channel").and_then(|channel| channel.time("truncated_at"));
                channel.messages.remove_before(until.unwrap_or(Nanos(i64::MAX)));
                channel.reads.reset_counts();
                channel.unread = 0;
                channel.last_message_at = channel.messages.last_at();
                if let Some(message) = event.get("message") {
                    channel.put_message(&message.message_head(), message, true, users, viewer);
                }
                channel.apply_data(event, &head.kind, applied);
            }
            "channel.deleted" | "notification.channel_deleted" | "notification.removed_from_channel" => {
                applied.forget = true
            }
            _ => {}
        }
    }

    fn take_totals(&mut self, event: &N) {
        if let Some(me) = &self.me {
            me.take_totals(event);
        }
    }

    fn apply_user(&mut self, event: &N, kind: &str) {
        let Some(news) = event.get("user") else { return };
        let Some(id) = news.str("id") else { return };
        self.users.update(&news);
        let own = if id == self.viewer.user_id { self.me.as_ref() } else { None };
        if let Some(me) = own {
            let fresh = me.copy();
            fresh.assign(&news);
            self.me = Some(fresh);
        }
        for slot in self.active() {
            if let Some((channel, ..)) = self.channel_mut(slot) {
                // Presence is shown with members and watchers; a name also with every message.
                if kind == "user.updated" || channel.members.read().get_named(&id).is_some() {
                    channel.touch_user(&id);
                }
            }
        }
    }

    fn apply_me(&mut self, event: &N) {
        let (Some(me), Some(news)) = (&self.me, event.get("me")) else { return };
        let fresh = me.copy();
        fresh.assign(&news);
        self.viewer.take_mutes(&fresh);
        self.me = Some(fresh);
    }

    /// "Mark all as read" names no channel and says that none is unread.
    fn apply_all_read(&mut self, event: &N) {
        if event.num("unread_channels") != Some(0.0) {
            return;
        }
        let at = event.time("created_at").unwrap_or_default();
        for slot in self.active() {
            if let Some((channel, users, viewer)) = self.channel_mut(slot) {
                let me = users.find(&viewer.user_id).unwrap_or_else(N::object);
                channel.reads.on_read(&viewer.user_id, me, at, None);
                channel.unread = 0;
            }
        }
    }
}

impl<N: Node> super::Channel<N> {
    /// Puts a newer copy of a message in its place. A message that is not held is not added: it belongs to a page that
    /// was not loaded.
    fn replace_message(
        &mut self,
        event: &N,
        head: &MessageHead,
        users: &mut super::Users<N>,
        viewer: &super::Viewer,
    ) -> Option<N> {
        let known = self.messages.find(&head.id)?;
        let message = event.get("message")?;
        let mut dated = None;
        let head = match head.at {
            Some(_) => head,
            None => &*dated.insert(MessageHead { at: Some(known.at), ..head.clone() }),
        };
        let own = known.message.get("own_reactions");
        let last = self.last_message_at;
        self.put_message(head, message, known.marks.counted, users, viewer);
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

    fn apply_data(&mut self, event: &N, kind: &str, applied: &mut Applied<N>) {
        if let Some(data) = event.get("channel") {
            if self.take_data(&data) {
                let changed = N::object();
                changed.set_text("type", "capabilities.changed");
                changed.set_text("cid", &self.cid);
                let now = self.data.as_ref().and_then(|data| data.get("own_capabilities"));
                changed.set("own_capabilities", now.unwrap_or_else(N::array));
                applied.follow_up = Some(changed);
            }
        } else {
            // A new object tells frameworks that something changed.
            self.data = self.data.as_ref().map(N::copy);
        }
        let switch = match kind {
            "channel.hidden" => Some(("hidden", true)),
            "channel.visible" => Some(("hidden", false)),
            "channel.frozen" => Some(("frozen", true)),
            "channel.unfrozen" => Some(("frozen", false)),
            _ => None,
        };
        if let (Some((key, on)), Some(data)) = (switch, &self.data) {
            data.set(key, N::flag(on));
        }
        if kind == "channel.hidden" && event.is("clear_history") {
            self.messages.remove_before(Nanos(i64::MAX));
        }
    }
}

/// Adds or removes an own reaction of a held message; the event's own list is not the reader's.
fn own_reaction<N: Node>(held: &N, reaction: &N, kind: &str) {
    let kept = N::array();
    if kind != "reaction.updated" {
        let changed = reaction.str("type");
        for own in held.each("own_reactions") {
            if own.str("type") != changed {
                kept.push(own);
            }
        }
    }
    if kind != "reaction.deleted" {
        kept.push(reaction.clone());
    }
    held.set("own_reactions", kept);
}
