//! Owns the small map that most of the client uses: a sorted vector. A `BTreeMap` costs 5 kB of WebAssembly for every
//! pair of types it is used with; this costs some 300 bytes, and for the tens to thousands of entries here it is as
//! fast. Where tens of thousands of entries arrive in random order (message ids), a hash index is used instead.

use std::cmp::Ordering;

use crate::text::{self, Text};

/// A map in the order of its keys. Keys and values stand apart, so that maps with the same keys share their code.
#[derive(Clone, Debug, PartialEq)]
pub struct Sorted<K, V> {
    keys: Vec<K>,
    values: Vec<V>,
}

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Sorted { keys: Vec::new(), values: Vec::new() }
    }
}

/// What a map is sorted by.
pub trait Key {
    /// What one looks for. All texts are looked for as `str`, so that they share the code.
    type Look: Ord + ?Sized;
    /// The key as one looks for it.
    fn look(&self) -> &Self::Look;
    /// Where the key stands beside what one looks for.
    fn order(&self, key: &Self::Look) -> Ordering {
        self.look().cmp(key)
    }
}

impl Key for Text {
    type Look = str;
    #[inline(always)]
    fn look(&self) -> &str {
        self
    }
    #[inline(always)]
    fn order(&self, key: &str) -> Ordering {
        text::order(self, key)
    }
}

impl Key for u32 {
    type Look = u32;
    #[inline(always)]
    fn look(&self) -> &u32 {
        self
    }
}

impl<A: Ord, B: Ord> Key for (A, B) {
    type Look = (A, B);
    #[inline(always)]
    fn look(&self) -> &(A, B) {
        self
    }
}

/// Where a key is; where it would be, with all bits turned over, when it is not there.
#[inline(never)]
fn place<K: Key>(keys: &[K], key: &K::Look) -> isize {
    let (mut low, mut high) = (0, keys.len());
    while low < high {
        let middle = (low + high) / 2;
        let Some(known) = keys.get(middle) else { break };
        match known.order(key) {
            Ordering::Equal => return middle as isize,
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    !(low as isize)
}

impl<K: Key, V> Sorted<K, V> {
    /// An empty map, also for constants.
    pub const fn new() -> Self {
        Sorted { keys: Vec::new(), values: Vec::new() }
    }

    /// The value of a key.
    pub fn get(&self, key: &K::Look) -> Option<&V> {
        // A place that is not there is beyond the end of every list.
        self.values.get(place(&self.keys, key) as usize)
    }

    /// The value of a key, for changing.
    pub fn get_mut(&mut self, key: &K::Look) -> Option<&mut V> {
        self.values.get_mut(place(&self.keys, key) as usize)
    }

    /// Whether the key is there.
    pub fn contains(&self, key: &K::Look) -> bool {
        place(&self.keys, key) >= 0
    }

    /// Adds or replaces.
    pub fn insert(&mut self, key: K, value: V) {
        let place = place(&self.keys, key.look());
        match self.values.get_mut(place as usize) {
            Some(known) => *known = value,
            None => {
                self.keys.insert(!place as usize, key);
                self.values.insert(!place as usize, value);
            }
        }
    }

    /// Removes a key and gives its value back.
    pub fn remove(&mut self, key: &K::Look) -> Option<V> {
        let place = place(&self.keys, key);
        if place < 0 {
            return None;
        }
        self.keys.remove(place as usize);
        Some(self.values.remove(place as usize))
    }

    /// Empties the map.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.values.clear();
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Keys in their order.
    pub fn keys(&self) -> &[K] {
        &self.keys
    }

    /// Entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.keys.iter().zip(self.values.iter())
    }

    /// Values in the order of their keys.
    pub fn values(&self) -> &[V] {
        &self.values
    }

    /// Values in the order of their keys, for changing.
    pub fn values_mut(&mut self) -> &mut [V] {
        &mut self.values
    }

    /// Entries in the order of their keys, values for changing.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.keys.iter().zip(self.values.iter_mut())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    #[test]
    fn behaves_as_a_map_under_any_sequence_of_operations() {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let (mut ours, mut theirs) = (Sorted::<u32, u32>::new(), BTreeMap::new());
            for step in 0..100 {
                let key = random.between(0, 20) as u32;
                if random.between(0, 3) == 0 {
                    assert_eq!(ours.remove(&key), theirs.remove(&key), "seed {seed} step {step}");
                } else {
                    ours.insert(key, step);
                    theirs.insert(key, step);
                }
                assert_eq!(ours.get(&key), theirs.get(&key), "seed {seed} step {step}");
            }
            assert!(ours.iter().eq(theirs.iter()), "seed {seed}");
        }
    }

    #[test]
    fn strings_are_found_by_str() {
        let mut map: Sorted<Text, u8> = Sorted::new();
        map.insert("b".into(), 2);
        map.insert("a".into(), 1);
        assert_eq!((map.get("a"), map.contains("c"), map.len()), (Some(&1), false, 2));
    }
}
