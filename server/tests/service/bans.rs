//! Bans: what the banned can still do, what others see of a shadow ban, what becomes of his messages, and how it ends.
use crate::support;

use serde_json::{Value, json};
use support::{Server, Socket, User, types};

/// Mona moderates a room in which Ben and Chen talk; all three watch it.
async fn room() -> (Server, [User; 3], [Socket; 3]) {
    let server = Server::start().await;
    for (id, role) in [("mona", "moderator"), ("ben", "user"), ("chen", "user")] {
        server.person(id, role).await;
    }
    let (mona, m) = server.connect("mona").await;
    let (ben, b) = server.connect("ben").await;
    let (chen, c) = server.connect("chen").await;
    let mut sockets = [m, b, c];
    for user in [&mona, &ben, &chen] {
        user.open("messaging:room", &["mona", "ben", "chen"]).await;
    }
    for socket in &mut sockets {
        socket.drain().await;
    }
    (server, [mona, ben, chen], sockets)
}

async fn ban(user: &User, mut body: Value) -> Value {
    if body.get("target_user_id").is_none() {
        body["target_user_id"] = "ben".into();
    }
    user.post("/moderation/ban", body).await.ok()
}

async fn member(user: &User, id: &str) -> Value {
    let bundle = user.get("/channels/messaging/room").await.ok();
    bundle["members"].as_array().unwrap().iter().find(|member| member["user_id"] == id).unwrap().clone()
}

async fn texts(user: &User) -> Vec<(String, bool)> {
    let bundle = user.get("/channels/messaging/room").await.ok();
    let messages = bundle["messages"].as_array().unwrap().clone();
    messages.iter().map(|one| (one["text"].as_str().unwrap().to_owned(), one["shadowed"].as_bool().unwrap())).collect()
}

#[tokio::test]
async fn whoever_is_banned_from_a_channel_reads_on_but_writes_nothing() {
    let (_server, [mona, ben, chen], [_, mut own, mut other]) = room().await;
    let mine = ben.say("messaging:room", "before").await;
    let path = format!("/messages/{}", mine["id"].as_str().unwrap());
    for socket in [&mut own, &mut other] {
        socket.drain().await;
    }
    ban(&mona, json!({"channel_cid": "messaging:room", "reason": "rude", "timeout": 60})).await;
    for socket in [&mut own, &mut other] {
        let event = socket.wait("user.banned").await;
        assert_eq!((&event["user"]["id"], &event["created_by"]["id"]), (&json!("ben"), &json!("mona")));
        assert_eq!(
            (&event["cid"], &event["reason"], &event["shadow"]),
            (&json!("messaging:room"), &json!("rude"), &json!(false))
        );
        assert!(event["expiration"].as_str().unwrap() > event["created_at"].as_str().unwrap());
    }
    assert_eq!(ben.send("messaging:room", json!({"text": "x"})).await.code(), 17);
    assert_eq!(ben.send("messaging:room", json!({"text": "x", "parent_id": mine["id"]})).await.code(), 17);
    assert_eq!(ben.post(&format!("{path}/reaction"), json!({"reaction": {"type": "like"}})).await.code(), 17);
    assert_eq!(ben.put(&path, json!({"set": {"text": "x"}})).await.code(), 17);
    assert_eq!(ben.post("/channels/messaging/room/event", json!({"event": {"type": "typing.start"}})).await.code(), 17);
    assert_eq!(ben.post("/channels/messaging/room/event", json!({"event": {"type": "wave"}})).await.code(), 17);
    chen.say("messaging:room", "can you hear us?").await;
    assert_eq!(own.wait("message.new").await["message"]["text"], "can you hear us?");
    ben.post("/channels/messaging/room/read", json!({})).await.ok();
    let bundle = ben.get("/channels/messaging/room").await.ok();
    let capabilities = bundle["channel"]["own_capabilities"].as_array().unwrap();
    assert!(!capabilities.contains(&json!("send-message")) && capabilities.contains(&json!("read-events")));
    let member = member(&chen, "ben").await;
    assert_eq!((&member["banned"], &member["shadow_banned"]), (&json!(true), &json!(false)));
    assert!(member["ban_expires"].is_string() && member["user"]["banned"] == false);
    let farewell = json!({"remove_members": ["ben"], "message": {"text": "x"}});
    assert_eq!(ben.post("/channels/messaging/room", farewell).await.code(), 17);
    ben.open("messaging:elsewhere", &["ben"]).await;
    ben.say("messaging:elsewhere", "here I can").await;
    ben.delete(&path).await.ok();
}

