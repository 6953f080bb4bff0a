//! Owns the long-poll transport: mailboxes that are emptied by requests, and their expiry. Does not own the connection's state.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Extension, State};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{interval, timeout};

use super::hub::{Frame, Mailbox};
use super::ledger::{Page, Transport};
use super::session::{self, Opening};
use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::{Caller, Kind};
use crate::body::{Params, json as parse};
use crate::error::{Code, Error, Result};
use crate::requests::Sender;

/// How long an idle poll is held (protocol notes, "Long poll").
const HOLD: Duration = Duration::from_secs(20);
/// A connection that is not polled for this long is gone (protocol notes; inferred).
const IDLE: Duration = Duration::from_secs(60);
/// Most events in one answer, so that answers stay small enough to arrive.
const BATCH: usize = 500;

struct Session {
    caller: Caller,
    mailbox: tokio::sync::Mutex<Mailbox>,
    page: Arc<Page>,
    polled: Mutex<Instant>,
}

/// The connections that poll.
#[derive(Default)]
pub struct Sessions {
    by_id: Mutex<HashMap<String, Arc<Session>>>,
}

impl Sessions {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Arc<Session>>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: &str, user_id: &str) -> Result<Arc<Session>> {
        match self.all().get(id) {
            Some(session) if session.caller.user_id == user_id => Ok(session.clone()),
            _ => Err(Error::new(Code::ConnectionNotFound, "this connection_id is not (or no longer) connected")),
        }
    }
}

impl Session {
    fn touch(&self) {
        *self.polled.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn idle(&self) -> bool {
        let polling = self.mailbox.try_lock().is_err();
        !polling && self.polled.lock().unwrap_or_else(PoisonError::into_inner).elapsed() > IDLE
    }
}

/// The query of a poll.
#[derive(Deserialize)]
pub struct Poll {
    json: Option<String>,
    connection_id: Option<String>,
    close: Option<String>,
}

/// `GET /longpoll`: without connection id it connects, with one it polls or closes.
pub async fn longpoll(
    State(app): State<Shared>,
    sender: Option<Extension<Arc<Sender>>>,
    caller: Caller,
    Params(poll): Params<Poll>,
) -> Result<Answer> {
    match poll.connection_id.filter(|id| !id.is_empty()) {
        None => connect(&app, caller, poll.json.as_deref().unwrap_or("{}")).await,
        Some(id) if poll.close.as_deref() == Some("true") => {
            let session = app.sessions.find(&id, &caller.user_id)?;
            end(&app, &id, &session).await;
            Ok(Answer::ok(json!({"events": []})))
        }
        Some(id) => {
            let arrived = sender.map_or_else(Instant::now, |sender| sender.arrived);
            wait(&app, &id, &caller, arrived).await
        }
    }
}

async fn connect(app: &Shared, mut caller: Caller, text: &str) -> Result<Answer> {
    let opening: Opening = parse(text.as_bytes(), "the query parameter json")?;
    if caller.kind == Kind::Anonymous {
        let named = opening.user_details.get("id").and_then(Value::as_str).or(opening.user_id.as_deref());
        if let Some(id) = named.map(|id| id.trim_start_matches('!')) {
            caller.user_id = format!("!anon-{id}");
        }
    }
    let mut mailbox = session::open(app, &caller, opening, Transport::Polls).await?;
    let first = mailbox.queue.recv().await;
    let event = first.as_ref().map_or(Value::Null, |frame| value(&mailbox, frame));
    let id = mailbox.id.clone();
    let (page, polled) = (mailbox.page.clone(), Mutex::new(Instant::now()));
    let session = Session { caller, mailbox: tokio::sync::Mutex::new(mailbox), page, polled };
    app.sessions.all().insert(id, Arc::new(session));
    Ok(Answer::ok(json!({"event": event})))
}

async fn wait(app: &Shared, id: &str, caller: &Caller, arrived: Instant) -> Result<Answer> {
    let session = app.sessions.find(id, &caller.user_id)?;
    session.touch();
    let mut mailbox = session.mailbox.lock().await;
    let mut events = Vec::new();
    // Nothing is taken out of the queue unless this request lives to answer with it.
    match timeout(HOLD.saturating_sub(arrived.elapsed()), mailbox.queue.recv()).await {
        Ok(Some(frame)) => {
            events.push(value(&mailbox, &frame));
            while events.len() < BATCH {
                let Ok(frame) = mailbox.queue.try_recv() else {
                    break;
                };
                events.push(value(&mailbox, &frame));
            }
        }
        Ok(None) => {
            drop(mailbox);
            end(app, id, &session).await;
            return Err(Error::new(Code::ConnectionNotFound, "this connection was closed: connect again"));
        }
        Err(_) => {}
    }
    session.touch();
    Ok(Answer::ok(json!({"events": events})))
}

fn value(mailbox: &Mailbox, frame: &Frame) -> Value {
    mailbox.page.sent(&frame.entry);
    serde_json::from_str(frame.text.as_str()).unwrap_or(Value::Null)
}

async fn end(app: &Shared, id: &str, session: &Session) {
    app.sessions.all().remove(id);
    session.page.close();
    session::close(app, &session.caller, id).await;
}

/// Ends the connections among which `lost` chooses by user and connection id.
pub async fn forget(app: &Shared, lost: impl Fn(&str, &str) -> bool) {
    let chosen: Vec<(String, Arc<Session>)> = app
        .sessions
        .all()
        .iter()
        .filter(|(id, session)| lost(&session.caller.user_id, id))
        .map(|(id, session)| (id.clone(), session.clone()))
        .collect();
    for (id, session) in chosen {
        end(app, &id, &session).await;
    }
}

/// Ends connections that nobody polls any more, until the server stops.
pub async fn expire_idle(app: Shared, mut stopped: watch::Receiver<bool>) {
    let mut tick = interval(IDLE / 4);
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            _ = stopped.wait_for(|stop| *stop) => break,
        }
        let idle: Vec<(String, Arc<Session>)> = app
            .sessions
            .all()
            .iter()
            .filter(|(_, session)| session.idle())
            .map(|(id, s)| (id.clone(), s.clone()))
            .collect();
        for (id, session) in idle {
            end(&app, &id, &session).await;
        }
    }
    let all: Vec<(String, Arc<Session>)> = app.sessions.all().drain().collect();
    for (id, session) in all {
        end(&app, &id, &session).await;
    }
}
