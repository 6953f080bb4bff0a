//! Owns the replies that a channel holds, by the message they answer. Knows no state of a thread beyond them: who has
//! read it, who takes part.

use super::live::Live;
use super::messages::{Found, Marks, Messages};
use crate::id::Id;
use crate::node::Node;
use crate::sorted::Sorted;
use crate::time::Nanos;

/// Message id → replies, oldest first.
#[derive(Debug)]
pub struct Threads<N> {
    replies: Sorted<Id, Messages<N>>,
    record: Live<N>,
    /// The record is older than the replies.
    stale: bool,
}

impl<N: Node> Default for Threads<N> {
    fn default() -> Self {
        Threads { replies: Sorted::new(), record: Live::new(N::object()), stale: false }
    }
}

impl<N: Node> Threads<N> {
    /// The record for JavaScript: message id → array of replies.
    pub fn view(&mut self) -> N {
        if self.stale {
            self.stale = false;
            let record = N::object();
            for (parent, replies) in self.replies.iter_mut() {
                record.set_named(parent, replies.view());
            }
            self.record = Live::new(record);
        }
        self.record.view()
    }

    /// The replies to a message, for changing.
    pub fn change(&mut self, parent: &str) -> Option<&mut Messages<N>> {
        self.stale = true;
        self.replies.get_mut(parent)
    }

    /// Adds or replaces a reply.
    pub fn put(&mut self, parent: &str, id: &str, at: Nanos, marks: Marks, reply: N) {
        if !self.replies.contains(parent) {
            self.replies.insert(parent.into(), Messages::default());
        }
        if let Some(replies) = self.change(parent) {
            replies.put(id, at, marks, reply);
        }
    }

    /// Adds a reply that the server does not have yet as the last one.
    pub fn put_unsent(&mut self, parent: &str, id: &str, reply: N) {
        if !self.replies.contains(parent) {
            self.replies.insert(parent.into(), Messages::default());
        }
        if let Some(replies) = self.change(parent) {
            replies.put_unsent(id, reply);
        }
    }

    /// A reply to this message.
    pub fn find(&self, parent: &str, id: &str) -> Option<Found<N>> {
        self.replies.get(parent)?.find(id)
    }

    /// Removes a reply and gives it back.
    pub fn remove(&mut self, parent: &str, id: &str) -> Option<Found<N>> {
        self.change(parent)?.remove(id)
    }

    /// Takes out all replies to a message.
    pub fn take(&mut self, parent: &str) -> Vec<Found<N>> {
        let mut taken = Vec::new();
        if let Some(replies) = self.replies.remove(parent) {
            self.stale = true;
            while let Some(found) = replies.after(Nanos::FIRST, taken.len()) {
                taken.push(found);
            }
        }
        taken
    }

    /// Removes every reply created before `time`, and threads that are empty then.
    pub fn remove_before(&mut self, time: Nanos) {
        let old = std::mem::take(&mut self.replies);
        self.stale = true;
        for (parent, replies) in old.iter() {
            let mut kept = Messages::default();
            kept.absorb(replies);
            kept.remove_before(time);
            if !kept.is_empty() {
                self.replies.insert(parent.clone(), kept);
            }
        }
    }

    /// The lists of replies.
    pub fn lists(&mut self) -> impl Iterator<Item = &mut Messages<N>> {
        self.stale = true;
        self.replies.iter_mut().map(|(_, replies)| replies)
    }

    /// Something inside messages changed: the next reader gets new arrays.
    pub fn touch(&mut self) {
        for replies in self.lists() {
            replies.touch();
        }
    }
}
