//! Owns what the answer to a call means: for the state first, then for whoever made the call.

use super::{Client, event};
use crate::error::Failure;
use crate::id::{CallId, Generation, Slot, joined};
use crate::node::Node;

/// What happens with an answer.
#[derive(Clone, Debug)]
pub(super) enum Then {
    /// It goes to the caller as it is.
    Answer,
    /// The caller waits for no value, and nobody minds a failure (typing).
    Nothing,
    /// A guest was made: connect as that user.
    Guest,
    /// A channel's bundle.
    Channel(Slot, Wishes),
    /// Bundles of several channels.
    Channels(Wishes),
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
    },
    /// One batch of channels is watched again, by the recovery of this number.
    Recovered(u32),
}

/// How a channel's bundle was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wishes {
    pub(super) watch: bool,
    pub(super) state: bool,
}

impl Wishes {
    pub(super) fn of<N: Node>(body: &N) -> Self {
        Wishes { watch: body.is("watch"), state: body.is("state") }
    }
}

impl<N: Node> Client<N> {
    /// `sent_under` is the connection that was open when the request went out: a watch is tied to it.
    pub(super) fn answer(
        &mut self,
        call: CallId,
        then: Then,
        sent_under: Option<Generation>,
        outcome: Result<N, Failure<N>>,
    ) {
        let body = match (then, outcome) {
            (Then::Sent { slot, id, shown, looked_up }, outcome) => {
                return self.on_sent(call, slot, id, shown, looked_up, outcome);
            }
            (Then::Recovered(number), outcome) => return self.on_recovered(number, sent_under, outcome),
            (Then::Nothing, _) => return self.resolve(call, None),
            (_, Err(failure)) => return self.reject(call, failure),
            (Then::Answer, Ok(body)) => body,
            (Then::Guest, Ok(body)) => return self.on_guest(call, &body),
            (Then::Channel(slot, wishes), Ok(body)) => {
                self.take_channel(slot, &body, wishes, sent_under);
                body
            }
            (Then::Channels(wishes), Ok(body)) => {
                let slots = self.take_channels(&body, wishes, sent_under);
                self.resolve(call, Some(slots));
                return self.announce_queried(&body);
            }
            (Then::Unwatched(slot), Ok(body)) => {
                if let Some((channel, ..)) = self.state.channel_mut(slot) {
                    channel.watched = false;
                }
                body
            }
        };
        self.resolve(call, Some(body));
    }

    /// Takes the bundles of a query, opening channels that are new; gives back their slots in the answer's order.
    pub(super) fn take_channels(&mut self, body: &N, wishes: Wishes, sent_under: Option<Generation>) -> N {
        let slots = N::array();
        for bundle in body.each("channels") {
            let Some(channel) = bundle.get("channel") else { continue };
            let (Some(kind), Some(id)) = (channel.str("type"), channel.str("id")) else { continue };
            let slot = self.state.open(&kind, Some(&id), &joined(&[&kind, ":", &id]));
            self.take_channel(slot, &bundle, wishes, sent_under);
            slots.push(N::number(f64::from(slot.0)));
        }
        slots
    }

    #[inline(never)]
    fn take_channel(&mut self, slot: Slot, bundle: &N, wishes: Wishes, sent_under: Option<Generation>) {
        self.state.hydrate(slot, bundle);
        if let Some((channel, ..)) = self.state.channel_mut(slot) {
            channel.initialized |= wishes.state;
            channel.watched |= wishes.watch;
        }
        let present = self.connection.generation();
        if wishes.watch && present.is_some() && sent_under != present {
            self.watch_again(slot);
        }
    }

    /// The client's own event after a query of channels, as version 9 has it.
    fn announce_queried(&mut self, body: &N) {
        let queried = N::object();
        queried.set("channels", body.get("channels").unwrap_or_else(N::array));
        queried.set("isLatestMessageSet", N::flag(true));
        let event = event::<N>("channels.queried");
        event.set("queriedChannels", queried);
        self.dispatch(event, None);
    }
}
