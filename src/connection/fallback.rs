//! Owns the choice between socket and long poll, and the socket on trial while there is long polling: when to give sockets
//! up, when to try one again, and when to trust it.

use super::deadline::{Deadline, Deadlines};
use super::{Connection, Link, Order, Phase, Refusal, reason};
use crate::id::Generation;
use crate::random::Random;
use crate::text::Text;
use crate::time::Millis;

/// Milliseconds a socket may take to show its first frame where there is long polling to fall back to
/// (protocol notes, "Errors during connect").
pub const SOCKET_ATTEMPT_MS: u64 = 6_000;
/// Milliseconds the server may take to make a polling connection (protocol notes, "Long-poll fallback").
pub const POLL_ATTEMPT_MS: u64 = 8_000;
/// Milliseconds a socket must last to be of use. Middleboxes that accept an upgrade and then kill the socket do it within
/// 100 to 2 000 ms (field reports).
pub const USEFUL_MS: u64 = 5_000;
/// Useless sockets in a row that are enough. Two, so that the third is the first one on trial.
const USELESS_SOCKETS: u32 = 2;
/// Milliseconds that a socket on trial must hold, and answer a keep-alive, to be taken.
pub const HOLD_MS: u64 = 5_000;
/// Milliseconds before the first trial, the second, and all others. The sum of the last with an attempt and the trial stays
/// below a minute: nobody polls longer than that after the socket is free again.
const TRIAL_PAUSES_MS: [u64; 3] = [12_000, 30_000, 45_000];
/// Polls in a row that the server may answer with a passing error before the connection counts as lost.
const BUSY_POLLS: u32 = 4;

/// How frames travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A WebSocket.
    Socket,
    /// Requests that the server answers when there is something to say.
    LongPoll,
}

impl Transport {
    /// Its name in `transport.changed` and `connectionState`.
    pub fn as_str(self) -> &'static str {
        match self {
            Transport::Socket => "websocket",
            Transport::LongPoll => "longpoll",
        }
    }
}

/// What is under way to get back from polling to a socket.
#[derive(Clone, Debug, PartialEq)]
pub enum Trial {
    /// Nothing; the next one is due at `Deadline::Trial`.
    Pausing,
    /// A socket was ordered and has shown no frame yet.
    Opening(Generation),
    /// It has shown its first frame.
    Holding {
        /// Whose frames count.
        generation: Generation,
        /// The server's name for it.
        connection_id: Text,
        /// Something came after the keep-alive.
        heard: bool,
    },
}

impl Trial {
    /// The socket on trial.
    pub fn generation(&self) -> Option<Generation> {
        match self {
            Trial::Pausing => None,
            Trial::Opening(generation) | Trial::Holding { generation, .. } => Some(*generation),
        }
    }
}

/// Why a poll gave no events.
#[derive(Clone, Debug, PartialEq)]
pub enum PollFailure {
    /// The server does not know this connection any more.
    Forgotten,
    /// It passes, and no event was taken from the queue. With the milliseconds it asked to wait, or 0.
    Busy(u64),
    /// No answer: what it would have carried is not known.
    Unanswered,
}

/// What is remembered between attempts.
#[derive(Debug)]
pub(super) struct Fallback {
    allowed: bool,
    /// What the next attempt uses.
    pub(super) next: Transport,
    /// What the app knows.
    told: Transport,
    /// Sockets in a row that were killed soon after their first frame.
    useless: u32,
    /// Trials that failed since there is polling.
    trials: usize,
    /// When the next one is due; 0 before the first.
    trial_at: Millis,
    /// Polls in a row that met a passing error.
    busy: u32,
}

impl Fallback {
    pub(super) fn new(allowed: bool) -> Self {
        let socket = Transport::Socket;
        Fallback { allowed, next: socket, told: socket, useless: 0, trials: 0, trial_at: Millis(0), busy: 0 }
    }

