//! Many sockets, many messages: nothing lost, nothing doubled, the books agree with what clients saw. Prints the delays.
mod support;

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::{Value, json};
use stream_chat_local::auth::Keys;
use support::{PATIENCE, Socket, User};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::Message;

/// Members per channel.
const ROOM: usize = 50;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The server as a process of its own, ended with this one.
struct Program {
    child: Child,
    url: String,
}

impl Program {
    fn start(file: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_stream-chat-local"))
            .args(["--port", "0", "--exit-with-parent", "--db"])
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        println!("ready after {} ms", line["ready_ms"]);
        Program { url: line["url"].as_str().unwrap().to_owned(), child }
    }

    /// Resident memory in megabytes, where the system tells.
    fn memory(&self) -> Option<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = text.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
    }
}

impl Program {
    /// Processor time used so far, where the system tells: fields 14 and 15, in hundredths of a second.
    fn processor(&self) -> Option<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let ticks: u64 =
            text.rsplit(')').next()?.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
        Some(Duration::from_millis(ticks * 10))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What one socket saw: message ids in order, and when.
type Seen = Vec<(String, Instant)>;

async fn listen(mut socket: Socket, expected: usize) -> Seen {
    let mut seen = Seen::new();
    while seen.len() < expected {
        let Ok(Some(Ok(Message::Text(text)))) = timeout(PATIENCE, socket.stream.next()).await else { break };
        let now = Instant::now();
        if text.as_str().contains("\"message.new\"") {
            let event: Value = serde_json::from_str(text.as_str()).unwrap();
            if event["type"] == "message.new" {
                seen.push((event["message_id"].as_str().unwrap().to_owned(), now));
            }
        }
    }
    // Whatever else is on its way would be a double.
    seen.extend(
        socket
            .drain()
            .await
            .iter()
            .filter(|event| event["type"] == "message.new")
            .map(|event| (event["message_id"].as_str().unwrap().to_owned(), Instant::now())),
    );
    seen
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(debug_assertions, ignore = "30 s of load, measured in release: cargo test --release --test load")]
async fn under_load_nothing_is_lost_or_doubled_and_the_books_agree() {
    let (sockets, rate, seconds) =
        (setting("LOAD_SOCKETS", 200), setting("LOAD_RATE", 100), setting("LOAD_SECONDS", 30));
    let (sockets, total) = (sockets as usize, (rate * seconds) as usize);
    let file = std::env::temp_dir().join(format!("stream-chat-local-load-{}.db", std::process::id()));
    let program = Program::start(&file);
    let keys = Keys::new("local-key", "local-secret-for-development-only", false);
    stream_chat_local::choose_cryptography();
    let http = reqwest::Client::new();
    let rooms = sockets.div_ceil(ROOM);
    let per_room = |room: usize| total / rooms + usize::from(room < total % rooms);

    let mut users = Vec::new();
    let mut open = Vec::new();
    for n in 0..sockets {
        let id = format!("user-{n}");
        let token = keys.mint(&id, None).unwrap();
        let mut user = User { id: id.clone(), url: program.url.clone(), token, connection: None, http: http.clone() };
        let mut socket = user.socket(json!({"id": id, "name": format!("User {n}")})).await;
        user.connection = socket.next().await["connection_id"].as_str().map(str::to_owned);
        users.push(user);
        open.push(socket);
    }
    for (n, user) in users.iter().enumerate() {
        let room = n % rooms;
        let members: Vec<String> = (room..sockets).step_by(rooms).map(|n| format!("user-{n}")).collect();
        let members: Vec<&str> = members.iter().map(String::as_str).collect();
        user.open(&format!("messaging:room-{room}"), &members).await;
    }
    println!("{sockets} sockets in {rooms} channels, {rate} messages/s for {seconds} s");

    let before = program.processor().unwrap_or_default();
    let mut listeners = JoinSet::new();
    for (n, socket) in open.into_iter().enumerate() {
        let expected = per_room(n % rooms);
        listeners.spawn(async move { (n, listen(socket, expected).await) });
    }
    let sent: Arc<Mutex<HashMap<String, (usize, Instant)>>> = Arc::default();
    let mut pace = interval(Duration::from_secs_f64(1.0 / rate as f64));
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut senders = JoinSet::new();
    for n in 0..total {
        pace.tick().await;
        let (room, sent) = (n % rooms, sent.clone());
        let user = users[(n * 7 / rooms * rooms + room) % (sockets / rooms * rooms)].clone();
        senders.spawn(async move {
            let id = format!("message-{n}");
            sent.lock().unwrap().insert(id.clone(), (room, Instant::now()));
            let text = "the quick brown fox jumps over the lazy dog ".repeat(3);
            user.send(&format!("messaging:room-{room}"), json!({"id": id, "text": text})).await.ok();
        });
    }
    while let Some(done) = senders.join_next().await {
        done.unwrap();
    }
    let memory = program.memory();
    let processor = program.processor().map(|after| (after - before) / total as u32);
    let mut seen: HashMap<usize, Seen> = HashMap::new();
    while let Some(done) = listeners.join_next().await {
        let (n, list) = done.unwrap();
        seen.insert(n, list);
    }

    let sent = sent.lock().unwrap().clone();
    let mut delays: Vec<Duration> = Vec::new();
    let mut last: HashMap<&str, Duration> = HashMap::new();
    for (n, list) in &seen {
        let mut ids: Vec<&str> = list.iter().map(|(id, _)| id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), list.len(), "socket {n} saw a message twice");
        assert_eq!(ids.len(), per_room(n % rooms), "socket {n} missed messages");
        assert!(ids.iter().all(|id| sent[*id].0 == n % rooms), "socket {n} saw another channel's message");
        for (id, at) in list {
            let delay = at.duration_since(sent[id].1);
            delays.push(delay);
            let slowest = last.entry(id).or_default();
            *slowest = delay.max(*slowest);
        }
    }
    for (n, list) in &seen {
        let order = |list: &Seen| list.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        assert_eq!(order(list), order(&seen[&(n % rooms)]), "two sockets saw different orders");
    }
    check_ledger(&users[0], &seen, total).await;
    delays.sort_unstable();
    let mut slowest: Vec<Duration> = last.into_values().collect();
    slowest.sort_unstable();
    let at = |list: &[Duration], share: f64| list[((list.len() - 1) as f64 * share) as usize];
    println!("request to each recipient: median {:?}, p99 {:?}", at(&delays, 0.5), at(&delays, 0.99));
    println!(
        "request to last recipient: median {:?}, p99 {:?}, worst {:?}",
        at(&slowest, 0.5),
        at(&slowest, 0.99),
        at(&slowest, 1.0)
    );
    println!("server memory: {memory:?} MB, processor time per message: {processor:?}");
    drop(program);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
}

/// The server's books: as many accepted as sent, and per connection exactly what its socket saw, in the same order.
async fn check_ledger(user: &User, seen: &HashMap<usize, Seen>, total: usize) {
    let books = user.get("/_dev/ledger").await.ok();
    assert_eq!(books["accepted"].as_array().unwrap().len(), total);
    let mut compared = 0;
    for connection in books["connections"].as_array().unwrap() {
        let n: usize = connection["user_id"].as_str().unwrap().trim_start_matches("user-").parse().unwrap();
        let booked = connection["sent"].as_array().unwrap().iter().filter(|entry| entry["type"] == "message.new");
        let booked: Vec<&str> = booked.map(|entry| entry["message_id"].as_str().unwrap()).collect();
        let saw: Vec<&str> = seen[&n].iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(booked, saw, "the books of socket {n}");
        compared += 1;
    }
    assert_eq!(compared, seen.len());
}
