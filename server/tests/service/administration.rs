//! Running a channel: labels, teams, who may say what in its name, members with a past, truncation for some, many at once.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User, types};

const ROOM: &str = "messaging:room";
const PATH: &str = "/channels/messaging/room";

fn ids(answer: &Value) -> Vec<&str> {
    answer["channels"].as_array().unwrap().iter().map(|bundle| bundle["channel"]["id"].as_str().unwrap()).collect()
}

async fn texts(user: &User) -> Vec<String> {
    let bundle = user.open(ROOM, &[]).await;
    bundle["messages"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn labels_are_added_removed_and_filtered_by() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open(ROOM, &["amira", "ben"]).await;
    let data = json!({"data": {"members": ["amira"], "filter_tags": ["red", "blue"]}});
    let bundle = amira.post("/channels/messaging/other/query", data).await.ok();
    assert_eq!(bundle["channel"]["filter_tags"], json!(["red", "blue"]));
    let answer = amira.post(PATH, json!({"add_filter_tags": ["red", "red", "green"]})).await.ok();
    assert_eq!(answer["channel"]["filter_tags"], json!(["red", "green"]));
    let answer = amira.post(PATH, json!({"remove_filter_tags": ["green", "none"]})).await.ok();
    assert_eq!(answer["channel"]["filter_tags"], json!(["red"]));
    let found = async |tags: Value| {
        let query = json!({"filter_conditions": {"filter_tags": tags}, "sort": [{"field": "id", "direction": 1}]});
        ids(&amira.post("/channels", query).await.ok()).join(" ")
    };
    assert_eq!(found(json!({"$in": ["red"]})).await, "other room");
    assert_eq!(found(json!({"$in": ["blue", "green"]})).await, "other");
    assert_eq!(found(json!({"$eq": ["red"]})).await, "room");
    assert_eq!(found(json!(["blue", "red"])).await, "other");
    assert_eq!(found(json!({"$eq": []})).await, "");
    assert_eq!(ben.post(PATH, json!({"add_filter_tags": ["x"]})).await.code(), 17);
    let many: Vec<String> = (0..10).map(|n| n.to_string()).collect();
    assert_eq!(amira.post(PATH, json!({"add_filter_tags": many})).await.code(), 4);
    assert_eq!(amira.post(PATH, json!({"add_filter_tags": [""]})).await.code(), 4);
    let answer = amira.patch(PATH, json!({"unset": ["filter_tags"]})).await.ok();
    assert!(answer["channel"].get("filter_tags").is_none());
}

#[tokio::test]
async fn a_channels_team_is_one_of_its_creators_and_only_a_server_changes_it() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    let backend = server.backend();
    backend.patch("/users", json!({"users": [{"id": "amira", "set": {"teams": ["red"]}}]})).await.ok();
    let create = |team: &str| json!({"data": {"members": ["amira"], "team": team}});
    assert_eq!(amira.post("/channels/messaging/room/query", create("blue")).await.code(), 17);
    let bundle = amira.post("/channels/messaging/room/query", create("red")).await.ok();
    assert_eq!(bundle["channel"]["team"], "red");
    assert_eq!(amira.patch(PATH, json!({"set": {"team": "blue"}})).await.code(), 17);
    amira.patch(PATH, json!({"set": {"team": "red", "name": "as received"}})).await.ok();
    assert_eq!(backend.patch(PATH, json!({"set": {"team": "blue"}})).await.ok()["channel"]["team"], "blue");
    ben.post("/channels/messaging/bens/query", json!({"data": {"team": "any"}})).await.ok();
}

#[tokio::test]
async fn nobody_speaks_in_the_name_of_a_channel_he_may_not_change() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let [ben, _] = server.people(["ben", "chen"]).await;
    amira.open(ROOM, &["amira", "ben"]).await;
    socket.drain().await;
    let message = json!({"message": {"text": "the office is closed"}});
    assert_eq!(ben.post(PATH, message.clone()).await.code(), 17);
    assert_eq!(ben.post(PATH, json!({})).await.code(), 17);
    assert!(socket.drain().await.is_empty());
    amira.post(PATH, message).await.ok();
    assert_eq!(socket.wait("message.new").await["message"]["text"], "the office is closed");
    assert_eq!(socket.wait("channel.updated").await["message"]["type"], "system");
    let farewell = json!({"remove_members": ["ben"], "message": {"text": "ben left"}});
    assert_eq!(ben.post(PATH, farewell).await.ok()["message"]["type"], "system");
    assert_eq!(socket.wait("message.new").await["message"]["text"], "ben left");
}

