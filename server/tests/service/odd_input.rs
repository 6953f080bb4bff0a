//! Input that no honest client sends: SQL in filters and ids, paths with strange characters, too much of everything. It is
//! refused with a code, and the database is none the worse.
use crate::support;

use axum::http::Method;
use serde_json::{Value, json};
use support::inside::{Identity, Inside, query};

/// What has broken databases before.
const INJECTIONS: &[&str] = &[
    "' OR 1=1 --",
    "'; DROP TABLE messages; --",
    "\" OR \"\"=\"",
    "') UNION SELECT id FROM users --",
    "%",
    "\u{0}",
    "\\",
    "?1",
    ":name",
];
const FIELDS: &[&str] = &[
    "id",
    "cid",
    "type",
    "name",
    "members",
    "created_by_id",
    "created_at",
    "last_message_at",
    "member_count",
    "frozen",
    "muted",
    "hidden",
    "invite",
    "joined",
    "team",
    "user_id",
    "channel_role",
    "message_id",
    "parent_id",
    "text",
    "channel_cid",
    "banned",
    "remind_at",
    "colour",
    "a.b.c",
    "member.user.name",
    "filter_tags",
    "reason",
    "is_answer",
];
const OPERATORS: &[&str] =
    &["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$contains", "$autocomplete", "$q", "$any"];

/// Every way to hand a filter to the server, with a sort.
fn questions(filter: &Value, sort: &Value) -> Vec<(Method, String, Option<Value>)> {
    let get =
        |path: &str, payload: Value| (Method::GET, format!("{path}?{}", query("payload", &payload.to_string())), None);
    let post = |path: &str, body: Value| (Method::POST, path.to_owned(), Some(body));
    let conditions = json!({"filter_conditions": filter, "sort": sort, "type": "messaging", "id": "room"});
    let body = json!({"filter": filter, "sort": sort});
    vec![
        post("/channels", conditions.clone()),
        get("/users", conditions.clone()),
        get("/members", conditions.clone()),
        get("/search", json!({"filter_conditions": filter, "query": "x", "sort": sort})),
        get("/search", json!({"filter_conditions": {"cid": "messaging:room"}, "message_filter_conditions": filter})),
        get("/query_banned_users", conditions.clone()),
        get("/moderation/flags/message", conditions),
        post("/messages/first/reactions", body.clone()),
        post("/threads", body.clone()),
        post("/drafts/query", body.clone()),
        post("/reminders/query", body.clone()),
        post("/polls/query", body.clone()),
        post("/polls/none/votes", body),
    ]
}

async fn scene() -> (Inside, Identity) {
    let server = Inside::start().await;
    let amira = server.person("amira").await;
    server.post(&amira, "/channels/messaging/room/query", json!({"data": {"members": ["amira"]}})).await.ok();
    let message = json!({"message": {"id": "first", "text": "one"}});
    server.post(&amira, "/channels/messaging/room/message", message).await.ok();
    (server, amira)
}

/// The database is whole and what was in it is still there.
async fn unharmed(server: &Inside, amira: &Identity) {
    assert_eq!(server.service.damage().unwrap(), Vec::<String>::new());
    let found = server.get(amira, "/messages/first").await.ok();
    assert_eq!(found["message"]["text"], "one");
}

