//! Owns guests: users that anybody may create, under an id of the server's making.
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::{Caller, Common};
use crate::body::Body;
use crate::db::users::{self, User};
use crate::error::{Code, Error, Result};
use crate::ids::check_user_id;
use crate::realtime::session::merge;

/// The body of the call.
#[derive(Deserialize)]
pub struct NewGuest {
    user: Map<String, Value>,
}

/// `POST /guest`. Needs no token; the answer carries one.
pub async fn create(
    State(app): State<Shared>,
    Query(common): Query<Common>,
    Body(body): Body<NewGuest>,
) -> Result<Answer> {
    if common.api_key.as_deref() != Some(app.keys.api_key.as_str()) {
        return Err(Error::new(Code::AccessKey, "the api_key is missing or unknown"));
    }
    let asked = body.user.get("id").and_then(Value::as_str).unwrap_or("guest");
    let id = format!("guest-{}-{asked}", Uuid::new_v4());
    check_user_id(&id)?;
    let token = app.keys.mint(&id, None)?;
    app.write(&Caller::user(&id), move |work| {
        let mut user = User::new(&id, "guest", work.now());
        merge(&mut user, body.user)?;
        users::save(work.conn, &user)?;
        Ok(Answer::created(json!({"user": work.user_object(&user), "access_token": token})))
    })
    .await
}