#[tokio::test]
async fn the_end_of_a_ban_gives_everything_back() {
    let (_server, [mona, ben, _], [_, mut own, mut other]) = room().await;
    ban(&mona, json!({"type": "messaging", "id": "room"})).await;
    let path = "/moderation/ban?target_user_id=ben&type=messaging&id=room";
    assert_eq!(ben.delete(path).await.code(), 17);
    mona.delete(path).await.ok();
    for socket in [&mut own, &mut other] {
        assert_eq!(socket.wait("user.unbanned").await["created_by"]["id"], "mona");
    }
    ben.say("messaging:room", "back again").await;
    assert_eq!(member(&mona, "ben").await["banned"], false);
    own.drain().await;
    mona.delete("/moderation/ban?target_user_id=ben&channel_cid=messaging:room").await.ok();
    assert!(own.drain().await.is_empty());
}

#[tokio::test]
async fn a_ban_from_the_application_holds_everywhere() {
    let (server, [mona, ben, chen], [_, mut own, mut other]) = room().await;
    ben.open("messaging:own", &["ben"]).await;
    ban(&mona, json!({"timeout": 5, "ip_ban": true})).await;
    for socket in [&mut own, &mut other] {
        let event = socket.wait("user.banned").await;
        assert_eq!((event.get("cid"), &event["user"]["banned"]), (None, &json!(true)));
    }
    for cid in ["messaging:room", "messaging:own"] {
        assert_eq!(ben.send(cid, json!({"text": "x"})).await.code(), 17);
    }
    assert_eq!(ben.post("/channels/messaging/new/query", json!({})).await.code(), 17);
    assert_eq!(member(&chen, "ben").await["user"]["banned"], true);
    let banned = chen.payload("/users", json!({"filter_conditions": {"banned": true}})).await.ok();
    assert_eq!((&banned["users"][0]["id"], banned["users"].as_array().unwrap().len()), (&json!("ben"), 1));
    let (_, again) = server.connect("ben").await;
    assert_eq!(again.first["me"]["banned"], true);
    let part = || reqwest::multipart::Form::new().part("file", reqwest::multipart::Part::text("x").file_name("x.txt"));
    for path in ["/uploads/file", "/channels/messaging/own/file"] {
        let url = format!("{}{path}?api_key=local-key&user_id=ben", ben.url);
        let upload = ben.http.post(url).header("Authorization", &ben.token).header("stream-auth-type", "jwt");
        let answer: Value = upload.multipart(part()).send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["code"], 17, "{path} {answer}");
    }
    mona.delete("/moderation/ban?target_user_id=ben").await.ok();
    ben.say("messaging:own", "free").await;
}

#[tokio::test]
async fn only_moderators_ban_and_nobody_himself() {
    let (server, [mona, ben, chen], _sockets) = room().await;
    let code = async |user: &User, body: Value| user.post("/moderation/ban", body).await.code();
    assert_eq!(code(&chen, json!({"target_user_id": "ben", "channel_cid": "messaging:room"})).await, 17);
    assert_eq!(code(&chen, json!({"target_user_id": "ben"})).await, 17);
    assert_eq!(code(&mona, json!({"target_user_id": "mona", "channel_cid": "messaging:room"})).await, 4);
    assert_eq!(code(&mona, json!({"target_user_id": "nobody"})).await, 16);
    assert_eq!(code(&mona, json!({"target_user_id": "ben", "type": "messaging"})).await, 4);
    assert_eq!(code(&mona, json!({"target_user_id": "ben", "timeout": -3})).await, 4);
    assert_eq!(code(&mona, json!({"target_user_id": "ben", "delete_messages": "all"})).await, 4);
    assert_eq!(code(&mona, json!({"channel_cid": "messaging:room"})).await, 4);
    // A moderator of the channel alone bans there and nowhere else.
    mona.post("/channels/messaging/room", json!({"add_moderators": ["chen"]})).await.ok();
    ban(&chen, json!({"channel_cid": "messaging:room"})).await;
    assert_eq!(code(&chen, json!({"target_user_id": "ben"})).await, 17);
    ban(&server.backend(), json!({"banned_by_id": "chen"})).await;
    assert_eq!(ben.send("messaging:room", json!({"text": "x"})).await.code(), 17);
}

