//! Owns what an input of the fuzzer means, for the replay in tests and for `fuzz/` alike: one line with a method and a
//! path, then the body. And what an answer must never be. Makes no inputs.
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use serde_json::Value;
use tower::ServiceExt;

/// Longest time for an answer: whoever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// The request that an input stands for, if it is one at all.
fn request(input: &[u8], token: &str) -> Option<Request<Body>> {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (line, body) = (&input[..end], input.get(end + 1..).unwrap_or_default());
    let space = line.iter().position(|byte| *byte == b' ')?;
    let method = Method::from_bytes(&line[..space]).ok()?;
    // A path is what an HTTP parser lets through: everything else arrives percent-encoded or not at all.
    let path: String = line[space + 1..]
        .iter()
        .map(|byte| match byte {
            b'!'..=b'~' if !b"\"<>^`{|}\\".contains(byte) => char::from(*byte).to_string(),
            other => format!("%{other:02x}"),
        })
        .collect();
    let sign = if path.contains('?') { '&' } else { '?' };
    let mut request = Request::builder().method(method).uri(format!("{path}{sign}api_key=local-key"));
    for (name, value) in [
        ("host", "127.0.0.1"),
        ("authorization", token),
        ("stream-auth-type", "jwt"),
        ("content-type", "application/json"),
    ] {
        request = request.header(name, value);
    }
    request.body(Body::from(body.to_vec())).ok()
}

/// Sends an input to the server. An error is something that must never happen: a failure of the server, an answer without
/// a code, or none in time.
pub async fn judge(router: &Router, token: &str, input: &[u8]) -> Result<(), String> {
    let Some(request) = request(input, token) else { return Ok(()) };
    let has_body = request.method() != Method::HEAD;
    let response = match tokio::time::timeout(PATIENCE, router.clone().oneshot(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(_) => return Err("no answer in time".to_owned()),
    };
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.map_err(|error| error.to_string())?;
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    match status {
        500.. => Err(format!("status {status}: {body}")),
        // A part of a file that is not there has no JSON answer.
        400..500 if has_body && !body["code"].is_i64() && status != 416 => {
            Err(format!("status {status} without a code: {body}"))
        }
        _ => Ok(()),
    }
}
