//! Calls of endpoints: what they wait for, what they are sent with, when they are given up, and what their failures are
//! called. Expired tokens are `expired_tokens.rs`.

use serde_json::{Value, json};

use crate::harness::{Page, Promise, Server, Stage, Tokens, connected, connected_with_provider, error, token};

fn get_app(page: &mut Page) -> Promise {
    page.call("GetApp", &[], None, None)
}

/// A call made while the first connection is on its way.
fn waiting() -> (Page, Server, Promise) {
    let mut page = Page::new();
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    let promise = get_app(&mut page);
    (page, Server::new(), promise)
}

#[test]
fn calls_made_before_the_connection_is_there_wait_and_go_out_in_their_order() {
    let (mut page, mut server, first) = waiting();
    let rest: Vec<Promise> = (1..5).map(|n| page.call("GetMessage", &[&format!("m{n}")], None, None)).collect();
    page.pass(2_000);
    assert_eq!(page.requests.len(), 0);
    server.accept(&mut page);
    let paths: Vec<&str> = page.requests.iter().map(|request| request.path.as_str()).collect();
    assert_eq!(paths, ["/app", "/messages/m1", "/messages/m2", "/messages/m3", "/messages/m4"]);
    server.answer(&mut page);
    assert!([first].iter().chain(&rest).all(|promise| page.outcome(*promise).is_some_and(Result::is_ok)));
}

#[test]
fn every_request_names_the_app_the_user_the_connection_and_itself() {
    let (mut page, _) = connected();
    get_app(&mut page);
    get_app(&mut page);
    let [one, two] = page.requests.as_slice() else { panic!("two requests") };
    assert_eq!(one.query, json!({"api_key": "key", "user_id": "ann", "connection_id": "c1"}));
    assert_eq!((one.method, one.token.as_deref()), ("GET", Some(token("ann").as_str())));
    assert_ne!(one.client_request_id, two.client_request_id);
}

#[test]
fn the_apps_own_query_and_body_travel_along() {
    let (mut page, _) = connected();
    page.call("DeleteMessage", &["m 1"], Some(json!({"hard": true})), None);
    assert_eq!(
        (page.last_request().path.as_str(), &page.last_request().query["hard"]),
        ("/messages/m%201", &json!(true))
    );
    page.call("SendEvent", &["messaging", "a"], None, Some(json!({"event": {"type": "custom"}})));
    assert_eq!(page.last_body(), &json!({"event": {"type": "custom"}}));
}

#[test]
fn without_a_user_nothing_is_sent() {
    let mut page = Page::new();
    let promise = get_app(&mut page);
    assert_eq!(page.code(promise), "client/not-connected");
    assert!(page.is_untouched());
}

#[test]
fn an_unknown_endpoint_or_a_missing_id_is_refused_before_anything_is_sent() {
    let (mut page, _) = connected();
    let unknown = page.call("DropDatabase", &[], None, None);
    assert_eq!(page.code(unknown), "request/unknown-endpoint");
    for path in [&[][..], &[""][..], &[".."][..], &["a", "b"][..]] {
        let promise = page.call("GetMessage", path, None, None);
        assert_eq!(page.code(promise), "request/bad-argument", "{path:?}");
    }
    assert_eq!(page.requests.len(), 0);
}

#[test]
fn a_request_without_an_answer_is_given_up_after_its_time() {
    let (mut page, _) = connected();
    let usual = get_app(&mut page);
    let patient = page.call_within(Some(9_000), "GetApp", &[], None, None);
    page.pass(2_999);
    assert!(page.is_pending(usual));
    page.pass(1);
    assert_eq!(page.code(usual), "request/timeout");
    assert_eq!(page.requests[0].stage, Stage::Aborted);
    page.pass(5_999);
    assert!(page.is_pending(patient));
    page.pass(1);
    assert_eq!(page.code(patient), "request/timeout");
}

#[test]
fn the_time_of_a_request_counts_from_its_sending_not_from_the_call() {
    let (mut page, mut server, promise) = waiting();
    page.pass(10_000);
    server.accept(&mut page);
    page.pass(2_999);
    assert!(page.is_pending(promise));
    server.answer(&mut page);
    page.resolved(promise);
}

#[test]
fn a_call_that_waited_in_vain_for_the_connection_says_why() {
    let (mut page, _, promise) = waiting();
    page.pass(15_000);
    assert_eq!(page.code(promise), "connection/lost");
    assert_eq!(page.requests.len(), 0);
}

