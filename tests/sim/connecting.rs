//! Connecting a user: when `connectUser` resolves, when it is rejected, and what stays afterwards.

use serde_json::json;

use crate::harness::{Page, Server, Tokens, connected, token};

fn ann(page: &mut Page) -> crate::harness::Promise {
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")))
}

#[test]
fn connect_user_waits_for_the_first_frame_and_resolves_with_it() {
    let (mut page, mut server) = (Page::new(), Server::new());
    let promise = ann(&mut page);
    page.pass(5_000);
    assert!(page.is_pending(promise), "an open socket is no connection yet");
    server.accept(&mut page);
    assert_eq!(
        (&page.resolved(promise)["connection_id"], &page.resolved(promise)["me"]["id"]),
        (&json!("c1"), &json!("ann"))
    );
}

#[test]
fn when_connect_user_resolves_the_user_and_the_connection_can_be_read() {
    let (page, _) = connected();
    assert_eq!((page.user_id(), page.connection_id(), page.is_healthy()), (Some("ann"), Some("c1"), true));
    assert_eq!(page.me().expect("connected")["total_unread_count"], 0);
    assert!(page.client_id().is_some_and(|id| id.starts_with("ann--") && id.len() == "ann--".len() + 36));
}

#[test]
fn listeners_hear_of_the_link_once_and_get_the_first_frame() {
    let (page, _) = connected();
    assert_eq!(page.announcements(), [true]);
    assert_eq!(page.heard("health.check"), 1);
}

#[test]
fn everything_the_user_object_says_travels_with_the_connection() {
    let mut page = Page::new();
    let user = json!({"id": "ann", "name": "Ann", "privacy_settings": {"typing_indicators": {"enabled": false}}, "team_color": "red"});
    page.connect_user(user.clone(), Tokens::Static(&token("ann")));
    let query = &page.sockets[0].query;
    assert_eq!((&query["json"]["user_id"], &query["json"]["user_details"]), (&json!("ann"), &user));
    assert_eq!((&query["api_key"], &query["stream-auth-type"]), (&json!("key"), &json!("jwt")));
    assert_eq!(query["authorization"], token("ann"));
    assert!(query["X-Stream-Client"].is_string());
    assert_eq!(query["json"]["client_request_id"].as_str().map(str::len), Some(36));
}

#[test]
fn the_same_user_twice_shares_one_connection_and_its_answer() {
    let (mut page, mut server) = (Page::new(), Server::new());
    let (one, two) = (ann(&mut page), ann(&mut page));
    server.accept(&mut page);
    let three = ann(&mut page);
    assert_eq!(page.sockets.len(), 1);
    assert_eq!(page.resolved(one), page.resolved(two));
    assert_eq!(page.resolved(one), page.resolved(three), "a call after the fact is answered at once");
}

#[test]
fn an_error_frame_rejects_with_the_servers_error_and_nothing_is_tried_again() {
    let (mut page, server) = (Page::new(), Server::new());
    let promise = ann(&mut page);
    server.refuse(&mut page, 2, 401);
    assert_eq!((page.code(promise), page.rejected(promise).status), ("2", 401));
    page.pass(600_000);
    assert_eq!((page.sockets.len(), page.user_id()), (1, None));
}

#[test]
fn after_a_refused_connection_somebody_else_can_connect() {
    let (mut page, mut server) = (Page::new(), Server::new());
    ann(&mut page);
    server.refuse(&mut page, 5, 401);
    let bob = page.connect_user(json!({"id": "bob"}), Tokens::Static(&token("bob")));
    server.accept(&mut page);
    assert_eq!(page.resolved(bob)["me"]["id"], "bob");
}

#[test]
fn a_socket_that_is_closed_for_good_before_its_first_frame_is_a_refusal() {
    let mut page = Page::new();
    let promise = ann(&mut page);
    page.socket_ended(page.live(), 1000);
    assert_eq!(page.code(promise), "connection/refused");
    page.pass(600_000);
    assert_eq!(page.sockets.len(), 1);
}

#[test]
fn a_socket_that_cannot_open_is_tried_again_and_connect_user_goes_on_waiting() {
    let (mut page, mut server) = (Page::new(), Server::new());
    let promise = ann(&mut page);
    page.socket_ended(page.live(), 1006);
    assert!(page.is_pending(promise));
    server.come_back(&mut page);
    page.resolved(promise);
    assert_eq!(page.sockets.len(), 2);
}

