//! Owns the small map that most of the client uses: a sorted vector. A `BTreeMap` costs 5 kB of WebAssembly for every
//! pair of types it is used with; this costs some 300 bytes, and for the tens to thousands of entries here it is as
//! fast. Where tens of thousands of entries arrive in random order (message ids), a hash index is used instead.

use std::borrow::Borrow;

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

fn place<K: Ord + Borrow<Q>, Q: Ord + ?Sized>(keys: &[K], key: &Q) -> Result<usize, usize> {
    keys.binary_search_by(|known| known.borrow().cmp(key))
}

impl<K: Ord, V> Sorted<K, V> {
    /// An empty map, also for constants.
    pub const fn new() -> Self {
        Sorted { keys: Vec::new(), values: Vec::new() }
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.values.get(place(&self.keys, key).ok()?)
    }

    /// The value of a key, for changing.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.values.get_mut(place(&self.keys, key).ok()?)
    }

    /// Whether the key is there.
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        place(&self.keys, key).is_ok()
    }

    /// Adds or replaces.
    pub fn insert(&mut self, key: K, value: V) {
        match place::<K, K>(&self.keys, &key) {
            Ok(place) => {
                if let Some(known) = self.values.get_mut(place) {
                    *known = value;
                }
            }
            Err(place) => {
                self.keys.insert(place, key);
                self.values.insert(place, value);
            }
        }
    }

    /// Removes a key and gives its value back.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let place = place(&self.keys, key).ok()?;
        self.keys.remove(place);
        Some(self.values.remove(place))
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
            let (mut ours, mut theirs) = (Sorted::new(), BTreeMap::new());
            for step in 0..100 {
                let key = random.between(0, 20);
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
        let mut map: Sorted<String, u8> = Sorted::new();
        map.insert("b".into(), 2);
        map.insert("a".into(), 1);
        assert_eq!((map.get("a"), map.contains("c"), map.len()), (Some(&1), false, 2));
    }
}
