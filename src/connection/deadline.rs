//! Owns the table of the connection's deadlines: each has one slot, one length and one reason. There is no timer
//! anywhere else in the connection, so "what is it waiting for" always has an answer.

use crate::time::Millis;

/// What the connection can be waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Deadline {
    /// The attempt under way must show its first frame.
    FirstFrame,
    /// The next keep-alive is to be sent.
    Ping,
    /// Nothing at all was received: the link is dead.
    Silence,
    /// A doubtful link was probed and must answer.
    Probe,
    /// The pause before the next attempt ends.
    Retry,
    /// The link has been down long enough to tell the app.
    AnnounceDown,
}

/// Milliseconds between keep-alives: 25 s, as the JavaScript SDK does (protocol notes, "Ping, liveness").
pub const PING_EVERY_MS: u64 = 25_000;
/// Milliseconds without any frame after which the link is dead: 35 s, one ping and ten seconds for its answer
/// (protocol notes, "Ping, liveness"). Armed anew by every frame and never left unarmed while open.
pub const SILENCE_MS: u64 = 35_000;
/// Milliseconds a probed link has to answer. A round trip takes well below one second on any usable network; two keep a
/// person who just came back from waiting.
pub const PROBE_MS: u64 = 2_000;
/// Milliseconds the link must be down before the app hears of it, so that a blink does not flash a banner
/// (protocol notes, "Browser online/offline").
pub const ANNOUNCE_DOWN_MS: u64 = 5_000;
/// Milliseconds a connection must have lasted for its loss not to count as a failed attempt. Longer than a middlebox
/// takes to kill a socket it does not like (100 to 2 000 ms in field reports), shorter than people's patience.
pub const STABLE_MS: u64 = 10_000;

const ALL: [Deadline; 6] =
    [Deadline::FirstFrame, Deadline::Ping, Deadline::Silence, Deadline::Probe, Deadline::Retry, Deadline::AnnounceDown];

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
        deadlines.set(Deadline::Silence, Millis(35));
        deadlines.set(Deadline::Ping, Millis(25));
        assert_eq!(deadlines.next(), Some(Millis(25)));
        assert_eq!(deadlines.take_due(Millis(24)), None);
        assert_eq!(deadlines.take_due(Millis(40)), Some(Deadline::Ping));
        assert_eq!(deadlines.take_due(Millis(40)), Some(Deadline::Silence));
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
