//! Drafts: one per user, channel and thread, on all of the user's devices, and gone once the message is sent.
use crate::support;

use serde_json::{Value, json};
use support::{Server, Socket, User, types};

const ROOM: &str = "messaging:room";
const DRAFT: &str = "/channels/messaging/room/draft";

async fn furnished() -> (Server, User, Socket, User, Socket) {
    let server = Server::start().await;
    let (amira, mut hers) = server.connect("amira").await;
    let (ben, mut his) = server.connect("ben").await;
    amira.open(ROOM, &["amira", "ben"]).await;
    ben.open(ROOM, &[]).await;
    hers.drain().await;
    his.drain().await;
    (server, amira, hers, ben, his)
}

async fn write(user: &User, message: Value) -> Value {
    user.post(DRAFT, json!({"message": message})).await.ok()["draft"].clone()
}

#[tokio::test]
async fn a_draft_is_kept_for_all_devices_of_its_author_and_for_nobody_else() {
    let (server, amira, mut hers, ben, mut his) = furnished().await;
    let (_, mut tablet) = server.connect("amira").await;
    let draft =
        write(&amira, json!({"id": "later", "text": "dear", "mood": "shy", "mentioned_users": ["ben"], "attachments": [{"type": "image"}]}))
            .await;
    let message = &draft["message"];
    assert_eq!((&message["id"], &message["text"], &message["mood"]), (&json!("later"), &json!("dear"), &json!("shy")));
    assert_eq!(
        (&message["mentioned_users"][0]["id"], &message["attachments"][0]["type"]),
        (&json!("ben"), &json!("image"))
    );
    assert_eq!((&draft["channel_cid"], &draft["channel"]["cid"]), (&json!(ROOM), &json!(ROOM)));
    for socket in [&mut hers, &mut tablet] {
        let event = socket.wait("draft.updated").await;
        assert_eq!((&event["cid"], &event["draft"]["message"]["text"]), (&json!(ROOM), &json!("dear")));
    }
    let second = write(&amira, json!({"text": "dear Ben"})).await;
    assert!(second["created_at"].as_str() > draft["created_at"].as_str());
    assert_eq!(amira.get(DRAFT).await.ok()["draft"]["message"]["text"], "dear Ben");
    assert_eq!(amira.open(ROOM, &[]).await["draft"]["message"]["text"], "dear Ben");
    assert!(ben.open(ROOM, &[]).await.get("draft").is_none());
    assert_eq!(ben.get(DRAFT).await.code(), 16);
    assert!(his.drain().await.is_empty());
}

#[tokio::test]
async fn sending_ends_the_draft_of_that_channel_or_thread_and_no_other() {
    let (_server, amira, mut hers, ben, mut his) = furnished().await;
    let parent = ben.say(ROOM, "parent").await;
    let id = parent["id"].as_str().unwrap();
    write(&amira, json!({"text": "in the channel"})).await;
    let draft = write(&amira, json!({"text": "in the thread", "parent_id": id, "quoted_message_id": id})).await;
    assert_eq!((&draft["parent_id"], &draft["parent_message"]["text"]), (&json!(id), &json!("parent")));
    assert_eq!(draft["quoted_message"]["id"], id);
    let seen = amira.get(&format!("/messages/{id}")).await.ok()["message"].clone();
    assert_eq!(seen["draft"]["message"]["text"], "in the thread");
    assert!(ben.get(&format!("/messages/{id}")).await.ok()["message"].get("draft").is_none());
    ben.send(ROOM, json!({"text": "his", "parent_id": id})).await.ok();
    let thread = amira.get(&format!("/threads/{id}")).await.ok()["thread"].clone();
    assert_eq!(thread["draft"]["message"]["text"], "in the thread");
    hers.drain().await;
    amira.send(ROOM, json!({"text": "hers", "parent_id": id})).await.ok();
    let event = hers.wait("draft.deleted").await;
    assert_eq!((&event["parent_id"], &event["draft"]["parent_id"]), (&json!(id), &json!(id)));
    assert_eq!((&event["draft"]["message"]["id"], &event["draft"]["message"]["text"]), (&json!(""), &json!("")));
    assert!(event["draft"]["created_at"].as_str().unwrap().starts_with("0001-01-01"));
    assert_eq!(amira.get(&format!("{DRAFT}?parent_id={id}")).await.code(), 16);
    assert_eq!(amira.get(DRAFT).await.ok()["draft"]["message"]["text"], "in the channel");
    amira.say(ROOM, "sent").await;
    assert!(hers.wait("draft.deleted").await.get("parent_id").is_none());
    assert!(!types(&his.drain().await).contains(&"draft.deleted"));
}