    /// A connection is wanted anew: what was learned about sockets may not hold any more.
    pub(super) fn start_over(&mut self) {
        *self = Fallback { told: self.told, ..Fallback::new(self.allowed) };
    }

    /// Milliseconds an attempt by socket may take.
    pub(super) fn socket_attempt_ms(&self, attempt_ms: u64) -> u64 {
        if self.allowed { attempt_ms.min(SOCKET_ATTEMPT_MS) } else { attempt_ms }
    }

    /// Notes what frames travel by. Whether the app has to be told.
    pub(super) fn changes_to(&mut self, transport: Transport) -> bool {
        std::mem::replace(&mut self.told, transport) != transport
    }

    pub(super) fn arm_trial(&mut self, now: Millis, deadlines: &mut Deadlines) {
        let [.., longest] = TRIAL_PAUSES_MS;
        self.trial_at = now.plus(TRIAL_PAUSES_MS.get(self.trials).copied().unwrap_or(longest));
        deadlines.set(Deadline::Trial, self.trial_at);
    }

    /// There is polling, anew or again. A poll that was lost puts no trial off, or those that are lost often would for good.
    pub(super) fn resume_trial(&mut self, now: Millis, deadlines: &mut Deadlines) {
        match self.trial_at {
            Millis(0) => self.arm_trial(now, deadlines),
            at => deadlines.set(Deadline::Trial, at.max(now)),
        }
    }

    /// A link or an attempt by `ended` is over; a link had `lasted` so many milliseconds. Chooses what is next, and says
    /// whether it follows at once.
    pub(super) fn after(&mut self, ended: Transport, lasted: Option<u64>, why: &str, offline: bool) -> bool {
        self.busy = 0;
        let was = std::mem::replace(&mut self.next, Transport::Socket);
        match (ended, lasted) {
            (Transport::Socket, None) => {
                // An error that the server sent came through: the socket works.
                if !self.allowed || offline || why == reason::SERVER_BUSY || why == reason::TOKEN_EXPIRED {
                    return false;
                }
            }
            (Transport::Socket, Some(ms)) => {
                self.useless = if ms < USEFUL_MS { self.useless.saturating_add(1) } else { 0 };
                if !self.allowed || offline || self.useless < USELESS_SOCKETS {
                    return false;
                }
            }
            // Polling does not work either: that is no matter of sockets.
            (Transport::LongPoll, None) => return false,
            (Transport::LongPoll, Some(_)) => {
                self.next = was;
                return why == reason::POLL_FORGOTTEN && lasted >= Some(USEFUL_MS);
            }
        }
        (self.trials, self.trial_at) = (0, Millis(0));
        self.next = Transport::LongPoll;
        true
    }
}

impl Connection {
    /// The poll was answered; ask for more.
    pub fn on_polled(&mut self, now: Millis, generation: Generation) {
        if self.generation() == Some(generation) {
            self.fallback.busy = 0;
            self.on_frame(now, generation);
            self.orders.push(Order::Poll(generation));
        }
    }

    /// The poll, or the request for a polling connection, was not answered with events.
    pub fn on_poll_failed(&mut self, now: Millis, generation: Generation, why: PollFailure, random: &mut Random) {
        if self.is_opening(generation) {
            return match why {
                PollFailure::Busy(ms) => self.on_refused(now, generation, Refusal::Busy(ms), random),
                _ => self.lose(now, reason::POLL_FAILED, random),
            };
        }
        if self.generation() != Some(generation) {
            return;
        }
        match why {
            PollFailure::Busy(wait_ms) if self.fallback.busy < BUSY_POLLS => {
                self.fallback.busy += 1;
                let pause = super::backoff::retry_at(now, self.fallback.busy, random).max(now.plus(wait_ms));
                self.deadlines.set(Deadline::Poll, pause);
            }
            PollFailure::Forgotten => self.end_poll(now, reason::POLL_FORGOTTEN, random),
            PollFailure::Busy(_) | PollFailure::Unanswered => self.end_poll(now, reason::POLL_FAILED, random),
        }
    }

