//! Owns how many calls are allowed: counting per minute, refusing where that is asked for. Does not own the headers.
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use crate::error::{Code, Error, Result};

/// Calls a minute to one endpoint, of everybody together: the service's defaults (protocol notes, "Rate limits"). Whatever
/// is not named here is allowed [`ORDINARY`].
const PER_ENDPOINT: &[(u32, &[&str])] = &[
    (
        10_000,
        &[
            "GET /connect",
            "GET /longpoll",
            "POST /channels/{type}/query",
            "POST /channels/{type}/{id}/query",
            "GET /app",
            "POST /channels/{type}/{id}/read",
            "POST /channels/read",
            "POST /channels",
            "POST /channels/{type}/{id}/event",
        ],
    ),
    (
        300,
        &[
            "POST /moderation/ban",
            "DELETE /moderation/ban",
            "POST /moderation/flag",
            "POST /moderation/unflag",
            "POST /moderation/mute",
            "POST /moderation/unmute",
            "POST /moderation/mute/channel",
            "POST /moderation/unmute/channel",
            "POST /channels/{type}/{id}/hide",
            "POST /channels/{type}/{id}/show",
            "POST /channels/{type}/{id}",
            "PATCH /channels/{type}/{id}",
            "POST /users",
            "PATCH /users",
            "GET /members",
            "GET /search",
            "POST /devices",
        ],
    ),
    (
        60,
        &[
            "DELETE /channels/{type}/{id}",
            "POST /channels/{type}/{id}/truncate",
            "GET /devices",
            "DELETE /devices",
            "DELETE /channels/{type}/{id}/file",
            "DELETE /channels/{type}/{id}/image",
            "DELETE /uploads/file",
            "DELETE /uploads/image",
        ],
    ),
];
/// Calls a minute to an endpoint that is not named above.
const ORDINARY: u32 = 1_000;
/// Calls a minute of one user to one endpoint (protocol notes, "Rate limits").
pub const PER_USER: u32 = 60;
/// Users counted in one minute, at most: whoever makes up more of them is counted with the others.
const COUNTED: usize = 100_000;

/// What is left of an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Calls a minute.
    pub limit: u32,
    /// Calls left in this minute.
    pub remaining: u32,
    /// The Unix second at which the next minute begins.
    pub reset: i64,
}

#[derive(Default)]
struct Minute {
    number: i64,
    endpoints: HashMap<String, u32>,
    users: HashMap<(String, String), u32>,
}

/// Counts calls per endpoint and minute, to announce what is left, and per user too where limits are enforced.
pub struct Rates {
    /// Calls a minute of one user to one endpoint, if anything is refused at all.
    enforced: Option<u32>,
    minute: Mutex<Minute>,
}

fn limit(endpoint: &str) -> u32 {
    PER_ENDPOINT.iter().find(|(_, names)| names.contains(&endpoint)).map_or(ORDINARY, |(limit, _)| *limit)
}

impl Rates {
    /// Only announces, or enforces this many calls a minute of one user to one endpoint and the endpoints' own limits.
    pub fn new(enforced: Option<u32>) -> Self {
        Rates { enforced, minute: Mutex::default() }
    }

    fn minute(&self, second: i64) -> MutexGuard<'_, Minute> {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        if minute.number != second / 60 {
            *minute = Minute { number: second / 60, ..Minute::default() };
        }
        minute
    }

    /// Counts one call to an endpoint at this Unix second.
    pub fn count(&self, endpoint: &str, second: i64) -> Allowance {
        let mut minute = self.minute(second);
        let used = match minute.endpoints.get_mut(endpoint) {
            Some(used) => used,
            None => minute.endpoints.entry(endpoint.to_owned()).or_insert(0),
        };
        *used = used.saturating_add(1);
        let limit = limit(endpoint);
        Allowance { limit, remaining: limit.saturating_sub(*used), reset: (second / 60 + 1) * 60 }
    }

    /// What is left of the minute's allowances at this Unix second, for every endpoint that was called in it.
    pub fn report(&self, second: i64) -> Map<String, Value> {
        let minute = self.minute(second);
        let called = minute.endpoints.iter().filter(|(endpoint, _)| !endpoint.is_empty());
        called
            .map(|(endpoint, used)| {
                let limit = limit(endpoint);
                let left = limit.saturating_sub(*used);
                (endpoint.clone(), json!({"limit": limit, "remaining": left, "reset": (second / 60 + 1) * 60}))
            })
            .collect()
    }

    /// Counts one call of a user, and refuses it if there have been too many (code 9). Nothing is counted or refused
    /// unless limits are enforced.
    pub fn admit(&self, endpoint: &str, user_id: &str, second: i64) -> Result<()> {
        let Some(per_user) = self.enforced else {
            return Ok(());
        };
        let mut minute = self.minute(second);
        let everybody = minute.endpoints.get(endpoint).copied().unwrap_or(0);
        let key = match minute.users.len() < COUNTED {
            true => (endpoint.to_owned(), user_id.to_owned()),
            false => (endpoint.to_owned(), String::new()),
        };
        let own = minute.users.entry(key).or_insert(0);
        *own = own.saturating_add(1);
        let (allowed, who) = match *own > per_user {
            true => (per_user, "of one user"),
            false if everybody >= limit(endpoint) => (limit(endpoint), "of all users together"),
            false => return Ok(()),
        };
        Err(Error::new(
            Code::RateLimit,
            format!("too many calls to {endpoint}: {allowed} a minute {who} are allowed, wait for the next minute"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_its_allowance_and_the_next_one_begins_anew() {
        let rates = Rates::new(Some(2));
        assert_eq!(rates.count("GET /app", 59), Allowance { limit: 10_000, remaining: 9_999, reset: 60 });
        assert!(rates.admit("GET /app", "amira", 59).is_ok() && rates.admit("GET /app", "amira", 59).is_ok());
        assert_eq!(rates.admit("GET /app", "amira", 59).unwrap_err().code, Code::RateLimit);
        assert!(rates.admit("GET /app", "ben", 59).is_ok() && rates.admit("GET /app", "amira", 60).is_ok());
    }

    #[test]
    fn an_endpoint_has_its_own_limit_for_everybody_together() {
        let rates = Rates::new(Some(1_000));
        for _ in 0..60 {
            rates.count("DELETE /devices", 0);
        }
        assert_eq!(rates.admit("DELETE /devices", "amira", 0).unwrap_err().code, Code::RateLimit);
        assert!(Rates::new(None).admit("DELETE /devices", "amira", 0).is_ok());
    }
}