#[tokio::test]
async fn sql_in_a_filter_is_a_value_like_any_other_and_in_a_field_or_sort_is_refused() {
    let (mut server, amira) = scene().await;
    server.checked = false;
    let ask = async |filter: Value, sort: Value| {
        for (method, path, body) in questions(&filter, &sort) {
            let reply = server.call(&amira, method, &path, body).await;
            assert!(reply.status < 500, "{path} {filter} {sort}: {} {}", reply.status, reply.body);
            assert!(reply.status < 400 || reply.body["code"].is_i64(), "{path} {filter}: {}", reply.body);
            // Nothing is called like that, so nothing is found, unless the text has become part of the question.
            let exact = filter.as_object().unwrap().values().any(|condition| condition.is_string());
            if exact && reply.status < 300 {
                let lists = reply.body.as_object().unwrap().values().filter_map(Value::as_array);
                assert!(lists.flatten().next().is_none(), "{path} {filter} finds {}", reply.body);
            }
        }
    };
    let plain = json!([{"field": "created_at", "direction": -1}]);
    for (index, field) in FIELDS.iter().enumerate() {
        let text = INJECTIONS[index % INJECTIONS.len()];
        ask(json!({*field: text}), plain.clone()).await;
        for operator in OPERATORS {
            let operand = if ["$in", "$nin"].contains(operator) { json!([text]) } else { json!(text) };
            ask(json!({*field: {*operator: operand}}), plain.clone()).await;
        }
    }
    for text in INJECTIONS {
        ask(json!({"id": text}), plain.clone()).await;
        ask(json!({*text: "x"}), plain.clone()).await;
        ask(json!({"id": {*text: "x"}}), plain.clone()).await;
        ask(json!({}), json!([{"field": text, "direction": 1}])).await;
        ask(json!({}), json!([{"field": "created_at", "direction": text}])).await;
    }
    unharmed(&server, &amira).await;
}

#[tokio::test]
async fn strange_ids_in_paths_are_refused_with_a_code() {
    let (server, amira) = scene().await;
    let strange = [
        "%00",
        "%ff",
        "%2e%2e%2f%2e%2e",
        "..%2f",
        "%27%20OR%201%3D1--",
        "%F0%9F%98%80",
        "a%3Ab",
        "%20",
        "%5c",
        "%0a",
        "\u{7f}",
        "a%2Fb",
        "%25",
        "%",
        "%zz",
        "*",
        "$x",
        "{id}",
        "%C3%28",
    ];
    let long = "x".repeat(3_000);
    for id in strange.iter().copied().chain([long.as_str()]) {
        let id = id.replace('\u{7f}', "%7f").replace(['{', '}'], "%7B");
        for path in [
            format!("/channels/{id}/{id}/query"),
            format!("/channels/messaging/{id}/message"),
            format!("/channels/messaging/{id}"),
            format!("/messages/{id}"),
            format!("/messages/{id}/replies"),
            format!("/messages/{id}/reaction/{id}"),
            format!("/messages/first/reaction/{id}"),
            format!("/polls/{id}"),
            format!("/threads/{id}"),
            format!("/usergroups/{id}"),
            format!("/blocklists/{id}"),
            format!("/channels/messaging/room/member/{id}"),
        ] {
            for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let reply = server.raw(&amira, method.clone(), &path, b"{}".to_vec()).await;
                let refused = (400..500).contains(&reply.status) && reply.body["code"].is_i64();
                assert!(refused, "{method} {path}: {} {}", reply.status, reply.body);
            }
        }
    }
    unharmed(&server, &amira).await;
}

#[tokio::test]
async fn what_is_not_the_json_that_was_asked_for_is_refused_with_a_code() {
    let (server, amira) = scene().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = format!("{}1{}", r#"{"message":"#.repeat(200), "}".repeat(200));
    let bodies: Vec<Vec<u8>> = [
        "",
        "null",
        "[]",
        "\"x\"",
        "1",
        "{",
        "{\"message\":",
        "{\"message\":null}",
        "{\"message\":[]}",
        "{\"message\":{\"text\":5}}",
        "{\"message\":{\"text\":\"x\",\"id\":{}}}",
        "{\"message\":{\"mentioned_users\":\"amira\"}}",
        "NaN",
        "{\"message\":{\"text\":\"\\ud800\"}}",
        "{\"message\":{\"attachments\":[1]}}",
        &deep,
        &nested,
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .chain([vec![0xff, 0xfe, 0x00], vec![0; 1000], vec![b' '; 2_000_000]])
    .collect();
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let reply = server.raw(&amira, Method::POST, "/channels/messaging/room/message", body).await;
        assert!(
            (400..500).contains(&reply.status) && reply.body["code"].is_i64(),
            "{shown}: {} {}",
            reply.status,
            reply.body
        );
    }
    unharmed(&server, &amira).await;
}
