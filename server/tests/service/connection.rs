//! How a connection begins, stays alive and ends, over WebSocket and long poll. Tokens have their own file.
use crate::support;

use reqwest::Method;
use serde_json::{Value, json};
use support::{Server, types};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn the_first_frame_is_a_health_check_with_the_own_user() {
    let server = Server::start().await;
    let details = json!({
        "id": "amira", "name": "Amira", "color": "teal", "invisible": false,
        "privacy_settings": {"typing_indicators": {"enabled": false}},
    });
    let (_, socket) = server.connect_as("amira", details).await;
    let me = &socket.first["me"];
    assert!(socket.first["connection_id"].as_str().is_some_and(|id| id.len() <= 36));
    assert_eq!(socket.first["cid"], "*");
    assert_eq!(
        (&me["id"], &me["color"], &me["role"], &me["online"]),
        (&json!("amira"), &json!("teal"), &json!("user"), &json!(true))
    );
    assert_eq!(me["privacy_settings"]["typing_indicators"]["enabled"], false);
    assert_eq!((&me["total_unread_count"], &me["unread_channels"], &me["mutes"]), (&json!(0), &json!(0), &json!([])));
}

#[tokio::test]
async fn array_object_and_protocol_pings_are_answered() {
    let server = Server::start().await;
    let (user, mut socket) = server.connect("amira").await;
    for ping in [r#"[{"type":"health.check","client_id":"amira--1"}]"#, r#"{"type":"health.check"}"#] {
        socket.send(ping).await;
        let pong = socket.next().await;
        assert_eq!(
            (pong["type"].as_str(), pong["connection_id"].as_str()),
            (Some("health.check"), user.connection.as_deref())
        );
        assert!(pong.get("me").is_none());
    }
    use futures_util::{SinkExt, StreamExt};
    socket.stream.send(Message::Ping(b"x".as_slice().into())).await.unwrap();
    assert!(matches!(socket.stream.next().await, Some(Ok(Message::Pong(payload))) if payload.as_ref() == b"x"));
}

#[tokio::test]
async fn nonsense_frames_are_ignored() {
    let server = Server::start().await;
    let (_, mut socket) = server.connect("amira").await;
    for text in ["", "{", "null", "[[]]", "\"health.check\"", "{\"type\":7}"] {
        socket.send(text).await;
    }
    assert!(socket.drain().await.is_empty());
}

#[tokio::test]
async fn connecting_overwrites_what_is_given_and_keeps_the_rest() {
    let server = Server::start().await;
    let (_, socket) = server.connect_as("amira", json!({"id": "amira", "name": "Amira", "color": "teal"})).await;
    socket.close().await;
    let (_, socket) =
        server.connect_as("amira", json!({"id": "amira", "name": null, "city": "Turin", "role": "admin"})).await;
    let me = &socket.first["me"];
    assert_eq!(
        (&me["name"], &me["color"], &me["city"], &me["role"]),
        (&json!("Amira"), &json!("teal"), &json!("Turin"), &json!("user"))
    );
}

#[tokio::test]
async fn a_user_over_five_kilobytes_is_refused_with_an_error_frame_and_close_1000() {
    let server = Server::start().await;
    let user = server.user("amira");
    let mut socket = user.socket(json!({"id": "amira", "bio": "x".repeat(6000)})).await;
    let frame = socket.next().await;
    assert_eq!((&frame["type"], &frame["error"]["code"]), (&json!("connection.error"), &json!(22)));
    assert_eq!(socket.close_code().await, Some(1000));
}

#[tokio::test]
async fn nobody_connects_as_somebody_else() {
    let server = Server::start().await;
    let mut amira = server.user("amira");
    amira.id = "ben".to_owned();
    let frame = amira.socket(json!({"id": "ben"})).await.next().await;
    assert_eq!(frame["error"]["code"], 5);
}

#[tokio::test]
async fn presence_goes_to_those_who_asked_for_it() {
    let server = Server::start().await;
    server.people(["ben"]).await;
    let (amira, mut socket) = server.connect("amira").await;
    amira
        .post("/channels/messaging/room/query", json!({"data": {"members": ["amira", "ben"]}, "presence": true}))
        .await
        .ok();
    let (_, first) = server.connect("ben").await;
    let online = socket.wait("user.presence.changed").await;
    assert_eq!((&online["user"]["id"], &online["user"]["online"]), (&json!("ben"), &json!(true)));
    let (_, second) = server.connect("ben").await;
    first.close().await;
    second.close().await;
    let offline = socket.wait("user.presence.changed").await;
    assert_eq!((&offline["user"]["online"], offline["user"]["last_active"].is_string()), (&json!(false), true));
}