#[tokio::test]
async fn newcomers_see_the_past_as_far_as_they_are_meant_to() {
    let server = Server::start().await;
    let [amira, ben, chen, dana] = server.people(["amira", "ben", "chen", "dana"]).await;
    amira.open(ROOM, &["amira"]).await;
    amira.say(ROOM, "first").await;
    let second = amira.say(ROOM, "second").await;
    amira.post(PATH, json!({"add_members": ["ben"]})).await.ok();
    amira.post(PATH, json!({"add_members": ["chen"], "hide_history": true})).await.ok();
    amira.post(PATH, json!({"add_members": ["dana"], "hide_history_before": second["created_at"]})).await.ok();
    assert_eq!(texts(&ben).await, ["first", "second"]);
    assert!(texts(&chen).await.is_empty());
    assert_eq!(texts(&dana).await, ["second"]);
    assert_eq!(amira.post(PATH, json!({"add_members": ["ben"], "hide_history_before": "x"})).await.code(), 4);
}

#[tokio::test]
async fn whoever_watches_is_told_that_he_was_thrown_out() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let (ben, mut watching) = server.connect("ben").await;
    let (_, mut idle) = server.connect("chen").await;
    amira.open(ROOM, &["amira", "ben", "chen"]).await;
    ben.open(ROOM, &[]).await;
    watching.drain().await;
    idle.drain().await;
    amira.post(PATH, json!({"remove_members": ["ben", "chen"]})).await.ok();
    let heard = watching.drain().await;
    assert_eq!(types(&heard), ["member.removed", "channel.kicked", "notification.removed_from_channel"]);
    assert_eq!(heard[1]["cid"], ROOM);
    assert_eq!(types(&idle.drain().await), ["notification.removed_from_channel"]);
}

#[tokio::test]
async fn who_declined_can_be_asked_again_and_who_was_asked_can_be_added() {
    let server = Server::start().await;
    let [amira, ben, chen] = server.people(["amira", "ben", "chen"]).await;
    amira.open(ROOM, &["amira"]).await;
    let status = async |user: &User| user.get(PATH).await.ok()["membership"]["status"].clone();
    amira.post(PATH, json!({"invites": ["ben", "chen"]})).await.ok();
    ben.post(PATH, json!({"reject_invite": true})).await.ok();
    assert_eq!(status(&ben).await, "rejected");
    amira.post(PATH, json!({"invites": ["ben"]})).await.ok();
    assert_eq!(status(&ben).await, "pending");
    let accepted = ben.post(PATH, json!({"accept_invite": true, "message": {"text": "here I am"}})).await.ok();
    assert_eq!((&accepted["message"]["text"], status(&ben).await), (&json!("here I am"), json!("accepted")));
    amira.post(PATH, json!({"invites": ["ben"]})).await.ok();
    assert_eq!(status(&ben).await, "accepted", "who is there is not asked again");
    amira.post(PATH, json!({"add_members": ["chen"]})).await.ok();
    assert_eq!(status(&chen).await, "member");
}

