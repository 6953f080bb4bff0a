//! Messages that the server does not have yet: their order, and what it means to edit or delete them before they have
//! arrived.

use serde_json::{Value, json};

use crate::harness::{Page, Promise, Server, connected, connected_as, error, watch};
use crate::sending::{optimistic, send};

fn edit(page: &mut Page, id: &str, text: &str) -> Promise {
    page.call("UpdateMessage", &[id], None, Some(json!({"message": {"id": id, "text": text}})))
}

fn delete(page: &mut Page, id: &str) -> Promise {
    page.call("DeleteMessage", &[id], None, None)
}

/// Answers until nothing is asked any more.
fn answer_all(page: &mut Page, server: &mut Server) {
    while !page.open_requests().is_empty() {
        server.answer(page);
    }
}

/// Method, path and text of the requests since the first `from`.
fn sent(page: &Page, from: usize) -> Vec<(String, String)> {
    let of = |body: &Option<Value>| {
        body.as_ref().and_then(|body| body["message"]["text"].as_str().map(str::to_owned)).unwrap_or_default()
    };
    page.requests[from..]
        .iter()
        .map(|request| (format!("{} {}", request.method, request.path), of(&request.body)))
        .collect()
}

fn post(text: &str) -> (String, String) {
    ("POST /channels/messaging/a/message".into(), text.into())
}

#[test]
fn messages_of_one_channel_go_out_one_after_the_other_in_the_order_of_the_calls() {
    for (mut page, mut server) in
        [connected(), connected_as(Page::with(1, |config| config.optimistic_updates = true), Server::new())]
    {
        let (slot, other) = (watch(&mut page, &mut server, "a"), watch(&mut page, &mut server, "b"));
        let before = page.requests.len();
        let promises = ["m1", "m2", "m3"].map(|id| send(&mut page, slot, id));
        let elsewhere = send(&mut page, other, "n1");
        assert_eq!(page.open_requests().len(), 2, "one of each channel");
        answer_all(&mut page, &mut server);
        for promise in promises {
            page.resolved(promise);
        }
        page.resolved(elsewhere);
        let order: Vec<String> = sent(&page, before).into_iter().map(|(_, text)| text).collect();
        assert_eq!(order, ["text of m1", "text of n1", "text of m2", "text of m3"]);
    }
}

#[test]
fn a_message_that_fails_or_takes_too_long_does_not_hold_up_the_next_ones() {
    let (mut page, mut server, slot) = optimistic();
    let promises = ["m1", "m2", "m3"].map(|id| send(&mut page, slot, id));
    page.reply(page.open_request(), 400, Some(error(20, 400, "too long")));
    page.pass(3_000);
    assert_eq!((page.code(promises[0]), page.code(promises[1])), ("20", "request/timeout"));
    answer_all(&mut page, &mut server);
    page.resolved(promises[2]);
}

#[test]
fn a_message_that_waits_for_its_turn_may_take_as_long_as_any_other_once_it_is_sent() {
    let (mut page, _, slot) = optimistic();
    let promises = ["m1", "m2"].map(|id| send(&mut page, slot, id));
    page.pass(2_999);
    assert!(page.is_pending(promises[0]) && page.is_pending(promises[1]));
    page.pass(1);
    assert!(!page.is_pending(promises[0]) && page.is_pending(promises[1]));
    page.pass(2_999);
    assert!(page.is_pending(promises[1]));
    page.pass(1);
    assert_eq!(page.code(promises[1]), "request/timeout");
}

#[test]
fn disconnecting_ends_those_that_wait_for_their_turn() {
    let (mut page, _, slot) = optimistic();
    let promises = ["m1", "m2", "m3"].map(|id| send(&mut page, slot, id));
    page.disconnect_user();
    for promise in promises {
        assert_eq!(page.code(promise), "client/disconnected");
    }
}

#[test]
fn cancelling_one_that_waits_for_its_turn_sends_nothing_of_it() {
    let (mut page, mut server, slot) = optimistic();
    let before = page.requests.len();
    let promises = ["m1", "m2", "m3"].map(|id| send(&mut page, slot, id));
    page.cancel(promises[1]);
    assert_eq!(page.code(promises[1]), "request/cancelled");
    answer_all(&mut page, &mut server);
    page.resolved(promises[2]);
    assert_eq!(sent(&page, before), [post("text of m1"), post("text of m3")]);
}

#[test]
fn an_edit_of_a_failed_message_asks_the_server_nothing_and_is_what_is_sent_next_time() {
    let (mut page, mut server, slot) = optimistic();
    send(&mut page, slot, "m1");
    page.reply(page.open_request(), 400, Some(error(20, 400, "too long")));
    let (stale, before) = (page.message(slot, "m1"), page.requests.len());
    let edited = edit(&mut page, "m1", "shorter");
    assert_eq!(page.resolved(edited)["message"]["text"], "shorter");
    let shown = page.message(slot, "m1");
    assert_eq!((&shown["text"], &shown["status"]), (&json!("shorter"), &json!("failed")));
    let again = page.send_message(slot, stale);
    assert_eq!(sent(&page, before), [post("shorter")]);
    assert_eq!(page.message(slot, "m1")["text"], "shorter");
    answer_all(&mut page, &mut server);
    page.resolved(again);
}

