//! Owns what the engine can order: the only way it reaches the network, the app or the clock.

use crate::error::Failure;
use crate::id::{CallId, Generation, RequestId, Slot};
use crate::text::Text;
use crate::tokens::Question;

/// One order to the driver.
#[derive(Debug)]
pub enum Output<N> {
    /// Open a socket to `/connect` with these query parameters.
    OpenSocket {
        /// Report its frames and its end under this generation.
        generation: Generation,
        /// Query parameters; objects are JSON-encoded.
        query: N,
    },
    /// Send a text frame.
    SendFrame {
        /// On the socket of this generation.
        generation: Generation,
        /// What to send, as JSON.
        frame: N,
    },
    /// Close the socket of this generation with code 1000; it reports nothing any more.
    CloseSocket(Generation),
    /// Ask the app's token function and report its answer.
    AskForToken(Question),
    /// Send a request and report its end.
    Request(Box<Request<N>>),
    /// Give a request up; it reports nothing any more.
    AbortRequest(RequestId),
    /// Give an event to the listeners.
    Dispatch {
        /// The event.
        event: N,
        /// The active channel it belongs to.
        slot: Option<Slot>,
    },
    /// After the listeners of the event before ran: report `Input::Forget`.
    Forget(Slot),
    /// A call succeeded.
    Resolve {
        /// Whose.
        call: CallId,
        /// With what; `None` is JavaScript's `null`.
        value: Option<N>,
    },
    /// A call failed.
    Reject {
        /// Whose.
        call: CallId,
        /// Why.
        failure: Failure<N>,
    },
    /// A line for the app's logger. Never holds a token or a message text.
    Log {
        /// How much it matters.
        level: Level,
        /// What happened.
        message: &'static str,
        /// Details by name.
        extra: Option<N>,
    },
}

/// How much a log line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// For those who look for a defect.
    Debug,
    /// The normal course.
    Info,
    /// Something failed and will be tried again.
    Warn,
    /// Something failed for good.
    Error,
}

impl Level {
    /// Its name in the logger's calls.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
        }
    }
}

/// An HTTP request, ready to be sent.
#[derive(Debug)]
pub struct Request<N> {
    /// Its end is reported under this id.
    pub id: RequestId,
    /// HTTP method.
    pub method: &'static str,
    /// Path below the base URL, percent-encoded.
    pub path: Text,
    /// Query parameters; objects and arrays are JSON-encoded, absent ones left out.
    pub query: N,
    /// JSON body.
    pub body: Option<N>,
    /// The bare token for `Authorization`; the anonymous user and guests-to-be have none.
    pub token: Option<Text>,
    /// `x-client-request-id`.
    pub client_request_id: Text,
}
