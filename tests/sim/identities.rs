//! Guests and the anonymous user: how they are made, what they are sent as.

use serde_json::{Value, json};

use crate::harness::{Page, Promise, Server, error, token};

fn asked() -> (Page, Promise) {
    let mut page = Page::new();
    let promise = page.set_guest_user(json!({"id": "visitor", "name": "Vi"}));
    (page, promise)
}

fn made(more: Value) -> Value {
    let user = json!({"id": "guest-1-visitor", "name": "Vi", "role": "guest", "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z", "last_active": "2026-01-01T00:00:00Z", "online": true});
    crate::harness::with(json!({"user": user, "access_token": token("guest-1-visitor")}), &more)
}

#[test]
fn a_guest_is_made_without_a_token_and_then_connects_as_any_user() {
    let (mut page, promise) = asked();
    let request = page.last_request();
    assert_eq!((request.method, request.path.as_str(), &request.token), ("POST", "/guest", &None));
    assert_eq!((page.last_body(), page.sockets.len()), (&json!({"user": {"id": "visitor", "name": "Vi"}}), 0));
    page.reply(0, 201, Some(made(json!({}))));
    let query = &page.sockets[0].query;
    assert_eq!(
        (&query["authorization"], &query["stream-auth-type"]),
        (&json!(token("guest-1-visitor")), &json!("jwt"))
    );
    Server::new().accept(&mut page);
    page.resolved(promise);
    assert_eq!(page.user_id(), Some("guest-1-visitor"), "the id is the service's to choose");
}

#[test]
fn the_servers_own_stamps_are_not_sent_back() {
    let (mut page, _) = asked();
    page.reply(0, 201, Some(made(json!({}))));
    assert_eq!(
        page.sockets[0].query["json"]["user_details"],
        json!({"id": "guest-1-visitor", "name": "Vi", "role": "guest"})
    );
}

#[test]
fn a_guest_that_is_refused_leaves_nobody_connected() {
    let (mut page, promise) = asked();
    page.reply(0, 403, Some(error(17, 403, "guests are switched off")));
    assert_eq!((page.code(promise), page.user_id(), page.sockets.len()), ("17", None, 0));
}

#[test]
fn an_answer_without_a_user_or_token_is_an_error() {
    for answer in [json!({}), json!({"user": {"id": "x"}}), json!({"access_token": token("x")}), json!([])] {
        let (mut page, promise) = asked();
        page.reply(0, 201, Some(answer.clone()));
        assert!(page.outcome(promise).is_some_and(Result::is_err), "{answer}");
        assert_eq!(page.sockets.len(), 0);
    }
    let (mut page, promise) = asked();
    page.reply(0, 201, Some(made(json!({"access_token": token("somebody-else")}))));
    assert_eq!(page.code(promise), "token/foreign");
}

#[test]
fn disconnecting_while_a_guest_is_being_made_connects_nobody() {
    let (mut page, promise) = asked();
    page.disconnect_user();
    assert_eq!(page.code(promise), "client/disconnected");
    page.reply(0, 201, Some(made(json!({}))));
    assert_eq!((page.user_id(), page.sockets.len()), (None, 0));
}

#[test]
fn somebody_who_connects_while_a_guest_is_being_made_stays() {
    let (mut page, promise) = asked();
    let ann = page.connect_user(json!({"id": "ann"}), crate::harness::Tokens::Static(&token("ann")));
    page.reply(0, 201, Some(made(json!({}))));
    assert_eq!((page.code(promise), page.user_id()), ("user/another-connected", Some("ann")));
    Server::new().accept(&mut page);
    page.resolved(ann);
}

#[test]
fn a_guest_that_takes_too_long_is_given_up() {
    let (mut page, promise) = asked();
    page.pass(3_000);
    assert_eq!(page.code(promise), "request/timeout");
}

#[test]
fn the_anonymous_user_has_an_id_of_its_own_and_no_token() {
    let mut page = Page::new();
    let promise = page.connect_anonymous_user();
    let query = &page.sockets[0].query;
    let id = query["json"]["user_id"].as_str().expect("an id").to_owned();
    assert_eq!((id.len(), &query["json"]["user_details"]), (36, &json!({"id": id, "anon": true})));
    assert_eq!((&query["authorization"], &query["stream-auth-type"]), (&json!(""), &json!("anonymous")));
    Server::new().accept(&mut page);
    page.resolved(promise);
    page.call("GetApp", &[], None, None);
    assert_eq!((&page.last_request().token, &page.last_request().query["user_id"]), (&None, &json!(id)));
}

#[test]
fn two_anonymous_users_have_different_ids() {
    let id = |seed| {
        let mut page = Page::with(seed, |_| {});
        page.connect_anonymous_user();
        page.user_id().expect("connecting").to_owned()
    };
    assert_ne!(id(1), id(2));
}

#[test]
fn connecting_anonymously_twice_is_connecting_once() {
    let mut page = Page::new();
    let (one, two) = (page.connect_anonymous_user(), page.connect_anonymous_user());
    Server::new().accept(&mut page);
    page.resolved(one);
    page.resolved(two);
    assert_eq!(page.sockets.len(), 1);
}

#[test]
fn after_an_anonymous_visit_a_user_is_sent_with_their_token() {
    let mut page = Page::new();
    page.connect_anonymous_user();
    page.disconnect_user();
    page.connect_user(json!({"id": "ann"}), crate::harness::Tokens::Static(&token("ann")));
    let query = &page.sockets[1].query;
    assert_eq!((&query["authorization"], &query["stream-auth-type"]), (&json!(token("ann")), &json!("jwt")));
}
