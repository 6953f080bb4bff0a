//! Requests and frames that are nearly right, wildly wrong or plain noise: the server refuses them with a code, never with
//! a failure of its own, never by falling silent, and is as good as new afterwards. `FUZZ_SEEDS` says how many are made up,
//! `FUZZ_FIRST` which is the first; `corpus/` holds inputs that once did harm, or nearly.
mod fuzzing {
    pub mod garble;
    pub mod input;
}
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use fuzzing::garble::{Dice, garbled};
use fuzzing::input::judge;
use serde_json::json;
use support::inside::Inside;
use support::story::{STORY, Story};
use support::{Server, User};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

/// Requests that are made up where nobody says how many.
const SEEDS: u64 = 4_000;
/// Requests to one server, before too much of its story is deleted.
const PER_SERVER: u64 = 500;
/// Frames thrown at a socket.
const FRAMES: u64 = 300;

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Counts panics wherever they happen: those of a handler would only show as a failed request, others not at all.
fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.fetch_add(1, Ordering::Relaxed);
            before(panic);
        }));
    });
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// A server in the middle of the story.
async fn scene() -> (Inside, Story) {
    count_panics();
    let (mut server, mut story) = Story::begin().await;
    server.checked = false;
    for row in STORY.iter().take(4).copied().flatten() {
        let reply = story.call(&server, row).await;
        story.keep(row, &reply.body);
    }
    (server, story)
}

/// The database is whole, nothing has panicked, and people can still talk.
async fn as_good_as_new(server: &Inside) {
    assert_eq!(server.service.damage().unwrap(), Vec::<String>::new());
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "something panicked");
    let zoe = server.person("zoe").await;
    server.post(&zoe, "/channels/messaging/fresh/query", json!({"data": {"members": ["zoe"]}})).await.ok();
    server.post(&zoe, "/channels/messaging/fresh/message", json!({"message": {"text": "still here"}})).await.ok();
}

#[tokio::test]
async fn requests_with_something_odd_in_them_never_make_the_server_fail() {
    let (first, count) = (number("FUZZ_FIRST").unwrap_or(0), number("FUZZ_SEEDS").unwrap_or(SEEDS));
    let rows: Vec<_> = STORY.iter().copied().flatten().filter(|row| !row.3.contains("$connection")).collect();
    let mut problems = Vec::new();
    let (mut server, mut story) = scene().await;
    for seed in first..first + count {
        if seed > first && seed % PER_SERVER == 0 {
            as_good_as_new(&server).await;
            (server, story) = scene().await;
        }
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9));
        let row = rows[dice.below(rows.len())];
        let who = if ["amira", "ben", "ada"].contains(&row.1) { row.1 } else { "amira" };
        let token = server.user(who).token.unwrap();
        let input = garbled(&mut dice, row.2, &story.plain_target(row), story.body(row).as_ref());
        if let Err(problem) = judge(&server.service.router, &token, &input).await {
            let start = String::from_utf8_lossy(&input[..input.len().min(600)]).into_owned();
            problems.push(format!("seed {seed} as {who}: {problem}\n{start}"));
        }
    }
    as_good_as_new(&server).await;
    println!("{count} requests");
    assert!(problems.is_empty(), "{} failures:\n{}", problems.len(), problems[..problems.len().min(10)].join("\n\n"));
}

#[tokio::test]
async fn the_corpus_never_makes_the_server_fail() {
    let (server, story) = scene().await;
    let token = server.user("amira").token.unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "the corpus is not there");
    for file in files {
        let input = fs::read(&file).unwrap();
        let input = match String::from_utf8(input) {
            Ok(text) => story.fill(&text).into_bytes(),
            Err(error) => error.into_bytes(),
        };
        if let Err(problem) = judge(&server.service.router, &token, &input).await {
            panic!("{}: {problem}", file.display());
        }
    }
    as_good_as_new(&server).await;
}

