//! Messages: sending, editing, pinning, deleting, replying, and who hears of it.
use crate::support;

use serde_json::{Value, json};
use support::{Server, types};

#[tokio::test]
async fn watchers_get_the_message_and_other_members_a_notification() {
    let server = Server::start().await;
    let (amira, mut sender) = server.connect("amira").await;
    let (ben, mut watcher) = server.connect("ben").await;
    let (_, mut elsewhere) = server.connect("chen").await;
    let (_, mut stranger) = server.connect("dora").await;
    amira.open("messaging:room", &["amira", "ben", "chen"]).await;
    ben.open("messaging:room", &[]).await;
    for socket in [&mut sender, &mut watcher, &mut elsewhere] {
        socket.drain().await;
    }
    let message =
        amira.send("messaging:room", json!({"text": "hello <b>", "mood": "fine"})).await.ok()["message"].clone();
    assert_eq!(
        (&message["type"], &message["mood"], &message["html"]),
        (&json!("regular"), &json!("fine"), &json!("<p>hello &lt;b&gt;</p>\n"))
    );
    let own = sender.wait("message.new").await;
    assert_eq!((&own["message"]["id"], &own["message"]["created_at"]), (&message["id"], &message["created_at"]));
    assert_eq!(
        (&own["unread_count"], &own["watcher_count"], &own["user"]["id"]),
        (&json!(0), &json!(2), &json!("amira"))
    );
    let seen = watcher.wait("message.new").await;
    assert_eq!(
        (&seen["cid"], &seen["channel_type"], &seen["channel_member_count"]),
        (&json!("messaging:room"), &json!("messaging"), &json!(3))
    );
    assert_eq!(
        (&seen["unread_count"], &seen["total_unread_count"], &seen["unread_channels"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let notice = elsewhere.drain().await;
    assert_eq!(types(&notice), ["notification.message_new"]);
    assert_eq!(
        (&notice[0]["channel"]["cid"], &notice[0]["message"]["text"]),
        (&json!("messaging:room"), &json!("hello <b>"))
    );
    assert_eq!(notice[0]["total_unread_count"], 1);
    assert!(stranger.drain().await.is_empty());
}

#[tokio::test]
async fn a_user_with_two_connections_gets_one_of_each() {
    let server = Server::start().await;
    let (amira, mut watching) = server.connect("amira").await;
    let (_, mut idle) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    watching.drain().await;
    idle.drain().await;
    amira.say("messaging:room", "hello").await;
    assert_eq!(types(&watching.drain().await), ["message.new"]);
    assert_eq!(types(&idle.drain().await), ["notification.message_new"]);
}

#[tokio::test]
async fn a_repeated_id_is_refused_so_that_retries_are_safe() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    let message = json!({"id": "m-1", "text": "once"});
    assert_eq!(amira.send("messaging:room", message.clone()).await.ok()["message"]["id"], "m-1");
    let again = amira.send("messaging:room", message).await;
    assert_eq!((again.status, again.body["message"].as_str().unwrap().contains("already exists")), (400, true));
    assert_eq!(again.code(), 4);
    assert_eq!(amira.send("messaging:room", json!({"id": "a/b", "text": "x"})).await.code(), 4);
}

#[tokio::test]
async fn limits_have_their_codes() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    amira.send("messaging:room", json!({"text": "ä".repeat(5000)})).await.ok();
    let cases = [
        (json!({"text": "ä".repeat(5001)}), 20),
        (json!({"text": "x", "extra": "y".repeat(6000)}), 22),
        (json!({"text": "x", "attachments": vec![json!({"type": "file"}); 31]}), 4),
        (json!({"text": "x", "attachments": [{"text": "y".repeat(6000)}]}), 22),
        (json!({"text": "x", "mentioned_users": vec!["amira"; 26]}), 4),
        (json!({"text": "x", "parent_id": "nothing"}), 4),
        (json!({"text": "x", "quoted_message_id": "nothing"}), 4),
        (json!({"text": "x", "type": "deleted"}), 4),
        (json!({"text": "x", "poll_id": "p"}), 4),
    ];
    for (message, code) in cases {
        assert_eq!(amira.send("messaging:room", message).await.code(), code);
    }
}

#[tokio::test]
async fn built_in_fields_cannot_be_forged() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    let forged = json!({
        "text": "x", "user": {"id": "ben"}, "created_at": "2001-01-01T00:00:00Z", "reply_count": 9, "cid": "a:b", "html": "<script>",
        "reaction_counts": {"like": 5}, "own_reactions": [{}], "pinned_at": "2001-01-01T00:00:00Z", "custom": {"a": 1, "shadowed": true},
    });
    let message = amira.send("messaging:room", forged).await.ok()["message"].clone();
    assert_eq!(
        (&message["user"]["id"], &message["reply_count"], &message["cid"]),
        (&json!("amira"), &json!(0), &json!("messaging:room"))
    );
    assert_eq!(
        (&message["reaction_counts"], &message["pinned"], &message["pinned_at"]),
        (&json!({}), &json!(false), &Value::Null)
    );
    assert_eq!((&message["a"], &message["shadowed"], message.get("custom")), (&json!(1), &json!(false), None));
    assert!(message["created_at"].as_str().unwrap() > "2020");
}

