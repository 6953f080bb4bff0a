//! What nobody may do: read or write where he does not belong, act as somebody else, use what only a server may use, or
//! get at the database or the back door through odd input.
use crate::support;

use axum::http::Method;
use serde_json::{Value, json};
use support::inside::{Identity, Inside, query};
use support::story::{SAID, STORY, Story, is_private};
use support::{Server, User};

/// Calls about somebody else's channel that are answered with success all the same, and never with its contents.
const HARMLESS: &[(&str, &str)] = &[
    ("Sync", "the channel is reported as inaccessible"),
    ("MarkDelivered", "what the caller cannot read is skipped"),
    ("DeleteChannels", "the result says of each channel why it stays"),
    ("UnmuteChannel", "it ends the caller's own mute, and there is none"),
];

#[tokio::test]
async fn an_outsider_reaches_nothing_in_any_channel_by_any_operation() {
    let (server, mut story) = Story::begin().await;
    let outsider = server.person("otto").await;
    let (mut refused, mut problems) = (0, Vec::new());
    for row in STORY.iter().copied().flatten() {
        // What is not there yet belongs to whoever creates it.
        let creates = row.0 == "GetOrCreateChannel";
        let early = if creates { Some(story.call(&server, row).await) } else { None };
        if is_private(row) {
            let reply = story.call_as(&server, row, &outsider, &story.target(row), story.body(row)).await;
            let text = reply.body.to_string();
            let harmless = HARMLESS.iter().any(|(operation, _)| *operation == row.0);
            let is_refused = (400..500).contains(&reply.status);
            refused += usize::from(is_refused);
            if SAID.iter().any(|said| text.contains(said)) || !(is_refused || harmless) {
                problems.push(format!("{} answers {} {text}", row.0, reply.status));
            }
        }
        // That the same call succeeds for whom it is meant shows that the outsider's attempt was a real one, and did no harm.
        let reply = match early {
            Some(reply) => reply,
            None => story.call(&server, row).await,
        };
        let excused = row.0 == "GroupedQueryChannels";
        assert!(reply.status < 300 || excused, "{} then fails with {} {}", row.0, reply.status, reply.body);
        story.keep(row, &reply.body);
    }
    assert!(problems.is_empty(), "an outsider is served:\n{}", problems.join("\n"));
    assert!(refused > 50, "only {refused} calls were refused");
}

#[tokio::test]
async fn anonymous_visitors_write_nothing_anywhere() {
    let (server, mut story) = Story::begin().await;
    let nobody = server.anonymous("x");
    for row in STORY.iter().copied().flatten() {
        let reads = row.2 == "GET" || row.0.starts_with("Query") || row.0.starts_with("Search");
        let open = row.0 == "CreateGuest" || HARMLESS.iter().any(|(operation, _)| *operation == row.0);
        if !reads && !open {
            let reply = story.call_as(&server, row, &nobody, &story.target(row), story.body(row)).await;
            assert!(
                (400..500).contains(&reply.status),
                "{} answers nobody with {} {}",
                row.0,
                reply.status,
                reply.body
            );
        }
        let reply = story.call(&server, row).await;
        story.keep(row, &reply.body);
    }
}

/// By what an object could name somebody who does or did something.
const ACTORS: &[&str] = &["user", "user_id", "created_by", "created_by_id"];
/// What has a creator, and no `user`; everything else has a `user`, and no creator. The other pair is the application's own data.
const CREATED: &[&str] = &["/channel", "/channels", "/poll", "/polls", "/thread", "/threads", "/user_group", "/bans"];

/// Names another user wherever an object could name one.
fn impersonate(value: &mut Value, victim: &str) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(|inner| impersonate(inner, victim));
            for key in ACTORS {
                let name = if key.ends_with("id") { victim.into() } else { json!({"id": victim}) };
                map.entry(*key).or_insert(name);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| impersonate(inner, victim)),
        _ => {}
    }
}

