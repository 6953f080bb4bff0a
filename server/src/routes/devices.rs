//! Owns devices: registered, listed and forgotten. Nothing is ever pushed to them.
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::db::devices::{self, Device};
use crate::error::{Error, Result};

/// Longest id, in characters (the service's schema).
const MAX_ID: usize = 255;
/// Most devices of one user; the oldest goes (the service's documented limit; every connection is told of all of them).
const MAX_DEVICES: u32 = 25;
/// Who could push (protocol notes, "Devices, push preferences").
const PROVIDERS: &[&str] = &["firebase", "apn", "huawei", "xiaomi"];

/// The body of a registration.
#[derive(Deserialize)]
pub struct Registration {
    /// The provider's token.
    pub id: String,
    /// One of the providers.
    pub push_provider: String,
    /// Which configuration of it.
    pub push_provider_name: Option<String>,
    /// Names the hardware.
    pub hardware_id: Option<String>,
    /// The token is for calls.
    pub voip_token: Option<bool>,
}

/// `POST /devices`
pub async fn create(State(app): State<Shared>, caller: Caller, Body(body): Body<Registration>) -> Result<Answer> {
    check(&body)?;
    app.write(&caller, move |work| {
        let device = Device {
            user_id: work.author()?.id,
            id: body.id,
            push_provider: body.push_provider,
            push_provider_name: body.push_provider_name.filter(|name| !name.is_empty()),
            hardware_id: body.hardware_id.filter(|id| !id.is_empty()),
            voip: body.voip_token == Some(true),
            created_at: work.now(),
        };
        devices::save(work.conn, &device, MAX_DEVICES)?;
        Ok(Answer::created(json!({})))
    })
    .await
}

/// Refuses a registration that the service would not take.
pub fn check(body: &Registration) -> Result<()> {
    let fits = |text: &str| text.chars().count() <= MAX_ID && !text.chars().any(char::is_control);
    if body.id.is_empty() || ![Some(&body.id), body.hardware_id.as_ref()].into_iter().flatten().all(|id| fits(id)) {
        return Err(Error::input(format!("the id of a device has 1 to {MAX_ID} characters")));
    }
    match PROVIDERS.contains(&body.push_provider.as_str()) {
        true => Ok(()),
        false => Err(Error::input(format!("push_provider is one of {}", PROVIDERS.join(", ")))),
    }
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
