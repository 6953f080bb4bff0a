//! Pages of messages: always oldest first, always full if there is enough.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User};

async fn furnished(count: usize) -> (Server, User, Vec<String>) {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    let mut times = Vec::new();
    for n in 1..=count {
        let message =
            amira.send("messaging:room", json!({"id": format!("m{n}"), "text": "x"})).await.ok()["message"].clone();
        times.push(message["created_at"].as_str().unwrap().to_owned());
        // A reply must never appear in a page of the channel.
        amira
            .send("messaging:room", json!({"id": format!("m{n}-reply"), "text": "x", "parent_id": format!("m{n}")}))
            .await
            .ok();
    }
    (server, amira, times)
}

async fn page(user: &User, messages: Value) -> String {
    let body = json!({"state": true, "messages": messages});
    let bundle = user.post("/channels/messaging/room/query", body).await.ok();
    let ids = bundle["messages"].as_array().unwrap().iter().map(|message| message["id"].as_str().unwrap().to_owned());
    ids.collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn pages_by_id_lie_directly_beside_the_message() {
    let (_server, amira, _) = furnished(9).await;
    assert_eq!(page(&amira, json!({"limit": 3})).await, "m7 m8 m9");
    assert_eq!(page(&amira, json!({"limit": 3, "id_lt": "m7"})).await, "m4 m5 m6");
    assert_eq!(page(&amira, json!({"limit": 3, "id_lte": "m7"})).await, "m5 m6 m7");
    assert_eq!(page(&amira, json!({"limit": 3, "id_gt": "m2"})).await, "m3 m4 m5");
    assert_eq!(page(&amira, json!({"limit": 3, "id_gte": "m2"})).await, "m2 m3 m4");
    assert_eq!(page(&amira, json!({"limit": 3, "id_lt": "m3"})).await, "m1 m2");
    assert_eq!(page(&amira, json!({"limit": 3, "id_lt": "m1"})).await, "");
}

#[tokio::test]
async fn a_page_around_a_message_has_it_in_the_middle_where_there_is_enough() {
    let (_server, amira, _) = furnished(9).await;
    assert_eq!(page(&amira, json!({"limit": 5, "id_around": "m5"})).await, "m3 m4 m5 m6 m7");
    assert_eq!(page(&amira, json!({"limit": 4, "id_around": "m5"})).await, "m3 m4 m5 m6");
    assert_eq!(page(&amira, json!({"limit": 5, "id_around": "m1"})).await, "m1 m2 m3 m4 m5");
    assert_eq!(page(&amira, json!({"limit": 5, "id_around": "m9"})).await, "m5 m6 m7 m8 m9");
    assert_eq!(page(&amira, json!({"limit": 20, "id_around": "m5"})).await, "m1 m2 m3 m4 m5 m6 m7 m8 m9");
}

#[tokio::test]
async fn pages_by_time_do_the_same() {
    let (_server, amira, times) = furnished(5).await;
    let third = &times[2];
    assert_eq!(page(&amira, json!({"limit": 2, "created_at_before": third})).await, "m1 m2");
    assert_eq!(page(&amira, json!({"limit": 2, "created_at_before_or_equal": third})).await, "m2 m3");
    assert_eq!(page(&amira, json!({"limit": 2, "created_at_after": third})).await, "m4 m5");
    assert_eq!(page(&amira, json!({"limit": 2, "created_at_after_or_equal": third})).await, "m3 m4");
    assert_eq!(page(&amira, json!({"limit": 3, "created_at_around": third})).await, "m2 m3 m4");
}

#[tokio::test]
async fn bad_cursors_are_errors_not_empty_pages() {
    let (_server, amira, _) = furnished(1).await;
    let code = async |messages: Value| {
        amira.post("/channels/messaging/room/query", json!({"state": true, "messages": messages})).await.code()
    };
    assert_eq!(code(json!({"id_lt": "nothing"})).await, 16);
    assert_eq!(code(json!({"created_at_before": "yesterday"})).await, 4);
    assert_eq!(code(json!({"id_lt": "m1", "id_gt": "m1"})).await, 4);
}

#[tokio::test]
async fn a_plain_read_pages_too_and_creates_nothing() {
    let (_server, amira, _) = furnished(4).await;
    let bundle = amira.get("/channels/messaging/room?messages_limit=2&messages_id_lt=m4").await.ok();
    assert_eq!((&bundle["messages"][0]["id"], &bundle["messages"][1]["id"]), (&json!("m2"), &json!("m3")));
    assert_eq!(amira.get("/channels/messaging/nothing").await.code(), 16);
}

#[tokio::test]
async fn replies_come_oldest_first_from_the_end_that_the_sort_names() {
    let (_server, amira, _) = furnished(1).await;
    for n in 2..=5 {
        amira.send("messaging:room", json!({"id": format!("r{n}"), "text": "x", "parent_id": "m1"})).await.ok();
    }
    let replies = async |query: &str| {
        let found = amira.get(&format!("/messages/m1/replies?{query}")).await.ok();
        let ids =
            found["messages"].as_array().unwrap().iter().map(|message| message["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>().join(" ")
    };
    let sort = |direction: i64| format!("sort=%5B%7B%22field%22:%22created_at%22,%22direction%22:{direction}%7D%5D");
    assert_eq!(replies("limit=2").await, "r4 r5");
    assert_eq!(replies(&format!("limit=2&{}", sort(-1))).await, "r4 r5");
    assert_eq!(replies(&format!("limit=2&{}", sort(1))).await, "m1-reply r2");
    assert_eq!(replies("limit=2&id_lt=r4").await, "r2 r3");
    assert_eq!(replies("limit=2&id_gt=r2").await, "r3 r4");
    assert_eq!(replies("limit=3&id_around=r3").await, "r2 r3 r4");
    assert_eq!(amira.get("/messages/m1/replies?id_lt=nothing").await.code(), 16);
}
