//! Threads: who takes part, what is unread, what the list shows, and who hears of it.
use crate::support;

use serde_json::{Value, json};
use support::{Server, Socket, User, types};

const CID: &str = "messaging:room";

/// Three members; amira's socket watches, ben's does not.
async fn furnished() -> (Server, User, Socket, User, Socket, User) {
    let server = Server::start().await;
    let (amira, mut watching) = server.connect("amira").await;
    let (ben, mut idle) = server.connect("ben").await;
    let [chen] = server.people(["chen"]).await;
    amira.open(CID, &["amira", "ben", "chen"]).await;
    watching.drain().await;
    idle.drain().await;
    (server, amira, watching, ben, idle, chen)
}

async fn ask(user: &User, id: &str) {
    user.send(CID, json!({"id": id, "text": format!("question {id}")})).await.ok();
}

async fn answer(user: &User, parent: &str, id: &str) -> Value {
    user.send(CID, json!({"id": id, "text": "answer", "parent_id": parent})).await.ok()["message"].clone()
}

async fn list(user: &User, body: Value) -> Value {
    user.post("/threads", body).await.ok()
}

fn ids(page: &Value) -> Vec<&str> {
    let threads = page["threads"].as_array().unwrap().iter();
    threads.map(|thread| thread["parent_message_id"].as_str().unwrap()).collect()
}

async fn unread(user: &User) -> (Value, Value) {
    let counts = user.get("/unread").await.ok();
    (counts["total_unread_threads_count"].clone(), counts["threads"][0]["unread_count"].clone())
}

#[tokio::test]
async fn a_thread_begins_with_the_first_reply_and_tells_everybody_who_takes_part() {
    let (server, amira, mut watching, ben, mut idle, chen) = furnished().await;
    ask(&ben, "q").await;
    assert_eq!(amira.get("/threads/q").await.code(), 16);
    watching.drain().await;
    idle.drain().await;
    answer(&amira, "q", "a1").await;
    assert_eq!(types(&watching.drain().await), ["message.new", "message.updated"]);
    let told = idle.drain().await;
    assert_eq!(types(&told), ["notification.thread_message_new"]);
    assert_eq!(
        (&told[0]["thread_id"], &told[0]["message"]["id"], &told[0]["channel"]["cid"], &told[0]["parent_author"]),
        (&json!("q"), &json!("a1"), &json!(CID), &json!("ben"))
    );
    assert_eq!((&told[0]["unread_threads"], &told[0]["unread_thread_messages"]), (&json!(1), &json!(1)));
    let thread = ben.get("/threads/q").await.ok()["thread"].clone();
    assert_eq!(
        (&thread["reply_count"], &thread["participant_count"], &thread["created_by_user_id"], &thread["channel_cid"]),
        (&json!(1), &json!(2), &json!("amira"), &json!(CID))
    );
    assert_eq!(
        (&thread["latest_replies"][0]["id"], &thread["parent_message"]["id"], &thread["title"]),
        (&json!("a1"), &json!("q"), &json!(""))
    );
    assert!(thread["channel"]["own_capabilities"].is_array() && thread["channel"]["members"][2].is_object());
    // Whoever takes no part has no unread thread and none in the list.
    assert_eq!(unread(&chen).await, (json!(0), Value::Null));
    assert!(ids(&list(&chen, json!({})).await).is_empty());
    let (_, socket) = server.connect("ben").await;
    assert_eq!(socket.first["me"]["unread_threads"], 1);
}

#[tokio::test]
async fn members_who_are_mentioned_take_part_and_strangers_do_not() {
    let (server, amira, _watching, ben, _idle, chen) = furnished().await;
    let [dora] = server.people(["dora"]).await;
    ask(&amira, "q").await;
    let reply = json!({"id": "a", "text": "@chen @dora", "parent_id": "q", "mentioned_users": ["chen", "dora"]});
    ben.send(CID, reply).await.ok();
    assert_eq!(unread(&chen).await, (json!(1), json!(1)));
    assert!(ids(&list(&dora, json!({})).await).is_empty());
    let thread = amira.get("/threads/q").await.ok()["thread"].clone();
    assert_eq!(thread["active_participant_count"], 3);
    amira.post("/channels/messaging/room", json!({"remove_members": ["chen"]})).await.ok();
    assert_eq!(unread(&chen).await, (json!(0), Value::Null));
    let thread = amira.get("/threads/q").await.ok()["thread"].clone();
    assert_eq!((&thread["participant_count"], &thread["active_participant_count"]), (&json!(3), &json!(2)));
    let left = thread["thread_participants"].as_array().unwrap().iter().find(|one| one["user_id"] == "chen").unwrap();
    assert!(left["left_thread_at"].is_string());
}

