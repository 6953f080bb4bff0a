//! Owns what the events of a channel do to its data: changed, hidden, frozen.

use super::super::Channel;
use super::Applied;
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> Channel<N> {
    /// Takes what an event says of the channel itself.
    pub(super) fn apply_data(&mut self, event: &N, kind: &str, applied: &mut Applied<N>) {
        if let Some(data) = event.get("channel") {
            if self.take_data(&data) {
                let changed = N::object();
                changed.set_text("type", "capabilities.changed");
                changed.set_text("cid", &self.cid);
                let now = self.data.as_ref().and_then(|data| data.get("own_capabilities"));
                changed.set("own_capabilities", now.unwrap_or_else(N::array));
                applied.follow_up = Some(changed);
            }
        } else {
            // A new object tells frameworks that something changed.
            self.data = self.data.as_ref().map(N::copy);
        }
        let switch = match kind {
            "channel.hidden" => Some(("hidden", true)),
            "channel.visible" => Some(("hidden", false)),
            "channel.frozen" => Some(("frozen", true)),
            "channel.unfrozen" => Some(("frozen", false)),
            _ => None,
        };
        if let (Some((key, on)), Some(data)) = (switch, &self.data) {
            data.set(key, N::flag(on));
        }
        if kind == "channel.hidden" && event.is("clear_history") {
            self.messages.remove_before(Nanos(i64::MAX));
        }
    }
}
