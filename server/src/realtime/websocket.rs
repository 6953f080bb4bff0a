//! Owns the WebSocket transport: handshake order, pings, heartbeat, close codes. Does not own the connection's state.
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use super::hub::Mailbox;
use super::ledger::Transport;
use super::session::{self, Opening};
use crate::answer::duration;
use crate::app::Shared;
use crate::auth::{Caller, Common};
use crate::body::json;
use crate::clock::unix_second;
use crate::error::{Error, Result};
use crate::faults::socket::{Blow, Outgoing, SocketFaults};

/// The server's own health check (protocol notes, "Ping, liveness").
const HEARTBEAT: Duration = Duration::from_secs(30);
/// A client that sends nothing at all for this long is gone. Clients ping every 25 s; browsers slow the timers of hidden
/// pages down to one a minute.
const SILENCE: Duration = Duration::from_secs(150);
/// How long a client may take to accept one frame.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// Largest frame a client may send, in bytes. Pings are all it sends.
const MAX_INCOMING: usize = 64 * 1024;
/// Read buffer of a connection, in bytes: a few pings. The library's default of 128 kB would be cleared at every look
/// for input, which was a seventh of the server's time under load.
const READ_BUFFER: usize = 4 * 1024;

#[derive(Deserialize)]
struct Query {
    #[serde(flatten)]
    common: Common,
    json: Option<String>,
}

/// `GET /connect`. The socket opens before the caller is judged: browsers cannot read why an upgrade was refused.
pub async fn connect(
    State(app): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let header = headers.get("authorization").and_then(|value| value.to_str().ok()).map(str::to_owned);
    upgrade
        .read_buffer_size(READ_BUFFER)
        .max_message_size(MAX_INCOMING)
        .max_frame_size(MAX_INCOMING)
        .on_upgrade(move |socket| run(app, socket, query.unwrap_or_default(), header))
}

async fn run(app: Shared, mut socket: WebSocket, query: String, header: Option<String>) {
    let started = Instant::now();
    match admit(&app, &query, header.as_deref()).await {
        Ok((caller, mailbox)) => {
            let id = mailbox.id.clone();
            let page = mailbox.page.clone();
            let faults = SocketFaults::new(app.faults.as_ref(), &caller.user_id, &mailbox);
            converse(&app, &mut socket, mailbox, faults).await;
            // The client learns it first: what is to be told to others may have to wait for its turn.
            drop(socket);
            page.close();
            session::close(&app, &caller, &id).await;
        }
        Err(error) => refuse(&app, &mut socket, &error, started).await,
    }
}

async fn admit(app: &Shared, query: &str, header: Option<&str>) -> Result<(Caller, Mailbox)> {
    let uri = format!("/connect?{query}").parse().map_err(|_| Error::input("the query string cannot be read"))?;
    let axum::extract::Query(query) = axum::extract::Query::<Query>::try_from_uri(&uri)
        .map_err(|_| Error::input("the query string cannot be read"))?;
    let mut common = query.common;
    let opening: Opening = json(query.json.as_deref().unwrap_or("{}").as_bytes(), "the query parameter json")?;
    let named = opening.user_details.get("id").and_then(Value::as_str).or(opening.user_id.as_deref());
    common.user_id = named.map(str::to_owned).or(common.user_id);
    let caller = app.authenticate(&common, common.auth_type.as_deref(), common.authorization.as_deref().or(header))?;
    app.rates.admit("GET /connect", &caller.user_id, unix_second())?;
    let mailbox = session::open(app, &caller, opening, Transport::Socket).await?;
    Ok((caller, mailbox))
}

/// The error frame, then close 1000: any other code would make clients try again for ever.
async fn refuse(app: &Shared, socket: &mut WebSocket, error: &Error, started: Instant) {
    let mut body = error.body();
    body.insert("duration".to_owned(), duration(started).into());
    let frame = json!({"type": "connection.error", "created_at": app.clock.now(), "connection_id": "", "error": body});
    if send(socket, Message::text(frame.to_string())).await {
        close(socket, close_code::NORMAL, "refused").await;
    }
}

/// Sends what arrives in the mailbox and answers pings, until either side ends it.
async fn converse(app: &Shared, socket: &mut WebSocket, mut mailbox: Mailbox, mut faults: SocketFaults) {
    let mut heartbeat = heartbeat().await;
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            // In this order: the answer to a ping comes after everything that happened before the ping.
            biased;
            blow = faults.next() => match blow {
                Blow::Send(frame) => {
                    if !write(socket, &mailbox, &mut faults, frame).await {
                        return;
                    }
                }
                Blow::End(Some(code)) => return close(socket, code, "broken on purpose").await,
                Blow::End(None) => return,
                Blow::Silence(fault) => return faults.silence(fault, &mut mailbox).await,
            },
            frame = mailbox.queue.recv() => match frame {
                Some(frame) => {
                    if let Some(frame) = faults.pass(frame.into())
                        && !write(socket, &mailbox, &mut faults, frame).await
                    {
                        return;
                    }
                }
                None => return close(socket, close_code::RESTART, "connect again").await,
            },
            incoming = socket.recv() => match incoming {
                Some(Ok(Message::Text(text))) => {
                    heard = Instant::now();
                    if is_ping(text.as_str())
                        && !faults.ignores_ping()
                        && !write_health_check(app, socket, &mailbox, &mut faults).await
                    {
                        return;
                    }
                }
                // Protocol pings are answered by the library.
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) => heard = Instant::now(),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
            _ = heartbeat.tick() => {
                if heard.elapsed() > SILENCE {
                    return close(socket, close_code::AWAY, "nothing heard").await;
                }
                if !faults.stops_heart() && !write_health_check(app, socket, &mailbox, &mut faults).await {
                    return;
                }
            }
        }
    }
}

async fn heartbeat() -> Interval {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.tick().await;
    heartbeat
}

/// A ping is a `health.check` object, bare or in an array: clients differ.
fn is_ping(text: &str) -> bool {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(items)) => items.iter().any(|item| item["type"] == "health.check"),
        Ok(item) => item["type"] == "health.check",
        Err(_) => false,
    }
}

async fn write_health_check(
    app: &Shared,
    socket: &mut WebSocket,
    mailbox: &Mailbox,
    faults: &mut SocketFaults,
) -> bool {
    let frame = Outgoing { text: session::health_check(app, &mailbox.id, None).text, entry: None };
    match faults.pass(frame) {
        Some(frame) => write(socket, mailbox, faults, frame).await,
        None => true,
    }
}

async fn write(socket: &mut WebSocket, mailbox: &Mailbox, faults: &mut SocketFaults, frame: Outgoing) -> bool {
    if let Some(entry) = &frame.entry {
        mailbox.page.sent(entry);
    }
    faults.writing();
    send(socket, Message::Text(frame.text)).await
}

async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(timeout(SEND_TIMEOUT, socket.send(message)).await, Ok(Ok(())))
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame { code, reason: reason.into() };
    if send(socket, Message::Close(Some(frame))).await {
        // The closing handshake: whatever still comes is not ours to read, but the client's answer is awaited briefly.
        let _ = timeout(Duration::from_secs(1), async { while let Some(Ok(_)) = socket.recv().await {} }).await;
    }
}
