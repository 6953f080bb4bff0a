//! What the storm has found: each story is the smallest one that shows the defect, kept because its seed tells another story
//! as soon as the simulator changes.

use serde_json::{Value, json};

use crate::harness::{Page, Server, Slot, Tokens, connected, connected_as, error, token, watch_with, with};

/// A channel's bundle with the messages and the own read state that the service has.
fn bundle(server: &Server, messages: &[Value], last_read: &str, unread: u32) -> Value {
    let mut bundle = server.bundle("messaging", "a", messages.to_vec());
    if let Some(last) = messages.last() {
        bundle["channel"]["last_message_at"] = last["created_at"].clone();
    }
    let read = json!({"user": {"id": "ann"}, "last_read": last_read, "unread_messages": unread});
    with(bundle, &json!({"read": [read]}))
}

fn said(server: &mut Server, ids: &[&str]) -> Vec<Value> {
    ids.iter().map(|id| server.message(id, "bob")).collect()
}

const NEVER: &str = "0001-01-01T00:00:00Z";

#[test]
fn a_token_refused_twice_is_replaced_before_the_third_attempt() {
    let (mut page, mut server) = (Page::new(), Server::new());
    page.connect_user(json!({"id": "ann"}), Tokens::Provider);
    for questions in 1..=3 {
        while page.questions.len() < questions {
            page.pass(page.next_timer_in().expect("it is asked for again"));
        }
        page.token(page.questions[questions - 1], &token("ann"));
        if questions < 3 {
            server.refuse(&mut page, 40, 401);
        }
    }
    server.accept(&mut page);
    assert!(page.is_healthy());
}

#[test]
fn what_was_said_while_nobody_watched_is_marked_when_the_channel_is_watched_again() {
    let (mut page, mut server) = connected();
    let all = said(&mut server, &["m1", "m2", "m3", "m4"]);
    let slot = watch_with(&mut page, &server, "a", vec![all[0].clone()]);
    page.stop_watching(slot);
    server.answer(&mut page);
    watch_with(&mut page, &server, "a", all[2..].to_vec());
    assert_eq!(page.message_ids(slot), ["m1", "m3", "m4"]);
    assert_eq!(page.gaps(slot), [json!({"after": "m1", "before": "m3"})]);
}

#[test]
fn an_overlap_marks_nothing() {
    let (mut page, mut server) = connected();
    let all = said(&mut server, &["m1", "m2", "m3"]);
    let slot = watch_with(&mut page, &server, "a", vec![all[0].clone(), all[1].clone()]);
    page.stop_watching(slot);
    server.answer(&mut page);
    watch_with(&mut page, &server, "a", all[1..].to_vec());
    assert_eq!((page.message_ids(slot).len(), page.gaps(slot).len()), (3, 0));
}

#[test]
fn what_a_dead_link_did_not_bring_is_filled_in_although_a_newer_message_was_sent_meanwhile() {
    let (mut page, mut server) = connected_as(Page::with(1, |config| config.optimistic_updates = true), Server::new());
    let held = server.message("held", "bob");
    let slot = watch_with(&mut page, &server, "a", vec![held]);
    // The link is dead and nobody knows; requests go through.
    let missed: Vec<Value> = (0..40).map(|n| server.message(&format!("m{n:02}"), "bob")).collect();
    page.send_message(slot, json!({"id": "mine", "text": "x"}));
    server.answer(&mut page);
    server.reconnect(&mut page);
    let answer = json!({"channels": [server.bundle("messaging", "a", missed[10..].to_vec())]});
    page.reply(page.open_request(), 201, Some(answer));
    assert_eq!(
        page.last_body()["messages"]["created_at_before_or_equal"],
        missed[10]["created_at"],
        "what is older is asked for"
    );
}

