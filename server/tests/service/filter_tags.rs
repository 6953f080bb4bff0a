//! Filter tags of channels: given at creation, changed by updates, found by queries.
use crate::support;

use serde_json::{Value, json};
use support::Server;

const ROOM: &str = "/channels/messaging/room";

#[tokio::test]
async fn tags_are_given_at_creation_and_changed_by_updates() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    let data = json!({"members": ["amira", "ben"], "filter_tags": ["red", "blue", "red"]});
    let bundle = amira.post(&format!("{ROOM}/query"), json!({"data": data})).await.ok();
    assert_eq!(bundle["channel"]["filter_tags"], json!(["red", "blue"]));
    let changed =
        amira.post(ROOM, json!({"add_filter_tags": ["green"], "remove_filter_tags": ["red", "none"]})).await.ok();
    assert_eq!(changed["channel"]["filter_tags"], json!(["blue", "green"]));
    assert_eq!(ben.open("messaging:room", &[]).await["channel"]["filter_tags"], json!(["blue", "green"]));
    assert_eq!(ben.post(ROOM, json!({"add_filter_tags": ["mine"]})).await.code(), 17);
}

#[tokio::test]
async fn a_channel_has_at_most_ten_tags_of_a_sensible_length() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    let tags = |count: usize| -> Value { (0..count).map(|at| json!(format!("t{at}"))).collect() };
    assert_eq!(amira.post(ROOM, json!({"add_filter_tags": tags(11)})).await.code(), 4);
    amira.post(ROOM, json!({"add_filter_tags": tags(10)})).await.ok();
    assert_eq!(amira.post(ROOM, json!({"add_filter_tags": ["one more"]})).await.code(), 4);
    for tag in [String::new(), "x".repeat(256)] {
        assert_eq!(amira.post(ROOM, json!({"remove_filter_tags": ["t0"], "add_filter_tags": [tag]})).await.code(), 4);
    }
    assert_eq!(amira.open("messaging:room", &[]).await["channel"]["filter_tags"], tags(10));
}

#[tokio::test]
async fn channels_are_found_by_any_of_their_tags_or_by_all() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    for (id, tags) in [("a", json!(["red", "blue"])), ("b", json!(["red"])), ("c", json!([]))] {
        let data = json!({"members": ["amira"], "filter_tags": tags});
        amira.post(&format!("/channels/messaging/{id}/query"), json!({"data": data})).await.ok();
    }
    let cases = [
        (json!({"$in": ["red"]}), json!(["a", "b"])),
        (json!({"$in": ["blue", "green"]}), json!(["a"])),
        (json!({"$in": []}), json!([])),
        (json!({"$eq": ["blue", "red"]}), json!(["a"])),
        (json!(["red"]), json!(["b"])),
    ];
    for (tags, wanted) in cases {
        let filter = json!({"members": {"$in": ["amira"]}, "filter_tags": tags});
        let found = amira.post("/channels", json!({"filter_conditions": filter, "sort": [{"field": "id"}]})).await.ok();
        let ids: Value = found["channels"].as_array().unwrap().iter().map(|one| one["channel"]["id"].clone()).collect();
        assert_eq!(ids, wanted, "{tags}");
    }
    for bad in [json!({"$gt": ["red"]}), json!({"$in": [1]}), json!({"$in": "red"})] {
        let filter = json!({"members": {"$in": ["amira"]}, "filter_tags": bad});
        assert_eq!(amira.post("/channels", json!({"filter_conditions": filter})).await.code(), 4, "{bad}");
    }
}
