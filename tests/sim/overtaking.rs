//! Answers and events that overtake each other around a watch: what was read before the events came is doubted, what an
//! answer knows is not undone by an event that it overtook. Each is a story that a seed of `converging.rs` told.

use serde_json::{Value, json};

use crate::harness::{Page, Server, Slot, connected, connected_as, connected_with_provider, error, token, watch_with};

/// A bundle of `messaging:a` with what the own user has not read, since `last_read`.
fn unread(server: &Server, messages: Vec<Value>, last_read: &str, count: u32) -> Value {
    let mut bundle = server.bundle("messaging", "a", messages);
    bundle["read"] = json!([{"user": {"id": "ann"}, "last_read": last_read, "unread_messages": count}]);
    bundle
}

/// Places of the open requests to a path.
fn open_to(page: &Page, path: &str) -> Vec<usize> {
    page.open_requests().into_iter().filter(|request| page.requests[*request].path == path).collect()
}

/// Two messages by others, watched; the first is read.
fn watching() -> (Page, Server, Slot, Vec<Value>) {
    let (mut page, mut server) = connected();
    let messages = vec![server.message("m1", "bob"), server.message("m2", "bob")];
    let slot = watch_with(&mut page, &server, "a", messages.clone());
    (page, server, slot, messages)
}

#[test]
fn an_answer_that_knows_of_marking_unread_keeps_its_count() {
    let (mut page, mut server, slot, mut messages) = watching();
    page.query_channel(slot, json!({"watch": true}));
    let request = page.open_request();
    let last_read = messages[0]["created_at"].as_str().expect("a time").to_owned();
    server.event(
        &mut page,
        json!({"type": "notification.mark_unread", "cid": "messaging:a", "user": {"id": "ann"},
            "last_read_at": last_read, "unread_messages": 1, "first_unread_message_id": "m2"}),
    );
    // One more was written before the answer, and its event is still on its way.
    messages.push(server.message("m3", "bob"));
    page.reply(request, 201, Some(unread(&server, messages.clone(), &last_read, 2)));
    assert_eq!(page.unread_of(slot, "ann"), Some(2));
    server.message_new(&mut page, "messaging:a", messages[2].clone());
    assert_eq!(page.unread_of(slot, "ann"), Some(2));
    assert!(page.open_requests().is_empty(), "nothing is in doubt");
}

#[test]
fn a_deletion_of_what_came_with_the_count_is_in_no_doubt() {
    let (mut page, mut server, slot, messages) = watching();
    server.event(&mut page, json!({"type": "health.check"}));
    page.query_channel(slot, json!({"watch": true}));
    let last_read = messages[0]["created_at"].as_str().expect("a time").to_owned();
    page.reply(page.open_request(), 201, Some(unread(&server, messages.clone(), &last_read, 1)));
    let deleted = json!({"type": "message.deleted", "cid": "messaging:a", "hard_delete": true, "message": messages[1]});
    server.event(&mut page, deleted);
    assert_eq!(page.unread_of(slot, "ann"), Some(0));
    assert!(page.open_requests().is_empty(), "it was there when they were counted");
}

#[test]
fn a_deletion_of_what_the_newest_event_brought_before_the_question_is_in_doubt() {
    let (mut page, mut server, slot, messages) = watching();
    let newest = server.message("m3", "bob");
    server.message_new(&mut page, "messaging:a", newest.clone());
    page.query_channel(slot, json!({"watch": true}));
    let last_read = messages[0]["created_at"].as_str().expect("a time").to_owned();
    page.reply(page.open_request(), 201, Some(unread(&server, messages.clone(), &last_read, 1)));
    let deleted = json!({"type": "message.deleted", "cid": "messaging:a", "hard_delete": true, "message": newest});
    server.event(&mut page, deleted);
    assert_eq!(open_to(&page, "/channels").len(), 1, "it did not come with the count");
}