#[tokio::test]
async fn times_are_microseconds_and_strictly_increasing() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    let sent = futures_util::future::join_all((0..40).map(|n| {
        let amira = amira.clone();
        async move { amira.say("messaging:room", &n.to_string()).await["created_at"].as_str().unwrap().to_owned() }
    }))
    .await;
    let mut times = sent.clone();
    times.sort();
    times.dedup();
    assert_eq!(times.len(), 40);
    assert!(times.iter().all(|at| at.len() == "2026-01-01T00:00:00.000000Z".len()));
}

#[tokio::test]
async fn mentions_and_quotes_come_back_as_objects() {
    let server = Server::start().await;
    let [amira, _] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let first = amira.say("messaging:room", "first").await;
    let message = json!({"text": "@ben", "mentioned_users": ["ben", "nobody"], "quoted_message_id": first["id"]});
    let message = amira.send("messaging:room", message).await.ok()["message"].clone();
    assert_eq!(
        (&message["mentioned_users"][0]["name"], message["mentioned_users"].as_array().unwrap().len()),
        (&json!("ben"), 1)
    );
    assert_eq!((&message["quoted_message"]["text"], &message["quoted_message_id"]), (&json!("first"), &first["id"]));
}

#[tokio::test]
async fn an_update_replaces_and_a_partial_update_merges() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let (ben, _other) = server.connect("ben").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let sent = amira.send("messaging:room", json!({"text": "old", "mood": "fine"})).await.ok()["message"].clone();
    let path = format!("/messages/{}", sent["id"].as_str().unwrap());
    let full = amira.post(&path, json!({"message": {"text": "new", "color": "teal"}})).await.ok()["message"].clone();
    assert_eq!((&full["text"], full.get("mood"), &full["color"]), (&json!("new"), None, &json!("teal")));
    assert_eq!((&full["created_at"], full["message_text_updated_at"].is_string()), (&sent["created_at"], true));
    let event = socket.wait("message.updated").await;
    assert_eq!(
        (&event["message_update"]["old_text"], &event["message_update"]["change_set"]["text"]),
        (&json!("old"), &json!(true))
    );
    let partial = amira.put(&path, json!({"set": {"size": 3}, "unset": ["color"]})).await.ok()["message"].clone();
    assert_eq!((&partial["text"], &partial["size"], partial.get("color")), (&json!("new"), &json!(3), None));
    assert_eq!(ben.post(&path, json!({"message": {"text": "mine"}})).await.code(), 17);
    assert_eq!(ben.put(&path, json!({"set": {"text": "mine"}})).await.code(), 17);
    assert_eq!(amira.post(&path, json!({"message": {"text": "x".repeat(5001)}})).await.code(), 20);
}

