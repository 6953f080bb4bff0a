//! Owns who takes part in which thread and what is unread for him there, as plain sets. What he sees is in `world`.
use std::collections::{BTreeMap, BTreeSet};

use super::steps::{Label, Person};

/// By parent message: who takes part, with the replies that are unread for him.
#[derive(Default)]
pub struct Threads(BTreeMap<Label, BTreeMap<Person, BTreeSet<Label>>>);

impl Threads {
    /// Whether anybody has answered this message.
    pub fn exists(&self, parent: Label) -> bool {
        self.0.contains_key(&parent)
    }

    /// Who takes part.
    pub fn participants(&self, parent: Label) -> Vec<Person> {
        self.0.get(&parent).into_iter().flat_map(|thread| thread.keys().copied()).collect()
    }

    /// Lets somebody take part from now on; who does so already is not affected.
    pub fn join(&mut self, parent: Label, person: Person) {
        self.0.entry(parent).or_default().entry(person).or_default();
    }

    /// Replaces what is unread for a participant.
    pub fn set(&mut self, parent: Label, person: Person, unread: BTreeSet<Label>) {
        if let Some(own) = self.0.get_mut(&parent).and_then(|thread| thread.get_mut(&person)) {
            *own = unread;
        }
    }

    /// Adds an unread reply.
    pub fn raise(&mut self, parent: Label, person: Person, reply: Label) {
        if let Some(own) = self.0.get_mut(&parent).and_then(|thread| thread.get_mut(&person)) {
            own.insert(reply);
        }
    }

    /// Ends a person's part in the threads that are chosen.
    pub fn leave(&mut self, person: Person, chosen: impl Fn(Label) -> bool) {
        for (_, thread) in self.0.iter_mut().filter(|(parent, _)| chosen(**parent)) {
            thread.remove(&person);
        }
    }

    /// Forgets messages that are gone for good, and threads without any reply.
    pub fn settle(&mut self, is_there: impl Fn(Label) -> bool, has_replies: impl Fn(Label) -> bool) {
        self.0.retain(|parent, _| is_there(*parent) && has_replies(*parent));
        self.0
            .values_mut()
            .flat_map(|thread| thread.values_mut())
            .for_each(|unread| unread.retain(|one| is_there(*one)));
    }

    /// The threads with something unread for a person, and how much.
    pub fn unread(&self, person: Person) -> impl Iterator<Item = (Label, usize)> {
        let count = move |thread: &BTreeMap<Person, BTreeSet<Label>>| thread.get(&person).map_or(0, BTreeSet::len);
        self.0.iter().map(move |(parent, thread)| (*parent, count(thread))).filter(|(_, count)| *count > 0)
    }
}