#[test]
fn a_message_that_is_faster_than_the_query_that_opens_its_channel_is_in_the_list() {
    let (mut page, mut server) = connected();
    page.query_channels(json!({"filter_conditions": {}, "watch": true, "state": true}));
    let all = said(&mut server, &["m1", "m2"]);
    server.message_new(&mut page, "messaging:a", all[1].clone());
    let answer = json!({"channels": [bundle(&server, &all[..1], NEVER, 1)]});
    page.reply(page.open_request(), 201, Some(answer));
    let slot = page.open_channel("messaging", Some("a"), None).expect("open");
    assert_eq!((page.message_ids(slot), page.count_unread(slot, None)), (vec!["m1".to_owned(), "m2".to_owned()], 2));
    assert_eq!(page.heard("message.new"), 1);
}

/// Watching `a`, which has these messages, all unread.
fn watching(page: &mut Page, server: &Server, messages: &[Value]) -> Slot {
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    page.query_channel(slot, json!({"watch": true}));
    page.reply(page.open_request(), 201, Some(bundle(server, messages, NEVER, messages.len() as u32)));
    slot
}

#[test]
fn a_message_counts_once_whether_its_event_or_the_counts_that_have_it_come_first() {
    for event_first in [true, false] {
        let (mut page, mut server) = connected();
        let all = said(&mut server, &["m1", "m2"]);
        let slot = watching(&mut page, &server, &all[..1]);
        page.query_channel(slot, json!({"watch": true, "messages": {"limit": 1}}));
        let request = page.open_request();
        // The answer was made before the message, or after it.
        let answer =
            if event_first { bundle(&server, &all[..1], NEVER, 1) } else { bundle(&server, &all[..], NEVER, 2) };
        if event_first {
            server.message_new(&mut page, "messaging:a", all[1].clone());
        }
        page.reply(request, 201, Some(answer));
        if !event_first {
            server.message_new(&mut page, "messaging:a", all[1].clone());
        }
        assert_eq!(
            (page.count_unread(slot, None), page.unread_of(slot, "ann")),
            (2, Some(2)),
            "event first: {event_first}"
        );
    }
}

#[test]
fn an_answer_older_than_the_own_read_does_not_take_it_back() {
    let (mut page, mut server) = connected();
    let all = said(&mut server, &["m1", "m2"]);
    let slot = watching(&mut page, &server, &all);
    page.query_channel(slot, json!({"watch": true}));
    let request = page.open_request();
    server.event(&mut page, json!({"type": "message.read", "cid": "messaging:a", "user": {"id": "ann"}}));
    page.reply(request, 201, Some(bundle(&server, &all, NEVER, 2)));
    assert_eq!((page.count_unread(slot, None), page.unread_of(slot, "ann")), (0, Some(0)));
}

#[test]
fn a_watch_that_was_asked_for_without_a_connection_is_made_good_by_the_first_one() {
    let (mut page, mut server) = (Page::new(), Server::new());
    page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    page.close_connection();
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    page.query_channel(slot, json!({"watch": true}));
    server.answer(&mut page);
    page.open_connection();
    server.accept(&mut page);
    assert_eq!(page.last_body()["filter_conditions"]["cid"]["$in"], json!(["messaging:a"]));
}

#[test]
fn a_watch_whose_end_is_under_way_is_not_made_anew_by_a_reconnect() {
    let (mut page, mut server) = connected();
    let slot = watch_with(&mut page, &server, "a", vec![]);
    page.socket_ended(page.live(), 1006);
    page.stop_watching(slot);
    server.come_back(&mut page);
    assert_eq!(page.open_requests().len(), 1, "the end of the watch, and nothing else");
    server.answer(&mut page);
    assert!(!page.is_watched(slot));
}

#[test]
fn a_watch_whose_end_was_not_answered_counts_as_ended_and_one_that_was_refused_does_not() {
    for lost in [true, false] {
        let (mut page, mut server) = connected();
        let slot = watch_with(&mut page, &server, "a", vec![]);
        page.stop_watching(slot);
        let request = page.open_request();
        if lost {
            page.network_fails(request);
        } else {
            page.reply(request, 429, Some(error(9, 429, "too many requests")));
        }
        assert_eq!(page.is_watched(slot), !lost);
        server.reconnect(&mut page);
        assert_eq!(page.open_requests().len(), usize::from(!lost));
    }
}
