//! Owns what every response has in common: JSON, `duration`, the rate-limit headers; and how not to answer.
//! Does not own the contents.
use std::io;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Extensions, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Map, Value};
use tracing::debug;

use crate::app::Shared;
use crate::clock::unix_second;
use crate::error::{Code, Error};

/// A JSON object that becomes a response once [`finish`] has added the duration.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    body: Map<String, Value>,
    /// An object with more fields, which is JSON already.
    written: Vec<u8>,
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
        Answer { status, body, written: Vec::new() }
    }

    /// Any status, with an object that is JSON already.
    pub fn as_written(status: StatusCode, written: Vec<u8>) -> Self {
        Answer { written, ..Answer::with_status(status, Map::new()) }
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
    let endpoint = endpoint(request.method(), request.extensions());
    let mut response = next.run(request).await;
    let answer = response.extensions_mut().remove::<Answer>().or_else(|| refusal(&response));
    let Some(Answer { status, mut body, written }) = answer else {
        debug!(endpoint, status = response.status().as_u16(), ms = milliseconds(started), "request");
        return response;
    };
    let code = body.get("code").and_then(Value::as_i64);
    debug!(endpoint, status = status.as_u16(), code, ms = milliseconds(started), "request");
    body.insert("duration".to_owned(), Value::String(duration(started)));
    let mut text = serde_json::to_vec(&body).unwrap_or_default();
    if written.len() > b"{}".len() {
        text.pop();
        text.push(b',');
        text.extend_from_slice(&written[1..]);
    }
    *response.body_mut() = Body::from(text);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut allowance = app.rates.count(&endpoint, unix_second());
    if code == Some(Code::RateLimit.number().into()) {
        allowance.remaining = 0;
        let pause = (allowance.reset - unix_second()).max(1);
        headers.entry(header::RETRY_AFTER).or_insert_with(|| HeaderValue::from(pause));
    }
    headers.insert("x-ratelimit-limit", HeaderValue::from(allowance.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(allowance.remaining));
    headers.insert("x-ratelimit-reset", HeaderValue::from(allowance.reset));
    response
}

/// What limits and logs call an endpoint: the method and the path as the table of routes has it, without ids.
pub fn endpoint(method: &Method, extensions: &Extensions) -> String {
    match extensions.get::<MatchedPath>() {
        Some(path) => format!("{method} {}", path.as_str()),
        None => String::new(),
    }
}

fn milliseconds(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 1e5).round() / 100.0
}
