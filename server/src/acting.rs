//! Owns for whom a server acts: the user named in its request, wherever the official server libraries put him.
//! Whatever a client writes there changes nothing: it acts for the user of its token.
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::auth::{Common, claims_server};
use crate::body::MAX_BODY;
use crate::error::{Code, Error};

/// The places in a body, the first that is there counts.
const PLACES: &[&str] = &[
    "/user_id",
    "/user/id",
    "/message/user_id",
    "/message/user/id",
    "/reaction/user_id",
    "/reaction/user/id",
    "/event/user_id",
    "/event/user/id",
    "/data/created_by_id",
    "/data/created_by/id",
    "/created_by_id",
    "/created_by/id",
    "/banned_by_id",
    "/banned_by/id",
    "/truncated_by_id",
    "/data/truncated_by_id",
];

/// The user that a request names. Believed of servers only.
#[derive(Clone, Debug)]
pub struct ActingFor(pub String);

/// Looks the user up in the request, if it says that a server sends it. Whether that is true is checked elsewhere.
pub async fn note(request: Request, next: Next) -> Response {
    let common = Query::<Common>::try_from_uri(request.uri()).map(|Query(common)| common).unwrap_or_default();
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if !header.or(common.authorization.as_deref()).is_some_and(claims_server) {
        return next.run(request).await;
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Uploads are not read here; they name the user in the query.
    let (mut request, body) = match kind.starts_with("multipart/") {
        true => (request, Value::Null),
        false => {
            let (parts, body) = request.into_parts();
            let Ok(bytes) = to_bytes(body, MAX_BODY).await else {
                let message = format!("the body could not be read or has more than {MAX_BODY} bytes");
                return Error::new(Code::PayloadTooBig, message).into_response();
            };
            let value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
            (Request::from_parts(parts, Body::from(bytes)), value)
        }
    };
    let payload = Query::<PayloadParam>::try_from_uri(request.uri()).ok().and_then(|Query(query)| query.payload);
    let payload: Value = payload.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null);
    if let Some(id) = named(&body).or_else(|| named(&payload)) {
        request.extensions_mut().insert(ActingFor(id));
    }
    next.run(request).await
}

#[derive(serde::Deserialize)]
struct PayloadParam {
    payload: Option<String>,
}

fn named(body: &Value) -> Option<String> {
    PLACES.iter().find_map(|place| body.pointer(place)?.as_str()).filter(|id| !id.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_user_is_found_in_every_dialect() {
        for body in [
            json!({"user_id": "ben"}),
            json!({"user": {"id": "ben"}}),
            json!({"message": {"text": "x", "user_id": "ben"}}),
            json!({"message": {"user": {"id": "ben"}}}),
            json!({"data": {"created_by": {"id": "ben"}}, "user": null}),
        ] {
            assert_eq!(named(&body).as_deref(), Some("ben"), "{body}");
        }
        assert_eq!(named(&json!({"user_id": "", "text": "ben"})), None);
        assert_eq!(named(&json!([1, 2])), None);
    }
}
