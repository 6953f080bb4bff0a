//! Owns time: the wire format, and a clock that never gives the same microsecond twice and that tests can turn. Does not own
//! what is due when.
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::sync::watch;

use crate::error::Error;

/// A moment, in microseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(i64);

impl Time {
    /// `0001-01-01T00:00:00Z`, which the protocol uses for "never".
    pub const NEVER: Time = Time(-62_135_596_800_000_000);

    /// Takes microseconds since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Time(micros)
    }

    /// Microseconds since the Unix epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 text, dropping what is finer than a microsecond.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|at| Time(at.as_microsecond()))
    }

    /// The same for the member `name` of a request, with the error that says so (code 4).
    pub fn named(name: &str, text: &str) -> Result<Self, Error> {
        Time::parse(text).ok_or_else(|| Error::input(format!("{name} is no valid time")))
    }

    /// The last moment before this one.
    pub const fn just_before(self) -> Self {
        Time(self.0.saturating_sub(1))
    }

    /// This moment moved by some seconds.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Time(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_microsecond(self.0) {
            Ok(at) => write!(f, "{at:.6}"),
            Err(_) => f.write_str("0001-01-01T00:00:00Z"),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Time::parse(&text).ok_or_else(|| D::Error::custom("this is no RFC 3339 time"))
    }
}

impl From<Time> for serde_json::Value {
    fn from(at: Time) -> Self {
        serde_json::Value::String(at.to_string())
    }
}

impl ToSql for Time {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for Time {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Time)
    }
}

/// Unix time in seconds with fractions, by the system clock.
pub fn unix_time() -> f64 {
    Timestamp::now().as_microsecond() as f64 / 1_000_000.0
}

/// Whole seconds since the Unix epoch, as tokens and rate limits count them.
pub fn unix_second() -> i64 {
    Timestamp::now().as_second()
}

/// What the clock goes by.
#[derive(Clone, Copy, Default)]
struct Hands {
    /// How far it is ahead of the system's clock, in microseconds.
    ahead: i64,
    /// Where it stands still.
    frozen: Option<i64>,
}

/// Gives strictly increasing times. Two messages must never share one: clients order by it and drop equal read times.
/// Tests may turn it forward or let it stand still; tokens are judged by the system's clock all the same.
pub struct Clock {
    last: AtomicI64,
    hands: Mutex<Hands>,
    turned: watch::Sender<()>,
}

impl Clock {
    /// Starts after `last`, the newest time an earlier run has given out.
    pub fn after(last: Time) -> Self {
        Clock { last: AtomicI64::new(last.0), hands: Mutex::default(), turned: watch::Sender::new(()) }
    }

    /// Gives out nothing up to a moment from now on: the newest time of an earlier run.
    pub fn begin_after(&self, last: Time) {
        self.last.fetch_max(last.0, Ordering::Relaxed);
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shown(&self) -> i64 {
        let hands = *self.hands();
        hands.frozen.unwrap_or_else(|| Timestamp::now().as_microsecond().saturating_add(hands.ahead))
    }

    /// What the clock shows, without giving it out: to tell whether something is over.
    pub fn reading(&self) -> Time {
        Time(self.shown()).max(self.last())
    }

    /// Now, or one microsecond after the last answer if the clock stands still or went back.
    pub fn now(&self) -> Time {
        let shown = self.shown();
        let before = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(shown.max(last + 1)))
            .unwrap_or(shown);
        Time(shown.max(before + 1))
    }

    /// The newest time given out so far.
    pub fn last(&self) -> Time {
        Time(self.last.load(Ordering::Relaxed))
    }

    /// How far the clock is ahead of the system's, in microseconds, and whether it stands still.
    pub fn state(&self) -> (i64, bool) {
        let hands = *self.hands();
        (self.shown().saturating_sub(Timestamp::now().as_microsecond()), hands.frozen.is_some())
    }

    /// Turns the clock to a moment. Answers false, and does nothing, if that would be a step back behind a time that has
    /// been given out: what happened later must never look earlier.
    pub fn turn(&self, to: Time) -> bool {
        if to < self.last() {
            return false;
        }
        {
            let mut hands = self.hands();
            match &mut hands.frozen {
                Some(at) => *at = to.0,
                None => hands.ahead = to.0.saturating_sub(Timestamp::now().as_microsecond()),
            }
        }
        self.turned.send_replace(());
        true
    }

    /// Lets the clock stand still, or go on from where it stands.
    pub fn freeze(&self, still: bool) {
        let shown = self.shown();
        {
            let mut hands = self.hands();
            *hands = match still {
                true => Hands { frozen: Some(shown), ..*hands },
                false => Hands { frozen: None, ahead: shown.saturating_sub(Timestamp::now().as_microsecond()) },
            };
        }
        self.turned.send_replace(());
    }

    /// Changes whenever somebody turns the clock: whoever waits for a time looks again.
    pub fn turns(&self) -> watch::Receiver<()> {
        self.turned.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_strictly_increasing_even_when_the_system_clock_lies_behind() {
        let ahead = Time(Timestamp::now().as_microsecond()).plus_seconds(3600);
        let clock = Clock::after(ahead);
        let (a, b) = (clock.now(), clock.now());
        assert!(a > ahead && b > a);
    }

    #[test]
    fn a_turned_clock_goes_on_from_there_and_never_back() {
        let clock = Clock::after(Time(0));
        let now = clock.now();
        assert!(clock.turn(now.plus_seconds(3600)));
        assert!(clock.now() >= now.plus_seconds(3600));
        assert!(!clock.turn(now));
        clock.freeze(true);
        let still = clock.reading();
        let (a, b) = (clock.now(), clock.now());
        assert!(still <= a && a.micros() + 1 == b.micros());
    }

    #[test]
    fn a_time_survives_the_wire_with_microseconds() {
        let at = Time::from_micros(1_700_000_000_123_450);
        assert_eq!(at.to_string(), "2023-11-14T22:13:20.123450Z");
        assert_eq!(Time::parse(&at.to_string()), Some(at));
        assert_eq!(Time::NEVER.to_string(), "0001-01-01T00:00:00.000000Z");
    }

    #[test]
    fn text_that_is_no_time_is_refused() {
        assert_eq!(Time::parse("yesterday"), None);
        assert_eq!(Time::parse(""), None);
    }
}