#[test]
fn a_call_can_be_cancelled_while_it_waits_for_the_connection() {
    let (mut page, mut server, promise) = waiting();
    page.cancel(promise);
    assert_eq!(page.code(promise), "request/cancelled");
    server.accept(&mut page);
    assert_eq!(page.requests.len(), 0);
}

#[test]
fn a_call_can_be_cancelled_while_it_waits_for_a_token() {
    let (mut page, _) = connected_with_provider();
    let promise = get_app(&mut page);
    page.reply(0, 401, Some(error(40, 401, "expired")));
    page.cancel(promise);
    assert_eq!(page.code(promise), "request/cancelled");
    page.token(page.questions[1], &token("ann"));
    assert_eq!(page.requests.len(), 1);
}

#[test]
fn a_call_can_be_cancelled_while_it_waits_for_its_answer() {
    let (mut page, _) = connected();
    let (promise, other) = (get_app(&mut page), get_app(&mut page));
    page.cancel(promise);
    assert_eq!((page.code(promise), page.requests[0].stage), ("request/cancelled", Stage::Aborted));
    page.reply(0, 200, Some(json!({})));
    page.reply(1, 200, Some(json!({"app": {}})));
    assert_eq!(page.resolved(other), &json!({"app": {}}));
}

#[test]
fn cancelling_what_is_over_changes_nothing() {
    let (mut page, mut server) = connected();
    let promise = get_app(&mut page);
    server.answer(&mut page);
    page.cancel(promise);
    page.resolved(promise);
}

#[test]
fn the_services_error_keeps_its_number_status_sentence_and_body() {
    let (mut page, _) = connected();
    let promise = get_app(&mut page);
    let body = error(17, 403, "not allowed here");
    page.reply(0, 403, Some(body.clone()));
    let refusal = page.rejected(promise);
    assert_eq!((refusal.code.as_str(), refusal.status, &refusal.answer), ("17", 403, &Some(body)));
    assert!(refusal.text.contains("17") && refusal.text.contains("not allowed here"), "{}", refusal.text);
}

#[test]
fn an_error_body_of_another_shape_still_is_an_error_with_a_status() {
    for body in [json!({}), json!({"message": 7}), json!({"code": "4"}), json!({"error": "x"})] {
        let (mut page, _) = connected();
        let promise = get_app(&mut page);
        page.reply(0, 500, Some(body.clone()));
        assert_eq!((page.code(promise), page.rejected(promise).status), ("-1", 500), "{body}");
    }
}

#[test]
fn a_proxys_page_instead_of_an_answer_has_a_name_whatever_its_status() {
    for status in [200, 302, 403, 502] {
        let (mut page, _) = connected();
        let promise = get_app(&mut page);
        page.reply(0, status, None);
        assert_eq!((page.code(promise), page.rejected(promise).status), ("request/bad-answer", status));
    }
}

#[test]
fn a_failed_network_has_a_name_and_keeps_the_browsers_error() {
    let (mut page, _) = connected();
    let promise = get_app(&mut page);
    page.network_fails(0);
    let refusal = page.rejected(promise);
    assert_eq!((refusal.code.as_str(), refusal.status), ("request/network", 0));
    assert!(refusal.cause.as_ref().is_some_and(|cause| cause.to_string().contains("Failed to fetch")));
}

#[test]
fn what_must_happen_once_is_never_sent_twice_by_itself() {
    for endpoint in ["SendMessage", "SendReaction", "SendEvent"] {
        let (mut page, _) = connected();
        let path: &[&str] = if endpoint == "SendReaction" { &["m1"] } else { &["messaging", "a"] };
        let lost = page.call(endpoint, path, None, Some(json!({})));
        page.network_fails(0);
        let slow = page.call(endpoint, path, None, Some(json!({})));
        page.pass(60_000);
        assert_eq!((page.code(lost), page.code(slow)), ("request/network", "request/timeout"), "{endpoint}");
        assert_eq!(page.requests.len(), 2, "{endpoint}");
    }
}

