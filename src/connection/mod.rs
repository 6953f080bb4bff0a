//! Owns *when* there is a connection: attempts, liveness, loss, pauses, and what the app is told about it. Knows no
//! socket, no token and no event; it takes facts (`on_*`) and gives [`Order`]s.
//!
//! Invariants: at most one generation is alive, and facts of any other are ignored; in every phase but `Closed` and
//! `Failed` either a deadline is armed or the client owes an answer to `Order::Authorise`.

mod backoff;
mod deadline;

pub use deadline::{ANNOUNCE_DOWN_MS, Deadline, PING_EVERY_MS, PROBE_MS, SILENCE_MS, STABLE_MS};

use crate::error::Error;
use crate::id::Generation;
use crate::random::Random;
use crate::time::Millis;
use deadline::Deadlines;

/// Where the connection stands. Each state carries what only it has.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Nobody asked for a connection, or it was closed on purpose.
    Closed,
    /// Waiting for a token before the next attempt.
    Authorising,
    /// A socket was ordered and has shown no frame yet.
    Opening {
        /// Whose frames count.
        generation: Generation,
    },
    /// The first frame has come.
    Open {
        /// Whose frames count.
        generation: Generation,
        /// The server's name for this connection.
        connection_id: String,
        /// Since when.
        since: Millis,
        /// The page said it is offline, or a probe is under way: alive only when something is received.
        doubtful: bool,
    },
    /// Pausing before the next attempt.
    Waiting {
        /// Why the last attempt or link ended.
        reason: &'static str,
    },
    /// Ended for good by a named error; only `open` leaves it.
    Failed(Error),
}

/// What the client must do now.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// See that there is a token (a fresh one when `expired`), then call `on_authorised` or `on_token_failed`.
    Authorise {
        /// The server refused the present token as expired.
        expired: bool,
    },
    /// Open a socket and report under this generation.
    OpenSocket(Generation),
    /// Close the socket of this generation; its reports no longer matter.
    CloseSocket(Generation),
    /// Send a keep-alive.
    Ping(Generation),
    /// Tell the app whether the link is up.
    Announce {
        /// Whether it is.
        online: bool,
    },
    /// The link is up.
    Opened,
    /// The link or the attempt is gone; another attempt follows by itself.
    Lost {
        /// Why, in a few words.
        reason: &'static str,
    },
    /// The end: nothing follows by itself.
    Failed(Error),
}

/// What the server's error frame means for the connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The token has expired and another one may be had.
    TokenExpired,
    /// Nothing that another attempt could mend.
    Fatal(Error),
}

/// The connection of one client.
#[derive(Debug)]
pub struct Connection {
    phase: Phase,
    generation: Generation,
    /// Failed attempts in a row; lengthens the pauses.
    failures: u32,
    /// Error frames "token expired" in a row; the second one waits like any failure.
    expired: u32,
    opened_before: bool,
    announced: bool,
    attempt_ms: u64,
    deadlines: Deadlines,
    orders: Vec<Order>,
}

impl Connection {
    /// A closed connection whose attempts may take `attempt_ms` milliseconds each.
    pub fn new(attempt_ms: u64) -> Self {
        Connection {
            phase: Phase::Closed,
            generation: Generation::default(),
            failures: 0,
            expired: 0,
            opened_before: false,
            announced: false,
            attempt_ms,
            deadlines: Deadlines::default(),
            orders: Vec::new(),
        }
    }

    /// Where it stands.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// Whether the link is up and not in doubt.
    pub fn is_healthy(&self) -> bool {
        matches!(self.phase, Phase::Open { doubtful: false, .. })
    }

    /// Whether a connection is wanted: there is one, or one will follow by itself.
    pub fn is_wanted(&self) -> bool {
        !matches!(self.phase, Phase::Closed | Phase::Failed(_))
    }

    /// The server's name for the present connection.
    pub fn connection_id(&self) -> Option<&str> {
        match &self.phase {
            Phase::Open { connection_id, .. } => Some(connection_id),
            _ => None,
        }
    }

    /// Which connection is open, if one is.
    pub fn generation(&self) -> Option<Generation> {
        match &self.phase {
            Phase::Open { generation, .. } => Some(*generation),
            _ => None,
        }
    }

