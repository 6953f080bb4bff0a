//! Owns the table of the connection's deadlines: each has one slot, one length and one reason. There is no timer
//! anywhere else in the connection, so "what is it waiting for" always has an answer.

use crate::time::Millis;

/// What the connection can be waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Deadline {
    /// The attempt under way must show its first frame.
    FirstFrame,
    /// A keep-alive or a probe must be answered.
    Reply,
    /// The next keep-alive is to be sent.
    Ping,
    /// The pause before the next attempt ends.
    Retry,
    /// The link has been down long enough to tell the app.
    AnnounceDown,
    /// While polling: the next socket is to be tried, or the one on trial to be judged.
    Trial,
    /// A poll that the server could not answer is to be repeated.
    Poll,
}

/// Milliseconds without a frame after which a keep-alive is sent while the page is visible. Ten for this and
/// [`REPLY_VISIBLE_MS`] for the answer find a dead link within 15 s; Stream's Android client pings every 11 s, so the
/// service takes the rate (protocol notes, "Ping, liveness").
pub const PING_VISIBLE_MS: u64 = 10_000;
/// The same while the page is hidden, and the longest time between two keep-alives however much is received: 25 s, as
/// the JavaScript SDK does (protocol notes, "Ping, liveness").
pub const PING_HIDDEN_MS: u64 = 25_000;
/// Milliseconds a keep-alive may take to be answered while the page is visible: 10 000 and 4 500 make 14.5 s.
pub const REPLY_VISIBLE_MS: u64 = 4_500;
/// The same while the page is hidden: 25 000 and 9 500 make 34.5 s, below the 35 s of the JavaScript SDK.
pub const REPLY_HIDDEN_MS: u64 = 9_500;
/// Milliseconds a probed link has to answer. A round trip takes well below one second on any usable network; two keep a
/// person who just came back from waiting.
pub const PROBE_MS: u64 = 2_000;
/// Milliseconds the link must be down before the app hears of it, so that a blink does not flash a banner
/// (protocol notes, "Browser online/offline").
pub const ANNOUNCE_DOWN_MS: u64 = 5_000;
/// Milliseconds a connection must have lasted for its loss not to count as a failed attempt. Longer than a middlebox
/// takes to kill a socket it does not like (100 to 2 000 ms in field reports), shorter than people's patience.
pub const STABLE_MS: u64 = 10_000;
/// Milliseconds between two attempts while the page says it is offline. Browsers are sometimes wrong about it.
pub const OFFLINE_RETRY_MS: u64 = 30_000;
/// Milliseconds a timer may be late before it means that the page slept. Timers of hidden pages are late by up to one
/// second, and by a minute where they are throttled, which is a sleep for us.
pub const LATE_MS: u64 = 3_000;

const ALL: [Deadline; 7] = [
    Deadline::FirstFrame,
    Deadline::Reply,
    Deadline::Ping,
    Deadline::Retry,
    Deadline::AnnounceDown,
    Deadline::Trial,
    Deadline::Poll,
];

/// When each deadline falls.
#[derive(Clone, Debug)]
pub struct Deadlines {
    at: [Millis; ALL.len()],
}

/// The time of a deadline that is not armed.
const NEVER: Millis = Millis(u64::MAX);

impl Default for Deadlines {
    fn default() -> Self {
        Deadlines { at: [NEVER; ALL.len()] }
    }
}

impl Deadlines {
    /// Arms a deadline, replacing its earlier time.
    pub fn set(&mut self, deadline: Deadline, at: Millis) {
        if let Some(slot) = self.at.get_mut(deadline as usize) {
            *slot = at;
        }
    }

    /// Disarms a deadline.
    pub fn clear(&mut self, deadline: Deadline) {
        self.set(deadline, NEVER);
    }

    /// Disarms all that belong to an attempt or an open link; `AnnounceDown` outlives both.
    pub fn clear_link(&mut self) {
        let announce = self.time(Deadline::AnnounceDown);
        *self = Deadlines::default();
        self.set(Deadline::AnnounceDown, announce);
    }

    fn time(&self, deadline: Deadline) -> Millis {
        self.at.get(deadline as usize).copied().unwrap_or(NEVER)
    }

    /// When a deadline falls, if armed.
    pub fn at(&self, deadline: Deadline) -> Option<Millis> {
        armed(self.time(deadline))
    }

    /// The earliest deadline. Changes after every call that takes `&mut self`.
    pub fn next(&self) -> Option<Millis> {
        let mut next = NEVER;
        for at in self.at {
            next = next.min(at);
        }
        armed(next)
    }

    /// Takes one deadline that is due, in the order of the enum: an attempt that is over is judged before a ping is sent.
    pub fn take_due(&mut self, now: Millis) -> Option<Deadline> {
        for deadline in ALL {
            if self.time(deadline) <= now {
                self.clear(deadline);
                return Some(deadline);
            }
        }
        None
    }
}

fn armed(at: Millis) -> Option<Millis> {
    if at == NEVER { None } else { Some(at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_deadline_is_next_and_each_is_taken_once() {
        let mut deadlines = Deadlines::default();
        deadlines.set(Deadline::Reply, Millis(35));
        deadlines.set(Deadline::Ping, Millis(25));
        assert_eq!(deadlines.next(), Some(Millis(25)));
        assert_eq!(deadlines.take_due(Millis(24)), None);
        assert_eq!(deadlines.take_due(Millis(40)), Some(Deadline::Reply));
        assert_eq!(deadlines.take_due(Millis(40)), Some(Deadline::Ping));
        assert_eq!((deadlines.take_due(Millis(40)), deadlines.next()), (None, None));
    }

    #[test]
    fn clearing_the_link_keeps_the_announcement() {
        let mut deadlines = Deadlines::default();
        for deadline in ALL {
            deadlines.set(deadline, Millis(1));
        }
        deadlines.clear_link();
        assert_eq!(deadlines.take_due(Millis(1)), Some(Deadline::AnnounceDown));
        assert_eq!(deadlines.next(), None);
    }
}
