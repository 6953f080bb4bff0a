//! Owns what is about the application itself: its settings, the announced limits and the warm-up call.
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::clock::unix_second;
use crate::error::Result;
use crate::realtime::event::Event;

/// `GET /hi`: clients warm their connection up with it and ignore the answer.
pub async fn hi() -> StatusCode {
    StatusCode::OK
}

/// `GET /app`. A server also sees what clients need not know.
pub async fn settings(State(app): State<Shared>, caller: Caller) -> Answer {
    let settings = app.settings.get();
    let mut shown = settings.shown(app.links.is_on());
    if let Value::Object(shown) = &mut shown {
        if caller.is_server() {
            let types = app.types.all();
            let configs: Map<String, Value> =
                types.iter().map(|kind| (kind.name.clone(), kind.config(&app.commands))).collect();
            shown.extend(settings.other.clone());
            shown.insert("channel_configs".to_owned(), configs.into());
            shown.insert("revoke_tokens_issued_before".to_owned(), json!(settings.revoke_tokens_issued_before));
            let disabled = settings.disable_auth_checks.unwrap_or_else(|| app.config.dev_mode());
            shown.insert("disable_auth_checks".to_owned(), disabled.into());
            shown.insert("multi_tenant_enabled".to_owned(), false.into());
        }
        shown.insert("id".to_owned(), 1.into());
        shown.insert("placement".to_owned(), "local".into());
    }
    Answer::ok(json!({"app": shown}))
}

/// `PATCH /app`, for servers.
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Body(changes): Body<Map<String, Value>>,
) -> Result<Answer> {
    caller.require_server()?;
    app.write(&caller, move |work| {
        let before = work.app.settings.get();
        let mut settings = before.as_ref().clone();
        settings.change(changes)?;
        settings.save(work.conn)?;
        let links = work.app.links.is_on();
        let shown = settings.shown(links);
        let shows = before.shown(links) != shown;
        let revoked = before.revoke_tokens_issued_before != settings.revoke_tokens_issued_before;
        let event = Event::new("app.updated", work.now()).with("app", shown);
        work.afterwards(move |app| {
            app.put_in_force(settings);
            if revoked {
                app.hub.drop_all();
            }
        });
        if shows {
            work.emit(event);
        }
        Ok(Answer::ok(json!({})))
    })
    .await
}

/// Which part of the limits is asked for.
#[derive(Deserialize)]
pub struct Wanted {
    server_side: Option<bool>,
    android: Option<bool>,
    ios: Option<bool>,
    web: Option<bool>,
    endpoints: Option<String>,
}

/// `GET /rate_limits`, for servers. Calls are counted together here, so every platform has the same left; endpoints are
/// named by method and path.
pub async fn rate_limits(State(app): State<Shared>, caller: Caller, Params(wanted): Params<Wanted>) -> Result<Answer> {
    caller.require_server()?;
    let mut limits = app.rates.report(unix_second());
    if let Some(names) = wanted.endpoints.as_deref().filter(|names| !names.is_empty()) {
        limits.retain(|endpoint, _| names.split(',').any(|name| name == endpoint));
    }
    let platforms =
        [("server_side", wanted.server_side), ("android", wanted.android), ("ios", wanted.ios), ("web", wanted.web)];
    let all = platforms.iter().all(|(_, asked)| *asked != Some(true));
    let chosen = platforms.into_iter().filter(|(_, asked)| all || *asked == Some(true));
    let answer: Map<String, Value> = chosen.map(|(name, _)| (name.to_owned(), limits.clone().into())).collect();
    Ok(Answer::ok(answer.into()))
}
