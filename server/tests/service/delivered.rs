//! Delivery receipts: who learns of them, and that they never go back.
use crate::support;

use serde_json::{Value, json};
use support::{Server, Socket, User, types};

fn mark<'a>(bundle: &'a Value, user: &str) -> &'a Value {
    bundle["read"].as_array().unwrap().iter().find(|mark| mark["user"]["id"] == user).unwrap()
}

async fn furnished(privacy: Value) -> (Server, User, Socket, User) {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let (ben, _) = server.connect_as("ben", json!({"id": "ben", "privacy_settings": privacy})).await;
    let ben = User { connection: None, ..ben };
    amira.open("messaging:room", &["amira", "ben"]).await;
    for id in ["m1", "m2", "m3"] {
        amira.send("messaging:room", json!({"id": id, "text": "x"})).await.ok();
    }
    socket.drain().await;
    (server, amira, socket, ben)
}

async fn deliver(user: &User, id: &str) -> support::Reply {
    let body = json!({"latest_delivered_messages": [{"cid": "messaging:room", "id": id}]});
    user.post("/channels/delivered", body).await
}

#[tokio::test]
async fn a_delivered_message_is_shown_to_the_others_in_an_event_and_in_the_channel() {
    let (_server, amira, mut socket, ben) = furnished(json!({})).await;
    assert!(
        amira.get("/channels/messaging/room").await.ok()["channel"]["config"]["delivery_events"].as_bool().unwrap()
    );
    deliver(&ben, "m2").await.ok();
    let event = socket.wait("message.delivered").await;
    assert_eq!((&event["user"]["id"], &event["last_delivered_message_id"]), (&json!("ben"), &json!("m2")));
    let bundle = amira.get("/channels/messaging/room").await.ok();
    let shown = mark(&bundle, "ben");
    assert_eq!(
        (&shown["last_delivered_at"], &shown["last_delivered_message_id"], &shown["unread_messages"]),
        (&event["last_delivered_at"], &json!("m2"), &json!(3))
    );
    assert_eq!(bundle["messages"][1]["created_at"], event["last_delivered_at"]);
}

#[tokio::test]
async fn a_receipt_never_goes_back_and_never_lies_before_what_is_read() {
    let (_server, amira, mut socket, ben) = furnished(json!({})).await;
    deliver(&ben, "m2").await.ok();
    socket.wait("message.delivered").await;
    for id in ["m1", "m2", "unknown"] {
        deliver(&ben, id).await.ok();
    }
    deliver(&amira, "m3").await.ok();
    assert!(socket.drain().await.is_empty());
    ben.post("/channels/messaging/room/read", json!({})).await.ok();
    assert_eq!(mark(&amira.get("/channels/messaging/room").await.ok(), "ben")["last_delivered_message_id"], "m3");
    socket.drain().await;
    deliver(&ben, "m3").await.ok();
    assert!(socket.drain().await.is_empty());
    ben.post("/channels/messaging/room/unread", json!({"message_id": "m2"})).await.ok();
    let bundle = amira.get("/channels/messaging/room").await.ok();
    assert_eq!(
        (&mark(&bundle, "ben")["last_delivered_message_id"], &mark(&bundle, "ben")["last_read_message_id"]),
        (&json!("m3"), &json!("m1"))
    );
}

#[tokio::test]
async fn whoever_hides_delivery_receipts_gives_none() {
    let (_server, amira, mut socket, ben) = furnished(json!({"delivery_receipts": {"enabled": false}})).await;
    deliver(&ben, "m2").await.ok();
    assert!(socket.drain().await.is_empty());
    ben.post("/channels/messaging/room/read", json!({})).await.ok();
    assert_eq!(types(&socket.drain().await), ["message.read"]);
    let bundle = amira.get("/channels/messaging/room").await.ok();
    assert_eq!(mark(&bundle, "ben").get("last_delivered_message_id"), None);
}

#[tokio::test]
async fn replies_that_stay_in_their_thread_are_no_receipts_and_bad_calls_are_refused() {
    let (server, amira, mut socket, ben) = furnished(json!({})).await;
    let [dora] = server.people(["dora"]).await;
    amira.send("messaging:room", json!({"id": "r", "text": "x", "parent_id": "m1"})).await.ok();
    socket.drain().await;
    deliver(&ben, "r").await.ok();
    deliver(&dora, "m3").await.ok();
    assert!(socket.drain().await.is_empty());
    let many: Vec<Value> = (0..101).map(|n| json!({"cid": "messaging:room", "id": format!("m{n}")})).collect();
    for body in [
        json!({}),
        json!({"latest_delivered_messages": many}),
        json!({"latest_delivered_messages": [{"cid": "x", "id": "y"}]}),
    ] {
        assert_eq!(ben.post("/channels/delivered", body).await.code(), 4);
    }
}
