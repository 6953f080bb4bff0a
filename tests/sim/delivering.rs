//! Delivery: what the service is told about messages that reached this device, when, and what becomes of a report that
//! fails.

use serde_json::{Value, json};

use crate::harness::{Page, Server, Slot, connected, error, with};

/// A watched channel that reports deliveries, with a message of somebody else that the own user has not read.
fn watched(page: &mut Page, server: &mut Server, id: &str, more: &Value) -> Slot {
    server.channel = json!({"config": {"delivery_events": true}});
    let slot = page.open_channel("messaging", Some(id), None).expect("a sound name");
    page.query_channel(slot, json!({"watch": true}));
    let request = page.open_request();
    let messages = vec![server.message(&format!("m-{id}"), "bob")];
    let own = json!({"user": page.me(), "last_read": "2020-01-01T00:00:00Z"});
    let bundle = with(server.bundle("messaging", id, messages), &json!({"read": [own]}));
    page.reply(request, 201, Some(with(bundle, more)));
    slot
}

/// What was reported since: milliseconds after `from`, ids of messages.
fn reports(page: &Page, from: u64) -> Vec<(u64, Vec<String>)> {
    let reports = page.requests.iter().filter(|request| request.path == "/channels/delivered");
    let told = |request: &crate::harness::Request| {
        let body = request.body.as_ref().expect("a body");
        let messages = body["latest_delivered_messages"].as_array().expect("a list");
        let mut ids: Vec<String> = messages.iter().map(|one| one["id"].as_str().unwrap_or_default().to_owned()).collect();
        ids.sort();
        (request.at_ms - from, ids)
    };
    reports.map(told).collect()
}

fn ids(list: &[&str]) -> Vec<String> {
    list.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn channels_are_gathered_for_a_second_and_reported_at_once() {
    let (mut page, mut server) = connected();
    let from = page.now_ms();
    watched(&mut page, &mut server, "a", &json!({}));
    page.pass(300);
    watched(&mut page, &mut server, "b", &json!({}));
    page.pass(5_000);
    assert_eq!(reports(&page, from), [(1_000, ids(&["m-a", "m-b"]))]);
}

#[test]
fn what_was_read_or_reported_or_is_not_to_be_told_is_not_reported() {
    let (mut page, mut server) = connected();
    let read = |more: Value| json!({"read": [with(json!({"user": {"id": "ann"}, "last_read": "2020-01-01T00:00:00Z"}), &more)]});
    let me = page.me();
    for (id, more) in [
        ("read", json!({"read": [{"user": me, "last_read": "2099-01-01T00:00:00Z"}]})),
        ("delivered", json!({"read": [{"user": me, "last_read": "2020-01-01T00:00:00Z", "last_delivered_at": "2099-01-01T00:00:00Z"}]})),
        ("stranger", json!({"read": []})),
        ("other", with(read(json!({})), &json!({"read": []}))),
        ("off", json!({"channel": {"type": "messaging", "id": "off", "cid": "messaging:off", "config": {}}})),
        ("empty", json!({"messages": []})),
    ] {
        watched(&mut page, &mut server, id, &more);
    }
    page.pass(5_000);
    assert_eq!(reports(&page, 0), []);
}

#[test]
fn a_new_message_of_somebody_else_is_reported_and_an_own_one_or_a_reply_is_not() {
    let (mut page, mut server) = connected();
    watched(&mut page, &mut server, "a", &json!({"messages": []}));
    let own = server.message("own", page.user_id().unwrap_or_default().to_owned().as_str());
    server.message_new(&mut page, "messaging:a", own);
    page.pass(2_000);
    assert_eq!(reports(&page, 0), []);
    let reply = with(server.message("reply", "bob"), &json!({"parent_id": "own"}));
    server.message_new(&mut page, "messaging:a", reply);
    page.pass(2_000);
    assert_eq!(reports(&page, 0), []);
    let from = page.now_ms();
    for id in ["one", "two"] {
        let message = server.message(id, "bob");
        server.message_new(&mut page, "messaging:a", message);
    }
    page.pass(5_000);
    assert_eq!(reports(&page, from), [(1_000, ids(&["two"]))]);
}

#[test]
fn a_report_that_fails_for_a_while_is_made_again_later_each_time_and_one_that_is_refused_is_not() {
    let (mut page, mut server) = connected();
    let from = page.now_ms();
    watched(&mut page, &mut server, "a", &json!({}));
    for _ in 0..60 {
        page.pass(1_000);
        server.event(&mut page, json!({"type": "health.check"}));
        if let [request] = page.open_requests()[..] {
            let refused = reports(&page, from).len() == 6;
            let answer = if refused { error(17, 403, "not allowed") } else { error(-1, 503, "busy") };
            page.reply(request, if refused { 403 } else { 503 }, Some(answer));
        }
    }
    let at: Vec<u64> = reports(&page, from).iter().map(|(at, _)| *at).collect();
    assert_eq!(at, [1_000, 3_000, 7_000, 15_000, 23_000, 31_000]);
}

#[test]
fn while_a_report_is_under_way_others_wait_and_at_most_a_hundred_go_at_once() {
    let (mut page, mut server) = connected();
    for number in 0..150 {
        watched(&mut page, &mut server, &format!("c{number}"), &json!({}));
    }
    page.pass(1_000);
    assert_eq!(reports(&page, 0).iter().map(|(_, ids)| ids.len()).collect::<Vec<_>>(), [100]);
    let request = page.open_request();
    page.pass(1_500);
    page.reply(request, 201, Some(json!({"duration": "1ms"})));
    page.pass(1_000);
    assert_eq!(reports(&page, 0).iter().map(|(_, ids)| ids.len()).collect::<Vec<_>>(), [100, 50]);
}