#[tokio::test]
async fn any_member_may_pin() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let id = amira.say("messaging:room", "keep this").await["id"].as_str().unwrap().to_owned();
    let path = format!("/messages/{id}");
    let pinned = ben.put(&path, json!({"set": {"pinned": true}})).await.ok()["message"].clone();
    assert_eq!(
        (&pinned["pinned"], &pinned["pinned_by"]["id"], pinned["pinned_at"].is_string()),
        (&json!(true), &json!("ben"), true)
    );
    assert_eq!(amira.open("messaging:room", &[]).await["pinned_messages"][0]["id"], json!(id));
    let unpinned = ben.put(&path, json!({"set": {"pinned": false}})).await.ok()["message"].clone();
    assert_eq!((&unpinned["pinned"], &unpinned["pinned_at"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn a_soft_deletion_blanks_the_message_and_a_hard_one_removes_it() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    let soft =
        amira.send("messaging:room", json!({"text": "soft", "attachments": [{"type": "file"}]})).await.ok()["message"]
            .clone();
    let hard = amira.say("messaging:room", "hard").await;
    let path = |message: &Value| format!("/messages/{}", message["id"].as_str().unwrap());
    let gone = amira.delete(&path(&soft)).await.ok()["message"].clone();
    assert_eq!((&gone["type"], &gone["text"], &gone["attachments"]), (&json!("deleted"), &json!(""), &json!([])));
    let event = socket.wait("message.deleted").await;
    assert_eq!(
        (&event["hard_delete"], &event["message_id"], event["message"]["deleted_at"].is_string()),
        (&json!(false), &soft["id"], true)
    );
    assert_eq!(amira.post(&path(&soft), json!({"message": {"text": "back"}})).await.code(), 4);
    amira.delete(&format!("{}?hard=true", path(&hard))).await.ok();
    assert_eq!(socket.wait("message.deleted").await["hard_delete"], true);
    assert_eq!(amira.get(&path(&hard)).await.code(), 16);
    let left = amira.open("messaging:room", &[]).await;
    assert_eq!((left["messages"].as_array().unwrap().len(), &left["channel"]["message_count"]), (1, &json!(1)));
}

#[tokio::test]
async fn deleting_for_oneself_leaves_the_message_to_others() {
    let server = Server::start().await;
    let (amira, mut author) = server.connect("amira").await;
    let (ben, mut deleter) = server.connect("ben").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    ben.open("messaging:room", &[]).await;
    let id = amira.say("messaging:room", "hello").await["id"].as_str().unwrap().to_owned();
    author.drain().await;
    ben.delete(&format!("/messages/{id}?delete_for_me=true")).await.ok();
    assert_eq!(deleter.wait("message.deleted").await["deleted_for_me"], true);
    assert!(author.drain().await.is_empty());
    assert_eq!(ben.get(&format!("/messages/{id}")).await.ok()["message"]["type"], "deleted");
    assert_eq!(amira.get(&format!("/messages/{id}")).await.ok()["message"]["text"], "hello");
}

#[tokio::test]
async fn replies_stay_in_their_thread_unless_shown_in_the_channel() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let [ben] = server.people(["ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let parent = amira.say("messaging:room", "parent").await;
    socket.drain().await;
    let reply =
        ben.send("messaging:room", json!({"text": "quiet", "parent_id": parent["id"]})).await.ok()["message"].clone();
    assert_eq!((&reply["type"], &reply["parent_id"]), (&json!("reply"), &parent["id"]));
    let events = socket.drain().await;
    assert_eq!(types(&events), ["message.new", "message.updated", "notification.thread_message_new"]);
    assert_eq!((&events[0]["total_unread_count"], &events[0]["parent_author"]), (&json!(0), &json!("amira")));
    let updated = &events[1]["message"];
    assert_eq!((&updated["reply_count"], updated["thread_participants"].as_array().unwrap().len()), (&json!(1), 2));
    ben.send("messaging:room", json!({"text": "loud", "parent_id": parent["id"], "show_in_channel": true})).await.ok();
    let bundle = amira.open("messaging:room", &[]).await;
    let texts: Vec<&str> =
        bundle["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["parent", "loud"]);
    let replies = amira.get(&format!("/messages/{}/replies?limit=10", parent["id"].as_str().unwrap())).await.ok();
    assert_eq!((&replies["messages"][0]["text"], &replies["messages"][1]["text"]), (&json!("quiet"), &json!("loud")));
    let nested = ben.send("messaging:room", json!({"text": "x", "parent_id": reply["id"]})).await;
    assert_eq!(nested.code(), 21);
    ben.delete(&format!("/messages/{}", reply["id"].as_str().unwrap())).await.ok();
    let parent = amira.get(&format!("/messages/{}", parent["id"].as_str().unwrap())).await.ok()["message"].clone();
    assert_eq!((&parent["reply_count"], &parent["deleted_reply_count"]), (&json!(1), &json!(1)));
    amira.delete(&format!("/messages/{}?hard=true", parent["id"].as_str().unwrap())).await.ok();
    assert_eq!(amira.get(&format!("/messages/{}", reply["id"].as_str().unwrap())).await.code(), 16);
}

#[tokio::test]
async fn frozen_channels_and_slow_mode_stop_messages() {
    let server = Server::start().await;
    let [amira, ben, mara] = server.people(["amira", "ben", "mara"]).await;
    let data = json!({"members": ["amira", "ben", {"user_id": "mara", "channel_role": "channel_moderator"}]});
    amira.post("/channels/messaging/room/query", json!({"data": data})).await.ok();
    assert_eq!(amira.post("/channels/messaging/room", json!({"cooldown": 60})).await.code(), 17);
    mara.post("/channels/messaging/room", json!({"cooldown": 60})).await.ok();
    ben.say("messaging:room", "first").await;
    assert_eq!(ben.send("messaging:room", json!({"text": "second"})).await.code(), 60);
    mara.say("messaging:room", "first").await;
    mara.say("messaging:room", "moderators may").await;
    mara.patch("/channels/messaging/room", json!({"set": {"frozen": true}})).await.ok();
    assert_eq!(mara.send("messaging:room", json!({"text": "x"})).await.code(), 17);
}

#[tokio::test]
async fn several_messages_can_be_read_by_id() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    for id in ["a", "b"] {
        amira.send("messaging:room", json!({"id": id, "text": id})).await.ok();
    }
    let found = amira.get("/channels/messaging/room/messages?ids=b,nothing,a").await.ok();
    let ids: Vec<&str> =
        found["messages"].as_array().unwrap().iter().map(|message| message["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["b", "a"]);
    assert_eq!(amira.get("/messages/a").await.ok()["message"]["channel"]["cid"], "messaging:room");
}
