//! Owns finding a message's time by its id, in constant time. Holds no ids: a hash and a time for each message, and
//! whoever asks verifies the candidates. A tree of ids would be six kilobytes of WebAssembly and forty bytes a message.

use crate::time::Nanos;

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    at: Nanos,
}

/// Marks of slots that hold nothing: never used, and used before.
const FREE: u32 = 0;
const GONE: u32 = 1;

/// Hash → time, with open addressing.
#[derive(Debug, Default)]
pub struct Index {
    /// Empty, or a power of two long, never more than three quarters in use.
    slots: Vec<Slot>,
    /// Slots that are not free.
    used: usize,
}

impl Index {
    /// The time of an id, among those with its hash the one that `is` confirms.
    pub fn find(&self, id: &str, is: impl Fn(Nanos) -> bool) -> Option<Nanos> {
        self.place(hash(id), &is).and_then(|place| self.slots.get(place)).map(|slot| slot.at)
    }

    /// Adds an id that is not there.
    pub fn insert(&mut self, id: &str, at: Nanos) {
        if self.used * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        self.put(Slot { hash: hash(id), at });
    }

    /// Removes the id with this time.
    pub fn remove(&mut self, id: &str, at: Nanos) {
        if let Some(slot) = self.place(hash(id), &|known| known == at).and_then(|place| self.slots.get_mut(place)) {
            slot.hash = GONE;
        }
    }

    fn place(&self, hash: u32, is: &dyn Fn(Nanos) -> bool) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots.get(place)?;
            if slot.hash == FREE {
                return None;
            }
            if slot.hash == hash && is(slot.at) {
                return Some(place);
            }
            place = (place + 1) & mask;
        }
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = slot.hash as usize & mask;
        while let Some(taken) = self.slots.get_mut(place) {
            if taken.hash <= GONE {
                self.used += usize::from(taken.hash == FREE);
                *taken = slot;
                return;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let old = std::mem::take(self);
        let mut held = 0;
        for slot in &old.slots {
            held += usize::from(slot.hash > GONE);
        }
        for _ in 0..(held * 2).next_power_of_two().max(16) {
            self.slots.push(Slot { hash: FREE, at: Nanos::at(0) });
        }
        for slot in old.slots {
            if slot.hash > GONE {
                self.put(slot);
            }
        }
    }
}

/// FNV-1a in 32 bits, kept clear of the two marks.
fn hash(id: &str) -> u32 {
    let mut hash = 0x811c_9dc5u32;
    for byte in id.as_bytes() {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    hash.max(GONE + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    #[test]
    fn behaves_as_a_map_under_any_sequence_of_operations() {
        for seed in 0..100 {
            let mut random = Random::new(seed);
            let (mut ours, mut theirs) = (Index::default(), BTreeMap::new());
            for step in 0..400i64 {
                let id = format!("m{}", random.between(0, 60));
                let known = theirs.get(&id).copied();
                assert_eq!(ours.find(&id, |at| Some(at) == known), known, "seed {seed} step {step}");
                match known {
                    Some(at) => {
                        ours.remove(&id, at);
                        theirs.remove(&id);
                    }
                    None => {
                        ours.insert(&id, Nanos::at(step));
                        theirs.insert(id, Nanos::at(step));
                    }
                }
            }
            assert!(ours.slots.len() <= 256, "slots of removed ids are used again");
        }
    }

    #[test]
    fn ids_of_one_hash_are_told_apart_by_who_asks() {
        let mut index = Index::default();
        index.insert("same", Nanos::at(1));
        index.insert("same", Nanos::at(2));
        assert_eq!(index.find("same", |at| at == Nanos::at(2)), Some(Nanos::at(2)));
        assert_eq!(index.find("same", |_| false), None);
    }
}
