//! What faults do to WebSockets: each kind, seen from the client.
use crate::support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{End, PATIENCE, Refused, Server, Socket, User, types};
use tokio::time::timeout;

/// Two people in a room, the first of whom watches it.
async fn room(server: &Server) -> (User, Socket, User) {
    let [ben] = server.people(["ben"]).await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    socket.drain().await;
    (amira, socket, ben)
}

fn texts(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["message"]["text"].as_str()).collect()
}

async fn ledger_of(server: &Server, user: &User) -> Value {
    let books = server.handle.ledger();
    let connections = books["connections"].as_array().unwrap();
    let id = user.connection.as_deref().unwrap();
    connections.iter().find(|connection| connection["connection_id"] == id).unwrap().clone()
}

#[tokio::test]
async fn an_upgrade_is_refused_by_an_error_or_by_an_ordinary_answer() {
    let server = Server::breakable().await;
    for (how, status) in [("403", 403), ("200", 200)] {
        server.fault(json!({"kind": "refuse_upgrade", "how": how, "times": 1, "user_id": "amira"})).await;
        let refused = server.user("amira").try_socket().await.err().expect("it must be refused");
        assert!(matches!(&refused, Refused::Http(response) if response.status() == status), "{how}: {refused:?}");
    }
    server.connect("amira").await;
    assert_eq!(server.strikes().await, [1, 1]);
}

#[tokio::test]
async fn an_upgrade_into_a_black_hole_is_not_answered_until_the_fault_is_removed() {
    let server = Server::breakable().await;
    server.fault(json!({"kind": "refuse_upgrade", "how": "black_hole", "user_id": "amira"})).await;
    let amira = server.user("amira");
    let mut attempt = Box::pin(amira.try_socket());
    assert!(timeout(Duration::from_millis(200), &mut attempt).await.is_err(), "nothing may be answered");
    server.connect("ben").await;
    server.repair().await;
    assert!(timeout(PATIENCE, attempt).await.expect("still not answered").is_err());
    server.connect("amira").await;
}

#[tokio::test]
async fn a_stopping_server_does_not_wait_for_what_faults_hold() {
    let server = Server::breakable().await;
    server.fault(json!({"kind": "refuse_upgrade", "how": "black_hole", "user_id": "ben"})).await;
    let (_, mut socket) = server.connect("amira").await;
    let ben = server.user("ben");
    let attempt = tokio::spawn(async move { ben.try_socket().await.is_err() });
    while server.strikes().await != [1] {
        tokio::task::yield_now().await;
    }
    server.fault(json!({"kind": "half_open"})).await;
    while server.strikes().await != [1, 1] {
        tokio::task::yield_now().await;
    }
    let started = Instant::now();
    server.handle.stop().await;
    assert!(started.elapsed() < Duration::from_millis(1500), "{:?}", started.elapsed());
    assert!(attempt.await.unwrap());
    assert_eq!(socket.rest().await, (vec![], End::Cut));
}

#[tokio::test]
async fn a_killed_socket_ends_without_close_frame_right_after_its_first_frame() {
    let server = Server::breakable().await;
    server.fault(json!({"kind": "kill_socket", "user_id": "amira", "times": 2})).await;
    for _ in 0..2 {
        let (events, end) = server.user("amira").socket(json!({"id": "amira"})).await.rest().await;
        assert_eq!((types(&events), end), (vec!["health.check"], End::Cut));
    }
    let (_, mut amira) = server.connect("amira").await;
    assert!(amira.drain().await.is_empty(), "the third lives");
    assert_eq!(server.strikes().await, [2]);
}

#[tokio::test]
async fn a_socket_is_killed_later_or_before_its_first_frame() {
    let server = Server::breakable().await;
    server.fault(json!({"kind": "kill_socket", "after_ms": 150, "user_id": "amira"})).await;
    let started = Instant::now();
    let (events, end) = server.user("amira").socket(json!({"id": "amira"})).await.rest().await;
    assert_eq!((events.len(), end), (1, End::Cut));
    assert!(started.elapsed() >= Duration::from_millis(150), "{:?}", started.elapsed());
    server.fault(json!({"kind": "kill_socket", "before_first_frame": true, "user_id": "ben"})).await;
    let (events, end) = server.user("ben").socket(json!({"id": "ben"})).await.rest().await;
    assert_eq!((events.len(), end), (0, End::Cut));
}

#[tokio::test]
async fn sockets_that_are_open_already_are_killed_only_when_asked_for() {
    let server = Server::breakable().await;
    let (amira, mut one) = server.connect("amira").await;
    let (_, mut two) = server.connect("amira").await;
    server.fault(json!({"kind": "kill_socket", "user_id": "amira"})).await;
    assert!(one.drain().await.is_empty());
    server.fault(json!({"kind": "kill_socket", "connection_id": amira.connection, "now": true})).await;
    assert_eq!(one.rest().await, (vec![], End::Cut));
    assert!(two.drain().await.is_empty(), "the other connection of this user lives");
    assert_eq!(server.strikes().await, [0, 1]);
}

