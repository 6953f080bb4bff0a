//! Flags: what users object to, once each, and the list of it for moderators.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User};

async fn room() -> (Server, User, User, User, Value) {
    let server = Server::start().await;
    let mona = server.person("mona", "moderator").await;
    let [ben, chen] = server.people(["ben", "chen"]).await;
    chen.open("messaging:room", &["mona", "ben", "chen"]).await;
    let message = ben.say("messaging:room", "buy my watches").await;
    (server, mona, ben, chen, message)
}

async fn flags(user: &User, conditions: Value) -> Vec<Value> {
    let payload = json!({"filter_conditions": conditions});
    user.payload("/moderation/flags/message", payload).await.ok()["flags"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_message_can_be_flagged_once_by_everybody_and_unflagged() {
    let (_server, mona, ben, chen, message) = room().await;
    let target = json!({"target_message_id": message["id"], "reason": "spam", "custom": {"score": 3}});
    let answer = chen.post("/moderation/flag", target.clone()).await.ok();
    let flag = &answer["flag"];
    assert_eq!((&flag["user"]["id"], &flag["target_user"]["id"]), (&json!("chen"), &json!("ben")));
    assert_eq!(
        (&flag["target_message_id"], &flag["reason"], &flag["custom"]["score"]),
        (&message["id"], &json!("spam"), &json!(3))
    );
    assert_eq!(flag["target_message"]["text"], "buy my watches");
    assert!(!answer["review_queue_item_id"].as_str().unwrap().is_empty());
    let again = chen.post("/moderation/flag", target.clone()).await;
    assert!(again.body["message"].as_str().unwrap().contains("already exists"));
    assert_eq!(again.code(), 4);
    mona.post("/moderation/flag", target.clone()).await.ok();
    assert_eq!(flags(&mona, json!({})).await.len(), 2);
    assert_eq!(chen.post("/moderation/unflag", target.clone()).await.ok()["flag"]["user"]["id"], "chen");
    assert_eq!(chen.post("/moderation/unflag", target).await.code(), 16);
    assert_eq!(flags(&mona, json!({})).await.len(), 1);
    drop(ben);
}

#[tokio::test]
async fn users_can_be_flagged_too_over_either_path() {
    let (_server, mona, _ben, chen, message) = room().await;
    let answer = chen.post("/moderation/flag", json!({"target_user_id": "ben"})).await.ok();
    assert_eq!((&answer["flag"]["target_user"]["id"], answer["flag"].get("target_message")), (&json!("ben"), None));
    let entity = json!({"entity_type": "stream:user", "entity_id": "ben", "reason": "rude"});
    assert_eq!(chen.post("/api/v2/moderation/flag", entity.clone()).await.code(), 4);
    assert!(mona.post("/api/v2/moderation/flag", entity).await.ok()["item_id"].is_string());
    let entity =
        json!({"entity_type": "stream:chat:v1:message", "entity_id": message["id"], "entity_creator_id": "ben"});
    mona.post("/api/v2/moderation/flag", entity).await.ok();
    let list = flags(&mona, json!({})).await;
    assert_eq!((list.len(), &list[0]["message"]["id"]), (1, &message["id"]));
}

#[tokio::test]
async fn nonsense_flags_are_refused() {
    let (server, _mona, ben, chen, message) = room().await;
    let code = async |user: &User, body: Value| user.post("/moderation/flag", body).await.code();
    assert_eq!(code(&chen, json!({})).await, 4);
    assert_eq!(code(&chen, json!({"target_message_id": message["id"], "target_user_id": "ben"})).await, 4);
    assert_eq!(code(&chen, json!({"target_user_id": "chen"})).await, 4);
    assert_eq!(code(&chen, json!({"target_user_id": "nobody"})).await, 16);
    assert_eq!(code(&chen, json!({"target_message_id": "nothing"})).await, 16);
    assert_eq!(code(&chen, json!({"target_user_id": "ben", "reason": "x".repeat(256)})).await, 4);
    assert_eq!(code(&chen, json!({"target_user_id": "ben", "custom": {"x": "y".repeat(6000)}})).await, 22);
    let [stranger] = server.people(["stranger"]).await;
    assert_eq!(code(&stranger, json!({"target_message_id": message["id"]})).await, 17);
    let entity = json!({"entity_type": "stream:feeds:activity", "entity_id": "x"});
    assert_eq!(ben.post("/api/v2/moderation/flag", entity).await.code(), 4);
}

#[tokio::test]
async fn the_list_is_for_moderators_and_can_be_filtered() {
    let (_server, mona, ben, chen, message) = room().await;
    let other = ben.say("messaging:room", "and my cars").await;
    chen.post("/moderation/flag", json!({"target_message_id": message["id"], "reason": "spam"})).await.ok();
    chen.post("/moderation/flag", json!({"target_message_id": other["id"], "reason": "fraud"})).await.ok();
    assert_eq!(flags(&mona, json!({})).await[0]["message"]["id"], other["id"]);
    let found = flags(
        &mona,
        json!({"reason": "spam", "user_id": "ben", "reporter_id": "chen", "channel_cid": {"$in": ["messaging:room"]}}),
    )
    .await;
    assert_eq!((found.len(), &found[0]["message"]["id"], &found[0]["user"]["id"]), (1, &message["id"], &json!("chen")));
    assert_eq!(
        (&found[0]["created_by_automod"], &found[0]["details"]["original_text"]),
        (&json!(false), &json!("buy my watches"))
    );
    assert_eq!(flags(&mona, json!({"is_reviewed": true})).await.len(), 0);
    assert_eq!(flags(&mona, json!({"is_reviewed": false, "reporter_type": "user"})).await.len(), 2);
    assert_eq!(flags(&mona, json!({"date_range": "2020-01-01T00:00:00Z_2021-01-01T00:00:00Z"})).await.len(), 0);
    assert_eq!(flags(&mona, json!({"date_range": "2020-01-01T00:00:00Z_"})).await.len(), 2);
    for conditions in [json!({"reason": {"$ne": "x"}}), json!({"date_range": "yesterday"}), json!({"color": "red"})] {
        let payload = json!({"filter_conditions": conditions});
        assert_eq!(mona.payload("/moderation/flags/message", payload).await.code(), 4);
    }
    ben.delete(&format!("/messages/{}", other["id"].as_str().unwrap())).await.ok();
    assert_eq!(flags(&mona, json!({})).await.len(), 1);
    let all = json!({"show_deleted_messages": true, "sort": [{"field": "created_at", "direction": 1}]});
    let all = mona.payload("/moderation/flags/message", all).await.ok()["flags"].clone();
    assert_eq!((all.as_array().unwrap().len(), &all[0]["message"]["id"]), (2, &message["id"]));
    assert_eq!(chen.payload("/moderation/flags/message", json!({})).await.code(), 17);
    mona.post("/channels/messaging/room", json!({"add_moderators": ["chen"]})).await.ok();
    assert_eq!(flags(&chen, json!({"channel_cid": "messaging:room"})).await.len(), 1);
    assert_eq!(chen.payload("/moderation/flags/message", json!({})).await.code(), 17);
}
