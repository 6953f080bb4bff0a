//! Owns every way the client can fail: one enum, one stable code each, one sentence that says what happened and what to
//! do. `docs/errors.md` lists the same codes. Never holds a token or the text of a message.

use thiserror::Error;

/// A failure as the app sees it. The code is stable; the message may change.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Error {
    /// The service answered with an error. `code` is its number (for instance 4 input, 16 not found, 17 not allowed,
    /// 40 token expired), `status` the HTTP status.
    #[error("StreamChat error code {code}: {message}")]
    Service {
        /// The service's number.
        code: i32,
        /// HTTP status of the answer.
        status: u16,
        /// The service's own sentence.
        message: String,
    },
    /// `connectUser` was not called, or the user was disconnected.
    #[error("No user is connected: call connectUser first (after disconnectUser, call it again).")]
    NotConnected,
    /// The call waited and `disconnectUser` or `closeConnection` was called meanwhile.
    #[error("The call was given up because the user was disconnected.")]
    Disconnected,
    /// A user object without a usable `id`.
    #[error("The user needs an `id`: a non-empty string.")]
    UserIdMissing,
    /// A user id with characters that the service does not take.
    #[error("The user id may only hold letters, digits, @, _ and -, 255 at most.")]
    UserIdInvalid,
    /// A user object above the service's limit.
    #[error("The user object is {bytes} bytes of JSON; the limit is 5 KB ({limit} bytes). Keep custom fields small.")]
    UserTooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Another user is connected.
    #[error("Another user is connected: call disconnectUser before connecting a different user.")]
    AnotherUser,
    /// No token, or one that is not three parts with a JSON payload.
    #[error("The user token is missing or malformed: pass a JWT for this user, or a function that returns one.")]
    TokenMalformed,
    /// The token was made for somebody else.
    #[error("The user token was made for another user: its user_id differs from the id of the user being connected.")]
    TokenForeign,
    /// The token function threw, rejected, or gave something that is no token.
    #[error("The token function failed: it must return (or resolve with) a non-empty JWT for the connected user.")]
    TokenProviderFailed,
    /// The token function did not answer in time.
    #[error("The token function gave no answer within {ms} ms.")]
    TokenProviderTimeout {
        /// The time it was given.
        ms: u64,
    },
    /// The connection could not be made in time; the client goes on trying.
    #[error("No connection within {ms} ms ({reason}). The client goes on trying in the background.")]
    ConnectTimeout {
        /// The time that was given.
        ms: u64,
        /// What went wrong last.
        reason: &'static str,
    },
    /// The call needs the live connection and it did not come back in time.
    #[error("The connection did not come back in time ({reason}); the call was not sent.")]
    ConnectionLost {
        /// Why there is none.
        reason: &'static str,
    },
    /// The server closed the connection for good, without an error frame.
    #[error("The server closed the connection for good (close code 1000).")]
    ConnectionRefused,
    /// No answer to a request: the network failed, or a proxy or the browser blocked it.
    #[error("No answer to {endpoint}: the network failed, or the request was blocked.")]
    Network {
        /// Name of the endpoint.
        endpoint: &'static str,
    },
    /// No answer in time. What the server did with the request is not known.
    #[error("No answer to {endpoint} within {ms} ms.")]
    RequestTimeout {
        /// Name of the endpoint.
        endpoint: &'static str,
        /// The time it was given.
        ms: u64,
    },
    /// The app cancelled the call.
    #[error("The call was cancelled.")]
    RequestCancelled,
    /// An answer that is not JSON, usually from a proxy.
    #[error("The answer to {endpoint} (HTTP {status}) is not JSON: something between the app and the service answered.")]
    BadAnswer {
        /// Name of the endpoint.
        endpoint: &'static str,
        /// HTTP status.
        status: u16,
    },
    /// An endpoint that the table does not have.
    #[error("Unknown endpoint.")]
    UnknownEndpoint,
    /// An argument of the wrong kind; nothing was sent.
    #[error("Bad argument: {what}.")]
    BadArgument {
        /// What is wrong with which argument.
        what: &'static str,
    },
    /// A channel type with other characters than letters, digits, `_` and `-`.
    #[error("Invalid channel type: only letters, digits, _ and - are allowed.")]
    ChannelTypeInvalid,
    /// A channel id with other characters than letters, digits, `_`, `-` and `!`.
    #[error("Invalid channel id: only letters, digits, _, - and ! are allowed.")]
    ChannelIdInvalid,
    /// A call on a channel that has no id yet and no members to name it.
    #[error("The channel has no id: give it one, or at least two members.")]
    ChannelUnnamed,
    /// The channel was deleted, or the user removed from it.
    #[error("The channel was deleted or the user removed from it; it cannot be used any more.")]
    ChannelDisconnected,
    /// The WebAssembly part hit a defect of its own.
    #[error("The client failed inside and cannot go on; reload the page. Please report this.")]
    Internal,
}

impl Error {
    /// The stable code of a client-made failure; `None` for the service's own, which carry a number.
    pub fn code(&self) -> Option<&'static str> {
        Some(match self {
            Error::Service { .. } => return None,
            Error::NotConnected => "client/not-connected",
            Error::Disconnected => "client/disconnected",
            Error::UserIdMissing => "user/id-missing",
            Error::UserIdInvalid => "user/id-invalid",
            Error::UserTooLarge { .. } => "user/too-large",
            Error::AnotherUser => "user/another-connected",
            Error::TokenMalformed => "token/malformed",
            Error::TokenForeign => "token/foreign",
            Error::TokenProviderFailed => "token/provider-failed",
            Error::TokenProviderTimeout { .. } => "token/provider-timeout",
            Error::ConnectTimeout { .. } => "connection/timeout",
            Error::ConnectionLost { .. } => "connection/lost",
            Error::ConnectionRefused => "connection/refused",
            Error::Network { .. } => "request/network",
            Error::RequestTimeout { .. } => "request/timeout",
            Error::RequestCancelled => "request/cancelled",
            Error::BadAnswer { .. } => "request/bad-answer",
            Error::UnknownEndpoint => "request/unknown-endpoint",
            Error::BadArgument { .. } => "request/bad-argument",
            Error::ChannelTypeInvalid => "channel/invalid-type",
            Error::ChannelIdInvalid => "channel/invalid-id",
            Error::ChannelUnnamed => "channel/unnamed",
            Error::ChannelDisconnected => "channel/disconnected",
            Error::Internal => "internal/failed",
        })
    }

    /// The service's number, when this is its answer.
    pub fn service_code(&self) -> Option<i32> {
        match self {
            Error::Service { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// HTTP status, 0 when there was no answer.
    pub fn status(&self) -> u16 {
        match self {
            Error::Service { status, .. } | Error::BadAnswer { status, .. } => *status,
            _ => 0,
        }
    }
}

/// A failure with what came along: the service's answer, or what the app's own function threw.
#[derive(Clone, Debug)]
pub struct Failure<N> {
    /// What happened.
    pub error: Error,
    /// The parsed answer of the service.
    pub answer: Option<N>,
    /// What the token function threw, or the browser's own error.
    pub cause: Option<N>,
}

impl<N> From<Error> for Failure<N> {
    fn from(error: Error) -> Self {
        Failure { error, answer: None, cause: None }
    }
}
