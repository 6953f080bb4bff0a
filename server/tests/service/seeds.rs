//! Seeds that somebody writes: everything is there as written, and a mistake is named with its place and changes nothing.
use crate::support;

use reqwest::Method;
use serde_json::{Value, json};
use stream_chat_local::Config;
use support::Server;

fn seed() -> Value {
    json!({
        "users": [{"id": "amira", "name": "Amira", "role": "admin", "title": "captain"}, {"id": "ben"}, {"id": "chen"}],
        "channels": [{
            "type": "messaging", "id": "kitchen", "created_by": "amira", "name": "Kitchen",
            "members": ["amira", {"user_id": "ben", "channel_role": "channel_moderator"}],
            "messages": [
                {"id": "m1", "user": "amira", "text": "who?", "created_at": "2024-03-01T10:00:00Z", "mood": "curious",
                 "reactions": [{"type": "like", "user": "ben", "score": 3}]},
                {"id": "m2", "user": "ben", "text": "me", "parent_id": "m1", "created_at": "2024-03-01T10:01:00Z"},
                {"id": "m3", "user": "amira", "text": "well", "created_at": "2024-03-01T10:02:00Z", "pinned": true},
                {"user": "amira", "text": "done", "attachments": [{"type": "image", "image_url": "https://x.example/i.png"}]},
            ],
            "read": {"ben": "m1"},
        }],
    })
}

#[tokio::test]
async fn a_file_is_filled_in_as_written_and_only_once() {
    let file = std::env::temp_dir().join(format!("stream-chat-local-seed-{}.json", std::process::id()));
    std::fs::write(&file, seed().to_string()).unwrap();
    let config = Config { seed: Some(file.display().to_string()), ..Config::for_tests() };
    let server = Server::with(config).await;
    std::fs::remove_file(file).unwrap();
    let ben = server.user("ben");
    let bundle = ben.open("messaging:kitchen", &[]).await;
    let messages = bundle["messages"].as_array().unwrap();
    let texts: Vec<&str> = messages.iter().map(|message| message["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["who?", "well", "done"]);
    assert_eq!((&messages[0]["mood"], &messages[0]["reply_count"]), (&json!("curious"), &json!(1)));
    assert_eq!(messages[0]["reaction_scores"], json!({"like": 3}));
    assert_eq!(messages[0]["user"]["title"], "captain");
    assert_eq!(messages[0]["created_at"], "2024-03-01T10:00:00.000000Z");
    assert_eq!(messages[2]["attachments"][0]["type"], "image");
    assert_eq!(bundle["pinned_messages"][0]["id"], "m3");
    assert_eq!(bundle["channel"]["name"], "Kitchen");
    assert_eq!(bundle["channel"]["message_count"], 4);
    let marks = bundle["read"].as_array().unwrap();
    let unread = |user: &str| marks.iter().find(|mark| mark["user"]["id"] == user).unwrap()["unread_messages"].clone();
    assert_eq!((unread("ben"), unread("amira")), (json!(2), json!(0)));
    let role = |user: &str| {
        let members = bundle["members"].as_array().unwrap();
        members.iter().find(|member| member["user_id"] == user).unwrap()["channel_role"].clone()
    };
    assert_eq!(role("ben"), "channel_moderator");
    ben.say("messaging:kitchen", "after the seed").await;
    server.back_door(Method::POST, "/seed", Some(seed())).await.ok();
    assert_eq!(
        ben.open("messaging:kitchen", &[]).await["messages"].as_array().unwrap().len(),
        4,
        "nothing is added twice"
    );
}

#[tokio::test]
async fn a_mistake_is_named_with_its_place_and_nothing_is_filled_in() {
    let server = Server::start().await;
    for (path, value, place) in [
        ("/users/1/id", json!("b e n"), "users[1]"),
        ("/channels/0/members/0", json!("nobody"), "channels[0].members[0]"),
        ("/channels/0/messages/1/parent_id", json!("m9"), "channels[0].messages[1].parent_id"),
        ("/channels/0/messages/2/created_at", json!("noon"), "channels[0].messages[2].created_at"),
        ("/channels/0/messages/0/text", json!(5), "channels[0]"),
        ("/channels/0/read/ben", json!("m9"), "channels[0].read.ben"),
        ("/channels/0/type", json!("unheard"), "channels[0]"),
        ("/users", json!("everybody"), "users"),
    ] {
        let mut wrong = seed();
        *wrong.pointer_mut(path).unwrap() = value;
        let reply = server.back_door(Method::POST, "/seed", Some(wrong)).await;
        assert!(reply.status >= 400, "{path} was taken");
        let message = reply.body["message"].as_str().unwrap().to_owned();
        assert!(message.contains(place), "{path}: {message}");
        let users = server.user("amira").payload("/users", json!({"filter_conditions": {"id": "chen"}})).await.ok();
        assert_eq!(users["users"], json!([]), "{path} left something behind");
    }
}

#[tokio::test]
async fn a_seed_that_cannot_be_read_keeps_the_server_from_starting() {
    let config = Config { seed: Some("/no/such/seed.json".to_owned()), ..Config::for_tests() };
    let error = stream_chat_local::serve(config).await.err().expect("it must not start");
    assert!(error.to_string().contains("/no/such/seed.json"), "{error}");
}
