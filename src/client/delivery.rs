//! Owns what the service is told about messages that have reached this device: which, when, and how many at once. What
//! others have received is the state's.

use super::answers::Then;
use super::{Client, NEVER, NOBODY};
use crate::api::Name;
use crate::error::Error;
use crate::head::EventHead;
use crate::id::{Id, Slot};
use crate::node::Node;
use crate::time::Millis;

/// Channels in one report: the most the service takes (protocol notes, "Read, unread, delivery").
const MOST: usize = 100;
/// Milliseconds that channels are gathered before a report, and the pause between two (same source).
const GATHER_MS: u64 = 1_000;
/// How often that is doubled by failures in a row that pass: up to eight seconds (same source).
const DOUBLINGS: u32 = 3;

/// Channels whose newest message is to be reported.
#[derive(Debug)]
pub(super) struct Delivery {
    waiting: Vec<Slot>,
    /// Those of the report under way; empty when there is none.
    reported: Vec<Slot>,
    /// When the next report goes out.
    pub(super) due: Millis,
    failures: u32,
}

impl Delivery {
    pub(super) fn new() -> Self {
        Delivery { waiting: Vec::new(), reported: Vec::new(), due: NEVER, failures: 0 }
    }
}

impl<N: Node> Client<N> {
    /// The newest message of a channel reached this device: it is reported with the next report, if anybody wants to know.
    pub(super) fn note_delivered(&mut self, slot: Slot) {
        if self.undelivered(slot).is_some() && !self.delivery.waiting.contains(&slot) {
            self.delivery.waiting.push(slot);
            self.arm_delivery();
        }
    }

    /// A message came. Only one of somebody else that is the channel's newest is news: a reply in a thread is not.
    pub(super) fn hear_delivered(&mut self, slot: Slot, head: &EventHead) {
        let known = head.user_id == self.state.viewer.user_id || self.delivery.waiting.contains(&slot);
        let newest = self.state.channel(slot).filter(|_| !known).and_then(|channel| channel.messages.newest());
        if let Some((newest, _)) = newest
            && head.message.id == newest
        {
            self.note_delivered(slot);
        }
    }

    /// The same for channels that the app names.
    pub(super) fn sync_delivered(&mut self, slots: &N) {
        for place in 0..slots.len() {
            if let Some(slot) = slots.at(place).and_then(|slot| slot.as_number()) {
                self.note_delivered(Slot(slot as u32));
            }
        }
    }

    fn arm_delivery(&mut self) {
        let delivery = &self.delivery;
        if delivery.due == NEVER && delivery.reported.is_empty() && !delivery.waiting.is_empty() {
            self.delivery.due = self.after(GATHER_MS << self.delivery.failures);
        }
    }

    /// The newest message of a channel that the own user has not read and not been told to have received, where the
    /// channel's type reports deliveries and the own privacy settings do not forbid it.
    fn undelivered(&self, slot: Slot) -> Option<Id> {
        let channel = self.state.channel(slot).filter(|channel| !channel.disconnected)?;
        if !channel.data.as_ref()?.get("config")?.is("delivery_events") {
            return None;
        }
        let shown = self.state.me.as_ref()?.get("privacy_settings").and_then(|all| all.get("delivery_receipts"));
        if shown.and_then(|receipts| receipts.get("enabled")?.as_flag()) == Some(false) {
            return None;
        }
        let (id, at) = channel.messages.newest()?;
        let received = channel.reads.received(&self.state.viewer.user_id)?;
        (at > received).then_some(id)
    }

    /// Sends the report that is due.
    pub(super) fn report_delivered(&mut self) {
        if self.delivery.due > self.now.mono {
            return;
        }
        self.delivery.due = NEVER;
        let (list, mut reported) = (N::array(), Vec::new());
        while reported.len() < MOST && !self.delivery.waiting.is_empty() {
            let slot = self.delivery.waiting.remove(0);
            // It may have been read meanwhile.
            let Some(id) = self.undelivered(slot) else { continue };
            let Some(channel) = self.state.channel(slot) else { continue };
            let message = N::object();
            message.set_text("cid", &channel.cid);
            message.set_text("id", &id);
            list.push(message);
            reported.push(slot);
        }
        if reported.is_empty() {
            return;
        }
        let body = N::object();
        body.set("latest_delivered_messages", list);
        self.delivery.reported = reported;
        self.post(NOBODY, Name::MarkDelivered, Vec::new(), Some(body), Then::Delivered);
    }

    /// A report was taken, or was not: after an error that passes it is made again, later each time.
    pub(super) fn on_reported(&mut self, failure: Option<&Error>) {
        let reported = std::mem::take(&mut self.delivery.reported);
        self.delivery.failures = match failure {
            Some(error) if error.passes().is_some() => {
                self.delivery.waiting.extend(reported);
                (self.delivery.failures + 1).min(DOUBLINGS)
            }
            _ => 0,
        };
        self.arm_delivery();
    }
}
