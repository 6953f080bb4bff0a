//! What the program logs: every request when asked for, and never a token, a query or a text.
use crate::support;

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use stream_chat_local::auth::Keys;
use support::User;

/// What stands on stderr after a session of somebody who connects, writes and makes mistakes; and his token.
async fn session(arguments: &[&str]) -> (String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stream-chat-local"))
        .args(["--memory", "--port", "0", "--exit-with-parent"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let url = serde_json::from_str::<Value>(&line).unwrap()["url"].as_str().unwrap().to_owned();
    let keys = Keys::new("local-key", "local-secret-for-development-only", false);
    let token = keys.mint("amira", None).unwrap();
    let mut amira = User { id: "amira".to_owned(), url, token, connection: None, http: support::http() };
    let mut socket = amira.try_socket().await.unwrap();
    amira.connection = socket.next().await["connection_id"].as_str().map(str::to_owned);
    amira.open("messaging:room", &["amira"]).await;
    amira.say("messaging:room", "a secret text").await;
    socket.wait("message.new").await;
    amira.send("messaging:room", json!({"text": 7, "note": "a secret note"})).await.code();
    amira.payload("/search", json!({"query": "a secret query"})).await;
    let mut stranger = amira.clone();
    stranger.token = format!("{}x", amira.token);
    stranger.get("/app").await.code();
    socket.close().await;
    drop(child.stdin.take());
    let mut text = String::new();
    child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    child.wait().unwrap();
    (text, amira.token)
}

#[tokio::test]
async fn every_request_is_logged_and_nothing_private() {
    for format in ["text", "json"] {
        let (log, token) = session(&["--log", "trace", "--log-format", format]).await;
        assert!(log.contains("POST /channels/{type}/{id}/message") && log.contains("listening"), "{log}");
        let signature = token.rsplit('.').next().unwrap();
        for private in
            [token.as_str(), signature, "secret text", "secret note", "secret query", "secret%20query", "api_key="]
        {
            assert!(!log.contains(private), "{private} is in the log:\n{log}");
        }
        if format == "json" {
            let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
            let fields = |line: &Value| (line["fields"]["endpoint"].clone(), line["fields"]["code"].clone());
            assert!(lines.iter().any(|line| fields(line) == (json!("GET /app"), json!(43))), "{log}");
        }
    }
}

#[tokio::test]
async fn without_being_asked_the_program_is_silent() {
    assert_eq!(session(&[]).await.0, "");
}
