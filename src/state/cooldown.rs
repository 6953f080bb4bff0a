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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::Json;

    /// What remains that many milliseconds after the own latest message.
    fn remaining(cooldown: u32, capability: &str, waited_ms: i64) -> Option<f64> {
        let mut channel = Channel::<Json>::new("messaging", Some("c"), "messaging:c".into());
        channel.take_data(&Json::from(json!({"cooldown": cooldown, "own_capabilities": [capability]})));
        channel.own_last_at = Some(Nanos::from_unix_ms(1_000_000));
        channel.cooldown(Nanos::from_unix_ms(1_000_000 + waited_ms), None).num("remaining")
    }

    #[test]
    fn what_remains_is_rounded_to_whole_seconds() {
        let after = |ms| remaining(4, "send-message", ms);
        assert_eq!(
            [0, 200, 600, 1_300, 1_700, 3_300, 3_700, 60_000].map(after),
            [4.0, 4.0, 3.0, 3.0, 2.0, 1.0, 0.0, 0.0].map(Some)
        );
        assert_eq!(after(-5_000), Some(4.0), "never more than the whole, whatever the clocks say");
    }

    #[test]
    fn nothing_remains_without_slow_mode_without_a_message_and_for_who_is_exempt() {
        assert_eq!(remaining(0, "send-message", 0), Some(0.0));
        assert_eq!(remaining(4, "skip-slow-mode", 0), Some(0.0));
        let mut channel = Channel::<Json>::new("messaging", Some("c"), "messaging:c".into());
        let now = Nanos::from_unix_ms(9_000);
        assert_eq!(channel.cooldown(now, None).num("remaining"), Some(0.0));
        channel.take_data(&Json::from(json!({"cooldown": 4, "own_capabilities": []})));
        assert_eq!(channel.cooldown(now, None).num("remaining"), Some(0.0));
        assert_eq!(channel.cooldown(now, Some(now)).num("remaining"), Some(4.0), "as if written now");
    }
}
