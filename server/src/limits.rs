//! Owns how big the head of a request may be. Bodies have their limits where they are read.
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::{Code, Error};

/// All header fields of a request together, in bytes: what common servers allow. A token has some hundred.
const HEADERS: usize = 16 * 1024;
/// The query of a request, in bytes. Profiles with 5 kB of custom data travel in it, each byte as up to three, and queries
/// for a hundred ids.
const QUERY: usize = 32 * 1024;

/// Refuses requests whose head is too big, before anything looks at them (codes 24 and 22).
pub async fn check(request: Request, next: Next) -> Response {
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if headers > HEADERS {
        let message = format!("the headers have {headers} bytes, at most {HEADERS} are allowed");
        return Error::new(Code::HeadersTooBig, message).into_response();
    }
    let query = request.uri().query().map_or(0, str::len);
    if query > QUERY {
        let message = format!("the query string has {query} bytes, at most {QUERY} are allowed");
        return Error::new(Code::PayloadTooBig, message).into_response();
    }
    next.run(request).await
}