#[tokio::test]
async fn invisible_users_come_and_go_unseen() {
    let server = Server::start().await;
    server.people(["ben"]).await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.payload("/users", json!({"filter_conditions": {"id": "ben"}, "presence": true})).await.ok();
    let (_, ben) = server.connect_as("ben", json!({"id": "ben", "invisible": true})).await;
    let seen = amira.payload("/users", json!({"filter_conditions": {"id": "ben"}})).await.ok();
    assert_eq!(seen["users"][0]["online"], false);
    ben.close().await;
    assert!(!types(&socket.drain().await).contains(&"user.presence.changed"));
}

#[tokio::test]
async fn anonymous_users_read_open_channels_and_nothing_else() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    amira.open("livestream:square", &[]).await;
    amira.open("messaging:private", &["amira"]).await;
    amira.say("livestream:square", "hello").await;
    let json = json!({"user_id": "7f", "user_details": {"id": "7f", "anon": true}}).to_string();
    let mut socket =
        amira.socket_with(&[("json", &json), ("authorization", ""), ("stream-auth-type", "anonymous")]).await;
    let first = socket.next().await;
    assert_eq!((&first["type"], &first["me"]["role"]), (&json!("health.check"), &json!("anonymous")));
    let connection = first["connection_id"].as_str().unwrap();
    let call = async |path: &str, body: Value| {
        let url = format!("{}{path}?api_key=local-key&user_id=7f&connection_id={connection}", server.handle.url);
        let request = server.http.request(Method::POST, url).header("stream-auth-type", "anonymous").json(&body);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let open = call("/channels/livestream/square/query", json!({"state": true, "watch": true})).await;
    assert_eq!(open["messages"][0]["text"], "hello");
    assert_eq!(call("/channels/livestream/square/message", json!({"message": {"text": "x"}})).await["code"], 17);
    assert_eq!(call("/channels/messaging/private/query", json!({})).await["code"], 17);
    amira.say("livestream:square", "again").await;
    assert_eq!(socket.wait("message.new").await["message"]["text"], "again");
}

#[tokio::test]
async fn a_guest_gets_an_id_of_its_own_and_a_token_that_works() {
    let server = Server::start().await;
    let url = format!("{}/guest?api_key=local-key", server.handle.url);
    let guest = json!({"user": {"id": "visitor", "name": "Visitor", "mood": "fine"}});
    let created: Value = server.http.post(url).json(&guest).send().await.unwrap().json().await.unwrap();
    let id = created["user"]["id"].as_str().unwrap();
    assert!(id.starts_with("guest-") && id.ends_with("-visitor"));
    assert_eq!((&created["user"]["role"], &created["user"]["mood"]), (&json!("guest"), &json!("fine")));
    let mut user = server.user(id);
    user.token = created["access_token"].as_str().unwrap().to_owned();
    let first = user.socket(json!({"id": id})).await.next().await;
    assert_eq!(first["me"]["role"], "guest");
}

#[tokio::test]
async fn a_stopping_server_tells_clients_to_come_back() {
    let server = Server::start().await;
    let (_, mut socket) = server.connect("amira").await;
    server.handle.stop().await;
    let code = socket.close_code().await;
    assert_eq!(code, Some(1012), "any code but 1000, after which clients would stay away");
}

#[tokio::test]
async fn a_long_poll_delivers_what_happened_between_polls_once() {
    let server = Server::start().await;
    let [ben] = server.people(["ben"]).await;
    let mut amira = server.user("amira");
    let opening =
        "/longpoll?json=%7B%22user_id%22%3A%22amira%22%2C%22user_details%22%3A%7B%22id%22%3A%22amira%22%7D%7D";
    let first = amira.get(opening).await.ok();
    assert_eq!((&first["event"]["type"], &first["event"]["me"]["id"]), (&json!("health.check"), &json!("amira")));
    amira.connection = first["event"]["connection_id"].as_str().map(str::to_owned);
    amira.open("messaging:room", &["amira", "ben"]).await;
    for text in ["one", "two"] {
        ben.say("messaging:room", text).await;
    }
    let polled = amira.get("/longpoll").await.ok();
    let texts: Vec<&str> =
        polled["events"].as_array().unwrap().iter().filter_map(|event| event["message"]["text"].as_str()).collect();
    assert_eq!(texts, ["one", "two"]);
    let (poll, _) = tokio::join!(amira.get("/longpoll"), ben.say("messaging:room", "three"));
    assert_eq!(poll.ok()["events"][0]["message"]["text"], "three");
    amira.get("/longpoll?close=true").await.ok();
    assert_eq!(amira.get("/longpoll").await.code(), 46);
}
