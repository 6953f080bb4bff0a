//! Owns the reasons why there is no connection right now: stable codes that `connectionState`, its event, log lines and
//! error sentences carry. `docs/errors.md` explains each.

/// Nobody asked for a connection, or it was closed on purpose.
pub const CLOSED: &str = "closed";
/// The token function was asked and has not answered.
pub const WAITING_FOR_TOKEN: &str = "waiting-for-token";
/// An attempt is under way and has shown no first frame.
pub const OPENING: &str = "opening";
/// There is a connection.
pub const OPEN: &str = "open";
/// The page said it is offline, or a probe is not answered yet.
pub const IN_DOUBT: &str = "in-doubt";
/// An open socket was closed by the other side, or the network.
pub const SOCKET_CLOSED: &str = "socket-closed";
/// A socket closed before its first frame.
pub const SOCKET_REFUSED: &str = "socket-refused";
/// An attempt showed no first frame in time.
pub const NO_FIRST_FRAME: &str = "no-first-frame";
/// A keep-alive or a probe was not answered in time.
pub const NO_REPLY: &str = "no-reply";
/// The token function gave no usable token.
pub const NO_TOKEN: &str = "no-token";
/// The server keeps refusing the token as expired.
pub const TOKEN_EXPIRED: &str = "token-expired";
/// The server answered the attempt with an error that passes.
pub const SERVER_BUSY: &str = "server-busy";
/// A poll was not answered.
pub const POLL_FAILED: &str = "poll-failed";
/// The server does not know the polling connection any more.
pub const POLL_FORGOTTEN: &str = "poll-forgotten";
/// The page went offline while it polled.
pub const OFFLINE: &str = "offline";
/// The server refused for good.
pub const REFUSED: &str = "refused";
