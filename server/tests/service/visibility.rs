//! Who sees and may do what in a channel that is restricted, frozen, disabled or slow.
use crate::support;

use serde_json::{Value, json};
use support::{Server, Socket, User, types};

/// Mona moderates, Ben and Chen are members; Chen watches, Ben is connected elsewhere.
async fn room() -> (Server, User, (User, Socket), (User, Socket)) {
    let server = Server::start().await;
    let mona = server.person("mona", "moderator").await;
    let (ben, mut b) = server.connect("ben").await;
    let (chen, mut c) = server.connect("chen").await;
    mona.open("messaging:room", &["mona", "ben", "chen"]).await;
    chen.open("messaging:room", &[]).await;
    b.drain().await;
    c.drain().await;
    (server, mona, (ben, b), (chen, c))
}

async fn unread(user: &User) -> Value {
    user.get("/unread").await.ok()["total_unread_count"].clone()
}

fn path(message: &Value) -> String {
    format!("/messages/{}", message["id"].as_str().unwrap())
}

async fn bundle(user: &User) -> Value {
    user.get("/channels/messaging/room").await.ok()
}

#[tokio::test]
async fn a_restricted_message_exists_only_for_those_it_is_for() {
    let (_server, mona, (ben, mut b), (chen, mut c)) = room().await;
    let since = mona.say("messaging:room", "for all").await;
    c.drain().await;
    b.drain().await;
    let secret = json!({"text": "for chen", "restricted_visibility": ["chen"], "pinned": true});
    let secret = mona.send("messaging:room", secret).await.ok()["message"].clone();
    assert_eq!(c.wait("message.new").await["message"]["id"], secret["id"]);
    let reaction = json!({"reaction": {"type": "like"}});
    chen.post(&format!("{}/reaction", path(&secret)), reaction.clone()).await.ok();
    mona.put(&path(&secret), json!({"set": {"text": "for chen alone"}})).await.ok();
    assert!(b.drain().await.is_empty());
    assert_eq!((unread(&ben).await, unread(&chen).await), (json!(1), json!(2)));
    assert_eq!(ben.get(&path(&secret)).await.code(), 16);
    assert_eq!(ben.get(&format!("{}/reactions", path(&secret))).await.code(), 16);
    assert_eq!(ben.post(&format!("{}/reaction", path(&secret)), reaction).await.code(), 16);
    assert_eq!(ben.put(&path(&secret), json!({"set": {"pinned": false}})).await.code(), 16);
    let ids = format!("/channels/messaging/room/messages?ids={}", secret["id"].as_str().unwrap());
    assert_eq!(ben.get(&ids).await.ok()["messages"], json!([]));
    let seen = bundle(&ben).await;
    assert_eq!((seen["messages"].as_array().unwrap().len(), &seen["pinned_messages"]), (1, &json!([])));
    assert_eq!(bundle(&chen).await["pinned_messages"].as_array().unwrap().len(), 1);
    let sync = json!({"channel_cids": ["messaging:room"], "last_sync_at": since["created_at"]});
    let replayed = ben.post("/sync", sync).await.ok()["events"].as_array().unwrap().clone();
    assert_eq!(types(&replayed), ["message.new"]);
    // Nor does the place of his mark tell him of it.
    let event = ben.post("/channels/messaging/room/read", json!({})).await.ok()["event"].clone();
    assert_eq!(event["last_read_message_id"], since["id"]);
    let naming = json!({"message_id": secret["id"]});
    assert_eq!(ben.post("/channels/messaging/room/read", naming).await.code(), 16);
}

#[tokio::test]
async fn a_restricted_message_cannot_be_quoted_to_others() {
    let (_server, mona, (ben, mut b), (chen, mut c)) = room().await;
    let secret = json!({"text": "for chen", "restricted_visibility": ["chen"]});
    let secret = mona.send("messaging:room", secret).await.ok()["message"].clone();
    b.drain().await;
    c.drain().await;
    let quoting = json!({"text": "look", "quoted_message_id": secret["id"]});
    assert_eq!(ben.send("messaging:room", quoting.clone()).await.code(), 4);
    assert_eq!(ben.send("messaging:room", json!({"text": "re", "parent_id": secret["id"]})).await.code(), 4);
    let answer = chen.send("messaging:room", quoting).await.ok()["message"].clone();
    assert_eq!(answer["quoted_message"]["text"], "for chen");
    let event = b.wait("notification.message_new").await;
    assert_eq!((&event["message"]["text"], event["message"].get("quoted_message")), (&json!("look"), None));
    assert_eq!(ben.get(&path(&answer)).await.ok()["message"].get("quoted_message"), None);
    let whisper = json!({"text": "yes", "quoted_message_id": secret["id"], "restricted_visibility": ["chen"]});
    mona.send("messaging:room", whisper).await.ok();
    c.wait("message.new").await;
    assert_eq!(c.wait("message.new").await["message"]["quoted_message"]["text"], "for chen");
}

