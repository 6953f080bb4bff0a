//! Links that break: how soon and how often a new one is made, what old sockets may still say, and what the app is told.

use serde_json::json;
use stream_chat_wasm::connection::{ANNOUNCE_DOWN_MS, PING_VISIBLE_MS, PROBE_MS, REPLY_VISIBLE_MS, STABLE_MS};

use crate::harness::{Page, Server, Tokens, connected, token, watch};

/// Lets every attempt fail until `count` pauses were seen; gives back their lengths.
fn pauses(page: &mut Page, count: usize) -> Vec<u64> {
    let mut pauses = Vec::new();
    for _ in 0..count {
        page.socket_ended(page.live(), 1006);
        let from = page.now_ms();
        while !page.has_live_socket() {
            page.pass(page.next_timer_in().expect("another attempt"));
        }
        pauses.push(page.now_ms() - from);
    }
    pauses
}

/// The longest pause after so many failures in a row: 2 s, then 3 s, after eight 2 s more each time, 25 s at most.
fn longest_ms(failures: u64) -> u64 {
    if failures == 0 { 2_000 } else { (3_000 + 2_000 * failures.saturating_sub(8)).min(25_000) }
}

#[test]
fn a_lost_link_is_made_again_by_itself_under_a_new_generation() {
    let (mut page, mut server) = connected();
    let first = page.live();
    server.reconnect(&mut page);
    assert_ne!(page.live(), first);
    assert_eq!((page.connection_id(), page.is_healthy()), (Some("c2"), true));
    assert_eq!(page.user_id(), Some("ann"));
}

#[test]
fn frames_and_the_end_of_an_old_socket_change_nothing() {
    let (mut page, mut server) = connected();
    let old = page.live();
    server.reconnect(&mut page);
    let heard = page.events.len();
    page.frame_on(old, Some(json!({"type": "message.new", "cid": "messaging:a"})));
    page.frame_on(old, Some(json!({"error": {"code": 2}})));
    page.frame_on(old, None);
    page.socket_ended(old, 1000);
    page.frame_on(9_999, Some(server.hello("ann")));
    assert_eq!((page.events.len(), page.is_healthy(), page.connection_id()), (heard, true, Some("c2")));
}

#[test]
fn a_blink_is_not_announced() {
    let (mut page, mut server) = connected();
    server.reconnect(&mut page);
    page.pass(ANNOUNCE_DOWN_MS);
    assert_eq!(page.announcements(), [true]);
}

#[test]
fn down_is_announced_after_five_seconds_and_up_at_once() {
    let (mut page, mut server) = connected();
    page.socket_ended(page.live(), 1006);
    let mut waited = 0;
    while waited < ANNOUNCE_DOWN_MS - 1 {
        if page.has_live_socket() {
            page.socket_ended(page.live(), 1006);
        }
        page.pass(1);
        waited += 1;
    }
    assert_eq!(page.announcements(), [true]);
    page.pass(1);
    assert_eq!(page.announcements(), [true, false]);
    server.come_back(&mut page);
    assert_eq!(page.announcements(), [true, false, true]);
}

#[test]
fn pauses_stay_under_a_cap_that_grows_with_every_failure_and_then_no_more() {
    for seed in 0..20 {
        let mut page = Page::with(seed, |_| {});
        page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
        for (failures, pause) in pauses(&mut page, 20).into_iter().enumerate() {
            assert!(pause <= longest_ms(failures as u64), "seed {seed}: pause {failures} is {pause} ms");
        }
    }
}

#[test]
fn clients_that_were_cut_off_together_do_not_come_back_together() {
    let sixteenth = |seed| {
        let mut page = Page::with(seed, |_| {});
        page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
        pauses(&mut page, 16)[15]
    };
    let all: Vec<u64> = (0..40).map(sixteenth).collect();
    let (early, late) = (all.iter().filter(|ms| **ms < 8_000).count(), all.iter().filter(|ms| **ms > 9_000).count());
    assert!(early >= 10 && late >= 10, "{all:?}");
}

