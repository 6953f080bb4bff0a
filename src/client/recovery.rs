//! Owns what follows a reconnect: the server has forgotten what this client watched, so all of it is watched again, in
//! batches, and the app is told when that is done.

use super::Client;
use super::answers::{Taken, Then};
use super::input::Call;
use crate::error::Failure;
use crate::id::{Generation, Slot};
use crate::node::Node;
use crate::sorted::Sorted;

/// Channels in one query: the most the service returns at once (protocol notes, "Limits and defaults").
const BATCH: usize = 30;

/// Channels still to be watched again, the next one last.
#[derive(Debug)]
pub(super) struct Recovery {
    /// Tells the answer to a batch of this recovery from one of an earlier, given up.
    number: u32,
    /// The app is told when it is done.
    announced: bool,
    waiting: Vec<Slot>,
}

impl<N: Node> Client<N> {
    /// Starts over with everything that was watched; the channel with the newest message comes first.
    pub(super) fn start_recovery(&mut self) {
        let mut watched = Sorted::new();
        for slot in self.state.active() {
            if let Some(channel) = self.state.channel(slot).filter(|channel| channel.watched) {
                watched.insert((channel.last_message_at, slot), slot);
            }
        }
        self.begin_recovery(watched.values().to_vec(), true);
    }

    fn begin_recovery(&mut self, waiting: Vec<Slot>, announced: bool) {
        self.recoveries = self.recoveries.wrapping_add(1);
        self.recovery = Some(Recovery { number: self.recoveries, announced, waiting });
        self.recover_next();
    }

    /// A channel counts as watched although the server ties the watch to an earlier connection: the link was replaced
    /// while the answer was under way.
    pub(super) fn watch_again(&mut self, slot: Slot) {
        match &mut self.recovery {
            Some(recovery) => recovery.waiting.push(slot),
            None => self.begin_recovery(vec![slot], false),
        }
    }

    fn recover_next(&mut self) {
        let Some(recovery) = &mut self.recovery else { return };
        let batch = recovery.waiting.split_off(recovery.waiting.len().saturating_sub(BATCH));
        let (number, announced) = (recovery.number, recovery.announced);
        if batch.is_empty() {
            self.recovery = None;
            if !announced {
                return;
            }
            let event = N::object();
            event.set_text("type", "connection.recovered");
            return self.dispatch(event, None);
        }
        let cids = N::array();
        for slot in &batch {
            if let Some(channel) = self.state.channel(*slot) {
                cids.push(N::text(&channel.cid));
            }
        }
        let (one_of, filter, sort, order, body) = (N::object(), N::object(), N::array(), N::object(), N::object());
        one_of.set("$in", cids);
        filter.set("cid", one_of);
        order.set_text("field", "last_message_at");
        order.set("direction", N::number(-1.0));
        sort.push(order);
        body.set("filter_conditions", filter);
        body.set("sort", sort);
        body.set("limit", N::number(BATCH as f64));
        let presence = self.session.as_ref().is_some_and(|session| session.presence);
        for (key, on) in [("state", true), ("watch", true), ("presence", presence)] {
            body.set(key, N::flag(on));
        }
        self.start_call(None, Call::new("QueryChannels", Vec::new()).body(body), Then::Recovered(number));
    }

    /// A batch is done. One that failed does not hold up the rest.
    pub(super) fn on_recovered(&mut self, number: u32, sent_under: Option<Generation>, outcome: Result<N, Failure<N>>) {
        if self.recovery.as_ref().is_none_or(|recovery| recovery.number != number) {
            return;
        }
        match outcome {
            Ok(body) => {
                self.take_channels(&body, Taken { watch: true, state: true, sent_under });
            }
            Err(_) => self.log_warn("some channels could not be watched again after a reconnect", None),
        }
        self.recover_next();
    }
}