    /// The polling connection is over. A socket on trial that is open already takes its place.
    fn end_poll(&mut self, now: Millis, why: &'static str, random: &mut Random) {
        match &self.phase {
            Phase::Open { link: Link::LongPoll(Trial::Holding { .. }), .. } => self.adopt(now),
            _ => self.lose(now, why, random),
        }
    }

    fn trial(&mut self) -> Option<&mut Trial> {
        match &mut self.phase {
            Phase::Open { link: Link::LongPoll(trial), .. } => Some(trial),
            _ => None,
        }
    }

    /// The generation of the socket on trial.
    pub fn on_trial(&self) -> Option<Generation> {
        match &self.phase {
            Phase::Open { link: Link::LongPoll(trial), .. } => trial.generation(),
            _ => None,
        }
    }

    /// Whether this is the socket on trial and its first frame has come.
    pub fn is_on_hold(&self, of: Generation) -> bool {
        matches!(&self.phase, Phase::Open { link: Link::LongPoll(Trial::Holding { generation, .. }), .. } if *generation == of)
    }

    /// The pause before a trial is over, or the trial is.
    pub(super) fn on_trial_timer(&mut self, now: Millis) {
        let (offline, generation) = (self.offline, self.generation.next());
        let Some(trial) = self.trial() else { return };
        match trial {
            // The page is offline: that is no time to learn anything about sockets.
            Trial::Pausing if offline => self.fallback.arm_trial(now, &mut self.deadlines),
            Trial::Pausing => {
                *trial = Trial::Opening(generation);
                self.generation = generation;
                self.deadlines.set(Deadline::Trial, now.plus(SOCKET_ATTEMPT_MS));
                self.orders.push(Order::OpenSocket(generation));
            }
            Trial::Holding { heard: true, .. } => self.adopt(now),
            Trial::Opening(generation) | Trial::Holding { generation, .. } => {
                let generation = *generation;
                self.orders.push(Order::CloseSocket(generation));
                self.on_trial_failed(now, generation);
            }
        }
    }

    pub(super) fn on_trial_hello(&mut self, now: Millis, generation: Generation, connection_id: Text) {
        if let Some(trial) = self.trial()
            && *trial == Trial::Opening(generation)
        {
            *trial = Trial::Holding { generation, connection_id, heard: false };
            self.deadlines.set(Deadline::Trial, now.plus(HOLD_MS));
            self.orders.push(Order::Ping(generation));
        }
    }

    pub(super) fn on_trial_refused(&mut self, now: Millis, generation: Generation, refusal: &Refusal) {
        if self.on_trial() != Some(generation) {
            return;
        }
        self.orders.push(Order::CloseSocket(generation));
        self.on_trial_failed(now, generation);
        if !matches!(refusal, Refusal::Fatal(_)) {
            // What the server says came through: sockets are not the trouble, and the next one is tried soon.
            self.fallback.trials = 0;
            self.fallback.arm_trial(now, &mut self.deadlines);
        }
    }

    pub(super) fn on_trial_failed(&mut self, now: Millis, generation: Generation) {
        if let Some(trial) = self.trial()
            && trial.generation() == Some(generation)
        {
            *trial = Trial::Pausing;
            self.fallback.trials += 1;
            self.fallback.arm_trial(now, &mut self.deadlines);
        }
    }

    /// The socket on trial has held: it is the link from now on.
    fn adopt(&mut self, now: Millis) {
        let Phase::Open { generation: polled, connection_id: id, link, .. } = &mut self.phase else { return };
        let Link::LongPoll(trial) = std::mem::replace(link, Link::Socket) else { return };
        let Trial::Holding { generation, connection_id, .. } = trial else { return };
        self.orders.push(Order::ClosePoll(*polled, Some(std::mem::take(id))));
        self.fallback.start_over();
        self.failures = 0;
        self.enter(now, generation, connection_id, Transport::Socket);
    }
}