#[test]
fn a_partial_edit_of_a_failed_message_sets_and_removes() {
    let (mut page, _, slot) = optimistic();
    page.send_message(slot, json!({"id": "m1", "text": "x", "mood": "good", "place": "here"}));
    page.reply(page.open_request(), 400, Some(error(20, 400, "too long")));
    page.call("UpdateMessagePartial", &["m1"], None, Some(json!({"set": {"text": "y"}, "unset": ["mood"]})));
    page.send_message(slot, json!({"id": "m1"}));
    assert_eq!(page.last_body()["message"]["text"], "y");
    assert_eq!(page.last_body()["message"].get("mood"), None);
    assert_eq!(page.last_body()["message"]["place"], "here", "its id alone means the copy that failed");
}

#[test]
fn a_deletion_of_a_failed_message_asks_the_server_nothing_and_takes_it_away() {
    let (mut page, _, slot) = optimistic();
    send(&mut page, slot, "m1");
    page.reply(page.open_request(), 400, Some(error(20, 400, "too long")));
    let before = page.requests.len();
    let deleted = delete(&mut page, "m1");
    assert_eq!(page.resolved(deleted)["message"]["id"], "m1");
    assert_eq!((page.requests.len(), page.messages(slot).len(), page.heard("message.deleted")), (before, 0, 1));
}

#[test]
fn a_deletion_of_a_message_that_perhaps_arrived_is_told_the_server_as_well() {
    let (mut page, _, slot) = optimistic();
    send(&mut page, slot, "m1");
    page.network_fails(page.open_request());
    let deleted = delete(&mut page, "m1");
    page.resolved(deleted);
    assert_eq!((page.last_request().method, page.last_request().path.as_str()), ("DELETE", "/messages/m1"));
    assert_eq!(page.messages(slot).len(), 0);
    page.reply(page.open_request(), 404, Some(error(16, 404, "does not exist")));
}

#[test]
fn an_edit_of_a_message_that_waits_changes_what_is_sent_and_a_deletion_keeps_it_from_being_sent() {
    let (mut page, mut server, slot) = optimistic();
    let before = page.requests.len();
    let promises = ["m1", "m2", "m3"].map(|id| send(&mut page, slot, id));
    let edited = edit(&mut page, "m2", "better");
    let deleted = delete(&mut page, "m3");
    assert_eq!(page.resolved(edited)["message"]["text"], "better");
    assert_eq!(page.resolved(deleted)["message"]["id"], "m3");
    assert_eq!(page.code(promises[2]), "request/cancelled");
    assert_eq!(page.message_ids(slot), ["m1", "m2"]);
    answer_all(&mut page, &mut server);
    assert_eq!(sent(&page, before), [post("text of m1"), post("better")]);
    assert_eq!(page.message(slot, "m2")["text"], "better");
}

#[test]
fn changes_of_a_message_on_its_way_wait_until_it_has_arrived() {
    let (mut page, mut server, slot) = optimistic();
    let before = page.requests.len();
    send(&mut page, slot, "m1");
    let (edited, deleted) = (edit(&mut page, "m1", "better"), delete(&mut page, "m1"));
    assert_eq!(page.requests.len(), before + 1);
    answer_all(&mut page, &mut server);
    assert!(!page.is_pending(edited) && !page.is_pending(deleted));
    let paths: Vec<String> = sent(&page, before + 1).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["POST /messages/m1", "DELETE /messages/m1"]);
}

#[test]
fn changes_of_a_message_on_its_way_are_made_here_when_it_fails() {
    let (mut page, _, slot) = optimistic();
    let before = page.requests.len();
    send(&mut page, slot, "m1");
    let edited = edit(&mut page, "m1", "better");
    page.reply(page.open_request(), 400, Some(error(20, 400, "too long")));
    assert_eq!(page.resolved(edited)["message"]["text"], "better");
    assert_eq!((page.requests.len(), &page.message(slot, "m1")["text"]), (before + 1, &json!("better")));
}

#[test]
fn an_edit_of_a_message_that_did_arrive_reaches_the_server_when_it_is_sent_again() {
    let (mut page, mut server, slot) = optimistic();
    send(&mut page, slot, "m1");
    let body = page.last_body()["message"].clone();
    let committed = server.take(&body, "ann");
    page.pass(3_000);
    edit(&mut page, "m1", "better");
    let again = page.send_message(slot, json!({"id": "m1"}));
    page.reply(page.open_request(), 400, Some(error(4, 400, "a message with ID m1 already exists")));
    page.reply(page.open_request(), 200, Some(json!({"message": committed})));
    assert_eq!(
        (page.last_request().path.as_str(), &page.last_body()["message"]["text"]),
        ("/messages/m1", &json!("better"))
    );
    let message = crate::harness::with(committed, &json!({"text": "better"}));
    page.reply(page.open_request(), 200, Some(json!({"message": message})));
    page.resolved(again);
    let shown = page.message(slot, "m1");
    assert_eq!((&shown["text"], &shown["status"]), (&json!("better"), &json!("received")));
}

#[test]
fn changes_of_messages_that_the_server_has_go_to_the_server() {
    let (mut page, mut server, slot) = optimistic();
    send(&mut page, slot, "m1");
    answer_all(&mut page, &mut server);
    edit(&mut page, "m1", "better");
    delete(&mut page, "m1");
    delete(&mut page, "of-somebody-else");
    assert_eq!(page.open_requests().len(), 3);
    assert_eq!(page.message_ids(slot), ["m1"]);
}
