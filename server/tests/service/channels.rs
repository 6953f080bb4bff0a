//! Channels: opening, creating, changing, leaving, deleting.
use crate::support;

use serde_json::{Value, json};
use support::{Server, types};

#[tokio::test]
async fn an_unknown_channel_type_is_named_in_the_error() {
    let server = Server::start().await;
    let amira = server.user("amira");
    let reply = amira.post("/channels/nonsense/room/query", json!({})).await;
    assert!(reply.body["message"].as_str().unwrap().contains("nonsense"));
    assert_eq!(reply.code(), 16);
    assert_eq!(amira.post("/channels/nonsense/query", json!({"data": {"members": ["amira"]}})).await.code(), 16);
}

#[tokio::test]
async fn a_new_channel_has_its_data_config_and_capabilities() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    let data = json!({"name": "Room", "color": "teal", "members": ["amira", {"user_id": "ben", "nick": "B"}], "role": "custom", "cid": "x:y"});
    let bundle = amira.post("/channels/messaging/room/query", json!({"data": data, "state": true})).await.ok();
    let channel = &bundle["channel"];
    assert_eq!(
        (&channel["cid"], &channel["name"], &channel["color"]),
        (&json!("messaging:room"), &json!("Room"), &json!("teal"))
    );
    assert_eq!((&channel["member_count"], &channel["created_by"]["id"]), (&json!(2), &json!("amira")));
    assert!(channel.get("members").is_none(), "members are not custom data");
    assert_eq!(
        (&channel["config"]["typing_events"], &channel["config"]["max_message_length"]),
        (&json!(true), &json!(5000))
    );
    let members = bundle["members"].as_array().unwrap();
    assert_eq!((&members[0]["role"], &members[1]["nick"]), (&json!("owner"), &json!("B")));
    assert_eq!((&bundle["membership"]["user_id"], bundle["read"].as_array().unwrap().len()), (&json!("amira"), 2));
    let can =
        |bundle: &Value, what: &str| bundle["channel"]["own_capabilities"].as_array().unwrap().contains(&json!(what));
    let theirs = ben.open("messaging:room", &[]).await;
    assert!(can(&bundle, "update-channel-members") && !can(&theirs, "update-channel-members"));
    assert!(can(&theirs, "send-message"));
}

#[tokio::test]
async fn data_is_used_only_at_creation() {
    let server = Server::start().await;
    let [amira, ..] = server.people(["amira", "ben"]).await;
    amira.post("/channels/messaging/room/query", json!({"data": {"name": "first", "members": ["amira"]}})).await.ok();
    let again = json!({"data": {"name": "second", "members": ["amira", "ben"]}});
    let bundle = amira.post("/channels/messaging/room/query", again).await.ok();
    assert_eq!((&bundle["channel"]["name"], &bundle["channel"]["member_count"]), (&json!("first"), &json!(1)));
}

#[tokio::test]
async fn members_must_exist() {
    let server = Server::start().await;
    let amira = server.user("amira");
    let reply = amira.post("/channels/messaging/room/query", json!({"data": {"members": ["amira", "nobody"]}})).await;
    assert!(reply.body["message"].as_str().unwrap().contains("nobody"));
    assert_eq!(reply.code(), 4);
    assert_eq!(amira.get("/channels/messaging/room").await.code(), 16, "nothing was created");
}

#[tokio::test]
async fn the_same_set_of_members_is_the_same_channel_even_when_created_at_once() {
    let server = Server::start().await;
    let [amira, ben, _] = server.people(["amira", "ben", "chen"]).await;
    let body = |ids: &[&str]| json!({"data": {"members": ids}, "state": true});
    let (one, two) = tokio::join!(
        amira.post("/channels/messaging/query", body(&["amira", "ben"])),
        ben.post("/channels/messaging/query", body(&["ben", "amira"])),
    );
    let (one, two) = (one.ok(), two.ok());
    let id = one["channel"]["id"].as_str().unwrap();
    assert_eq!(one["channel"]["cid"], two["channel"]["cid"]);
    assert!(id.starts_with("!members-") && id.len() == 9 + 43);
    assert_eq!(
        (&one["channel"]["created_at"], two["members"].as_array().unwrap().len()),
        (&two["channel"]["created_at"], 2)
    );
    let other = amira.post("/channels/messaging/query", body(&["amira", "chen"])).await.ok();
    assert_ne!(other["channel"]["cid"], one["channel"]["cid"]);
    let path = format!("/channels/messaging/{id}");
    // Only who made it may add people at all, and either of the two may have been first.
    let creator = if one["channel"]["created_by"]["id"] == "amira" { &amira } else { &ben };
    assert_eq!(creator.post(&path, json!({"add_members": ["chen"]})).await.code(), 4);
    assert_eq!(amira.post("/channels/messaging/query", json!({"data": {"members": []}})).await.code(), 4);
    let made_up = format!("/channels/messaging/!members-{}/query", "x".repeat(43));
    assert_eq!(amira.post(&made_up, json!({})).await.code(), 16);
}

