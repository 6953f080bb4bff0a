//! How fast lists are on big databases. By default a small one, where only the answers count; `SPEED=full` fills the big
//! ones (a minute each) and holds the server to what it promises. `SPEED_DIR` keeps them there for another run.
mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::TransactionBehavior;
use serde_json::{Map, Value, json};
use stream_chat_local::auth::Keys;
use stream_chat_local::clock::{Clock, Time};
use stream_chat_local::db::channels::{self, Channel};
use stream_chat_local::db::members::{self, Member};
use stream_chat_local::db::messages::{self, Message};
use stream_chat_local::db::reactions::{self, Reaction};
use stream_chat_local::db::users::{self, User as Person};
use stream_chat_local::db::{Database, meta};
use stream_chat_local::ids::Cid;
use support::User;
use support::program::Program;

/// What `SPEED=full` promises for the median of a query of 30 channels with 25 messages each, on 2 cores.
const PROMISED: Duration = Duration::from_millis(15);
/// What it promises for the median of a page of 100 messages out of a million.
const PROMISED_PAGE: Duration = Duration::from_millis(15);
/// The first message's time: 2024-01-01.
const BEGINNING: i64 = 1_704_067_200_000_000;
/// Users who share the channels.
const CROWD: usize = 2_000;
/// Every so many channels, the one who is only in some of them is a member.
const SELDOM: usize = 50;
/// Requests before and during a measurement.
const CALLS: (usize, usize) = (10, 100);
/// The same for a small database, of which no time is promised.
const FEW_CALLS: (usize, usize) = (0, 3);

/// One database.
struct Shape {
    name: &'static str,
    channels: usize,
    messages: usize,
}

const SMALL: [Shape; 1] = [Shape { name: "small", channels: 400, messages: 26 }];
const BIG: [Shape; 2] = [
    Shape { name: "10 000 channels, 100 messages each", channels: 10_000, messages: 100 },
    Shape { name: "100 000 channels, 10 messages each", channels: 100_000, messages: 10 },
];

fn full() -> bool {
    std::env::var("SPEED").is_ok_and(|text| text == "full")
}

fn calls() -> (usize, usize) {
    if full() { CALLS } else { FEW_CALLS }
}

/// Spreads numbers, always in the same way.
fn scatter(number: usize) -> usize {
    let mixed = (number as u64).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 31)) as usize
}

fn person(number: usize) -> String {
    format!("person-{}", number % CROWD)
}

/// The members of a channel: three to ten of the crowd, somebody who is everywhere, and now and then one who is not.
fn members_of(room: usize) -> Vec<String> {
    let count = 2 + scatter(room) % 8;
    let mut ids: Vec<String> = (0..count).map(|n| person(scatter(room * 16 + n))).collect();
    ids.push("everywhere".to_owned());
    if room.is_multiple_of(SELDOM) {
        ids.push("seldom".to_owned());
    }
    ids.sort();
    ids.dedup();
    ids
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn fill(file: &Path, shape: &Shape) {
    let clock = Arc::new(Clock::after(Time::from_micros(0)));
    let db = Database::open(Some(file), clock).unwrap();
    let mut conn = db.writer();
    let start = Time::from_micros(BEGINNING);
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    for id in (0..CROWD).map(person).chain(["everywhere".to_owned(), "seldom".to_owned()]) {
        let mut user = Person::new(&id, "user", start);
        user.name = Some(format!("The {id}"));
        user.image = Some(format!("https://images.example/{id}.png"));
        user.custom = object(json!({"title": "someone in the crowd"}));
        users::save(&tx, &user).unwrap();
    }
    tx.commit().unwrap();
    let mut last = start;
    for chunk in (0..shape.channels).collect::<Vec<_>>().chunks(500) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        for room in chunk {
            last = last.max(furnish(&tx, *room, shape));
        }
        meta::keep_time(&tx, last).unwrap();
        tx.commit().unwrap();
    }
    drop(conn);
    db.settle().unwrap();
}

