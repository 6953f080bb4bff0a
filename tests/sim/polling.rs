//! Where sockets are blocked: long polling, and the way back.

use serde_json::{Value, json};
use stream_chat_wasm::connection::{HOLD_MS, SOCKET_ATTEMPT_MS};

use crate::harness::{Page, Server, Slot, Stage, Tokens, connected_as, error, token};

fn may_poll() -> Page {
    Page::with(1, |config| config.enable_ws_fallback = true)
}

/// The place of the poll, or of the request for a polling connection, that is under way.
#[track_caller]
fn poll(page: &Page) -> usize {
    let polls: Vec<usize> = page.open_requests().into_iter().filter(|place| page.requests[*place].is_poll()).collect();
    match polls.as_slice() {
        [only] => *only,
        others => panic!("expected one poll under way, got {others:?}"),
    }
}

/// The server makes the polling connection that is asked for.
#[track_caller]
fn accept_poll(page: &mut Page, server: &mut Server) {
    let hello = server.hello("ann");
    let asked = poll(page);
    assert_eq!(page.requests[asked].query.get("connection_id"), None);
    assert_eq!(page.requests[asked].query["json"]["user_details"]["id"], "ann");
    page.reply(asked, 200, Some(json!({"event": hello, "duration": "1ms"})));
}

#[track_caller]
fn answer_poll(page: &mut Page, events: Value) {
    let asked = poll(page);
    page.reply(asked, 200, Some(json!({"events": events, "duration": "1ms"})));
}

/// Connected by long poll, because the first socket was refused.
fn polling() -> (Page, Server) {
    let (mut page, mut server) = (may_poll(), Server::new());
    let promise = page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    page.socket_ended(page.live(), 1006);
    accept_poll(&mut page, &mut server);
    page.resolved(promise);
    (page, server)
}

/// Lets time pass until there is a socket, answering idle polls as the server does.
#[track_caller]
fn until_socket(page: &mut Page) {
    for _ in 0..2_000 {
        if page.has_live_socket() {
            return;
        }
        page.pass(100);
        if page.now_ms() % 20_000 < 100 && !page.open_requests().is_empty() {
            answer_poll(page, json!([]));
        }
    }
    panic!("no socket is tried");
}

#[test]
fn a_refused_socket_is_followed_by_long_polling_at_once() {
    let (mut page, _) = (may_poll(), ());
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    let before = page.now_ms();
    page.socket_ended(page.live(), 1006);
    poll(&page);
    assert_eq!((page.now_ms(), page.sockets.len()), (before, 1));
}

#[test]
fn without_the_option_a_refused_socket_is_tried_again() {
    let mut page = Page::new();
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    page.socket_ended(page.live(), 1006);
    page.pass(2_000);
    assert_eq!((page.sockets.len(), page.requests.len()), (2, 0));
}

#[test]
fn a_black_hole_is_given_up_after_six_seconds() {
    let mut page = may_poll();
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    page.pass(SOCKET_ATTEMPT_MS - 1);
    assert!(page.open_requests().is_empty());
    page.pass(1);
    poll(&page);
    assert!(!page.has_live_socket());
}

#[test]
fn sockets_that_open_and_are_killed_again_and_again_are_given_up_after_two() {
    for lives_ms in [0, 300, 2_000] {
        let (mut page, mut server) = connected_as(may_poll(), Server::new());
        let start = page.now_ms();
        page.pass(lives_ms);
        page.socket_ended(page.live(), 1006);
        while !page.has_live_socket() {
            page.pass(10);
        }
        server.accept(&mut page);
        page.pass(lives_ms);
        page.socket_ended(page.live(), 1006);
        accept_poll(&mut page, &mut server);
        assert!(page.now_ms() - start <= 8_000, "{lives_ms}: {} ms", page.now_ms() - start);
        page.pass(start + 30_000 - page.now_ms());
        assert!(page.sockets.len() <= 3, "{lives_ms}: {} sockets in 30 s", page.sockets.len());
    }
}

