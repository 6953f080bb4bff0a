//! Owns devices: registered, listed and forgotten. Nothing is ever pushed to them.
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::db::devices;
use crate::device_registration::{Registration, register};
use crate::error::{Error, Result};

/// `POST /devices`
pub async fn create(State(app): State<Shared>, caller: Caller, Body(device): Body<Registration>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let owner = work.author()?.id;
        register(work, owner, device)?;
        Ok(Answer::created(json!({})))
    })
    .await
}

/// `GET /devices`: the caller's own.
pub async fn list(State(app): State<Shared>, caller: Caller) -> Result<Answer> {
    app.read(&caller, |view| Ok(Answer::ok(json!({"devices": view.devices(view.viewer())?})))).await
}

/// Which one.
#[derive(Deserialize)]
pub struct Named {
    id: String,
}

/// `DELETE /devices?id=`
pub async fn delete(State(app): State<Shared>, caller: Caller, Params(Named { id }): Params<Named>) -> Result<Answer> {
    app.write(&caller, move |work| match devices::remove(work.conn, work.viewer(), &id)? {
        true => Ok(Answer::ok(json!({}))),
        false => Err(Error::missing("device", &id)),
    })
    .await
}
