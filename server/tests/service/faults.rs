//! The back door for faults, and what they do to requests, tokens and polls. Sockets have their own file.
use crate::support;

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use support::{PATIENCE, Server, User};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Two people in a room.
async fn room(server: &Server) -> (User, User) {
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    (amira, ben)
}

async fn history(user: &User) -> Vec<String> {
    let bundle = user.open("messaging:room", &[]).await;
    bundle["messages"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

/// A request under way by itself.
fn polling(user: &User) -> tokio::task::JoinHandle<reqwest::Result<support::Reply>> {
    let user = user.clone();
    tokio::spawn(async move { user.try_call(Method::GET, "/longpoll", None).await })
}

/// Waits until the server has seen so many requests for a path.
async fn seen(server: &Server, path: &str, count: usize) {
    let arrived = async || {
        let books = server.handle.ledger();
        books["requests"].as_array().unwrap().iter().filter(|request| request["path"] == path).count()
    };
    while arrived().await < count {
        tokio::task::yield_now().await;
    }
}

fn texts(poll: &Value) -> Vec<&str> {
    poll["events"].as_array().unwrap().iter().filter_map(|event| event["message"]["text"].as_str()).collect()
}

#[tokio::test]
async fn without_the_option_there_are_no_faults() {
    let server = Server::start().await;
    for (method, path) in [(Method::GET, "/faults"), (Method::DELETE, "/faults"), (Method::DELETE, "/faults/1")] {
        assert_eq!(server.back_door(method, path, None).await.code(), 16);
    }
    let fault = json!({"kind": "ignore_pings"});
    assert_eq!(server.back_door(Method::POST, "/faults", Some(fault)).await.code(), 16);
}

#[tokio::test]
async fn faults_are_listed_with_their_strikes_and_removed_one_by_one_or_all() {
    let server = Server::breakable().await;
    let amira = server.user("amira");
    let fault = json!({"kind": "answer", "status": 500, "code": -1, "user_id": "amira", "times": 2});
    let placed = server.fault(fault).await;
    assert_eq!((&placed["kind"], &placed["struck"], &placed["active"]), (&json!("answer"), &json!(0), &json!(true)));
    let other = server.fault(json!({"kind": "delay_frames", "ms": 5, "for_ms": 60_000})).await;
    assert_ne!(placed["id"], other["id"]);
    for code in [-1, -1] {
        assert_eq!(amira.get("/app").await.code(), code);
    }
    amira.get("/app").await.ok();
    let list = server.back_door(Method::GET, "/faults", None).await.ok()["faults"].clone();
    assert_eq!((&list[0]["struck"], &list[0]["active"], &list[0]["times"]), (&json!(2), &json!(false), &json!(2)));
    assert_eq!((&list[1]["ms"], &list[1]["for_ms"], &list[1]["active"]), (&json!(5), &json!(60_000), &json!(true)));
    let path = format!("/faults/{}", placed["id"]);
    assert_eq!(server.back_door(Method::DELETE, &path, None).await.ok()["struck"], 2);
    assert_eq!(server.back_door(Method::DELETE, &path, None).await.code(), 16);
    assert_eq!(server.back_door(Method::DELETE, "/faults", None).await.ok()["removed"], 1);
    assert_eq!(server.strikes().await, [0; 0]);
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused_with_a_sentence() {
    let server = Server::breakable().await;
    let cases = [
        (json!({}), "kind"),
        (json!({"kind": "explode"}), "kill_socket"),
        (json!({"kind": "refuse_upgrade"}), "how"),
        (json!({"kind": "refuse_upgrade", "how": "rudely"}), "black_hole"),
        (json!({"kind": "refuse_upgrade", "how": "403", "connection_id": "x"}), "connection_id"),
        (json!({"kind": "expire_tokens", "connection_id": "x"}), "connection_id"),
        (json!({"kind": "kill_socket", "connection_id": "x"}), "now"),
        (json!({"kind": "kill_socket", "code": 1006}), "1006"),
        (json!({"kind": "kill_socket", "before_first_frame": true, "after_ms": 5}), "before_first_frame"),
        (json!({"kind": "kill_socket", "after": 5}), "after_ms"),
        (json!({"kind": "ignore_pings", "ms": 5}), "ms"),
        (json!({"kind": "delay_frames"}), "ms"),
        (json!({"kind": "delay_frames", "ms": 1e15 as u64}), "a day"),
        (json!({"kind": "drop_frames", "every": 0}), "every"),
        (json!({"kind": "answer", "status": 200, "code": 4}), "status"),
        (json!({"kind": "answer", "status": 429}), "code"),
        (json!({"kind": "drop_reply", "path": "channels"}), "path"),
        (json!({"kind": "ignore_pings", "times": 0}), "times"),
        (json!({"kind": "ignore_pings", "for_ms": "long"}), "for_ms"),
        (json!({"kind": "ignore_pings", "user_id": 7}), "user_id"),
    ];
    for (fault, word) in cases {
        let reply = server.back_door(Method::POST, "/faults", Some(fault.clone())).await;
        let message = reply.body["message"].as_str().unwrap_or_default().to_owned();
        assert_eq!(reply.code(), 4, "{fault}");
        assert!(message.contains(word), "{fault}: {message}");
    }
    assert_eq!(server.strikes().await, [0; 0]);
}

#[tokio::test]
async fn a_page_from_anywhere_may_place_and_remove_faults() {
    let server = Server::breakable().await;
    let url = format!("{}/_dev/faults", server.handle.url);
    let ask = |method: Method| server.http.request(method, &url).header("origin", "http://localhost:5173");
    let preflight = ask(Method::OPTIONS).header("access-control-request-method", "DELETE").send().await.unwrap();
    assert!(preflight.headers()["access-control-allow-methods"].to_str().unwrap().contains("DELETE"));
    let removed = ask(Method::DELETE).send().await.unwrap();
    assert_eq!(
        (removed.status().as_u16(), &removed.headers()["access-control-allow-origin"]),
        (200, &"*".parse().unwrap())
    );
    let answers = [preflight, removed];
    assert!(answers.iter().all(|answer| answer.headers()["connection"] == "close"), "so that nothing is sent twice");
}

#[tokio::test]
async fn a_reset_removes_all_faults() {
    let server = Server::breakable().await;
    server.fault(json!({"kind": "answer", "status": 503, "code": -1})).await;
    server.back_door(Method::POST, "/reset", None).await.ok();
    server.user("amira").get("/app").await.ok();
}

#[tokio::test]
async fn a_lost_reply_belongs_to_a_request_that_was_carried_out() {
    let server = Server::breakable().await;
    let (amira, ben) = room(&server).await;
    let path = "/channels/messaging/room/message";
    server.fault(json!({"kind": "drop_reply", "method": "post", "path": path, "times": 1, "user_id": "amira"})).await;
    assert_eq!(history(&amira).await, [""; 0], "another path");
    ben.say("messaging:room", "of somebody else").await;
    let message = json!({"message": {"id": "m1", "text": "sent once"}});
    assert!(amira.try_call(Method::POST, path, Some(message.clone())).await.is_err());
    assert_eq!(history(&ben).await, ["of somebody else", "sent once"]);
    assert_eq!(amira.post(path, message).await.code(), 4, "it is there already");
    assert_eq!(server.strikes().await, [1]);
}

#[tokio::test]
async fn of_a_lost_reply_not_one_byte_arrives() {
    let server = Server::breakable().await;
    server.fault(json!({"kind": "drop_reply"})).await;
    let mut stream = TcpStream::connect(server.handle.url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(b"GET /hi HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // An error is a reset, which is a way to lose a reply as well.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("the connection stayed open");
    assert_eq!(String::from_utf8_lossy(&answer), "");
    assert_eq!(server.strikes().await, [1]);
}

#[tokio::test]
async fn a_call_is_answered_with_an_error_instead_of_being_carried_out() {
    let server = Server::breakable().await;
    let (amira, _) = room(&server).await;
    let fault = json!({
        "kind": "answer", "status": 429, "code": 9, "message": "too many", "retry_after": 7, "method": "POST", "times": 1,
    });
    server.fault(fault).await;
    amira.get("/app").await.ok();
    let url = format!("{}/channels/messaging/room/message?api_key=local-key", amira.url);
    let request = amira.http.post(url).header("Authorization", &amira.token).header("origin", "http://localhost:5173");
    let response = request.json(&json!({"message": {"text": "not now"}})).send().await.unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (429, &"7".parse().unwrap()));
    let exposed = response.headers()["access-control-expose-headers"].to_str().unwrap().to_owned();
    assert!(exposed.contains("retry-after"));
    let body: Value = response.json().await.unwrap();
    assert_eq!((&body["code"], &body["StatusCode"], &body["message"]), (&json!(9), &json!(429), &json!("too many")));
    assert!(body["duration"].is_string() && body["details"].is_array());
    assert_eq!(history(&amira).await, [""; 0]);
}

#[tokio::test]
async fn a_reply_is_delayed_while_the_request_is_carried_out_at_once() {
    let server = Server::breakable().await;
    server.people(["ben"]).await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    server.fault(json!({"kind": "delay_reply", "ms": 600_000, "path": "/channels/messaging/room/message"})).await;
    let ben = server.user("ben");
    let sent = tokio::spawn(async move { ben.say("messaging:room", "at once").await });
    assert_eq!(socket.wait("message.new").await["message"]["text"], "at once");
    amira.get("/app").await.ok();
    assert!(!sent.is_finished());
    server.repair().await;
    assert_eq!(timeout(PATIENCE, sent).await.expect("still no answer").unwrap()["text"], "at once");
    let placed = server.fault(json!({"kind": "delay_reply", "ms": 120, "times": 1})).await;
    let started = Instant::now();
    amira.get("/app").await.ok();
    assert!(started.elapsed() >= Duration::from_millis(120), "{placed}");
}

#[tokio::test]
async fn tokens_used_so_far_expire_and_later_ones_do_not() {
    let server = Server::breakable().await;
    let minted = async || {
        let minted = server.back_door(Method::GET, "/token?user_id=amira", None).await.ok();
        minted["token"].as_str().unwrap().to_owned()
    };
    let (mut amira, mut socket) = server.connect("amira").await;
    amira.token = minted().await;
    amira.get("/app").await.ok();
    let ben = server.user("ben");
    ben.get("/app").await.ok();
    let placed = server.fault(json!({"kind": "expire_tokens", "user_id": "amira"})).await;
    assert_eq!(amira.get("/app").await.code(), 40);
    assert_eq!(amira.get("/longpoll?json=%7B%7D").await.code(), 40);
    let refused = amira.try_socket().await.unwrap().next().await;
    assert_eq!((&refused["type"], &refused["error"]["code"]), (&json!("connection.error"), &json!(40)));
    assert!(socket.drain().await.is_empty(), "an open socket stays open");
    ben.get("/app").await.ok();
    let old = std::mem::replace(&mut amira.token, minted().await);
    assert_ne!(old, amira.token, "two tokens of one second differ");
    amira.get("/app").await.ok();
    assert_eq!(amira.try_socket().await.unwrap().next().await["type"], "health.check");
    assert_eq!(server.strikes().await, [3]);
    server.back_door(Method::DELETE, &format!("/faults/{}", placed["id"]), None).await.ok();
    amira.token = old;
    amira.get("/app").await.ok();
}

#[tokio::test]
async fn a_held_poll_waits_although_there_are_events() {
    let server = Server::breakable().await;
    let (mut amira, ben) = room(&server).await;
    amira.connect_by_polls().await;
    ben.say("messaging:room", "waiting").await;
    server.fault(json!({"kind": "hold_polls", "ms": 150, "times": 1, "user_id": "amira"})).await;
    let started = Instant::now();
    amira.get("/longpoll").await.ok();
    assert!(started.elapsed() >= Duration::from_millis(150), "{:?}", started.elapsed());
    assert_eq!(server.strikes().await, [1]);
}

#[tokio::test]
async fn the_events_of_a_broken_poll_come_with_the_next_one() {
    let server = Server::breakable().await;
    let (mut amira, ben) = room(&server).await;
    amira.connect_by_polls().await;
    amira.open("messaging:room", &[]).await;
    ben.say("messaging:room", "one").await;
    server.fault(json!({"kind": "break_polls", "times": 1, "user_id": "amira"})).await;
    assert!(amira.try_call(Method::GET, "/longpoll", None).await.is_err());
    assert_eq!(texts(&amira.get("/longpoll").await.ok()), ["one"]);
    let waiting = polling(&amira);
    seen(&server, "/longpoll", 4).await;
    let placed = server.fault(json!({"kind": "break_polls", "times": 1, "user_id": "amira"})).await;
    assert!(timeout(PATIENCE, waiting).await.expect("the poll still waits").unwrap().is_err(), "{placed}");
    ben.say("messaging:room", "two").await;
    assert_eq!(texts(&amira.get("/longpoll").await.ok()), ["two"]);
    assert_eq!(server.strikes().await, [1, 1]);
}

#[tokio::test]
async fn forgotten_connections_are_unknown_to_polls_and_to_other_calls() {
    let server = Server::breakable().await;
    let (mut amira, _) = room(&server).await;
    amira.connect_by_polls().await;
    let waiting = polling(&amira);
    seen(&server, "/longpoll", 2).await;
    server.fault(json!({"kind": "forget_polls", "user_id": "amira", "times": 1})).await;
    assert_eq!(timeout(PATIENCE, waiting).await.expect("the poll still waits").unwrap().unwrap().code(), 46);
    assert_eq!(amira.get("/longpoll").await.code(), 46);
    let watch = json!({"state": true, "watch": true});
    assert_eq!(amira.post("/channels/messaging/room/query", watch).await.code(), 46);
    amira.connection = None;
    amira.connect_by_polls().await;
    amira.open("messaging:room", &[]).await;
    amira.say("messaging:room", "back").await;
    assert_eq!(texts(&amira.get("/longpoll").await.ok()), ["back"]);
    server.fault(json!({"kind": "forget_polls", "user_id": "ben"})).await;
    let mut ben = server.user("ben");
    ben.connect_by_polls().await;
    assert_eq!(ben.get("/longpoll").await.code(), 46, "without a limit later ones are forgotten as well");
    assert_eq!(server.strikes().await, [1, 1]);
}
