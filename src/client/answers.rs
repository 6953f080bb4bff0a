//! Owns what the answer to a call means: for the state first, then for whoever made the call.

use super::requests::Pending;
use super::sending::Sent;
use super::{Client, NOBODY, event};
use crate::api::Name;
use crate::error::Failure;
use crate::id::{Generation, Id, Slot, joined};
use crate::node::Node;
use crate::state::{CHANNELS_PAGE, Channel, Placement, Wanted};
use crate::time::Nanos;

/// Milliseconds that an event may come after the answer to a query that has it already.
const LATE_MS: u64 = 2_000;

/// What happens with an answer.
#[derive(Debug)]
pub(super) enum Then {
    /// It goes to the caller as it is.
    Answer,
    /// The app's settings.
    App,
    /// The caller waits for no value, and nobody minds a failure (typing).
    Nothing,
    /// A guest was made: connect as that user.
    Guest,
    /// A channel's bundle; its messages go there when they touch none that are held.
    Channel(Slot, Placement),
    /// A channel's bundle, of which only what the own user may do there is wanted.
    Capabilities(Slot),
    /// Bundles of several channels.
    Channels,
    /// The channel's events stop.
    Unwatched(Slot),
    /// A message was sent.
    Sent(Sent),
    /// A message that was on its way is changed or deleted: what that means is known when it has arrived.
    OfUnsent(Slot, Id),
    /// A polling connection was asked for.
    PollOpened(Generation),
    /// Its next events were asked for.
    Polled(Generation),
    /// A polling connection was closed: nobody waits for that, and nothing that ends with the user ends it.
    Farewell,
    /// One batch of channels is watched again, by the recovery of this number.
    Recovered(u32),
    /// It was reported which messages reached this device.
    Delivered,
    /// Messages that were missed, by the recovery of this number.
    Filled(u32),
    /// Changes that were missed, by the recovery of this number.
    CaughtUp(u32),
}

impl Then {
    /// Whether it belongs to the polling connection of this generation.
    pub(super) fn polls_for(&self, generation: Generation) -> bool {
        matches!(self, Then::PollOpened(of) | Then::Polled(of) if *of == generation)
    }

    /// Whether its place among other calls matters.
    pub(super) fn has_order(&self) -> bool {
        matches!(self, Then::Sent(_) | Then::OfUnsent(..))
    }

    /// Whether that other call, made later, has to wait until this one is over: messages of one channel arrive in the order
    /// in which they were sent, and a change of a message after the message.
    pub(super) fn goes_before(&self, other: &Then) -> bool {
        match (self, other) {
            (Then::Sent(one), Then::Sent(two)) => one.goes_before(two),
            (Then::Sent(sent), Then::OfUnsent(_, id)) => sent.id == **id,
            (Then::OfUnsent(_, one), Then::OfUnsent(_, two)) => one == two,
            _ => false,
        }
    }
}

impl<N: Node> Client<N> {
    pub(super) fn answer(&mut self, of: &Pending<N>, outcome: Result<N, Failure<N>>) {
        let call = of.call;
        match &of.then {
            Then::Sent(sent) => return self.on_sent(of, sent, outcome),
            Then::PollOpened(generation) => return self.on_poll_opened(*generation, outcome),
            Then::Polled(generation) => return self.on_polled(*generation, outcome),
            Then::CaughtUp(number) => return self.on_caught_up(*number, outcome),
            Then::Filled(number) => return self.on_filled(*number, of.asked, outcome),
            Then::Recovered(number) => return self.on_recovered(*number, of, outcome),
            Then::Delivered => return self.on_reported(outcome.err().as_ref().map(Failure::error)),
            Then::Nothing | Then::Farewell => return self.resolve(call, None),
            _ => {}
        }
        if let Then::Unwatched(slot) = &of.then
            && !matches!(&outcome, Err(failure) if failure.error().service_code().is_some())
        {
            // Also when the answer was lost: nobody wants the events any more, whether they still come or not.
            let heard = self.heard;
            if let Some((channel, ..)) = self.state.channel_mut(*slot) {
                channel.note_edge(heard);
                channel.decide_watch(of.id().0, false);
            }
        }
        let body = match outcome {
            Ok(body) => body,
            Err(failure) => {
                if let Then::Unwatched(slot) = of.then
                    && self.connection.generation().is_some()
                    && self.state.channel(slot).is_some_and(|channel| channel.watched && channel.edge.is_some())
                {
                    // The link was made again meanwhile, without this channel.
                    self.watch_again(slot);
                }
                return self.reject(call, failure);
            }
        };
        match &of.then {
            Then::App => self.app = body.get("app"),
            Then::Guest => return self.on_guest(call, &body),
            Then::Channel(slot, placement) => {
                let (changed, newest) = self.take_channel(*slot, &body, of, &of.messages_wanted(*placement));
                self.announce_query(*slot, changed, newest, &body);
            }
            Then::Capabilities(slot) => {
                let mut changed = false;
                if let (Some((channel, ..)), Some(data)) = (self.state.channel_mut(*slot), body.get("channel")) {
                    changed = channel.take_data(&data);
                }
                self.announce_query(*slot, changed, true, &body);
            }
            Then::Channels => {
                let taken = N::object();
                taken.set("slots", self.take_channels(&body, of));
                taken.set("answer", body.clone());
                self.resolve(call, Some(taken));
                return self.announce_queried(body.get("channels").unwrap_or_else(N::array), true);
            }
            _ => {}
        }
        self.resolve(call, Some(body));
    }

