//! Typing: what others are told of the own keys, and how long others are believed to type.

use serde_json::{Value, json};

use crate::harness::{Page, Server, Slot, connected, connected_as, watch};

fn ready() -> (Page, Server, Slot) {
    let (mut page, mut server) = connected();
    let slot = watch(&mut page, &mut server, "a");
    (page, server, slot)
}

/// What was told since the page was made: milliseconds after `from`, type of event, thread.
fn told(page: &Page, from: u64) -> Vec<(u64, String, Value)> {
    let events = page.requests.iter().filter(|request| request.path.ends_with("/event"));
    let told = |request: &crate::harness::Request| {
        let event = &request.body.as_ref().expect("a body")["event"];
        (request.at_ms - from, event["type"].as_str().unwrap_or_default().to_owned(), event["parent_id"].clone())
    };
    events.map(told).collect()
}

fn kinds(page: &Page, from: u64) -> Vec<(u64, String)> {
    told(page, from).into_iter().map(|(at, kind, _)| (at, kind)).collect()
}

fn expected(list: &[(u64, &str)]) -> Vec<(u64, String)> {
    list.iter().map(|(at, kind)| (*at, format!("typing.{kind}"))).collect()
}

#[test]
fn the_first_key_starts_and_a_second_without_keys_stops() {
    let (mut page, _, slot) = ready();
    let from = page.now_ms();
    page.keystroke(slot, None);
    page.pass(10_000);
    assert_eq!(kinds(&page, from), expected(&[(0, "start"), (1_000, "stop")]));
}

#[test]
fn while_keys_are_pressed_it_is_told_again_every_two_seconds_and_stopped_once() {
    let (mut page, _, slot) = ready();
    let from = page.now_ms();
    for _ in 0..50 {
        page.keystroke(slot, None);
        page.pass(100);
    }
    page.pass(10_000);
    assert_eq!(kinds(&page, from), expected(&[(0, "start"), (2_000, "start"), (4_000, "start"), (5_900, "stop")]));
}

#[test]
fn stopping_is_told_at_once_and_not_again_later() {
    let (mut page, _, slot) = ready();
    let from = page.now_ms();
    page.keystroke(slot, None);
    page.pass(300);
    page.stop_typing(slot);
    page.pass(10_000);
    assert_eq!(kinds(&page, from), expected(&[(0, "start"), (300, "stop")]));
}

#[test]
fn channels_and_threads_are_typed_in_apart() {
    let (mut page, mut server, slot) = ready();
    let other = watch(&mut page, &mut server, "b");
    let from = page.now_ms();
    page.keystroke(slot, None);
    page.keystroke(slot, Some("m1"));
    page.keystroke(other, None);
    assert_eq!(kinds(&page, from), expected(&[(0, "start"), (0, "start"), (0, "start")]));
    assert_eq!(told(&page, from)[1].2, "m1");
    page.pass(1_000);
    assert_eq!(told(&page, from).iter().filter(|(_, kind, parent)| kind == "typing.stop" && parent == "m1").count(), 1);
}

#[test]
fn the_call_resolves_and_a_failure_to_tell_is_nobodys_concern() {
    let (mut page, mut server, slot) = ready();
    let told = page.keystroke(slot, None);
    server.answer(&mut page);
    page.resolved(told);
    let quiet = page.keystroke(slot, None);
    page.resolved(quiet);
    let failed = page.stop_typing(slot);
    page.network_fails(page.open_request());
    page.resolved(failed);
}

#[test]
fn with_typing_indicators_switched_off_nobody_is_told() {
    let mut server = Server::new();
    server.me = json!({"privacy_settings": {"typing_indicators": {"enabled": false}}});
    let (mut page, mut server) = connected_as(Page::new(), server);
    let slot = watch(&mut page, &mut server, "a");
    let promise = page.keystroke(slot, None);
    page.resolved(promise);
    page.pass(5_000);
    assert_eq!(told(&page, 0).len(), 0);
}

