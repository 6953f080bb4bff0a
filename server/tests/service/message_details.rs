//! What a message can carry beside its text (mentions, a quote), what a server alone can do with it, and how messages and
//! reactions are asked for by name and by filter.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User, types};

const CID: &str = "messaging:room";

async fn furnished() -> (Server, User, User) {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open(CID, &["amira", "ben"]).await;
    (server, amira, ben)
}

/// Somebody who may do everything.
async fn moderator(server: &Server) -> User {
    let [mona] = server.people(["mona"]).await;
    server.backend().post("/users", json!({"users": {"mona": {"id": "mona", "role": "moderator"}}})).await.ok();
    mona
}

fn ids(answer: &Value, key: &str, id: &str) -> Vec<String> {
    let items = answer[key].as_array().unwrap().iter();
    items.map(|item| item[id].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn mentions_beyond_single_users_need_their_capability_and_have_limits() {
    let (server, amira, _ben) = furnished().await;
    let mona = moderator(&server).await;
    amira.post("/channels/messaging/room", json!({"add_members": ["mona"]})).await.ok();
    let wide = json!({
        "id": "m", "text": "@everybody", "mentioned_channel": true, "mentioned_here": true, "mentioned_group_ids": ["cooks"],
        "mentioned_roles": ["admin"], "mentioned_users": ["amira", "nobody"],
    });
    let message = mona.send(CID, wide).await.ok()["message"].clone();
    assert_eq!(
        (
            &message["mentioned_channel"],
            &message["mentioned_here"],
            &message["mentioned_group_ids"],
            &message["mentioned_roles"]
        ),
        (&json!(true), &json!(true), &json!(["cooks"]), &json!(["admin"]))
    );
    assert_eq!(ids(&message, "mentioned_users", "id"), ["amira"]);
    for wide in [
        json!({"mentioned_channel": true}),
        json!({"mentioned_here": true}),
        json!({"mentioned_group_ids": ["cooks"]}),
        json!({"mentioned_roles": ["admin"]}),
    ] {
        let mut message = json!({"text": "x"});
        message.as_object_mut().unwrap().extend(wide.as_object().cloned().unwrap());
        assert_eq!(amira.send(CID, message).await.code(), 17, "{wide}");
    }
    let many: Vec<String> = (0..11).map(|n| format!("g{n}")).collect();
    assert_eq!(mona.send(CID, json!({"text": "x", "mentioned_group_ids": many})).await.code(), 4);
    let edited = mona.put("/messages/m", json!({"set": {"text": "less", "mentioned_here": false}})).await.ok();
    assert_eq!(
        (&edited["message"]["mentioned_here"], &edited["message"]["mentioned_channel"]),
        (&json!(false), &json!(true))
    );
}

#[tokio::test]
async fn a_quote_can_be_added_changed_and_removed_but_only_of_what_is_there() {
    let (_server, amira, ben) = furnished().await;
    for id in ["a", "b"] {
        amira.send(CID, json!({"id": id, "text": id})).await.ok();
    }
    let quote = ben.send(CID, json!({"id": "q", "text": "see", "quoted_message_id": "a"})).await.ok();
    assert_eq!(quote["message"]["quoted_message"]["text"], "a");
    let put = async |change: Value| ben.put("/messages/q", change).await;
    assert_eq!(put(json!({"set": {"quoted_message_id": "none"}})).await.code(), 4);
    assert_eq!(put(json!({"set": {"quoted_message_id": "b"}})).await.ok()["message"]["quoted_message"]["text"], "b");
    assert_eq!(put(json!({"set": {"text": "still"}})).await.ok()["message"]["quoted_message_id"], "b");
    amira.delete("/messages/b").await.ok();
    let message = ben.get("/messages/q").await.ok()["message"].clone();
    assert_eq!(
        (&message["quoted_message"]["type"], &message["quoted_message"]["text"]),
        (&json!("deleted"), &json!(""))
    );
    let message = put(json!({"unset": ["quoted_message_id"]})).await.ok()["message"].clone();
    assert_eq!((message.get("quoted_message_id"), message.get("quoted_message")), (None, None));
}

#[tokio::test]
async fn a_sender_can_ask_for_the_channel_and_for_who_of_the_mentioned_is_in_it() {
    let (server, amira, _ben) = furnished().await;
    server.people(["dora"]).await;
    let body = json!({
        "message": {"text": "@ben @dora", "mentioned_users": ["ben", "dora"]},
        "include_channel_context": true, "include_mentioned_members": true,
    });
    let answer = amira.post("/channels/messaging/room/message", body).await.ok();
    assert_eq!(answer["mentioned_members"], json!({"ben": true, "dora": false}));
    assert_eq!(
        (&answer["channel_context"]["cid"], &answer["channel_context"]["created_by"]["id"]),
        (&json!(CID), &json!("amira"))
    );
    let plain = amira.send(CID, json!({"text": "x"})).await.ok();
    assert_eq!((plain.get("channel_context"), plain.get("mentioned_members")), (None, None));
}

#[tokio::test]
async fn a_server_brings_back_what_was_deleted_softly() {
    let (server, amira, ben) = furnished().await;
    let (_, mut socket) = server.connect("ben").await;
    let ben = User { connection: socket.first["connection_id"].as_str().map(str::to_owned), ..ben };
    ben.open(CID, &[]).await;
    amira.send(CID, json!({"id": "m", "text": "hello"})).await.ok();
    amira.send(CID, json!({"id": "r", "text": "reply", "parent_id": "m"})).await.ok();
    amira.delete("/messages/r").await.ok();
    socket.drain().await;
    let by = json!({"undeleted_by": "amira"});
    assert_eq!(amira.post("/messages/r/undelete", by.clone()).await.code(), 17);
    let message = server.backend().post("/messages/r/undelete", by.clone()).await.ok()["message"].clone();
    assert_eq!(
        (&message["text"], &message["type"], message.get("deleted_at")),
        (&json!("reply"), &json!("reply"), None)
    );
    let seen = socket.drain().await;
    assert_eq!(types(&seen), ["message.undeleted", "message.updated"]);
    assert_eq!((&seen[0]["message_id"], &seen[1]["message"]["reply_count"]), (&json!("r"), &json!(1)));
    assert_eq!(server.backend().post("/messages/r/undelete", by).await.code(), 4);
}

#[tokio::test]
async fn a_change_can_be_shown_without_being_kept() {
    let (server, amira, ben) = furnished().await;
    let (_, mut socket) = server.connect("ben").await;
    let ben = User { connection: socket.first["connection_id"].as_str().map(str::to_owned), ..ben };
    ben.open(CID, &[]).await;
    let sent = amira.send(CID, json!({"id": "m", "text": "Th"})).await.ok()["message"].clone();
    socket.drain().await;
    let change = json!({"set": {"text": "Thinking", "generating": true}});
    assert_eq!(amira.patch("/messages/m/ephemeral", change.clone()).await.code(), 17);
    let answer = server.backend().patch("/messages/m/ephemeral", change).await.ok();
    assert_eq!((&answer["message"]["text"], &answer["message"]["generating"]), (&json!("Thinking"), &json!(true)));
    assert_eq!(socket.wait("message.updated").await["message"]["text"], "Thinking");
    assert_eq!(amira.get("/messages/m").await.ok()["message"]["text"], "Th");
    let missed = json!({"channel_cids": [CID], "last_sync_at": sent["created_at"]});
    let missed = ben.post("/sync", missed).await.ok();
    assert!(!types(missed["events"].as_array().unwrap()).contains(&"message.updated"));
}

#[tokio::test]
async fn several_messages_are_read_by_name_however_the_names_are_written() {
    let (_server, amira, ben) = furnished().await;
    for id in ["a", "b", "c"] {
        amira.send(CID, json!({"id": id, "text": id})).await.ok();
    }
    ben.open("messaging:other", &["ben"]).await;
    ben.send("messaging:other", json!({"id": "elsewhere", "text": "x"})).await.ok();
    for query in ["ids=c,a,elsewhere,none", "ids=c&ids=a", "ids=%5B%22c%22%2C%22a%22%5D"] {
        let answer = ben.get(&format!("/channels/messaging/room/messages?{query}")).await.ok();
        assert_eq!(ids(&answer, "messages", "id"), ["c", "a"], "{query}");
    }
    for query in ["", "ids=", "ids=%5B1%5D"] {
        assert_eq!(ben.get(&format!("/channels/messaging/room/messages?{query}")).await.code(), 4, "{query}");
    }
}

#[tokio::test]
async fn reactions_are_filtered_and_walked_in_both_directions() {
    let (server, amira, ben) = furnished().await;
    let mona = moderator(&server).await;
    amira.post("/channels/messaging/room", json!({"add_members": ["mona"]})).await.ok();
    amira.send(CID, json!({"id": "m", "text": "x"})).await.ok();
    let mut times = Vec::new();
    for (user, kind) in [(&amira, "like"), (&ben, "like"), (&ben, "love"), (&mona, "wow")] {
        let answer = user.post("/messages/m/reaction", json!({"reaction": {"type": kind}})).await.ok();
        times.push(answer["reaction"]["created_at"].clone());
    }
    let ask = async |body: Value| amira.post("/messages/m/reactions", body).await.ok();
    let types = |answer: &Value| ids(answer, "reactions", "type").join(" ");
    let first = ask(json!({"limit": 2})).await;
    assert_eq!((types(&first).as_str(), first.get("prev")), ("wow love", None));
    let second = ask(json!({"limit": 2, "next": first["next"]})).await;
    assert_eq!((types(&second).as_str(), second.get("next")), ("like like", None));
    assert_eq!(types(&ask(json!({"limit": 2, "prev": second["prev"]})).await), "wow love");
    assert_eq!(types(&ask(json!({"sort": [{"field": "created_at", "direction": 1}]})).await), "like like love wow");
    assert_eq!(types(&ask(json!({"filter": {"user_id": "ben"}})).await), "love like");
    assert_eq!(types(&ask(json!({"filter": {"type": {"$in": ["wow", "love"]}}})).await), "wow love");
    assert_eq!(types(&ask(json!({"filter": {"created_at": {"$lt": times[2]}}})).await), "like like");
    for body in [
        json!({"filter": {"score": 1}}),
        json!({"filter": {"type": {"$gt": "a"}}}),
        json!({"sort": [{"field": "type", "direction": 1}]}),
        json!({"next": "x"}),
    ] {
        assert_eq!(amira.post("/messages/m/reactions", body).await.code(), 4);
    }
}

#[tokio::test]
async fn system_messages_can_leave_a_channel_where_it_stands_in_lists() {
    let (server, amira, _ben) = furnished().await;
    let backend = server.backend();
    backend.put("/channeltypes/messaging", json!({"skip_last_msg_update_for_system_msgs": true})).await.ok();
    let said = amira.say(CID, "hello").await;
    let second = amira.say(CID, "again").await;
    let notice = json!({"message": {"text": "maintenance tonight", "type": "system", "user_id": "amira"}});
    backend.post("/channels/messaging/room/message", notice).await.ok();
    let last = async || amira.get("/channels/messaging/room").await.ok()["channel"]["last_message_at"].clone();
    assert_eq!(last().await, second["created_at"]);
    amira.delete(&format!("/messages/{}?hard=true", second["id"].as_str().unwrap())).await.ok();
    assert_eq!(last().await, said["created_at"]);
    backend.put("/channeltypes/messaging", json!({"skip_last_msg_update_for_system_msgs": false})).await.ok();
    let notice = json!({"message": {"text": "done", "type": "system", "user_id": "amira"}});
    let notice = backend.post("/channels/messaging/room/message", notice).await.ok();
    assert_eq!(last().await, notice["message"]["created_at"]);
}
