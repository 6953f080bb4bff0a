//! Owns the signs of life: keep-alives and their answers, probes, and what the page says about its network, its
//! visibility and its sleep.

use super::deadline::{
    Deadline, OFFLINE_RETRY_MS, PING_HIDDEN_MS, PING_VISIBLE_MS, PROBE_MS, REPLY_HIDDEN_MS, REPLY_VISIBLE_MS,
};
use super::{Connection, Link, Order, Phase, Trial, reason};
use crate::id::Generation;
use crate::random::Random;
use crate::time::Millis;

impl Connection {
    /// Something was received: the link is alive. Costs no order.
    pub fn on_frame(&mut self, now: Millis, generation: Generation) {
        let every = self.ping_every();
        let Phase::Open { generation: present, doubtful, link, .. } = &mut self.phase else { return };
        if *present != generation {
            if let Link::LongPoll(Trial::Holding { generation: on_trial, heard, .. }) = link
                && *on_trial == generation
            {
                *heard = true;
            }
            return;
        }
        let was_doubtful = std::mem::take(doubtful);
        if matches!(link, Link::Socket) {
            self.deadlines.set(Deadline::Ping, now.plus(every).min(self.ping_by));
            self.deadlines.clear(Deadline::Reply);
        }
        if was_doubtful {
            self.deadlines.clear(Deadline::AnnounceDown);
            if !self.announced {
                self.announce(true);
            }
        }
    }

    pub(super) fn ping_every(&self) -> u64 {
        if self.hidden { PING_HIDDEN_MS } else { PING_VISIBLE_MS }
    }

    /// Sends a keep-alive whose answer is due, and arms the next one.
    pub(super) fn ping(&mut self, now: Millis, generation: Generation) {
        let reply_ms = if self.hidden { REPLY_HIDDEN_MS } else { REPLY_VISIBLE_MS };
        self.await_reply(now, generation, reply_ms);
    }

    fn await_reply(&mut self, now: Millis, generation: Generation, reply_ms: u64) {
        self.orders.push(Order::Ping(generation));
        self.ping_by = now.plus(PING_HIDDEN_MS);
        self.deadlines.set(Deadline::Ping, now.plus(self.ping_every()));
        self.deadlines.set(Deadline::Reply, now.plus(reply_ms));
    }

    /// The page says the network is gone. The link may not know yet, so it is doubted, not closed.
    pub fn on_offline(&mut self, now: Millis) {
        self.offline = true;
        match &mut self.phase {
            Phase::Open { doubtful, .. } => {
                *doubtful = true;
                self.arm_announcement(now);
            }
            Phase::Waiting { .. } => self.deadlines.set(Deadline::Retry, now.plus(OFFLINE_RETRY_MS)),
            Phase::Closed | Phase::Authorising | Phase::Opening { .. } | Phase::Failed(_) => {}
        }
    }

    /// The page says the network is back: probe an open socket, cut a pause short, start an attempt or a poll that began
    /// without a network again.
    pub fn on_online(&mut self, now: Millis, random: &mut Random) {
        let was_offline = std::mem::take(&mut self.offline);
        if was_offline {
            // It may be another network: what was learned about sockets is not known to hold there.
            self.fallback.start_over();
        }
        match &self.phase {
            Phase::Open { link: Link::LongPoll(_), .. } if was_offline => {
                self.lose(now, reason::OFFLINE, random);
                self.authorise(false);
            }
            Phase::Opening { .. } if was_offline => {
                self.drop_link();
                self.authorise(false);
            }
            _ => self.on_wake(now),
        }
    }

    /// The page became visible, or it slept and woke up: probe an open socket, cut a pause short.
    pub fn on_wake(&mut self, now: Millis) {
        match &mut self.phase {
            Phase::Open { generation, doubtful, link: Link::Socket, .. } => {
                *doubtful = true;
                let generation = *generation;
                // Whatever was owed before, an answer that came during the sleep may not have been read yet.
                self.await_reply(now, generation, PROBE_MS);
                self.arm_announcement(now);
            }
            Phase::Waiting { .. } if !self.offline => self.authorise(false),
            Phase::Open { .. }
            | Phase::Waiting { .. }
            | Phase::Closed
            | Phase::Authorising
            | Phase::Opening { .. }
            | Phase::Failed(_) => {}
        }
    }

    /// The page became hidden or visible: keep-alives are rarer or more frequent from the next one on.
    pub fn on_visibility(&mut self, now: Millis, hidden: bool) {
        self.hidden = hidden;
        if !hidden {
            self.on_wake(now);
        }
    }
}
