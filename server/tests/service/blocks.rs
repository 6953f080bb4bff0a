//! Blocked users: the channel of two disappears, nothing of it reaches the one who blocks, and the end brings it back.
use crate::support;

use serde_json::{Value, json};
use support::{Server, Socket, User, types};

/// Amira and Ben with a channel of two, and a room with Chen; all of it watched by Amira and Ben.
async fn three() -> (Server, User, Socket, User, Socket, User) {
    let server = Server::start().await;
    let (amira, mut a) = server.connect("amira").await;
    let (ben, mut b) = server.connect("ben").await;
    let [chen] = server.people(["chen"]).await;
    for user in [&amira, &ben] {
        user.open("messaging:pair", &["amira", "ben"]).await;
        user.open("messaging:room", &["amira", "ben", "chen"]).await;
    }
    a.drain().await;
    b.drain().await;
    (server, amira, a, ben, b, chen)
}

async fn block(user: &User, target: &str) -> Value {
    user.post("/users/block", json!({"blocked_user_id": target})).await.ok()
}

async fn unblock(user: &User, target: &str) {
    user.post("/users/unblock", json!({"blocked_user_id": target})).await.ok();
}

async fn listed(user: &User, conditions: Value) -> Vec<String> {
    let mut conditions = conditions;
    conditions["members"] = json!({"$in": [user.id]});
    let found = user.post("/channels", json!({"filter_conditions": conditions})).await.ok()["channels"].clone();
    let mut ids: Vec<String> =
        found.as_array().unwrap().iter().map(|one| one["channel"]["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_block_hides_the_channel_of_two_from_the_one_who_blocks() {
    let (server, amira, mut socket, ben, mut other, _) = three().await;
    let answer = block(&amira, "ben").await;
    assert_eq!((&answer["blocked_by_user_id"], &answer["blocked_user_id"]), (&json!("amira"), &json!("ben")));
    assert_eq!(block(&amira, "ben").await["created_at"], answer["created_at"]);
    let events = socket.drain().await;
    assert_eq!(types(&events), ["channel.hidden"]);
    assert_eq!((&events[0]["cid"], &events[0]["clear_history"]), (&json!("messaging:pair"), &json!(false)));
    assert!(other.drain().await.is_empty());
    assert_eq!(listed(&amira, json!({})).await, ["room"]);
    assert_eq!(listed(&amira, json!({"hidden": true})).await, ["pair"]);
    assert_eq!(listed(&amira, json!({"blocked": true})).await, ["pair"]);
    assert_eq!(listed(&ben, json!({})).await, ["pair", "room"]);
    assert_eq!(amira.get("/channels/messaging/pair").await.ok()["channel"]["blocked"], true);
    assert_eq!(ben.get("/channels/messaging/pair").await.ok()["channel"]["blocked"], false);
    let list = amira.get("/users/block").await.ok();
    assert_eq!(
        (&list["blocks"][0]["blocked_user"]["id"], &list["blocks"][0]["user_id"]),
        (&json!("ben"), &json!("amira"))
    );
    let (_, again) = server.connect("amira").await;
    assert_eq!(again.first["me"]["blocked_user_ids"], json!(["ben"]));
    let (_, again) = server.connect("ben").await;
    assert_eq!(again.first["me"]["blocked_user_ids"], json!([]));
}

#[tokio::test]
async fn nothing_that_the_blocked_does_in_it_reaches_the_one_who_blocks() {
    let (_server, amira, mut socket, ben, mut other, _) = three().await;
    let since = other_time(&amira).await;
    block(&amira, "ben").await;
    socket.drain().await;
    let message = ben.say("messaging:pair", "let me in").await;
    let path = format!("/messages/{}", message["id"].as_str().unwrap());
    ben.post(&format!("{path}/reaction"), json!({"reaction": {"type": "like"}})).await.ok();
    ben.put(&path, json!({"set": {"text": "please"}})).await.ok();
    ben.post("/channels/messaging/pair/event", json!({"event": {"type": "typing.start"}})).await.ok();
    ben.post("/channels/messaging/pair/read", json!({})).await.ok();
    assert!(socket.drain().await.is_empty());
    assert_eq!(amira.get("/unread").await.ok()["total_unread_count"], 0);
    assert_eq!(listed(&amira, json!({})).await, ["room"]);
    let sync = json!({"channel_cids": ["messaging:pair"], "last_sync_at": since});
    let replayed = amira.post("/sync", sync.clone()).await.ok()["events"].as_array().unwrap().clone();
    assert_eq!(types(&replayed), ["channel.hidden"]);
    let replayed = ben.post("/sync", sync).await.ok()["events"].as_array().unwrap().clone();
    assert_eq!(types(&replayed), ["message.new", "reaction.new", "message.updated"]);
    // The other way round nothing is withheld.
    other.drain().await;
    amira.say("messaging:pair", "no").await;
    assert_eq!(other.wait("message.new").await["message"]["text"], "no");
}

/// The time of something that happens now.
async fn other_time(user: &User) -> Value {
    user.say("messaging:room", "now").await["created_at"].clone()
}

#[tokio::test]
async fn groups_go_on_as_before() {
    let (_server, amira, mut socket, ben, _other, _) = three().await;
    block(&amira, "ben").await;
    socket.drain().await;
    ben.say("messaging:room", "hello everybody").await;
    assert_eq!(socket.wait("message.new").await["total_unread_count"], 1);
    assert_eq!(amira.get("/channels/messaging/room").await.ok()["channel"]["blocked"], false);
}

#[tokio::test]
async fn the_end_shows_only_what_the_block_has_hidden() {
    let (_server, amira, mut socket, ben, _other, _) = three().await;
    amira.open("messaging:own", &["amira", "ben"]).await;
    amira.post("/channels/messaging/own/hide", json!({})).await.ok();
    block(&amira, "ben").await;
    ben.say("messaging:pair", "hello?").await;
    socket.drain().await;
    unblock(&amira, "ben").await;
    let events = socket.drain().await;
    assert_eq!(types(&events), ["channel.visible"]);
    assert_eq!(events[0]["cid"], "messaging:pair");
    assert_eq!(listed(&amira, json!({})).await, ["pair", "room"]);
    assert_eq!(amira.get("/unread").await.ok()["total_unread_count"], 0);
    ben.say("messaging:pair", "there you are").await;
    assert_eq!(socket.wait("message.new").await["total_unread_count"], 1);
    unblock(&amira, "ben").await;
}

#[tokio::test]
async fn the_blocked_cannot_add_the_one_who_blocks() {
    let (_server, amira, mut socket, ben, _other, chen) = three().await;
    block(&amira, "ben").await;
    socket.drain().await;
    let bundle = ben.open("messaging:trap", &["ben", "chen", "amira"]).await;
    assert_eq!(bundle["channel"]["member_count"], 2);
    ben.post("/channels/messaging/trap", json!({"add_members": ["amira"]})).await.ok();
    ben.post("/channels/messaging/trap", json!({"invites": ["amira"]})).await.ok();
    assert!(socket.drain().await.is_empty());
    assert_eq!(amira.get("/channels/messaging/trap").await.code(), 17);
    // Others can, and she herself can open a channel with him.
    chen.open("messaging:open", &["ben", "chen"]).await;
    chen.post("/channels/messaging/open", json!({"add_members": ["amira"]})).await.ok();
    assert_eq!(socket.wait("notification.added_to_channel").await["cid"], "messaging:open");
    assert_eq!(amira.open("messaging:mine", &["ben", "amira"]).await["channel"]["member_count"], 2);
}

#[tokio::test]
async fn a_distinct_channel_that_the_blocked_opens_waits_hidden_for_the_end() {
    let (_server, amira, mut socket, ben, _other, _) = three().await;
    block(&amira, "ben").await;
    socket.drain().await;
    let data = json!({"data": {"members": ["amira", "ben"]}});
    let bundle = ben.post("/channels/messaging/query", data.clone()).await.ok();
    let cid = bundle["channel"]["cid"].as_str().unwrap().to_owned();
    ben.say(&cid, "psst").await;
    assert!(socket.drain().await.is_empty());
    assert_eq!(listed(&amira, json!({})).await, ["room"]);
    unblock(&amira, "ben").await;
    let shown: Vec<Value> = socket.drain().await.iter().map(|event| event["cid"].clone()).collect();
    assert!(shown.contains(&json!(cid)), "{shown:?}");
    assert_eq!(amira.post("/channels/messaging/query", data).await.ok()["channel"]["cid"], json!(cid));
}

#[tokio::test]
async fn nonsense_blocks_are_refused() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let code = async |path: &str, body: Value| amira.post(path, body).await.code();
    assert_eq!(code("/users/block", json!({})).await, 4);
    assert_eq!(code("/users/block", json!({"blocked_user_id": "amira"})).await, 4);
    assert_eq!(code("/users/block", json!({"blocked_user_id": "nobody"})).await, 16);
    assert_eq!(code("/users/unblock", json!({"blocked_user_id": "nobody"})).await, 16);
    assert_eq!(amira.get("/users/block").await.ok()["blocks"], json!([]));
}
