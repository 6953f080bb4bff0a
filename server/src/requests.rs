//! Owns the list of requests in the ledger, and who a request says it comes from. Does not check that it is true.
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::extract::{MatchedPath, Query, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Unanswered;
use crate::app::Shared;
use crate::auth::{Common, claimed_user};
use crate::realtime::ledger::{Stopwatch, Wanted};

/// Requests kept: ten minutes at 160 a second, about 25 MB.
const KEPT: usize = 100_000;
/// Longest part of a path that is kept, so that odd paths cannot make the list big.
const LONGEST: usize = 200;

/// Who a request says it comes from. Its token may still be refused.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The user, if one is named.
    pub user_id: Option<String>,
    /// The connection, if one is named.
    pub connection_id: Option<String>,
    /// When the request came.
    pub arrived: Instant,
}

#[derive(Default, Deserialize)]
struct Named {
    #[serde(flatten)]
    common: Common,
    json: Option<String>,
}

impl Sender {
    fn of(parts: &Parts) -> Self {
        let Query(Named { common, json }) = Query::try_from_uri(&parts.uri).unwrap_or_default();
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let opening: Value = json.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let opening = opening["user_details"]["id"].as_str().or(opening["user_id"].as_str());
        let named = opening.map(str::to_owned).or(common.user_id);
        let anonymous = header("stream-auth-type").or(common.auth_type.as_deref()) == Some("anonymous");
        let user_id = if anonymous {
            named.map(|id| format!("!anon-{}", id.trim_start_matches('!')))
        } else {
            header("authorization").or(common.authorization.as_deref()).and_then(claimed_user).or(named)
        };
        let connection_id = common.connection_id.filter(|id| !id.is_empty());
        Sender { user_id, connection_id, arrived: Instant::now() }
    }
}

struct Entry {
    at: u64,
    sender: Sender,
    method: String,
    path: String,
    endpoint: Option<MatchedPath>,
    status: Option<u16>,
}

#[derive(Default)]
struct List {
    entries: VecDeque<Entry>,
    /// How many entries have been dropped at the front.
    dropped: u64,
}

/// The latest requests, oldest first.
pub struct Requests {
    clock: Stopwatch,
    list: Mutex<List>,
}

impl Requests {
    /// An empty list.
    pub fn new(clock: Stopwatch) -> Self {
        Requests { clock, list: Mutex::default() }
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request when it comes, for it may never be answered. Answers its number.
    fn came(&self, request: &Request, sender: Sender) -> u64 {
        let entry = Entry {
            at: self.clock.ms(),
            sender,
            method: request.method().to_string(),
            path: request.uri().path().chars().take(LONGEST).collect(),
            endpoint: request.extensions().get::<MatchedPath>().cloned(),
            status: None,
        };
        let mut list = self.list();
        if list.entries.len() == KEPT {
            list.entries.pop_front();
            list.dropped += 1;
        }
        list.entries.push_back(entry);
        list.dropped + list.entries.len() as u64 - 1
    }

    fn answered(&self, number: u64, status: u16) {
        let mut list = self.list();
        let index = number.checked_sub(list.dropped).map(|index| index as usize);
        if let Some(entry) = index.and_then(|index| list.entries.get_mut(index)) {
            entry.status = Some(status);
        }
    }

    /// The entries that are wanted.
    pub fn report(&self, wanted: &Wanted) -> Vec<Value> {
        let concerns = |entry: &&Entry| {
            entry.at >= wanted.since_ms && (wanted.of_user.is_none() || entry.sender.user_id == wanted.of_user)
        };
        let line = |entry: &Entry| {
            json!({
                "at_ms": entry.at,
                "user_id": entry.sender.user_id,
                "connection_id": entry.sender.connection_id,
                "method": entry.method,
                "path": entry.path,
                "endpoint": entry.endpoint.as_ref().map(MatchedPath::as_str),
                "status": entry.status,
            })
        };
        self.list().entries.iter().filter(concerns).map(line).collect()
    }

    /// Forgets all entries. Numbers go on, so that an answer still under way is not noted beside another request.
    pub fn clear(&self) {
        let mut list = self.list();
        list.dropped += list.entries.len() as u64;
        list.entries.clear();
    }
}

/// Notes every request but those for the back door, and its answer's status.
pub async fn note(State(app): State<Shared>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/_dev") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let sender = Sender::of(&parts);
    let mut request = Request::from_parts(parts, body);
    let number = app.ledger.requests.came(&request, sender.clone());
    request.extensions_mut().insert(Arc::new(sender));
    let response = next.run(request).await;
    if response.extensions().get::<Unanswered>().is_none() {
        app.ledger.requests.answered(number, response.status().as_u16());
    }
    response
}
