//! What every request has in common: errors, limits, headers, CORS.
use crate::support;

use reqwest::Method;
use serde_json::{Value, json};
use support::Server;

#[tokio::test]
async fn malformed_bodies_are_code_4_and_never_repeat_their_contents() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    let url = format!("{}/channels/messaging/room/message?api_key=local-key", server.handle.url);
    let bodies = [
        "{",
        "[]",
        "null",
        "7",
        "{\"message\":\"sesame\"}",
        "{\"message\":{\"text\":{\"a\":\"sesame\"}}}",
        "{\"message\":{\"attachments\":\"sesame\"}}",
        "{\"message\":{\"mentioned_users\":[{\"name\":\"sesame\"}]}}",
        "\u{0}",
        "{}",
    ];
    for body in bodies {
        let request = server.http.post(&url).header("Authorization", &amira.token).body(body);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 400, "{body}");
        let error: Value = response.json().await.unwrap();
        assert_eq!(error["code"], 4, "{body}");
        assert!(!error.to_string().contains("sesame"), "{error}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_code_22() {
    let server = Server::start().await;
    let amira = server.user("amira");
    let reply = amira.post("/channels", json!({"filter_conditions": {"id": "x".repeat(2_000_000)}})).await;
    assert_eq!(reply.status, 413);
    assert_eq!(reply.code(), 22);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_errors_in_the_same_shape() {
    let server = Server::start().await;
    let amira = server.user("amira");
    assert_eq!(amira.get("/nowhere").await.code(), 16);
    assert_eq!(amira.delete("/app").await.code(), 16);
}

#[tokio::test]
async fn ids_with_strange_characters_are_refused() {
    let server = Server::start().await;
    let amira = server.user("amira");
    for path in ["/channels/messaging/a%20b/query", "/channels/mess%20aging/a/query", "/channels/messaging/a%3Ab/query"]
    {
        assert_eq!(amira.post(path, json!({})).await.code(), 4, "{path}");
    }
    let users = json!({"users": {"a b": {"id": "a b"}}});
    assert_eq!(amira.post("/users", users).await.code(), 4);
}

#[tokio::test]
async fn preflights_are_answered_for_every_header_of_the_protocol() {
    let server = Server::start().await;
    let headers = "authorization,content-type,stream-auth-type,x-client-request-id,x-stream-client";
    for (method, path) in
        [("POST", "/channels"), ("PATCH", "/channels/messaging/x"), ("PUT", "/messages/x"), ("DELETE", "/messages/x")]
    {
        let response = server
            .http
            .request(Method::OPTIONS, format!("{}{path}", server.handle.url))
            .header("Origin", "http://localhost:5173")
            .header("Access-Control-Request-Method", method)
            .header("Access-Control-Request-Headers", headers)
            .send()
            .await
            .unwrap();
        assert!(response.status().is_success());
        let allowed = |name: &str| response.headers()[name].to_str().unwrap().to_lowercase();
        assert_eq!(allowed("access-control-allow-origin"), "*");
        assert!(allowed("access-control-allow-methods").contains(&method.to_lowercase()));
        assert!(headers.split(',').all(|name| allowed("access-control-allow-headers").contains(name)));
    }
}

#[tokio::test]
async fn answers_carry_rate_limit_headers_that_pages_may_read() {
    let server = Server::start().await;
    let amira = server.user("amira");
    let url = format!("{}/app?api_key=local-key", server.handle.url);
    let call = async || {
        server.http.get(&url).header("Origin", "http://x").header("Authorization", &amira.token).send().await.unwrap()
    };
    let (first, second) = (call().await, call().await);
    let number =
        |response: &reqwest::Response, name: &str| response.headers()[name].to_str().unwrap().parse::<i64>().unwrap();
    assert!(number(&first, "x-ratelimit-limit") >= number(&first, "x-ratelimit-remaining"));
    let same_minute = number(&first, "x-ratelimit-reset") == number(&second, "x-ratelimit-reset");
    assert!(!same_minute || number(&second, "x-ratelimit-remaining") == number(&first, "x-ratelimit-remaining") - 1);
    let exposed = first.headers()["access-control-expose-headers"].to_str().unwrap();
    assert!(exposed.contains("x-ratelimit-remaining"));
}

#[tokio::test]
async fn the_warm_up_call_needs_no_token() {
    let server = Server::start().await;
    let response = server.http.get(format!("{}/hi", server.handle.url)).send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn application_settings_are_there() {
    let server = Server::start().await;
    let app = server.user("amira").get("/app").await.ok()["app"].clone();
    assert!(app["name"].is_string() && app["image_upload_config"]["size_limit"].is_u64());
}
