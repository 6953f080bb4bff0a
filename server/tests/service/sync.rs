//! Catching up from the log.
use crate::support;

use serde_json::{Value, json};
use support::{Server, types};

#[tokio::test]
async fn sync_replays_what_matters_in_order_and_nothing_else() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let first = amira.say("messaging:room", "before").await;
    let id = amira.say("messaging:room", "one").await["id"].as_str().unwrap().to_owned();
    amira.post(&format!("/messages/{id}"), json!({"message": {"text": "two"}})).await.ok();
    ben.post(&format!("/messages/{id}/reaction"), json!({"reaction": {"type": "like"}})).await.ok();
    ben.post("/channels/messaging/room/read", json!({})).await.ok();
    ben.post("/channels/messaging/room/event", json!({"event": {"type": "typing.start"}})).await.ok();
    amira.delete(&format!("/messages/{id}")).await.ok();
    let body = json!({"channel_cids": ["messaging:room"], "last_sync_at": first["created_at"]});
    let answer = ben.post("/sync", body).await.ok();
    let events = answer["events"].as_array().unwrap();
    assert_eq!(types(events), ["message.new", "message.new", "message.updated", "reaction.new", "message.deleted"]);
    assert!(events.windows(2).all(|pair| pair[0]["created_at"].as_str() < pair[1]["created_at"].as_str()));
    assert!(events.iter().all(|event| event.get("total_unread_count").is_none()), "counters of the past are nobody's");
}

#[tokio::test]
async fn sync_tells_whom_it_was_that_a_channel_was_lost_to() {
    let server = Server::start().await;
    let [amira, ben, mallory] = server.people(["amira", "ben", "mallory"]).await;
    let created = amira.open("messaging:room", &["amira", "ben"]).await["channel"]["created_at"].clone();
    amira.say("messaging:room", "secret").await;
    amira.post("/channels/messaging/room", json!({"remove_members": ["ben"]})).await.ok();
    let body = json!({"channel_cids": ["messaging:room", "messaging:nothing"], "last_sync_at": created, "with_inaccessible_cids": true});
    let answer = ben.post("/sync", body.clone()).await.ok();
    assert_eq!(types(answer["events"].as_array().unwrap()), ["notification.removed_from_channel"]);
    assert_eq!(answer["inaccessible_cids"], json!(["messaging:room", "messaging:nothing"]));
    assert_eq!(mallory.post("/sync", body).await.ok()["events"], json!([]));
}

#[tokio::test]
async fn sync_has_limits() {
    let server = Server::start().await;
    let amira = server.user("amira");
    let code = async |body: Value| amira.post("/sync", body).await.code();
    assert_eq!(code(json!({"channel_cids": [], "last_sync_at": "2026-01-01T00:00:00Z"})).await, 4);
    assert_eq!(code(json!({"channel_cids": ["messaging:a"], "last_sync_at": "2001-01-01T00:00:00Z"})).await, 4);
    assert_eq!(code(json!({"channel_cids": ["messaging:a"], "last_sync_at": "now"})).await, 4);
    assert_eq!(
        code(json!({"channel_cids": vec!["messaging:a"; 256], "last_sync_at": "2026-01-01T00:00:00Z"})).await,
        4
    );
}
