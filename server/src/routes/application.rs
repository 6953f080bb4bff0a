//! Owns what is about the application itself: settings and the warm-up call.
use axum::http::StatusCode;
use serde_json::json;

use crate::answer::Answer;
use crate::auth::Caller;

/// Largest upload, in bytes (protocol notes, "Uploads").
const UPLOAD_LIMIT: u64 = 104_857_600;

/// `GET /hi`: clients warm their connection up with it and ignore the answer.
pub async fn hi() -> StatusCode {
    StatusCode::OK
}

/// `GET /app`
pub async fn settings(_caller: Caller) -> Answer {
    let uploads = json!({
        "allowed_file_extensions": [],
        "blocked_file_extensions": [],
        "allowed_mime_types": [],
        "blocked_mime_types": [],
        "size_limit": UPLOAD_LIMIT,
    });
    Answer::ok(json!({
        "app": {
            "id": 1,
            "name": "local",
            "placement": "local",
            "async_url_enrich_enabled": false,
            "auto_translation_enabled": false,
            "file_upload_config": uploads,
            "image_upload_config": uploads,
        }
    }))
}