#[tokio::test]
async fn strangers_do_not_see_a_members_channel() {
    let server = Server::start().await;
    let [amira, mallory] = server.people(["amira", "mallory"]).await;
    amira.open("messaging:room", &["amira"]).await;
    let message = amira.say("messaging:room", "between us").await;
    let id = message["id"].as_str().unwrap();
    assert_eq!(mallory.get("/channels/messaging/room").await.code(), 17);
    assert_eq!(mallory.post("/channels/messaging/room/query", json!({})).await.code(), 17);
    assert_eq!(mallory.get(&format!("/messages/{id}")).await.code(), 17);
    assert_eq!(mallory.send("messaging:room", json!({"text": "x"})).await.code(), 17);
    assert_eq!(
        mallory.post(&format!("/messages/{id}/reaction"), json!({"reaction": {"type": "like"}})).await.code(),
        17
    );
    assert_eq!(mallory.post("/channels/messaging/room/read", json!({})).await.code(), 17);
    assert_eq!(mallory.post("/channels/messaging/room", json!({"add_members": ["mallory"]})).await.code(), 17);
    assert_eq!(mallory.post("/channels", json!({"filter_conditions": {"type": "messaging"}})).await.code(), 70);
}

#[tokio::test]
async fn watching_needs_a_live_connection_of_ones_own() {
    let server = Server::start().await;
    let mut ben = server.user("ben");
    assert_eq!(ben.post("/channels/livestream/square/query", json!({"watch": true})).await.code(), 4);
    ben.connection = Some("gone".to_owned());
    assert_eq!(ben.post("/channels/livestream/square/query", json!({"watch": true})).await.code(), 46);
    let (amira, _socket) = server.connect("amira").await;
    ben.connection = amira.connection.clone();
    assert_eq!(ben.post("/channels", json!({"filter_conditions": {}, "watch": true})).await.code(), 46);
}

#[tokio::test]
async fn watchers_hear_of_watchers_until_they_stop() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let (ben, other) = server.connect("ben").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    ben.open("messaging:room", &[]).await;
    socket.wait("user.watching.start").await;
    let started = socket.wait("user.watching.start").await;
    assert_eq!((&started["user"]["id"], &started["watcher_count"]), (&json!("ben"), &json!(2)));
    let bundle = amira.post("/channels/messaging/room/query", json!({"watchers": {"limit": 10}})).await.ok();
    assert_eq!((&bundle["watcher_count"], &bundle["watchers"][1]["id"]), (&json!(2), &json!("ben")));
    ben.post("/channels/messaging/room/stop-watching", json!({})).await.ok();
    let stopped = socket.wait("user.watching.stop").await;
    assert_eq!((&stopped["user"]["id"], &stopped["watcher_count"]), (&json!("ben"), &json!(1)));
    ben.open("messaging:room", &[]).await;
    other.close().await;
    assert_eq!(socket.wait("user.watching.stop").await["user"]["id"], "ben");
}

#[tokio::test]
async fn adding_and_removing_people_is_heard_by_all_concerned() {
    let server = Server::start().await;
    let (amira, mut watcher) = server.connect("amira").await;
    let (ben, mut newcomer) = server.connect("ben").await;
    amira.open("messaging:room", &["amira"]).await;
    watcher.drain().await;
    let answer = amira.post("/channels/messaging/room", json!({"add_members": ["ben"]})).await.ok();
    assert_eq!((&answer["channel"]["member_count"], answer["members"].as_array().unwrap().len()), (&json!(2), 2));
    assert_eq!(types(&watcher.drain().await), ["member.added", "channel.updated"]);
    let added = newcomer.wait("notification.added_to_channel").await;
    assert_eq!((&added["channel"]["cid"], &added["member"]["user_id"]), (&json!("messaging:room"), &json!("ben")));
    ben.open("messaging:room", &[]).await;
    watcher.drain().await;
    newcomer.drain().await;
    amira.post("/channels/messaging/room", json!({"remove_members": ["ben"]})).await.ok();
    assert_eq!(types(&watcher.drain().await), ["member.removed", "channel.updated"]);
    newcomer.wait("notification.removed_from_channel").await;
    amira.say("messaging:room", "he is gone").await;
    assert!(newcomer.drain().await.is_empty(), "his watch ended with his membership");
    assert_eq!(ben.post("/channels/messaging/room/query", json!({})).await.code(), 17);
}

