//! Owns reading requests: JSON bodies and JSON in query parameters, with errors in the service's shape.
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use tokio::time::timeout;

use crate::error::{Code, Error, Result};

/// Largest body, in bytes: 100 members with custom data of 5 kB each fit, uploads have their own limit.
pub const MAX_BODY: usize = 1024 * 1024;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// A JSON body. An empty one counts as `{}`.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let Ok(read) = timeout(PATIENCE, Bytes::from_request(request, state)).await else {
            return Err(Error::new(Code::RequestTimeout, "the body did not arrive in time"));
        };
        let bytes = read.map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                Error::new(Code::PayloadTooBig, format!("the body has more than {MAX_BODY} bytes"))
            }
            _ => Error::input("the body could not be read"),
        })?;
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        json(text, "the body").map(Body)
    }
}

/// Query parameters.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(value)) => Ok(Params(value)),
            Err(error) => Err(Error::input(format!("the query string is invalid: {}", error.body_text()))),
        }
    }
}

/// A switch among query parameters: clients write `true` or `1`, everything else is off. Use it with `serde(default)`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flag(pub bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Ok(Flag(matches!(String::deserialize(deserializer)?.as_str(), "true" | "1")))
    }
}

/// The query parameter `payload`, in which several GET endpoints carry their whole argument.
pub struct Payload<T>(pub T);

#[derive(serde::Deserialize)]
struct PayloadParam {
    payload: Option<String>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Payload<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Params(PayloadParam { payload }) = Params::from_request_parts(parts, state).await?;
        json(payload.as_deref().unwrap_or("{}").as_bytes(), "the query parameter payload").map(Payload)
    }
}

/// Parses JSON. The error names the place, never the contents.
pub fn json<T: DeserializeOwned>(text: &[u8], what: &str) -> Result<T> {
    serde_json::from_slice(text).map_err(|error| {
        let problem = match error.classify() {
            serde_json::error::Category::Data => "does not have the expected fields or types",
            _ => "is not valid JSON",
        };
        // serde names the field and the types, but for strings it would quote the value.
        let detail = error.to_string();
        let harmless = detail.starts_with("missing field") || detail.starts_with("unknown") || !detail.contains('"');
        let detail = if harmless {
            format!(": {detail}")
        } else {
            format!(" (line {}, column {})", error.line(), error.column())
        };
        Error::input(format!("{what} {problem}{detail}"))
    })
}
