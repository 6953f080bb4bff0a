//! Which tokens are refused, with which code, over REST and WebSocket alike.
use crate::support;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use support::{Server, User};

const SECRET: &str = "local-secret-for-development-only";

fn sign(algorithm: Algorithm, secret: &str, claims: Value) -> String {
    jsonwebtoken::encode(&Header::new(algorithm), &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn seconds_from_now(seconds: i64) -> i64 {
    stream_chat_local::clock::unix_second() + seconds
}

/// The code over REST and the code over WebSocket, which closes with 1000.
async fn codes(user: &User) -> (i64, i64) {
    let reply = user.get("/app").await;
    assert_eq!(reply.status, 401);
    let rest = reply.code();
    let mut socket = user.socket(json!({"id": user.id})).await;
    let frame = socket.next().await;
    assert_eq!((&frame["type"], &frame["connection_id"]), (&json!("connection.error"), &json!("")));
    assert_eq!(frame["error"]["StatusCode"], 401);
    assert_eq!(socket.close_code().await, Some(1000));
    (rest, frame["error"]["code"].as_i64().unwrap())
}

#[tokio::test]
async fn bad_tokens_are_refused_with_the_same_code_on_both_ways() {
    let server = Server::start().await;
    let claims = json!({"user_id": "amira"});
    let with = |key: &str, at: i64| sign(Algorithm::HS256, SECRET, json!({"user_id": "amira", key: at}));
    let none = |payload: &Value| {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.", part(&json!({"alg": "none", "typ": "JWT"})), part(payload))
    };
    let cases = [
        ("expired", with("exp", seconds_from_now(-1)), 40),
        ("not valid yet", with("nbf", seconds_from_now(60)), 41),
        ("issued in the future", with("iat", seconds_from_now(60)), 42),
        ("foreign secret", sign(Algorithm::HS256, "another secret", claims.clone()), 43),
        ("other algorithm", sign(Algorithm::HS512, SECRET, claims.clone()), 43),
        ("alg none", none(&claims), 43),
        ("alg none for a server", none(&json!({"server": true})), 43),
        ("two parts", "a.b".to_owned(), 5),
        ("garbage", "a.b.c".to_owned(), 5),
        ("no user", sign(Algorithm::HS256, SECRET, json!({"exp": seconds_from_now(60)})), 5),
        ("empty user", sign(Algorithm::HS256, SECRET, json!({"user_id": ""})), 5),
        ("empty", String::new(), 5),
    ];
    for (name, token, code) in cases {
        let mut user = server.user("amira");
        user.token = token;
        assert_eq!(codes(&user).await, (code, code), "{name}");
    }
}

#[tokio::test]
async fn a_token_with_times_in_order_is_accepted() {
    let server = Server::start().await;
    let mut user = server.user("amira");
    let claims = json!({"user_id": "amira", "iat": seconds_from_now(0), "nbf": seconds_from_now(-5), "exp": seconds_from_now(60)});
    user.token = sign(Algorithm::HS256, SECRET, claims);
    user.get("/app").await.ok();
}

#[tokio::test]
async fn development_tokens_work_in_every_dialect_of_base64() {
    let server = Server::start().await;
    for id in ["a", "ab", "abc", "amira"] {
        let payload = json!({"user_id": id}).to_string();
        for encoded in [STANDARD.encode(&payload), URL_SAFE_NO_PAD.encode(&payload)] {
            let mut user = server.user(id);
            user.token = format!("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{encoded}.devtoken");
            let first = user.socket(json!({"id": id})).await.next().await;
            assert_eq!(first["me"]["id"], id);
        }
    }
}

#[tokio::test]
async fn an_unknown_or_missing_api_key_is_code_2() {
    let server = Server::start().await;
    for query in ["?api_key=other", ""] {
        let response = server.http.get(format!("{}/app{query}", server.handle.url)).send().await.unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(response.json::<Value>().await.unwrap()["code"], 2);
    }
    let user = server.user("amira");
    let json = json!({"user_details": {"id": "amira"}}).to_string();
    let mut socket = user.socket_with(&[("json", &json), ("authorization", &user.token), ("api_key", "other")]).await;
    assert_eq!(socket.next().await["error"]["code"], 2);
    assert_eq!(socket.close_code().await, Some(1000));
}

#[tokio::test]
async fn the_user_of_the_token_wins_over_the_query() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let impostor = User { id: "amira".to_owned(), ..ben };
    let message =
        impostor.send("messaging:room", json!({"text": "it is me", "user_id": "amira", "user": {"id": "amira"}})).await;
    assert_eq!(message.ok()["message"]["user"]["id"], "ben");
}

#[tokio::test]
async fn a_server_token_acts_for_the_user_it_names() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("messaging:room", &["amira"]).await;
    let mut backend = server.user("amira");
    backend.token = sign(Algorithm::HS256, SECRET, json!({"server": true}));
    let message = backend.send("messaging:room", json!({"text": "welcome", "type": "system"})).await.ok();
    assert_eq!((&message["message"]["type"], &message["message"]["user"]["id"]), (&json!("system"), &json!("amira")));
    assert_eq!(amira.send("messaging:room", json!({"text": "x", "type": "system"})).await.code(), 17);
}

#[tokio::test]
async fn the_back_door_mints_tokens_even_expired_ones() {
    let server = Server::start().await;
    let mut user = server.user("amira");
    let minted: Value = server
        .http
        .get(format!("{}/_dev/token?user_id=amira", server.handle.url))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    user.token = minted["token"].as_str().unwrap().to_owned();
    user.get("/app").await.ok();
    let url = format!("{}/_dev/token?user_id=amira&expires_in=-5", server.handle.url);
    let minted: Value = server.http.get(url).send().await.unwrap().json().await.unwrap();
    user.token = minted["token"].as_str().unwrap().to_owned();
    assert_eq!(user.get("/app").await.code(), 40);
}
