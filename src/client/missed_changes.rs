//! Owns what a recovery does about messages held beyond the pages it asked for: their edits, deletions and reactions of the
//! time without a link are asked for by `/sync` and replayed on the state. Listeners do not hear them; what cannot be
//! had is declared.

use super::answers::Then;
use super::{Client, NOBODY};
use crate::api::Name;
use crate::error::Failure;
use crate::id::Slot;
use crate::node::Node;
use crate::time::Nanos;

/// Channels in one question: the most the service takes (protocol notes, "Sync and offline").
pub(super) const MOST: usize = 255;
/// What is asked for begins so much earlier: the service's machines need not agree on the time, and taking a change
/// twice is taking it once.
const MARGIN: i64 = 10_000_000_000;

/// The question under way.
#[derive(Debug)]
pub(super) struct Question<N> {
    slots: Vec<Slot>,
    /// Changes that came by event meanwhile: newer than all that the answer has.
    overtaken: Vec<N>,
}

/// Whether an event changes a message. Others are not replayed: what they say came with the channel.
fn changes_message(kind: &str) -> bool {
    kind.starts_with("message.") && !matches!(kind, "message.read" | "message.delivered")
        || kind.starts_with("reaction.")
}

impl<N: Node> Client<N> {
    /// Asks what was missed in as many stale channels as one question takes. Whether there are any.
    pub(super) fn ask_for_changes(&mut self) -> bool {
        let Some(recovery) = &mut self.recovery else { return false };
        let (cids, mut slots, mut since) = (N::array(), Vec::new(), Nanos::LAST);
        while slots.len() < recovery.most
            && let Some(slot) = recovery.stale.pop()
        {
            let channel = self.state.channel(slot).filter(|channel| channel.watched);
            if let Some((channel, stale)) = channel.and_then(|channel| Some((channel, channel.stale_since?))) {
                cids.push(N::text(&channel.cid));
                since = since.min(stale);
                slots.push(slot);
            }
        }
        if slots.is_empty() {
            return false;
        }
        let number = recovery.number;
        recovery.question = Some(Question { slots, overtaken: Vec::new() });
        let body = N::object();
        body.set("channel_cids", cids);
        body.set("last_sync_at", N::date(Nanos::at(since.nanos().saturating_sub(MARGIN).max(0))));
        self.post(NOBODY, Name::Sync, Vec::new(), Some(body), Then::CaughtUp(number));
        true
    }

    /// An event came while a question is under way.
    pub(super) fn note_overtaking(&mut self, kind: &str, event: &N) {
        if let Some(recovery) = &mut self.recovery
            && let Some(question) = &mut recovery.question
            && changes_message(kind)
        {
            question.overtaken.push(event.clone());
        }
    }

    /// What was missed came, or did not.
    pub(super) fn on_caught_up(&mut self, number: u32, outcome: Result<N, Failure<N>>) {
        let Some(recovery) = self.recovery.as_mut().filter(|recovery| recovery.number == number) else { return };
        let Some(question) = recovery.question.take() else { return };
        match outcome {
            Ok(body) => {
                recovery.tries = 0;
                for event in body.each("events") {
                    self.take_missed(&event, &question.slots);
                }
                for event in &question.overtaken {
                    self.take_missed(event, &question.slots);
                }
                self.settle_all(&question.slots);
            }
            Err(failure) => {
                let later = self.try_again(failure.error());
                let Some(recovery) = &mut self.recovery else { return };
                if !later && question.slots.len() == 1 {
                    for slot in &question.slots {
                        self.declare(*slot, false);
                    }
                    self.settle_all(&question.slots);
                } else {
                    if !later {
                        // Too much happened in all of them together, or one of them is not to be asked about.
                        recovery.most = question.slots.len().div_ceil(2);
                    }
                    recovery.stale.extend(question.slots);
                }
                if later {
                    return;
                }
            }
        }
        self.recover_next();
    }

    fn settle_all(&mut self, slots: &[Slot]) {
        for slot in slots {
            if let Some((channel, ..)) = self.state.channel_mut(*slot) {
                channel.stale_since = None;
            }
        }
    }

    /// Takes a change that was missed. Counts and totals are newer than it.
    fn take_missed(&mut self, event: &N, slots: &[Slot]) {
        let mut head = event.event_head();
        let Some(slot) = self.state.slot(&head.cid).filter(|slot| slots.contains(slot)) else { return };
        if !changes_message(&head.kind) {
            return;
        }
        let Some((channel, ..)) = self.state.channel_mut(slot) else { return };
        if head.kind == "message.new" {
            // The channel's own messages came with its pages or come by event, and count then. Those of threads are new.
            let message = event.get("message").unwrap_or_else(N::object).message_head();
            // Replies shown there are held by a page, and not only until the service has confirmed them.
            let came = channel.messages.find(&message.id).is_some_and(|held| held.marks.counted);
            if !message.thread_only() && (message.parent_id.is_empty() || !came) {
                return;
            }
        }
        let last = channel.last_message_at;
        channel.counts_known = true;
        (head.has_totals, head.watcher_count) = (false, None);
        self.state.apply(event, &head, self.now.mono);
        if let Some((channel, ..)) = self.state.channel_mut(slot) {
            (channel.counts_known, channel.last_message_at) = (false, last);
        }
    }
}