#[test]
fn marking_unread_of_which_an_answer_told_changes_no_count() {
    let (mut page, mut server, slot, messages) = watching();
    let last_read = messages[0]["created_at"].as_str().expect("a time").to_owned();
    server.event(&mut page, json!({"type": "health.check"}));
    let marked = json!({"type": "notification.mark_unread", "cid": "messaging:a", "user": {"id": "ann"}, "created_at": server.stamp(),
        "last_read_at": last_read, "unread_messages": 2, "first_unread_message_id": "m2"});
    page.query_channel(slot, json!({"watch": true}));
    // One of the two went before the answer, and nobody who watched was told.
    page.reply(page.open_request(), 201, Some(unread(&server, messages.clone(), &last_read, 1)));
    page.frame_on(page.live(), Some(marked));
    assert_eq!((page.count_unread(slot, None), page.unread_of(slot, "ann")), (1, Some(1)));
    assert_eq!(page.reads(slot)["ann"]["first_unread_message_id"], "m2");
}

#[test]
fn a_truncation_of_which_an_answer_told_takes_nothing_from_the_count() {
    let (mut page, mut server, slot, _) = watching();
    page.query_channel(slot, json!({"watch": true}));
    let truncated =
        json!({"type": "channel.truncated", "cid": "messaging:a", "channel": {}, "created_at": server.stamp()});
    let newer = server.message("m3", "bob");
    page.reply(
        page.open_request(),
        201,
        Some(unread(&server, vec![newer.clone()], truncated["created_at"].as_str().expect("a time"), 1)),
    );
    page.frame_on(page.live(), Some(truncated));
    server.message_new(&mut page, "messaging:a", newer);
    assert_eq!(page.message_ids(slot), ["m3"]);
    assert_eq!((page.count_unread(slot, None), page.unread_of(slot, "ann")), (1, Some(1)));
}

#[test]
fn what_was_asked_without_a_watch_before_the_events_came_is_asked_for_again() {
    let (mut page, server) = connected();
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    page.query_channel(slot, json!({"watch": false}));
    let older = page.open_request();
    page.query_channel(slot, json!({"watch": true}));
    let named = |name: &str| {
        let mut bundle = server.bundle("messaging", "a", vec![]);
        bundle["channel"]["name"] = json!(name);
        bundle
    };
    page.reply(older + 1, 201, Some(named("new")));
    assert!(open_to(&page, "/channels").is_empty(), "one answer is no reason for another question");
    page.reply(older, 201, Some(named("old")));
    let again = open_to(&page, "/channels");
    page.reply(*again.first().expect("asked again"), 201, Some(json!({"channels": [named("new")]})));
    assert_eq!(page.channel_data(slot).expect("known")["name"], "new");
}

#[test]
fn a_deletion_that_comes_just_after_a_count_is_a_reason_to_ask_again() {
    let (mut page, mut server, slot, mut messages) = watching();
    messages.push(server.message("m3", "bob"));
    server.message_new(&mut page, "messaging:a", messages[2].clone());
    let last_read = messages[0]["created_at"].as_str().expect("a time").to_owned();
    page.query_channel(slot, json!({"watch": true, "state": true}));
    let newest = || vec![messages[2].clone()];
    page.reply(page.open_request(), 201, Some(unread(&server, newest(), &last_read, 1)));
    let deleted = |server: &mut Server, message: &Value| {
        json!({"type": "message.deleted", "cid": "messaging:a", "hard_delete": true, "message": message,
            "message_id": message["id"], "created_at": server.stamp()})
    };
    let second = deleted(&mut server, &messages[1]);
    page.frame_on(page.live(), Some(second));
    let again = open_to(&page, "/channels");
    assert_eq!(again.len(), 1, "the count has it already, or not: nothing tells");
    page.reply(again[0], 201, Some(json!({"channels": [unread(&server, newest(), &last_read, 1)]})));
    assert_eq!(page.unread_of(slot, "ann"), Some(1));
    let fourth = server.message("m4", "bob");
    server.message_new(&mut page, "messaging:a", fourth.clone());
    let fourth = deleted(&mut server, &fourth);
    page.frame_on(page.live(), Some(fourth));
    page.pass(3_000);
    let third = deleted(&mut server, &messages[2]);
    page.frame_on(page.live(), Some(third));
    assert_eq!(page.unread_of(slot, "ann"), Some(0));
    assert!(page.open_requests().is_empty(), "what came after the count, or long after it was brought, is in no doubt");
}