#[test]
fn a_link_that_held_is_tried_again_soon_and_one_that_did_not_is_a_failure() {
    let (mut page, mut server) = connected();
    pauses(&mut page, 15);
    server.accept(&mut page);
    page.pass(STABLE_MS);
    assert!(pauses(&mut page, 1)[0] <= longest_ms(0));
    // Killed right after its first frame, again and again: the pauses grow as if it had never opened.
    let from = page.now_ms();
    for _ in 0..12 {
        server.come_back(&mut page);
        page.socket_ended(page.live(), 1006);
    }
    assert!(page.now_ms() - from > 20_000, "12 useless sockets in {} ms", page.now_ms() - from);
}

#[test]
fn a_silent_link_is_pinged_and_then_dropped() {
    let (mut page, _) = connected();
    page.pass(PING_VISIBLE_MS);
    let client_id = page.client_id().expect("connected").to_owned();
    assert_eq!(page.sockets[0].sent, [json!([{"type": "health.check", "client_id": client_id}])]);
    page.pass(REPLY_VISIBLE_MS - 1);
    assert!(page.sockets[0].open);
    page.pass(1);
    assert!(!page.sockets[0].open);
}

#[test]
fn a_link_that_answers_its_pings_lives_on() {
    let (mut page, mut server) = connected();
    for _ in 0..100 {
        page.pass(PING_VISIBLE_MS);
        server.event(&mut page, json!({"type": "health.check", "connection_id": "c1"}));
    }
    assert_eq!((page.sockets.len(), page.sockets[0].sent.len()), (1, 100));
}

#[test]
fn an_attempt_that_shows_no_first_frame_is_given_up() {
    let (mut page, mut server) = connected();
    page.socket_ended(page.live(), 1006);
    while !page.has_live_socket() {
        page.pass(page.next_timer_in().expect("another attempt"));
    }
    page.pass(15_000);
    assert!(!page.sockets[1].open);
    server.come_back(&mut page);
    assert!(page.is_healthy());
}

#[test]
fn online_cuts_a_pause_short() {
    let (mut page, _) = connected();
    pauses(&mut page, 12);
    page.socket_ended(page.live(), 1006);
    page.online();
    assert!(page.has_live_socket());
}

#[test]
fn online_probes_an_open_link_which_has_two_seconds_to_answer() {
    let (mut page, mut server) = connected();
    page.online();
    assert_eq!(page.sockets[0].sent.len(), 1);
    server.event(&mut page, json!({"type": "health.check"}));
    page.pass(PROBE_MS);
    assert!(page.sockets[0].open && page.is_healthy());
    page.online();
    page.pass(PROBE_MS);
    assert!(!page.sockets[0].open);
}

#[test]
fn offline_makes_the_link_doubtful_until_something_is_received() {
    let (mut page, mut server) = connected();
    page.offline();
    assert!(!page.is_healthy() && page.sockets[0].open);
    server.event(&mut page, json!({"type": "health.check"}));
    page.pass(ANNOUNCE_DOWN_MS);
    assert!(page.is_healthy());
    page.offline();
    page.pass(ANNOUNCE_DOWN_MS);
    server.event(&mut page, json!({"type": "health.check"}));
    assert_eq!(page.announcements(), [true, false, true]);
}

#[test]
fn after_an_hour_of_sleep_the_dead_link_is_found_within_two_seconds() {
    let (mut page, mut server) = connected();
    page.sleep(3_600_000);
    assert!(page.sockets[0].open, "its answer may wait to be read");
    page.pass(PROBE_MS);
    assert!(!page.sockets[0].open);
    server.come_back(&mut page);
    assert!(page.is_healthy());
}

#[test]
fn disconnecting_during_a_pause_ends_everything() {
    let (mut page, _) = connected();
    page.socket_ended(page.live(), 1006);
    let promise = page.disconnect_user();
    page.resolved(promise);
    page.online();
    page.pass(3_600_000);
    assert_eq!((page.sockets.len(), page.phase()), (1, "closed"));
}

