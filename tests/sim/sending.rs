//! Sending a message: the way of version 9, the way with `optimisticUpdates`, failures, retries, and that there is one
//! copy whatever comes first, the answer or the event.

use serde_json::{Value, json};

use crate::harness::{Page, Promise, Server, Slot, connected, connected_as, error, watch, with};

fn plain() -> (Page, Server, Slot) {
    let (mut page, mut server) = connected();
    let slot = watch(&mut page, &mut server, "a");
    (page, server, slot)
}

/// As `plain`, with `optimisticUpdates`.
pub fn optimistic() -> (Page, Server, Slot) {
    let (mut page, mut server) = connected_as(Page::with(1, |config| config.optimistic_updates = true), Server::new());
    let slot = watch(&mut page, &mut server, "a");
    (page, server, slot)
}

pub fn send(page: &mut Page, slot: Slot, id: &str) -> Promise {
    page.send_message(slot, json!({"id": id, "text": format!("text of {id}")}))
}

/// The service keeps the message of this request.
fn take(server: &mut Server, page: &Page, request: usize) -> Value {
    server.take(&page.requests[request].body.as_ref().expect("a body")["message"], "ann")
}

fn statuses(page: &Page) -> Vec<Value> {
    let changed = page.events.iter().filter(|event| event.kind() == "message.status_changed");
    changed.map(|event| event.value["message"]["status"].clone()).collect()
}

#[test]
fn as_in_version_9_the_list_changes_with_the_event_and_not_before() {
    let (mut page, mut server, slot) = plain();
    let promise = send(&mut page, slot, "m1");
    assert_eq!(page.messages(slot).len(), 0);
    let message = take(&mut server, &page, page.open_request());
    page.reply(page.open_request(), 201, Some(json!({"message": message})));
    assert_eq!((page.messages(slot).len(), &page.resolved(promise)["message"]["id"]), (0, &json!("m1")));
    server.message_new(&mut page, "messaging:a", message);
    assert_eq!(page.message(slot, "m1")["status"], "received");
    assert_eq!(statuses(&page).len(), 0);
}

#[test]
fn a_message_without_an_id_gets_one_and_one_with_an_id_keeps_it() {
    let (mut page, mut server, slot) = plain();
    page.send_message(slot, json!({"text": "x"}));
    assert_eq!(page.last_body()["message"]["id"].as_str().map(str::len), Some(36));
    server.answer(&mut page);
    send(&mut page, slot, "mine");
    assert_eq!(page.last_body()["message"], json!({"id": "mine", "text": "text of mine"}));
}

#[test]
fn what_is_no_message_is_refused() {
    let (mut page, _, slot) = plain();
    let before = page.requests.len();
    for nonsense in [json!(null), json!("text"), json!([])] {
        let promise = page.send_message(slot, nonsense);
        assert_eq!(page.code(promise), "request/bad-argument");
    }
    assert_eq!(page.requests.len(), before);
}

#[test]
fn an_optimistic_message_is_there_at_once_and_becomes_received() {
    let (mut page, mut server, slot) = optimistic();
    let promise = send(&mut page, slot, "m1");
    let shown = page.message(slot, "m1");
    assert_eq!(
        (&shown["status"], &shown["text"], &shown["user"]["id"]),
        (&json!("sending"), &json!("text of m1"), &json!("ann"))
    );
    assert!(shown["created_at"].is_string() && shown["attachments"].is_array());
    server.answer(&mut page);
    page.resolved(promise);
    assert_eq!(page.message(slot, "m1")["status"], "received");
    assert_eq!(statuses(&page), ["sending", "received"]);
}

#[test]
fn a_failed_message_stays_with_its_reason_and_is_sent_again_under_the_same_id() {
    let (mut page, mut server, slot) = optimistic();
    let promise = send(&mut page, slot, "m1");
    page.reply(page.open_request(), 400, Some(error(20, 400, "too long")));
    assert_eq!(page.code(promise), "20");
    let failed = page.message(slot, "m1");
    assert_eq!(
        (&failed["status"], &failed["error"]["code"], &failed["text"]),
        (&json!("failed"), &json!(20), &json!("text of m1"))
    );
    let again = page.send_message(slot, failed);
    assert_eq!(page.message(slot, "m1")["status"], "sending");
    let sent = page.last_body()["message"].as_object().expect("a message");
    for own in
        ["status", "error", "type", "user", "cid", "created_at", "updated_at", "own_reactions", "latest_reactions"]
    {
        assert!(!sent.contains_key(own), "{own} is this client's own");
    }
    server.answer(&mut page);
    page.resolved(again);
    assert_eq!(page.message(slot, "m1")["status"], "received");
    assert_eq!(statuses(&page), ["sending", "failed", "sending", "received"]);
}

