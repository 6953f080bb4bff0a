//! Owns the way of a message from the app to the list: its id, its copy shown before the server has it, what a failure
//! leaves behind, and that a second try makes no second message.

use super::answers::Then;
use super::requests::Pending;
use super::{Client, event};
use crate::api::Name;
use crate::error::{Error, Failure};
use crate::id::{CallId, Slot};
use crate::node::Node;
use crate::text::Text;
use crate::time::Nanos;

/// Members of a message that only the server or this client sets: a message that failed is sent again without them.
pub(super) const NOT_SENT: &[&str] = &[
    "cid",
    "created_at",
    "deleted_at",
    "error",
    "html",
    "i18n",
    "latest_reactions",
    "own_reactions",
    "pinned_at",
    "pinned_by",
    "reaction_counts",
    "reaction_groups",
    "reaction_scores",
    "reply_count",
    "deleted_reply_count",
    "shadowed",
    "status",
    "thread_participants",
    "updated_at",
    "user",
];

/// The service's code for bad input; with "already exists" in its text it means that the id was taken.
const INPUT: i32 = 4;

/// A message on its way.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) slot: Slot,
    pub(super) id: Text,
    /// The message it replies to; empty when it is no reply.
    pub(super) parent: Text,
    /// It stands in the list with status `sending`.
    pub(super) shown: bool,
    /// The answer was asked for because the message was there already.
    looked_up: bool,
}

impl Sent {
    /// Messages of a channel go out one after the other: on several connections, or one that interleaves, a later one
    /// could overtake.
    pub(super) fn goes_before(&self, other: &Sent) -> bool {
        self.slot == other.slot && !self.looked_up && !other.looked_up
    }
}

impl<N: Node> Client<N> {
    pub(super) fn send_message(&mut self, call: CallId, slot: Slot, message: N, options: Option<N>) {
        if !self.can_use(call, slot) {
            return;
        }
        if !message.is_object() {
            return self.refuse(call, Error::BadArgument("the message must be an object"));
        }
        if self.session.is_none() {
            return self.refuse(call, Error::NotConnected);
        }
        let id = message.str("id").unwrap_or_else(|| self.random.uuid());
        let message = self.as_edited(slot, &id, message);
        let wire = message.copy();
        wire.set_text("id", &id);
        strip(&wire, NOT_SENT);
        if let Some(kind) = wire.str("type")
            && !matches!(&*kind, "regular" | "system")
        {
            wire.remove_named("type");
        }
        let shown = self.config.optimistic_updates;
        if shown {
            self.show_sending(slot, &id, &message);
        }
        let body = N::object();
        if let Some(options) = options {
            body.assign(&options);
        }
        body.set("message", wire);
        let parent = message.str("parent_id").unwrap_or_default();
        let sent = Sent { slot, id, parent, shown, looked_up: false };
        self.call_channel(call, slot, Name::SendMessage, body, Then::Sent(sent));
    }

    /// Puts the message into the list as the newest, with status `sending`.
    fn show_sending(&mut self, slot: Slot, id: &str, message: &N) {
        let wall = self.now.wall;
        let Some((channel, users, viewer)) = self.state.channel_mut(slot) else { return };
        // Shown as newer than all the server has, even if this clock is behind the server's.
        let after_last = channel.last_message_at.map_or(wall, |last| Nanos::at(last.nanos().saturating_add(1_000)));
        let at = wall.max(after_last);
        let local = message.copy();
        local.set_text("id", id);
        local.set_text("cid", &channel.cid);
        local.set_text("status", "sending");
        local.set("error", N::null());
        if local.get("type").is_none() {
            local.set_text("type", "regular");
        }
        for key in &["attachments", "mentioned_users", "latest_reactions", "own_reactions"] {
            if local.get(key).is_none() {
                local.set(key, N::array());
            }
        }
        if let Some(me) = users.find(&viewer.user_id) {
            local.set("user", me);
        }
        local.set("created_at", N::date(at));
        local.set("updated_at", N::date(at));
        let thread_only = local.get("parent_id").is_some() && !local.is("show_in_channel");
        if !thread_only {
            channel.messages.put_unsent(id, local.clone());
        }
        if let Some(parent) = local.str("parent_id") {
            channel.threads.put_unsent(&parent, id, local.clone());
        }
        self.announce_status(slot, local);
    }