#[tokio::test]
async fn reading_a_thread_leaves_the_channel_unread_and_the_other_way_round() {
    let (_server, amira, mut watching, ben, mut idle, _chen) = furnished().await;
    ask(&ben, "q").await;
    answer(&amira, "q", "a1").await;
    answer(&amira, "q", "a2").await;
    amira.say(CID, "in the channel").await;
    ben.post("/channels/messaging/room/read", json!({})).await.ok();
    assert_eq!(unread(&ben).await, (json!(1), json!(2)));
    amira.say(CID, "again").await;
    watching.drain().await;
    idle.drain().await;
    let answered = ben.post("/channels/messaging/room/read", json!({"thread_id": "q"})).await.ok();
    let seen = watching.drain().await;
    assert_eq!(types(&seen), ["message.read"]);
    assert_eq!(
        (&seen[0]["thread"]["parent_message_id"], &seen[0]["last_read_message_id"], &seen[0]["user"]["id"]),
        (&json!("q"), &json!("a2"), &json!("ben"))
    );
    assert_eq!(answered["event"]["created_at"], seen[0]["created_at"]);
    let own = idle.drain().await;
    assert_eq!(types(&own), ["notification.mark_read"]);
    assert_eq!(
        (&own[0]["thread_id"], &own[0]["unread_threads"], &own[0]["unread_thread_messages"]),
        (&json!("q"), &json!(0), &json!(0))
    );
    assert_eq!((&own[0]["total_unread_count"], &own[0]["unread_channels"]), (&json!(1), &json!(1)));
    assert_eq!(ben.post("/channels/messaging/room/read", json!({"thread_id": "none"})).await.code(), 16);
}

#[tokio::test]
async fn a_thread_can_be_marked_unread_as_a_whole_or_from_a_reply_on() {
    let (_server, amira, _watching, ben, mut idle, chen) = furnished().await;
    ask(&ben, "q").await;
    for id in ["a1", "a2", "a3"] {
        answer(&amira, "q", id).await;
    }
    let read = async || {
        ben.post("/channels/messaging/room/read", json!({"thread_id": "q"})).await.ok();
    };
    read().await;
    idle.drain().await;
    ben.post("/channels/messaging/room/unread", json!({"thread_id": "q"})).await.ok();
    let event = idle.wait("notification.mark_unread").await;
    assert_eq!(
        (&event["thread_id"], &event["unread_threads"], &event["unread_thread_messages"], &event["unread_messages"]),
        (&json!("q"), &json!(1), &json!(3), &json!(3))
    );
    read().await;
    ben.post("/channels/messaging/room/unread", json!({"thread_id": "q", "message_id": "a3"})).await.ok();
    let event = idle.wait("notification.mark_unread").await;
    assert_eq!((&event["last_read_message_id"], &event["unread_thread_messages"]), (&json!("a2"), &json!(1)));
    assert_eq!(chen.post("/channels/messaging/room/unread", json!({"thread_id": "q"})).await.code(), 17);
}

#[tokio::test]
async fn an_own_reply_reads_the_thread_and_a_silent_one_stays_unnoticed() {
    let (_server, amira, _watching, ben, _idle, _chen) = furnished().await;
    ask(&ben, "q").await;
    answer(&amira, "q", "a1").await;
    amira.send(CID, json!({"text": "psst", "parent_id": "q", "silent": true})).await.ok();
    assert_eq!(unread(&ben).await, (json!(1), json!(1)));
    answer(&ben, "q", "a2").await;
    assert_eq!(unread(&ben).await, (json!(0), Value::Null));
    let thread = ben.get("/threads/q").await.ok()["thread"].clone();
    let own = thread["read"].as_array().unwrap().iter().find(|mark| mark["user"]["id"] == "ben").unwrap();
    assert_eq!((&own["unread_messages"], &own["last_read_message_id"]), (&json!(0), &json!("a2")));
}