#[test]
fn every_way_to_fail_keeps_the_message() {
    type Fail = fn(&mut Page, Promise);
    let ways: [(&str, Fail); 4] = [
        ("request/network", |page, _| page.network_fails(page.open_request())),
        ("request/timeout", |page, _| page.pass(3_000)),
        ("request/cancelled", |page, promise| page.cancel(promise)),
        ("request/bad-answer", |page, _| page.reply(page.open_request(), 502, None)),
    ];
    for (code, fail) in ways {
        let (mut page, _, slot) = optimistic();
        let promise = send(&mut page, slot, "m1");
        fail(&mut page, promise);
        assert_eq!(page.code(promise), code);
        let failed = page.message(slot, "m1");
        assert_eq!((&failed["status"], &failed["error"]["code"]), (&json!("failed"), &json!(code)));
    }
}

#[test]
fn a_failed_message_that_is_given_up_disappears() {
    let (mut page, _, slot) = optimistic();
    send(&mut page, slot, "m1");
    page.network_fails(page.open_request());
    assert!(page.remove_message(slot, "m1"));
    assert!(!page.remove_message(slot, "m1"));
    assert_eq!(page.messages(slot).len(), 0);
}

#[test]
fn the_event_before_the_answer_makes_one_copy() {
    let (mut page, mut server, slot) = optimistic();
    let promise = send(&mut page, slot, "m1");
    let request = page.open_request();
    let message = take(&mut server, &page, request);
    server.message_new(&mut page, "messaging:a", message.clone());
    assert_eq!(page.message(slot, "m1")["status"], "received");
    page.reply(request, 201, Some(json!({"message": message})));
    page.resolved(promise);
    assert_eq!((page.messages(slot).len(), &page.message(slot, "m1")["status"]), (1, &json!("received")));
}

#[test]
fn the_answer_before_the_event_makes_one_copy() {
    let (mut page, mut server, slot) = optimistic();
    send(&mut page, slot, "m1");
    let request = page.open_request();
    let message = take(&mut server, &page, request);
    page.reply(request, 201, Some(json!({"message": message})));
    server.message_new(&mut page, "messaging:a", message);
    assert_eq!((page.messages(slot).len(), &page.message(slot, "m1")["status"]), (1, &json!("received")));
}

#[test]
fn the_event_alone_is_enough_when_the_answer_is_lost() {
    let (mut page, mut server, slot) = optimistic();
    let promise = send(&mut page, slot, "m1");
    let request = page.open_request();
    let message = take(&mut server, &page, request);
    server.message_new(&mut page, "messaging:a", message);
    page.network_fails(request);
    assert_eq!(page.code(promise), "request/network", "the call did fail");
    assert_eq!(page.message(slot, "m1")["status"], "received", "the message did not");
}

#[test]
fn an_id_that_exists_after_an_unknown_outcome_is_success() {
    let (mut page, mut server, slot) = optimistic();
    send(&mut page, slot, "m1");
    let committed = take(&mut server, &page, page.open_request());
    page.pass(3_000);
    let again = send(&mut page, slot, "m1");
    page.reply(page.open_request(), 400, Some(error(4, 400, "a message with ID m1 already exists")));
    assert_eq!((page.last_request().method, page.last_request().path.as_str()), ("GET", "/messages/m1"));
    page.reply(page.open_request(), 200, Some(json!({"message": committed})));
    assert_eq!(page.resolved(again)["message"]["id"], "m1");
    assert_eq!(page.message(slot, "m1")["status"], "received");
}

#[test]
fn an_id_that_exists_at_the_first_try_is_an_error() {
    for (mut page, _, slot) in [plain(), optimistic()] {
        let promise = send(&mut page, slot, "m1");
        let sent = page.requests.len();
        page.reply(page.open_request(), 400, Some(error(4, 400, "a message with ID m1 already exists")));
        assert_eq!((page.code(promise), page.requests.len()), ("4", sent));
    }
}

