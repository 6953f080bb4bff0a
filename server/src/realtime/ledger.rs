//! Owns the books that a checker compares with what clients saw: accepted messages, and events sent per connection.
//! Bounded; the oldest entries go first. Never holds texts.
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

/// Accepted message ids kept: ten minutes at 200 a second, about 8 MB.
const ACCEPTED: usize = 120_000;
/// Events kept per connection: two minutes at 200 a second; an entry is one pointer, shared among recipients.
const SENT: usize = 24_000;
/// Closed connections kept beside the open ones.
const CLOSED: usize = 2_000;

/// What an event was, as far as the books go.
#[derive(Debug)]
pub struct Entry {
    /// Its type.
    pub kind: String,
    /// Its channel.
    pub cid: Option<String>,
    /// Its message.
    pub message_id: Option<String>,
}

/// The page of one connection.
pub struct Page {
    connection_id: String,
    user_id: String,
    state: Mutex<(VecDeque<Arc<Entry>>, bool)>,
}

impl Page {
    /// Notes an event at the moment it is handed to the transport.
    pub fn sent(&self, entry: &Arc<Entry>) {
        let mut state = lock(&self.state);
        if state.0.len() == SENT {
            state.0.pop_front();
        }
        state.0.push_back(entry.clone());
    }

    /// Notes that the connection is gone.
    pub fn close(&self) {
        lock(&self.state).1 = true;
    }
}

/// All books.
#[derive(Default)]
pub struct Ledger {
    accepted: Mutex<VecDeque<(String, String)>>,
    pages: Mutex<VecDeque<Arc<Page>>>,
}

impl Ledger {
    /// Notes a message that was committed.
    pub fn accept(&self, cid: &str, message_id: &str) {
        let mut accepted = lock(&self.accepted);
        if accepted.len() == ACCEPTED {
            accepted.pop_front();
        }
        accepted.push_back((cid.to_owned(), message_id.to_owned()));
    }

    /// Opens a page for a new connection.
    pub fn open(&self, connection_id: &str, user_id: &str) -> Arc<Page> {
        let page = Arc::new(Page {
            connection_id: connection_id.to_owned(),
            user_id: user_id.to_owned(),
            state: Mutex::new((VecDeque::new(), false)),
        });
        let mut pages = lock(&self.pages);
        pages.push_back(page.clone());
        let closed = pages.iter().filter(|page| lock(&page.state).1).count();
        if closed > CLOSED
            && let Some(oldest) = pages.iter().position(|page| lock(&page.state).1)
        {
            pages.remove(oldest);
        }
        page
    }

    /// Everything, for the checker.
    pub fn report(&self) -> Value {
        let accepted: Vec<Value> = lock(&self.accepted).iter().map(|(cid, id)| json!({"cid": cid, "id": id})).collect();
        let connections: Vec<Value> = lock(&self.pages)
            .iter()
            .map(|page| {
                let state = lock(&page.state);
                let sent: Vec<Value> = state
                    .0
                    .iter()
                    .map(|entry| json!({"type": entry.kind, "cid": entry.cid, "message_id": entry.message_id}))
                    .collect();
                json!({"connection_id": page.connection_id, "user_id": page.user_id, "open": !state.1, "sent": sent})
            })
            .collect();
        json!({"accepted": accepted, "connections": connections})
    }

    /// Begins new books.
    pub fn clear(&self) {
        lock(&self.accepted).clear();
        let mut pages = lock(&self.pages);
        pages.retain(|page| !lock(&page.state).1);
        pages.iter().for_each(|page| lock(&page.state).0.clear());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