#[tokio::test]
async fn the_list_has_unread_threads_first_then_the_newest_and_can_be_walked_both_ways() {
    let (_server, amira, _watching, ben, _idle, _chen) = furnished().await;
    for (parent, reply) in [("q1", "a1"), ("q2", "a2"), ("q3", "a3"), ("q4", "a4")] {
        ask(&ben, parent).await;
        answer(&amira, parent, reply).await;
    }
    for read in ["q3", "q4"] {
        ben.post("/channels/messaging/room/read", json!({"thread_id": read})).await.ok();
    }
    let first = list(&ben, json!({"limit": 3})).await;
    assert_eq!((ids(&first), first.get("prev")), (vec!["q2", "q1", "q4"], None));
    let second = list(&ben, json!({"limit": 3, "next": first["next"]})).await;
    assert_eq!((ids(&second), second.get("next")), (vec!["q3"], None));
    let back = list(&ben, json!({"limit": 3, "prev": second["prev"]})).await;
    assert_eq!((ids(&back), back.get("prev")), (vec!["q2", "q1", "q4"], None));
    let sorted = list(&ben, json!({"sort": [{"field": "created_at", "direction": 1}]})).await;
    assert_eq!(ids(&sorted), ["q1", "q2", "q3", "q4"]);
    assert_eq!(ben.post("/threads", json!({"next": "rubbish"})).await.code(), 4);
    assert_eq!(ben.post("/threads", json!({"sort": [{"field": "title", "direction": 1}]})).await.code(), 4);
}

#[tokio::test]
async fn the_list_can_be_filtered_by_every_field_with_its_operators_only() {
    let (_server, amira, _watching, ben, _idle, chen) = furnished().await;
    ask(&ben, "q1").await;
    ask(&ben, "q2").await;
    answer(&amira, "q1", "a1").await;
    answer(&amira, "q2", "a2").await;
    answer(&chen, "q2", "a3").await;
    ben.post("/channels/messaging/room/read", json!({"thread_id": "q1"})).await.ok();
    ben.patch("/threads/q1", json!({"set": {"title": "First", "priority": 3}})).await.ok();
    let cases = [
        (json!({"has_unread": true}), vec!["q2"]),
        (json!({"reply_count": {"$gt": 1}}), vec!["q2"]),
        (json!({"participant_count": 2}), vec!["q1"]),
        (json!({"active_participant_count": {"$gte": 3}}), vec!["q2"]),
        (json!({"parent_message_id": {"$in": ["q1", "x"]}}), vec!["q1"]),
        (json!({"created_by_user_id": "amira", "channel_cid": CID, "channel.disabled": false}), vec!["q2", "q1"]),
        (json!({"priority": {"$gt": 2}}), vec!["q1"]),
        (json!({"channel.team": "red"}), vec![]),
        (json!({"last_message_at": {"$lt": "2001-01-01T00:00:00Z"}}), vec![]),
    ];
    for (filter, wanted) in cases {
        assert_eq!(ids(&list(&ben, json!({"filter": filter})).await), wanted, "{filter}");
    }
    for filter in [json!({"has_unread": {"$in": [true]}}), json!({"channel_cid": {"$gt": "a"}}), json!({"$x": 1})] {
        assert_eq!(ben.post("/threads", json!({"filter": filter})).await.code(), 4, "{filter}");
    }
}