#[test]
fn an_unknown_outcome_is_understood_without_optimistic_updates_as_well() {
    let (mut page, mut server, slot) = plain();
    send(&mut page, slot, "m1");
    page.network_fails(page.open_request());
    let again = send(&mut page, slot, "m1");
    page.reply(page.open_request(), 400, Some(error(4, 400, "a message with ID m1 already exists")));
    server.answer(&mut page);
    assert_eq!(page.resolved(again)["message"]["id"], "m1");
}

#[test]
fn messages_keep_the_order_in_which_they_were_sent_although_this_clock_is_behind() {
    let (mut page, mut server, slot) = optimistic();
    // The server's stamps are a minute after this page's clock, which is ten more behind.
    page.wall_skew_ms = -600_000;
    let theirs = server.message("theirs", "bob");
    server.message_new(&mut page, "messaging:a", theirs);
    for id in ["m1", "m2", "m3"] {
        send(&mut page, slot, id);
    }
    assert_eq!(page.message_ids(slot), ["theirs", "m1", "m2", "m3"]);
    server.answer(&mut page);
    assert_eq!(page.message_ids(slot), ["theirs", "m1", "m2", "m3"]);
}

#[test]
fn a_message_still_being_sent_stays_below_one_that_was_sent_before_it() {
    let (mut page, mut server, slot) = optimistic();
    page.wall_skew_ms = -600_000;
    send(&mut page, slot, "m1");
    send(&mut page, slot, "m2");
    let first = page.open_requests()[0];
    let message = take(&mut server, &page, first);
    page.reply(first, 201, Some(json!({"message": message})));
    assert_eq!(page.message_ids(slot), ["m1", "m2"]);
}

#[test]
fn a_message_sent_before_the_connection_is_there_waits_for_it() {
    let (mut page, mut server) = (Page::with(1, |config| config.optimistic_updates = true), Server::new());
    page.connect_user(json!({"id": "ann"}), crate::harness::Tokens::Static(&crate::harness::token("ann")));
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    let promise = send(&mut page, slot, "m1");
    assert_eq!((page.requests.len(), &page.message(slot, "m1")["status"]), (0, &json!("sending")));
    server.accept(&mut page);
    server.answer(&mut page);
    page.resolved(promise);
}

#[test]
fn a_message_for_nobody_is_refused_and_not_shown() {
    let mut page = Page::with(1, |config| config.optimistic_updates = true);
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    let promise = send(&mut page, slot, "m1");
    assert_eq!((page.messages(slot).len(), page.code(promise)), (0, "client/not-connected"));
}

#[test]
fn a_reply_in_a_thread_is_not_shown_in_the_channel() {
    let (mut page, mut server, slot) = optimistic();
    let promise = page.send_message(slot, json!({"id": "r1", "text": "x", "parent_id": "m0"}));
    assert_eq!(page.messages(slot).len(), 0);
    let request = page.open_request();
    let message = with(take(&mut server, &page, request), &json!({"parent_id": "m0"}));
    page.reply(request, 201, Some(json!({"message": message})));
    page.resolved(promise);
    assert_eq!(page.messages(slot).len(), 0);
}

#[test]
fn a_message_that_the_recovery_brings_is_not_shown_twice() {
    let (mut page, mut server, slot) = optimistic();
    send(&mut page, slot, "m1");
    let (request, bundle) = (page.open_request(), take(&mut server, &page, page.open_request()));
    server.reconnect(&mut page);
    let answer = json!({"channels": [server.bundle("messaging", "a", vec![bundle.clone()])]});
    page.reply(*page.open_requests().last().expect("the recovery"), 201, Some(answer));
    assert_eq!(page.message(slot, "m1")["status"], "received");
    page.reply(request, 201, Some(json!({"message": bundle})));
    assert_eq!(page.message_ids(slot), ["m1"]);
}

#[test]
fn disconnecting_fails_what_is_being_sent() {
    let (mut page, _, slot) = optimistic();
    let promise = send(&mut page, slot, "m1");
    page.disconnect_user();
    assert_eq!(page.code(promise), "client/disconnected");
    assert_eq!(page.messages(slot).len(), 0, "nothing of the user stays");
}