#[test]
fn connect_user_gives_up_after_its_time_while_the_client_goes_on_trying() {
    let (mut page, mut server) = (Page::with(1, |config| config.connect_timeout_ms = 4_000), Server::new());
    let promise = ann(&mut page);
    page.pass(3_999);
    assert!(page.is_pending(promise));
    page.pass(1);
    assert_eq!(page.code(promise), "connection/timeout");
    server.come_back(&mut page);
    assert!(page.is_healthy());
    let again = ann(&mut page);
    assert_eq!(page.resolved(again)["connection_id"], "c1");
}

#[test]
fn only_a_frame_with_a_connection_id_opens_the_connection() {
    let (mut page, mut server) = (Page::new(), Server::new());
    let promise = ann(&mut page);
    let generation = page.live();
    for frame in [
        None,
        Some(json!({})),
        Some(json!([1])),
        Some(json!("x")),
        Some(json!(7)),
        Some(json!({"type": "health.check"})),
    ] {
        page.frame_on(generation, frame);
    }
    assert!(page.is_pending(promise) && !page.is_healthy());
    server.accept(&mut page);
    page.resolved(promise);
}

#[test]
fn disconnecting_wins_over_a_connection_that_is_being_made() {
    let (mut page, mut server) = (Page::new(), Server::new());
    let promise = ann(&mut page);
    let (generation, late) = (page.live(), server.hello("ann"));
    let gone = page.disconnect_user();
    page.resolved(gone);
    assert_eq!(page.code(promise), "client/disconnected");
    page.frame_on(generation, Some(late));
    page.pass(600_000);
    assert_eq!((page.sockets.len(), page.user_id(), page.is_healthy()), (1, None, false));
    assert!(page.announcements().is_empty() && page.heard("health.check") == 0, "never connected");
}

#[test]
fn connect_disconnect_connect_ends_connected_with_one_socket() {
    let (mut page, mut server) = (Page::new(), Server::new());
    let first = ann(&mut page);
    page.disconnect_user();
    let second = ann(&mut page);
    server.accept(&mut page);
    assert_eq!(page.code(first), "client/disconnected");
    page.resolved(second);
    assert_eq!(page.announcements(), [true]);
}

#[test]
fn disconnecting_forgets_the_user() {
    let (mut page, _) = connected();
    let promise = page.disconnect_user();
    page.resolved(promise);
    assert_eq!((page.user_id(), page.me(), page.connection_id()), (None, None, None));
    assert_eq!(page.announcements(), [true], "whoever asks for the end is not told of it");
    assert!(!page.has_live_socket());
    assert_eq!(page.next_timer_in(), None, "nothing is left to wait for");
}

#[test]
fn disconnecting_nobody_is_no_failure() {
    let mut page = Page::new();
    let promise = page.disconnect_user();
    page.resolved(promise);
    assert!(page.is_untouched());
}

#[test]
fn closing_the_connection_keeps_the_user_and_opening_it_connects_again() {
    let (mut page, mut server) = connected();
    let closed = page.close_connection();
    page.resolved(closed);
    page.pass(600_000);
    assert_eq!((page.user_id(), page.has_live_socket(), page.sockets.len()), (Some("ann"), false, 1));
    let opened = page.open_connection();
    server.accept(&mut page);
    assert_eq!(page.resolved(opened)["connection_id"], "c2");
    assert_eq!(page.announcements(), [true, true]);
}

#[test]
fn opening_a_connection_for_nobody_is_refused() {
    let mut page = Page::new();
    let promise = page.open_connection();
    assert_eq!(page.code(promise), "client/not-connected");
    assert!(page.is_untouched());
}

#[test]
fn a_user_whose_first_connection_is_refused_stays_only_where_the_app_asked_for_it() {
    for (persist, user, code) in [(false, None, "client/not-connected"), (true, Some("ann"), "43")] {
        let mut page = Page::with(1, |config| config.persist_user = persist);
        let promise = ann(&mut page);
        Server::new().refuse(&mut page, 43, 401);
        assert_eq!((page.code(promise), page.user_id()), ("43", user));
        let call = page.call("GetApp", &[], None, None);
        assert_eq!(page.code(call), code);
        page.open_connection();
        assert_eq!(page.has_live_socket(), persist, "openConnection tries again for a user who is there");
    }
}
