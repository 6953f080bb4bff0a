//! The application's settings, which a server changes while everybody is connected.
use crate::support;

use serde_json::json;
use stream_chat_local::Config;
use support::Server;

#[tokio::test]
async fn a_change_is_kept_shown_and_told_to_everybody() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let backend = server.backend();
    let change = json!({"name": "Kitchen", "auto_translation_enabled": true, "webhook_url": "http://localhost/hook",
        "file_upload_config": {"size_limit": 1000, "blocked_file_extensions": ["exe"]}});
    backend.patch("/app", change).await.ok();
    let event = socket.wait("app.updated").await;
    assert_eq!(
        (&event["app"]["name"], &event["app"]["file_upload_config"]["size_limit"]),
        (&json!("Kitchen"), &json!(1000))
    );
    let shown = amira.get("/app").await.ok()["app"].clone();
    assert_eq!((&shown["auto_translation_enabled"], shown.get("webhook_url")), (&json!(true), None));
    let whole = backend.get("/app").await.ok()["app"].clone();
    assert_eq!((&whole["webhook_url"], &whole["disable_auth_checks"]), (&json!("http://localhost/hook"), &json!(true)));
    backend.patch("/app", json!({"webhook_url": null})).await.ok();
    assert!(socket.drain().await.is_empty(), "clients see no difference");
}

#[tokio::test]
async fn wrong_settings_are_refused_as_a_whole() {
    let server = Server::start().await;
    let backend = server.backend();
    for bad in [
        json!({"name": "x", "disable_auth_checks": 1}),
        json!({"name": "x", "image_upload_config": {"size_limit": 104857601}}),
        json!({"name": "x", "revoke_tokens_issued_before": "soon"}),
        json!({"name": "x", "multi_tenant_enabled": true}),
        json!({"name": "x", "id": 2}),
    ] {
        assert_eq!(backend.patch("/app", bad.clone()).await.code(), 4, "{bad}");
    }
    assert_eq!(backend.get("/app").await.ok()["app"]["name"], "local");
}

#[tokio::test]
async fn development_tokens_can_be_switched_off_and_on() {
    let server = Server::start().await;
    let mut amira = server.user("amira");
    amira.token = "e30.eyJ1c2VyX2lkIjoiYW1pcmEifQ.devtoken".to_owned();
    amira.get("/app").await.ok();
    let backend = server.backend();
    backend.patch("/app", json!({"disable_auth_checks": false})).await.ok();
    assert_eq!(amira.get("/app").await.code(), 43);
    server.user("amira").get("/app").await.ok();
    backend.patch("/app", json!({"disable_auth_checks": true})).await.ok();
    amira.get("/app").await.ok();
}

#[tokio::test]
async fn all_tokens_up_to_a_moment_can_be_revoked_but_never_the_servers() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let backend = server.backend();
    let moment = socket.first["created_at"].clone();
    backend.patch("/app", json!({"revoke_tokens_issued_before": moment})).await.ok();
    socket.rest().await;
    assert_eq!(amira.get("/app").await.code(), 40);
    let (_, fresh) = server.connect("amira").await;
    assert_eq!(fresh.first["me"]["id"], "amira");
    backend.patch("/app", json!({"revoke_tokens_issued_before": null})).await.ok();
    amira.get("/app").await.ok();
}

#[tokio::test]
async fn settings_and_closed_doors_outlive_a_restart_but_not_a_reset() {
    let folder = std::env::temp_dir().join(format!("stream-chat-local-settings-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let config = || Config { memory: false, db: Some(folder.join("chat.db")), ..Config::for_tests() };
    let server = Server::with(config()).await;
    server.people(["amira", "ben", "chen"]).await;
    let backend = server.backend();
    backend.patch("/app", json!({"name": "Kitchen"})).await.ok();
    backend.post("/users/ben/deactivate", json!({})).await.ok();
    backend.delete("/users/chen?hard_delete=true").await.ok();
    server.handle.stop().await;
    let server = Server::with(config()).await;
    assert_eq!(server.user("amira").get("/app").await.ok()["app"]["name"], "Kitchen");
    assert_eq!(server.user("ben").get("/app").await.code(), 17);
    assert_eq!(server.user("chen").get("/app").await.code(), 16);
    server.back_door(reqwest::Method::POST, "/reset", None).await.ok();
    assert_eq!(server.user("ben").get("/app").await.ok()["app"]["name"], "local");
    server.user("chen").get("/app").await.ok();
    server.handle.stop().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_server_asks_what_is_left_of_the_limits() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let backend = server.backend();
    let all = backend.get("/rate_limits").await.ok();
    let users = &all["web"]["POST /users"];
    let left = users["remaining"].as_i64().unwrap();
    assert!(left < users["limit"].as_i64().unwrap(), "{users}");
    assert_eq!(all["server_side"], all["ios"]);
    let some = backend.get("/rate_limits?android=true&endpoints=POST%20/users,GET%20/x").await.ok();
    assert_eq!((some.get("web"), some["android"].as_object().unwrap().len()), (None, 1));
    assert_eq!(amira.get("/rate_limits").await.code(), 17);
}
