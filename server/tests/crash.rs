//! The server is killed in the middle of its work, again and again, on one database: what it has answered is kept, nothing
//! is there twice, and counters agree with rows.
#![cfg(unix)]
mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::json;
use stream_chat_local::auth::Keys;
use support::User;
use support::program::{Program, Scratch};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout_at};

/// How often it is killed.
const KILLS: usize = 20;
/// Messages a second.
const RATE: u64 = 200;
/// Who writes. One more member only reads.
const WRITERS: [&str; 4] = ["amira", "ben", "chiara", "deniz"];
/// How long a round lasts at least; each is 37 ms longer than the one before, so that the end hits another moment.
const ROUND: Duration = Duration::from_millis(400);
/// The channels.
const ROOMS: [&str; 2] = ["messaging:kitchen", "messaging:office"];

/// What the writers know: message numbers that still wait for an answer, and those that were answered.
#[derive(Default)]
struct Outbox {
    waiting: BTreeSet<usize>,
    answered: BTreeSet<usize>,
    /// How many were there already when they were sent again: the answer had been lost, not the message.
    repeated: usize,
}

fn id(number: usize) -> String {
    format!("message-{number}")
}

/// Sends one message and notes the answer, if there is one. An unanswered message stays in the outbox.
async fn send(user: User, number: usize, outbox: Arc<Mutex<Outbox>>) {
    let path = format!("/channels/{}/message", ROOMS[number % ROOMS.len()].replace(':', "/"));
    let message = json!({"message": {"id": id(number), "text": format!("number {number}")}});
    let Ok(reply) = user.try_call(reqwest::Method::POST, &path, Some(message)).await else { return };
    let there_already =
        reply.status == 400 && reply.body["message"].as_str().is_some_and(|text| text.contains("already exists"));
    // A body that broke off in the middle leaves the status alone: then the answer did not arrive.
    if reply.body.is_null() {
        return;
    }
    assert!(reply.status == 201 || there_already, "{} {}", reply.status, reply.body);
    let mut outbox = outbox.lock().unwrap();
    outbox.waiting.remove(&number);
    outbox.answered.insert(number);
    outbox.repeated += usize::from(there_already);
}

fn people(program: &Program) -> Vec<User> {
    let keys = Keys::new("local-key", "local-secret-for-development-only", false);
    let http = support::http();
    let person = |id: &str| User {
        id: id.to_owned(),
        url: program.url.clone(),
        token: keys.mint(id, None).unwrap(),
        connection: None,
        http: http.clone(),
    };
    WRITERS.iter().copied().chain(["emil"]).map(person).collect()
}

/// Everything the file holds about one question.
fn column<T: rusqlite::types::FromSql>(conn: &Connection, sql: &str) -> Vec<T> {
    conn.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Looks into the file beside the running server.
fn check_file(file: &Path, outbox: &Outbox) {
    let conn = Connection::open(file).unwrap();
    assert_eq!(column::<String>(&conn, "PRAGMA integrity_check"), ["ok"]);
    let stored = column::<String>(&conn, "SELECT id FROM messages");
    let set: BTreeSet<&String> = stored.iter().collect();
    assert_eq!(set.len(), stored.len(), "a message is there twice");
    let lost: Vec<&usize> = outbox.answered.iter().filter(|number| !set.contains(&id(**number))).collect();
    assert_eq!(lost, Vec::<&usize>::new(), "answered, but not kept");
    let invented =
        stored.iter().filter(|id| !id.trim_start_matches("message-").parse().is_ok_and(|n| outbox.knows(n))).count();
    assert_eq!(invented, 0, "nobody sent these");
    let logged =
        column::<String>(&conn, "SELECT json_extract(body, '$.message.id') FROM events WHERE type = 'message.new'");
    assert_eq!(logged.iter().collect::<BTreeSet<_>>(), set, "the log and the rows disagree");
    assert_eq!(logged.len(), stored.len(), "an event is in the log twice");
    let miscounted = column::<String>(
        &conn,
        "SELECT cid FROM channels AS c WHERE message_count <> (SELECT count(*) FROM messages WHERE cid = c.cid) \
         OR last_message_at IS NOT (SELECT max(created_at) FROM messages WHERE cid = c.cid)",
    );
    assert_eq!(miscounted, Vec::<String>::new(), "message_count or last_message_at is wrong");
    let misread = column::<String>(
        &conn,
        "SELECT cid || ' ' || user_id FROM members AS m WHERE unread_messages <> (SELECT count(*) FROM messages \
         WHERE cid = m.cid AND created_at > m.last_read AND user_id <> m.user_id)",
    );
    assert_eq!(misread, Vec::<String>::new(), "an unread counter is wrong");
}

impl Outbox {
    fn knows(&self, number: usize) -> bool {
        self.waiting.contains(&number) || self.answered.contains(&number)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_twenty_times_under_load_it_keeps_every_answered_message_exactly_once() {
    let scratch = Scratch::new("crash");
    let file = &scratch.0;
    let outbox: Arc<Mutex<Outbox>> = Arc::default();
    let mut next = 0;
    for round in 0..KILLS {
        let program = Program::start(file);
        let users = people(&program);
        if round == 0 {
            for user in &users {
                user.post("/users", json!({"users": {&user.id: {"id": user.id}}})).await.ok();
            }
            let members: Vec<&str> = users.iter().map(|user| user.id.as_str()).collect();
            for room in ROOMS {
                users[0].open(room, &members).await;
            }
        }
        check_file(file, &outbox.lock().unwrap());
        // First what was left without an answer, as clients do; then new messages at the usual pace, and now and then
        // the reader's mark.
        let mut calls = JoinSet::new();
        let again: Vec<usize> = outbox.lock().unwrap().waiting.iter().copied().collect();
        for number in again {
            calls.spawn(send(users[number % WRITERS.len()].clone(), number, outbox.clone()));
        }
        let end = Instant::now() + ROUND + Duration::from_millis(37) * round as u32;
        let mut pace = interval(Duration::from_secs(1) / RATE as u32);
        pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
        while timeout_at(end, pace.tick()).await.is_ok() {
            outbox.lock().unwrap().waiting.insert(next);
            calls.spawn(send(users[next % WRITERS.len()].clone(), next, outbox.clone()));
            if next % 50 == 0 {
                let (reader, path) =
                    (users[WRITERS.len()].clone(), format!("/channels/{}/read", ROOMS[0].replace(':', "/")));
                calls.spawn(async move { drop(reader.try_call(reqwest::Method::POST, &path, Some(json!({}))).await) });
            }
            next += 1;
        }
        program.kill();
        while let Some(done) = calls.join_next().await {
            done.unwrap();
        }
    }
    let program = Program::start(file);
    let users = people(&program);
    let waiting: Vec<usize> = outbox.lock().unwrap().waiting.iter().copied().collect();
    for number in &waiting {
        send(users[number % WRITERS.len()].clone(), *number, outbox.clone()).await;
    }
    let outbox = outbox.lock().unwrap();
    println!("{next} messages, {} answered by a repetition, {} left for the end", outbox.repeated, waiting.len());
    assert_eq!(outbox.answered, (0..next).collect(), "in the end everything is answered");
    assert!(next as u64 > KILLS as u64 * RATE / 4, "the load was not what it should have been: {next} messages");
    check_file(file, &outbox);
    program.kill();
}