#[tokio::test]
async fn members_may_leave_but_not_throw_others_out() {
    let server = Server::start().await;
    let [amira, ben, _] = server.people(["amira", "ben", "chen"]).await;
    amira.open("messaging:room", &["amira", "ben", "chen"]).await;
    assert_eq!(ben.post("/channels/messaging/room", json!({"remove_members": ["chen"]})).await.code(), 17);
    ben.post("/channels/messaging/room", json!({"remove_members": ["ben"]})).await.ok();
    assert_eq!(amira.open("messaging:room", &[]).await["channel"]["member_count"], 2);
}

#[tokio::test]
async fn a_full_update_replaces_custom_data_and_a_partial_one_merges() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    amira
        .post(
            "/channels/messaging/room/query",
            json!({"data": {"name": "a", "color": "teal", "members": ["amira"]}, "watch": true}),
        )
        .await
        .ok();
    socket.drain().await;
    let full = amira.post("/channels/messaging/room", json!({"data": {"name": "b"}})).await.ok();
    assert_eq!((&full["channel"]["name"], full["channel"].get("color")), (&json!("b"), None));
    let updated = socket.wait("channel.updated").await;
    assert_eq!(updated["channel"]["name"], "b");
    assert!(updated["channel"].get("own_capabilities").is_none());
    let partial = amira
        .patch("/channels/messaging/room", json!({"set": {"color": "red", "created_by": "x"}, "unset": ["name"]}))
        .await
        .ok();
    assert_eq!((&partial["channel"]["color"], partial["channel"].get("name")), (&json!("red"), None));
    assert_eq!(partial["channel"]["created_by"]["id"], "amira");
    assert_eq!(amira.patch("/channels/messaging/room", json!({"set": {"x": "y".repeat(6000)}})).await.code(), 22);
    let message = amira
        .post("/channels/messaging/room", json!({"data": {"name": "c"}, "message": {"text": "renamed"}}))
        .await
        .ok();
    assert_eq!(message["message"]["type"], "system");
}

#[tokio::test]
async fn a_deleted_channel_is_gone_and_can_be_made_anew() {
    for query in ["", "?hard_delete=true"] {
        let server = Server::start().await;
        let (amira, mut watcher) = server.connect("amira").await;
        let (ben, mut member) = server.connect("ben").await;
        amira.open("messaging:room", &["amira", "ben"]).await;
        amira.say("messaging:room", "hello").await;
        let path = format!("/channels/messaging/room{query}");
        assert_eq!(ben.delete(&path).await.code(), 17);
        amira.delete(&path).await.ok();
        assert_eq!(watcher.wait("channel.deleted").await["channel"]["cid"], "messaging:room");
        assert_eq!(member.wait("notification.channel_deleted").await["total_unread_count"], 0);
        assert_eq!(amira.get("/channels/messaging/room").await.code(), 16);
        let anew = amira.open("messaging:room", &["amira"]).await;
        assert_eq!((&anew["messages"], &anew["channel"]["message_count"]), (&json!([]), &json!(0)));
    }
}

#[tokio::test]
async fn truncation_hides_what_was_said_before() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let (ben, _other) = server.connect("ben").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let old = amira.say("messaging:room", "old").await;
    amira.post("/channels/messaging/room/truncate", json!({"message": {"text": "cleared"}})).await.ok();
    assert_eq!(socket.wait("channel.truncated").await["message"]["text"], "cleared");
    let bundle = ben.open("messaging:room", &[]).await;
    assert_eq!(bundle["messages"].as_array().unwrap().len(), 1);
    assert_eq!(bundle["read"][1]["unread_messages"], 1);
    assert_eq!(ben.get(&format!("/messages/{}", old["id"].as_str().unwrap())).await.code(), 16);
}

#[tokio::test]
async fn a_hidden_channel_comes_back_with_the_next_message() {
    let server = Server::start().await;
    let (ben, mut socket) = server.connect("ben").await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    amira.say("messaging:room", "before").await;
    ben.post("/channels/messaging/room/hide", json!({"clear_history": true})).await.ok();
    assert_eq!(socket.wait("channel.hidden").await["clear_history"], true);
    let list = async |hidden: bool| {
        let filter = if hidden {
            json!({"members": {"$in": ["ben"]}, "hidden": true})
        } else {
            json!({"members": {"$in": ["ben"]}})
        };
        ben.post("/channels", json!({"filter_conditions": filter})).await.ok()["channels"].as_array().unwrap().len()
    };
    assert_eq!((list(false).await, list(true).await), (0, 1));
    socket.drain().await;
    amira.say("messaging:room", "after").await;
    assert_eq!(types(&socket.drain().await), ["channel.visible", "notification.message_new"]);
    let bundle = ben.open("messaging:room", &[]).await;
    assert_eq!(bundle["messages"].as_array().unwrap().len(), 1, "the cleared history stays away");
    assert_eq!((list(false).await, list(true).await), (1, 0));
}
