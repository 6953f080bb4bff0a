//! Owns what every response has in common: JSON, `duration`, the rate-limit headers; and how not to answer.
//! Does not own the contents.
use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Map, Value, json};

use crate::app::Shared;
use crate::clock::unix_second;
use crate::error::Error;

/// A JSON object that becomes a response once [`finish`] has added the duration.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    body: Map<String, Value>,
}

impl Answer {
    /// 200, for GET, PATCH and DELETE.
    pub fn ok(body: Value) -> Self {
        Answer::with_status(StatusCode::OK, object(body))
    }

    /// 201, for POST and PUT.
    pub fn created(body: Value) -> Self {
        Answer::with_status(StatusCode::CREATED, object(body))
    }

    /// Any status.
    pub fn with_status(status: StatusCode, body: Map<String, Value>) -> Self {
        Answer { status, body }
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Elapsed time as the service writes it, for example `"1.84ms"`.
pub fn duration(since: Instant) -> String {
    format!("{:.2}ms", since.elapsed().as_secs_f64() * 1000.0)
}

/// Marks a response of which nothing goes out.
#[derive(Clone, Copy)]
pub struct Unanswered;

/// Cuts the TCP connection instead of answering. The body fails before the head has left its buffer.
pub fn cut() -> Response {
    let failure = stream::once(async { Err::<Vec<u8>, _>(io::Error::other("broken on purpose")) });
    let mut response = Response::new(Body::from_stream(failure));
    response.extensions_mut().insert(Unanswered);
    response
}

/// The service's error object for a request that did not even reach its handler: the web framework refuses paths that are
/// not UTF-8, and sockets without the headers of one, in words of its own.
fn refusal(response: &Response) -> Option<Answer> {
    let text = response.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.starts_with("text/plain");
    let own_words = matches!(response.status(), StatusCode::BAD_REQUEST | StatusCode::UPGRADE_REQUIRED);
    let error = Error::input("the path or a header of this request cannot be read");
    (text && own_words).then(|| Answer::with_status(error.code.status(), error.body()))
}

/// Turns the [`Answer`] a handler left into bytes. Responses without one (files, upgrades) pass untouched.
pub async fn finish(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let endpoint = match request.extensions().get::<MatchedPath>() {
        Some(path) => format!("{} {}", request.method(), path.as_str()),
        None => String::new(),
    };
    let mut response = next.run(request).await;
    let answer = response.extensions_mut().remove::<Answer>().or_else(|| refusal(&response));
    let Some(Answer { status, mut body }) = answer else {
        return response;
    };
    body.insert("duration".to_owned(), Value::String(duration(started)));
    let text = serde_json::to_vec(&body).unwrap_or_default();
    *response.body_mut() = Body::from(text);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let (remaining, reset) = app.rates.count(&endpoint, unix_second());
    headers.insert("x-ratelimit-limit", HeaderValue::from(RATE_LIMIT));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(remaining));
    headers.insert("x-ratelimit-reset", HeaderValue::from(reset));
    response
}

/// Calls a minute and endpoint, as announced. The service's default for the frequent endpoints (protocol notes, "Rate limits").
const RATE_LIMIT: u32 = 10_000;

/// Counts calls per endpoint and minute, to announce what is left. Nothing is refused yet.
#[derive(Default)]
pub struct Rates {
    minute: Mutex<(i64, HashMap<String, u32>)>,
}

impl Rates {
    /// Counts one call at this Unix second. Answers what remains of the minute's allowance and when it begins anew.
    fn count(&self, endpoint: &str, second: i64) -> (u32, i64) {
        let minute = second / 60;
        let mut state = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0 != minute {
            *state = (minute, HashMap::new());
        }
        let used = match state.1.get_mut(endpoint) {
            Some(used) => used,
            None => state.1.entry(endpoint.to_owned()).or_insert(0),
        };
        *used += 1;
        (RATE_LIMIT.saturating_sub(*used), (minute + 1) * 60)
    }

    /// What is left of the minute's allowance at this Unix second, for every endpoint that was called in it.
    pub fn report(&self, second: i64) -> Map<String, Value> {
        let minute = second / 60;
        let state = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        let used = state.1.iter().filter(|(endpoint, _)| state.0 == minute && !endpoint.is_empty());
        used.map(|(endpoint, used)| {
            let left = RATE_LIMIT.saturating_sub(*used);
            (endpoint.clone(), json!({"limit": RATE_LIMIT, "remaining": left, "reset": (minute + 1) * 60}))
        })
        .collect()
    }
}