#[tokio::test]
async fn history_can_end_for_some_members_only() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let (ben, mut socket) = server.connect("ben").await;
    let (chen, mut other) = server.connect("chen").await;
    amira.open(ROOM, &["amira", "ben", "chen"]).await;
    amira.say(ROOM, "old").await;
    ben.open(ROOM, &[]).await;
    chen.open(ROOM, &[]).await;
    other.drain().await;
    amira.post(&format!("{PATH}/truncate"), json!({"member_ids": ["ben"]})).await.ok();
    assert!(socket.wait("channel.truncated").await["channel"]["truncated_at"].is_string());
    assert!(other.drain().await.is_empty());
    assert!(texts(&ben).await.is_empty());
    assert_eq!(texts(&chen).await, ["old"]);
    let unread = ben.get("/unread").await.ok();
    assert_eq!(unread["total_unread_count"], 0);
    for (bad, code) in [
        (json!({"member_ids": ["nobody"]}), 16),
        (json!({"member_ids": ["ben"], "hard_delete": true}), 4),
        (json!({"member_ids": vec!["ben"; 101]}), 4),
    ] {
        assert_eq!(amira.post(&format!("{PATH}/truncate"), bad.clone()).await.code(), code, "{bad}");
    }
    let whole = amira.post(&format!("{PATH}/truncate"), json!({})).await.ok();
    assert_eq!(whole["channel"]["truncated_by"]["id"], "amira");
}

#[tokio::test]
async fn moderators_and_servers_change_the_membership_of_others() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let [ben, chen] = server.people(["ben", "chen"]).await;
    amira.open(ROOM, &["amira", "ben", "chen"]).await;
    socket.drain().await;
    let chens = format!("{PATH}/member/chen");
    assert_eq!(ben.patch(&chens, json!({"set": {"nick": "C"}})).await.code(), 17);
    assert_eq!(
        ben.patch(&format!("{PATH}/member"), json!({"set": {"channel_role": "channel_moderator"}})).await.code(),
        17
    );
    server.backend().patch(&chens, json!({"set": {"nick": "C", "channel_role": "channel_moderator"}})).await.ok();
    let updated = socket.wait("member.updated").await;
    assert_eq!((&updated["member"]["nick"], &updated["member"]["is_moderator"]), (&json!("C"), &json!(true)));
    chen.patch(&format!("{PATH}/member/ben"), json!({"set": {"nick": "B"}})).await.ok();
    assert_eq!(chen.patch(&chens, json!({"set": {"channel_role": "king"}})).await.code(), 4);
}

#[tokio::test]
async fn switches_and_slow_mode_are_set_by_those_who_may() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira
        .post("/channels/messaging/room/query", json!({"data": {"members": ["amira", "ben"], "frozen": true}}))
        .await
        .ok();
    assert_eq!(amira.get(PATH).await.ok()["channel"]["frozen"], false, "a client freezes nothing while creating");
    for change in [json!({"frozen": true}), json!({"disabled": true}), json!({"cooldown": 5})] {
        assert_eq!(amira.patch(PATH, json!({"set": change})).await.code(), 17, "{change}");
    }
    let backend = server.backend();
    assert_eq!(backend.patch(PATH, json!({"set": {"cooldown": 121}})).await.code(), 4);
    assert_eq!(backend.patch(PATH, json!({"set": {"frozen": "yes"}})).await.code(), 4);
    let set =
        json!({"frozen": true, "cooldown": 5, "auto_translation_enabled": true, "auto_translation_language": "fr"});
    let channel = backend.patch(PATH, json!({"set": set})).await.ok()["channel"].clone();
    assert_eq!((&channel["frozen"], &channel["cooldown"]), (&json!(true), &json!(5)));
    assert_eq!(channel["auto_translation_language"], "fr");
    assert_eq!(ben.send(ROOM, json!({"text": "x"})).await.code(), 17);
    let channel = backend.patch(PATH, json!({"unset": ["frozen", "cooldown", "auto_translation_enabled"]})).await.ok();
    let channel = &channel["channel"];
    assert_eq!((&channel["frozen"], channel.get("cooldown")), (&json!(false), None));
    ben.say(ROOM, "x").await;
}