#[test]
fn what_a_count_had_before_it_was_asked_for_moves_no_mark_that_was_set_back() {
    let (mut page, mut server, slot, messages) = watching();
    let mine = server.message("mine", "ann");
    server.message_new(&mut page, "messaging:a", mine);
    let last_read = messages[0]["created_at"].as_str().expect("a time").to_owned();
    server.event(
        &mut page,
        json!({"type": "notification.mark_unread", "cid": "messaging:a", "user": {"id": "ann"},
            "last_read_at": last_read, "unread_messages": 1, "first_unread_message_id": "m2"}),
    );
    page.query_channel(slot, json!({"watch": true, "messages": {"limit": 5, "id_lt": "m1"}}));
    // It was emptied before the answer, and the event that says so is still on its way.
    let truncated =
        json!({"type": "channel.truncated", "cid": "messaging:a", "channel": {}, "created_at": server.stamp()});
    page.reply(page.open_request(), 201, Some(unread(&server, vec![], &last_read, 0)));
    page.frame_on(page.live(), Some(truncated));
    assert_eq!(page.reads(slot)["ann"]["last_read"], json!(last_read));
    assert_eq!(page.unread_of(slot, "ann"), Some(0));
}

#[test]
fn whether_a_message_counted_whose_author_was_muted_at_some_time_is_asked_about() {
    let (mut page, mut server, slot, messages) = watching();
    let last_read = messages[0]["created_at"].as_str().expect("a time").to_owned();
    for (mutes, count) in [(json!([{"target": {"id": "bob"}}]), 1), (json!([]), 0)] {
        server.event(&mut page, json!({"type": "notification.mutes_updated", "me": {"id": "ann", "mutes": mutes}}));
        // It was sent before or after; it was never loaded.
        let deleted = json!({"type": "message.deleted", "cid": "messaging:a", "hard_delete": true,
            "message": server.message(&format!("gone{count}"), "bob"), "created_at": server.stamp()});
        page.frame_on(page.live(), Some(deleted));
        let again = open_to(&page, "/channels");
        assert_eq!(again.len(), 1, "nothing tells when he was muted");
        let bundle = unread(&server, messages.clone(), &last_read, count);
        page.reply(again[0], 201, Some(json!({"channels": [bundle]})));
        assert_eq!(page.unread_of(slot, "ann"), Some(count.into()));
    }
}

#[test]
fn two_watches_at_once_ask_for_nothing_more() {
    let (mut page, server) = connected();
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    page.query_channel(slot, json!({"watch": true}));
    let first = page.open_request();
    page.query_channel(slot, json!({"watch": true}));
    for request in [first + 1, first] {
        page.reply(request, 201, Some(server.bundle("messaging", "a", vec![])));
    }
    assert!(page.open_requests().is_empty());
}

/// Away and back, with more held than the newest page shows, so that changes are asked for; the place of that question.
fn asked_for_changes(page: &mut Page, server: &mut Server, slot: Slot, newest: Vec<Value>, count: u32) -> usize {
    let last_read = newest[0]["created_at"].as_str().expect("a time").to_owned();
    page.call("GetReplies", &["m1"], None, None);
    let mut reply = server.message("r1", "bob");
    reply["parent_id"] = json!("m1");
    server.message_new(page, "messaging:a", reply);
    page.reply(page.open_request(), 201, Some(json!({"messages": []})));
    server.reconnect(page);
    let bundle = unread(server, newest, &last_read, count);
    page.reply(open_to(page, "/channels")[0], 201, Some(json!({"channels": [bundle]})));
    assert!(page.is_watched(slot));
    open_to(page, "/sync")[0]
}

