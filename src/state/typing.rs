//! Owns who is typing in a channel, and when that is no longer believed.

use super::live::Live;
use crate::id::Id;
use crate::node::Node;
use crate::sorted::Sorted;
use crate::time::{Millis, earlier};

/// Milliseconds after which somebody who has shown no further sign is not typing any more, by local receive time
/// (protocol notes, "Typing"): their `typing.stop` may have been lost.
pub const TYPING_EXPIRES_MS: u64 = 7_000;

/// The people typing in one channel.
#[derive(Debug)]
pub struct Typing<N> {
    until: Sorted<Id, Millis>,
    record: Live<N>,
}

impl<N: Node> Default for Typing<N> {
    fn default() -> Self {
        Typing { until: Sorted::new(), record: Live::new(N::object()) }
    }
}

impl<N: Node> Typing<N> {
    /// The record for JavaScript: user id → the `typing.start` event.
    pub fn view(&mut self) -> N {
        self.record.view()
    }

    /// Somebody types.
    pub fn start(&mut self, user_id: &str, event: N, now: Millis) {
        self.until.insert(user_id.into(), now.plus(TYPING_EXPIRES_MS));
        self.record.change().set_named(user_id, event);
    }

    /// Somebody stopped. Whether they were known to type.
    pub fn stop(&mut self, user_id: &str) -> bool {
        let known = self.until.remove(user_id).is_some();
        if known {
            self.record.change().remove_named(user_id);
        }
        known
    }

    /// Nobody types (the link was lost; what comes next starts fresh).
    pub fn clear(&mut self) {
        if !self.until.is_empty() {
            *self = Typing::default();
        }
    }

    /// When the next person is no longer believed to type.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.until.values().iter().fold(None, |next, until| earlier(next, Some(*until)))
    }

    /// Takes one person whose time is up: their id and the event that started it.
    pub fn take_expired(&mut self, now: Millis) -> Option<(Id, Option<N>)> {
        let id = self.until.iter().find(|(_, until)| **until <= now).map(|(id, _)| id.clone())?;
        let event = self.record.read().get_named(&id);
        self.stop(&id);
        Some((id, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    #[test]
    fn a_typist_expires_after_seven_seconds_unless_they_go_on() {
        let mut typing = Typing::default();
        typing.start("ann", Json::object(), Millis(0));
        typing.start("ann", Json::object(), Millis(2_000));
        assert_eq!(typing.next_deadline(), Some(Millis(9_000)));
        assert!(typing.take_expired(Millis(8_999)).is_none());
        assert_eq!(typing.take_expired(Millis(9_000)).map(|(id, _)| id.to_string()).as_deref(), Some("ann"));
        assert_eq!((typing.view().keys().len(), typing.next_deadline()), (0, None));
    }

    #[test]
    fn stopping_twice_is_stopping_once() {
        let mut typing = Typing::default();
        typing.start("ann", Json::object(), Millis(0));
        assert!(typing.stop("ann"));
        assert!(!typing.stop("ann"));
    }
}
