//! Devices and push preferences: stored and shown.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User};

async fn ids(user: &User) -> Vec<String> {
    let answer = user.get("/devices").await.ok();
    answer["devices"].as_array().unwrap().iter().map(|device| device["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_device_is_registered_listed_and_forgotten() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    let phone = json!({"id": "phone", "push_provider": "apn", "push_provider_name": "main", "voip_token": true});
    amira.post("/devices", phone).await.ok();
    amira.post("/devices", json!({"id": "tablet", "push_provider": "firebase"})).await.ok();
    assert_eq!(ids(&amira).await, ["tablet", "phone"]);
    assert!(ids(&ben).await.is_empty(), "devices are nobody else's business");
    let (_, socket) = server.connect("amira").await;
    let me = &socket.first["me"];
    assert_eq!((&me["devices"][1]["push_provider_name"], &me["devices"][1]["voip"]), (&json!("main"), &json!(true)));
    assert_eq!(ben.delete("/devices?id=phone").await.code(), 16);
    amira.delete("/devices?id=phone").await.ok();
    assert_eq!(ids(&amira).await, ["tablet"]);
    assert_eq!(amira.delete("/devices?id=phone").await.code(), 16);
}

#[tokio::test]
async fn what_is_no_device_is_refused() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    for bad in [
        json!({"id": "", "push_provider": "apn"}),
        json!({"id": "x".repeat(256), "push_provider": "apn"}),
        json!({"id": "phone", "push_provider": "pigeon"}),
        json!({"id": "phone"}),
    ] {
        assert_eq!(amira.post("/devices", bad.clone()).await.code(), 4, "{bad}");
    }
    assert_eq!(amira.delete("/devices").await.code(), 4);
    assert!(ids(&amira).await.is_empty());
}

#[tokio::test]
async fn a_new_token_of_the_same_hardware_replaces_the_old_one_and_the_list_is_bounded() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    for token in ["old", "new"] {
        let device = json!({"id": token, "push_provider": "firebase", "hardware_id": "pixel"});
        amira.post("/devices", device).await.ok();
    }
    assert_eq!(ids(&amira).await, ["new"]);
    for n in 0..30 {
        amira.post("/devices", json!({"id": format!("d{n}"), "push_provider": "firebase"})).await.ok();
    }
    let ids = ids(&amira).await;
    assert_eq!((ids.len(), ids[0].as_str()), (25, "d29"));
}

#[tokio::test]
async fn a_server_registers_a_device_for_the_user_it_names() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let backend = server.backend();
    backend.post("/devices", json!({"id": "phone", "push_provider": "apn", "user_id": "amira"})).await.ok();
    assert_eq!(ids(&amira).await, ["phone"]);
    assert_eq!(backend.post("/devices", json!({"id": "phone", "push_provider": "apn"})).await.code(), 4);
    let in_query = User { id: "amira".to_owned(), ..backend };
    assert_eq!(ids(&in_query).await, ["phone"]);
}

#[tokio::test]
async fn push_preferences_are_kept_for_the_user_and_for_each_channel() {
    let server = Server::start().await;
    let [amira, _] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let preferences = json!([
        {"chat_level": "mentions", "call_level": "none", "chat_preferences": {"direct_mentions": "all"}},
        {"channel_cid": "messaging:room", "chat_level": "none", "disabled_until": "2030-01-01T00:00:00Z"},
    ]);
    let answer = amira.post("/push_preferences", json!({"preferences": preferences})).await.ok();
    let of_user = &answer["user_preferences"]["amira"];
    assert_eq!((&of_user["chat_level"], &of_user["call_level"]), (&json!("mentions"), &json!("none")));
    let of_channel = &answer["user_channel_preferences"]["amira"]["messaging:room"];
    assert!(of_channel["disabled_until"].as_str().unwrap().starts_with("2030-01-01T00:00:00"));
    let enabled = json!([{"channel_cid": "messaging:room", "remove_disable": true}]);
    amira.post("/push_preferences", json!({"preferences": enabled})).await.ok();
    let bundle = amira.open("messaging:room", &[]).await;
    assert_eq!(bundle["push_preferences"], json!({"chat_level": "none"}));
    let (_, socket) = server.connect("amira").await;
    assert_eq!(socket.first["me"]["push_preferences"]["chat_preferences"], json!({"direct_mentions": "all"}));
}

#[tokio::test]
async fn preferences_out_of_range_or_for_others_change_nothing() {
    let server = Server::start().await;
    let [amira, _] = server.people(["amira", "ben"]).await;
    let code = async |one: Value| {
        let good = json!({"chat_level": "none"});
        amira.post("/push_preferences", json!({"preferences": [good, one]})).await.code()
    };
    assert_eq!(code(json!({"chat_level": "loud"})).await, 4);
    assert_eq!(code(json!({"chat_preferences": {"direct_mentions": "some"}})).await, 4);
    assert_eq!(code(json!({"disabled_until": "later"})).await, 4);
    assert_eq!(code(json!({"channel_cid": "messaging:nowhere", "chat_level": "all"})).await, 16);
    assert_eq!(code(json!({"user_id": "ben", "chat_level": "all"})).await, 17);
    assert_eq!(amira.post("/push_preferences", json!({"preferences": []})).await.code(), 4);
    let (_, socket) = server.connect("amira").await;
    assert!(socket.first["me"].get("push_preferences").is_none());
}

#[tokio::test]
async fn a_device_named_while_connecting_is_registered() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let connect = async |device: Value| {
        let json = json!({"user_details": {"id": "amira"}, "device": device}).to_string();
        amira.socket_with(&[("json", &json), ("authorization", &amira.token)]).await.next().await
    };
    let first = connect(json!({"id": "phone", "push_provider": "firebase"})).await;
    assert_eq!(first["me"]["devices"][0]["id"], "phone");
    let refused = connect(json!({"id": "phone", "push_provider": "pigeon"})).await;
    assert_eq!(refused["error"]["code"], 4);
    assert_eq!(ids(&amira).await, ["phone"]);
}
