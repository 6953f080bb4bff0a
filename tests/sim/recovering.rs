//! After a reconnect: everything that was watched is watched again, and `connection.recovered` is said when that is done.

use serde_json::{Value, json};

use crate::harness::{Page, Server, Slot, connected, connected_as, error, watch, watch_with};

/// Connected and watching `ch0` .. `ch{count-1}`, each with a newer message than the one before.
fn watching(count: usize) -> (Page, Server) {
    let (mut page, mut server) = connected();
    for n in 0..count {
        let message = server.message(&format!("m{n}"), "bob");
        watch_with(&mut page, &server, &format!("ch{n}"), vec![message]);
    }
    (page, server)
}

/// The cids a query asks for.
fn cids(body: &Value) -> Vec<&str> {
    let list = body["filter_conditions"]["cid"]["$in"].as_array().expect("a list of cids");
    list.iter().filter_map(Value::as_str).collect()
}

fn names(range: std::ops::Range<usize>) -> Vec<String> {
    let mut names: Vec<String> = range.map(|n| format!("messaging:ch{n}")).collect();
    names.sort();
    names
}

#[track_caller]
fn assert_asks_for(page: &Page, range: std::ops::Range<usize>) {
    let mut asked = cids(page.last_body());
    asked.sort();
    assert_eq!(asked, names(range));
    assert_eq!((&page.last_body()["watch"], &page.last_body()["state"]), (&json!(true), &json!(true)));
}

#[test]
fn every_watched_channel_is_watched_again_in_batches_of_thirty_newest_first() {
    let (mut page, mut server) = watching(70);
    let before = page.requests.len();
    server.reconnect(&mut page);
    for batch in [40..70, 10..40, 0..10] {
        assert_eq!(page.open_requests().len(), 1, "one batch at a time");
        assert_eq!(page.last_request().query["connection_id"], "c2");
        assert_asks_for(&page, batch);
        assert_eq!(page.heard("connection.recovered"), 0);
        server.answer(&mut page);
    }
    assert_eq!((page.requests.len() - before, page.heard("connection.recovered")), (3, 1));
}

#[test]
fn with_nothing_watched_the_connection_is_recovered_without_a_request() {
    let (mut page, mut server) = connected();
    server.reconnect(&mut page);
    assert_eq!((page.requests.len(), page.heard("connection.recovered")), (0, 1));
}

#[test]
fn the_first_connection_recovers_nothing() {
    let (page, _) = connected();
    assert_eq!(page.heard("connection.recovered"), 0);
}

#[test]
fn what_is_not_watched_is_not_watched_again() {
    let (mut page, mut server) = watching(3);
    let slot = page.open_channel("messaging", Some("ch0"), None).expect("open");
    page.stop_watching(slot);
    server.answer(&mut page);
    let unwatched = page.open_channel("messaging", Some("looked-at"), None).expect("opened");
    page.query_channel(unwatched, json!({"watch": false}));
    server.answer(&mut page);
    page.open_channel("messaging", Some("never-queried"), None).expect("opened");
    server.event(&mut page, json!({"type": "channel.deleted", "cid": "messaging:ch1"}));
    server.reconnect(&mut page);
    assert_asks_for(&page, 2..3);
}

#[test]
fn a_batch_that_fails_does_not_hold_up_the_rest() {
    let (mut page, mut server) = watching(40);
    server.reconnect(&mut page);
    let first = page.open_request();
    page.reply(first, 403, Some(error(17, 403, "not allowed")));
    assert_asks_for(&page, 0..10);
    server.answer(&mut page);
    let recovered = page.events.iter().find(|event| event.kind() == "connection.recovered").expect("told");
    let said = |outcome| {
        recovered.value["channels"]
            .as_object()
            .expect("by cid")
            .values()
            .filter(|said| **said == json!(outcome))
            .count()
    };
    assert_eq!((said("gap"), said("complete")), (30, 10));
    assert_eq!(page.heard("connection.recovered"), 1);
    assert!(page.lines.iter().any(|line| line.level == "warn" && line.text.contains("watched again")));
}

#[test]
fn too_many_requests_delay_a_batch_as_long_as_the_server_says_and_lose_nothing() {
    let (mut page, mut server) = watching(2);
    server.reconnect(&mut page);
    let at = page.now_ms();
    page.reply_later(page.open_request(), 429, error(9, 429, "too many requests"), 7);
    while page.open_requests().is_empty() {
        page.pass(100);
        server.event(&mut page, json!({"type": "health.check"}));
    }
    assert!((7_000..8_500).contains(&(page.now_ms() - at)), "{}", page.now_ms() - at);
    assert_asks_for(&page, 0..2);
    server.answer(&mut page);
    assert_eq!(page.heard("connection.recovered"), 1);
}