#[tokio::test]
async fn a_hidden_channel_comes_back_only_for_those_a_message_is_for() {
    let (_server, mona, (ben, mut b), (chen, mut c)) = room().await;
    for user in [&ben, &chen] {
        user.post("/channels/messaging/room/hide", json!({})).await.ok();
    }
    b.drain().await;
    c.drain().await;
    mona.send("messaging:room", json!({"text": "x", "restricted_visibility": ["chen"]})).await.ok();
    assert_eq!(types(&c.drain().await), ["channel.visible", "message.new"]);
    assert!(b.drain().await.is_empty());
    mona.say("messaging:room", "for all").await;
    assert_eq!(types(&b.drain().await), ["channel.visible", "notification.message_new"]);
}

#[tokio::test]
async fn only_who_may_can_restrict_a_message() {
    let (_server, _, (ben, _b), _) = room().await;
    let secret = json!({"text": "psst", "restricted_visibility": ["chen"]});
    assert_eq!(ben.send("messaging:room", secret).await.code(), 17);
}

#[tokio::test]
async fn nothing_is_added_to_a_frozen_or_disabled_channel() {
    let (server, mona, _, (chen, mut c)) = room().await;
    let message = chen.say("messaging:room", "before").await;
    let reaction = format!("{}/reaction", path(&message));
    chen.post(&reaction, json!({"reaction": {"type": "like"}})).await.ok();
    for switch in ["frozen", "disabled"] {
        c.drain().await;
        assert_eq!(chen.patch("/channels/messaging/room", json!({"set": {switch: true}})).await.code(), 17);
        mona.patch("/channels/messaging/room", json!({"set": {switch: true}})).await.ok();
        assert_eq!(c.wait("channel.updated").await["channel"][switch], true);
        assert_eq!(chen.send("messaging:room", json!({"text": "x"})).await.code(), 17);
        assert_eq!(chen.send("messaging:room", json!({"text": "x", "parent_id": message["id"]})).await.code(), 17);
        assert_eq!(chen.post(&reaction, json!({"reaction": {"type": "love"}})).await.code(), 17);
        assert_eq!(chen.delete(&format!("{reaction}/like")).await.code(), 17);
        let seen = bundle(&chen).await;
        let can = seen["channel"]["own_capabilities"].as_array().unwrap();
        for capability in ["send-message", "send-reply", "send-reaction"] {
            assert!(!can.contains(&json!(capability)), "{capability}");
        }
        assert!(can.contains(&json!("read-events")));
        let ada = server.person("ada", "admin").await;
        ada.say("messaging:room", "administrators can").await;
        mona.patch("/channels/messaging/room", json!({"set": {switch: false}})).await.ok();
        chen.say("messaging:room", "after").await;
    }
}

#[tokio::test]
async fn slow_mode_lets_everybody_send_once_but_moderators_always() {
    let (_server, mona, (ben, _b), (chen, mut c)) = room().await;
    let can = async |user: &User, capability: &str| {
        bundle(user).await["channel"]["own_capabilities"].as_array().unwrap().contains(&json!(capability))
    };
    assert!(!can(&chen, "slow-mode").await);
    assert_eq!(chen.post("/channels/messaging/room", json!({"cooldown": 30})).await.code(), 17);
    assert_eq!(mona.post("/channels/messaging/room", json!({"cooldown": 121})).await.code(), 4);
    mona.post("/channels/messaging/room", json!({"cooldown": 30})).await.ok();
    assert_eq!(c.wait("channel.updated").await["channel"]["cooldown"], 30);
    assert!(can(&chen, "slow-mode").await && !can(&mona, "slow-mode").await && can(&mona, "skip-slow-mode").await);
    let message = chen.say("messaging:room", "first").await;
    assert_eq!(chen.send("messaging:room", json!({"text": "second"})).await.code(), 60);
    ben.say("messaging:room", "somebody else").await;
    for text in ["one", "two"] {
        mona.say("messaging:room", text).await;
    }
    chen.post(&format!("{}/reaction", path(&message)), json!({"reaction": {"type": "like"}})).await.ok();
    chen.put(&path(&message), json!({"set": {"text": "edited"}})).await.ok();
    mona.post("/channels/messaging/room", json!({"cooldown": 0})).await.ok();
    chen.say("messaging:room", "second").await;
    assert!(!can(&chen, "slow-mode").await);
}