#[test]
fn events_come_in_order_and_the_app_is_told_how() {
    let (mut page, mut server) = polling();
    let slot = watch_by_poll(&mut page, &mut server);
    let events: Vec<Value> = (0..3)
        .map(|n| {
            let message = server.message(&format!("m{n}"), "bob");
            json!({"type": "message.new", "cid": "messaging:a", "created_at": message["created_at"], "message": message})
        })
        .collect();
    answer_poll(&mut page, json!(events));
    assert_eq!(page.message_ids(slot), ["m0", "m1", "m2"]);
    assert_eq!(page.announcements(), [true]);
    let changed = page.events.iter().find(|event| event.kind() == "transport.changed").expect("told");
    assert_eq!(changed.value["mode"], "longpoll");
    let next = poll(&page);
    assert_eq!(page.requests[next].query["connection_id"], "c1");
}

fn watch_by_poll(page: &mut Page, server: &mut Server) -> Slot {
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    page.query_channel(slot, json!({"watch": true}));
    let request = *page.open_requests().last().expect("sent");
    assert_eq!(page.requests[request].query["connection_id"], "c1");
    let bundle = server.bundle("messaging", "a", vec![]);
    page.reply(request, 201, Some(bundle));
    slot
}

#[test]
fn idle_polling_takes_three_requests_a_minute() {
    let (mut page, _) = polling();
    let before = page.requests.len();
    for _ in 0..60 {
        page.pass(1_000);
        if page.now_ms() % 20_000 < 1_000 {
            answer_poll(&mut page, json!([]));
        }
        if page.has_live_socket() {
            page.socket_ended(page.live(), 1006);
        }
    }
    assert!(page.requests.len() - before <= 4, "{} requests", page.requests.len() - before);
}

#[test]
fn a_socket_that_holds_on_trial_takes_over_and_everything_is_watched_there() {
    let (mut page, mut server) = polling();
    let slot = watch_by_poll(&mut page, &mut server);
    until_socket(&mut page);
    server.accept(&mut page);
    assert!(page.is_healthy() && page.connection_id() == Some("c1"), "still polling");
    server.event(&mut page, json!({"type": "health.check"}));
    let polled = poll(&page);
    page.pass(HOLD_MS);
    assert_eq!(page.connection_id(), Some("c2"));
    assert!(!page.open_requests().contains(&polled), "the poll is given up");
    let closing = page.requests.iter().find(|request| request.query["close"] == true).expect("the server is told");
    assert_eq!(closing.query["connection_id"], "c1");
    let again = page.requests.iter().rfind(|request| request.path == "/channels").expect("watched again");
    assert_eq!(again.query["connection_id"], "c2");
    let modes: Vec<&Value> = page
        .events
        .iter()
        .filter(|event| event.kind() == "transport.changed")
        .map(|event| &event.value["mode"])
        .collect();
    assert_eq!(modes, ["longpoll", "websocket"]);
    assert_eq!(page.announcements(), [true], "the app was never offline");
    assert!(page.is_watched(slot));
}

#[test]
fn what_falls_between_the_last_poll_and_the_socket_is_filled_in() {
    let (mut page, mut server) = polling();
    let slot = watch_by_poll(&mut page, &mut server);
    let held = server.message("held", "bob");
    let event = json!({"type": "message.new", "cid": "messaging:a", "created_at": held["created_at"], "message": held});
    answer_poll(&mut page, json!([event]));
    until_socket(&mut page);
    server.accept(&mut page);
    server.event(&mut page, json!({"type": "health.check"}));
    page.pass(HOLD_MS);
    let missed: Vec<Value> = (0..40).map(|n| server.message(&format!("m{n:02}"), "bob")).collect();
    let again = *page.open_requests().last().expect("watched again");
    let bundle = server.bundle("messaging", "a", missed[10..].to_vec());
    page.reply(again, 201, Some(json!({"channels": [bundle]})));
    let fill = *page.open_requests().last().expect("filled in");
    assert_eq!(
        page.requests[fill].body.as_ref().expect("a query")["messages"]["created_at_before_or_equal"],
        missed[10]["created_at"]
    );
    let mut page_before = vec![held];
    page_before.extend_from_slice(&missed[..10]);
    let bundle = server.bundle("messaging", "a", page_before);
    page.reply(fill, 201, Some(bundle));
    assert_eq!(page.message_ids(slot).len(), 41);
    assert_eq!(page.heard("connection.recovered"), 1);
}

