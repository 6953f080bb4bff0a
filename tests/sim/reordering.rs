//! One client gets the events of a random hour in the service's order, another the same events in any order and some of them
//! more than once: both end with the same state.
//!
//! What "any order" means depends on what an event says about itself:
//! - messages, reactions, replies, pins, quotes: each event bears its time, and so has each copy of a message. Any order, any
//!   repetition, the deletion before the message included.
//! - reads of others only move forwards: any order. (A message that was deleted for good before it came does not tell that
//!   its author has read.)
//! - members and the channel's own data bear no version: events about the same member, or the channel, keep their order and
//!   are repeated at once; between them and all others any order.
//! - unread counts say what was unread when they were counted, and are the same once everything came; a mark that moves
//!   backwards is an order to forget later ones, so it is no part of this. That counts are right in the service's order is
//!   looked at in `converging.rs`.

use serde_json::{Value, json};
use stream_chat_wasm::random::Random;

use crate::harness::{Page, Request, Slot, Stage, Tokens};
use crate::network::essence;
use crate::network::{By, Said, Service, token_of, user_id};
use crate::seeds;

const SEEDS: u64 = 10_000;
/// Things that people do in one run; most make one event, some two.
const ACTS: usize = 30;
const PEOPLE: usize = 3;

fn request(method: &'static str, path: &str, user: usize, query: Value, body: Value) -> Request {
    let query = crate::harness::with(json!({"user_id": user_id(user)}), &query);
    Request {
        id: 0,
        method,
        path: path.to_owned(),
        query,
        body: Some(body),
        token: Some(token_of(user, 1)),
        client_request_id: String::new(),
        stage: Stage::Open,
        at_ms: 0,
    }
}

/// The service, the greeting and the bundle that the observer begins with, and all events of a random hour.
struct Hour {
    hello: Value,
    bundle: Value,
    events: Vec<Value>,
}

fn hour(random: &mut Random) -> Hour {
    let mut service =
        Service { valid_from: vec![1; PEOPLE], names: vec![String::new(); PEOPLE + 1], ..Service::default() };
    service.channels.push(Default::default());
    for user in 0..PEOPLE {
        service.channels[0].members.insert(user, Default::default());
        service.channels[0].read.insert(user, 0);
    }
    let mut ids: Vec<String> = (0..4).map(|number| format!("p{number}")).collect();
    for id in &ids {
        service.bot_writes(0, 0, id.clone());
    }
    let (connection, hello) =
        service.connect(1, 0, 0, &token_of(0, 1), By::Socket(1)).unwrap_or_else(|refused| panic!("{refused:?}"));
    let query = json!({"connection_id": format!("k{connection}")});
    let watch = request("POST", "/channels/messaging/c0/query", 0, query, json!({"watch": true, "state": true}));
    let bundle = service.take(2, 0, 0, &watch).map(|answer| answer.body).unwrap_or_default();
    for act in 0..ACTS {
        let now = 1_000 * (act as u64 + 1);
        let id = ids[random.between(0, ids.len() as u64) as usize].clone();
        let user = random.between(0, PEOPLE as u64) as usize;
        let (message, none) = (format!("/messages/{id}"), json!({}));
        let mut fresh = |more: Value| {
            ids.push(format!("m{act}"));
            json!({"message": crate::harness::with(json!({"id": format!("m{act}"), "text": "x"}), &more)})
        };
        let send = "/channels/messaging/c0/message";
        let asked = match random.between(0, 20) {
            0..3 => request("POST", send, user, none, fresh(json!({}))),
            3 => request("POST", send, user, none, fresh(json!({"quoted_message_id": id}))),
            4..7 if id.starts_with('p') => {
                request("POST", send, user, none, fresh(json!({"parent_id": id, "show_in_channel": act % 2 == 0})))
            }
            7 | 8 => request("POST", &message, user, none, json!({"message": {"text": format!("e{act}")}})),
            9 => request("DELETE", &message, user, none, Value::Null),
            10 => request("DELETE", &message, user, json!({"hard": true}), Value::Null),
            11..14 => {
                let kind = ["like", "love"][act % 2];
                let body = json!({"reaction": {"type": kind, "score": act}, "enforce_unique": act % 3 == 0});
                request("POST", &format!("{message}/reaction"), user, none, body)
            }
            14 => request("DELETE", &format!("{message}/reaction/like"), user, none, Value::Null),
            15 => request("PUT", &message, user, none, json!({"set": {"pinned": act % 3 > 0}})),
            16 => request("POST", "/channels/messaging/c0/read", user.max(1), none, json!({})),
            17 => {
                let known = service.channels[0].members.contains_key(&PEOPLE);
                let key = if known { "remove_members" } else { "add_members" };
                request("POST", "/channels/messaging/c0", user, none, json!({key: [user_id(PEOPLE)]}))
            }
            18 => request("PATCH", "/channels/messaging/c0", user, none, json!({"set": {"name": format!("n{act}")}})),
            _ => continue,
        };
        service.take(now, 1, 0, &asked);
    }
    let frame = |said: Said| match said {
        Said::Frame { frame, .. } => Some(frame),
        Said::Answer { .. } => None,
    };
    let events = std::mem::take(&mut service.said).into_iter().filter_map(frame).collect();
    Hour { hello, bundle, events }
}

