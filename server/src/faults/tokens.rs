//! Owns which tokens have been used since when, so that a fault can tell old ones from new ones. Keeps no token itself.
use std::collections::hash_map::{Entry, RandomState};
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::time::Instant;

use crate::error::{Code, Error};

/// Tokens remembered. One forgotten counts as new.
const REMEMBERED: usize = 100_000;

/// The tokens used so far, as hashes.
#[derive(Default)]
pub struct Tokens {
    hasher: RandomState,
    first_used: HashMap<u64, Instant>,
    order: VecDeque<u64>,
}

impl Tokens {
    /// When a token was used for the first time, which may be now.
    pub fn first_used(&mut self, token: &str) -> Instant {
        let hash = self.hasher.hash_one(token.strip_prefix("Bearer ").unwrap_or(token));
        match self.first_used.entry(hash) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let now = *entry.insert(Instant::now());
                self.order.push_back(hash);
                if self.order.len() > REMEMBERED
                    && let Some(oldest) = self.order.pop_front()
                {
                    self.first_used.remove(&oldest);
                }
                now
            }
        }
    }
}

/// The same error as for a token whose time is over.
pub fn expired() -> Error {
    Error::new(Code::TokenExpired, "the token has expired (declared so by a fault)")
}
