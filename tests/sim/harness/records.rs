//! Owns what a page remembers of a run: the sockets, requests, events, log lines and outcomes that scenarios look at.
//! Plain data; who fills it is `page.rs`.

use serde_json::Value;
use stream_chat_wasm::id::Slot;

/// A call of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Promise(pub u32);

/// How a call ended.
pub type Outcome = Result<Value, Refusal>;

/// A rejected call as an app sees it.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The stable code; the service's numbers as text.
    pub code: String,
    /// HTTP status, 0 without an answer.
    pub status: u16,
    /// The error's sentence.
    pub text: String,
    /// The service's answer.
    pub answer: Option<Value>,
    /// What the app's own function threw, or the browser's error.
    pub cause: Option<Value>,
}

/// A socket that was opened.
#[derive(Debug)]
pub struct Socket {
    pub generation: u32,
    /// Query parameters of its address.
    pub query: Value,
    /// Frames that were sent on it.
    pub sent: Vec<Value>,
    /// Neither end has closed it.
    pub open: bool,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Sent.
    Open,
    /// Answered, or failed.
    Ended,
    /// Given up by the client.
    Aborted,
}

/// A request that was sent.
#[derive(Debug)]
pub struct Request {
    pub id: u32,
    pub method: &'static str,
    pub path: String,
    pub query: Value,
    pub body: Option<Value>,
    pub token: Option<String>,
    pub client_request_id: String,
    pub stage: Stage,
    /// When it was sent, by the page's monotonic clock.
    pub at_ms: u64,
}

impl Request {
    /// It asks for a polling connection or for its events; the one that closes it does not.
    pub fn is_poll(&self) -> bool {
        self.path == "/longpoll" && self.query.get("close").is_none()
    }
}

/// An event as the listeners heard it.
#[derive(Debug)]
pub struct Event {
    /// Its state at that moment.
    pub value: Value,
    pub slot: Option<Slot>,
}

impl Event {
    /// Its type.
    pub fn kind(&self) -> &str {
        self.value["type"].as_str().unwrap_or_default()
    }
}

/// A line of the logger.
#[derive(Debug)]
pub struct Line {
    pub level: &'static str,
    pub text: String,
}
