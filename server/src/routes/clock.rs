//! Owns `/_dev/clock`, by which tests let time pass at once. Not the clock itself.
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::app::App;
use crate::app::Shared;
use crate::body::Body;
use crate::clock::Time;
use crate::error::{Error, Result};

/// How far the clock can be turned at once, in seconds: a hundred years. Far beyond, dates do not fit the wire.
const FURTHEST: i64 = 100 * 366 * 24 * 3600;

/// What is to be done, in this order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Turn it to this time.
    set: Option<String>,
    /// Turn it forward.
    advance_seconds: Option<f64>,
    /// Let it stand still, or go on.
    freeze: Option<bool>,
}

/// `GET /_dev/clock`
pub async fn get(State(app): State<Shared>) -> Answer {
    Answer::ok(shown(&app))
}

/// `POST /_dev/clock`
pub async fn turn(State(app): State<Shared>, Body(turn): Body<Turn>) -> Result<Answer> {
    let now = app.clock.reading();
    let mut to = match turn.set.as_deref() {
        Some(text) => Time::named("set", text)?,
        None => now,
    };
    if let Some(seconds) = turn.advance_seconds {
        if !seconds.is_finite() || seconds < 0.0 {
            return Err(Error::input("advance_seconds is a positive number: time only goes forward"));
        }
        to = Time::from_micros(to.micros().saturating_add((seconds * 1e6) as i64));
    }
    if to > now.plus_seconds(FURTHEST) {
        return Err(Error::input("the clock can be turned by a hundred years at most"));
    }
    if (turn.set.is_some() || turn.advance_seconds.is_some()) && !app.clock.turn(to) {
        return Err(Error::input(format!(
            "times up to {} have been given out: the clock cannot go back",
            app.clock.last()
        )));
    }
    if let Some(still) = turn.freeze {
        app.clock.freeze(still);
    }
    Ok(Answer::created(shown(&app)))
}

fn shown(app: &App) -> serde_json::Value {
    let (ahead, frozen) = app.clock.state();
    json!({"now": app.clock.reading(), "ahead_seconds": ahead as f64 / 1e6, "frozen": frozen})
}