#[test]
fn a_socket_on_trial_that_dies_or_says_nothing_leaves_the_polling_alone() {
    let (mut page, mut server) = polling();
    until_socket(&mut page);
    server.accept(&mut page);
    page.pass(2_000);
    page.socket_ended(page.live(), 1006);
    assert!(page.is_healthy() && page.connection_id() == Some("c1"));
    let from = page.now_ms();
    until_socket(&mut page);
    assert!(page.now_ms() - from > 25_000, "the pauses grow");
    // Accepted, and half-open from there on.
    server.accept(&mut page);
    page.pass(HOLD_MS);
    assert!(!page.has_live_socket() && page.connection_id() == Some("c1"));
}

#[test]
fn an_event_that_both_bring_is_heard_once_and_one_that_only_the_socket_brought_is_not_lost() {
    let (mut page, mut server) = polling();
    until_socket(&mut page);
    server.accept(&mut page);
    let (both, only) = (server.stamp(), server.stamp());
    let event = |at: &str| json!({"type": "notification.mutes_updated", "created_at": at, "me": {"id": "ann"}});
    server.event(&mut page, event(&both));
    answer_poll(&mut page, json!([event(&both)]));
    server.event(&mut page, event(&only));
    page.pass(HOLD_MS);
    let heard: Vec<&Value> = page
        .events
        .iter()
        .filter(|event| event.kind() == "notification.mutes_updated")
        .map(|event| &event.value["created_at"])
        .collect();
    assert_eq!(heard, [&json!(both), &json!(only)]);
}

#[test]
fn nothing_is_kept_for_a_socket_on_trial_that_has_failed() {
    let (mut page, mut server) = polling();
    until_socket(&mut page);
    server.accept(&mut page);
    let event = |kind: &str, at: &str| json!({"type": kind, "created_at": at});
    let (during, after) = (server.stamp(), server.stamp());
    answer_poll(&mut page, json!([event("during", &during)]));
    assert!(page.holds(&during), "it may come by socket as well");
    page.socket_ended(page.live(), 1006);
    answer_poll(&mut page, json!([event("after", &after)]));
    assert!(!page.holds(&during) && !page.holds(&after));
    assert_eq!((page.heard("during"), page.heard("after")), (1, 1));
}

#[test]
fn a_forgotten_polling_connection_is_made_again_at_once() {
    let (mut page, mut server) = polling();
    page.pass(9_000);
    let asked = poll(&page);
    page.reply(asked, 400, Some(error(46, 400, "connection id not found")));
    accept_poll(&mut page, &mut server);
    assert_eq!(page.connection_id(), Some("c2"));
    assert_eq!(page.heard("connection.recovered"), 1);
}

#[test]
fn a_busy_server_is_asked_again_later_on_the_same_connection() {
    let (mut page, _) = polling();
    let asked = poll(&page);
    let before = page.now_ms();
    page.reply_later(asked, 429, error(9, 429, "too many requests"), 4);
    while page.open_requests().is_empty() {
        page.pass(100);
    }
    assert!(page.now_ms() - before >= 4_000);
    let again = poll(&page);
    assert_eq!(page.requests[again].query["connection_id"], "c1");
    assert!(page.is_healthy());
}

#[test]
fn an_expired_token_is_refreshed_and_the_same_poll_asked_again() {
    let mut page = may_poll();
    let mut server = Server::new();
    page.connect_user(json!({"id": "ann"}), Tokens::Provider);
    page.token(*page.questions.last().expect("asked"), &token("ann"));
    page.socket_ended(page.live(), 1006);
    accept_poll(&mut page, &mut server);
    let asked = poll(&page);
    page.reply(asked, 401, Some(error(40, 401, "token expired")));
    page.token(*page.questions.last().expect("asked"), &token("ann"));
    let again = poll(&page);
    assert_eq!(page.requests[again].query["connection_id"], "c1");
    assert!(page.is_healthy());
}

#[test]
fn where_neither_works_the_two_alternate_with_growing_pauses() {
    let mut page = may_poll();
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    let start = page.now_ms();
    while page.now_ms() - start < 60_000 {
        if page.has_live_socket() {
            page.socket_ended(page.live(), 1006);
        }
        while let Some(request) = page.open_requests().first().copied() {
            page.network_fails(request);
        }
        page.pass(50);
    }
    assert!(page.sockets.len() <= 20 && page.requests.len() <= 20, "{} sockets", page.sockets.len());
    assert!(page.sockets.len() >= 3);
}

