//! Token functions while connecting: what a good, a slow and a broken one lead to. Expired tokens of calls are
//! `expired_tokens.rs`.

use serde_json::json;

use crate::harness::{Page, Promise, Server, Tokens, connected_with_provider, token};

fn asked() -> (Page, Promise, u32) {
    let mut page = Page::new();
    let promise = page.connect_user(json!({"id": "ann"}), Tokens::Provider);
    assert_eq!((page.questions.len(), page.sockets.len()), (1, 0), "first the token, then the socket");
    let question = page.questions[0];
    (page, promise, question)
}

#[test]
fn a_token_function_is_asked_once_and_its_token_is_sent() {
    let (mut page, promise, question) = asked();
    page.connect_user(json!({"id": "ann"}), Tokens::Provider);
    page.pass(10_000);
    page.token(question, &token("ann"));
    assert_eq!(page.sockets[0].query["authorization"], token("ann"));
    Server::new().accept(&mut page);
    page.resolved(promise);
    assert_eq!(page.questions.len(), 1);
}

#[test]
fn a_token_function_that_throws_fails_connect_user_with_what_it_threw() {
    let (mut page, promise, question) = asked();
    page.no_token(question, Some(json!({"message": "backend down"})));
    let refusal = page.rejected(promise);
    assert_eq!(
        (refusal.code.as_str(), &refusal.cause),
        ("token/provider-failed", &Some(json!({"message": "backend down"})))
    );
    assert_eq!(page.sockets.len(), 0);
}

#[test]
fn no_string_or_an_empty_one_is_a_failure() {
    let (mut page, promise, question) = asked();
    page.token(question, "");
    assert_eq!(page.code(promise), "token/provider-failed");
    let (mut page, promise, question) = asked();
    page.no_token(question, None);
    assert_eq!(page.code(promise), "token/provider-failed");
}

#[test]
fn a_token_for_somebody_else_is_refused_and_never_sent() {
    let (mut page, promise, question) = asked();
    page.token(question, &token("bob"));
    assert_eq!(page.code(promise), "token/foreign");
    assert_eq!(page.sockets.len(), 0);
}

#[test]
fn a_token_function_that_fails_because_the_page_is_offline_is_asked_again_when_it_is_online() {
    let (mut page, mut server) = (Page::new(), Server::new());
    let promise = page.connect_user(json!({"id": "ann"}), Tokens::Provider);
    page.offline();
    page.no_token(*page.questions.last().expect("asked"), Some(json!("TypeError: Failed to fetch")));
    page.pass(20_000);
    assert_eq!(page.code(promise), "connection/timeout");
    page.online();
    page.token(*page.questions.last().expect("asked again"), &token("ann"));
    server.accept(&mut page);
    assert!(page.is_healthy());
}

#[test]
fn a_token_function_that_never_answers_is_named_as_the_reason() {
    let (mut page, promise, _) = asked();
    page.pass(15_000);
    assert_eq!(page.code(promise), "token/provider-timeout");
}

#[test]
fn after_a_failed_token_function_connect_user_asks_again() {
    let (mut page, _, question) = asked();
    page.no_token(question, None);
    let again = page.connect_user(json!({"id": "ann"}), Tokens::Provider);
    let second = *page.questions.last().expect("asked again");
    assert_ne!(question, second);
    page.token(second, &token("ann"));
    Server::new().accept(&mut page);
    page.resolved(again);
}

#[test]
fn an_answer_that_comes_after_disconnecting_changes_nothing() {
    let (mut page, promise, question) = asked();
    page.disconnect_user();
    assert_eq!(page.code(promise), "client/disconnected");
    page.token(question, &token("ann"));
    assert_eq!((page.sockets.len(), page.phase()), (0, "closed"));
}

