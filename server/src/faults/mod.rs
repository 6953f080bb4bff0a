//! Owns the faults that are in force: whom each concerns, how often it struck, when it ends. What a fault does to a
//! socket is in `socket`, to a request in `calls`, to tokens in `tokens`. Only there with `--faults`.
pub mod calls;
pub mod kind;
pub mod socket;
mod tokens;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tokio::sync::watch;

use crate::error::{Error, Result};
use kind::{Kind, LONGEST_MS};
use tokens::Tokens;

/// Most faults at a time, ended ones included.
const MOST: usize = 1_000;

/// A fault as it is asked for.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What it does.
    pub kind: Kind,
    user_id: Option<String>,
    connection_id: Option<String>,
    times: Option<u64>,
    for_ms: Option<u64>,
}

impl Fault {
    /// Reads a fault.
    pub fn parse(mut body: Map<String, Value>) -> Result<Self> {
        let user_id = take_text(&mut body, "user_id")?;
        let connection_id = take_text(&mut body, "connection_id")?;
        let times = take_count(&mut body, "times")?;
        let for_ms = take_count(&mut body, "for_ms")?;
        if for_ms.is_some_and(|ms| ms > LONGEST_MS) {
            return Err(Error::input(format!("for_ms is at most {LONGEST_MS}, which is a day")));
        }
        let kind: Kind = serde_json::from_value(Value::Object(body))
            .map_err(|error| Error::input(format!("this is no fault (see docs/faults.md): {error}")))?;
        kind.check(connection_id.is_some())?;
        Ok(Fault { kind, user_id, connection_id, times, for_ms })
    }
}

fn take_text(body: &mut Map<String, Value>, key: &str) -> Result<Option<String>> {
    match body.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(Error::input(format!("{key} is a text; leave it out for everybody"))),
    }
}

fn take_count(body: &mut Map<String, Value>, key: &str) -> Result<Option<u64>> {
    match body.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64() {
            Some(count @ 1..) => Ok(Some(count)),
            _ => Err(Error::input(format!("{key} is a whole number, at least 1; leave it out for no limit"))),
        },
    }
}

/// A fault in force, or one that has ended and is kept to be read.
struct Placed {
    id: u64,
    fault: Fault,
    added: Instant,
    struck: u64,
}

impl Placed {
    /// Whether its time is not over yet. What it has got hold of, it keeps that long.
    fn lasts(&self) -> bool {
        self.fault.for_ms.is_none_or(|ms| self.added.elapsed() < Duration::from_millis(ms))
    }

    /// Whether it can strike.
    fn is_active(&self) -> bool {
        self.fault.times.is_none_or(|times| self.struck < times) && self.lasts()
    }

    fn concerns(&self, whom: Whom<'_>) -> bool {
        let is = |only: &Option<String>, one: Option<&str>| only.is_none() || only.as_deref() == one;
        is(&self.fault.user_id, whom.user_id) && is(&self.fault.connection_id, whom.connection_id)
    }

    fn report(&self) -> Value {
        let mut report = serde_json::to_value(&self.fault.kind).unwrap_or_default();
        report["id"] = self.id.into();
        for (key, text) in [("user_id", &self.fault.user_id), ("connection_id", &self.fault.connection_id)] {
            if let Some(text) = text {
                report[key] = text.as_str().into();
            }
        }
        for (key, count) in [("times", self.fault.times), ("for_ms", self.fault.for_ms)] {
            if let Some(count) = count {
                report[key] = count.into();
            }
        }
        report["struck"] = self.struck.into();
        report["active"] = self.is_active().into();
        report
    }
}

/// Whom a fault may concern: a user, and one of his connections.
#[derive(Clone, Copy, Debug)]
pub struct Whom<'a> {
    /// The user, if known.
    pub user_id: Option<&'a str>,
    /// The connection, if there is one.
    pub connection_id: Option<&'a str>,
}

#[derive(Default)]
struct State {
    last_id: u64,
    placed: Vec<Placed>,
    tokens: Tokens,
}

/// All faults.
#[derive(Default)]
pub struct Rig {
    state: Mutex<State>,
    changes: watch::Sender<()>,
}