#[tokio::test]
async fn a_shadow_ban_is_noticed_by_everybody_but_the_banned() {
    let (_server, [mona, ben, chen], [_, mut own, mut other]) = room().await;
    let before = chen.say("messaging:room", "before").await;
    own.drain().await;
    ban(&mona, json!({"channel_cid": "messaging:room", "shadow": true})).await;
    other.wait("user.banned").await;
    let unread = chen.get("/unread").await.ok()["total_unread_count"].clone();
    let message = ben.say("messaging:room", "hello?").await;
    assert_eq!(message["shadowed"], false);
    let events = own.drain().await;
    assert_eq!(types(&events), ["message.new"]);
    assert_eq!(events[0]["message"]["shadowed"], false);
    let seen = other.wait("message.new").await;
    assert_eq!((&seen["message"]["id"], &seen["message"]["shadowed"]), (&message["id"], &json!(true)));
    assert_eq!(chen.get("/unread").await.ok()["total_unread_count"], unread);
    let bundle = chen.get("/channels/messaging/room").await.ok();
    assert_eq!(bundle["channel"]["last_message_at"], before["created_at"]);
    let expected = |shadowed| vec![("before".to_owned(), false), ("hello?".to_owned(), shadowed)];
    assert_eq!((texts(&ben).await, texts(&chen).await), (expected(false), expected(true)));
    // What follows about the message stays between him and himself.
    let path = format!("/messages/{}", message["id"].as_str().unwrap());
    ben.put(&path, json!({"set": {"text": "anybody?"}})).await.ok();
    ben.post(&format!("{path}/reaction"), json!({"reaction": {"type": "like"}})).await.ok();
    ben.send("messaging:room", json!({"text": "reply", "parent_id": before["id"]})).await.ok();
    assert_eq!(types(&own.drain().await), ["message.updated", "reaction.new", "message.new"]);
    let events = other.drain().await;
    assert_eq!((types(&events), &events[0]["message"]["shadowed"]), (vec!["message.new"], &json!(true)));
    assert_eq!(
        chen.get(&format!("/messages/{}", before["id"].as_str().unwrap())).await.ok()["message"]["reply_count"],
        0
    );
    assert_eq!(
        (member(&chen, "ben").await["shadow_banned"].clone(), member(&ben, "ben").await["shadow_banned"].clone()),
        (json!(true), json!(false))
    );
    assert_eq!(member(&chen, "ben").await["banned"], false);
    mona.post("/channels/messaging/room", json!({"add_moderators": ["ben"]})).await.ok();
    assert_eq!(own.wait("member.updated").await["member"]["shadow_banned"], false);
    assert_eq!(other.wait("member.updated").await["member"]["shadow_banned"], true);
    mona.delete("/moderation/ban?target_user_id=ben&channel_cid=messaging:room").await.ok();
    assert!(!types(&own.drain().await).contains(&"user.unbanned"));
    ben.say("messaging:room", "now they hear me").await;
    assert_eq!(other.wait("message.new").await["message"]["shadowed"], false);
}