#[tokio::test]
async fn limits_cut_replies_participants_and_members() {
    let (_server, amira, _watching, ben, _idle, chen) = furnished().await;
    ask(&ben, "q").await;
    for (user, id) in [(&amira, "a1"), (&chen, "a2"), (&amira, "a3"), (&amira, "a4")] {
        answer(user, "q", id).await;
    }
    let body = json!({"reply_limit": 2, "participant_limit": 1, "member_limit": 2});
    let thread = list(&ben, body).await["threads"][0].clone();
    let replies = thread["latest_replies"].as_array().unwrap();
    assert_eq!((replies.len(), &replies[0]["id"], &replies[1]["id"]), (2, &json!("a3"), &json!("a4")));
    assert_eq!(thread["thread_participants"].as_array().unwrap().len(), 1);
    assert_eq!(thread["channel"]["members"].as_array().unwrap().len(), 2);
    // The viewer's own mark is there even when others fill the list.
    assert!(thread["read"].as_array().unwrap().iter().any(|mark| mark["user"]["id"] == "ben"));
    let thread = ben.get("/threads/q?reply_limit=1&participant_limit=2").await.ok()["thread"].clone();
    assert_eq!(thread["latest_replies"].as_array().unwrap().len(), 1);
    assert_eq!(thread["thread_participants"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn asking_for_the_list_can_watch_its_channels() {
    let (_server, amira, _watching, ben, mut idle, _chen) = furnished().await;
    ask(&ben, "q").await;
    answer(&amira, "q", "a1").await;
    idle.drain().await;
    list(&ben, json!({"watch": true})).await;
    idle.drain().await;
    amira.say(CID, "hello").await;
    assert_eq!(types(&idle.drain().await), ["message.new"]);
}

#[tokio::test]
async fn title_and_custom_data_can_be_changed_and_watchers_hear_of_it() {
    let (server, amira, mut watching, ben, _idle, _chen) = furnished().await;
    let [dora] = server.people(["dora"]).await;
    ask(&ben, "q").await;
    answer(&amira, "q", "a1").await;
    watching.drain().await;
    let thread =
        ben.patch("/threads/q", json!({"set": {"title": "Plans", "mood": "calm"}})).await.ok()["thread"].clone();
    assert_eq!((&thread["title"], &thread["mood"]), (&json!("Plans"), &json!("calm")));
    let event = watching.wait("thread.updated").await;
    assert_eq!((&event["thread"]["title"], &event["cid"]), (&json!("Plans"), &json!(CID)));
    let thread = ben.patch("/threads/q", json!({"unset": ["title", "mood"]})).await.ok()["thread"].clone();
    assert_eq!((&thread["title"], thread.get("mood")), (&json!(""), None));
    for change in [json!({"set": {"reply_count": 9}}), json!({"set": {"title": 5}}), json!({"unset": ["channel"]})] {
        assert_eq!(ben.patch("/threads/q", change).await.code(), 4);
    }
    assert_eq!(dora.patch("/threads/q", json!({"set": {"title": "Mine"}})).await.code(), 17);
}

#[tokio::test]
async fn deleting_replies_and_parents_ends_threads_only_where_nothing_is_left() {
    let (_server, amira, _watching, ben, _idle, _chen) = furnished().await;
    ask(&ben, "q").await;
    for id in ["a1", "a2"] {
        answer(&amira, "q", id).await;
    }
    amira.delete("/messages/a1").await.ok();
    let thread = ben.get("/threads/q").await.ok()["thread"].clone();
    assert_eq!((&thread["reply_count"], &thread["parent_message"]["deleted_reply_count"]), (&json!(1), &json!(1)));
    assert_eq!(unread(&ben).await, (json!(1), json!(2)));
    amira.delete("/messages/a2?hard=true").await.ok();
    assert_eq!(unread(&ben).await, (json!(1), json!(1)));
    amira.delete("/messages/a1?hard=true").await.ok();
    assert_eq!((unread(&ben).await.0, ben.get("/threads/q").await.code()), (json!(0), 16));
    answer(&amira, "q", "a3").await;
    ben.delete("/messages/q").await.ok();
    let thread = ben.get("/threads/q").await.ok()["thread"].clone();
    assert!(thread["deleted_at"].is_string());
    ben.delete("/messages/q?hard=true").await.ok();
    assert_eq!((unread(&ben).await.0, ben.get("/threads/q").await.code()), (json!(0), 16));
}

#[tokio::test]
async fn a_truncated_or_cleared_channel_has_no_threads_from_before() {
    let (_server, amira, _watching, ben, _idle, _chen) = furnished().await;
    ask(&ben, "q1").await;
    answer(&amira, "q1", "a1").await;
    ben.post("/channels/messaging/room/hide", json!({"clear_history": true})).await.ok();
    assert_eq!((unread(&ben).await.0, ids(&list(&ben, json!({})).await).len()), (json!(0), 0));
    assert_eq!(ids(&list(&amira, json!({})).await), ["q1"]);
    ask(&ben, "q2").await;
    answer(&amira, "q2", "a2").await;
    assert_eq!(ids(&list(&ben, json!({})).await), ["q2"]);
    amira.post("/channels/messaging/room/truncate", json!({})).await.ok();
    assert_eq!((unread(&ben).await.0, ids(&list(&amira, json!({})).await).len()), (json!(0), 0));
    assert_eq!(amira.get("/threads/q2").await.code(), 16);
    assert_eq!(ben.send(CID, json!({"text": "late", "parent_id": "q2"})).await.code(), 4);
}

#[tokio::test]
async fn whoever_hides_read_receipts_reads_threads_unseen() {
    let server = Server::start().await;
    let (amira, mut watching) = server.connect("amira").await;
    let privacy = json!({"id": "ben", "privacy_settings": {"read_receipts": {"enabled": false}}});
    let (ben, _socket) = server.connect_as("ben", privacy).await;
    amira.open(CID, &["amira", "ben"]).await;
    ask(&ben, "q").await;
    answer(&amira, "q", "a1").await;
    watching.drain().await;
    ben.post("/channels/messaging/room/read", json!({"thread_id": "q"})).await.ok();
    assert!(watching.drain().await.is_empty());
    let thread = amira.get("/threads/q").await.ok()["thread"].clone();
    assert!(thread["read"].as_array().unwrap().iter().all(|mark| mark["user"]["id"] != "ben"));
    assert_eq!(unread(&ben).await.0, 0);
}