#[tokio::test]
async fn many_channels_are_deleted_at_once_each_by_its_own_right() {
    let server = Server::start().await;
    let (ben, mut socket) = server.connect("ben").await;
    let [amira] = server.people(["amira"]).await;
    amira.open(ROOM, &["amira", "ben"]).await;
    amira.open("messaging:second", &["amira"]).await;
    ben.open("messaging:bens", &["amira", "ben"]).await;
    ben.open(ROOM, &[]).await;
    let cids = json!(["messaging:room", "messaging:second", "messaging:bens", "messaging:nowhere", "messaging:room"]);
    let answer = amira.post("/channels/delete", json!({"cids": cids, "hard_delete": true})).await.ok();
    let status = |cid: &str| answer["result"][cid]["status"].as_str().unwrap().to_owned();
    assert_eq!((status("messaging:room"), status("messaging:second")), ("ok".to_owned(), "ok".to_owned()));
    assert_eq!((status("messaging:bens"), status("messaging:nowhere")), ("error".to_owned(), "error".to_owned()));
    assert_eq!(socket.wait("channel.deleted").await["cid"], ROOM);
    assert_eq!(amira.get(PATH).await.code(), 16);
    amira.get("/channels/messaging/bens").await.ok();
    let task = server.backend().get(&format!("/tasks/{}", answer["task_id"].as_str().unwrap())).await.ok();
    assert_eq!(task["result"], answer["result"]);
    for bad in [json!({"cids": []}), json!({"cids": ["x"]}), json!({"cids": vec!["messaging:x"; 101]}), json!({})] {
        assert_eq!(amira.post("/channels/delete", bad.clone()).await.code(), 4, "{bad}");
    }
    assert_eq!(amira.post("/channels/grouped", json!({})).await.code(), 19);
}

#[tokio::test]
async fn a_user_is_online_until_his_last_connection_is_gone_and_watches_until_his_last_watch() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let [_] = server.people(["ben"]).await;
    amira.open(ROOM, &["amira", "ben"]).await;
    let payload = json!({"filter_conditions": {"id": "ben"}, "presence": true});
    amira.payload("/users", payload).await.ok();
    socket.drain().await;
    let (first, one) = server.connect("ben").await;
    let (second, two) = server.connect("ben").await;
    first.open(ROOM, &[]).await;
    second.open(ROOM, &[]).await;
    assert_eq!(types(&socket.drain().await), ["user.presence.changed", "user.watching.start"]);
    one.close().await;
    let hidden = json!({"users": [{"id": "ben", "set": {"invisible": true}}]});
    second.patch("/users", hidden).await.ok();
    let heard = socket.wait("user.presence.changed").await;
    assert_eq!(heard["user"]["online"], false, "whoever becomes invisible seems to leave");
    second.patch("/users", json!({"users": [{"id": "ben", "unset": ["invisible"]}]})).await.ok();
    assert_eq!(socket.wait("user.presence.changed").await["user"]["online"], true);
    two.close().await;
    assert_eq!(socket.wait("user.watching.stop").await["watcher_count"], 1);
    let gone = socket.wait("user.presence.changed").await;
    assert_eq!((&gone["user"]["online"], gone["user"]["last_active"].is_string()), (&json!(false), true));
}

#[tokio::test]
async fn guests_take_part_in_open_channels_and_see_no_others() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("livestream:square", &[]).await;
    amira.open("public:park", &[]).await;
    amira.open(ROOM, &["amira"]).await;
    let url = format!("{}/guest?api_key=local-key", server.handle.url);
    let guest = server.http.post(url).json(&json!({"user": {"id": "gus", "role": "admin"}})).send().await.unwrap();
    let guest: Value = guest.json().await.unwrap();
    assert_eq!(guest["user"]["role"], "guest");
    let mut user = server.user(guest["user"]["id"].as_str().unwrap());
    user.token = guest["access_token"].as_str().unwrap().to_owned();
    for cid in ["livestream:square", "public:park"] {
        user.say(cid, "hello").await;
        let path = format!("/channels/{}", cid.replace(':', "/"));
        user.post(&path, json!({"add_members": [user.id]})).await.ok();
        let boss = json!({"add_members": [{"user_id": user.id, "channel_role": "channel_moderator"}]});
        user.post(&path, json!({"remove_members": [user.id]})).await.ok();
        assert_eq!(user.post(&path, boss).await.code(), 17, "nobody appoints himself");
        assert_eq!(user.post(&path, json!({"add_members": ["amira"]})).await.code(), 17);
    }
    assert_eq!(user.get(PATH).await.code(), 17);
    assert_eq!(user.post("/usergroups", json!({"name": "G"})).await.code(), 17);
}