#[test]
fn other_privacy_settings_do_not_switch_typing_off() {
    let mut server = Server::new();
    server.me =
        json!({"privacy_settings": {"typing_indicators": {"enabled": true}, "read_receipts": {"enabled": false}}});
    let (mut page, mut server) = connected_as(Page::new(), server);
    let slot = watch(&mut page, &mut server, "a");
    page.keystroke(slot, None);
    assert_eq!(told(&page, 0).len(), 1);
}

#[test]
fn in_a_channel_type_without_typing_events_nobody_is_told() {
    let (mut page, mut server) = connected();
    server.channel = json!({"config": {"typing_events": false}});
    let slot = watch(&mut page, &mut server, "a");
    let promise = page.keystroke(slot, None);
    page.resolved(promise);
    page.pass(5_000);
    assert_eq!(told(&page, 0).len(), 0);
}

#[test]
fn while_the_link_is_down_keys_are_not_told() {
    let (mut page, _, slot) = ready();
    page.socket_ended(page.live(), 1006);
    let promise = page.keystroke(slot, None);
    page.resolved(promise);
    assert_eq!(told(&page, 0).len(), 0);
}

#[test]
fn a_stop_that_falls_due_while_the_link_is_down_is_not_told() {
    let (mut page, _, slot) = ready();
    page.keystroke(slot, None);
    page.socket_ended(page.live(), 1006);
    page.pass(10_000);
    assert_eq!(kinds(&page, 0).into_iter().map(|(_, kind)| kind).collect::<Vec<_>>(), ["typing.start"]);
}

#[test]
fn disconnecting_stops_telling() {
    let (mut page, mut server, slot) = ready();
    page.keystroke(slot, None);
    server.answer(&mut page);
    page.disconnect_user();
    page.pass(60_000);
    assert_eq!(told(&page, 0).len(), 1);
}

#[test]
fn somebody_who_types_is_shown_until_they_stop() {
    let (mut page, mut server, slot) = ready();
    server.event(&mut page, json!({"type": "typing.start", "cid": "messaging:a", "user": Server::user("bob")}));
    assert_eq!(page.typing(slot), ["bob"]);
    server.event(&mut page, json!({"type": "typing.stop", "cid": "messaging:a", "user": Server::user("bob")}));
    assert_eq!(page.typing(slot).len(), 0);
    page.pass(30_000);
    assert_eq!(page.heard("typing.stop"), 1, "what was stopped does not expire");
}

#[test]
fn somebody_whose_stop_was_lost_is_believed_for_seven_seconds_and_listeners_hear_of_the_end() {
    let (mut page, mut server, slot) = ready();
    let start = json!({"type": "typing.start", "cid": "messaging:a", "user": Server::user("bob"), "parent_id": "m1"});
    server.event(&mut page, start);
    page.pass(6_999);
    assert_eq!(page.typing(slot), ["bob"]);
    page.pass(1);
    assert_eq!(page.typing(slot).len(), 0);
    let stop = page.events.last().expect("heard");
    assert_eq!((stop.kind(), stop.slot), ("typing.stop", Some(slot)));
    assert_eq!(
        (&stop.value["user"]["id"], &stop.value["parent_id"], &stop.value["cid"]),
        (&json!("bob"), &json!("m1"), &json!("messaging:a"))
    );
}

#[test]
fn each_sign_of_typing_gives_seven_more_seconds() {
    let (mut page, mut server, slot) = ready();
    for _ in 0..5 {
        server.event(&mut page, json!({"type": "typing.start", "cid": "messaging:a", "user": Server::user("bob")}));
        page.pass(3_000);
        server.event(&mut page, json!({"type": "health.check"}));
        page.pass(3_000);
        assert_eq!(page.typing(slot), ["bob"]);
    }
    page.pass(1_000);
    assert_eq!((page.typing(slot).len(), page.heard("typing.stop")), (0, 1));
}

#[test]
fn each_typist_expires_alone() {
    let (mut page, mut server, slot) = ready();
    for (wait, id) in [(3_000, "bob"), (0, "eve")] {
        server.event(&mut page, json!({"type": "typing.start", "cid": "messaging:a", "user": Server::user(id)}));
        page.pass(wait);
    }
    page.pass(4_000);
    assert_eq!(page.typing(slot), ["eve"]);
}
