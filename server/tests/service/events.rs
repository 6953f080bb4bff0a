//! Events that clients send: typing and custom types.
use crate::support;

use serde_json::json;
use support::{Server, types};

#[tokio::test]
async fn typing_is_heard_by_other_watchers_but_not_by_the_typing_connection() {
    let server = Server::start().await;
    let (amira, mut typing) = server.connect("amira").await;
    let (ben, mut watcher) = server.connect("ben").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    ben.open("messaging:room", &[]).await;
    typing.drain().await;
    watcher.drain().await;
    for kind in ["typing.start", "typing.stop"] {
        let answer =
            amira.post("/channels/messaging/room/event", json!({"event": {"type": kind, "parent_id": "p"}})).await.ok();
        assert_eq!((&answer["event"]["type"], &answer["event"]["user"]["id"]), (&json!(kind), &json!("amira")));
        let event = watcher.next().await;
        assert_eq!(
            (&event["type"], &event["user"]["id"], &event["parent_id"]),
            (&json!(kind), &json!("amira"), &json!("p"))
        );
        assert_eq!(event["cid"], "messaging:room");
    }
    assert!(typing.drain().await.is_empty());
}

#[tokio::test]
async fn typing_is_not_forwarded_for_those_who_switched_it_off() {
    let server = Server::start().await;
    let (amira, mut watcher) = server.connect("amira").await;
    let privacy = json!({"id": "ben", "privacy_settings": {"typing_indicators": {"enabled": false}}});
    let (ben, _socket) = server.connect_as("ben", privacy).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    watcher.drain().await;
    ben.post("/channels/messaging/room/event", json!({"event": {"type": "typing.start"}})).await.ok();
    ben.post("/channels/messaging/room/event", json!({"event": {"type": "wave"}})).await.ok();
    assert_eq!(types(&watcher.drain().await), ["wave"]);
}

#[tokio::test]
async fn custom_events_carry_their_fields_flat() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    socket.drain().await;
    let event =
        json!({"type": "dice.rolled", "eyes": 6, "custom": {"color": "red"}, "user": {"id": "ben"}, "cid": "a:b"});
    amira.post("/channels/messaging/room/event", json!({"event": event})).await.ok();
    let seen = socket.wait("dice.rolled").await;
    assert_eq!(
        (&seen["eyes"], &seen["color"], &seen["user"]["id"], &seen["cid"]),
        (&json!(6), &json!("red"), &json!("amira"), &json!("messaging:room"))
    );
}

#[tokio::test]
async fn events_of_the_protocol_cannot_be_forged() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    for kind in [
        "message.new",
        "message.read",
        "health.check",
        "notification.mark_read",
        "user.banned",
        "channel.deleted",
        "poll.closed",
    ] {
        let reply = amira.post("/channels/messaging/room/event", json!({"event": {"type": kind}})).await;
        assert_eq!(reply.code(), 18, "{kind}");
    }
    let reply = amira
        .post("/channels/messaging/room/event", json!({"event": {"type": "wave", "data": "x".repeat(6000)}}))
        .await;
    assert_eq!(reply.code(), 22);
    assert_eq!(amira.post("/channels/messaging/room/event", json!({"event": {}})).await.code(), 4);
}