#[test]
fn the_answer_for_the_user_before_is_not_taken_for_the_next_one() {
    let (mut page, _, for_ann) = asked();
    page.disconnect_user();
    let bob = page.connect_user(json!({"id": "bob"}), Tokens::Provider);
    let for_bob = *page.questions.last().expect("asked");
    page.token(for_ann, &token("ann"));
    assert!(page.is_pending(bob) && page.sockets.is_empty());
    page.token(for_bob, &token("bob"));
    assert_eq!(page.sockets[0].query["authorization"], token("bob"));
}

#[test]
fn a_token_that_expired_before_the_first_frame_is_replaced_while_connect_user_waits() {
    let (mut page, promise, question) = asked();
    page.token(question, &token("ann"));
    let (mut server, old) = (Server::new(), page.live());
    page.frame_on(old, Some(json!({"error": {"code": 40, "StatusCode": 401, "message": "expired"}})));
    page.socket_ended(old, 1000);
    assert!(page.is_pending(promise));
    let fresh = format!("{}2", token("ann"));
    page.token(*page.questions.last().expect("asked again"), &fresh);
    assert_eq!(page.sockets[1].query["authorization"], *fresh);
    server.accept(&mut page);
    page.resolved(promise);
    assert_eq!(page.questions.len(), 2);
}

#[test]
fn an_expired_static_token_rejects_with_code_40() {
    let mut page = Page::new();
    let promise = page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    Server::new().refuse(&mut page, 40, 401);
    assert_eq!(page.code(promise), "40");
    page.pass(60_000);
    assert_eq!(page.sockets.len(), 1);
}

#[test]
fn a_function_that_keeps_giving_expired_tokens_does_not_spin_the_machine() {
    let (mut page, promise, question) = asked();
    page.token(question, &token("ann"));
    let end = page.now_ms() + 60_000;
    while page.now_ms() < end {
        if page.has_live_socket() {
            let generation = page.live();
            page.frame_on(generation, Some(json!({"error": {"code": 40, "StatusCode": 401, "message": "expired"}})));
            page.socket_ended(generation, 1000);
        }
        let asked = *page.questions.last().expect("asked");
        page.token(asked, &token("ann"));
        page.pass(100);
    }
    assert!(page.questions.len() <= 40, "{} questions in a minute", page.questions.len());
    assert_eq!(page.code(promise), "connection/timeout");
}

#[test]
fn a_link_is_made_again_with_the_token_that_is_there() {
    let (mut page, mut server) = connected_with_provider();
    server.reconnect(&mut page);
    assert_eq!(page.questions.len(), 1);
}

#[test]
fn a_token_function_that_fails_during_a_reconnect_is_asked_again_later() {
    let (mut page, mut server) = connected_with_provider();
    page.socket_ended(page.live(), 1006);
    while !page.has_live_socket() {
        page.pass(page.next_timer_in().expect("another attempt"));
    }
    let generation = page.live();
    page.frame_on(generation, Some(json!({"error": {"code": 40, "StatusCode": 401, "message": "expired"}})));
    for failures in 2..5 {
        assert_eq!(page.questions.len(), failures);
        page.no_token(*page.questions.last().expect("asked"), None);
        assert_eq!(page.phase(), "waiting", "one failure is not the end of a session");
        while page.questions.len() == failures {
            page.pass(page.next_timer_in().expect("another attempt"));
        }
    }
    page.token(*page.questions.last().expect("asked"), &token("ann"));
    server.accept(&mut page);
    assert!(page.is_healthy());
}

#[test]
fn a_token_function_that_never_answers_during_a_reconnect_is_given_up_and_asked_again() {
    let (mut page, mut server) = connected_with_provider();
    page.socket_ended(page.live(), 1006);
    while !page.has_live_socket() {
        page.pass(page.next_timer_in().expect("another attempt"));
    }
    page.frame_on(page.live(), Some(json!({"error": {"code": 40, "StatusCode": 401, "message": "expired"}})));
    page.pass(60_000);
    assert!((3..=5).contains(&page.questions.len()), "{} questions", page.questions.len());
    page.token(*page.questions.last().expect("asked"), &token("ann"));
    server.come_back(&mut page);
    assert!(page.is_healthy());
}
