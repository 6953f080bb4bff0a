//! Owns slow mode as the own user meets it: how long until the next message is taken.

use super::Channel;
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> Channel<N> {
    /// `{seconds, remaining, exempt, last}`: what the channel's cooldown is and what remains of it after the own latest
    /// message, in seconds; whether the own user is exempt; when that message was made (a date, or null). `last` counts
    /// as the own latest message if given.
    pub fn cooldown(&self, now: Nanos, last: Option<Nanos>) -> N {
        let last = last.or(self.own_last_at);
        let seconds = self.data.as_ref().map_or(0, |data| data.count("cooldown"));
        let exempt = self.data.is_some() && self.may("skip-slow-mode");
        let waited_ms = last.map_or(i64::MAX, |at| now.unix_ms().saturating_sub(at.unix_ms()).max(0));
        let left_ms = (i64::from(seconds) * 1_000).saturating_sub(waited_ms);
        let remaining = if exempt { 0 } else { (left_ms.max(0) + 500) / 1_000 };
        let shown = N::object();
        shown.set("seconds", N::number(f64::from(seconds)));
        shown.set("remaining", N::number(remaining as f64));
        shown.set("exempt", N::flag(exempt));
        shown.set("last", last.map_or_else(N::null, N::date));
        shown
    }
}