/// Places in an answer that name the victim as somebody who did something.
fn attributions(value: &Value, victim: &str, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let created = CREATED.iter().any(|end| path.ends_with(end));
                let counts = ACTORS.contains(&key.as_str()) && key.starts_with("created") == created;
                let path = format!("{path}/{key}");
                if counts && (inner == victim || inner["id"] == victim) && !path.contains("custom") {
                    found.push(path.clone());
                }
                attributions(inner, victim, &path, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| attributions(inner, victim, path, found)),
        _ => {}
    }
}

#[tokio::test]
async fn a_token_acts_for_its_own_user_whomever_the_request_names() {
    let (server, mut story) = Story::begin().await;
    let victim = "vera";
    server.person(victim).await;
    for row in STORY.iter().copied().flatten() {
        let own = support::story::identity(&server, row.1);
        let mut reply = None;
        if row.1 != "server" && row.1 != "nobody" {
            let body = story.body(row).map(|mut body| {
                // Users and members are named by right; everything else is not.
                if !["UpdateUsers", "UpdateUsersPartial"].contains(&row.0) {
                    impersonate(&mut body, victim);
                }
                body
            });
            let impostor = Identity { id: victim.to_owned(), ..own };
            let tried = story.call_as(&server, row, &impostor, &story.target(row), body).await;
            let mut found = Vec::new();
            attributions(&tried.body, victim, "", &mut found);
            assert!(found.is_empty(), "{} names another user in {found:?}: {}", row.0, tried.body);
            reply = (200..300).contains(&tried.status).then_some(tried);
        }
        let reply = match reply {
            Some(reply) => reply,
            None => story.call(&server, row).await,
        };
        story.keep(row, &reply.body);
    }
    let vera = server.user(victim);
    let own = server.get(&vera, "/unread").await.ok();
    assert_eq!(own["total_unread_count"], 0);
    let channels = json!({"filter_conditions": {"members": {"$in": [victim]}}});
    assert_eq!(server.post(&vera, "/channels", channels).await.ok()["channels"], json!([]));
}

#[tokio::test]
async fn the_back_door_is_closed_to_pages_of_other_sites() {
    let server = Server::start().await;
    let knock = async |method: reqwest::Method, path: &str, header: &str, value: &str| {
        let url = format!("{}/_dev{path}", server.handle.url);
        let response = server.http.request(method, url).header(header, value).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    for (header, value) in
        [("origin", "https://evil.example"), ("origin", "null"), ("host", "evil.example"), ("host", "192.168.0.7:8790")]
    {
        for (method, path) in
            [("GET", "/config"), ("GET", "/token?user_id=amira"), ("GET", "/ledger"), ("POST", "/reset")]
        {
            let (status, body) = knock(method.parse().unwrap(), path, header, value).await;
            assert_eq!((status, &body["code"]), (403, &json!(17)), "{method} {path} with {header} {value}");
            assert!(body["token"].is_null() && body["api_key"].is_null());
        }
    }
    for origin in ["http://localhost:5173", "http://127.0.0.1:8080", "http://[::1]:3000", "https://app.localhost"] {
        let (status, body) = knock(reqwest::Method::GET, "/token?user_id=amira", "origin", origin).await;
        assert!(status == 200 && body["token"].is_string(), "{origin}");
    }
}

#[tokio::test]
async fn the_back_door_is_not_there_for_a_network_unless_asked_for() {
    let network = || stream_chat_local::Config { host: [0, 0, 0, 0].into(), ..stream_chat_local::Config::for_tests() };
    for (dev, status) in [(false, 404), (true, 200)] {
        let server = Inside::with(stream_chat_local::Config { dev, ..network() }).await;
        let reply = server.get(&server.anonymous("x"), "/_dev/config").await;
        assert_eq!(reply.status, status, "--dev {dev}");
    }
}

#[tokio::test]
async fn development_tokens_are_refused_beyond_loopback() {
    for (host, status) in [([127, 0, 0, 1], 200), ([0, 0, 0, 0], 401)] {
        let config = stream_chat_local::Config { host: host.into(), ..stream_chat_local::Config::for_tests() };
        let server = Inside::with(config).await;
        let who = Identity::unsigned("amira");
        assert_eq!(server.get(&who, "/app").await.status, status);
    }
}

#[tokio::test]
async fn bad_tokens_are_refused_on_long_polls_with_the_same_codes() {
    let server = Server::start().await;
    let sign = |claims: Value, secret: &str| {
        let key = jsonwebtoken::EncodingKey::from_secret(secret.as_bytes());
        jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key).unwrap()
    };
    let (secret, now) = ("local-secret-for-development-only", stream_chat_local::clock::unix_second());
    for (token, code) in [
        (sign(json!({"user_id": "amira", "exp": now - 1}), secret), 40),
        (sign(json!({"user_id": "amira", "nbf": now + 60}), secret), 41),
        (sign(json!({"user_id": "amira", "iat": now + 60}), secret), 42),
        (sign(json!({"user_id": "amira"}), "another secret"), 43),
        (String::new(), 5),
    ] {
        let user = User { token, ..server.user("amira") };
        assert_eq!(user.get(&format!("/longpoll?{}", query("json", "{}"))).await.code(), code);
    }
    let mut amira = server.user("amira");
    amira.connect_by_polls().await;
    let thief = User { connection: amira.connection.clone(), ..server.user("ben") };
    assert_eq!(thief.get("/longpoll").await.code(), 46);
}

