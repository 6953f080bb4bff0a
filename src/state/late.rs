//! Owns what was heard of messages that are not held: so that news which overtook the message they are about still
//! count when it comes, and nothing deleted comes back. Bounded: what is forgotten was long ago.

use crate::id::Id;
use crate::node::Node;
use crate::sorted::Sorted;
use crate::time::Nanos;

/// How many messages are remembered in a channel: more than any link delivers out of order, and a few ten kilobytes.
const MOST: usize = 200;

/// The newest that was heard of a message.
#[derive(Clone, Debug)]
pub struct News<N> {
    /// When.
    pub version: Nanos,
    /// The message as it was then.
    pub message: N,
    /// It does not exist any more.
    pub gone: bool,
    /// What that does to the counts was done. A deletion that was missed leaves it to its event, should that still come:
    /// then it is newer than the counts.
    pub counted: bool,
}

/// Message id → the newest that was heard of it.
#[derive(Debug)]
pub struct Late<N> {
    known: Sorted<Id, News<N>>,
}

impl<N> Default for Late<N> {
    fn default() -> Self {
        Late { known: Sorted::new() }
    }
}

impl<N: Node> Late<N> {
    /// What was heard of a message.
    pub fn find(&self, id: &str) -> Option<&News<N>> {
        self.known.get(id)
    }

    /// The message is held now.
    pub fn forget(&mut self, id: &str) {
        if !self.known.is_empty() {
            self.known.remove(id);
        }
    }

    /// Remembers news, unless newer ones are known. Whether they are the newest.
    pub fn note(&mut self, id: &str, news: News<N>) -> bool {
        if self.known.get(id).is_some_and(|known| known.version > news.version) {
            return false;
        }
        self.known.insert(id.into(), news);
        if self.known.len() > MOST {
            let (mut oldest, mut oldest_at) = (None, Nanos::LAST);
            for (id, news) in self.known.iter() {
                if news.version <= oldest_at {
                    (oldest, oldest_at) = (Some(id.clone()), news.version);
                }
            }
            if let Some(id) = oldest {
                self.known.remove(&*id);
            }
        }
        true
    }
}