#[test]
fn a_page_that_is_offline_does_not_fall_back() {
    let mut page = may_poll();
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    page.offline();
    page.socket_ended(page.live(), 1006);
    page.pass(25_000);
    assert_eq!((page.sockets.len(), page.requests.len()), (1, 0));
    page.online();
    assert!(page.has_live_socket());
}

#[test]
fn a_page_that_comes_online_tries_a_socket_first_since_it_may_be_another_network() {
    let (mut page, _) = polling();
    page.offline();
    page.online();
    assert!(page.has_live_socket());
    assert!(page.open_requests().iter().all(|place| !page.requests[*place].is_poll()));
}

#[test]
fn a_busy_server_is_not_asked_for_a_connection_before_it_said() {
    let mut page = may_poll();
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    page.socket_ended(page.live(), 1006);
    let asked = poll(&page);
    page.reply_later(asked, 429, error(9, 429, "too many requests"), 20);
    page.pass(19_900);
    assert_eq!((page.sockets.len(), page.phase()), (1, "waiting"));
    page.pass(200);
    assert_eq!(page.sockets.len(), 2);
}

#[test]
fn what_the_socket_on_trial_says_of_a_watched_channel_is_left_to_the_poll() {
    let (mut page, mut server) = polling();
    watch_by_poll(&mut page, &mut server);
    until_socket(&mut page);
    server.accept(&mut page);
    for cid in ["messaging:a", "messaging:elsewhere"] {
        server.event(&mut page, json!({"type": "notification.message_new", "cid": cid}));
    }
    page.pass(HOLD_MS);
    let heard: Vec<&Value> = page
        .events
        .iter()
        .filter(|event| event.kind() == "notification.message_new")
        .map(|event| &event.value["cid"])
        .collect();
    assert_eq!(heard, ["messaging:elsewhere"]);
}

#[test]
fn leaving_while_polling_tells_the_server_and_asks_for_nothing_more() {
    let (mut page, _) = polling();
    let gone = page.disconnect_user();
    page.resolved(gone);
    let closing = page.last_request();
    assert_eq!((closing.path.as_str(), &closing.query["close"]), ("/longpoll", &json!(true)));
    assert_eq!(closing.stage, Stage::Open, "it is on its way although the user has left");
    let before = page.requests.len();
    page.pass(120_000);
    assert_eq!((page.requests.len(), page.sockets.len()), (before, 1));
}

#[test]
fn a_service_without_long_polling_is_no_reason_to_give_up() {
    let mut page = may_poll();
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    page.socket_ended(page.live(), 1006);
    let asked = poll(&page);
    page.reply(asked, 404, Some(error(16, 404, "not found")));
    assert_eq!(page.phase(), "waiting");
}

#[test]
fn a_bad_token_ends_it_on_either_way() {
    let mut page = may_poll();
    let promise = page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    page.socket_ended(page.live(), 1006);
    let asked = poll(&page);
    page.reply(asked, 401, Some(error(43, 401, "signature invalid")));
    assert_eq!((page.phase(), page.code(promise)), ("failed", "43"));
}

#[test]
fn typing_reaches_the_others_by_long_poll_too() {
    let (mut page, mut server) = polling();
    let slot = watch_by_poll(&mut page, &mut server);
    page.keystroke(slot, None);
    assert_eq!(page.last_request().path, "/channels/messaging/a/event");
}

#[test]
fn a_poll_that_is_lost_does_not_put_the_next_socket_off() {
    let (mut page, mut server) = polling();
    let from = page.now_ms();
    // Lost again and again, sooner than a socket would be tried.
    while !page.has_live_socket() {
        assert!(page.now_ms() - from <= 16_000, "no socket is tried");
        page.pass(4_000);
        if !page.has_live_socket() {
            let asked = poll(&page);
            page.network_fails(asked);
            while page.phase() != "opening" {
                page.pass(page.next_timer_in().expect("another attempt"));
            }
            accept_poll(&mut page, &mut server);
        }
    }
}