#[tokio::test]
async fn clients_cannot_do_what_only_a_server_may() {
    let (server, _) = Story::begin().await;
    let amira = server.person("amira").await;
    server.person("ben").await;
    let before = server.get(&amira, "/app").await.ok()["app"].clone();
    let users = |user: Value| json!({"users": {"amira": user}});
    let attempts = [
        (Method::POST, "/users", users(json!({"id": "amira", "role": "admin"}))),
        (Method::POST, "/users", users(json!({"id": "amira", "teams": ["red"]}))),
        (Method::POST, "/users", json!({"users": {"ben": {"id": "ben", "name": "mine"}}})),
        (Method::PATCH, "/users", json!({"users": [{"id": "ben", "set": {"name": "mine"}}]})),
        (Method::PATCH, "/users", json!({"users": [{"id": "amira", "set": {"role": "admin"}}]})),
        (Method::DELETE, "/users/ben", json!({})),
        (Method::POST, "/users/ben/deactivate", json!({})),
        (Method::POST, "/users/ben/event", json!({"event": {"type": "x"}})),
        (Method::POST, "/users/delete", json!({"user_ids": ["ben"]})),
        (Method::POST, "/channeltypes", json!({"name": "mine"})),
        (Method::PUT, "/channeltypes/messaging", json!({"max_message_length": 1})),
        (Method::PATCH, "/app", json!({"disable_auth_checks": true})),
        (Method::POST, "/commands", json!({"name": "mine", "description": "x"})),
        (Method::POST, "/moderation/ban", json!({"target_user_id": "ben"})),
        (Method::POST, "/blocklists", json!({"name": "mine", "words": ["x"]})),
    ];
    for (method, path, body) in attempts {
        let reply = server.call(&amira, method.clone(), path, Some(body.clone())).await;
        // Roles and teams that a client gives itself may also be left out silently.
        assert!((400..500).contains(&reply.status) || path == "/users", "{method} {path} {body}: {}", reply.body);
    }
    let payload =
        json!({"filter_conditions": {"id": {"$in": ["amira", "ben"]}}, "sort": [{"field": "id", "direction": 1}]});
    let people = server.get(&amira, &format!("/users?{}", query("payload", &payload.to_string()))).await.ok();
    let roles: Vec<&Value> = people["users"].as_array().unwrap().iter().map(|user| &user["role"]).collect();
    assert_eq!(roles, ["user", "user"]);
    assert!(people["users"][0]["teams"].as_array().is_none_or(|teams| teams.is_empty()));
    assert_eq!(people["users"][1]["name"], "ben");
    assert_eq!(server.get(&amira, "/app").await.ok()["app"], before);
}
