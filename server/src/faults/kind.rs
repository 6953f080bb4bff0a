//! Owns which faults there are and what each takes. Does not own whom one concerns, nor what it does.
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Longest time a fault can name, in milliseconds: a day.
pub const LONGEST_MS: u64 = 24 * 3600 * 1000;

/// What a fault does. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// No socket opens.
    RefuseUpgrade {
        /// In which way.
        how: Refusal,
    },
    /// The TCP connection of a socket ends without a close frame.
    KillSocket {
        /// Counted from the first frame; with `now`, for sockets that were open already, from the fault.
        #[serde(default)]
        after_ms: u64,
        /// Also the sockets that are open.
        #[serde(default)]
        now: bool,
        /// New sockets end before they have received anything.
        #[serde(default)]
        before_first_frame: bool,
        /// Closes with a frame of this code instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<u16>,
    },
    /// Nothing is read from or written to a socket any more, which stays open.
    HalfOpen {
        /// Also sockets that open later.
        #[serde(default)]
        new: bool,
        /// For these: counted from the first frame.
        #[serde(default)]
        after_ms: u64,
    },
    /// Pings of the client are not answered, and the server sends no health checks of its own.
    IgnorePings {},
    /// Every frame arrives this much later; the order stays.
    DelayFrames {
        /// How much.
        ms: u64,
    },
    /// Events are lost.
    DropFrames {
        /// Each how-manieth of a connection.
        every: u64,
    },
    /// A request is carried out, and the connection cut instead of an answer.
    DropReply {
        /// Only this method.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<String>,
        /// Only paths that begin so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
    },
    /// A request is not carried out but answered with an error.
    Answer {
        /// HTTP status.
        status: u16,
        /// The service's number.
        code: i32,
        /// The sentence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        /// Seconds, for the header `Retry-After`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
        /// Only this method.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<String>,
        /// Only paths that begin so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
    },
    /// A request is carried out at once and answered later.
    DelayReply {
        /// How much later.
        ms: u64,
        /// Only this method.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<String>,
        /// Only paths that begin so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
    },
    /// Every token that was used before counts as expired.
    ExpireTokens {},
    /// Polls wait, even if there are events.
    HoldPolls {
        /// How long.
        ms: u64,
    },
    /// The TCP connection of a poll is cut. Its events come with the next poll.
    BreakPolls {
        /// Counted from the poll; for polls that were waiting already, from the fault.
        #[serde(default)]
        after_ms: u64,
    },
    /// Connections that poll are forgotten.
    ForgetPolls {},
}

/// How an upgrade is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// By an error.
    #[serde(rename = "403")]
    Forbidden,
    /// By an ordinary answer.
    #[serde(rename = "200")]
    Ordinary,
    /// By no answer at all while the fault lasts.
    #[serde(rename = "black_hole")]
    BlackHole,
}

impl Kind {
    /// What is wrong with it, if anything.
    pub fn check(&self, for_one_connection: bool) -> Result<()> {
        match self {
            Kind::RefuseUpgrade { .. } if for_one_connection => {
                return Err(Error::input("refuse_upgrade takes no connection_id: an upgrade has none yet"));
            }
            Kind::ExpireTokens {} if for_one_connection => {
                return Err(Error::input("expire_tokens takes no connection_id: tokens belong to users"));
            }
            Kind::KillSocket { now: false, .. } if for_one_connection => {
                return Err(Error::input(
                    "kill_socket with a connection_id needs now: true: that socket is open already",
                ));
            }
            Kind::KillSocket { before_first_frame: true, after_ms: 1.., .. } => {
                return Err(Error::input("kill_socket takes either before_first_frame or after_ms"));
            }
            Kind::KillSocket { code: Some(code), .. } if !may_close_with(*code) => {
                return Err(Error::input(format!("no server can close with code {code}: take one from 1000 to 4999")));
            }
            Kind::DropFrames { every: 0 } => return Err(Error::input("every is at least 1, which drops each event")),
            Kind::Answer { status, .. } if !(400..600).contains(status) => {
                return Err(Error::input("status is that of an error, from 400 to 599"));
            }
            _ => {}
        }
        if self.longest() > LONGEST_MS {
            return Err(Error::input(format!("times are at most {LONGEST_MS} ms, which is a day")));
        }
        match self.filter() {
            (_, Some(path)) if !path.starts_with('/') => {
                Err(Error::input("path is the beginning of a path, for example /channels"))
            }
            _ => Ok(()),
        }
    }

    fn longest(&self) -> u64 {
        match self {
            Kind::KillSocket { after_ms: ms, .. }
            | Kind::HalfOpen { after_ms: ms, .. }
            | Kind::DelayFrames { ms }
            | Kind::DelayReply { ms, .. }
            | Kind::HoldPolls { ms }
            | Kind::BreakPolls { after_ms: ms } => *ms,
            _ => 0,
        }
    }

    fn filter(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Kind::DropReply { method, path }
            | Kind::Answer { method, path, .. }
            | Kind::DelayReply { method, path, .. } => (method.as_deref(), path.as_deref()),
            _ => (None, None),
        }
    }

    /// Whether its filter lets it concern a call.
    pub fn allows(&self, method: &str, path: &str) -> bool {
        let (only_method, only_path) = self.filter();
        only_method.is_none_or(|only| only.eq_ignore_ascii_case(method))
            && only_path.is_none_or(|only| path.starts_with(only))
    }
}

/// 1004 to 1006 and 1015 are never sent (RFC 6455, section 7.4.1).
fn may_close_with(code: u16) -> bool {
    (1000..5000).contains(&code) && !matches!(code, 1004..=1006 | 1015..=2999)
}
