//! Owns asking after tasks: operations that the service does in the background. Here they are done at once.
use axum::extract::{Path, State};
use serde_json::json;

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::db::tasks;
use crate::error::{Error, Result};

/// `GET /tasks/{id}`, for servers.
pub async fn get(State(app): State<Shared>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    caller.require_server()?;
    app.read(&caller, move |view| {
        let task = tasks::find(view.conn, &id)?.ok_or_else(|| Error::missing("task", &id))?;
        Ok(Answer::ok(json!({
            "task_id": task.id,
            "status": "completed",
            "result": task.result,
            "created_at": task.created_at,
            "updated_at": task.updated_at,
        })))
    })
    .await
}
