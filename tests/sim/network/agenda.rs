//! Owns what is still to happen, in the order of the virtual clock; what was planned first comes first at one moment.

use std::collections::BTreeMap;

/// Things and when they happen.
pub struct Agenda<T> {
    things: BTreeMap<(u64, u64), T>,
    planned: u64,
}

impl<T> Agenda<T> {
    pub fn new() -> Self {
        Agenda { things: BTreeMap::new(), planned: 0 }
    }

    pub fn plan(&mut self, at_ms: u64, thing: T) {
        self.planned += 1;
        self.things.insert((at_ms, self.planned), thing);
    }

    /// When the next thing happens.
    pub fn next_at(&self) -> Option<u64> {
        self.things.first_key_value().map(|((at, _), _)| *at)
    }

    pub fn take(&mut self) -> Option<(u64, T)> {
        self.things.pop_first().map(|((at, _), thing)| (at, thing))
    }
}
