//! Owns messages that the server does not have: those whose sending failed, and what it means to edit or delete a message
//! before it has arrived. Sending itself is `sending.rs`.

use super::answers::Then;
use super::input::Call;
use super::requests::Pending;
use super::sending::is_received;
use super::{Client, event};
use crate::api::Name;
use crate::error::Error;
use crate::id::{CallId, Id, Slot};
use crate::node::Node;
use crate::text::Text;

/// A message whose sending failed.
#[derive(Debug)]
pub(super) struct Failed<N> {
    slot: Slot,
    /// The message it replies to; empty when it is no reply.
    parent: Text,
    /// The server may have it all the same: the answer was lost.
    perhaps_sent: bool,
    /// Bodies of the edits since, oldest first: what is sent again is the edited message, whichever copy the app gives.
    edits: Vec<N>,
}

impl<N: Node> Client<N> {
    /// What a call on a message is followed by; `None` when it was answered here, because the server does not have that
    /// message. Edits of a message that waits or has failed change what will be sent, a deletion takes it back.
    pub(super) fn meet_unsent(&mut self, call: CallId, wanted: &Call<N>) -> Option<Then> {
        let changes = [Name::UpdateMessage, Name::UpdateMessagePartial, Name::DeleteMessage];
        let Some(id) = wanted.path.first().filter(|_| changes.iter().any(|name| *name as u8 == wanted.endpoint)) else {
            return Some(Then::Answer);
        };
        let place =
            self.requests.iter().position(|pending| matches!(&pending.then, Then::Sent(sent) if sent.id == *id));
        if let Some(place) = place
            && let Some(pending) = self.requests.get(place)
            && let Then::Sent(sent) = &pending.then
        {
            let (slot, parent) = (sent.slot, sent.parent.clone());
            if pending.is_sent() {
                return Some(Then::OfUnsent(slot, id.as_str().into()));
            }
            let Some(body) = &wanted.body else {
                let pending = self.requests.remove(place);
                self.refuse(pending.call, Error::RequestCancelled);
                self.take_back(call, slot, id, &parent);
                return None;
            };
            if let (_, Some(sending)) = pending.content()
                && let Some(message) = sending.get("message")
            {
                edit(&message, body);
            }
            self.show_edit(call, slot, id, &parent, body);
            return None;
        }
        match self.failed.get(id).map(|failed| failed.slot) {
            Some(slot) if self.is_failed(slot, id) => {
                self.change_failed(call, slot, id, wanted.query.clone(), wanted.body.as_ref());
                None
            }
            _ => Some(Then::Answer),
        }
    }

    /// The message whose arrival that call waited for has failed: the call is answered here.
    pub(super) fn act_on_failed(&mut self, pending: &Pending<N>) {
        if let Then::OfUnsent(slot, id) = &pending.then {
            let (query, body) = pending.content();
            self.change_failed(pending.call, *slot, id, query, body.as_ref());
        }
    }

    /// Edits a failed message, or without a body deletes it.
    fn change_failed(&mut self, call: CallId, slot: Slot, id: &str, query: Option<N>, body: Option<&N>) {
        let Some(failed) = self.failed.get_mut(id) else { return };
        let (parent, perhaps_sent) = (failed.parent.clone(), failed.perhaps_sent);
        match body {
            Some(body) => {
                failed.edits.push(body.clone());
                self.show_edit(call, slot, id, &parent, body);
            }
            None => {
                self.take_back(call, slot, id, &parent);
                if perhaps_sent {
                    // If it did arrive, it goes as well; that it is not there is no failure.
                    let mut wanted = Call::new(Name::DeleteMessage as u8, vec![id.into()]);
                    wanted.query = query;
                    self.start_call(super::NOBODY, &mut wanted, Then::Nothing);
                }
            }
        }
    }

    /// Whether a message stands in the list as one that could not be sent.
    pub(super) fn is_failed(&self, slot: Slot, id: &str) -> bool {
        let Some(failed) = self.failed.get(id) else { return false };
        let found = self.state.channel(slot).and_then(|channel| channel.held(id, &failed.parent));
        found.is_some_and(|found| !is_received(&found.message))
    }

