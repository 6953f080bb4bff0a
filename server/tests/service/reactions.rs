//! Reactions: counts and scores, uniqueness, and what each viewer sees.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User};

async fn furnished() -> (Server, User, support::Socket, User, String) {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let [ben] = server.people(["ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let message = amira.say("messaging:room", "hello").await;
    socket.drain().await;
    let path = format!("/messages/{}", message["id"].as_str().unwrap());
    (server, amira, socket, ben, path)
}

async fn react(user: &User, path: &str, reaction: Value) -> Value {
    user.post(&format!("{path}/reaction"), json!({"reaction": reaction})).await.ok()
}

#[tokio::test]
async fn counts_and_scores_are_kept_apart_and_vanish_at_zero() {
    let (_server, amira, _socket, ben, path) = furnished().await;
    react(&amira, &path, json!({"type": "clap", "score": 5})).await;
    let answer = react(&ben, &path, json!({"type": "clap", "score": 2, "color": "teal"})).await;
    let message = &answer["message"];
    assert_eq!((&message["reaction_counts"]["clap"], &message["reaction_scores"]["clap"]), (&json!(2), &json!(7)));
    let group = &message["reaction_groups"]["clap"];
    assert_eq!(
        (&group["count"], &group["sum_scores"], &group["latest_reactions_by"][0]["user_id"]),
        (&json!(2), &json!(7), &json!("ben"))
    );
    assert_eq!((&answer["reaction"]["color"], &answer["reaction"]["user"]["id"]), (&json!("teal"), &json!("ben")));
    for user in [&amira, &ben] {
        user.delete(&format!("{path}/reaction/clap")).await.ok();
    }
    let message = amira.get(&path).await.ok()["message"].clone();
    assert_eq!(
        (&message["reaction_counts"], &message["reaction_groups"], &message["latest_reactions"]),
        (&json!({}), &json!({}), &json!([]))
    );
    assert_eq!(amira.delete(&format!("{path}/reaction/clap")).await.code(), 16);
}

#[tokio::test]
async fn own_reactions_are_the_viewers_in_answers_and_nobodys_in_events() {
    let (_server, amira, mut socket, ben, path) = furnished().await;
    let answer = react(&ben, &path, json!({"type": "like"})).await;
    assert_eq!(answer["message"]["own_reactions"][0]["type"], "like");
    let event = socket.wait("reaction.new").await;
    assert_eq!((&event["message"]["own_reactions"], &event["reaction"]["user_id"]), (&json!([]), &json!("ben")));
    assert_eq!(
        (&event["message"]["reaction_counts"]["like"], &event["channel"]["cid"]),
        (&json!(1), &json!("messaging:room"))
    );
    let seen = amira.get(&path).await.ok()["message"].clone();
    assert_eq!((&seen["own_reactions"], &seen["latest_reactions"][0]["user_id"]), (&json!([]), &json!("ben")));
}

#[tokio::test]
async fn a_unique_reaction_replaces_all_others_of_the_user() {
    let (_server, amira, mut socket, ben, path) = furnished().await;
    react(&ben, &path, json!({"type": "like"})).await;
    react(&amira, &path, json!({"type": "like"})).await;
    socket.drain().await;
    let body = json!({"reaction": {"type": "love"}, "enforce_unique": true});
    let message = ben.post(&format!("{path}/reaction"), body).await.ok()["message"].clone();
    assert_eq!(message["reaction_counts"], json!({"like": 1, "love": 1}));
    assert_eq!(message["own_reactions"].as_array().unwrap().len(), 1);
    assert_eq!(support::types(&socket.drain().await), ["reaction.updated"]);
    react(&ben, &path, json!({"type": "love", "score": 3})).await;
    assert_eq!(socket.wait("reaction.updated").await["message"]["reaction_scores"]["love"], 3);
}

#[tokio::test]
async fn reactions_can_be_listed_and_queried_page_by_page() {
    let (_server, amira, _socket, ben, path) = furnished().await;
    for kind in ["a", "b", "c"] {
        react(&amira, &path, json!({"type": kind})).await;
    }
    react(&ben, &path, json!({"type": "a"})).await;
    let list = amira.get(&format!("{path}/reactions?limit=2&offset=1")).await.ok();
    assert_eq!((&list["reactions"][0]["type"], &list["reactions"][1]["type"]), (&json!("c"), &json!("b")));
    let query = async |body: Value| amira.post(&format!("{path}/reactions"), body).await.ok();
    let first = query(json!({"filter": {"user_id": "amira"}, "limit": 2})).await;
    let second = query(json!({"filter": {"user_id": "amira"}, "limit": 2, "next": first["next"]})).await;
    assert_eq!((first["reactions"].as_array().unwrap().len(), second["reactions"].as_array().unwrap().len()), (2, 1));
    assert!(second.get("next").is_none());
    assert_eq!(query(json!({"filter": {"type": {"$in": ["a"]}}})).await["reactions"].as_array().unwrap().len(), 2);
    assert_eq!(amira.post(&format!("{path}/reactions"), json!({"next": "!"})).await.code(), 4);
}

#[tokio::test]
async fn reactions_have_limits() {
    let (_server, amira, _socket, _, path) = furnished().await;
    let code =
        async |reaction: Value| amira.post(&format!("{path}/reaction"), json!({"reaction": reaction})).await.code();
    assert_eq!(code(json!({"type": "x".repeat(31)})).await, 4);
    assert_eq!(code(json!({"type": ""})).await, 4);
    assert_eq!(code(json!({})).await, 4);
    assert_eq!(code(json!({"type": "like", "extra": "y".repeat(1100)})).await, 22);
    amira.delete(&path).await.ok();
    assert_eq!(code(json!({"type": "like"})).await, 4);
}
