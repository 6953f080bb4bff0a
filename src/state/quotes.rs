//! Owns which messages quote which: so that a change of one reaches the copies inside others without a search through
//! all. Holds ids only; whoever asks finds out whether a message still is there and still quotes.

use crate::id::Id;
use crate::sorted::Sorted;

/// A message that quotes another: its id, and the id of the message it replies to, empty when it is no reply.
pub type Quoting = (Id, Id);

/// Id of a quoted message → those that quote it.
#[derive(Debug, Default)]
pub struct Quotes {
    known: Sorted<Id, Vec<Quoting>>,
}

impl Quotes {
    /// A message quotes another.
    pub fn add(&mut self, quoted: &str, id: &str, parent: &str) {
        match self.known.get_mut(quoted) {
            Some(known) => {
                if !known.iter().any(|(known, _)| **known == *id) {
                    known.push((id.into(), parent.into()));
                }
            }
            None => self.known.insert(quoted.into(), vec![(id.into(), parent.into())]),
        }
    }

    /// Takes out all that quote this message, for looking them up; those still there are to be added again.
    pub fn take(&mut self, quoted: &str) -> Vec<Quoting> {
        self.known.remove(quoted).unwrap_or_default()
    }
}