#[tokio::test]
async fn a_socket_can_be_closed_with_a_code_instead() {
    let server = Server::breakable().await;
    let (_, mut amira) = server.connect("amira").await;
    server.fault(json!({"kind": "kill_socket", "now": true, "code": 4001})).await;
    assert_eq!(amira.rest().await, (vec![], End::Closed(Some(4001))));
    let (events, end) = server.user("ben").socket(json!({"id": "ben"})).await.rest().await;
    assert_eq!((types(&events), end), (vec!["health.check"], End::Closed(Some(4001))));
}

#[tokio::test]
async fn a_half_open_socket_stays_and_says_nothing_until_the_fault_is_removed() {
    let server = Server::breakable().await;
    let (amira, mut socket, ben) = room(&server).await;
    server.fault(json!({"kind": "half_open", "user_id": "amira"})).await;
    let lost = ben.say("messaging:room", "lost").await;
    socket.send(r#"[{"type":"health.check"}]"#).await;
    socket.stays_silent().await;
    let page = ledger_of(&server, &amira).await;
    assert!(page["sent"].as_array().unwrap().iter().all(|entry| entry["message_id"] != lost["id"]));
    assert!(page["withheld"].as_array().unwrap().iter().any(|entry| entry["message_id"] == lost["id"]));
    assert_eq!(page["open"], true);
    let (_, mut new) = server.connect("amira").await;
    assert!(new.drain().await.is_empty(), "a new socket is whole");
    server.repair().await;
    assert_eq!(socket.rest().await, (vec![], End::Cut));
}

#[tokio::test]
async fn a_new_socket_goes_half_open_after_its_first_frame_when_asked_for() {
    let server = Server::breakable().await;
    let started = Instant::now();
    server.fault(json!({"kind": "half_open", "new": true, "after_ms": 100, "times": 1, "for_ms": 700})).await;
    let (_, mut amira) = server.connect("amira").await;
    while server.strikes().await != [1] {
        tokio::task::yield_now().await;
    }
    assert!(started.elapsed() >= Duration::from_millis(100));
    amira.send(r#"[{"type":"health.check"}]"#).await;
    amira.stays_silent().await;
    let (_, mut ben) = server.connect("ben").await;
    assert!(ben.drain().await.is_empty(), "it has struck once, which is all it may");
    assert_eq!(amira.rest().await, (vec![], End::Cut), "and lets go when its time is over");
    assert!(started.elapsed() >= Duration::from_millis(700));
}

#[tokio::test]
async fn ignored_pings_get_no_answer_while_events_go_on() {
    let server = Server::breakable().await;
    let (_, mut socket, ben) = room(&server).await;
    server.fault(json!({"kind": "ignore_pings", "user_id": "amira"})).await;
    socket.send(r#"[{"type":"health.check"}]"#).await;
    socket.stays_silent().await;
    ben.say("messaging:room", "still here").await;
    assert_eq!(socket.next().await["message"]["text"], "still here");
    assert_eq!(server.strikes().await, [1]);
    server.repair().await;
    assert!(socket.drain().await.is_empty());
}

#[tokio::test]
async fn delayed_frames_come_later_and_in_order() {
    let server = Server::breakable().await;
    let (_, mut socket, ben) = room(&server).await;
    server.fault(json!({"kind": "delay_frames", "ms": 150, "times": 2, "user_id": "amira"})).await;
    let started = Instant::now();
    for text in ["one", "two", "three"] {
        ben.say("messaging:room", text).await;
    }
    let events = socket.drain().await;
    assert!(started.elapsed() >= Duration::from_millis(150), "{:?}", started.elapsed());
    assert_eq!(texts(&events), ["one", "two", "three"], "and the answer to the ping behind them");
    assert_eq!(server.strikes().await, [2]);
}

#[tokio::test]
async fn a_first_frame_is_delayed_too_and_released_with_the_fault() {
    let server = Server::breakable().await;
    server.fault(json!({"kind": "delay_frames", "ms": 600_000})).await;
    let mut amira = server.user("amira").socket(json!({"id": "amira"})).await;
    amira.stays_silent().await;
    server.repair().await;
    assert_eq!(amira.next().await["type"], "health.check");
}

#[tokio::test]
async fn each_nth_event_is_dropped_but_never_the_first_frame() {
    let server = Server::breakable().await;
    let (amira, mut socket, ben) = room(&server).await;
    server.fault(json!({"kind": "drop_frames", "every": 2, "user_id": "amira"})).await;
    server.fault(json!({"kind": "drop_frames", "every": 1, "user_id": "carol"})).await;
    for text in ["one", "two", "three", "four"] {
        ben.say("messaging:room", text).await;
    }
    let all: Vec<&str> = vec!["one", "three"];
    assert_eq!(texts(&socket.drain().await), all);
    assert_eq!(ledger_of(&server, &amira).await["withheld"].as_array().unwrap().len(), 2);
    server.connect("carol").await;
}
