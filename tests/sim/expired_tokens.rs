//! Calls that meet an expired token (code 40): one refresh for all of them, and an end when it does not help.

use serde_json::{Value, json};

use crate::harness::{Page, Promise, Tokens, connected, connected_with_provider, error, token};
use crate::network::{Plan, World, user_id};

fn expired() -> Option<Value> {
    Some(error(40, 401, "token expired"))
}

fn fresh() -> String {
    format!("{}-fresh", token("ann"))
}

fn calls(page: &mut Page, count: usize) -> Vec<Promise> {
    (0..count).map(|_| page.call("QueryUsers", &[], Some(json!({"payload": {}})), None)).collect()
}

fn expire_all(page: &mut Page) {
    for request in page.open_requests() {
        page.reply(request, 401, expired());
    }
}

#[track_caller]
fn answer_all(page: &mut Page) {
    for request in page.open_requests() {
        assert_eq!(page.requests[request].token.as_deref(), Some(fresh().as_str()));
        page.reply(request, 200, Some(json!({"users": []})));
    }
}

#[test]
fn twenty_calls_that_meet_an_expired_token_ask_once_and_all_succeed() {
    let (mut page, _) = connected_with_provider();
    let promises = calls(&mut page, 20);
    expire_all(&mut page);
    assert_eq!(page.questions.len(), 2, "one for the connection, one for all calls");
    page.token(page.questions[1], &fresh());
    assert_eq!(page.open_requests().len(), 20);
    answer_all(&mut page);
    for promise in promises {
        page.resolved(promise);
    }
    assert_eq!(page.questions.len(), 2);
}

#[test]
fn twenty_calls_that_meet_an_expired_token_are_done_within_a_second() {
    let mut world = World::new(Plan { seed: 3, clients: 1, channels: 0, storm_ms: 0 }, false);
    world.service.valid_from = vec![1];
    world.add_client(Page::new(), 0, true);
    world.on_page(0, |page| page.connect_user(json!({"id": user_id(0)}), Tokens::Provider));
    world.run(5_000);
    world.service.valid_from = vec![2];
    let promises = world.on_page(0, |page| calls(page, 20));
    world.run(6_000);
    let page = &world.clients[0].page;
    for promise in promises {
        page.resolved(promise);
    }
    assert_eq!(page.questions.len(), 2, "one for the connection, one for all calls");
}

#[test]
fn an_expired_answer_that_comes_after_the_refresh_is_repeated_without_asking_again() {
    let (mut page, _) = connected_with_provider();
    let promises = calls(&mut page, 2);
    page.reply(0, 401, expired());
    page.token(page.questions[1], &fresh());
    page.reply(1, 401, expired());
    assert_eq!(page.questions.len(), 2);
    answer_all(&mut page);
    for promise in promises {
        page.resolved(promise);
    }
}

#[test]
fn a_call_made_during_the_refresh_waits_for_the_new_token() {
    let (mut page, _) = connected_with_provider();
    calls(&mut page, 1);
    expire_all(&mut page);
    let late = calls(&mut page, 1)[0];
    assert_eq!(page.open_requests().len(), 0);
    page.token(page.questions[1], &fresh());
    answer_all(&mut page);
    page.resolved(late);
}

#[test]
fn a_repeat_keeps_the_request_and_has_an_id_of_its_own() {
    let (mut page, _) = connected_with_provider();
    page.call("UpdateMessage", &["m1"], None, Some(json!({"message": {"text": "x"}})));
    expire_all(&mut page);
    page.token(page.questions[1], &fresh());
    let (first, second) = (&page.requests[0], &page.requests[1]);
    assert_eq!((first.method, &first.path, &first.body), (second.method, &second.path, &second.body));
    assert_ne!(first.client_request_id, second.client_request_id);
}

#[test]
fn a_token_that_keeps_expiring_is_an_error_after_two_repeats() {
    let (mut page, _) = connected_with_provider();
    let promise = calls(&mut page, 1)[0];
    for _ in 0..3 {
        expire_all(&mut page);
        if page.is_pending(promise) {
            page.token(*page.questions.last().expect("asked"), &fresh());
        }
    }
    assert_eq!(page.code(promise), "40");
    assert_eq!((page.requests.len(), page.questions.len()), (3, 3));
}

#[test]
fn a_static_token_that_expired_rejects_the_call_with_the_servers_error() {
    let (mut page, _) = connected();
    let promise = calls(&mut page, 1)[0];
    expire_all(&mut page);
    let refusal = page.rejected(promise);
    assert_eq!((refusal.code.as_str(), refusal.status), ("40", 401));
    assert_eq!(page.requests.len(), 1);
}

#[test]
fn a_token_function_that_fails_rejects_every_call_that_waits_for_it_and_the_link_stays() {
    let (mut page, _) = connected_with_provider();
    let promises = calls(&mut page, 20);
    expire_all(&mut page);
    page.no_token(page.questions[1], Some(json!({"message": "down"})));
    for promise in promises {
        assert_eq!(
            (page.code(promise), &page.rejected(promise).cause),
            ("token/provider-failed", &Some(json!({"message": "down"})))
        );
    }
    assert!(page.is_healthy());
}

#[test]
fn after_a_failed_refresh_the_next_call_asks_again() {
    let (mut page, _) = connected_with_provider();
    calls(&mut page, 1);
    expire_all(&mut page);
    page.no_token(page.questions[1], None);
    let next = calls(&mut page, 1)[0];
    for request in page.open_requests() {
        // Whatever it is sent with, the service would not take it.
        page.reply(request, 401, expired());
    }
    page.token(*page.questions.last().expect("asked again"), &fresh());
    answer_all(&mut page);
    page.resolved(next);
}

#[test]
fn no_call_goes_out_as_a_user_without_a_token() {
    let (mut page, _) = connected_with_provider();
    calls(&mut page, 1);
    expire_all(&mut page);
    page.no_token(page.questions[1], None);
    calls(&mut page, 1);
    assert!(page.requests.iter().all(|request| request.token.is_some()), "a request of ann's was sent as if by nobody");
}

#[test]
fn a_token_function_that_never_answers_is_given_up() {
    let (mut page, _) = connected_with_provider();
    let promises = calls(&mut page, 3);
    expire_all(&mut page);
    page.pass(14_999);
    assert!(promises.iter().all(|promise| page.is_pending(*promise)));
    page.pass(1);
    for promise in promises {
        assert_eq!(page.code(promise), "token/provider-timeout");
    }
}

#[test]
fn a_link_lost_during_the_refresh_uses_the_same_answer() {
    let (mut page, mut server) = connected_with_provider();
    let promise = calls(&mut page, 1)[0];
    expire_all(&mut page);
    page.socket_ended(page.live(), 1006);
    page.pass(2_000);
    assert_eq!(page.questions.len(), 2);
    page.token(page.questions[1], &fresh());
    server.come_back(&mut page);
    assert_eq!(page.sockets[1].query["authorization"], *fresh());
    answer_all(&mut page);
    page.resolved(promise);
}