impl Rig {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a fault in force. Answers how it stands in the list.
    pub fn add(self: &Arc<Self>, fault: Fault) -> Result<Value> {
        let for_ms = fault.for_ms;
        let report = {
            let mut state = self.state();
            if state.placed.len() == MOST {
                return Err(Error::input(format!("there are {MOST} faults already: remove some")));
            }
            state.last_id += 1;
            let placed = Placed { id: state.last_id, fault, added: Instant::now(), struck: 0 };
            let report = placed.report();
            state.placed.push(placed);
            report
        };
        self.changes.send_replace(());
        if let Some(ms) = for_ms {
            tokio::spawn(tell_of_end(Arc::downgrade(self), Duration::from_millis(ms)));
        }
        Ok(report)
    }

    /// All faults, the oldest first.
    pub fn list(&self) -> Vec<Value> {
        self.state().placed.iter().map(Placed::report).collect()
    }

    /// Ends a fault. Answers how it stood in the list.
    pub fn remove(&self, id: u64) -> Option<Value> {
        let removed = {
            let mut state = self.state();
            let index = state.placed.iter().position(|placed| placed.id == id)?;
            state.placed.remove(index)
        };
        self.changes.send_replace(());
        Some(removed.report())
    }

    /// Ends all faults. Answers how many there were.
    pub fn clear(&self) -> usize {
        let count = std::mem::take(&mut self.state().placed).len();
        self.changes.send_replace(());
        count
    }

    /// Lets the first fault strike that concerns somebody and that `pick` picks. Answers its id and what was picked.
    fn strike<T>(&self, whom: Whom<'_>, pick: impl Fn(&Kind, Instant) -> Option<T>) -> Option<(u64, T)> {
        let mut state = self.state();
        let mut candidates = state.placed.iter_mut().filter(|placed| placed.is_active() && placed.concerns(whom));
        candidates.find_map(|placed| {
            let picked = pick(&placed.fault.kind, placed.added)?;
            placed.struck += 1;
            Some((placed.id, picked))
        })
    }

    /// Lets one fault strike, unless it has ended. Answers whether it did.
    fn strike_by(&self, id: u64) -> bool {
        let mut state = self.state();
        match state.placed.iter_mut().find(|placed| placed.id == id && placed.is_active()) {
            Some(placed) => {
                placed.struck += 1;
                true
            }
            None => false,
        }
    }

    /// What `pick` picks among the active faults that concern somebody, with their ids. Nothing strikes.
    fn look<T>(&self, whom: Whom<'_>, pick: impl Fn(&Kind, Instant) -> Option<T>) -> Vec<(u64, T)> {
        let state = self.state();
        let active = state.placed.iter().filter(|placed| placed.is_active() && placed.concerns(whom));
        active.filter_map(|placed| Some((placed.id, pick(&placed.fault.kind, placed.added)?))).collect()
    }

    /// Whether a fault still holds what it has got hold of.
    fn holds(&self, id: u64) -> bool {
        self.state().placed.iter().any(|placed| placed.id == id && placed.lasts())
    }

    /// Waits until a fault holds nothing any more: it is removed or its time is over. That it cannot strike again is not enough.
    async fn released(&self, id: u64) {
        let mut changes = self.changes.subscribe();
        while self.holds(id) {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Waits as long as a fault says, or until it holds nothing any more.
    async fn hold(&self, id: u64, ms: u64) {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(ms)) => {}
            () = self.released(id) => {}
        }
    }

    /// Notes the use of a token, and refuses it if a fault has declared it expired.
    pub fn check_token(&self, user_id: &str, token: &str) -> Result<()> {
        let first_used = self.state().tokens.first_used(token);
        let whom = Whom { user_id: Some(user_id), connection_id: None };
        let expired = self
            .strike(whom, |kind, added| (matches!(kind, Kind::ExpireTokens {}) && first_used <= added).then_some(()));
        match expired {
            Some(_) => Err(tokens::expired()),
            None => Ok(()),
        }
    }

    /// Whether a connection that polls is to be forgotten now.
    pub fn forgets(&self, user_id: &str, connection_id: &str) -> bool {
        let whom = Whom { user_id: Some(user_id), connection_id: Some(connection_id) };
        self.strike(whom, |kind, _| matches!(kind, Kind::ForgetPolls {}).then_some(())).is_some()
    }

    /// The list as `GET /_dev/faults` shows it.
    pub fn report(&self) -> Value {
        json!({"faults": self.list()})
    }
}

/// Wakes those who wait for the end of a fault.
async fn tell_of_end(rig: Weak<Rig>, after: Duration) {
    tokio::time::sleep(after).await;
    if let Some(rig) = rig.upgrade() {
        rig.changes.send_replace(());
    }
}
