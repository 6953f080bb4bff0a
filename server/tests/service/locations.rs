//! Shared locations: at rest and live, moved by their author's device until they end.
use crate::support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use stream_chat_local::clock::Time;
use support::{Server, Socket, User};

const ROOM: &str = "messaging:room";

async fn furnished() -> (Server, User, User, Socket) {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let (ben, mut his) = server.connect("ben").await;
    amira.open(ROOM, &["amira", "ben"]).await;
    ben.open(ROOM, &[]).await;
    his.drain().await;
    (server, amira, ben, his)
}

/// A moment some seconds from now, as clients write it.
fn from_now(seconds: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_micros() as i64;
    Time::from_micros(now).plus_seconds(seconds).to_string()
}

fn here(end_at: Option<String>) -> Value {
    json!({"latitude": 48.4, "longitude": 9.98, "created_by_device_id": "phone", "end_at": end_at})
}

async fn share(user: &User, end_at: Option<String>) -> Value {
    user.send(ROOM, json!({"text": "here", "shared_location": here(end_at)})).await.ok()["message"].clone()
}

async fn live(user: &User) -> Vec<Value> {
    user.get("/users/live_locations").await.ok()["active_live_locations"].as_array().unwrap().clone()
}

const LIVE: &str = "/users/live_locations";

#[tokio::test]
async fn a_place_is_shared_once_and_cannot_be_moved() {
    let (_server, amira, ben, mut his) = furnished().await;
    let message = share(&amira, None).await;
    let location = &message["shared_location"];
    assert_eq!((&location["latitude"], &location["longitude"]), (&json!(48.4), &json!(9.98)));
    assert_eq!(
        (&location["message_id"], &location["user_id"], &location["channel_cid"]),
        (&message["id"], &json!("amira"), &json!(ROOM))
    );
    assert_eq!(&his.wait("message.new").await["message"]["shared_location"], location);
    assert!(live(&amira).await.is_empty());
    assert_eq!(
        amira.put(LIVE, json!({"message_id": message["id"], "latitude": 1.0, "longitude": 2.0})).await.code(),
        4
    );
    let id = message["id"].as_str().unwrap();
    amira
        .post(&format!("/messages/{id}"), json!({"message": {"text": "edited", "shared_location": here(None)}}))
        .await
        .ok();
    let seen = ben.get(&format!("/messages/{id}")).await.ok()["message"].clone();
    assert_eq!((&seen["shared_location"], &seen["text"]), (location, &json!("edited")));
}

#[tokio::test]
async fn a_live_location_moves_for_everybody_until_it_is_stopped() {
    let (_server, amira, ben, mut his) = furnished().await;
    let message = share(&amira, Some(from_now(600))).await;
    let id = &message["id"];
    assert_eq!(live(&amira).await[0]["message_id"], *id);
    assert!(live(&ben).await.is_empty(), "it is hers");
    let bundle = ben.open(ROOM, &[]).await;
    assert_eq!(bundle["active_live_locations"][0]["message_id"], *id);
    his.drain().await;
    let moved = json!({"message_id": id, "created_by_device_id": "phone", "latitude": 48.5, "longitude": 10.0});
    assert_eq!(amira.put(LIVE, moved).await.ok()["latitude"], 48.5);
    let event = his.wait("message.updated").await;
    assert_eq!((&event["message"]["id"], &event["message"]["shared_location"]["longitude"]), (id, &json!(10.0)));
    assert!(event["message"]["updated_at"].as_str() > message["updated_at"].as_str());
    let stopped = amira.put(LIVE, json!({"message_id": id, "end_at": from_now(-60)})).await.ok();
    assert!(stopped["end_at"].as_str() >= stopped["created_at"].as_str(), "it ends now, not before it began");
    assert_eq!(his.wait("message.updated").await["message"]["shared_location"]["end_at"], stopped["end_at"]);
    assert!(live(&amira).await.is_empty());
    assert_eq!(ben.open(ROOM, &[]).await["active_live_locations"], json!([]));
    assert_eq!(amira.put(LIVE, json!({"message_id": id, "latitude": 1.0, "longitude": 2.0})).await.code(), 4);
}

#[tokio::test]
async fn only_its_author_and_only_the_sharing_device_moves_a_live_location() {
    let (_server, amira, ben, mut his) = furnished().await;
    let message = share(&amira, Some(from_now(600))).await;
    his.drain().await;
    let with = |extra: Value| {
        let mut body = json!({"message_id": message["id"]});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    };
    let place = json!({"latitude": 1.0, "longitude": 2.0});
    assert_eq!(ben.put(LIVE, with(place.clone())).await.code(), 17);
    let elsewhere = json!({"latitude": 1.0, "longitude": 2.0, "created_by_device_id": "tablet"});
    assert_eq!(amira.put(LIVE, with(elsewhere)).await.code(), 17);
    assert_eq!(amira.put(LIVE, with(json!({"latitude": 91.0}))).await.code(), 4);
    assert_eq!(amira.put(LIVE, with(json!({"end_at": "soon"}))).await.code(), 4);
    assert_eq!(amira.put(LIVE, with(json!({}))).await.code(), 4);
    assert_eq!(amira.put(LIVE, json!({"message_id": "unknown", "latitude": 1.0})).await.code(), 16);
    assert!(his.drain().await.is_empty());
    amira.put(LIVE, with(json!({"end_at": from_now(0), "created_by_device_id": "tablet"}))).await.ok();
    assert!(live(&amira).await.is_empty(), "any of her devices stops it");
}

#[tokio::test]
async fn places_beyond_the_globe_and_ends_in_the_past_are_refused_before_anything_is_sent() {
    let (_server, amira, _ben, mut his) = furnished().await;
    for (key, value) in [
        ("latitude", json!(90.1)),
        ("longitude", json!(-180.1)),
        ("latitude", Value::Null),
        ("longitude", json!("east")),
        ("end_at", json!(from_now(-1))),
        ("end_at", json!("soon")),
    ] {
        let mut location = here(None);
        location[key] = value;
        assert_eq!(amira.send(ROOM, json!({"text": "?", "shared_location": location})).await.code(), 4);
    }
    assert!(his.drain().await.is_empty());
}

#[tokio::test]
async fn a_deleted_message_shares_nothing_any_more() {
    let (_server, amira, ben, _his) = furnished().await;
    for hard in ["", "?hard=true"] {
        let message = share(&amira, Some(from_now(600))).await;
        let id = message["id"].as_str().unwrap();
        amira.delete(&format!("/messages/{id}{hard}")).await.ok();
        assert!(live(&amira).await.is_empty());
        assert_eq!(ben.open(ROOM, &[]).await["active_live_locations"], json!([]));
    }
}

#[tokio::test]
async fn a_live_location_ends_by_itself() {
    let (_server, amira, ben, _his) = furnished().await;
    share(&amira, Some(from_now(1))).await;
    assert_eq!(live(&amira).await.len(), 1);
    let deadline = tokio::time::Instant::now() + support::PATIENCE;
    while !live(&amira).await.is_empty() {
        assert!(tokio::time::Instant::now() < deadline, "it did not end");
    }
    assert_eq!(ben.open(ROOM, &[]).await["active_live_locations"], json!([]));
}
