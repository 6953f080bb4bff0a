//! After a reconnect: everything that was watched is watched again, and `connection.recovered` is said when that is done.

use serde_json::{Value, json};

use crate::harness::{Page, Server, connected, watch, watch_with};

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
    page.reply(first, 429, Some(crate::harness::error(9, 429, "too many requests")));
    assert_asks_for(&page, 0..10);
    page.network_fails(page.open_request());
    assert_eq!(page.heard("connection.recovered"), 1);
    assert!(page.lines.iter().any(|line| line.level == "warn" && line.text.contains("watched again")));
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
