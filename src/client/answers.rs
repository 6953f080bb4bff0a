//! Owns what the answer to a call means: for the state first, then for whoever made the call.

use super::Client;
use crate::error::Failure;
use crate::id::{CallId, Generation, Slot, joined};
use crate::node::Node;

/// What happens with an answer.
#[derive(Clone, Debug)]
pub(super) enum Then<N> {
    /// It goes to the caller as it is.
    Answer,
    /// The caller waits for no value, and nobody minds a failure (typing).
    Nothing,
    /// A guest was made: connect as that user.
    Guest,
    /// A channel's bundle.
    Channel { slot: Slot, watch: bool, state: bool },
    /// Bundles of several channels.
    Channels { watch: bool, state: bool },
    /// The channel's events stop.
    Unwatched(Slot),
    /// A message was sent.
    Sent {
        slot: Slot,
        id: String,
        /// It stands in the list with status `sending`.
        shown: bool,
        /// The answer was asked for because the message was there already.
        looked_up: bool,
        marker: std::marker::PhantomData<N>,
    },
    /// One batch of channels is watched again, by the recovery of this number.
    Recovered(u32),
}

/// How a channel's bundle was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) watch: bool,
    pub(super) state: bool,
    /// The connection that was open when the request went out: the watch is tied to it.
    pub(super) sent_under: Option<Generation>,
}

impl<N: Node> Client<N> {
    pub(super) fn answer(
        &mut self,
        call: Option<CallId>,
        then: Then<N>,
        sent_under: Option<Generation>,
        outcome: Result<N, Failure<N>>,
    ) {
        match (then, outcome) {
            (Then::Sent { slot, id, shown, looked_up, .. }, outcome) => {
                self.on_sent(call, slot, &id, shown, looked_up, outcome);
            }
            (Then::Recovered(number), outcome) => self.on_recovered(number, sent_under, outcome),
            (Then::Nothing, Err(_)) => self.resolve(call, None),
            (_, Err(failure)) => self.reject(call, failure),
            (Then::Answer, Ok(body)) => self.resolve(call, Some(body)),
            (Then::Nothing, Ok(_)) => self.resolve(call, None),
            (Then::Guest, Ok(body)) => self.on_guest(call, &body),
            (Then::Channel { slot, watch, state }, Ok(body)) => {
                self.state.hydrate(slot, &body);
                self.mark_queried(slot, Taken { watch, state, sent_under });
                self.resolve(call, Some(body));
            }
            (Then::Channels { watch, state }, Ok(body)) => {
                let slots = self.take_channels(&body, Taken { watch, state, sent_under });
                let list = N::array();
                for slot in &slots {
                    list.push(N::number(f64::from(slot.0)));
                }
                self.resolve(call, Some(list));
                self.announce_queried(&body);
            }
            (Then::Unwatched(slot), Ok(body)) => {
                if let Some((channel, ..)) = self.state.channel_mut(slot) {
                    channel.watched = false;
                }
                self.resolve(call, Some(body));
            }
        }
    }

    /// Takes the bundles of a query, opening channels that are new; gives back their slots in the answer's order.
    pub(super) fn take_channels(&mut self, body: &N, taken: Taken) -> Vec<Slot> {
        let mut slots = Vec::new();
        for bundle in body.each("channels") {
            let Some(channel) = bundle.get("channel") else { continue };
            let (Some(kind), Some(id)) = (channel.str("type"), channel.str("id")) else { continue };
            let slot = self.state.open(&kind, Some(&id), &joined(&[&kind, ":", &id]));
            self.state.hydrate(slot, &bundle);
            self.mark_queried(slot, taken);
            slots.push(slot);
        }
        slots
    }

    fn mark_queried(&mut self, slot: Slot, taken: Taken) {
        if let Some((channel, ..)) = self.state.channel_mut(slot) {
            channel.initialized |= taken.state;
            channel.watched |= taken.watch;
        }
        let present = self.connection.generation();
        if taken.watch && present.is_some() && taken.sent_under != present {
            self.watch_again(slot);
        }
    }

    /// The client's own event after a query of channels, as version 9 has it.
    fn announce_queried(&mut self, body: &N) {
        let queried = N::object();
        queried.set("channels", body.get("channels").unwrap_or_else(N::array));
        queried.set("isLatestMessageSet", N::flag(true));
        let event = N::object();
        event.set_text("type", "channels.queried");
        event.set("queriedChannels", queried);
        self.dispatch(event, None);
    }
}