    /// Why there is no connection right now, in a few words.
    pub fn reason(&self) -> &'static str {
        match &self.phase {
            Phase::Closed => "closed",
            Phase::Authorising => "waiting for a token",
            Phase::Opening { .. } => "no first frame yet",
            Phase::Open { doubtful: false, .. } => "open",
            Phase::Open { .. } => "the link does not answer",
            Phase::Waiting { reason } => reason,
            Phase::Failed(_) => "refused by the server",
        }
    }

    /// The next order. Empty it after every call that takes `&mut self`.
    #[must_use]
    pub fn poll(&mut self) -> Option<Order> {
        // There are two or three at the most.
        if self.orders.is_empty() { None } else { Some(self.orders.remove(0)) }
    }

    /// When `on_timer` must be called at the latest. Changes after every call that takes `&mut self`.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.deadlines.next()
    }

    /// The app wants a connection. Nothing happens when it is there or on its way; a pause is cut short.
    pub fn open(&mut self) {
        match self.phase {
            Phase::Closed | Phase::Failed(_) => {
                (self.failures, self.expired, self.opened_before) = (0, 0, false);
                self.authorise(false);
            }
            Phase::Waiting { .. } => self.authorise(false),
            Phase::Authorising | Phase::Opening { .. } | Phase::Open { .. } => {}
        }
    }

    /// The app wants no connection any more. Wins over everything under way.
    pub fn close(&mut self) {
        if let Phase::Opening { generation } | Phase::Open { generation, .. } = self.phase {
            self.orders.push(Order::CloseSocket(generation));
        }
        self.generation = self.generation.next();
        self.phase = Phase::Closed;
        self.deadlines = Deadlines::default();
        if self.announced {
            self.announce(false);
        }
    }

    /// A token is there.
    pub fn on_authorised(&mut self, now: Millis) {
        if matches!(self.phase, Phase::Authorising) {
            self.generation = self.generation.next();
            self.phase = Phase::Opening { generation: self.generation };
            self.deadlines.clear_link();
            self.deadlines.set(Deadline::FirstFrame, now.plus(self.attempt_ms));
            self.orders.push(Order::OpenSocket(self.generation));
        }
    }

    /// There will be no token now. `lasting` says that asking again cannot help.
    pub fn on_token_failed(&mut self, now: Millis, error: Error, lasting: bool, random: &mut Random) {
        if !matches!(self.phase, Phase::Authorising) {
            return;
        }
        if lasting || !self.opened_before {
            self.fail(error);
        } else {
            self.lose(now, "no token", random);
        }
    }

    /// The first frame: the connection is open.
    pub fn on_hello(&mut self, now: Millis, generation: Generation, connection_id: String) {
        if !self.is_opening(generation) {
            return;
        }
        self.expired = 0;
        self.deadlines = Deadlines::default();
        self.deadlines.set(Deadline::Ping, now.plus(PING_EVERY_MS));
        self.deadlines.set(Deadline::Silence, now.plus(SILENCE_MS));
        self.phase = Phase::Open { generation, connection_id, since: now, doubtful: false };
        self.announce(true);
        self.orders.push(Order::Opened);
        self.opened_before = true;
    }

    /// The first frame was an error. The server closes by itself; the order to close is for those that do not.
    pub fn on_refused(&mut self, now: Millis, generation: Generation, refusal: Refusal, random: &mut Random) {
        if !self.is_opening(generation) {
            return;
        }
        self.orders.push(Order::CloseSocket(generation));
        match refusal {
            Refusal::Fatal(error) => self.fail(error),
            Refusal::TokenExpired => {
                self.expired += 1;
                if self.expired == 1 {
                    self.authorise(true);
                } else {
                    // A provider that keeps giving expired tokens must not spin the machine.
                    self.lose(now, "the token keeps being refused as expired", random);
                }
            }
        }
    }

    /// Something was received: the link is alive. Costs no order.
    pub fn on_frame(&mut self, now: Millis, generation: Generation) {
        let Phase::Open { generation: present, doubtful, .. } = &mut self.phase else { return };
        if *present != generation {
            return;
        }
        let was_doubtful = std::mem::take(doubtful);
        self.deadlines.set(Deadline::Silence, now.plus(SILENCE_MS));
        self.deadlines.clear(Deadline::Probe);
        if was_doubtful {
            self.deadlines.clear(Deadline::AnnounceDown);
            if !self.announced {
                self.announce(true);
            }
        }
    }

    /// The socket is gone. `code` is its close code; 1000 before any frame is the server's "do not come back"
    /// (protocol notes, "Close codes").
    pub fn on_socket_closed(&mut self, now: Millis, generation: Generation, code: u16, random: &mut Random) {
        match self.phase {
            Phase::Opening { generation: present } if present == generation && code == 1000 => {
                self.fail(Error::ConnectionRefused);
            }
            Phase::Opening { generation: present } if present == generation => {
                self.lose(now, "the socket closed before its first frame", random);
            }
            Phase::Open { generation: present, .. } if present == generation => {
                self.lose(now, "the socket closed", random);
            }
            _ => {}
        }
    }

    /// The page says the network is gone. The socket may not know yet, so it is doubted, not closed.
    pub fn on_offline(&mut self, now: Millis) {
        if let Phase::Open { doubtful, .. } = &mut self.phase {
            *doubtful = true;
            self.arm_announcement(now);
        }
    }

    /// The page says the network is back, or became visible: probe an open link, cut a pause short.
    pub fn on_online(&mut self, now: Millis) {
        match &mut self.phase {
            Phase::Open { generation, doubtful, .. } => {
                *doubtful = true;
                let generation = *generation;
                self.deadlines.set(Deadline::Probe, now.plus(PROBE_MS));
                self.orders.push(Order::Ping(generation));
                self.arm_announcement(now);
            }
            Phase::Waiting { .. } => self.authorise(false),
            Phase::Closed | Phase::Authorising | Phase::Opening { .. } | Phase::Failed(_) => {}
        }
    }

    /// Time has passed. Handles every deadline that is due.
    pub fn on_timer(&mut self, now: Millis, random: &mut Random) {
        while let Some(due) = self.deadlines.take_due(now) {
            match (due, &self.phase) {
                (Deadline::FirstFrame, Phase::Opening { generation }) => {
                    self.orders.push(Order::CloseSocket(*generation));
                    self.lose(now, "no first frame in time", random);
                }
                (Deadline::Silence, Phase::Open { generation, .. }) => {
                    self.orders.push(Order::CloseSocket(*generation));
                    self.lose(now, "nothing received in time", random);
                }
                (Deadline::Probe, Phase::Open { generation, .. }) => {
                    self.orders.push(Order::CloseSocket(*generation));
                    self.lose(now, "the link did not answer a probe", random);
                }
                (Deadline::Ping, Phase::Open { generation, .. }) => {
                    self.orders.push(Order::Ping(*generation));
                    self.deadlines.set(Deadline::Ping, now.plus(PING_EVERY_MS));
                }
                (Deadline::Retry, Phase::Waiting { .. }) => self.authorise(false),
                (Deadline::AnnounceDown, _) if !self.is_healthy() && self.announced => self.announce(false),
                // A deadline of a phase that is over: the phase's end cleared it, so nothing is owed.
                _ => {}
            }
        }
    }

    fn is_opening(&self, generation: Generation) -> bool {
        matches!(self.phase, Phase::Opening { generation: present } if present == generation)
    }

    fn authorise(&mut self, expired: bool) {
        self.phase = Phase::Authorising;
        self.deadlines.clear_link();
        self.orders.push(Order::Authorise { expired });
    }

    fn lose(&mut self, now: Millis, reason: &'static str, random: &mut Random) {
        let stable = matches!(self.phase, Phase::Open { since, .. } if now.since(since) >= STABLE_MS);
        self.failures = if stable { 0 } else { self.failures.saturating_add(1) };
        self.phase = Phase::Waiting { reason };
        self.deadlines.clear_link();
        // A link that had held is tried again soonest; each failure in a row waits longer.
        let pause = backoff::retry_at(now, self.failures.saturating_sub(1), random);
        self.deadlines.set(Deadline::Retry, pause);
        self.arm_announcement(now);
        self.orders.push(Order::Lost { reason });
    }

    fn fail(&mut self, error: Error) {
        self.phase = Phase::Failed(error.clone());
        self.deadlines = Deadlines::default();
        if self.announced {
            self.announce(false);
        }
        self.orders.push(Order::Failed(error));
    }

    fn arm_announcement(&mut self, now: Millis) {
        if self.announced && self.deadlines.at(Deadline::AnnounceDown).is_none() {
            self.deadlines.set(Deadline::AnnounceDown, now.plus(ANNOUNCE_DOWN_MS));
        }
    }

    fn announce(&mut self, online: bool) {
        if self.announced != online {
            self.announced = online;
            self.orders.push(Order::Announce { online });
        }
    }
}

#[cfg(test)]
mod tests;