/// One channel with everything in it; answers the newest time.
fn furnish(conn: &rusqlite::Connection, room: usize, shape: &Shape) -> Time {
    let cid = Cid::new("messaging", &format!("room-{room}")).unwrap();
    let people = members_of(room);
    // Channels are shuffled in time, and their messages are a minute apart.
    let start = Time::from_micros(BEGINNING).plus_seconds((scatter(room) % 10_000_000) as i64);
    let at = |n: usize| Time::from_micros(start.plus_seconds(60 * (n as i64 + 1)).micros() + room as i64);
    let channel = Channel {
        custom: object(json!({"name": format!("Room {room}"), "topic": "whatever comes up"})),
        member_count: people.len() as i64,
        ..Channel::new(&cid, &people[0], start)
    };
    channels::insert(conn, &channel).unwrap();
    for n in 0..shape.messages {
        let number = room * shape.messages + n;
        let id = format!("{:016x}-{room}-{n}", scatter(number));
        let author = &people[scatter(number) % people.len()];
        let mut message = Message {
            text: format!("Number {n} in room {room}: the quick brown fox jumps over the lazy dog, and back again."),
            ..Message::new(&id, &cid, author, at(n))
        };
        if n % 20 == 7 {
            let image = format!("https://images.example/{id}.png");
            message.attachments = vec![json!({"type": "image", "image_url": image, "fallback": "a picture"})];
        }
        messages::insert(conn, &message).unwrap();
        channels::count_message(conn, &cid, Some(at(n))).unwrap();
        // Every tenth message has a reaction of everybody, but of three at most.
        for user in people.iter().take(if n % 10 == 3 { 3 } else { 0 }) {
            let then = at(n).plus_seconds(5);
            let reaction = Reaction {
                message_id: id.clone(),
                user_id: user.clone(),
                kind: if user == author { "haha" } else { "like" }.to_owned(),
                score: 1,
                custom: Map::new(),
                created_at: then,
                updated_at: then,
            };
            reactions::save(conn, &reaction).unwrap();
        }
    }
    for user in &people {
        let mut member = Member::new(&cid, user, start);
        member.last_read = at(shape.messages - 1 - scatter(room) % 3);
        member.unread_messages = (scatter(room) % 3) as i64;
        members::save(conn, &member).unwrap();
    }
    at(shape.messages)
}

/// Medians and 99th percentiles of calls one after the other, until the last byte has been read.
async fn measure(user: &User, path: &str, body: impl Fn(usize) -> Option<Value>) -> (Duration, Duration, usize) {
    let mut times = Vec::new();
    let mut size = 0;
    let (before, during) = calls();
    for n in 0..before + during {
        let url = format!("{}{path}?api_key=local-key&user_id={}", user.url, user.id);
        let request = match body(n) {
            Some(body) => user.http.post(url).json(&body),
            None => user.http.get(url),
        };
        let request = request.header("Authorization", &user.token).header("stream-auth-type", "jwt").build().unwrap();
        let started = Instant::now();
        let bytes = user.http.execute(request).await.unwrap().error_for_status().unwrap().bytes().await.unwrap();
        if n >= before {
            times.push(started.elapsed());
        }
        size = bytes.len();
    }
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() * 99 / 100], size / 1024)
}