#[test]
fn a_fatal_error_during_a_reconnect_ends_it_by_name_and_connect_user_starts_afresh() {
    let (mut page, mut server) = connected();
    page.socket_ended(page.live(), 1006);
    while !page.has_live_socket() {
        page.pass(page.next_timer_in().expect("another attempt"));
    }
    server.refuse(&mut page, 43, 401);
    page.pass(600_000);
    assert_eq!((page.sockets.len(), page.announcements()), (2, vec![true, false]));
    let call = page.call("GetApp", &[], None, None);
    assert_eq!(page.code(call), "43", "calls fail with the reason");
    let again = page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    server.accept(&mut page);
    page.resolved(again);
}

#[test]
fn connect_user_with_a_new_token_after_a_fatal_error_uses_the_new_token() {
    let (mut page, mut server) = connected();
    page.socket_ended(page.live(), 1006);
    while !page.has_live_socket() {
        page.pass(page.next_timer_in().expect("another attempt"));
    }
    server.refuse(&mut page, 40, 401);
    let fresh = format!("{}-fresh", token("ann"));
    let again = page.connect_user(json!({"id": "ann"}), Tokens::Static(&fresh));
    assert_eq!(page.sockets.last().expect("opened").query["authorization"], *fresh);
    server.accept(&mut page);
    page.resolved(again);
}

#[test]
fn who_typed_before_is_not_believed_to_type_still() {
    let (mut page, mut server) = connected();
    let slot = watch(&mut page, &mut server, "a");
    server.event(&mut page, json!({"type": "typing.start", "cid": "messaging:a", "user": Server::user("bob")}));
    assert_eq!(page.typing(slot), ["bob"]);
    page.socket_ended(page.live(), 1006);
    assert_eq!(page.typing(slot).len(), 0);
}

#[test]
fn a_hidden_page_pings_every_25_seconds_and_is_probed_when_it_is_seen_again() {
    let (mut page, mut server) = connected();
    page.hide(true);
    for _ in 0..20 {
        page.pass(5_000);
        server.event(&mut page, json!({"type": "health.check"}));
    }
    assert!((3..5).contains(&page.sockets[0].sent.len()), "{} pings", page.sockets[0].sent.len());
    let before = page.sockets[0].sent.len();
    page.hide(false);
    assert_eq!(page.sockets[0].sent.len(), before + 1);
    page.pass(PROBE_MS);
    assert!(!page.sockets[0].open, "it did not answer");
}

#[test]
fn a_page_that_was_frozen_is_connected_again_within_two_seconds_of_its_resumption() {
    let (mut page, mut server) = connected();
    page.pass(PING_VISIBLE_MS / 2);
    let frozen = page.live();
    page.freeze(60_000);
    let resumed = page.now_ms();
    page.resume();
    page.socket_ended(frozen, 1006);
    assert!(page.has_live_socket(), "the close answers the probe: no pause follows");
    server.come_back(&mut page);
    assert!(page.now_ms() - resumed <= 2_000, "{} ms", page.now_ms() - resumed);
}

#[test]
fn a_link_that_does_not_answer_its_probe_is_replaced_at_once_but_not_again_and_again() {
    let (mut page, _) = connected();
    page.resume();
    page.pass(PROBE_MS);
    assert_eq!((page.sockets.len(), page.sockets[0].open), (2, false));
    page.socket_ended(page.live(), 1006);
    assert!(!page.has_live_socket(), "the attempt failed, so the next one waits its turn");
}

#[test]
fn each_change_of_the_connection_is_told_once_with_its_reason() {
    let (mut page, mut server) = connected();
    server.reconnect(&mut page);
    let told: Vec<(String, String)> = page
        .events
        .iter()
        .filter(|event| event.kind() == "connection.state_changed")
        .map(|event| (event.value["state"].to_string(), event.value["reason"].to_string()))
        .map(|(state, reason)| (state.replace('"', ""), reason.replace('"', "")))
        .collect();
    let expected = [
        ("connecting", "opening"),
        ("connected", "open"),
        ("waiting", "socket-closed"),
        ("connecting", "opening"),
        ("connected", "open"),
    ];
    assert_eq!(told, expected.map(|(state, reason)| (state.to_owned(), reason.to_owned())));
}