    /// Takes the bundles of a query, opening channels that are new; gives back their slots in the answer's order.
    pub(super) fn take_channels(&mut self, body: &N, of: &Pending<N>) -> N {
        let slots = N::array();
        let wanted = Wanted::newest(of.message_limit().unwrap_or(CHANNELS_PAGE));
        for bundle in body.each("channels") {
            let Some(slot) = self.open_bundle(&bundle) else { continue };
            self.take_channel(slot, &bundle, of, &wanted);
            slots.push(N::number(f64::from(slot.0)));
        }
        slots
    }

    /// What came by event while the answer was on its way, and may not be in it. Its listeners have heard it. Whether the
    /// answer's counts may be older than what is held, or not: that cannot be told.
    fn take_strays(&mut self, slot: Slot, asked: Nanos) -> bool {
        let (mut place, mut doubtful) = (0, false);
        let read = self.state.channel(slot).map(|channel| channel.reads.last_read(&self.state.viewer.user_id));
        while let Some(event) = self.strays.get(place).cloned() {
            place += 1;
            let head = event.event_head();
            if self.state.slot(&head.cid) != Some(slot) || head.at.is_some_and(|at| at <= asked) {
                continue;
            }
            let Some((channel, _, viewer)) = self.state.channel_mut(slot) else { continue };
            match head.kind.as_str() {
                "message.deleted" => {
                    let at = event.get("message").and_then(|message| message.time("created_at"));
                    doubtful |= event.is("hard_delete") && at > Some(channel.reads.last_read(&viewer.user_id));
                }
                "channel.truncated" => doubtful = true,
                // The answer knows it, or that he has read since.
                "notification.mark_unread" if read > head.at || read == event.time("last_read_at") => {}
                kind => {
                    // Its count may be older than the answer, or newer.
                    doubtful |= kind == "notification.mark_unread";
                    self.state.apply(&event, &head, self.now.mono);
                }
            }
        }
        doubtful
    }

    /// The slot of a bundle's channel.
    fn open_bundle(&mut self, bundle: &N) -> Option<Slot> {
        let channel = bundle.get("channel")?;
        let (kind, id) = (channel.str("type")?, channel.str("id")?);
        Some(self.state.open(&kind, Some(&id), &joined(&[&kind, ":", &id])))
    }

    /// `hydrateActiveChannels`: takes a list of bundles that the app has from elsewhere. Nothing was asked for, so nothing
    /// is known of watches. Gives back their slots.
    pub fn hydrate_channels(&mut self, bundles: &N) -> N {
        let slots = N::array();
        for place in 0..bundles.len() {
            let Some(bundle) = bundles.at(place) else { continue };
            let Some(slot) = self.open_bundle(&bundle) else { continue };
            self.state.hydrate(slot, &bundle, self.heard, &Wanted::newest(CHANNELS_PAGE));
            if let Some((channel, ..)) = self.state.channel_mut(slot) {
                (channel.initialized, channel.loaded) = (true, true);
            }
            slots.push(N::number(f64::from(slot.0)));
        }
        slots
    }

