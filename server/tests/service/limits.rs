//! How much the server takes: calls a minute, connections, sizes of heads and bodies.
use crate::support;

use serde_json::{Value, json};
use stream_chat_local::Config;
use support::Server;

#[tokio::test]
async fn calls_are_only_counted_unless_limits_are_asked_for() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    for _ in 0..70 {
        amira.get("/app").await.ok();
    }
}

#[tokio::test]
async fn beyond_the_limit_a_user_is_told_when_to_come_back_and_others_are_not_kept_waiting() {
    let server = Server::with(Config { rate_limit: Some(3), ..Config::for_tests() }).await;
    let (amira, ben) = (server.user("amira"), server.user("ben"));
    let ask = async |user: &support::User| {
        let url = format!("{}/app?api_key=local-key&user_id={}", user.url, user.id);
        user.http.get(url).header("Authorization", &user.token).send().await.unwrap()
    };
    // A minute may end while this runs: then there are two, of three calls each.
    let mut answers = Vec::new();
    for _ in 0..7 {
        answers.push(ask(&amira).await);
    }
    let refused = answers.into_iter().find(|answer| answer.status() == 429).expect("seven calls are too many");
    let header = |name: &str| refused.headers()[name].to_str().unwrap().parse::<i64>().unwrap();
    assert!((1..=60).contains(&header("retry-after")));
    assert_eq!((header("x-ratelimit-remaining"), header("x-ratelimit-reset") % 60), (0, 0));
    let body: Value = refused.json().await.unwrap();
    assert_eq!((&body["code"], &body["StatusCode"]), (&json!(9), &json!(429)));
    assert!(body["message"].as_str().unwrap().contains("GET /app"), "{body}");
    assert_eq!(ask(&ben).await.status(), 200);
}

#[tokio::test]
async fn a_user_has_fifty_connections_at_most() {
    let server = Server::start().await;
    let mut sockets = Vec::new();
    for _ in 0..50 {
        sockets.push(server.connect("amira").await);
    }
    let mut refused = server.user("amira").socket(json!({"id": "amira"})).await;
    let frame = refused.next().await;
    assert_eq!((&frame["type"], &frame["error"]["code"]), (&json!("connection.error"), &json!(71)));
    server.connect("ben").await;
    sockets.pop().unwrap().1.close().await;
    let (watcher, mut events) = server.connect("ben").await;
    watcher.get("/app").await.ok();
    events.drain().await;
    // The place of the closed one is free as soon as the server has noticed.
    let mut tries = 0;
    loop {
        let mut socket = server.user("amira").socket(json!({"id": "amira"})).await;
        if socket.next().await["type"] == "health.check" {
            break;
        }
        tries += 1;
        assert!(tries < 1000, "the place is not free");
    }
}

#[tokio::test]
async fn heads_and_bodies_that_are_too_big_are_refused_with_their_own_codes() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let url = |more: &str| format!("{}/app?api_key=local-key&user_id=amira{more}", server.handle.url);
    let request = |more: &str| amira.http.get(url(more)).header("Authorization", &amira.token);
    let code = async |request: reqwest::RequestBuilder| {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap()["code"].as_i64().unwrap())
    };
    assert_eq!(code(request("").header("x-much", "m".repeat(17_000))).await, (431, 24));
    assert_eq!(code(request(&format!("&payload={}", "p".repeat(33_000)))).await, (413, 22));
    let much = json!({"data": {"much": "m".repeat(1_100_000)}});
    assert_eq!(amira.post("/channels/messaging/room/query", much).await.code(), 22);
    amira.get("/app").await.ok();
}