#[test]
fn disconnecting_ends_every_call_with_a_typed_error_and_later_ones_too() {
    let (mut page, mut server) = connected();
    let sent = get_app(&mut page);
    page.socket_ended(page.live(), 1006);
    let waits = page.query_channels(json!({"watch": true, "filter_conditions": {}}));
    page.disconnect_user();
    assert_eq!((page.code(sent), page.code(waits)), ("client/disconnected", "client/disconnected"));
    let late = get_app(&mut page);
    assert_eq!(page.code(late), "client/not-connected");
    let answer = server.usual_answer(&page, 0);
    page.reply(0, 200, Some(answer));
    assert_eq!(page.requests.len(), 1);
}

#[test]
fn while_the_link_is_down_calls_wait_up_to_their_own_deadline_and_fail_with_the_reason() {
    let (mut page, _) = connected();
    page.socket_ended(page.live(), 1006);
    let promise = page.call_within(Some(1_500), "GetApp", &[], None, None);
    let end = page.now_ms() + 1_500;
    while page.now_ms() < end {
        if page.has_live_socket() {
            page.socket_ended(page.live(), 1006);
        }
        assert!(page.is_pending(promise));
        page.pass(100);
    }
    assert_eq!(page.code(promise), "connection/lost");
    assert!(page.rejected(promise).text.contains("socket-refused"), "{}", page.rejected(promise).text);
    assert_eq!(page.requests.len(), 0);
}

#[test]
fn while_the_link_is_down_calls_wait_for_the_next_one() {
    let (mut page, mut server) = connected();
    page.socket_ended(page.live(), 1006);
    let watching = page.query_channels(json!({"watch": true, "filter_conditions": {"cid": {"$in": ["messaging:a"]}}}));
    let presence = page.call("QueryUsers", &[], Some(json!({"payload": {"presence": true}})), None);
    let plain = page.query_channels(json!({"watch": false, "filter_conditions": {}}));
    assert_eq!(page.requests.len(), 0);
    server.come_back(&mut page);
    assert!(page.requests.iter().all(|request| request.query["connection_id"] == "c2"));
    server.answer(&mut page);
    for promise in [watching, presence, plain] {
        page.resolved(promise);
    }
}

#[test]
fn a_call_that_watches_and_waits_in_vain_is_given_up() {
    let (mut page, _) = connected();
    page.socket_ended(page.live(), 1006);
    let promise = page.query_channels(json!({"watch": true, "filter_conditions": {}}));
    let end = page.now_ms() + 15_000;
    while page.now_ms() < end {
        if page.has_live_socket() {
            page.socket_ended(page.live(), 1006);
        }
        page.pass(100);
    }
    assert_eq!(page.code(promise), "connection/lost");
    assert_eq!(page.requests.len(), 0);
}

#[test]
fn with_the_connection_closed_on_purpose_watching_and_presence_are_not_asked_for() {
    let (mut page, _) = connected();
    page.close_connection();
    page.query_channels(json!({"watch": true, "presence": true, "filter_conditions": {}}));
    assert_eq!((&page.last_body()["watch"], &page.last_body()["presence"]), (&json!(false), &json!(false)));
    page.call("QueryUsers", &[], Some(json!({"payload": {"presence": true}})), None);
    assert_eq!(page.last_request().query["payload"]["presence"], false);
}

#[test]
fn answers_may_come_in_any_order() {
    let (mut page, _) = connected();
    let promises: Vec<Promise> = (0..10).map(|_| get_app(&mut page)).collect();
    for place in [7, 0, 9, 3, 1, 8, 2, 6, 4, 5] {
        page.reply(place, 200, Some(json!({"n": place})));
    }
    let answers: Vec<&Value> = promises.iter().map(|promise| &page.resolved(*promise)["n"]).collect();
    assert!(answers.iter().enumerate().all(|(n, answer)| **answer == n), "{answers:?}");
}

#[test]
fn a_call_whose_connection_was_lost_while_it_was_under_way_waits_for_the_next_one() {
    for lost_first in [true, false] {
        let (mut page, mut server) = connected();
        let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
        let promise = page.query_channel(slot, json!({"watch": true}));
        let (request, link) = (page.open_request(), page.live());
        if lost_first {
            page.socket_ended(link, 1006);
        }
        page.reply(request, 400, Some(error(46, 400, "connection id not found")));
        if !lost_first {
            page.socket_ended(link, 1006);
        }
        server.come_back(&mut page);
        let again = page.open_request();
        assert_eq!(page.requests[again].query["connection_id"], "c2");
        server.answer(&mut page);
        page.resolved(promise);
        assert!(page.is_watched(slot));
    }
}
