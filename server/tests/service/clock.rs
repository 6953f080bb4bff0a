//! The clock that tests can turn: what is over at a time is over at once.
use crate::support;

use serde_json::{Value, json};
use support::Server;

async fn turn(server: &Server, body: Value) -> support::Reply {
    server.back_door(reqwest::Method::POST, "/clock", Some(body)).await
}

#[tokio::test]
async fn turned_forward_slow_mode_is_over_and_messages_are_dated_then() {
    let server = Server::start().await;
    let [amira, ben, mara] = server.people(["amira", "ben", "mara"]).await;
    let data = json!({"members": ["amira", "ben", {"user_id": "mara", "channel_role": "channel_moderator"}]});
    amira.post("/channels/messaging/room/query", json!({"data": data})).await.ok();
    mara.post("/channels/messaging/room", json!({"cooldown": 60})).await.ok();
    let before = ben.say("messaging:room", "first").await;
    assert_eq!(ben.send("messaging:room", json!({"text": "too soon"})).await.code(), 60);
    let clock = turn(&server, json!({"advance_seconds": 61})).await.ok();
    assert!(clock["ahead_seconds"].as_f64().unwrap() > 60.0 && clock["frozen"] == false, "{clock}");
    let after = ben.say("messaging:room", "later").await;
    assert!(after["created_at"].as_str() > before["created_at"].as_str());
    assert!(after["created_at"].as_str() >= clock["now"].as_str());
}

#[tokio::test]
async fn a_clock_that_stands_still_gives_times_that_rise_by_microseconds() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    let noon = "2031-05-06T12:00:00.000000Z";
    let clock = turn(&server, json!({"set": noon, "freeze": true})).await.ok();
    assert!(clock["now"].as_str().unwrap().starts_with("2031-05-06T12:00:00.") && clock["frozen"] == true, "{clock}");
    let (a, b) = (amira.say("messaging:room", "a").await, amira.say("messaging:room", "b").await);
    assert!(a["created_at"].as_str() < b["created_at"].as_str());
    assert!(b["created_at"].as_str().unwrap().starts_with("2031-05-06T12:00:00."), "{}", b["created_at"]);
    turn(&server, json!({"freeze": false})).await.ok();
    let shown = server.back_door(reqwest::Method::GET, "/clock", None).await.ok();
    assert!(shown["now"].as_str().unwrap().starts_with("2031-05-06T12:") && shown["frozen"] == false, "{shown}");
}

#[tokio::test]
async fn the_clock_refuses_to_go_back_and_says_why() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    for (body, reason) in [
        (json!({"set": "2001-01-01T00:00:00Z"}), "cannot go back"),
        (json!({"advance_seconds": -1}), "only goes forward"),
        (json!({"advance_seconds": 1e15}), "hundred years"),
        (json!({"set": "soon"}), "no valid time"),
        (json!({"rewind": 5}), "unknown field"),
    ] {
        let reply = turn(&server, body.clone()).await;
        assert!(reply.body["message"].as_str().unwrap().contains(reason), "{body}: {}", reply.body);
        assert_eq!(reply.code(), 4);
    }
}
