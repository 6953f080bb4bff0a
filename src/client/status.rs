//! Owns what the app is told about where the connection stands: one event for each change, with its reason.

use super::{Client, event};
use crate::connection::Phase;
use crate::node::Node;

/// What the app was told last.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Status {
    state: &'static str,
    transport: &'static str,
    reason: &'static str,
}

/// Nobody has asked for a connection yet.
pub(super) const AT_FIRST: Status = Status { state: "closed", transport: "websocket", reason: "closed" };

impl<N: Node> Client<N> {
    /// Tells of a change since the last time: `connection.state_changed` with `state`, `transport`, `reason`, `attempt`
    /// (failed ones in a row) and, where they apply, `retry_in` (milliseconds) and `error` (its code).
    pub(super) fn tell_status(&mut self) {
        let state = match self.connection.phase() {
            Phase::Closed => "closed",
            Phase::Authorising | Phase::Opening { .. } => "connecting",
            Phase::Open { doubtful: false, .. } => "connected",
            Phase::Open { .. } => "in-doubt",
            Phase::Waiting { .. } => "waiting",
            Phase::Failed(_) => "failed",
        };
        let (transport, reason) = (self.connection.transport().as_str(), self.connection.reason());
        let status = Status { state, transport, reason };
        if self.told == status {
            return;
        }
        self.told = status;
        let changed = event::<N>("connection.state_changed");
        changed.set_text("state", state);
        changed.set_text("transport", transport);
        changed.set_text("reason", reason);
        changed.set("attempt", N::number(f64::from(self.connection.failures())));
        if let Some(at) = self.connection.next_attempt() {
            changed.set("retry_in", N::number(at.since(self.now.mono) as f64));
        }
        if let Phase::Failed(error) = self.connection.phase() {
            match error.service_code() {
                Some(code) => changed.set("error", N::number(f64::from(code))),
                None => changed.set_text("error", error.code()),
            }
        }
        self.dispatch(changed, None);
    }
}
