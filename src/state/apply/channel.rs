//! Owns what the events of a channel do to its data: changed, hidden, frozen.

use super::super::Channel;
use super::Applied;
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> Channel<N> {
    /// Takes what an event says of the channel itself.
    pub(super) fn apply_data(&mut self, event: &N, kind: &str, applied: &mut Applied<N>) {
        let frozen = |channel: &Self| channel.data.as_ref().is_some_and(|data| data.is("frozen"));
        let before = frozen(self);
        if let Some(data) = event.get("channel") {
            if self.take_data(&data) {
                applied.first = Some(self.capabilities());
            }
            if let (None, true, Some(data)) = (data.get("frozen"), before, &self.data) {
                data.set("frozen", N::flag(true));
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
        // Whoever is frozen out may do less: the service says what, if it is asked.
        applied.ask_capabilities = self.loaded && before != frozen(self);
        if kind == "channel.hidden" && event.is("clear_history") {
            self.clear_before(event.time("created_at").unwrap_or(Nanos::LAST));
        }
    }

    /// The event that tells of changed capabilities.
    pub fn capabilities(&self) -> N {
        let changed = N::object();
        changed.set_text("type", "capabilities.changed");
        changed.set_text("cid", &self.cid);
        let now = self.data.as_ref().and_then(|data| data.get("own_capabilities"));
        changed.set("own_capabilities", now.unwrap_or_else(N::array));
        changed
    }
}
