//! Owns the errors the server answers with: code, HTTP status and body. Does not decide when one is due.
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::answer::Answer;

/// The service's error codes that this server uses (protocol notes, section "Errors").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Something here went wrong.
    Internal,
    /// The api key is unknown.
    AccessKey,
    /// The request cannot be understood or is not allowed in this form.
    Input,
    /// The token is missing, malformed or belongs to somebody else.
    Authentication,
    /// Too many calls in a minute.
    RateLimit,
    /// What the request is about does not exist.
    DoesNotExist,
    /// The caller lacks the permission.
    NotAllowed,
    /// Clients cannot send an event of this type.
    EventNotSupported,
    /// The channel type has this feature switched off.
    FeatureNotSupported,
    /// The text is longer than the channel type allows.
    MessageTooLong,
    /// A reply to a reply.
    MultipleNesting,
    /// The body or the custom data is too big.
    PayloadTooBig,
    /// The request took too long to arrive.
    RequestTimeout,
    /// The headers are too big.
    HeadersTooBig,
    /// The token has expired.
    TokenExpired,
    /// The token is not valid yet (`nbf`).
    TokenNotYetValid,
    /// The token was issued in the future (`iat`).
    TokenUsedBeforeIssued,
    /// The token's signature does not match.
    TokenSignature,
    /// No live connection has this id.
    ConnectionNotFound,
    /// Slow mode.
    Cooldown,
    /// None of the queried channels may be read by the caller.
    QueryChannelPermissions,
    /// The user has too many connections.
    TooManyConnections,
}

impl Code {
    /// The number on the wire.
    pub const fn number(self) -> i32 {
        match self {
            Code::Internal => -1,
            Code::AccessKey => 2,
            Code::Input => 4,
            Code::Authentication => 5,
            Code::RateLimit => 9,
            Code::DoesNotExist => 16,
            Code::NotAllowed => 17,
            Code::EventNotSupported => 18,
            Code::FeatureNotSupported => 19,
            Code::MessageTooLong => 20,
            Code::MultipleNesting => 21,
            Code::PayloadTooBig => 22,
            Code::RequestTimeout => 23,
            Code::HeadersTooBig => 24,
            Code::TokenExpired => 40,
            Code::TokenNotYetValid => 41,
            Code::TokenUsedBeforeIssued => 42,
            Code::TokenSignature => 43,
            Code::ConnectionNotFound => 46,
            Code::Cooldown => 60,
            Code::QueryChannelPermissions => 70,
            Code::TooManyConnections => 71,
        }
    }

    /// The HTTP status that goes with it.
    pub const fn status(self) -> StatusCode {
        match self {
            Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Code::AccessKey
            | Code::Authentication
            | Code::TokenExpired
            | Code::TokenNotYetValid
            | Code::TokenUsedBeforeIssued
            | Code::TokenSignature => StatusCode::UNAUTHORIZED,
            Code::DoesNotExist => StatusCode::NOT_FOUND,
            Code::NotAllowed | Code::Cooldown | Code::QueryChannelPermissions => StatusCode::FORBIDDEN,
            Code::PayloadTooBig => StatusCode::PAYLOAD_TOO_LARGE,
            Code::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Code::HeadersTooBig => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Code::RateLimit | Code::TooManyConnections => StatusCode::TOO_MANY_REQUESTS,
            Code::Input
            | Code::EventNotSupported
            | Code::FeatureNotSupported
            | Code::MessageTooLong
            | Code::MultipleNesting
            | Code::ConnectionNotFound => StatusCode::BAD_REQUEST,
        }
    }
}

/// An error on its way to the caller.
#[derive(Clone, Debug)]
pub struct Error {
    /// Which kind.
    pub code: Code,
    /// A sentence for the developer who reads it. Never contains tokens or message text.
    pub message: String,
}

/// What most functions here answer with.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of this kind.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Error { code, message: message.into() }
    }

    /// The request cannot be understood (code 4).
    pub fn input(message: impl Into<String>) -> Self {
        Error::new(Code::Input, message)
    }

    /// The thing is not there (code 16).
    pub fn missing(what: &str, id: &str) -> Self {
        Error::new(Code::DoesNotExist, format!("{what} {id:?} does not exist"))
    }

    /// The caller may not do this (code 17).
    pub fn not_allowed(message: impl Into<String>) -> Self {
        Error::new(Code::NotAllowed, message)
    }

    /// The members of the error object, as in REST bodies and in the first frame of a refused socket.
    pub fn body(&self) -> Map<String, Value> {
        let body = json!({
            "code": self.code.number(),
            "StatusCode": self.code.status().as_u16(),
            "message": self.message,
            "more_info": "",
            "details": [],
        });
        match body {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // The database's own message may quote values, so only its kind is logged.
        let kind = match &error {
            rusqlite::Error::SqliteFailure(inner, _) => format!("sqlite {:?}", inner.code),
            rusqlite::Error::QueryReturnedNoRows => "no rows".to_owned(),
            rusqlite::Error::InvalidColumnType(index, name, found) => {
                format!("column {index} {name} is {found:?}")
            }
            rusqlite::Error::SqlInputError { msg, .. } => format!("sql: {msg}"),
            _ => "other".to_owned(),
        };
        tracing::error!(kind, "the database refused an operation");
        Error::new(Code::Internal, "internal error: the database refused the operation")
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Answer::with_status(self.code.status(), self.body()).into_response()
    }
}