#[tokio::test]
async fn what_a_shadow_banned_user_sends_is_replayed_as_it_was_sent() {
    let (_server, [mona, ben, chen], _sockets) = room().await;
    let since = chen.say("messaging:room", "before").await["created_at"].clone();
    ban(&mona, json!({"channel_cid": "messaging:room", "shadow": true})).await;
    ben.say("messaging:room", "hello?").await;
    let replayed = async |user: &User| {
        let sync = json!({"channel_cids": ["messaging:room"], "last_sync_at": since});
        let events = user.post("/sync", sync).await.ok()["events"].as_array().unwrap().clone();
        events.iter().map(|event| event["message"]["shadowed"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(replayed(&ben).await, [json!(false), json!(false)]);
    assert_eq!(replayed(&chen).await, [json!(false), json!(true)]);
}

#[tokio::test]
async fn the_messages_of_the_banned_can_be_deleted_with_him() {
    let (_server, [mona, ben, chen], [_mona, _ben, mut other]) = room().await;
    let mine = ben.say("messaging:room", "spam").await;
    let path = format!("/messages/{}", mine["id"].as_str().unwrap());
    chen.post(&format!("{path}/reaction"), json!({"reaction": {"type": "sad"}})).await.ok();
    let parent = chen.say("messaging:room", "parent").await;
    ben.send("messaging:room", json!({"text": "more spam", "parent_id": parent["id"]})).await.ok();
    ben.open("messaging:own", &["ben"]).await;
    ben.say("messaging:own", "kept").await;
    let scope = json!({"channel_cid": "messaging:room", "delete_messages": "soft"});
    ban(&mona, scope.clone()).await;
    let event = other.wait("user.messages.deleted").await;
    assert_eq!(
        (&event["cid"], &event["user"]["id"], &event["hard_delete"]),
        (&json!("messaging:room"), &json!("ben"), &json!(false))
    );
    let seen = chen.get(&path).await.ok()["message"].clone();
    assert_eq!(
        (&seen["type"], &seen["text"], &seen["reaction_counts"]["sad"]),
        (&json!("deleted"), &json!(""), &json!(1))
    );
    ban(&mona, json!({"channel_cid": "messaging:room", "delete_messages": "pruning"})).await;
    assert_eq!(chen.get(&path).await.ok()["message"]["reaction_counts"], json!({}));
    assert_eq!(mona.get("/unread").await.ok()["total_unread_count"], 2);
    ban(&mona, json!({"channel_cid": "messaging:room", "delete_messages": "hard"})).await;
    other.wait("user.messages.deleted").await;
    assert_eq!(other.wait("user.messages.deleted").await["hard_delete"], true);
    assert_eq!(chen.get(&path).await.code(), 16);
    assert_eq!(mona.get("/unread").await.ok()["total_unread_count"], 1);
    let parent = chen.get(&format!("/messages/{}", parent["id"].as_str().unwrap())).await.ok()["message"].clone();
    assert_eq!((&parent["reply_count"], &parent["deleted_reply_count"]), (&json!(0), &json!(0)));
    assert_eq!(ben.get("/channels/messaging/own").await.ok()["messages"].as_array().unwrap().len(), 1);
    ban(&mona, json!({"delete_messages": "hard"})).await;
    assert_eq!(other.wait("user.messages.deleted").await.get("cid"), None);
    assert_eq!(ben.get("/channels/messaging/own").await.ok()["messages"], json!([]));
}

#[tokio::test]
async fn a_ban_from_future_channels_waits_in_each_of_them() {
    let (_server, [mona, ben, chen], _sockets) = room().await;
    ban(&mona, json!({"channel_cid": "messaging:room", "ban_from_future_channels": true, "reason": "rude"})).await;
    mona.open("messaging:with", &["mona", "ben"]).await;
    mona.open("messaging:without", &["mona"]).await;
    mona.post("/channels/messaging/without", json!({"add_members": ["ben"]})).await.ok();
    chen.open("messaging:others", &["chen", "ben"]).await;
    for cid in ["messaging:with", "messaging:without"] {
        assert_eq!(ben.send(cid, json!({"text": "x"})).await.code(), 17, "{cid}");
    }
    ben.say("messaging:others", "here I can").await;
    let list = mona.payload("/query_future_channel_bans", json!({"include_total": true})).await.ok();
    let found = &list["bans"][0];
    assert_eq!(
        (&list["total"], &found["user"]["id"], &found["banned_by"]["id"]),
        (&json!(1), &json!("ben"), &json!("mona"))
    );
    assert_eq!(chen.payload("/query_future_channel_bans", json!({})).await.ok()["bans"], json!([]));
    mona.delete("/moderation/ban?target_user_id=ben&channel_cid=messaging:room&remove_future_channels_ban=true")
        .await
        .ok();
    mona.open("messaging:later", &["mona", "ben"]).await;
    ben.say("messaging:later", "free").await;
}

#[tokio::test]
async fn a_ban_waits_for_whoever_leaves_and_comes_back() {
    let (_server, [mona, ben, _], _sockets) = room().await;
    ban(&mona, json!({"channel_cid": "messaging:room"})).await;
    mona.post("/channels/messaging/room", json!({"remove_members": ["ben"]})).await.ok();
    mona.post("/channels/messaging/room", json!({"add_members": ["ben"]})).await.ok();
    assert_eq!(member(&mona, "ben").await["banned"], true);
    assert_eq!(ben.send("messaging:room", json!({"text": "x"})).await.code(), 17);
    // And for whoever has never been a member of an open channel.
    mona.open("livestream:show", &[]).await;
    ben.say("livestream:show", "hello").await;
    ban(&mona, json!({"channel_cid": "livestream:show"})).await;
    assert_eq!(ben.send("livestream:show", json!({"text": "x"})).await.code(), 17);
}

#[tokio::test]
async fn moderators_can_list_bans_by_filter_and_order() {
    let (_server, [mona, _, chen], _sockets) = room().await;
    ban(&mona, json!({"channel_cid": "messaging:room", "reason": "very rude", "timeout": 5})).await;
    ban(&mona, json!({"target_user_id": "chen", "shadow": true})).await;
    let query = async |user: &User, payload: Value| {
        let bans = user.payload("/query_banned_users", payload).await.ok()["bans"].as_array().unwrap().clone();
        bans.iter().map(|ban| ban["user"]["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let filter = |conditions: Value| json!({"filter_conditions": conditions});
    assert_eq!(query(&mona, filter(json!({}))).await, ["chen", "ben"]);
    assert_eq!(
        query(&mona, json!({"filter_conditions": {}, "sort": [{"field": "created_at", "direction": 1}], "limit": 1}))
            .await,
        ["ben"]
    );
    assert_eq!(query(&mona, filter(json!({"channel_cid": "messaging:room"}))).await, ["ben"]);
    assert_eq!(query(&mona, filter(json!({"user_id": {"$in": ["chen"]}}))).await, ["chen"]);
    assert_eq!(query(&mona, filter(json!({"reason": {"$autocomplete": "rud"}}))).await, ["ben"]);
    assert_eq!(
        query(&mona, filter(json!({"banned_by_id": "mona", "created_at": {"$gt": "2020-01-01T00:00:00Z"}})))
            .await
            .len(),
        2
    );
    let ban = mona.payload("/query_banned_users", filter(json!({"user_id": "ben"}))).await.ok()["bans"][0].clone();
    assert_eq!(
        (&ban["channel"]["cid"], &ban["reason"], &ban["shadow"]),
        (&json!("messaging:room"), &json!("very rude"), &json!(false))
    );
    assert!(ban["expires"].is_string());
    assert_eq!(mona.payload("/query_banned_users", filter(json!({"user_id": {"$ne": "ben"}}))).await.code(), 4);
    assert_eq!(mona.payload("/query_banned_users", filter(json!({"shadow": true}))).await.code(), 4);
    assert_eq!(mona.payload("/query_banned_users", json!({"filter_conditions": {}, "limit": 301})).await.code(), 4);
    assert_eq!(chen.payload("/query_banned_users", filter(json!({}))).await.code(), 17);
    assert_eq!(chen.payload("/query_banned_users", filter(json!({"channel_cid": "messaging:room"}))).await.code(), 17);
    let members = mona
        .payload("/members", json!({"type": "messaging", "id": "room", "filter_conditions": {"banned": true}}))
        .await
        .ok();
    assert_eq!((&members["members"][0]["user_id"], members["members"].as_array().unwrap().len()), (&json!("ben"), 1));
}
