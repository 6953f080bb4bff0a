//! Owns what slow mode means for the own user: how long until the next message may be sent. The service enforces it.

use super::channel::{Channel, holds};
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> Channel<N> {
    /// Slow mode as it is at that time of day, under the names of version 9: `cooldownConfigSeconds` (0 without slow mode),
    /// `cooldownRemaining` (whole seconds, rounded), `canSkipCooldown`, and `ownLatestMessageDate` if there is one.
    pub fn cooldown(&self, wall: Nanos) -> N {
        let seconds = self.data.as_ref().map_or(0, |data| data.count("cooldown"));
        let skips = self.data.as_ref().and_then(|data| data.get("own_capabilities"));
        let skips = skips.is_some_and(|known| holds(&known, "skip-slow-mode"));
        let mut left = 0;
        let answer = N::object();
        if let Some(at) = self.own_last_at {
            answer.set("ownLatestMessageDate", N::date(at));
            let passed_ms = wall.unix_ms().saturating_sub(at.unix_ms()).max(0);
            left = (i64::from(seconds) * 1_000 - passed_ms + 500).max(0) / 1_000;
        }
        if skips {
            left = 0;
        }
        answer.set("cooldownConfigSeconds", N::number(f64::from(seconds)));
        answer.set("cooldownRemaining", N::number(left as f64));
        answer.set("canSkipCooldown", N::flag(skips));
        answer
    }
}