#[test]
fn a_batch_that_failed_is_asked_for_after_the_next_reconnect() {
    let (mut page, mut server) = watching(2);
    server.reconnect(&mut page);
    page.network_fails(page.open_request());
    server.reconnect(&mut page);
    assert_asks_for(&page, 0..2);
}

#[test]
fn messages_that_were_missed_are_there_after_the_recovery_and_none_twice() {
    let (mut page, mut server) = connected();
    let held = server.message("held", "bob");
    let slot = watch_with(&mut page, &server, "a", vec![held.clone()]);
    let (missed, during) = (server.message("missed", "bob"), server.message("during", "bob"));
    server.reconnect(&mut page);
    // One more comes as an event while the query is under way, and is in its answer as well.
    server.message_new(&mut page, "messaging:a", during.clone());
    let answer = json!({"channels": [server.bundle("messaging", "a", vec![held, missed, during])]});
    page.reply(page.open_request(), 201, Some(answer));
    assert_eq!(page.message_ids(slot), ["held", "missed", "during"]);
}

#[test]
fn a_link_lost_during_the_recovery_starts_it_over() {
    let (mut page, mut server) = watching(40);
    server.reconnect(&mut page);
    server.answer(&mut page);
    server.reconnect(&mut page);
    assert_asks_for(&page, 10..40);
    assert_eq!(page.last_request().query["connection_id"], "c3");
    while !page.open_requests().is_empty() {
        server.answer(&mut page);
    }
    assert_eq!(page.heard("connection.recovered"), 1);
}

#[test]
fn an_answer_to_a_recovery_that_was_given_up_does_not_end_the_next_one_early() {
    let (mut page, mut server) = watching(40);
    server.reconnect(&mut page);
    let stale = page.open_request();
    server.reconnect(&mut page);
    if page.open_requests().contains(&stale) {
        let answer = server.usual_answer(&page, stale);
        page.reply(stale, 201, Some(answer));
    }
    assert!(page.open_requests().len() <= 1, "one batch at a time");
    while let Some(request) = page.open_requests().first().copied() {
        assert_eq!(
            page.heard("connection.recovered"),
            0,
            "announced with {} batches under way",
            page.open_requests().len()
        );
        let answer = server.usual_answer(&page, request);
        page.reply(request, 201, Some(answer));
    }
    assert_eq!(page.heard("connection.recovered"), 1);
}

#[test]
fn disconnecting_during_the_recovery_sends_nothing_more_and_recovers_nothing() {
    for count in [10, 70] {
        let (mut page, mut server) = watching(count);
        server.reconnect(&mut page);
        let sent = page.requests.len();
        let promise = page.disconnect_user();
        page.resolved(promise);
        assert_eq!(page.requests.len(), sent, "a request after disconnectUser");
        assert_eq!(page.heard("connection.recovered"), 0);
        assert_eq!((page.open_requests().len(), page.active_channels().len(), page.next_timer_in()), (0, 0, None));
    }
}

#[test]
fn closing_the_connection_during_the_recovery_ends_it() {
    let (mut page, mut server) = watching(40);
    server.reconnect(&mut page);
    page.close_connection();
    let sent = page.requests.len();
    server.answer(&mut page);
    page.pass(60_000);
    assert_eq!((page.requests.len(), page.heard("connection.recovered")), (sent, 0));
}

#[test]
fn a_connection_closed_on_purpose_and_opened_again_watches_again_what_was_watched() {
    let (mut page, mut server) = watching(2);
    page.close_connection();
    page.open_connection();
    server.accept(&mut page);
    assert_asks_for(&page, 0..2);
    server.answer(&mut page);
    assert_eq!(page.heard("connection.recovered"), 1);
}

#[test]
fn a_watch_that_was_answered_after_its_link_was_lost_is_made_good() {
    let (mut page, mut server) = connected();
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    let promise = page.query_channel(slot, json!({"watch": true}));
    let request = page.open_request();
    server.reconnect(&mut page);
    page.reply(request, 201, Some(server.bundle("messaging", "a", vec![])));
    // The server ties a watch to the connection id it came with, and has forgotten that one.
    assert!(
        page.is_pending(promise) || page.requests.len() > request + 1 || !page.is_watched(slot),
        "watched, as far as the app can tell, but nobody asked under the new connection"
    );
}