/// Every path of the router, with ids of the story in place of parameters.
fn paths(story: &Story) -> BTreeSet<String> {
    let source = include_str!("../src/router.rs");
    let quoted = source.split('"').skip(1).step_by(2).filter(|text| text.starts_with('/') && *text != "/_dev/reset");
    let filled = quoted.map(|path| {
        let parts = path.split('/').enumerate().map(|(index, part)| match (index, part) {
            (2, "{type}") => "messaging".to_owned(),
            (_, "{type}") => "like".to_owned(),
            (3, "{id}") => "room".to_owned(),
            (_, "{user_id}") => "ben".to_owned(),
            (_, "{poll_id}") => story.fill("$poll"),
            (_, "{option_id}") => story.fill("$option"),
            (_, part) if part.starts_with('{') => story.fill("$message"),
            (_, part) => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    });
    filled.collect()
}

#[tokio::test]
async fn every_path_takes_every_method_with_any_body_without_failing() {
    let (server, story) = scene().await;
    let paths = paths(&story);
    assert!(paths.len() > 30, "the routes are no longer where this test looks for them");
    let bodies = [
        "",
        "{}",
        "null",
        "[]",
        "\"x\"",
        "{\"message\":{}}",
        "{\"set\":{},\"unset\":[]}",
        "\u{feff}{}",
        "{\"message\":",
    ];
    for path in &paths {
        for (index, method) in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY"].iter().enumerate()
        {
            for (turn, body) in bodies.iter().enumerate() {
                let who = if (index + turn) % 2 == 0 { "amira" } else { "otto" };
                let token = server.user(who).token.unwrap();
                let input = format!("{method} {path}\n{body}");
                if let Err(problem) = judge(&server.service.router, &token, input.as_bytes()).await {
                    panic!("{method} {path} {body}: {problem}");
                }
            }
        }
    }
    as_good_as_new(&server).await;
}

#[tokio::test]
async fn frames_and_handshakes_of_noise_leave_the_server_as_it_was() {
    count_panics();
    let server = Server::start().await;
    let (amira, mut witness) = server.connect("amira").await;
    amira.open("messaging:room", &["amira"]).await;
    let mut dice = Dice(7);
    let (_, mut socket) = server.connect("ben").await;
    for _ in 0..FRAMES {
        let noise: Vec<u8> = (0..dice.below(200)).map(|_| dice.below(256) as u8).collect();
        let frame = match dice.below(7) {
            0 => Message::binary(noise),
            1 => Message::Ping(noise.into_iter().take(125).collect::<Vec<_>>().into()),
            2 => Message::text("[".repeat(1 << dice.below(15))),
            3 => Message::text(format!("[{{\"type\":\"health.check\",\"client_id\":{}}}]", dice.below(9))),
            4 => Message::text(json!({"type": "message.new", "cid": "messaging:room"}).to_string()),
            5 => Message::text("x".repeat(70_000)),
            _ => Message::text(String::from_utf8_lossy(&noise).into_owned()),
        };
        // A frame that is too big ends the connection, and that is all it does.
        if futures_util::SinkExt::send(&mut socket.stream, frame).await.is_err() {
            (_, socket) = server.connect("ben").await;
        }
    }
    let address = server.handle.url.trim_start_matches("http://").to_owned();
    for _ in 0..60 {
        let mut tcp = tokio::net::TcpStream::connect(&address).await.unwrap();
        let noise: Vec<u8> = (0..1 + dice.below(400)).map(|_| dice.below(256) as u8).collect();
        let opening: &[u8] =
            [&b"GET /connect?json="[..], b"POST /channels HTTP/1.1\r\ncontent-length: 9999999999999\r\n\r\n", b""]
                [dice.below(3)];
        let _ = tcp.write_all(&[opening, &noise, b"\r\n\r\n"].concat()).await;
        let _ = tcp.shutdown().await;
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(support::PATIENCE, tcp.read_to_end(&mut answer)).await.expect("the server hangs");
        assert!(!answer.starts_with(b"HTTP/1.1 5"), "{}", String::from_utf8_lossy(&answer));
    }
    for json in
        ["", "{", "null", "[]", "{\"user_details\":5}", "{\"user_id\":{}}", "{\"user_details\":{\"id\":[]}}", "\u{0}"]
    {
        let user: User = server.user("chen");
        let mut socket =
            user.socket_with(&[("json", json), ("authorization", &user.token), ("stream-auth-type", "jwt")]).await;
        let first = socket.next().await;
        assert!(first["type"] == "connection.error" || first["me"]["id"] == "chen", "{json}: {first}");
    }
    amira.say("messaging:room", "still here").await;
    assert_eq!(witness.wait("message.new").await["message"]["text"], "still here");
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "something panicked");
}
