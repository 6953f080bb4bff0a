//! Owns the small map that most of the client uses: a sorted vector. A `BTreeMap` costs 5 kB of WebAssembly for every
//! pair of types it is used with; this costs some 300 bytes, and for the tens to thousands of entries here it is as
//! fast. Where tens of thousands of entries arrive in random order (message ids), a tree is used.

use std::borrow::Borrow;

/// A map in the order of its keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Sorted<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Sorted { entries: Vec::new() }
    }
}

impl<K: Ord, V> Sorted<K, V> {
    /// An empty map, also for constants.
    pub const fn new() -> Self {
        Sorted { entries: Vec::new() }
    }

    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.entries.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        self.entries.get(place).map(|(_, value)| value)
    }

    /// The value of a key, for changing.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        self.entries.get_mut(place).map(|(_, value)| value)
    }

    /// Whether the key is there.
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Adds or replaces.
    pub fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(place) => {
                if let Some(entry) = self.entries.get_mut(place) {
                    entry.1 = value;
                }
            }
            Err(place) => self.entries.insert(place, (key, value)),
        }
    }

    /// Removes a key and gives its value back.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        Some(self.entries.remove(place).1)
    }

    /// Keeps the entries for which this holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        self.entries.retain(|(key, value)| keep(key, value));
    }

    /// Empties the map.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// Values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().map(|(_, value)| value)
    }

    /// Entries in the order of their keys, values for changing.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.entries.iter_mut().map(|(key, value)| (&*key, value))
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
