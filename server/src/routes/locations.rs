//! Owns shared locations: what comes with a message, moving and stopping a live one, the caller's live ones.
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::messages::announce_update;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::clock::Time;
use crate::db::locations::{self, Location};
use crate::db::messages::{self, Message};
use crate::error::{Error, Result};
use crate::permissions::Access;

/// Furthest latitude and longitude, in degrees either way (protocol notes, "Live location").
const BOUNDS: (f64, f64) = (90.0, 180.0);

/// A location as a client sends it with a message.
#[derive(Clone, Debug, Deserialize)]
pub struct LocationInput {
    latitude: Option<f64>,
    longitude: Option<f64>,
    created_by_device_id: Option<String>,
    end_at: Option<String>,
}

/// A place that has been checked.
pub struct Place {
    latitude: f64,
    longitude: f64,
    device: String,
    end_at: Option<Time>,
}

fn check_degrees(latitude: f64, longitude: f64) -> Result<()> {
    match latitude.abs() <= BOUNDS.0 && longitude.abs() <= BOUNDS.1 {
        true => Ok(()),
        false => Err(Error::input("latitude is -90 to 90 degrees and longitude -180 to 180")),
    }
}

fn end_time(text: Option<&str>) -> Result<Option<Time>> {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Time::named("end_at", text).map(Some),
        None => Ok(None),
    }
}

/// The place that a new message is to carry, once it is clear that it may. With `end_at` it is live.
pub fn to_send(work: &Work<'_>, access: &Access, input: Option<&LocationInput>) -> Result<Option<Place>> {
    let Some(input) = input else {
        return Ok(None);
    };
    access.kind.require("shared_locations")?;
    access.require("share-location")?;
    let (Some(latitude), Some(longitude)) = (input.latitude, input.longitude) else {
        return Err(Error::input("a shared location has a latitude and a longitude"));
    };
    check_degrees(latitude, longitude)?;
    let end_at = end_time(input.end_at.as_deref())?;
    if end_at.is_some_and(|at| at <= work.app.clock.reading()) {
        return Err(Error::input("the end_at of a live location lies in the future"));
    }
    let device = input.created_by_device_id.clone().unwrap_or_default();
    Ok(Some(Place { latitude, longitude, device, end_at }))
}

/// Stores the place of a message just sent.
pub fn share(work: &Work<'_>, message: &Message, place: Place) -> Result<()> {
    Ok(locations::save(
        work.conn,
        &Location {
            message_id: message.id.clone(),
            cid: message.cid.clone(),
            user_id: message.user_id.clone(),
            latitude: place.latitude,
            longitude: place.longitude,
            created_by_device_id: place.device,
            end_at: place.end_at,
            created_at: message.created_at,
            updated_at: message.created_at,
        },
    )?)
}

/// `GET /users/live_locations`: what the caller shares right now.
pub async fn list(State(app): State<Shared>, caller: Caller) -> Result<Answer> {
    app.read(&caller, |view| {
        let live = locations::live_of_user(view.conn, view.viewer(), view.app.clock.reading())?;
        let shown = live.iter().filter(|location| view.shows(location)).map(|location| view.location(location));
        Ok(Answer::ok(json!({"active_live_locations": shown.collect::<Vec<_>>()})))
    })
    .await
}

/// The body of a move or a stop.
#[derive(Deserialize)]
pub struct Update {
    message_id: String,
    created_by_device_id: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    end_at: Option<String>,
}

/// `PUT /users/live_locations`: moves the caller's live location, or ends it early or later. A past `end_at` stops it.
pub async fn update(State(app): State<Shared>, caller: Caller, Body(body): Body<Update>) -> Result<Answer> {
    let end_at = end_time(body.end_at.as_deref())?;
    app.write(&caller, move |work| {
        let (message, before) = own(work, &body.message_id)?;
        let is_there = before.created_by_device_id.is_empty()
            || body.created_by_device_id.as_ref().is_none_or(|id| *id == before.created_by_device_id);
        let moves = body.latitude.is_some() || body.longitude.is_some();
        if moves && !is_there {
            return Err(Error::not_allowed("only the device that shares a live location can move it"));
        }
        if !moves && end_at.is_none() {
            return Err(Error::input("nothing to change: give a latitude and a longitude, or end_at"));
        }
        let now = work.now();
        let location = Location {
            latitude: body.latitude.unwrap_or(before.latitude),
            longitude: body.longitude.unwrap_or(before.longitude),
            // Stopping is now: a device whose clock is slow has not stopped in the past.
            end_at: end_at.map(|at| at.max(now)).or(before.end_at),
            updated_at: now,
            ..before
        };
        check_degrees(location.latitude, location.longitude)?;
        locations::save(work.conn, &location)?;
        messages::touch(work.conn, &message.id, now)?;
        announce_update(work, &message.id)?;
        Ok(Answer::created(work.location(&location)))
    })
    .await
}

/// The caller's live location, while it lasts.
fn own(work: &Work<'_>, message_id: &str) -> Result<(Message, Location)> {
    let author = work.author()?.id;
    let (message, _) = work.message_access(message_id)?;
    let location = locations::find(work.conn, message_id)?;
    let location = location
        .filter(|_| message.deleted_at.is_none())
        .ok_or_else(|| Error::missing("a location in message", message_id))?;
    if location.user_id != author {
        return Err(Error::not_allowed("only the user who shares a live location can change it"));
    }
    match location.end_at {
        None => Err(Error::input("this location is not live: it was shared once")),
        Some(at) if at <= work.app.clock.reading() => Err(Error::input("this live location has ended")),
        Some(_) => Ok((message, location)),
    }
}
