//! Owns every way the client can fail: one enum, one stable code each, one sentence that says what happened and what to
//! do. `docs/errors.md` lists the same codes. Never holds a token or the text of a message.
//!
//! The sentences are filled by hand: `core::fmt` would be a tenth of the whole WebAssembly.

use std::rc::Rc;

use crate::id::push_ascii;

/// A failure as the app sees it. The code is stable; the sentence may change.
#[derive(Debug, PartialEq)]
pub enum Error {
    /// The service answered with an error.
    Service(Rc<ServiceError>),
    /// `connectUser` was not called, or the user was disconnected.
    NotConnected,
    /// The call waited and `disconnectUser` or `closeConnection` was called meanwhile.
    Disconnected,
    /// A user object without a usable `id`.
    UserIdMissing,
    /// A user id with characters that the service does not take.
    UserIdInvalid,
    /// A user object above the service's limit; its bytes.
    UserTooLarge(u32),
    /// Another user is connected.
    AnotherUser,
    /// No token, or one that is not three parts with a JSON payload.
    TokenMalformed,
    /// The token was made for somebody else.
    TokenForeign,
    /// The token function threw, rejected, or gave something that is no token.
    TokenProviderFailed,
    /// The token function did not answer within these milliseconds.
    TokenProviderTimeout(u32),
    /// The connection could not be made within these milliseconds, and why; the client goes on trying.
    ConnectTimeout(u32, &'static str),
    /// The call needs the live connection and it did not come back in time, and why.
    ConnectionLost(&'static str),
    /// The server closed the connection for good, without an error frame.
    ConnectionRefused,
    /// No answer from this endpoint: the network failed, or a proxy or the browser blocked the request.
    Network(&'static str),
    /// No answer from this endpoint within these milliseconds. What the server did with the request is not known.
    RequestTimeout(u32, &'static str),
    /// The app cancelled the call.
    RequestCancelled,
    /// An answer from this endpoint with this HTTP status that is not JSON, usually from a proxy.
    BadAnswer(u16, &'static str),
    /// An endpoint that the table does not have.
    UnknownEndpoint,
    /// An argument of the wrong kind, and which; nothing was sent.
    BadArgument(&'static str),
    /// A channel type with other characters than letters, digits, `_` and `-`.
    ChannelTypeInvalid,
    /// A channel id with other characters than letters, digits, `_`, `-` and `!`.
    ChannelIdInvalid,
    /// A call on a channel that has no id yet and no members to name it.
    ChannelUnnamed,
    /// The channel was deleted, or the user removed from it.
    ChannelDisconnected,
    /// A file above the app's limit, in bytes.
    UploadTooLarge(u32),
    /// The app does not take files of that name or type.
    UploadTypeNotAllowed,
    /// The WebAssembly part hit a defect of its own.
    Internal,
}

impl Clone for Error {
    fn clone(&self) -> Self {
        match self {
            Error::Service(service) => Error::Service(service.clone()),
            // SAFETY: all others are made of numbers and static texts, whose bytes are their copy. (Derived, each of them
            // is copied on its own, which is half a kilobyte of WebAssembly.)
            _ => unsafe { std::ptr::read(self) },
        }
    }
}

/// The service's own error.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceError {
    /// The service's number, for instance 4 input, 16 not found, 17 not allowed, 40 token expired.
    pub code: i32,
    /// HTTP status of the answer.
    pub status: u16,
    /// The service's own sentence.
    pub message: String,
    /// Milliseconds after which the service wants to be asked again; 0 when it did not say.
    pub retry_after_ms: u32,
}

impl Error {
    /// The service's error.
    pub fn service(code: i32, status: u16, message: impl Into<String>) -> Self {
        Error::busy(code, status, message, 0)
    }

    /// The service's error with the time after which it wants to be asked again.
    pub fn busy(code: i32, status: u16, message: impl Into<String>, retry_after_ms: u32) -> Self {
        Error::Service(Rc::new(ServiceError { code, status, message: message.into(), retry_after_ms }))
    }

    /// Whether the same request may succeed later by itself, and after how many milliseconds at the earliest: the network,
    /// a request that took too long, and what the service says passes (protocol notes, "Codes").
    pub fn passes(&self) -> Option<u64> {
        match self {
            Error::Service(service) => {
                let passes = matches!(service.code, -1 | 9 | 23 | 71) || service.status == 429 || service.status > 499;
                if passes { Some(u64::from(service.retry_after_ms)) } else { None }
            }
            Error::Network(_) | Error::RequestTimeout(..) | Error::ConnectionLost(_) | Error::BadAnswer(..) => Some(0),
            _ => None,
        }
    }

    /// The stable code of a client-made failure; empty for the service's own, which carry a number.
    pub fn code(&self) -> &'static str {
        let text = self.describe();
        let mut end = 0;
        while text.as_bytes().get(end).is_some_and(|byte| *byte != b' ') {
            end += 1;
        }
        text.get(..end).unwrap_or_default()
    }

    /// What happened and what can be done, in one sentence.
    pub fn message(&self) -> String {
        let (number, text) = match self {
            Error::Service(service) => (service.code, service.message.as_str()),
            Error::UserTooLarge(number) | Error::TokenProviderTimeout(number) | Error::UploadTooLarge(number) => {
                (*number as i32, "")
            }
            Error::ConnectTimeout(number, text) | Error::RequestTimeout(number, text) => (*number as i32, *text),
            Error::ConnectionLost(text)
            | Error::Network(text)
            | Error::BadAnswer(_, text)
            | Error::BadArgument(text) => (0, *text),
            _ => (0, ""),
        };
        let mut message = String::new();
        let mut bytes = self.describe().bytes();
        while bytes.next().is_some_and(|byte| byte != b' ') {}
        for byte in bytes {
            match byte {
                b'#' => message.push_str(&decimal(i64::from(number))),
                b'*' => message.push_str(text),
                _ => push_ascii(&mut message, byte),
            }
        }
        message
    }

    /// Code, a space, and the sentence; in the sentence `#` stands for the number and `*` for the text that the failure
    /// has. The one table of all failures.
    fn describe(&self) -> &'static str {
        match self {
            Error::Service(_) => " StreamChat error code #: *",
            Error::NotConnected => "client/not-connected No user is connected: call connectUser first.",
            Error::Disconnected => "client/disconnected The call was given up because the user was disconnected.",
            Error::UserIdMissing => "user/id-missing The user needs an id: a non-empty string.",
            Error::UserIdInvalid => "user/id-invalid A user id may only hold letters, digits, @, _ and -, 255 at most.",
            Error::UserTooLarge(_) => {
                "user/too-large The user object is too large: # bytes of JSON; the limit is 5 KB (5120)."
            }
            Error::AnotherUser => {
                "user/another-connected Another user is connected: call disconnectUser before connecting a different user."
            }
            Error::TokenMalformed => {
                "token/malformed The token is missing or malformed: pass a JWT for this user, or a function that returns one."
            }
            Error::TokenForeign => {
                "token/foreign The token was made for another user: its user_id is not the id of this user."
            }
            Error::TokenProviderFailed => {
                "token/provider-failed The token function failed: it must return (or resolve with) a JWT for this user."
            }
            Error::TokenProviderTimeout(_) => "token/provider-timeout The token function gave no answer within # ms.",
            Error::ConnectTimeout(..) => {
                "connection/timeout No connection within # ms: *. The client goes on trying in the background."
            }
            Error::ConnectionLost(_) => {
                "connection/lost The connection did not come back in time (*); the call was not sent."
            }
            Error::ConnectionRefused => {
                "connection/refused The server closed the connection for good (close code 1000)."
            }
            Error::Network(_) => "request/network No answer to *: the network failed, or the request was blocked.",
            Error::RequestTimeout(..) => "request/timeout No answer within # ms: *.",
            Error::RequestCancelled => "request/cancelled The call was cancelled.",
            Error::BadAnswer(..) => "request/bad-answer The answer to * is not JSON: something in between answered.",
            Error::UnknownEndpoint => "request/unknown-endpoint Unknown endpoint.",
            Error::BadArgument(_) => "request/bad-argument Bad argument: *.",
            Error::ChannelTypeInvalid => "channel/invalid-type A channel type may only hold letters, digits, _ and -.",
            Error::ChannelIdInvalid => "channel/invalid-id A channel id may only hold letters, digits, _, - and !.",
            Error::ChannelUnnamed => "channel/unnamed The channel has no id: give it one, or members.",
            Error::ChannelDisconnected => "channel/disconnected The channel was deleted, or the user removed from it.",
            Error::UploadTooLarge(_) => "upload/too-large The file is too large: the app takes # bytes at most.",
            Error::UploadTypeNotAllowed => "upload/type-not-allowed The app does not take files of this name or type.",
            Error::Internal => "internal/failed The client failed inside: reload the page, and please report this.",
        }
    }

    /// The service's number, when this is its answer.
    pub fn service_code(&self) -> Option<i32> {
        match self {
            Error::Service(service) => Some(service.code),
            _ => None,
        }
    }

    /// HTTP status, 0 when there was no answer.
    pub fn status(&self) -> u16 {
        match self {
            Error::Service(service) => service.status,
            Error::BadAnswer(status, _) => *status,
            _ => 0,
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Error {}

/// A number in decimal digits.
pub fn decimal(number: i64) -> String {
    let mut text = String::new();
    if number < 0 {
        push_ascii(&mut text, b'-');
    }
    push_digits(&mut text, number.unsigned_abs());
    text
}

fn push_digits(text: &mut String, number: u64) {
    if number > 9 {
        push_digits(text, number / 10);
    }
    push_ascii(text, b'0' + (number % 10) as u8);
}

/// A failure with what came along. Cheap to pass on: one pointer.
#[derive(Debug)]
pub struct Failure<N>(Rc<Details<N>>);

#[derive(Debug)]
struct Details<N> {
    error: Error,
    answer: Option<N>,
    cause: Option<N>,
}

impl<N> Clone for Failure<N> {
    fn clone(&self) -> Self {
        Failure(self.0.clone())
    }
}

impl<N> From<Error> for Failure<N> {
    fn from(error: Error) -> Self {
        Failure::new(error, None, None)
    }
}

impl<N> Failure<N> {
    /// With the parsed answer of the service, or what the app's own function threw.
    pub fn new(error: Error, answer: Option<N>, cause: Option<N>) -> Self {
        Failure(Rc::new(Details { error, answer, cause }))
    }

    /// What happened.
    pub fn error(&self) -> &Error {
        &self.0.error
    }

    /// The parsed answer of the service.
    pub fn answer(&self) -> Option<&N> {
        self.0.answer.as_ref()
    }

    /// What the token function threw, or the browser's own error.
    pub fn cause(&self) -> Option<&N> {
        self.0.cause.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_hold_their_values() {
        assert_eq!(Error::service(-17, 403, "no").message(), "StreamChat error code -17: no");
        assert_eq!(
            Error::UserTooLarge(6_000).message(),
            "The user object is too large: 6000 bytes of JSON; the limit is 5 KB (5120)."
        );
        assert_eq!(Error::RequestTimeout(3_000, "GET /app").message(), "No answer within 3000 ms: GET /app.");
        assert_eq!(
            Error::ConnectTimeout(10, "no token").message(),
            "No connection within 10 ms: no token. The client goes on trying in the background."
        );
    }

    #[test]
    fn decimals_are_written_whole() {
        assert_eq!([0, 7, -1, 120, i64::MIN].map(decimal), ["0", "7", "-1", "120", "-9223372036854775808"]);
    }

    #[test]
    fn an_error_stays_small_because_it_is_passed_everywhere() {
        assert!(size_of::<Error>() <= 24, "{}", size_of::<Error>());
        assert_eq!(size_of::<Failure<()>>(), size_of::<usize>());
    }
}
