//! Read marks and unread counters.
use crate::support;

use serde_json::{Value, json};
use support::{Server, types};

fn mark<'a>(bundle: &'a Value, user: &str) -> &'a Value {
    bundle["read"].as_array().unwrap().iter().find(|mark| mark["user"]["id"] == user).unwrap()
}

#[tokio::test]
async fn others_messages_count_and_own_ones_read_everything() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    for text in ["one", "two"] {
        amira.say("messaging:room", text).await;
    }
    amira.send("messaging:room", json!({"text": "quiet", "silent": true})).await.ok();
    let bundle = ben.open("messaging:room", &[]).await;
    assert_eq!(
        (&mark(&bundle, "ben")["unread_messages"], &mark(&bundle, "amira")["unread_messages"]),
        (&json!(2), &json!(0))
    );
    let (_, socket) = server.connect("ben").await;
    assert_eq!(
        (&socket.first["me"]["total_unread_count"], &socket.first["me"]["unread_channels"]),
        (&json!(2), &json!(1))
    );
    let answer = ben.say("messaging:room", "three").await;
    let bundle = ben.open("messaging:room", &[]).await;
    assert_eq!(
        (&mark(&bundle, "ben")["unread_messages"], &mark(&bundle, "ben")["last_read_message_id"]),
        (&json!(0), &answer["id"])
    );
}

#[tokio::test]
async fn marking_read_tells_watchers_and_all_own_connections() {
    let server = Server::start().await;
    let (amira, mut watcher) = server.connect("amira").await;
    let (ben, mut reader) = server.connect("ben").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let message = amira.say("messaging:room", "hello").await;
    watcher.drain().await;
    reader.drain().await;
    let answer = ben.post("/channels/messaging/room/read", json!({})).await.ok();
    assert_eq!(
        (&answer["event"]["type"], &answer["event"]["last_read_message_id"]),
        (&json!("message.read"), &message["id"])
    );
    let seen = watcher.wait("message.read").await;
    assert_eq!((&seen["user"]["id"], &seen["created_at"]), (&json!("ben"), &answer["event"]["created_at"]));
    let own = reader.wait("notification.mark_read").await;
    assert_eq!(
        (&own["unread_count"], &own["total_unread_count"], &own["unread_channels"]),
        (&json!(0), &json!(0), &json!(0))
    );
    assert_eq!(mark(&ben.get("/channels/messaging/room").await.ok(), "ben")["unread_messages"], 0);
}

#[tokio::test]
async fn reading_up_to_a_message_leaves_the_rest_unread() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let first = amira.say("messaging:room", "one").await;
    amira.say("messaging:room", "two").await;
    ben.post("/channels/messaging/room/read", json!({"message_id": first["id"]})).await.ok();
    let bundle = ben.get("/channels/messaging/room").await.ok();
    assert_eq!(
        (&mark(&bundle, "ben")["unread_messages"], &mark(&bundle, "ben")["last_read"]),
        (&json!(1), &first["created_at"])
    );
}

#[tokio::test]
async fn everything_can_be_read_at_once() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let (ben, mut socket) = server.connect("ben").await;
    for cid in ["messaging:a", "messaging:b", "team:c"] {
        amira.open(cid, &["amira", "ben"]).await;
        amira.say(cid, "hello").await;
    }
    let counts = ben.get("/unread").await.ok();
    assert_eq!(
        (&counts["total_unread_count"], &counts["channels"][0]["channel_id"]),
        (&json!(3), &json!("messaging:a"))
    );
    assert_eq!(
        counts["channel_type"],
        json!([
            {"channel_type": "messaging", "channel_count": 2, "unread_count": 2},
            {"channel_type": "team", "channel_count": 1, "unread_count": 1},
        ])
    );
    ben.post(
        "/channels/read",
        json!({"read_by_channel": {"messaging:a": ben.get("/channels/messaging/a").await.ok()["messages"][0]["id"]}}),
    )
    .await
    .ok();
    let one = socket.wait("notification.mark_read").await;
    assert_eq!((&one["cid"], &one["unread_channels"]), (&json!("messaging:a"), &json!(2)));
    ben.post("/channels/read", json!({})).await.ok();
    let all = socket.wait("notification.mark_read").await;
    assert_eq!((all.get("cid"), &all["unread_channels"], &all["unread_count"]), (None, &json!(0), &json!(0)));
    assert_eq!(ben.get("/unread").await.ok()["total_unread_count"], 0);
}