    #[inline(never)]
    fn take_channel(&mut self, slot: Slot, bundle: &N, of: &Pending<N>, wanted: &Wanted) -> (bool, bool) {
        // The watch is tied to the connection that was open when the request went out.
        let present = self.connection.generation();
        let live = of.watch && present.is_some() && of.sent_under == present;
        if let (true, Some(full), Some((channel, ..))) = (live, of.newest_page(), self.state.channel_mut(slot)) {
            // First, for what is gone must not be counted as what came later.
            channel.settle_start(bundle, of.asked);
            channel.settle(&bundle.get("messages").unwrap_or_else(N::array), full, of.asked);
        }
        let before = self.state.channel(slot).and_then(Channel::own_capabilities);
        let newest = self.state.hydrate(slot, bundle, of.asked, wanted) == 0;
        let capabilities_changed = self.state.channel(slot).is_some_and(|channel| channel.may_other_than(before));
        let mut doubtful = self.take_strays(slot, of.asked);
        let (recovering, heard, recovers) = (self.is_recovering(slot), self.heard, self.config.recover_state);
        let next_request = self.next_request;
        let (mut whole, mut watched) = (true, false);
        if let Some((channel, ..)) = self.state.channel_mut(slot) {
            if of.watch {
                channel.decide_watch(of.id().0, true);
            }
            if live {
                channel.told_from = next_request;
            } else if !of.watch && channel.watched && of.id().0 < channel.told_from {
                // Older than the answer that made the events come, it may be, and no event tells what is between them.
                channel.note_stale(of.asked);
                doubtful = true;
            }
            if let Some(before) = of.page_before() {
                channel.narrow_gap(&before, bundle);
            } else if of.state && wanted.is_newest() && !recovering {
                // A watch that was stopped while it was under way brings no events.
                channel.join(bundle, live && channel.watched, heard);
            }
            channel.initialized |= of.watch || matches!(of.then, Then::Channels);
            channel.loaded |= of.state;
            if of.state {
                channel.doubt_until = self.now.mono.plus(LATE_MS);
            }
            if !channel.watched || (of.watch && !live) {
                channel.note_stale(of.asked);
            }
            // Watched by a query that did not bring the newest messages.
            whole = channel.edge.is_none();
            // Or that did not show whether what else is held has changed.
            whole &= channel.stale_since.is_none() || !recovers || matches!(of.then, Then::Recovered(_));
            watched = channel.watched;
        }
        self.note_delivered(slot);
        let again = (of.watch && !(live && whole)) || (watched && doubtful);
        if again && present.is_some() && !recovering {
            self.watch_again(slot);
        }
        (capabilities_changed, newest)
    }

    /// The channel was frozen or thawed: what the own user may do there now, and nothing else, is asked for.
    pub(super) fn ask_capabilities(&mut self, slot: Slot) {
        let body = N::object();
        if let Some(given) = self.state.channel(slot).and_then(|channel| channel.given.clone()) {
            body.set("data", given);
        }
        body.set("state", N::flag(false));
        let none = N::object();
        none.set("limit", N::number(0.0));
        body.set("messages", none.copy());
        body.set("watchers", none);
        if self.state.channel(slot).is_some_and(|channel| channel.id.is_some()) {
            self.call_channel(NOBODY, slot, Name::GetOrCreateChannel, body, Then::Capabilities(slot));
        }
    }

    /// The client's own events after the query of one channel, as version 9 has them.
    fn announce_query(&mut self, slot: Slot, capabilities_changed: bool, newest: bool, bundle: &N) {
        if capabilities_changed && let Some(event) = self.state.channel(slot).map(Channel::capabilities) {
            self.dispatch(event, Some(slot));
        }
        let channels = N::array();
        channels.push(bundle.clone());
        self.announce_queried(channels, newest);
    }

    /// The client's own event after a query of channels, as version 9 has it.
    pub(super) fn announce_queried(&mut self, channels: N, newest: bool) {
        let queried = N::object();
        queried.set("channels", channels);
        queried.set("isLatestMessageSet", N::flag(newest));
        let event = event::<N>("channels.queried");
        event.set("queriedChannels", queried);
        self.dispatch(event, None);
    }
}
