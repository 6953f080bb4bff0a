//! Owns the back door `/_dev`: tokens, reset, seed, books; faults have their own file. Never part of the protocol, and only there in development.
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::Params;
use crate::clock::unix_second;
use crate::db;
use crate::error::Result;
use crate::ids::check_user_id;
use crate::realtime::ledger::Wanted;
use crate::seed_file;

/// `GET /_dev/config`: what a page needs to connect.
pub async fn config(State(app): State<Shared>, headers: HeaderMap) -> Answer {
    let host = headers.get("host").and_then(|value| value.to_str().ok()).unwrap_or("127.0.0.1");
    Answer::ok(json!({"api_key": app.keys.api_key, "base_url": format!("http://{host}")}))
}

/// The parameters of minting.
#[derive(Deserialize)]
pub struct Mint {
    user_id: String,
    /// Seconds until it expires; negative for one that has expired.
    expires_in: Option<i64>,
}

/// `GET /_dev/token?user_id=U`
pub async fn token(State(app): State<Shared>, Params(mint): Params<Mint>) -> Result<Answer> {
    check_user_id(&mint.user_id)?;
    let exp = mint.expires_in.map(|seconds| unix_second().saturating_add(seconds));
    Ok(Answer::ok(json!({"token": app.keys.mint(&mint.user_id, exp)?})))
}

/// `POST /_dev/reset`: empties the database and the books, removes all faults, and makes every client connect again.
pub async fn reset(State(app): State<Shared>) -> Result<Answer> {
    app.write(&Caller::user(""), |work| {
        db::clear(work.conn)?;
        work.afterwards(|app| {
            if let Some(rig) = &app.faults {
                rig.clear();
            }
            app.types.replace(Vec::new());
            app.put_in_force(Default::default());
            app.standings.clear();
            app.commands.replace(Vec::new());
            app.hub.drop_all();
            app.ledger.clear();
            app.uploads.keep_only(&[]);
        });
        Ok(Answer::created(json!({})))
    })
    .await
}

/// `POST /_dev/seed`: what the body holds, or the demonstration if it is empty; what is there already stays.
pub async fn seed(State(app): State<Shared>, body: Bytes) -> Result<Answer> {
    let given = seed_file::parse(if body.is_empty() { b"{}" } else { &body })?;
    if !given.is_empty() {
        seed_file::fill(&app, given).await?;
        return Ok(Answer::created(json!({})));
    }
    crate::seed::demo(&app).await?;
    Ok(Answer::created(crate::seed::summary()))
}

/// `GET /_dev/ledger`: accepted messages, events sent per connection, requests.
pub async fn ledger(State(app): State<Shared>, Params(wanted): Params<Wanted>) -> Answer {
    Answer::ok(app.ledger.report(&wanted))
}
