//! Pinned messages: the list, its pages in both directions, and what is in it.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User};

const PATH: &str = "/channels/messaging/room/pinned_messages";

/// Messages `m1` to `m{count}`, pinned one after the other. Answers when each was pinned.
async fn furnished(count: usize) -> (Server, User, Vec<String>) {
    let server = Server::start().await;
    let [amira, _ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    for n in 1..=count {
        amira.send("messaging:room", json!({"id": format!("m{n}"), "text": "x"})).await.ok();
    }
    let mut times = Vec::new();
    for n in 1..=count {
        let answer = amira.put(&format!("/messages/m{n}"), json!({"set": {"pinned": true}})).await.ok();
        times.push(answer["message"]["pinned_at"].as_str().unwrap().to_owned());
    }
    (server, amira, times)
}

fn ids(answer: &Value) -> String {
    let ids = answer["messages"].as_array().unwrap().iter().map(|message| message["id"].as_str().unwrap().to_owned());
    ids.collect::<Vec<_>>().join(" ")
}

async fn page(user: &User, payload: Value) -> String {
    ids(&user.payload(PATH, payload).await.ok())
}

#[tokio::test]
async fn the_newest_pin_comes_first_and_pages_lie_beside_their_cursor() {
    let (_server, amira, times) = furnished(7).await;
    assert_eq!(page(&amira, json!({})).await, "m7 m6 m5 m4 m3 m2 m1");
    assert_eq!(page(&amira, json!({"limit": 2})).await, "m7 m6");
    assert_eq!(page(&amira, json!({"limit": 2, "offset": 2})).await, "m5 m4");
    assert_eq!(page(&amira, json!({"limit": 2, "id_lt": "m6"})).await, "m5 m4");
    assert_eq!(page(&amira, json!({"limit": 2, "id_lte": "m6"})).await, "m6 m5");
    assert_eq!(page(&amira, json!({"limit": 2, "id_gt": "m3"})).await, "m5 m4");
    assert_eq!(page(&amira, json!({"limit": 2, "id_gt": "m3", "offset": 1})).await, "m6 m5");
    assert_eq!(page(&amira, json!({"limit": 2, "id_gte": "m3"})).await, "m4 m3");
    assert_eq!(page(&amira, json!({"limit": 3, "id_around": "m4"})).await, "m5 m4 m3");
    assert_eq!(page(&amira, json!({"limit": 2, "pinned_at_before": times[2]})).await, "m2 m1");
    assert_eq!(page(&amira, json!({"limit": 2, "pinned_at_after_or_equal": times[2]})).await, "m4 m3");
    assert_eq!(page(&amira, json!({"limit": 3, "sort": [{"field": "pinned_at", "direction": 1}]})).await, "m1 m2 m3");
    assert_eq!(page(&amira, json!({"limit": 2, "id_gt": "m3", "sort": {"pinned_at": 1}})).await, "m4 m5");
}

#[tokio::test]
async fn the_arguments_may_also_come_as_parameters_of_their_own() {
    let (_server, amira, times) = furnished(4).await;
    let get = async |query: &str| ids(&amira.get(&format!("{PATH}?{query}")).await.ok());
    assert_eq!(get("limit=2").await, "m4 m3");
    assert_eq!(get("limit=2&id_lt=m3").await, "m2 m1");
    assert_eq!(get(&format!("pinned_at_after={}", times[1])).await, "m4 m3");
    assert_eq!(get("limit=1&sort=%5B%7B%22field%22%3A%22pinned_at%22%2C%22direction%22%3A1%7D%5D").await, "m1");
    for query in ["limit=x", "id_lt=m1&id_gt=m2", "pinned_at_after=noon", "sort=text", "offset=1001"] {
        assert_eq!(amira.get(&format!("{PATH}?{query}")).await.code(), 4, "{query}");
    }
    assert_eq!(amira.payload(PATH, json!({"sort": {"text": 1}})).await.code(), 4);
    assert_eq!(amira.payload(PATH, json!({"id_lt": "unknown"})).await.code(), 16);
}

#[tokio::test]
async fn the_list_has_replies_and_expired_pins_but_nothing_deleted_unpinned_or_hidden() {
    let (server, amira, _) = furnished(3).await;
    let [ben, dora] = [server.user("ben"), server.user("dora")];
    amira.send("messaging:room", json!({"id": "r", "text": "x", "parent_id": "m1", "pinned": true})).await.ok();
    let expired = json!({"set": {"pinned": true, "pin_expires": "2001-01-01T00:00:00Z"}});
    amira.send("messaging:room", json!({"id": "m4", "text": "x"})).await.ok();
    amira.put("/messages/m4", expired).await.ok();
    amira.put("/messages/m2", json!({"set": {"pinned": false}})).await.ok();
    amira.delete("/messages/m3").await.ok();
    assert_eq!(page(&ben, json!({})).await, "m4 r m1");
    let bundle = ben.get("/channels/messaging/room").await.ok();
    assert_eq!(ids(&json!({"messages": bundle["pinned_messages"]})), "m4 r m1");
    ben.post("/channels/messaging/room/hide", json!({"clear_history": true})).await.ok();
    assert_eq!(page(&ben, json!({})).await, "");
    assert_eq!(dora.get(PATH).await.code(), 17);
}

#[tokio::test]
async fn a_channel_opens_with_its_ten_newest_pins() {
    let (_server, amira, _) = furnished(12).await;
    let bundle = amira.get("/channels/messaging/room").await.ok();
    assert_eq!(ids(&json!({"messages": bundle["pinned_messages"]})), "m12 m11 m10 m9 m8 m7 m6 m5 m4 m3");
}