    /// Tells listeners that a local message changed its status. The server sends no event for this.
    pub(super) fn announce_status(&mut self, slot: Slot, message: N) {
        let event = event::<N>("message.status_changed");
        if let Some(channel) = self.state.channel(slot) {
            event.set_text("cid", &channel.cid);
        }
        event.set("message", message);
        self.dispatch(event, Some(slot));
    }

    pub(super) fn on_sent(&mut self, of: &Pending<N>, sent: &Sent, outcome: Result<N, Failure<N>>) {
        let call = of.call;
        let &Sent { slot, ref id, ref parent, shown, looked_up } = sent;
        match outcome {
            Ok(body) => {
                if looked_up && let Some(wire) = self.take_edits(id, &body) {
                    // What is there is the message as it was before it was edited.
                    let then = Then::Sent(Sent { slot, id: id.clone(), parent: parent.clone(), shown, looked_up });
                    return self.post(call, Name::UpdateMessage, vec![id.clone()], Some(wire), then);
                }
                self.failed.remove(id);
                if shown && let Some(message) = body.get("message") {
                    self.confirm(slot, message, of.id().0);
                }
                self.resolve(call, Some(body));
            }
            Err(failure) if !looked_up && is_taken(failure.error()) && self.failed.contains(&**id) => {
                // An earlier try did reach the server although its answer was lost: that is success.
                let then = Then::Sent(Sent { slot, id: id.clone(), parent: parent.clone(), shown, looked_up: true });
                self.post(call, Name::GetMessage, vec![id.clone()], None, then);
            }
            Err(failure) => {
                self.remember_failed(slot, id, parent, failure.error());
                if shown {
                    self.show_failed(slot, id, parent, failure.error());
                }
                self.reject(call, failure);
            }
        }
    }

    /// The server has the message: its copy takes the place of the local one, unless its event was faster.
    fn confirm(&mut self, slot: Slot, message: N, request: u32) {
        let (heard, idle) = (self.heard, self.recovery.is_none());
        let Some((channel, users, viewer)) = self.state.channel_mut(slot) else { return };
        let head = message.message_head();
        if channel.held(&head.id, &head.parent_id).is_some_and(|known| is_received(&known.message)) {
            return;
        }
        channel.put_message(&head, message, false, users, viewer);
        // What happened to it before the events came was missed.
        let missed = request < channel.told_from;
        if !channel.watched || missed {
            channel.note_stale(heard);
        }
        let again = channel.watched && missed && idle;
        if let Some(found) = channel.held(&head.id, &head.parent_id) {
            self.announce_status(slot, found.message);
        }
        if again {
            self.watch_again(slot);
        }
    }

    fn show_failed(&mut self, slot: Slot, id: &str, parent: &str, error: &Error) {
        let Some((channel, ..)) = self.state.channel_mut(slot) else { return };
        let Some(known) = channel.held(id, parent) else { return };
        if is_received(&known.message) {
            return;
        }
        let local = known.message.copy();
        local.set_text("status", "failed");
        local.set_text("type", "error");
        let kept = N::object();
        kept.set_text("message", &error.message());
        kept.set("status", N::number(f64::from(error.status())));
        match error.service_code() {
            Some(number) => kept.set("code", N::number(f64::from(number))),
            None => kept.set_text("code", error.code()),
        }
        local.set("error", kept);
        // It takes the place of the time it was written at; a retry puts it last again.
        let at = local.time("created_at").unwrap_or(known.at);
        if channel.messages.find(id).is_some() {
            channel.messages.put(id, at, known.marks, local.clone());
        }
        if channel.threads.find(parent, id).is_some() {
            channel.threads.put(parent, id, at, known.marks, local.clone());
        }
        self.announce_status(slot, local);
    }
}

/// Whether the server's own copy of a message stands in the list.
#[inline(never)]
pub(super) fn is_received<N: Node>(message: &N) -> bool {
    message.says("status", "received")
}

/// Removes members of an object.
#[inline(never)]
pub(super) fn strip<N: Node>(object: &N, keys: &[&str]) {
    for key in keys {
        object.remove_named(key);
    }
}

fn is_taken(error: &Error) -> bool {
    const TAKEN: &[u8] = b"already exists";
    // A search of the standard library would cost more than 1 kB here.
    matches!(error, Error::Service(service) if service.code == INPUT && service.message.as_bytes().windows(TAKEN.len()).any(|part| part == TAKEN))
}
