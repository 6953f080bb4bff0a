//! Snapshots: back to a state that was kept, as if nothing had happened since, but for the clock.
use crate::support;

use reqwest::Method;
use serde_json::json;
use stream_chat_local::Config;
use support::{Server, types};

async fn goes_back(config: Config) {
    let server = Server::with(config).await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    amira.say("messaging:room", "kept").await;
    let kept = server.back_door(Method::POST, "/snapshot", Some(json!({"name": "lively"}))).await.ok();
    assert!(kept["name"] == "lively" && kept["bytes"].as_i64().unwrap() > 10_000, "{kept}");
    let later = amira.say("messaging:room", "gone").await;
    amira.open("messaging:other", &["amira"]).await;
    socket.drain().await;
    server.back_door(Method::POST, "/restore", Some(json!({"name": "lively"}))).await.ok();
    assert_eq!(socket.close_code().await, Some(1012));
    let (amira, mut socket) = server.connect("amira").await;
    let texts = async || {
        let bundle = amira.open("messaging:room", &[]).await;
        let messages = bundle["messages"].as_array().unwrap().clone();
        messages.iter().map(|message| message["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(texts().await, ["kept"]);
    assert_eq!(amira.get("/channels/messaging/other").await.code(), 16);
    let again = amira.send("messaging:room", json!({"id": later["id"], "text": "again"})).await.ok()["message"].clone();
    assert!(again["created_at"].as_str() > later["created_at"].as_str(), "time goes on");
    assert!(types(&socket.drain().await).contains(&"message.new"));
    server.back_door(Method::POST, "/restore", Some(json!({"name": "lively"}))).await.ok();
    assert_eq!(texts().await, ["kept"], "as often as one likes");
}

#[tokio::test]
async fn a_database_in_memory_goes_back_to_its_snapshot() {
    goes_back(Config::for_tests()).await;
}

#[tokio::test]
async fn a_database_file_goes_back_to_its_snapshot() {
    let folder = std::env::temp_dir().join(format!("stream-chat-local-snapshots-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    goes_back(Config { memory: false, db: Some(folder.join("chat.db")), ..Config::for_tests() }).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_snapshot_that_was_never_taken_is_missing_and_changes_nothing() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    assert_eq!(server.back_door(Method::POST, "/restore", Some(json!({"name": "never"}))).await.code(), 16);
    assert_eq!(server.back_door(Method::POST, "/snapshot", Some(json!({"name": ""}))).await.code(), 4);
    amira.get("/channels/messaging/room").await.ok();
}