    /// Shows a message that is not sent as edited, and answers the call as the server would.
    fn show_edit(&mut self, call: CallId, slot: Slot, id: &str, parent: &str, body: &N) {
        let answer = N::object();
        if let Some((channel, ..)) = self.state.channel_mut(slot)
            && let Some(found) = channel.held(id, parent)
        {
            let local = found.message.copy();
            edit(&local, body);
            channel.replace_held(id, parent, &local);
            answer.set("message", local.clone());
            self.announce_status(slot, local);
        }
        self.resolve(call, Some(answer));
    }

    /// Takes back a message that is not sent, and answers the call as the server would.
    fn take_back(&mut self, call: CallId, slot: Slot, id: &str, parent: &str) {
        let answer = N::object();
        self.failed.remove(id);
        if let Some((channel, ..)) = self.state.channel_mut(slot)
            && let Some(found) = channel.remove_held(id, parent)
        {
            let gone = found.message.copy();
            gone.set_text("type", "deleted");
            answer.set("message", gone.clone());
            let event = event::<N>("message.deleted");
            event.set_text("cid", &channel.cid);
            event.set("message", gone);
            event.set("hard_delete", N::flag(true));
            self.dispatch(event, Some(slot));
        }
        self.resolve(call, Some(answer));
    }

    /// The message that is to be sent: a failed one with all that was edited since, whichever copy the app gives; for its
    /// mere id, the copy that failed.
    pub(super) fn as_edited(&self, slot: Slot, id: &str, given: N) -> N {
        let Some(failed) = self.failed.get(id) else { return given };
        let mut message = given.copy();
        if given.keys().len() == 1
            && let Some(found) = self.state.channel(slot).and_then(|channel| channel.held(id, &failed.parent))
        {
            message = found.message.copy();
        }
        for body in &failed.edits {
            edit(&message, body);
        }
        message
    }

    /// What has to be changed in a message that turned out to have arrived before it was edited.
    pub(super) fn take_edits(&mut self, id: &str, body: &N) -> Option<N> {
        let failed = self.failed.remove(id).filter(|failed| !failed.edits.is_empty())?;
        let message = body.get("message")?.copy();
        super::sending::strip(&message, super::sending::NOT_SENT);
        for body in &failed.edits {
            edit(&message, body);
        }
        let wire = N::object();
        wire.set("message", message);
        Some(wire)
    }

    /// Takes a message out of the local lists: one that failed and is given up. `parent` is the message it replies to,
    /// empty when there is none. Whether it was there.
    pub fn remove_message(&mut self, slot: Slot, id: &str, parent: &str) -> bool {
        self.failed.remove(id);
        self.state.channel_mut(slot).is_some_and(|(channel, ..)| channel.remove_held(id, parent).is_some())
    }

    /// Remembers that a sending failed, so that "already exists" at the next try is understood. Bounded: nobody retries
    /// that many.
    pub(super) fn remember_failed(&mut self, slot: Slot, id: &str, parent: &str, error: &Error) {
        const MOST: usize = 1_000;
        let before = self.failed.remove(id);
        if self.failed.len() >= MOST {
            self.failed.clear();
        }
        let perhaps_sent = error.passes().is_some()
            || matches!(error, Error::RequestCancelled)
            || before.as_ref().is_some_and(|before| before.perhaps_sent);
        let edits = before.map(|before| before.edits).unwrap_or_default();
        self.failed.insert(Id::from(id), Failed { slot, parent: parent.into(), perhaps_sent, edits });
    }
}

/// Does to a message what the body of an update says: `{message}`, or `{set, unset}`.
fn edit<N: Node>(message: &N, body: &N) {
    for key in &["message", "set"] {
        if let Some(fresh) = body.get(key) {
            message.assign(&fresh);
        }
    }
    for key in body.each("unset") {
        message.remove_named(&key.as_text().unwrap_or_default());
    }
}