#[tokio::test]
async fn marking_unread_rewinds_only_ones_own_mark() {
    let server = Server::start().await;
    let (amira, mut other) = server.connect("amira").await;
    let (ben, mut socket) = server.connect("ben").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let mut sent = Vec::new();
    for text in ["one", "two", "three"] {
        sent.push(amira.say("messaging:room", text).await);
    }
    ben.post("/channels/messaging/room/read", json!({})).await.ok();
    socket.drain().await;
    other.drain().await;
    ben.post("/channels/messaging/room/unread", json!({"message_id": sent[1]["id"]})).await.ok();
    let event = socket.wait("notification.mark_unread").await;
    assert_eq!((&event["first_unread_message_id"], &event["last_read_message_id"]), (&sent[1]["id"], &sent[0]["id"]));
    assert_eq!(
        (&event["unread_messages"], &event["total_unread_count"], &event["unread_channels"]),
        (&json!(2), &json!(2), &json!(1))
    );
    assert!(event["last_read_at"].as_str().unwrap() < sent[1]["created_at"].as_str().unwrap());
    assert!(other.drain().await.is_empty());
    ben.post("/channels/messaging/room/unread", json!({"message_timestamp": sent[2]["created_at"]})).await.ok();
    assert_eq!(socket.wait("notification.mark_unread").await["unread_messages"], 1);
    assert_eq!(ben.post("/channels/messaging/room/unread", json!({})).await.code(), 4);
    assert_eq!(ben.post("/channels/messaging/room/unread", json!({"message_id": "nothing"})).await.code(), 16);
}

#[tokio::test]
async fn only_a_hard_deletion_lowers_the_counter() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let soft = amira.say("messaging:room", "soft").await;
    let hard = amira.say("messaging:room", "hard").await;
    let unread = async || mark(&ben.get("/channels/messaging/room").await.ok(), "ben")["unread_messages"].clone();
    amira.delete(&format!("/messages/{}", soft["id"].as_str().unwrap())).await.ok();
    assert_eq!(unread().await, 2);
    amira.delete(&format!("/messages/{}?hard=true", hard["id"].as_str().unwrap())).await.ok();
    assert_eq!(unread().await, 1);
    amira.delete(&format!("/messages/{}?hard=true", soft["id"].as_str().unwrap())).await.ok();
    assert_eq!(unread().await, 0);
}

#[tokio::test]
async fn whoever_hides_read_receipts_is_seen_reading_only_by_himself() {
    let server = Server::start().await;
    let (amira, mut watcher) = server.connect("amira").await;
    let privacy = json!({"id": "ben", "privacy_settings": {"read_receipts": {"enabled": false}}});
    let (ben, mut reader) = server.connect_as("ben", privacy).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    ben.open("messaging:room", &[]).await;
    amira.say("messaging:room", "hello").await;
    watcher.drain().await;
    reader.drain().await;
    ben.post("/channels/messaging/room/read", json!({})).await.ok();
    assert!(watcher.drain().await.is_empty());
    assert_eq!(types(&reader.drain().await), ["message.read", "notification.mark_read"]);
    let seen = amira.get("/channels/messaging/room").await.ok();
    assert_eq!(seen["read"].as_array().unwrap().len(), 1);
    assert_eq!(mark(&ben.get("/channels/messaging/room").await.ok(), "ben")["unread_messages"], 0);
}
