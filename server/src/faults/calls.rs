//! Owns what faults do to requests: upgrades refused, answers replaced, late or lost, polls held or cut. Only there
//! with `--faults`.
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::time::{sleep, sleep_until};

use super::kind::{Kind, Refusal};
use super::{Rig, Whom};
use crate::answer::{Answer, cut};
use crate::app::Shared;
use crate::error::{Code, Error};
use crate::realtime::longpoll;
use crate::requests::Sender;

/// Lets faults strike a request on its way in and its answer on its way out.
pub async fn interfere(State((app, rig)): State<(Shared, Arc<Rig>)>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Pages and the back door itself stay whole.
    if path.starts_with("/_dev") || request.extensions().get::<MatchedPath>().is_none() {
        return next.run(request).await;
    }
    let Some(sender) = request.extensions().get::<Arc<Sender>>().cloned() else {
        return next.run(request).await;
    };
    let whom = sender.whom();
    match path {
        "/connect" => match refuse_upgrade(&rig, whom).await {
            Some(refusal) => refusal,
            None => next.run(request).await,
        },
        "/longpoll" => {
            spoil_reply(&rig, whom, request, async |request| poll(&app, &rig, &sender, request, next).await).await
        }
        _ => spoil_reply(&rig, whom, request, async |request| next.run(request).await).await,
    }
}

impl Sender {
    fn whom(&self) -> Whom<'_> {
        Whom { user_id: self.user_id.as_deref(), connection_id: self.connection_id.as_deref() }
    }
}

/// Ends every connection after one answer. Browsers repeat a request by themselves if a connection that has served before
/// breaks under it; no test would ever see the answer that was lost.
pub async fn use_once(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn refuse_upgrade(rig: &Rig, whom: Whom<'_>) -> Option<Response> {
    let (id, how) = rig.strike(whom, |kind, _| match kind {
        Kind::RefuseUpgrade { how } => Some(*how),
        _ => None,
    })?;
    Some(match how {
        Refusal::Forbidden => Error::not_allowed("upgrades are refused by a fault").into_response(),
        Refusal::Ordinary => Answer::ok(json!({})).into_response(),
        Refusal::BlackHole => {
            rig.released(id).await;
            cut()
        }
    })
}

/// Carries a request out, or not, and answers, late or not at all. Which faults strike is settled when the request comes.
async fn spoil_reply(
    rig: &Rig,
    whom: Whom<'_>,
    request: Request,
    carry_out: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let allows = |kind: &Kind| kind.allows(method.as_str(), &path);
    let answer = rig.strike(whom, |kind, _| match kind {
        Kind::Answer { .. } if allows(kind) => Some(kind.clone()),
        _ => None,
    });
    let delay = rig.strike(whom, |kind, _| match kind {
        Kind::DelayReply { ms, .. } if allows(kind) => Some(*ms),
        _ => None,
    });
    let drop = rig.strike(whom, |kind, _| (matches!(kind, Kind::DropReply { .. }) && allows(kind)).then_some(()));
    let response = match answer {
        Some((_, kind)) => made_up(&kind),
        None => carry_out(request).await,
    };
    if let Some((id, ms)) = delay {
        rig.hold(id, ms).await;
    }
    if drop.is_some() { cut() } else { response }
}

fn made_up(kind: &Kind) -> Response {
    let Kind::Answer { status, code, message, retry_after, .. } = kind else {
        return Error::new(Code::Internal, "internal error: this fault has no answer").into_response();
    };
    let message = message.as_deref().unwrap_or("an error that a fault asked for");
    let mut body = Error::input(message).body();
    body.insert("code".to_owned(), (*code).into());
    body.insert("StatusCode".to_owned(), (*status).into());
    let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Answer::with_status(status, body).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}

/// Faults of polls. Connecting and closing are ordinary requests.
async fn poll(app: &Shared, rig: &Rig, sender: &Sender, request: Request, next: Next) -> Response {
    let closes = request.uri().query().is_some_and(|query| query.split('&').any(|pair| pair == "close=true"));
    let (Some(user_id), Some(connection_id), false) = (&sender.user_id, &sender.connection_id, closes) else {
        return next.run(request).await;
    };
    let whom = sender.whom();
    if rig.forgets(user_id, connection_id) {
        longpoll::forget(app, |user, id| user == user_id && id == connection_id).await;
    }
    let hold = rig.strike(whom, |kind, _| match kind {
        Kind::HoldPolls { ms } => Some(*ms),
        _ => None,
    });
    if let Some((id, ms)) = hold {
        rig.hold(id, ms).await;
    }
    if let Some((_, after_ms)) = rig.strike(whom, |kind, _| breaks(kind)) {
        sleep(Duration::from_millis(after_ms)).await;
        return cut();
    }
    tokio::select! {
        // In this order: a poll that is cut has taken no events out of its queue.
        biased;
        () = broken(rig, whom) => cut(),
        response = next.run(request) => response,
    }
}

fn breaks(kind: &Kind) -> Option<u64> {
    match kind {
        Kind::BreakPolls { after_ms } => Some(*after_ms),
        _ => None,
    }
}

/// Waits until a fault that came after the poll cuts it.
async fn broken(rig: &Rig, whom: Whom<'_>) {
    let mut changes = rig.changes.subscribe();
    loop {
        let due = rig.look(whom, |kind, added| Some(added + Duration::from_millis(breaks(kind)?)));
        match due.into_iter().min_by_key(|(_, at)| *at) {
            Some((id, at)) if at <= Instant::now() => {
                if rig.strike_by(id) {
                    return;
                }
            }
            Some((_, at)) => {
                tokio::select! {
                    () = sleep_until(at.into()) => {}
                    _ = changes.changed() => {}
                }
            }
            None => {
                let _ = changes.changed().await;
            }
        }
    }
}
