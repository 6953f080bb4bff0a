//! Owns the books that a checker compares with what clients saw: accepted messages, events sent per connection, requests.
//! Bounded; the oldest entries go first. Never holds texts.
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::{Value, json};

use crate::requests::Requests;

/// Accepted message ids kept: ten minutes at 200 a second, about 10 MB.
const ACCEPTED: usize = 120_000;
/// Events kept per connection: two minutes at 200 a second; an entry is a time and a pointer, shared among recipients.
const SENT: usize = 24_000;
/// Closed connections kept beside the open ones.
const CLOSED: usize = 2_000;

/// What an event was, as far as the books go.
#[derive(Debug)]
pub struct Entry {
    /// Its place among everything that was accepted or happened. Numbers rise, but not every number is used.
    pub seq: u64,
    /// Its type.
    pub kind: String,
    /// Its channel.
    pub cid: Option<String>,
    /// Its message.
    pub message_id: Option<String>,
}

/// How a connection receives its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A WebSocket.
    Socket,
    /// Long polls.
    Polls,
}

/// The page of one connection.
pub struct Page {
    connection_id: String,
    user_id: String,
    transport: Transport,
    clock: Stopwatch,
    opened: u64,
    state: Mutex<Events>,
}

#[derive(Default)]
struct Events {
    sent: VecDeque<(u64, Arc<Entry>)>,
    withheld: VecDeque<(u64, Arc<Entry>)>,
    waiting: usize,
    closed: Option<u64>,
}

impl Page {
    /// Notes that one more event waits to be sent: with the commit, before the call that caused it is answered.
    pub fn wait(&self) {
        lock(&self.state).waiting += 1;
    }

    /// Notes an event at the moment it is handed to the transport.
    pub fn sent(&self, entry: &Arc<Entry>) {
        let mut state = lock(&self.state);
        state.waiting = state.waiting.saturating_sub(1);
        push(&mut state.sent, SENT, (self.clock.ms(), entry.clone()));
    }

    /// Notes an event that a fault kept from the client.
    pub fn withheld(&self, entry: &Arc<Entry>) {
        let mut state = lock(&self.state);
        state.waiting = state.waiting.saturating_sub(1);
        push(&mut state.withheld, SENT, (self.clock.ms(), entry.clone()));
    }

    /// Notes that the connection is gone.
    pub fn close(&self) {
        lock(&self.state).closed.get_or_insert(self.clock.ms());
    }

    fn is_closed(&self) -> bool {
        lock(&self.state).closed.is_some()
    }

    fn report(&self) -> Value {
        let state = lock(&self.state);
        let list = |events: &VecDeque<(u64, Arc<Entry>)>| -> Vec<Value> { events.iter().map(line).collect() };
        json!({
            "connection_id": self.connection_id,
            "user_id": self.user_id,
            "transport": match self.transport {
                Transport::Socket => "websocket",
                Transport::Polls => "longpoll",
            },
            "open": state.closed.is_none(),
            "opened_ms": self.opened,
            "closed_ms": state.closed,
            "sent": list(&state.sent),
            "withheld": list(&state.withheld),
            "waiting": if state.closed.is_none() { state.waiting } else { 0 },
        })
    }
}

fn line((at, entry): &(u64, Arc<Entry>)) -> Value {
    json!({"seq": entry.seq, "at_ms": at, "type": entry.kind, "cid": entry.cid, "message_id": entry.message_id})
}

/// Milliseconds since the server started.
#[derive(Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Now.
    pub fn ms(self) -> u64 {
        self.0.elapsed().as_millis() as u64
    }
}

/// Which part of the books is asked for.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Wanted {
    /// Connections and requests of one user only. Not `user_id`, which clients add to every call.
    pub of_user: Option<String>,
    /// Requests from this moment on, in milliseconds since the server started.
    #[serde(default)]
    pub since_ms: u64,
}

struct Accepted {
    seq: u64,
    at: u64,
    cid: String,
    id: String,
}

/// All books.
pub struct Ledger {
    /// The requests.
    pub requests: Requests,
    clock: Stopwatch,
    last: AtomicU64,
    accepted: Mutex<VecDeque<Accepted>>,
    pages: Mutex<VecDeque<Arc<Page>>>,
}

impl Default for Ledger {
    fn default() -> Self {
        let clock = Stopwatch(Instant::now());
        Ledger {
            requests: Requests::new(clock),
            clock,
            last: AtomicU64::new(0),
            accepted: Mutex::default(),
            pages: Mutex::default(),
        }
    }
}

impl Ledger {
    /// The next number.
    pub fn number(&self) -> u64 {
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Notes a message that was committed.
    pub fn accept(&self, cid: &str, message_id: &str) {
        let mut accepted = lock(&self.accepted);
        let (seq, at) = (self.number(), self.clock.ms());
        push(&mut accepted, ACCEPTED, Accepted { seq, at, cid: cid.to_owned(), id: message_id.to_owned() });
    }

    /// Opens a page for a new connection.
    pub fn open(&self, connection_id: &str, user_id: &str, transport: Transport) -> Arc<Page> {
        let page = Arc::new(Page {
            connection_id: connection_id.to_owned(),
            user_id: user_id.to_owned(),
            transport,
            clock: self.clock,
            opened: self.clock.ms(),
            state: Mutex::default(),
        });
        let mut pages = lock(&self.pages);
        pages.push_back(page.clone());
        let closed = pages.iter().filter(|page| page.is_closed()).count();
        if closed > CLOSED
            && let Some(oldest) = pages.iter().position(|page| page.is_closed())
        {
            pages.remove(oldest);
        }
        page
    }

    /// What the checker wants.
    pub fn report(&self, wanted: &Wanted) -> Value {
        let accepted: Vec<Value> = lock(&self.accepted)
            .iter()
            .map(|one| json!({"seq": one.seq, "at_ms": one.at, "cid": one.cid, "id": one.id}))
            .collect();
        let concerns = |user: &str| wanted.of_user.as_deref().is_none_or(|id| id == user);
        let connections: Vec<Value> =
            lock(&self.pages).iter().filter(|page| concerns(&page.user_id)).map(|page| page.report()).collect();
        json!({
            "now_ms": self.clock.ms(),
            "accepted": accepted,
            "connections": connections,
            "requests": self.requests.report(wanted),
        })
    }

    /// Begins new books. Time goes on.
    pub fn clear(&self) {
        lock(&self.accepted).clear();
        self.requests.clear();
        let mut pages = lock(&self.pages);
        pages.retain(|page| !page.is_closed());
        for page in pages.iter() {
            let mut state = lock(&page.state);
            state.sent.clear();
            state.withheld.clear();
        }
    }
}

/// Adds to a list that drops its oldest entry when it is full.
fn push<T>(list: &mut VecDeque<T>, most: usize, entry: T) {
    if list.len() == most {
        list.pop_front();
    }
    list.push_back(entry);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
