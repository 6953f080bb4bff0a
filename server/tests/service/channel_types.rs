//! Channel types as servers see and change them, and what a single channel sets otherwise.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User};

async fn config(user: &User, cid: &str) -> Value {
    user.open(cid, &[]).await["channel"]["config"].clone()
}

#[tokio::test]
async fn a_switch_of_a_type_is_shown_and_enforced_at_once() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let backend = server.backend();
    amira.open("messaging:room", &["amira"]).await;
    let message = amira.say("messaging:room", "hello").await;
    let path = format!("/messages/{}/reaction", message["id"].as_str().unwrap());
    let changed =
        backend.put("/channeltypes/messaging", json!({"reactions": false, "max_message_length": 5})).await.ok();
    assert_eq!((&changed["reactions"], &changed["max_message_length"]), (&json!(false), &json!(5)));
    assert_eq!(config(&amira, "messaging:room").await["reactions"], false);
    assert_eq!(amira.post(&path, json!({"reaction": {"type": "like"}})).await.code(), 17);
    assert_eq!(amira.send("messaging:room", json!({"text": "longer"})).await.code(), 20);
    backend.delete("/channeltypes/messaging").await.ok();
    assert_eq!(config(&amira, "messaging:room").await["max_message_length"], 5000, "as it was at first");
}

#[tokio::test]
async fn a_type_of_the_applications_own_is_made_used_and_removed() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let backend = server.backend();
    let club = json!({"name": "club", "replies": false, "commands": ["giphy"], "grants": {"user": ["read-channel", "create-channel"]}});
    let made = backend.post("/channeltypes", club.clone()).await.ok();
    assert_eq!(
        (&made["name"], &made["replies"], &made["commands"][0]["name"]),
        (&json!("club"), &json!(false), &json!("giphy"))
    );
    assert_eq!(backend.post("/channeltypes", club).await.code(), 4);
    let all = backend.get("/channeltypes").await.ok();
    assert!(all["channel_types"]["club"]["grants"]["user"].as_array().unwrap().contains(&json!("read-channel")));
    assert!(all["channel_types"]["messaging"].is_object());
    amira.open("club:room", &["amira"]).await;
    assert_eq!(backend.delete("/channeltypes/club").await.code(), 4, "there is a channel of it");
    amira.delete("/channels/club/room?hard_delete=true").await.ok();
    backend.delete("/channeltypes/club").await.ok();
    assert_eq!(backend.get("/channeltypes/club").await.code(), 16);
    assert_eq!(backend.put("/channeltypes/club", json!({})).await.code(), 16);
}

#[tokio::test]
async fn what_a_type_cannot_be_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let backend = server.backend();
    for bad in [
        json!({"reactions": false, "flying": true}),
        json!({"reactions": false, "max_message_length": 20001}),
        json!({"reactions": false, "grants": {"user": ["fly"]}}),
        json!({"reactions": false, "name": "other"}),
    ] {
        assert_eq!(backend.put("/channeltypes/messaging", bad.clone()).await.code(), 4, "{bad}");
    }
    assert_eq!(backend.get("/channeltypes/messaging").await.ok()["reactions"], true);
    assert_eq!(backend.post("/channeltypes", json!({"name": "a b"})).await.code(), 4);
    assert_eq!(backend.post("/channeltypes", json!({})).await.code(), 4);
    for path in ["/channeltypes", "/channeltypes/messaging"] {
        assert_eq!(amira.get(path).await.code(), 17);
    }
    assert_eq!(amira.post("/channeltypes", json!({"name": "mine"})).await.code(), 17);
    assert_eq!(amira.put("/channeltypes/messaging", json!({"reactions": false})).await.code(), 17);
    assert_eq!(amira.delete("/channeltypes/messaging").await.code(), 17);
}

#[tokio::test]
async fn a_moderator_sets_one_channel_otherwise_than_its_type() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    amira.open("messaging:other", &["amira"]).await;
    let set = |overrides: Value| json!({"set": {"config_overrides": overrides}});
    let path = "/channels/messaging/room";
    assert_eq!(amira.patch(path, set(json!({"replies": false}))).await.code(), 17);
    let moderator = json!({"add_moderators": ["ben"]});
    amira.post(path, moderator).await.ok();
    let answer = ben.patch(path, set(json!({"replies": false, "max_message_length": 9}))).await.ok();
    assert_eq!(answer["channel"]["config"]["replies"], false);
    assert!(answer["channel"].get("config_overrides").is_none(), "it is no custom data");
    assert_eq!(config(&amira, "messaging:other").await["replies"], true);
    let capabilities = answer["channel"]["own_capabilities"].as_array().unwrap().clone();
    assert!(!capabilities.contains(&json!("send-reply")));
    assert_eq!(ben.send("messaging:room", json!({"text": "0123456789"})).await.code(), 20);
    ben.patch(path, set(json!({"replies": null}))).await.ok();
    let now = config(&ben, "messaging:room").await;
    assert_eq!((&now["replies"], &now["max_message_length"]), (&json!(true), &json!(9)));
    ben.patch(path, json!({"unset": ["config_overrides"]})).await.ok();
    assert_eq!(config(&ben, "messaging:room").await["max_message_length"], 5000);
    assert_eq!(ben.patch(path, set(json!({"read_events": false}))).await.code(), 4);
    assert_eq!(ben.patch(path, set(json!({"grants": {"user": ["read-channel"]}}))).await.code(), 17);
    server.backend().patch(path, set(json!({"grants": {"user": ["read-channel"]}}))).await.ok();
    server.user("stranger").get(path).await.ok();
}
