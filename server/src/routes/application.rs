//! Owns what is about the application itself: settings and the warm-up call.
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;

use crate::answer::Answer;
use crate::app::Shared;
use crate::app_settings::AppSettings;
use crate::auth::Caller;
use crate::error::Result;

/// `GET /hi`: clients warm their connection up with it and ignore the answer.
pub async fn hi() -> StatusCode {
    StatusCode::OK
}

/// `GET /app`
pub async fn settings(State(app): State<Shared>, caller: Caller) -> Result<Answer> {
    app.read(&caller, |view| {
        let settings = AppSettings::load(view.conn)?;
        Ok(Answer::ok(json!({
            "app": {
                "id": 1,
                "name": "local",
                "placement": "local",
                "async_url_enrich_enabled": view.app.links.is_on(),
                "auto_translation_enabled": false,
                "file_upload_config": settings.file_upload_config,
                "image_upload_config": settings.image_upload_config,
            }
        })))
    })
    .await
}