/// What an event without a version is about; its events keep their order.
fn unversioned(event: &Value) -> Option<String> {
    let kind = event["type"].as_str().unwrap_or_default();
    match kind.split_once('.').map_or(kind, |(noun, _)| noun) {
        "member" => Some(format!("member {}", event["member"]["user_id"])),
        "channel" | "notification" => Some("channel".to_owned()),
        _ => None,
    }
}

/// Any order, any repetition, as far as what the events are about allows.
fn mixed(events: &[Value], random: &mut Random) -> Vec<Value> {
    let mut order: Vec<usize> = (0..events.len()).collect();
    for place in (1..order.len()).rev() {
        order.swap(place, random.between(0, place as u64 + 1) as usize);
    }
    let subjects: Vec<Option<String>> = events.iter().map(unversioned).collect();
    let names: std::collections::BTreeSet<&String> = subjects.iter().flatten().collect();
    for name in names {
        let of = |event: &usize| subjects[*event].as_ref() == Some(name);
        let places: Vec<usize> = (0..order.len()).filter(|place| of(&order[*place])).collect();
        for (place, event) in places.iter().zip((0..events.len()).filter(of)) {
            order[*place] = event;
        }
    }
    let mut mixed: Vec<usize> = Vec::new();
    for event in order {
        mixed.push(event);
        if random.between(0, 4) == 0 {
            mixed.push(event);
        }
        if random.between(0, 4) == 0 {
            let again = mixed[random.between(0, mixed.len() as u64) as usize];
            if subjects[again].is_none() {
                mixed.push(again);
            }
        }
    }
    mixed.into_iter().map(|event| events[event].clone()).collect()
}

fn observe(hour: &Hour, events: &[Value]) -> (Page, Slot) {
    let mut page = Page::with(1, |_| {});
    page.connect_user(json!({"id": "u0"}), Tokens::Static(&token_of(0, 1)));
    page.frame_on(page.live(), Some(hour.hello.clone()));
    let slot = page.open_channel("messaging", Some("c0"), None).expect("a sound name");
    page.query_channel(slot, json!({"watch": true}));
    page.reply(page.open_request(), 201, Some(hour.bundle.clone()));
    for event in events {
        page.frame_on(page.live(), Some(event.clone()));
    }
    (page, slot)
}

/// What a reader sees, without what only says when this client got something.
fn shown(page: &mut Page, slot: Slot) -> Value {
    let reads = page.reads(slot);
    let last_read: Vec<Value> = (1..PEOPLE).map(|user| reads[user_id(user)]["last_read"].clone()).collect();
    let data = page.channel_data(slot).unwrap_or_default();
    let mut members: Vec<String> =
        page.members(slot).as_object().map(|all| all.keys().cloned().collect()).unwrap_or_default();
    members.sort();
    let mut threads = page.threads(slot);
    threads.sort_by(|one, two| one.0.cmp(&two.0));
    threads.retain(|(_, replies)| !replies.is_empty());
    let list = |messages: Vec<Value>| -> Vec<Value> {
        messages.iter().map(|message| json!([message["id"], message["created_at"], essence(message)])).collect()
    };
    let threads: Vec<Value> = threads.into_iter().map(|(parent, replies)| json!([parent, list(replies)])).collect();
    json!({"messages": list(page.messages(slot)), "threads": threads, "pinned": list(page.pinned(slot).unwrap_or_default()),
        "reads": last_read, "members": members, "name": data["name"]})
}

fn run(seed: u64, journal: bool) {
    let mut random = Random::new(seed);
    let hour = hour(&mut random);
    let other = mixed(&hour.events, &mut random);
    if journal {
        hour.events.iter().for_each(|event| println!("said {event}"));
        other
            .iter()
            .for_each(|event| println!("came {} {} {}", event["type"], event["message"]["id"], event["created_at"]));
    }
    let (mut one, slot) = observe(&hour, &hour.events);
    let (mut two, same) = observe(&hour, &other);
    let (due, found) = (shown(&mut one, slot), shown(&mut two, same));
    // Whoever wrote has read; of a message that was deleted before it came nobody knows who wrote it.
    let gone = hour.events.iter().any(|event| event["hard_delete"] == true);
    for part in ["messages", "threads", "pinned", "reads", "members", "name"] {
        if part == "reads" && gone {
            continue;
        }
        assert_eq!(found[part], due[part], "{part} of {} events", hour.events.len());
    }
}

#[test]
fn any_order_and_repetition_of_events_ends_in_the_same_state() {
    seeds::try_all("reordering", &[], SEEDS, run);
}
