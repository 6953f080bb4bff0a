//! The server as a program and as a file: start, stop, restart, demonstration data, static pages.
use crate::support;

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stream_chat_local::Config;
use support::{End, Server, User};

/// A folder of this test's own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("stream-chat-local-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn config(&self) -> Config {
        Config { memory: false, db: Some(self.0.join("chat.db")), ..Config::for_tests() }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_restart_keeps_the_history_and_time_goes_on() {
    let folder = Folder::new("restart");
    let server = Server::with(folder.config()).await;
    let [amira, _] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let before = amira.send("messaging:room", json!({"text": "kept", "mood": "fine"})).await.ok()["message"].clone();
    server.handle.stop().await;
    let log = std::fs::metadata(folder.0.join("chat.db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0, "the file alone holds everything");
    let server = Server::with(folder.config()).await;
    let amira = server.user("amira");
    let bundle = amira.open("messaging:room", &[]).await;
    assert_eq!(bundle["messages"][0]["mood"], "fine");
    assert_eq!(
        (&bundle["messages"][0]["created_at"], bundle["members"].as_array().unwrap().len()),
        (&before["created_at"], 2)
    );
    let after = amira.say("messaging:room", "new").await;
    assert!(after["created_at"].as_str() > before["created_at"].as_str());
}

#[tokio::test]
async fn a_database_of_a_newer_server_is_refused_unharmed() {
    let folder = Folder::new("newer");
    Server::with(folder.config()).await.handle.stop().await;
    let file = folder.0.join("chat.db");
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = stream_chat_local::serve(folder.config()).await.err().expect("it must not start");
    assert!(error.to_string().contains("newer"), "{error}");
}

fn spawn(arguments: &[&str]) -> Child {
    spawn_with(&[&["--memory", "--port", "0"], arguments].concat())
}

fn spawn_with(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_stream-chat-local"))
        .arg("--exit-with-parent")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn first_line(child: &mut Child) -> Value {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}

/// The exit code, once the process has ended by itself.
fn ended(mut child: Child) -> Option<i32> {
    let deadline = Instant::now() + Duration::from_secs(10);
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::yield_now();
    }
    child.kill().unwrap();
    panic!("the server did not end");
}

#[test]
fn the_first_line_says_where_the_server_is_and_closing_stdin_ends_it() {
    let started = Instant::now();
    let mut child = spawn(&["--api-key", "k", "--api-secret", "s"]);
    let line = first_line(&mut child);
    let elapsed = started.elapsed();
    assert!(line["url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!((&line["api_key"], &line["api_secret"]), (&json!("k"), &json!("s")));
    assert!(line["ready_ms"].as_u64().unwrap() <= 300 && elapsed < Duration::from_secs(3), "{line} after {elapsed:?}");
    drop(child.stdin.take());
    assert_eq!(ended(child), Some(0));
}

#[cfg(unix)]
#[test]
fn a_termination_signal_ends_it_cleanly() {
    let mut child = spawn(&[]);
    first_line(&mut child);
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(ended(child), Some(0));
}

#[cfg(unix)]
#[tokio::test]
async fn a_killed_process_loses_nothing_it_has_answered_and_can_start_again_at_once() {
    let folder = Folder::new("killed");
    let file = folder.0.join("chat.db");
    let start = |port: &str| spawn_with(&["--faults", "--db", file.to_str().unwrap(), "--port", port]);
    let mut child = start("0");
    let url = first_line(&mut child)["url"].as_str().unwrap().to_owned();
    let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiYW1pcmEifQ.devtoken".to_owned();
    let http = support::http();
    let amira = User { id: "amira".to_owned(), url: url.clone(), token, connection: None, http };
    let mut socket = amira.try_socket().await.unwrap();
    socket.next().await;
    amira.open("messaging:room", &["amira"]).await;
    amira.say("messaging:room", "answered").await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(socket.rest().await.1, End::Cut);
    let mut child = start(url.rsplit(':').next().unwrap());
    assert_eq!(first_line(&mut child)["url"], url, "the port is free at once");
    assert_eq!(amira.open("messaging:room", &[]).await["messages"][0]["text"], "answered");
    assert_eq!(amira.get("/_dev/faults").await.ok()["faults"], json!([]));
    drop(child.stdin.take());
    assert_eq!(ended(child), Some(0));
}

#[test]
fn beyond_loopback_it_warns_and_closes_the_back_door() {
    let mut child = spawn(&["--host", "0.0.0.0"]);
    first_line(&mut child);
    drop(child.stdin.take());
    let mut text = String::new();
    child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    ended(child);
    assert!(text.contains("not loopback") && text.contains("/_dev and development tokens are off"), "{text}");
}

#[tokio::test]
async fn without_development_mode_the_back_door_and_development_tokens_are_gone() {
    let config = Config { host: "0.0.0.0".parse().unwrap(), faults: true, ..Config::for_tests() };
    let server = Server::with(config).await;
    let mut user = server.user("amira");
    user.url = user.url.replace("0.0.0.0", "127.0.0.1");
    for path in ["/_dev/token", "/_dev/config", "/_dev/ledger", "/_dev/faults"] {
        assert_eq!(user.get(path).await.code(), 16);
    }
    user.get("/app").await.ok();
    user.token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiYW1pcmEifQ.devtoken".to_owned();
    assert_eq!(user.get("/app").await.code(), 43);
}

#[tokio::test]
async fn the_demonstration_is_lively_and_seeding_twice_changes_nothing() {
    let server = Server::with(Config { seed: Some("demo".to_owned()), ..Config::for_tests() }).await;
    let amira = server.user("amira");
    let list = async || {
        let filter = json!({"filter_conditions": {"members": {"$in": ["amira"]}}});
        amira.post("/channels", filter).await.ok()["channels"].clone()
    };
    let before = list().await;
    let channels = before.as_array().unwrap();
    assert!(channels.len() >= 3);
    assert!(
        channels
            .iter()
            .all(|bundle| bundle["channel"]["name"].is_string() && !bundle["messages"].as_array().unwrap().is_empty())
    );
    let unread = |bundle: &Value| {
        bundle["read"].as_array().unwrap().iter().any(|mark| mark["unread_messages"].as_i64() > Some(0))
    };
    assert!(channels.iter().any(unread));
    let reacted = |bundle: &Value| {
        bundle["messages"].as_array().unwrap().iter().any(|message| message["reaction_counts"] != json!({}))
    };
    assert!(channels.iter().any(reacted));
    amira.post("/_dev/seed", json!({})).await.ok();
    assert_eq!(list().await, before);
}

#[tokio::test]
async fn a_reset_forgets_everything_and_cuts_everybody_off() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    amira.say("messaging:room", "hello").await;
    amira.post("/_dev/reset", json!({})).await.ok();
    assert_eq!(socket.close_code().await, Some(1012));
    let ledger = server.user("ben").get("/_dev/ledger").await.ok();
    assert_eq!(ledger["accepted"], json!([]));
    assert_eq!(server.user("amira").get("/channels/messaging/room").await.code(), 16);
}

#[tokio::test]
async fn static_pages_are_served_beside_the_protocol() {
    let folder = Folder::new("static");
    for (name, contents) in [("index.html", "<title>demo</title>"), ("app.js", "1"), ("chat.wasm", "\0asm")] {
        std::fs::write(folder.0.join(name), contents).unwrap();
    }
    let server = Server::with(Config { static_dir: Some(folder.0.clone()), ..Config::for_tests() }).await;
    let kind = async |path: &str| {
        let response = server.http.get(format!("{}{path}", server.handle.url)).send().await.unwrap();
        response.headers()["content-type"].to_str().unwrap().to_owned()
    };
    assert!(kind("/").await.starts_with("text/html"));
    assert!(kind("/app.js").await.contains("javascript"));
    assert_eq!(kind("/chat.wasm").await, "application/wasm");
    let response = server.http.get(format!("{}/../../etc/passwd", server.handle.url)).send().await.unwrap();
    assert_eq!(response.status(), 404);
    let config: Value =
        server.http.get(format!("{}/_dev/config", server.handle.url)).send().await.unwrap().json().await.unwrap();
    assert_eq!((&config["api_key"], &config["base_url"]), (&json!("local-key"), &json!(server.handle.url)));
}