fn database(shape: &Shape) -> (PathBuf, bool) {
    let kept = std::env::var_os("SPEED_DIR").map(PathBuf::from);
    let keep = kept.is_some();
    let folder =
        kept.unwrap_or_else(|| std::env::temp_dir().join(format!("stream-chat-local-speed-{}", std::process::id())));
    std::fs::create_dir_all(&folder).unwrap();
    (folder.join(format!("{}x{}.db", shape.channels, shape.messages)), keep)
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_right_and_fast_however_much_the_database_holds() {
    let shapes: &[Shape] = if full() { &BIG } else { &SMALL };
    for shape in shapes {
        let (file, keep) = database(shape);
        if !file.exists() {
            let started = Instant::now();
            fill(&file, shape);
            println!("{}: filled in {:.0?}", shape.name, started.elapsed());
        }
        let program = Program::start(&file);
        println!("{}: ready after {:?}", shape.name, program.ready);
        let keys = Keys::new("local-key", "local-secret-for-development-only", false);
        let http = support::http();
        for who in ["everywhere", "seldom"] {
            let token = keys.mint(who, None).unwrap();
            let user =
                User { id: who.to_owned(), url: program.url.clone(), token, connection: None, http: http.clone() };
            channels_of(&user, shape).await;
        }
        println!("{}: server memory {:?} MB now and at most", shape.name, program.memory());
        program.kill();
        if !keep {
            let _ = std::fs::remove_dir_all(file.parent().unwrap());
        }
    }
}

async fn channels_of(user: &User, shape: &Shape) {
    let who = user.id.as_str();
    let mine = shape.channels.div_ceil(if who == "everywhere" { 1 } else { SELDOM });
    for sort in
        [json!([{"field": "last_message_at", "direction": -1}]), json!([{"field": "last_updated", "direction": -1}])]
    {
        let query = json!({
            "filter_conditions": {"type": "messaging", "members": {"$in": [who]}}, "sort": sort, "limit": 30,
            "message_limit": 25, "state": true,
        });
        let answer = user.post("/channels", query.clone()).await.ok();
        let bundles = answer["channels"].as_array().unwrap();
        assert_eq!(bundles.len(), mine.min(30));
        let mut before = Value::Null;
        for bundle in bundles {
            let at = bundle["channel"]["last_message_at"].clone();
            assert!(before.is_null() || before.as_str() >= at.as_str(), "not in order: {before} {at}");
            before = at;
            let messages = bundle["messages"].as_array().unwrap();
            assert_eq!(messages.len(), shape.messages.min(25));
            assert!(messages.is_sorted_by_key(|message| message["created_at"].as_str().map(str::to_owned)));
            assert_eq!(messages.last().unwrap()["created_at"], bundle["channel"]["last_message_at"]);
            assert!(bundle["members"].as_array().unwrap().iter().any(|member| member["user_id"] == who));
            assert_eq!(bundle["read"].as_array().unwrap().len(), bundle["members"].as_array().unwrap().len());
        }
        let (median, p99, size) = measure(user, "/channels", |_| Some(query.clone())).await;
        println!("{}: {who}, sorted by {}: median {median:?}, p99 {p99:?}, {size} kB", shape.name, sort[0]["field"]);
        assert!(!full() || median <= PROMISED, "promised {PROMISED:?}");
    }
    let next = json!({
        "filter_conditions": {"members": {"$in": [who]}}, "sort": [{"field": "last_message_at", "direction": -1}],
        "limit": 30, "offset": mine.min(1000) - 30.min(mine), "message_limit": 25, "state": true,
    });
    let (median, p99, _) = measure(user, "/channels", |_| Some(next.clone())).await;
    println!("{}: {who}, the furthest page: median {median:?}, p99 {p99:?}", shape.name);
    let room = |n: usize| scatter(n) % (shape.channels / SELDOM) * SELDOM;
    let path = |n: usize| format!("/channels/messaging/room-{}/query", room(n));
    let (mut times, limit) = (Vec::new(), 100.min(shape.messages / 2));
    for n in 0..calls().1 {
        let middle = format!(
            "{:016x}-{}-{}",
            scatter(room(n) * shape.messages + shape.messages / 2),
            room(n),
            shape.messages / 2
        );
        let body = json!({"state": true, "messages": {"limit": limit, "id_lt": middle}});
        let started = Instant::now();
        let page = user.post(&path(n), body).await.ok();
        times.push(started.elapsed());
        assert_eq!(page["messages"].as_array().unwrap().len(), limit);
    }
    times.sort_unstable();
    println!("{}: {who}, {limit} messages before one in the middle: median {:?}", shape.name, times[times.len() / 2]);
    assert!(!full() || times[times.len() / 2] <= PROMISED_PAGE, "promised {PROMISED_PAGE:?}");
}