#[test]
fn a_channel_removed_during_the_recovery_is_not_brought_back_as_a_live_one() {
    let (mut page, mut server) = watching(1);
    let slot = page.open_channel("messaging", Some("ch0"), None).expect("open");
    server.reconnect(&mut page);
    server.event(&mut page, json!({"type": "notification.removed_from_channel", "cid": "messaging:ch0"}));
    page.reply(page.open_request(), 201, Some(json!({"channels": []})));
    let call = page.mark_read(slot);
    assert_eq!((page.code(call), page.active_channels().len()), ("channel/disconnected", 0));
}

#[test]
fn the_second_reconnect_recovers_as_well_as_the_first() {
    let (mut page, mut server) = connected();
    watch(&mut page, &mut server, "a");
    for round in 1..=3 {
        server.reconnect(&mut page);
        assert_eq!(cids(page.last_body()), ["messaging:a"]);
        server.answer(&mut page);
        assert_eq!(page.heard("connection.recovered"), round);
    }
}

/// Holding one message of `messaging:a`, then away while `missed` others come; gives back all of them, oldest first.
fn away(missed: usize) -> (Page, Server, Slot, Vec<Value>) {
    let (mut page, mut server) = connected();
    let held = server.message("held", "bob");
    let slot = watch_with(&mut page, &server, "a", vec![held.clone()]);
    page.socket_ended(page.live(), 1006);
    let mut all = vec![held];
    all.extend((0..missed).map(|n| server.message(&format!("m{n:04}"), "bob")));
    server.come_back(&mut page);
    (page, server, slot, all)
}

/// Answers every request of a recovery from what the server has, until none follows.
fn recover(page: &mut Page, server: &Server, all: &[Value]) {
    while let Some(request) = page.open_requests().first().copied() {
        let body = page.requests[request].body.clone().expect("a query");
        if page.requests[request].path == "/sync" {
            page.reply(request, 201, Some(json!({"events": []})));
            continue;
        }
        let (limit, until) = match &body["messages"] {
            Value::Null => (body["message_limit"].as_u64().expect("a limit"), all.len()),
            page => {
                let until = page["created_at_before_or_equal"].as_str().expect("a time");
                let older = all.iter().filter(|message| message["created_at"].as_str() <= Some(until)).count();
                (page["limit"].as_u64().expect("a limit"), older)
            }
        };
        let bundle = server.bundle("messaging", "a", all[until.saturating_sub(limit as usize)..until].to_vec());
        let answer = if body["messages"].is_null() { json!({"channels": [bundle]}) } else { bundle };
        page.reply(request, 201, Some(answer));
    }
}

fn recovered(page: &Page) -> &Value {
    &page.events.iter().rfind(|event| event.kind() == "connection.recovered").expect("told").value["channels"]
}

#[test]
fn what_was_missed_is_filled_page_by_page_whatever_its_number() {
    for missed in [0, 1, 24, 25, 29, 30, 31, 54, 55, 129, 130, 131, 300, 504] {
        let (mut page, server, slot, all) = away(missed);
        recover(&mut page, &server, &all);
        let ids: Vec<&str> = all.iter().filter_map(|message| message["id"].as_str()).collect();
        assert_eq!(page.message_ids(slot), ids, "{missed} missed");
        assert_eq!(recovered(&page), &json!({"messaging:a": "complete"}), "{missed} missed");
        assert!(page.gaps(slot).is_empty(), "{missed} missed");
    }
}

#[test]
fn what_was_missed_is_filled_although_the_message_after_it_is_deleted_meanwhile() {
    let (mut page, server, slot, mut all) = away(60);
    let newest = server.bundle("messaging", "a", all[all.len() - 30..].to_vec());
    page.reply(page.open_request(), 201, Some(json!({"channels": [newest]})));
    all.remove(all.len() - 30);
    recover(&mut page, &server, &all);
    assert!(all.iter().all(|message| page.message_ids(slot).iter().any(|id| message["id"] == **id)));
}

#[test]
fn what_is_too_much_to_fill_is_declared_and_the_place_is_marked() {
    let (mut page, server, slot, all) = away(1_000);
    recover(&mut page, &server, &all);
    assert_eq!(recovered(&page), &json!({"messaging:a": "gap"}));
    let ids = page.message_ids(slot);
    assert_eq!((ids.len(), ids[0].as_str(), ids[1].as_str()), (531, "held", "m0470"));
    assert_eq!(page.gaps(slot), [json!({"after": "held", "before": "m0470"})]);
    assert!(page.requests.len() < 10, "{} requests", page.requests.len());
}

