//! Owns *when* there is a connection: attempts, liveness, loss, pauses, by socket or by long poll, and what the app is told
//! about it. Knows no socket, no token and no event; it takes facts (`on_*`) and gives [`Order`]s.
//!
//! Invariants: at most one generation is the link, and facts of any other are ignored but for a socket on trial beside a
//! long poll; there are never two live sockets; in every phase but `Closed` and `Failed` either a deadline is armed, or the
//! client owes an answer to `Order::Authorise` or to a poll.

mod backoff;
mod deadline;
mod fallback;
mod liveness;
pub mod reason;

pub use deadline::{
    ANNOUNCE_DOWN_MS, Deadline, LATE_MS, OFFLINE_RETRY_MS, PING_HIDDEN_MS, PING_VISIBLE_MS, PROBE_MS, REPLY_HIDDEN_MS,
    REPLY_VISIBLE_MS, STABLE_MS,
};
pub use fallback::{HOLD_MS, POLL_ATTEMPT_MS, PollFailure, SOCKET_ATTEMPT_MS, Transport, Trial, USEFUL_MS};

use crate::error::Error;
use crate::id::Generation;
use crate::random::Random;
use crate::text::Text;
use crate::time::Millis;
use deadline::Deadlines;
use fallback::Fallback;

/// What an open connection stands on.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// A WebSocket.
    Socket,
    /// Long polling, while a socket is tried now and then.
    LongPoll(Trial),
}

