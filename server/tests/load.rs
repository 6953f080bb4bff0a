//! Many sockets, many messages: nothing lost, nothing doubled, the books agree with what clients saw. Prints the delays.
//! By default a short run that only has to be right. The full one is `LOAD=full`; it must also be as fast as promised.
mod support;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::json;
use stream_chat_local::auth::Keys;
use support::program::{Program, Scratch};
use support::{PATIENCE, Socket, User};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::Message;

/// Members per channel.
const ROOM: usize = 50;
/// What the full run promises on 2 cores, which the load generator shares: ready, median and p99 until the last
/// recipient has a message, and resident memory at most in megabytes.
const PROMISED: (Duration, Duration, Duration, u64) =
    (Duration::from_millis(200), Duration::from_millis(20), Duration::from_millis(150), 150);
/// Sockets, messages per second, seconds: of the run in CI and of the full one.
const RUNS: ([u64; 3], [u64; 3]) = ([200, 100, 30], [1000, 200, 60]);

fn full() -> bool {
    std::env::var("LOAD").is_ok_and(|text| text == "full")
}

fn setting(name: &str, index: usize) -> u64 {
    let default = if full() { RUNS.1[index] } else { RUNS.0[index] };
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// What one socket saw: numbers of messages in order, and when the frame was read.
type Seen = Vec<(usize, Instant)>;

/// The number of the message that a frame announces. The generator shares the machine with the server, so it looks for
/// two fields instead of parsing two kilobytes.
fn announced(text: &str) -> Option<usize> {
    let field = |name: &str| {
        let rest = &text[text.find(name)? + name.len()..];
        rest.split('"').next()
    };
    text.contains(r#""type":"message.new""#).then(|| field(r#""message_id":"message-"#)?.parse().ok())?
}

async fn listen(mut socket: Socket, expected: usize) -> Seen {
    let mut seen = Seen::new();
    while seen.len() < expected {
        let Ok(Some(Ok(Message::Text(text)))) = timeout(PATIENCE, socket.stream.next()).await else { break };
        let now = Instant::now();
        seen.extend(announced(text.as_str()).map(|n| (n, now)));
    }
    // Whatever else is on its way would be a double.
    seen.extend(socket.drain().await.iter().filter_map(|event| Some((announced(&event.to_string())?, Instant::now()))));
    seen
}

/// Connects everybody, then lets everybody watch his channel.
async fn gather(program: &Program, sockets: usize, rooms: usize) -> (Vec<User>, Vec<Socket>) {
    let keys = Keys::new("local-key", "local-secret-for-development-only", false);
    let http = support::http();
    let (mut users, mut open) = (Vec::new(), Vec::new());
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
    (users, open)
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(debug_assertions, ignore = "30 s of load, measured in release: cargo test --release --test load")]
async fn under_load_nothing_is_lost_or_doubled_and_the_books_agree() {
    let (sockets, rate, seconds) = (setting("LOAD_SOCKETS", 0), setting("LOAD_RATE", 1), setting("LOAD_SECONDS", 2));
    let (sockets, total) = (sockets as usize, (rate * seconds) as usize);
    // Ended in the reverse order: first the program, then its file.
    let file = Scratch::new("load");
    let program = Program::start(&file.0);
    let rooms = sockets.div_ceil(ROOM);
    let per_room = |room: usize| total / rooms + usize::from(room < total % rooms);
    let (users, open) = gather(&program, sockets, rooms).await;
    println!("ready after {:?}", program.ready);
    println!("{sockets} sockets in {rooms} channels, {rate} messages/s for {seconds} s");

    let before = program.processor().unwrap_or_default();
    let mut listeners = JoinSet::new();
    for (n, socket) in open.into_iter().enumerate() {
        let expected = per_room(n % rooms);
        listeners.spawn(async move { (n, listen(socket, expected).await) });
    }
    let sent: Arc<Mutex<HashMap<usize, Instant>>> = Arc::default();
    let mut pace = interval(Duration::from_secs_f64(1.0 / rate as f64));
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut senders = JoinSet::new();
    for n in 0..total {
        pace.tick().await;
        let (room, sent) = (n % rooms, sent.clone());
        let user = users[(n * 7 / rooms * rooms + room) % (sockets / rooms * rooms)].clone();
        senders.spawn(async move {
            let text = "the quick brown fox jumps over the lazy dog ".repeat(3);
            let message = json!({"id": format!("message-{n}"), "text": text});
            sent.lock().unwrap().insert(n, Instant::now());
            user.send(&format!("messaging:room-{room}"), message).await.ok();
        });
    }
    while let Some(done) = senders.join_next().await {
        done.unwrap();
    }
    let processor = program.processor().map(|after| (after - before) / total as u32);
    let mut seen: HashMap<usize, Seen> = HashMap::new();
    while let Some(done) = listeners.join_next().await {
        let (n, list) = done.unwrap();
        seen.insert(n, list);
    }
    let memory = program.memory();

    let sent = sent.lock().unwrap().clone();
    let mut delays: Vec<Duration> = Vec::new();
    let mut last: HashMap<usize, Duration> = HashMap::new();
    for (n, list) in &seen {
        let mut numbers: Vec<usize> = list.iter().map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), list.len(), "socket {n} saw a message twice");
        assert_eq!(numbers.len(), per_room(n % rooms), "socket {n} missed messages");
        assert!(numbers.iter().all(|number| number % rooms == n % rooms), "socket {n} saw another channel's message");
        for (number, at) in list {
            let delay = at.duration_since(sent[number]);
            delays.push(delay);
            let slowest = last.entry(*number).or_default();
            *slowest = delay.max(*slowest);
        }
    }
    for (n, list) in &seen {
        let order = |list: &Seen| list.iter().map(|(number, _)| *number).collect::<Vec<_>>();
        assert_eq!(order(list), order(&seen[&(n % rooms)]), "two sockets saw different orders");
    }
    check_ledger(&users[0], &seen, total).await;
    delays.sort_unstable();
    let mut slowest: Vec<Duration> = last.into_values().collect();
    slowest.sort_unstable();
    let at = |list: &[Duration], share: f64| list[((list.len() - 1) as f64 * share) as usize];
    let (median, p99, worst) = (at(&slowest, 0.5), at(&slowest, 0.99), at(&slowest, 1.0));
    println!("request to each recipient: median {:?}, p99 {:?}", at(&delays, 0.5), at(&delays, 0.99));
    println!("request to last recipient: median {median:?}, p99 {p99:?}, worst {worst:?}");
    println!("server memory: {memory:?} MB now and at most, processor time per message: {processor:?}");
    if full() {
        let most = memory.map_or(0, |(_, most)| most);
        let measured = (program.ready, median, p99, most);
        let kept = measured.0 <= PROMISED.0 && measured.1 <= PROMISED.1 && measured.2 <= PROMISED.2;
        assert!(kept && most <= PROMISED.3, "measured {measured:?}, promised {PROMISED:?}");
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
        let saw: Vec<String> = seen[&n].iter().map(|(number, _)| format!("message-{number}")).collect();
        assert_eq!(booked, saw, "the books of socket {n}");
        compared += 1;
    }
    assert_eq!(compared, seen.len());
}