#[test]
fn a_gap_becomes_smaller_with_each_page_the_app_asks_for_and_goes_when_it_is_filled() {
    let (mut page, server, slot, all) = away(1_000);
    recover(&mut page, &server, &all);
    for (before, oldest, gaps) in [
        ("m0470", 370, vec![json!({"after": "held", "before": "m0370"})]),
        ("m0370", 70, vec![json!({"after": "held", "before": "m0070"})]),
        ("m0070", 0, vec![]),
    ] {
        let end = all.iter().position(|message| message["id"] == before).expect("there");
        let from = if oldest == 0 { 0 } else { oldest + 1 };
        page.query_channel(slot, json!({"messages": {"limit": 300, "id_lt": before}}));
        let bundle = server.bundle("messaging", "a", all[from..end].to_vec());
        page.reply(page.open_request(), 201, Some(bundle));
        assert_eq!(page.gaps(slot), gaps);
    }
    assert_eq!(page.message_ids(slot).len(), 1_001);
}

#[test]
fn an_event_during_the_recovery_does_not_hide_what_was_missed_before_it() {
    let (mut page, mut server, slot, mut all) = away(60);
    let live = server.message("live", "bob");
    server.message_new(&mut page, "messaging:a", live.clone());
    all.push(live);
    recover(&mut page, &server, &all);
    assert_eq!(page.message_ids(slot).len(), 62);
    assert_eq!(recovered(&page), &json!({"messaging:a": "complete"}));
}

#[test]
fn a_second_loss_during_the_recovery_forgets_no_hole() {
    let (mut page, mut server, slot, all) = away(200);
    // The channel is watched again and the hole is known, but its first page never comes.
    let bundle = server.bundle("messaging", "a", all[171..].to_vec());
    page.reply(page.open_request(), 201, Some(json!({"channels": [bundle]})));
    server.reconnect(&mut page);
    recover(&mut page, &server, &all);
    assert_eq!(page.message_ids(slot).len(), 201);
    assert!(page.gaps(slot).is_empty());
}

#[test]
fn a_page_that_fails_for_good_leaves_a_declared_gap() {
    let (mut page, server, slot, all) = away(100);
    let bundle = server.bundle("messaging", "a", all[71..].to_vec());
    page.reply(page.open_request(), 201, Some(json!({"channels": [bundle]})));
    page.reply(page.open_request(), 403, Some(error(17, 403, "not allowed")));
    page.reply(page.open_request(), 201, Some(json!({"events": []})));
    assert_eq!(recovered(&page), &json!({"messaging:a": "gap"}));
    assert_eq!(page.gaps(slot), [json!({"after": "held", "before": "m0070"})]);
}

#[test]
fn a_channel_that_is_gone_is_declared_and_not_asked_for_again() {
    let (mut page, mut server, slot, _) = away(1);
    page.reply(page.open_request(), 201, Some(json!({"channels": []})));
    assert_eq!(recovered(&page), &json!({"messaging:a": "gap"}));
    assert!(!page.is_watched(slot));
    let before = page.requests.len();
    server.reconnect(&mut page);
    assert_eq!(page.requests.len(), before);
}

#[test]
fn without_recovery_nothing_is_asked_for_and_every_channel_is_declared() {
    let (mut page, mut server) = connected_as(Page::with(1, |config| config.recover_state = false), Server::new());
    watch(&mut page, &mut server, "a");
    let before = page.requests.len();
    server.reconnect(&mut page);
    assert_eq!(page.requests.len(), before);
    assert_eq!(recovered(&page), &json!({"messaging:a": "gap"}));
}

#[test]
fn a_page_that_reaches_back_to_what_is_held_needs_no_other() {
    for (missed, requests) in [(29, 1), (30, 2)] {
        let (mut page, server, _, all) = away(missed);
        let before = page.requests.len();
        recover(&mut page, &server, &all);
        assert_eq!(page.requests.len() - before + 1, requests, "{missed} missed");
    }
}

#[test]
fn the_later_request_decides_whether_a_channel_is_watched_whichever_answer_comes_first() {
    let (mut page, mut server) = connected();
    let slot = watch(&mut page, &mut server, "a");
    page.stop_watching(slot);
    page.query_channel(slot, json!({"watch": true}));
    let [stop, again] = page.open_requests()[..] else { panic!("two requests") };
    for request in [again, stop] {
        let answer = server.usual_answer(&page, request);
        page.reply(request, 201, Some(answer));
    }
    assert!(page.is_watched(slot));
}
