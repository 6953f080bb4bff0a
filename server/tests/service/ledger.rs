//! The books: complete enough to compare with what clients saw and to count what they asked for.
use crate::support;

use reqwest::Method;
use serde_json::{Value, json};
use support::{Server, User};

async fn books(server: &Server, query: &str) -> Value {
    server.back_door(Method::GET, &format!("/ledger{query}"), None).await.ok()
}

fn list<'a>(books: &'a Value, part: &str) -> &'a Vec<Value> {
    books[part].as_array().unwrap()
}

fn page<'a>(books: &'a Value, user: &User) -> &'a Value {
    let id = user.connection.as_deref().unwrap();
    list(books, "connections").iter().find(|page| page["connection_id"] == id).unwrap()
}

/// What a client has seen, in the words of the ledger.
fn words(events: &[Value]) -> Vec<(Value, Value, Value)> {
    let of = |event: &Value| {
        let cid = if event["type"] == "health.check" { Value::Null } else { event["cid"].clone() };
        (event["type"].clone(), cid, event["message"]["id"].clone())
    };
    events.iter().map(of).collect()
}

fn booked(page: &Value) -> Vec<(Value, Value, Value)> {
    let of = |entry: &Value| (entry["type"].clone(), entry["cid"].clone(), entry["message_id"].clone());
    page["sent"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn every_event_is_booked_as_sockets_and_polls_have_shown_it() {
    let server = Server::start().await;
    server.people(["ben"]).await;
    let (amira, mut socket) = server.connect("amira").await;
    let mut ben = server.user("ben");
    let first = ben.connect_by_polls().await;
    for user in [&amira, &ben] {
        user.open("messaging:room", &["amira", "ben"]).await;
    }
    let message = amira.say("messaging:room", "hello").await;
    let path = format!("/messages/{}/reaction", message["id"].as_str().unwrap());
    ben.post(&path, json!({"reaction": {"type": "love"}})).await.ok();
    let mut seen = vec![socket.first.clone()];
    seen.extend(socket.drain().await);
    let mut polled = vec![first];
    polled.extend(list(&ben.get("/longpoll").await.ok(), "events").clone());
    let books = books(&server, "").await;
    for (user, transport, seen) in [(&amira, "websocket", seen), (&ben, "longpoll", polled)] {
        let page = page(&books, user);
        assert_eq!((&page["user_id"], &page["transport"]), (&json!(user.id), &json!(transport)));
        assert!(seen.iter().any(|event| event["type"] == "reaction.new"));
        assert_eq!(booked(page), words(&seen));
        let numbers: Vec<u64> = list(page, "sent").iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
        assert!(list(page, "sent").iter().all(|entry| entry["at_ms"].as_u64() <= books["now_ms"].as_u64()));
    }
    let number = |user| list(page(&books, user), "sent").iter().find(|entry| entry["type"] == "message.new").unwrap();
    assert_eq!(number(&amira)["seq"], number(&ben)["seq"], "one event, one number");
    let accepted = list(&books, "accepted");
    assert_eq!(
        (accepted.len(), &accepted[0]["id"], &accepted[0]["cid"]),
        (1, &message["id"], &json!("messaging:room"))
    );
    assert!(accepted[0]["seq"].is_u64() && accepted[0]["at_ms"].is_u64());
}

#[tokio::test]
async fn connections_are_booked_from_beginning_to_end() {
    let server = Server::start().await;
    let mut amira = server.user("amira");
    amira.connect_by_polls().await;
    let open = books(&server, "").await;
    assert_eq!((&page(&open, &amira)["open"], &page(&open, &amira)["closed_ms"]), (&json!(true), &Value::Null));
    amira.get("/longpoll?close=true").await.ok();
    let closed = books(&server, "").await;
    assert_eq!(page(&closed, &amira)["open"], false);
    assert!(page(&closed, &amira)["closed_ms"].as_u64() >= page(&closed, &amira)["opened_ms"].as_u64());
}

#[tokio::test]
async fn every_request_is_booked_with_user_path_status_and_time() {
    let server = Server::start().await;
    let (mut amira, socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    socket.close().await;
    amira.connection = None;
    amira.connect_by_polls().await;
    let refused = User { token: "a.b.c".to_owned(), ..server.user("ben") };
    assert_eq!(refused.get("/app").await.code(), 5);
    let books = books(&server, "").await;
    let lines: Vec<(&str, &str, &str, &Value, u64)> = list(&books, "requests")
        .iter()
        .map(|request| {
            let text = |key: &str| request[key].as_str().unwrap();
            let status = request["status"].as_u64().unwrap();
            (text("user_id"), text("method"), text("path"), &request["endpoint"], status)
        })
        .collect();
    let query = json!("/channels/{type}/{id}/query");
    assert_eq!(
        lines,
        [
            ("amira", "GET", "/connect", &json!("/connect"), 101),
            ("amira", "POST", "/channels/messaging/room/query", &query, 201),
            ("amira", "GET", "/longpoll", &json!("/longpoll"), 200),
            ("ben", "GET", "/app", &json!("/app"), 401),
        ]
    );
    let times: Vec<u64> = list(&books, "requests").iter().map(|request| request["at_ms"].as_u64().unwrap()).collect();
    assert!(times.is_sorted());
    let with_connection =
        list(&books, "requests").iter().filter(|request| request["connection_id"].is_string()).count();
    assert_eq!(with_connection, 1, "only the query named one");
}

#[tokio::test]
async fn a_request_without_answer_is_booked_without_status() {
    let server = Server::breakable().await;
    let amira = server.user("amira");
    server.fault(json!({"kind": "drop_reply"})).await;
    assert!(amira.try_call(Method::GET, "/app", None).await.is_err());
    let books = books(&server, "").await;
    let request = &list(&books, "requests")[0];
    assert_eq!((&request["path"], &request["status"]), (&json!("/app"), &Value::Null));
}

#[tokio::test]
async fn the_books_of_one_user_and_of_the_time_since_can_be_asked_for() {
    let server = Server::start().await;
    let (amira, _one) = server.connect("amira").await;
    let (ben, _two) = server.connect("ben").await;
    amira.get("/app").await.ok();
    let only = books(&server, "?of_user=ben").await;
    assert_eq!((list(&only, "connections").len(), list(&only, "requests").len()), (1, 1));
    let all = ben.get("/_dev/ledger").await.ok();
    assert_eq!(list(&all, "connections").len(), 2, "the user_id that clients add to every call chooses nothing");
    let mark = only["now_ms"].as_u64().unwrap() + 1;
    while books(&server, "").await["now_ms"].as_u64().unwrap() < mark {}
    ben.get("/app").await.ok();
    let later = books(&server, &format!("?since_ms={mark}")).await;
    assert_eq!((list(&later, "requests").len(), &later["requests"][0]["user_id"]), (1, &json!("ben")));
}

#[tokio::test]
async fn a_reset_begins_new_books() {
    let server = Server::start().await;
    server.user("amira").get("/app").await.ok();
    server.back_door(Method::POST, "/reset", None).await.ok();
    let books = books(&server, "").await;
    assert_eq!((list(&books, "requests").len(), list(&books, "accepted").len()), (0, 0));
}

/// A checker that asks after an answered call must not take "nothing sent yet" for "nothing to send".
#[tokio::test]
async fn events_of_an_answered_call_are_sent_or_waiting() {
    let server = Server::breakable().await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    amira.say("messaging:room", "warm up").await;
    socket.drain().await;
    let booked = async || {
        let books = books(&server, "").await;
        let page = page(&books, &amira).clone();
        (page["sent"].as_array().unwrap().len() as u64, page["waiting"].as_u64().unwrap())
    };
    let (sent, waiting) = booked().await;
    assert_eq!(waiting, 0, "all was received, so all was sent");
    server.fault(json!({"kind": "delay_frames", "ms": 600_000})).await;
    amira.say("messaging:room", "held back").await;
    assert_eq!(booked().await, (sent, 1));
    server.back_door(Method::DELETE, "/faults", None).await.ok();
    socket.wait("message.new").await;
    assert_eq!(booked().await, (sent + 1, 0));
}
