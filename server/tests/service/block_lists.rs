//! Block lists: the resource for administrators, and what becomes of messages that a list objects to.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User, types};

/// A room of Ben and Chen whose type has a list with this behavior.
async fn room(behavior: &str) -> (Server, User, User) {
    let server = Server::start().await;
    let list = json!({"name": "animals", "words": ["toad"], "is_plural_check_enabled": true});
    server.backend().post("/blocklists", list).await.ok();
    let kind = json!({"blocklist": "animals", "blocklist_behavior": behavior});
    server.backend().put("/channeltypes/messaging", kind).await.ok();
    let [ben, chen] = server.people(["ben", "chen"]).await;
    ben.open("messaging:room", &["ben", "chen"]).await;
    (server, ben, chen)
}

#[tokio::test]
async fn administrators_keep_lists() {
    let server = Server::start().await;
    let admin = server.person("ada", "admin").await;
    let created = admin.post("/blocklists", json!({"name": "animals", "words": ["toad", "newt"]})).await.ok();
    let list = &created["blocklist"];
    assert_eq!(
        (&list["name"], &list["type"], &list["words"]),
        (&json!("animals"), &json!("word"), &json!(["toad", "newt"]))
    );
    assert_eq!(admin.post("/blocklists", json!({"name": "animals", "words": []})).await.code(), 4);
    let team = json!({"name": "animals", "words": ["eel"], "team": "red", "type": "regex"});
    admin.post("/blocklists", team).await.ok();
    let changed =
        admin.put("/blocklists/animals", json!({"words": ["toad"], "is_leet_check_enabled": true})).await.ok();
    assert_eq!(
        (&changed["blocklist"]["words"], &changed["blocklist"]["is_leet_check_enabled"]),
        (&json!(["toad"]), &json!(true))
    );
    let path = format!("/blocklists/{}/import", list["id"].as_str().unwrap());
    let task = admin.post(&path, json!({"items": ["toad", "frog"], "chunk_size": 10})).await.ok();
    let task = server.backend().get(&format!("/tasks/{}", task["task_id"].as_str().unwrap())).await.ok();
    assert_eq!(task["status"], "completed");
    assert_eq!(admin.get("/blocklists/animals").await.ok()["blocklist"]["words"], json!(["toad", "frog"]));
    assert_eq!(admin.get("/blocklists?team=red").await.ok()["blocklists"][0]["words"], json!(["eel"]));
    let first = admin.get("/blocklists?limit=1").await.ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin.get(&format!("/blocklists?limit=1&cursor={cursor}")).await.ok();
    assert_eq!((first["blocklists"][0].get("team"), &second["blocklists"][0]["team"]), (None, &json!("red")));
    assert!(second.get("next_cursor").is_none());
    admin.delete("/blocklists/animals?team=red").await.ok();
    assert_eq!(admin.get("/blocklists").await.ok()["blocklists"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nonsense_lists_and_other_people_are_refused() {
    let server = Server::start().await;
    let admin = server.person("ada", "admin").await;
    let [ben] = server.people(["ben"]).await;
    for body in [
        json!({"words": []}),
        json!({"name": "x"}),
        json!({"name": "", "words": []}),
        json!({"name": "x", "words": [""]}),
        json!({"name": "x", "words": [], "type": "smell"}),
        json!({"name": "x", "words": ["("], "type": "regex"}),
        json!({"name": "x", "words": ["y".repeat(256)]}),
    ] {
        assert_eq!(admin.post("/blocklists", body.clone()).await.code(), 4, "{body}");
    }
    assert_eq!(admin.get("/blocklists?limit=201").await.code(), 4);
    assert_eq!(admin.get("/blocklists?cursor=!").await.code(), 4);
    for (method, path, body) in [
        ("PUT", "/blocklists/x", Some(json!({"words": []}))),
        ("DELETE", "/blocklists/x", None),
        ("POST", "/blocklists/x/import", Some(json!({"items": []}))),
    ] {
        let method = || method.parse().unwrap();
        assert_eq!(admin.call(method(), path, body.clone()).await.code(), 16, "{path}");
        assert_eq!(ben.call(method(), path, body).await.code(), 17, "{path}");
    }
    assert_eq!(ben.get("/blocklists").await.code(), 17);
    assert_eq!(ben.post("/blocklists", json!({"name": "x", "words": []})).await.code(), 17);
}

#[tokio::test]
async fn a_blocked_message_exists_only_in_the_answer_to_its_author() {
    let (server, ben, chen) = room("block").await;
    let (_, mut socket) = server.connect("chen").await;
    let refused = ben.send("messaging:room", json!({"id": "m1", "text": "you Toads"})).await.ok()["message"].clone();
    assert_eq!((&refused["type"], &refused["moderation"]["action"]), (&json!("error"), &json!("remove")));
    assert_eq!(
        (&refused["moderation"]["original_text"], &refused["moderation"]["blocklist_matched"]),
        (&json!("you Toads"), &json!("animals"))
    );
    assert_ne!(refused["text"], "you Toads");
    assert!(socket.drain().await.is_empty());
    assert_eq!(chen.get("/channels/messaging/room").await.ok()["messages"], json!([]));
    let sent = ben.send("messaging:room", json!({"id": "m1", "text": "you toadstool"})).await.ok()["message"].clone();
    assert_eq!(sent["type"], "regular");
    let edited = ben.put("/messages/m1", json!({"set": {"text": "toad"}})).await.ok()["message"].clone();
    assert_eq!((&edited["type"], &edited["moderation"]["action"]), (&json!("error"), &json!("remove")));
    assert_eq!(chen.get("/messages/m1").await.ok()["message"]["text"], "you toadstool");
}

#[tokio::test]
async fn a_flagged_message_is_sent_and_moderators_find_it() {
    let (server, ben, chen) = room("flag").await;
    let sent = ben.say("messaging:room", "a toad!").await;
    assert_eq!((&sent["type"], sent.get("moderation")), (&json!("regular"), None));
    assert_eq!(chen.get("/unread").await.ok()["total_unread_count"], 1);
    let mona = server.person("mona", "moderator").await;
    let payload = json!({"filter_conditions": {"blocklist_name": "animals", "reporter_type": "automod"}});
    let flags = mona.payload("/moderation/flags/message", payload).await.ok()["flags"].clone();
    assert_eq!((&flags[0]["message"]["id"], &flags[0]["created_by_automod"]), (&sent["id"], &json!(true)));
    assert_eq!(flags[0]["moderation_result"]["blocked_word"], "toad");
}

#[tokio::test]
async fn a_shadow_blocked_message_is_seen_by_its_author_alone() {
    let (server, ben, _) = room("shadow_block").await;
    let (chen, mut socket) = server.connect("chen").await;
    chen.open("messaging:room", &[]).await;
    socket.drain().await;
    assert_eq!(ben.say("messaging:room", "a toad!").await["shadowed"], false);
    let events = socket.drain().await;
    assert_eq!((types(&events), &events[0]["message"]["shadowed"]), (vec!["message.new"], &json!(true)));
    assert_eq!(chen.get("/unread").await.ok()["total_unread_count"], 0);
    ben.say("messaging:room", "a newt").await;
    assert_eq!(socket.wait("message.new").await["message"]["shadowed"], false);
}

#[tokio::test]
async fn a_list_that_is_gone_and_other_types_check_nothing() {
    let (server, ben, _) = room("block").await;
    ben.open("team:room", &["ben"]).await;
    assert_eq!(ben.say("team:room", "toad").await["type"], "regular");
    server.backend().delete("/blocklists/animals").await.ok();
    assert_eq!(ben.say("messaging:room", "toad").await["type"], "regular");
}

#[tokio::test]
async fn simple_automod_has_a_few_words_of_its_own() {
    let server = Server::start().await;
    let kind = json!({"automod": "simple", "automod_behavior": "block"});
    server.backend().put("/channeltypes/messaging", kind).await.ok();
    let [ben] = server.people(["ben"]).await;
    ben.open("messaging:room", &["ben"]).await;
    let refused: Value = ben.say("messaging:room", "what a b4dword").await;
    assert_eq!((&refused["type"], &refused["moderation"]["blocklist_matched"]), (&json!("error"), &json!("automod")));
    assert_eq!(ben.say("messaging:room", "what a word").await["type"], "regular");
}