/// Where the connection stands. Each state carries what only it has.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Nobody asked for a connection, or it was closed on purpose.
    Closed,
    /// Waiting for a token before the next attempt.
    Authorising,
    /// A link was ordered and has shown no frame yet.
    Opening {
        /// Whose frames count.
        generation: Generation,
        /// By socket or by long poll.
        transport: Transport,
    },
    /// The first frame has come.
    Open {
        /// Whose frames count.
        generation: Generation,
        /// The server's name for this connection.
        connection_id: Text,
        /// Since when.
        since: Millis,
        /// The page said it is offline, or a probe is under way: alive only when something is received.
        doubtful: bool,
        /// What it stands on.
        link: Link,
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
    /// Ask for a polling connection and report under this generation.
    OpenPoll(Generation),
    /// Ask for the next events of the polling connection.
    Poll(Generation),
    /// Give up what is asked for under this generation, and tell the server that the connection of this id is over.
    ClosePoll(Generation, Option<Text>),
    /// Tell the app whether the link is up.
    Announce {
        /// Whether it is.
        online: bool,
    },
    /// Tell the app how frames travel from now on.
    Changed(Transport),
    /// The link is up.
    Opened,
    /// The link or the attempt is gone; another attempt follows by itself.
    Lost {
        /// Why: one of [`reason`].
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
    /// It passes: too many requests, an error inside the server. With the milliseconds it asked to wait, or 0.
    Busy(u64),
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
    /// The token was refused as expired and has not been replaced.
    stale: bool,
    opened_before: bool,
    announced: bool,
    /// The page says so.
    offline: bool,
    hidden: bool,
    /// No frame, however many come, puts the next keep-alive off beyond this.
    ping_by: Millis,
    attempt_ms: u64,
    fallback: Fallback,
    deadlines: Deadlines,
    orders: Vec<Order>,
}

impl Connection {
    /// A closed connection whose attempts may take `attempt_ms` milliseconds each, and which may fall back to polling.
    pub fn new(attempt_ms: u64, may_poll: bool) -> Self {
        Connection {
            phase: Phase::Closed,
            generation: Generation::default(),
            failures: 0,
            expired: 0,
            stale: false,
            opened_before: false,
            announced: false,
            offline: false,
            hidden: false,
            ping_by: Millis(0),
            attempt_ms,
            fallback: Fallback::new(may_poll),
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

    /// How frames travel now, or will at the next attempt.
    pub fn transport(&self) -> Transport {
        match &self.phase {
            Phase::Opening { transport, .. } => *transport,
            Phase::Open { link: Link::Socket, .. } => Transport::Socket,
            Phase::Open { .. } => Transport::LongPoll,
            _ => self.fallback.next,
        }
    }

    /// Failed attempts in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// When the next attempt is made.
    pub fn next_attempt(&self) -> Option<Millis> {
        self.deadlines.at(Deadline::Retry)
    }

    /// Why there is no connection right now: one of [`reason`].
    pub fn reason(&self) -> &'static str {
        match &self.phase {
            Phase::Closed => reason::CLOSED,
            Phase::Authorising => reason::WAITING_FOR_TOKEN,
            Phase::Opening { .. } => reason::OPENING,
            Phase::Open { doubtful: false, .. } => reason::OPEN,
            Phase::Open { .. } => reason::IN_DOUBT,
            Phase::Waiting { reason } => reason,
            Phase::Failed(_) => reason::REFUSED,
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
                (self.failures, self.expired, self.stale, self.opened_before) = (0, 0, false, false);
                // Whoever watches the page says so again.
                (self.offline, self.hidden) = (false, false);
                self.fallback.start_over();
                self.authorise(false);
            }
            Phase::Waiting { .. } => self.authorise(false),
            Phase::Authorising | Phase::Opening { .. } | Phase::Open { .. } => {}
        }
    }

    /// The app wants no connection any more. Wins over everything under way.
    pub fn close(&mut self) {
        self.drop_link();
        self.generation = self.generation.next();
        self.phase = Phase::Closed;
        self.deadlines = Deadlines::default();
        // Whoever closes it knows: `connection.changed` tells of what happens by itself.
        self.announced = false;
    }

    /// A token is there.
    pub fn on_authorised(&mut self, now: Millis) {
        if !matches!(self.phase, Phase::Authorising) {
            return;
        }
        self.generation = self.generation.next();
        let (generation, transport) = (self.generation, self.fallback.next);
        self.phase = Phase::Opening { generation, transport };
        self.deadlines.clear_link();
        let (longest_ms, order) = match transport {
            Transport::Socket => (self.fallback.socket_attempt_ms(self.attempt_ms), Order::OpenSocket(generation)),
            Transport::LongPoll => (POLL_ATTEMPT_MS, Order::OpenPoll(generation)),
        };
        self.deadlines.set(Deadline::FirstFrame, now.plus(longest_ms));
        self.orders.push(order);
    }

    /// There will be no token now. `lasting` says that asking again cannot help.
    pub fn on_token_failed(&mut self, now: Millis, error: Error, lasting: bool, random: &mut Random) {
        if !matches!(self.phase, Phase::Authorising) {
            return;
        }
        // Without a network a token function cannot but fail: that says nothing about the token.
        if lasting || (!self.opened_before && !self.offline) {
            self.fail(error);
        } else {
            self.lose(now, reason::NO_TOKEN, random);
        }
    }

    /// The first frame: the connection is open. On trial, it is not the link yet.
    pub fn on_hello(&mut self, now: Millis, generation: Generation, connection_id: Text) {
        if let Phase::Opening { generation: present, transport } = self.phase
            && present == generation
        {
            self.enter(now, generation, connection_id, transport);
        } else {
            self.on_trial_hello(now, generation, connection_id);
        }
    }

    fn enter(&mut self, now: Millis, generation: Generation, connection_id: Text, transport: Transport) {
        self.expired = 0;
        self.deadlines = Deadlines::default();
        let link = match transport {
            Transport::Socket => {
                self.ping_by = now.plus(PING_HIDDEN_MS);
                self.deadlines.set(Deadline::Ping, now.plus(self.ping_every()));
                Link::Socket
            }
            Transport::LongPoll => {
                self.fallback.resume_trial(now, &mut self.deadlines);
                self.orders.push(Order::Poll(generation));
                Link::LongPoll(Trial::Pausing)
            }
        };
        self.phase = Phase::Open { generation, connection_id, since: now, doubtful: false, link };
        if self.fallback.changes_to(transport) {
            self.orders.push(Order::Changed(transport));
        }
        self.announce(true);
        self.orders.push(Order::Opened);
        self.opened_before = true;
    }

    /// The first frame was an error. The server closes by itself; the order to close is for those that do not.
    pub fn on_refused(&mut self, now: Millis, generation: Generation, refusal: Refusal, random: &mut Random) {
        if !self.is_opening(generation) {
            return self.on_trial_refused(now, generation, &refusal);
        }
        match refusal {
            Refusal::Fatal(error) => {
                self.drop_link();
                self.fail(error);
            }
            Refusal::Busy(wait_ms) => {
                self.lose(now, reason::SERVER_BUSY, random);
                let at = self.deadlines.at(Deadline::Retry).unwrap_or(now);
                self.deadlines.set(Deadline::Retry, at.max(now.plus(wait_ms)));
            }
            Refusal::TokenExpired => {
                self.expired += 1;
                if self.expired == 1 {
                    self.drop_link();
                    self.authorise(true);
                } else {
                    // A provider that keeps giving expired tokens must not spin the machine: it is asked after a pause.
                    self.stale = true;
                    self.lose(now, reason::TOKEN_EXPIRED, random);
                }
            }
        }
    }

    /// The socket is gone. `code` is its close code; 1000 before any frame is the server's "do not come back"
    /// (protocol notes, "Close codes").
    pub fn on_socket_closed(&mut self, now: Millis, generation: Generation, code: u16, random: &mut Random) {
        let opening = self.is_opening(generation);
        if opening && code == 1000 {
            self.fail(Error::ConnectionRefused);
        } else if opening {
            self.lose(now, reason::SOCKET_REFUSED, random);
        } else if self.generation() == Some(generation) {
            self.lose(now, reason::SOCKET_CLOSED, random);
        } else {
            self.on_trial_failed(now, generation);
        }
    }

    /// Time has passed. Handles every deadline that is due.
    pub fn on_timer(&mut self, now: Millis, random: &mut Random) {
        while let Some(due) = self.deadlines.take_due(now) {
            match (due, &self.phase) {
                (Deadline::FirstFrame, Phase::Opening { .. }) => self.lose(now, reason::NO_FIRST_FRAME, random),
                (Deadline::Reply, Phase::Open { .. }) => self.lose(now, reason::NO_REPLY, random),
                (Deadline::Ping, Phase::Open { generation, .. }) => {
                    let generation = *generation;
                    self.ping(now, generation);
                }
                (Deadline::Retry, Phase::Waiting { .. }) => self.authorise(false),
                (Deadline::AnnounceDown, _) if !self.is_healthy() && self.announced => self.announce(false),
                (Deadline::Trial, Phase::Open { .. }) => self.on_trial_timer(now),
                (Deadline::Poll, Phase::Open { generation, .. }) => self.orders.push(Order::Poll(*generation)),
                // A deadline of a phase that is over: the phase's end cleared it, so nothing is owed.
                _ => {}
            }
        }
    }

    fn is_opening(&self, generation: Generation) -> bool {
        matches!(self.phase, Phase::Opening { generation: present, .. } if present == generation)
    }

    fn authorise(&mut self, expired: bool) {
        self.phase = Phase::Authorising;
        self.deadlines.clear_link();
        let expired = std::mem::take(&mut self.stale) || expired;
        self.orders.push(Order::Authorise { expired });
    }

    /// Closes whatever is open or being opened.
    fn drop_link(&mut self) {
        let (generation, transport, connection_id) = match &mut self.phase {
            Phase::Opening { generation, transport } => (*generation, *transport, None),
            Phase::Open { generation, link, connection_id, .. } => match link {
                Link::Socket => (*generation, Transport::Socket, None),
                Link::LongPoll(trial) => {
                    if let Some(on_trial) = trial.generation() {
                        self.orders.push(Order::CloseSocket(on_trial));
                    }
                    (*generation, Transport::LongPoll, Some(std::mem::take(connection_id)))
                }
            },
            _ => return,
        };
        self.orders.push(match transport {
            Transport::Socket => Order::CloseSocket(generation),
            Transport::LongPoll => Order::ClosePoll(generation, connection_id),
        });
    }

    /// The link or the attempt is over: says how and when the next one follows.
    fn lose(&mut self, now: Millis, reason: &'static str, random: &mut Random) {
        let lasted = match self.phase {
            Phase::Open { since, .. } => Some(now.since(since)),
            _ => None,
        };
        let ended = self.transport();
        let attempted = lasted.is_some() || matches!(self.phase, Phase::Opening { .. });
        // The page woke up or came online and this is what the probe found: it was not cut off together with others, and
        // somebody may be waiting.
        let probed = !self.offline && matches!(self.phase, Phase::Open { doubtful: true, link: Link::Socket, .. });
        self.drop_link();
        // Links that open and die, one after the other, are worse than a server that is away for a moment.
        let failures = self.failures.saturating_add(if lasted.is_some() && self.failures > 0 { 2 } else { 1 });
        self.failures = if lasted >= Some(STABLE_MS) { 0 } else { failures };
        self.phase = Phase::Waiting { reason };
        self.deadlines.clear_link();
        self.arm_announcement(now);
        self.orders.push(Order::Lost { reason });
        let at_once = attempted && self.fallback.after(ended, lasted, reason, self.offline);
        if at_once || probed {
            return self.authorise(false);
        }
        let pause = if self.offline {
            now.plus(OFFLINE_RETRY_MS)
        } else {
            // A link that had held is tried again soonest; each failure in a row waits longer.
            backoff::retry_at(now, self.failures.saturating_sub(1), random)
        };
        self.deadlines.set(Deadline::Retry, pause);
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