#[tokio::test]
async fn a_draft_can_be_thrown_away_once_or_twice() {
    let (_server, amira, mut hers, _ben, _his) = furnished().await;
    write(&amira, json!({"text": "no"})).await;
    amira.delete(DRAFT).await.ok();
    amira.delete(DRAFT).await.ok();
    assert_eq!(types(&hers.drain().await), ["draft.updated", "draft.deleted"]);
    assert_eq!(amira.get(DRAFT).await.code(), 16);
}

#[tokio::test]
async fn what_could_not_be_sent_cannot_be_drafted() {
    let (server, amira, _hers, _ben, _his) = furnished().await;
    let [cleo] = server.people(["cleo"]).await;
    assert_eq!(amira.post(DRAFT, json!({})).await.code(), 4);
    for (message, code) in [
        (json!({"text": "x".repeat(5001)}), 20),
        (json!({"text": "x", "parent_id": "unknown"}), 4),
        (json!({"text": "x", "quoted_message_id": "unknown"}), 4),
        (json!({"text": "x", "poll_id": "unknown"}), 16),
        (json!({"text": 7}), 4),
    ] {
        assert_eq!(amira.post(DRAFT, json!({"message": message})).await.code(), code);
    }
    assert_eq!(cleo.post(DRAFT, json!({"message": {"text": "x"}})).await.code(), 17);
    assert_eq!(amira.get(DRAFT).await.code(), 16, "nothing was kept");
}

#[tokio::test]
async fn drafts_are_listed_newest_first_and_page_by_page_while_their_channels_can_be_read() {
    let (_server, amira, _hers, ben, _his) = furnished().await;
    for name in ["a", "b", "c"] {
        ben.open(&format!("messaging:{name}"), &["amira", "ben"]).await;
        let path = format!("/channels/messaging/{name}/draft");
        amira.post(&path, json!({"message": {"text": name}})).await.ok();
    }
    let parent = ben.say("messaging:a", "parent").await["id"].clone();
    amira.post("/channels/messaging/a/draft", json!({"message": {"text": "thread", "parent_id": parent}})).await.ok();
    let texts = |answer: &Value| -> Vec<String> {
        let drafts = answer["drafts"].as_array().unwrap().iter();
        drafts.map(|draft| draft["message"]["text"].as_str().unwrap().to_owned()).collect()
    };
    let list = async |query: Value| amira.post("/drafts/query", query).await.ok();
    let first = list(json!({"limit": 3})).await;
    assert_eq!(texts(&first), ["thread", "c", "b"]);
    let rest = list(json!({"limit": 3, "next": first["next"]})).await;
    assert_eq!((texts(&rest), &rest["next"]), (vec!["a".to_owned()], &Value::Null));
    let back = list(json!({"limit": 2, "prev": rest["prev"]})).await;
    assert_eq!(texts(&back), ["c", "b"]);
    assert!(back["prev"].is_string() && back["next"].is_string());
    let oldest = list(json!({"sort": [{"field": "created_at", "direction": 1}], "limit": 1})).await;
    assert_eq!(texts(&oldest), ["a"]);
    assert_eq!(
        texts(&list(json!({"filter": {"channel_cid": "messaging:a", "parent_id": {"$exists": false}}})).await),
        ["a"]
    );
    assert_eq!(texts(&list(json!({"filter": {"parent_id": parent}})).await), ["thread"]);
    assert_eq!(amira.post("/drafts/query", json!({"filter": {"text": "a"}})).await.code(), 4);
    ben.post("/channels/messaging/b", json!({"remove_members": ["amira"]})).await.ok();
    ben.delete("/channels/messaging/c?hard_delete=true").await.ok();
    assert_eq!(texts(&list(json!({})).await), ["thread", "a"]);
}
