//! Owns what follows a reconnect: the server has forgotten what this client watched, so all of it is watched again, in
//! batches, and the app is told when that is done.

use super::answers::Then;
use super::output::Level;
use super::requests::Pending;
use super::{Client, NOBODY, event};
use crate::error::Failure;
use crate::id::Slot;
use crate::node::Node;
use crate::time::Nanos;

/// Channels in one query: the most the service returns at once (protocol notes, "Limits and defaults"). The `limit`
/// below says the same.
const BATCH: u32 = 30;

/// Channels still to be looked at: those that are watched are watched again.
#[derive(Debug)]
pub(super) struct Recovery {
    /// Tells the answer to a batch of this recovery from one of an earlier, given up.
    number: u32,
    /// The app is told when it is done.
    announced: bool,
    waiting: Vec<Slot>,
}

impl<N: Node> Client<N> {
    /// Starts over with everything that was watched.
    pub(super) fn start_recovery(&mut self) {
        self.begin_recovery(self.state.active(), true);
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

    /// Asks for the next batch; the channel with the newest message comes first.
    fn recover_next(&mut self) {
        let Some(recovery) = &mut self.recovery else { return };
        let (number, announced) = (recovery.number, recovery.announced);
        let cids = N::array();
        while cids.len() < BATCH && !recovery.waiting.is_empty() {
            let (mut newest, mut newest_at) = (0, Nanos(i64::MIN));
            for (place, slot) in recovery.waiting.iter().enumerate() {
                let at = self.state.channel(*slot).and_then(|channel| channel.last_message_at);
                if let Some(at) = at.filter(|at| *at >= newest_at) {
                    (newest, newest_at) = (place, at);
                }
            }
            let channel = self.state.channel(recovery.waiting.remove(newest));
            if let Some(channel) = channel.filter(|channel| channel.watched) {
                cids.push(N::text(&channel.cid));
            }
        }
        if cids.is_empty() {
            self.recovery = None;
            if announced {
                self.dispatch(event("connection.recovered"), None);
            }
            return;
        }
        let (one_of, filter) = (N::object(), N::object());
        one_of.set("$in", cids);
        filter.set("cid", one_of);
        let body = r#"{"sort":[{"field":"last_message_at","direction":-1}],"limit":30,"state":true,"watch":true}"#;
        let body = N::parse(body).unwrap_or_else(N::object);
        body.set("filter_conditions", filter);
        let presence = self.session.as_ref().is_some_and(|session| session.presence);
        body.set("presence", N::flag(presence));
        self.post(NOBODY, "QueryChannels", Vec::new(), Some(body), Then::Recovered(number));
    }

    /// A batch is done. One that failed does not hold up the rest.
    pub(super) fn on_recovered(&mut self, number: u32, of: &Pending<N>, outcome: Result<N, Failure<N>>) {
        if self.recovery.as_ref().is_none_or(|recovery| recovery.number != number) {
            return;
        }
        match outcome {
            Ok(body) => {
                self.take_channels(&body, of);
            }
            Err(_) => self.log(Level::Warn, "some channels could not be watched again after a reconnect", None),
        }
        self.recover_next();
    }
}
