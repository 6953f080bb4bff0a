//! Reading: what is unread, when `markRead` is sent at all, and what it does.

use serde_json::json;

use crate::harness::{Page, Server, Slot, connected, connected_as, watch, with};

fn ready() -> (Page, Server, Slot) {
    let (mut page, mut server) = connected();
    let slot = watch(&mut page, &mut server, "a");
    (page, server, slot)
}

fn arrives(page: &mut Page, server: &mut Server, message: serde_json::Value) {
    server.message_new(page, "messaging:a", message);
}

fn from_bob(page: &mut Page, server: &mut Server, ids: &[&str]) {
    for id in ids {
        let message = server.message(id, "bob");
        arrives(page, server, message);
    }
}

#[test]
fn messages_of_others_are_unread_and_own_ones_are_not() {
    let (mut page, mut server, slot) = ready();
    from_bob(&mut page, &mut server, &["m1", "m2"]);
    assert_eq!(page.count_unread(slot, None), 2);
    let own = server.message("m3", "ann");
    arrives(&mut page, &mut server, own);
    assert_eq!(page.count_unread(slot, None), 0, "whoever writes has read what came before");
    from_bob(&mut page, &mut server, &["m4"]);
    assert_eq!((page.count_unread(slot, None), page.unread_of(slot, "ann")), (1, Some(1)));
}

#[test]
fn an_event_that_comes_twice_counts_once() {
    let (mut page, mut server, slot) = ready();
    let message = server.message("m1", "bob");
    for _ in 0..3 {
        arrives(&mut page, &mut server, message.clone());
    }
    assert_eq!(page.count_unread(slot, None), 1);
}

#[test]
fn silent_thread_and_private_messages_count_for_nobody() {
    let (mut page, mut server, slot) = ready();
    for (n, quiet) in
        [json!({"silent": true}), json!({"parent_id": "m0"}), json!({"type": "ephemeral"}), json!({"shadowed": true})]
            .iter()
            .enumerate()
    {
        let message = with(server.message(&format!("q{n}"), "bob"), quiet);
        arrives(&mut page, &mut server, message);
    }
    assert_eq!(page.count_unread(slot, None), 0);
}

#[test]
fn messages_of_muted_people_and_in_muted_channels_do_not_count() {
    let mut server = Server::new();
    server.me = json!({"mutes": [{"target": {"id": "bob"}}], "channel_mutes": [{"channel": {"cid": "messaging:b"}}]});
    let (mut page, mut server) = connected_as(Page::new(), server);
    let (slot, muted) = (watch(&mut page, &mut server, "a"), watch(&mut page, &mut server, "b"));
    from_bob(&mut page, &mut server, &["m1"]);
    let theirs = server.message("m2", "eve");
    server.message_new(&mut page, "messaging:b", theirs);
    assert_eq!((page.count_unread(slot, None), page.count_unread(muted, None)), (0, 0));
    assert_eq!(page.count_unread(muted, Some("2026-01-01T00:00:00Z")), 0);
}

#[test]
fn marking_read_is_sent_and_the_servers_event_zeroes_the_count() {
    let (mut page, mut server, slot) = ready();
    from_bob(&mut page, &mut server, &["m1", "m2"]);
    let promise = page.mark_read(slot);
    assert_eq!((page.last_request().method, page.last_request().path.as_str()), ("POST", "/channels/messaging/a/read"));
    server.answer(&mut page);
    page.resolved(promise);
    assert_eq!(page.count_unread(slot, None), 2, "as in version 9 the event decides");
    server.event(&mut page, json!({"type": "message.read", "cid": "messaging:a", "user": Server::user("ann"), "last_read_message_id": "m2"}));
    assert_eq!((page.count_unread(slot, None), page.unread_of(slot, "ann")), (0, Some(0)));
}

#[test]
fn marking_read_is_skipped_where_reads_are_switched_off_or_not_allowed() {
    for channel in [
        json!({"config": {"read_events": false}}),
        json!({"own_capabilities": ["send-message"]}),
        json!({"own_capabilities": []}),
    ] {
        let (mut page, mut server) = connected();
        server.channel = channel.clone();
        let slot = watch(&mut page, &mut server, "a");
        let sent = page.requests.len();
        let promise = page.mark_read(slot);
        assert_eq!((page.resolved(promise), page.requests.len()), (&json!(null), sent), "{channel}");
    }
}

#[test]
fn marking_read_is_sent_where_it_is_allowed_or_nothing_is_known() {
    for channel in [json!({}), json!({"config": {"read_events": true}, "own_capabilities": ["read-events"]})] {
        let (mut page, mut server) = connected();
        server.channel = channel;
        let slot = watch(&mut page, &mut server, "a");
        let sent = page.requests.len();
        page.mark_read(slot);
        assert_eq!(page.requests.len(), sent + 1);
    }
}

#[test]
fn somebody_elses_reading_changes_their_state_and_not_the_own_count() {
    let (mut page, mut server, slot) = ready();
    from_bob(&mut page, &mut server, &["m1"]);
    server.event(&mut page, json!({"type": "message.read", "cid": "messaging:a", "user": Server::user("eve")}));
    assert_eq!((page.count_unread(slot, None), page.unread_of(slot, "eve")), (1, Some(0)));
}

#[test]
fn reading_a_thread_leaves_the_channel_unread() {
    let (mut page, mut server, slot) = ready();
    from_bob(&mut page, &mut server, &["m1"]);
    server.event(&mut page, json!({"type": "message.read", "cid": "messaging:a", "user": Server::user("ann"), "thread": {"parent_message_id": "m1"}}));
    assert_eq!(page.count_unread(slot, None), 1);
}

#[test]
fn marking_unread_counts_what_the_server_says() {
    let (mut page, mut server, slot) = ready();
    let event = json!({"type": "notification.mark_unread", "cid": "messaging:a", "user": Server::user("ann"), "unread_messages": 4,
        "last_read_at": "2026-01-01T00:00:00Z", "first_unread_message_id": "m1"});
    server.event(&mut page, event);
    assert_eq!(page.count_unread(slot, None), 4);
}

#[test]
fn counting_since_a_time_counts_held_messages_after_it() {
    let (mut page, mut server, slot) = ready();
    from_bob(&mut page, &mut server, &["m1", "m2", "m3"]);
    let at = page.message(slot, "m1")["created_at"].as_str().expect("a time").to_owned();
    assert_eq!((page.count_unread(slot, Some(&at)), page.count_unread(slot, Some("2026-01-01T00:00:00Z"))), (2, 3));
}

#[test]
fn the_own_totals_follow_the_events() {
    let (mut page, mut server, _) = ready();
    server.event(&mut page, json!({"type": "notification.message_new", "total_unread_count": 7, "unread_channels": 2}));
    let me = page.me().expect("connected");
    assert_eq!((&me["total_unread_count"], &me["unread_channels"]), (&json!(7), &json!(2)));
}
