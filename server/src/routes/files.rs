//! Owns serving uploaded files: to anybody who knows the address, as a CDN would, and never as something a browser executes.
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_range_header::parse_range_header;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::app::Shared;
use crate::auth::Caller;
use crate::db::uploads::{self, Upload};
use crate::error::{Code, Error, Result};
use crate::uploads::rules;

/// What stands unescaped in an extended header parameter (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `GET /files/{id}/{name}`
pub async fn get(
    State(app): State<Shared>,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let upload = app
        .read(&Caller::user(""), move |view| {
            let found = uploads::find(view.conn, &id)?.filter(|upload| upload.name == name);
            found.ok_or_else(|| Error::missing("file", &id))
        })
        .await?;
    let tag = format!("\"{}\"", upload.id);
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let mut response = match text(header::IF_NONE_MATCH) {
        Some(known) if known == "*" || known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag) => {
            StatusCode::NOT_MODIFIED.into_response()
        }
        _ => {
            // A range of another version is none of this one. Files never change, so only a wrong tag can say so.
            let range = text(header::RANGE).filter(|_| text(header::IF_RANGE).is_none_or(|version| version == tag));
            contents(&app, &upload, range).await?
        }
    };
    let out = response.headers_mut();
    let mut put = |name: HeaderName, value: &'static str| out.insert(name, HeaderValue::from_static(value));
    put(header::ACCEPT_RANGES, "bytes");
    // Asked for again each time, which costs little here: a deleted file is gone at once.
    put(header::CACHE_CONTROL, "no-cache");
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
    put(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    put(header::REFERRER_POLICY, "no-referrer");
    out.insert(header::ETAG, value(&tag)?);
    Ok(response)
}

/// The whole file or one range of it.
async fn contents(app: &Shared, upload: &Upload, range: Option<&str>) -> Result<Response> {
    let size = upload.size;
    // What cannot be read as a range is ignored, and so is more than one: the standard allows to send everything.
    let asked = range.and_then(|range| parse_range_header(range).ok());
    let (status, start, end) = match asked.map(|asked| asked.validate(size)) {
        Some(Err(_)) => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            response.headers_mut().insert(header::CONTENT_RANGE, value(&format!("bytes */{size}"))?);
            return Ok(response);
        }
        Some(Ok(ranges)) if ranges.len() == 1 => match ranges.into_iter().next() {
            Some(one) => (StatusCode::PARTIAL_CONTENT, *one.start(), one.end().saturating_add(1)),
            None => (StatusCode::OK, 0, size),
        },
        _ => (StatusCode::OK, 0, size),
    };
    let length = end.saturating_sub(start);
    let body = app.uploads.read(&upload.id, start, length).await?;
    let mut response = Response::new(body.ok_or_else(|| Error::missing("file", &upload.id))?);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if status == StatusCode::PARTIAL_CONTENT {
        headers.insert(header::CONTENT_RANGE, value(&format!("bytes {start}-{}/{size}", end.saturating_sub(1)))?);
    }
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CONTENT_TYPE, value(&content_type(&upload.mime))?);
    headers.insert(header::CONTENT_DISPOSITION, value(&disposition(upload))?);
    Ok(response)
}

fn content_type(mime: &str) -> String {
    match mime {
        _ if !rules::is_shown(mime) => rules::UNKNOWN.to_owned(),
        _ if mime.starts_with("text/") => format!("{mime}; charset=utf-8"),
        _ => mime.to_owned(),
    }
}

fn disposition(upload: &Upload) -> String {
    let how = if rules::is_shown(&upload.mime) { "inline" } else { "attachment" };
    let ascii: String = upload
        .name
        .chars()
        .map(|c| if c.is_ascii() && !c.is_ascii_control() && !matches!(c, '"' | '\\') { c } else { '_' })
        .collect();
    format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(&upload.name, PLAIN))
}

fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|_| Error::new(Code::Internal, "internal error: the file cannot be described"))
}