#[test]
fn a_deletion_that_the_changes_bring_before_its_event_counts_when_the_event_comes() {
    let (mut page, mut server, slot, messages) = watching();
    let question = asked_for_changes(&mut page, &mut server, slot, messages.clone(), 1);
    assert_eq!(page.unread_of(slot, "ann"), Some(1));
    let deleted = json!({"type": "message.deleted", "cid": "messaging:a", "hard_delete": true, "message": messages[1],
        "message_id": "m2", "created_at": server.stamp()});
    page.reply(question, 201, Some(json!({"events": [deleted]})));
    assert_eq!(page.message_ids(slot), ["m1"]);
    page.frame_on(page.live(), Some(deleted.clone()));
    assert_eq!(page.unread_of(slot, "ann"), Some(0));
    page.frame_on(page.live(), Some(deleted));
    assert_eq!(page.unread_of(slot, "ann"), Some(0));
}

#[test]
fn an_own_reply_that_the_changes_bring_before_its_event_counts_when_the_event_comes() {
    let (mut page, mut server) = connected_as(Page::with(1, |config| config.optimistic_updates = true), Server::new());
    let messages = vec![server.message("m1", "bob"), server.message("m2", "bob")];
    let slot = watch_with(&mut page, &server, "a", messages.clone());
    let question = asked_for_changes(&mut page, &mut server, slot, messages, 1);
    page.send_message(slot, json!({"id": "mine", "text": "x", "parent_id": "m1", "show_in_channel": true}));
    let mut mine = server.message("mine", "ann");
    (mine["parent_id"], mine["show_in_channel"]) = (json!("m1"), json!(true));
    let new = json!({"type": "message.new", "cid": "messaging:a", "message": mine, "created_at": mine["created_at"]});
    page.reply(question, 201, Some(json!({"events": [new]})));
    page.frame_on(page.live(), Some(new));
    assert_eq!(page.unread_of(slot, "ann"), Some(0), "who writes has read what came before");
}

#[test]
fn a_message_sent_before_the_events_came_is_asked_about() {
    let (mut page, mut server) = connected_as(Page::with(1, |config| config.optimistic_updates = true), Server::new());
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    page.send_message(slot, json!({"id": "mine", "text": "x", "parent_id": "gone"}));
    let sent = page.open_request();
    page.query_channel(slot, json!({"watch": true}));
    page.reply(sent + 1, 201, Some(server.bundle("messaging", "a", vec![])));
    let mut mine = server.message("mine", "ann");
    mine["parent_id"] = json!("gone");
    page.reply(sent, 201, Some(json!({"message": mine})));
    page.reply(
        open_to(&page, "/channels")[0],
        201,
        Some(json!({"channels": [server.bundle("messaging", "a", vec![])]})),
    );
    assert_eq!(open_to(&page, "/sync").len(), 1);
}

#[test]
fn what_events_brought_before_any_answer_is_asked_about_when_they_stopped_meanwhile() {
    let (mut page, mut server) = connected();
    let slot = page.open_channel("messaging", Some("a"), None).expect("a sound name");
    page.query_channel(slot, json!({"watch": true}));
    page.network_fails(page.open_request());
    let first = server.message("m1", "bob");
    server.message_new(&mut page, "messaging:a", first);
    server.reconnect(&mut page);
    page.query_channel(slot, json!({"watch": true, "messages": {"limit": 1}}));
    let second = server.message("m2", "bob");
    let newest = server.bundle("messaging", "a", vec![second]);
    page.reply(page.open_request(), 201, Some(newest));
    assert_eq!(open_to(&page, "/channels").len(), 1, "the page does not show the first message");
}

#[test]
fn what_was_watched_is_asked_for_again_after_the_token_function_gave_nothing() {
    let (mut page, mut server) = connected_with_provider();
    watch_with(&mut page, &server, "a", vec![]);
    server.reconnect(&mut page);
    let batch = open_to(&page, "/channels")[0];
    page.reply(batch, 401, Some(error(40, 401, "token expired")));
    page.no_token(*page.questions.last().expect("asked"), Some(json!("thrown")));
    assert_eq!(page.heard("connection.recovered"), 0, "nothing is given up yet");
    page.pass(10_000);
    page.token(*page.questions.last().expect("asked again"), &token("ann"));
    assert_eq!(open_to(&page, "/channels").len(), 1);
}
