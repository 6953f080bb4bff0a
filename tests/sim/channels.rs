//! Channels as the app opens them: names, identity, distinct channels, and what becomes of one that was removed.

use serde_json::json;

use crate::harness::{Page, Server, connected, watch};

#[test]
fn the_same_name_is_the_same_channel() {
    let mut page = Page::new();
    let one = page.open_channel("messaging", Some("a"), None);
    assert_eq!(one, page.open_channel("messaging", Some("a"), Some(json!({"name": "x"}))));
    assert_ne!(one, page.open_channel("messaging", Some("A"), None), "ids differ by case");
    assert_ne!(one, page.open_channel("team", Some("a"), None));
}

#[test]
fn names_that_would_change_the_path_are_refused() {
    let mut page = Page::new();
    for kind in ["", "a:b", "a/b", "..", "a b", "a?x", "é"] {
        assert_eq!(page.open_channel(kind, Some("a"), None), Err("channel/invalid-type".into()), "{kind}");
    }
    for id in ["", "a:b", "a/b", "..", "a b", "a#x", "é"] {
        assert_eq!(page.open_channel("messaging", Some(id), None), Err("channel/invalid-id".into()), "{id}");
    }
    assert!(page.open_channel("my_type-1", Some("!members-x_Y-1"), None).is_ok());
}

#[test]
fn a_channel_needs_an_id_or_members() {
    let mut page = Page::new();
    for data in [None, Some(json!({})), Some(json!({"members": []})), Some(json!({"members": "ann"}))] {
        assert_eq!(page.open_channel("messaging", None, data), Err("channel/unnamed".into()));
    }
}

#[test]
fn the_same_members_in_any_order_and_form_are_the_same_channel() {
    let mut page = Page::new();
    let one = page.open_channel("messaging", None, Some(json!({"members": ["ann", "bob"]})));
    for members in [json!(["bob", "ann"]), json!(["bob", "ann", "bob"]), json!([{"user_id": "ann"}, "bob"])] {
        assert_eq!(one, page.open_channel("messaging", None, Some(json!({"members": members}))), "{members}");
    }
    assert_ne!(one, page.open_channel("messaging", None, Some(json!({"members": ["ann", "eve"]}))));
}

#[test]
fn a_distinct_channel_learns_its_name_from_the_service_and_stays_the_same_channel() {
    let (mut page, mut server) = connected();
    let members = Some(json!({"members": ["ann", "bob"]}));
    let slot = page.open_channel("messaging", None, members.clone()).expect("named by its members");
    page.query_channel(slot, json!({"watch": true}));
    assert_eq!(page.last_request().path, "/channels/messaging/query");
    assert_eq!(page.last_body()["data"], json!({"members": ["ann", "bob"]}));
    page.reply(page.open_request(), 201, Some(server.bundle("messaging", "!members-x", vec![])));
    assert_eq!(page.cid(slot), "messaging:!members-x");
    assert_eq!(page.open_channel("messaging", Some("!members-x"), None), Ok(slot));
    assert_eq!(page.open_channel("messaging", None, members), Ok(slot));
    let message = server.message("m1", "bob");
    server.message_new(&mut page, "messaging:!members-x", message);
    assert_eq!(page.message_ids(slot), ["m1"]);
}

#[test]
fn a_distinct_channel_that_was_open_under_its_id_becomes_that_one() {
    let (mut page, mut server) = connected();
    let by_id = watch(&mut page, &mut server, "x");
    let by_members =
        page.open_channel("messaging", None, Some(json!({"members": ["ann", "bob"]}))).expect("named by its members");
    page.query_channel(by_members, json!({"watch": true}));
    page.reply(page.open_request(), 201, Some(server.bundle("messaging", "x", vec![])));
    let message = server.message("m1", "bob");
    server.message_new(&mut page, "messaging:x", message);
    assert_eq!((page.message_ids(by_id), page.message_ids(by_members)), (vec!["m1".to_owned()], vec!["m1".to_owned()]));
    assert_eq!(page.active_channels(), ["messaging:x"]);
}

#[test]
fn a_distinct_channel_without_an_id_yet_cannot_be_written_to() {
    let (mut page, _) = connected();
    let slot =
        page.open_channel("messaging", None, Some(json!({"members": ["ann", "bob"]}))).expect("named by its members");
    let promise = page.send_message(slot, json!({"text": "x"}));
    assert_eq!((page.code(promise), page.requests.len()), ("channel/unnamed", 0));
}

#[test]
fn what_the_app_says_of_a_channel_is_shown_until_the_service_describes_it() {
    let (mut page, mut server) = connected();
    let slot = page.open_channel("messaging", Some("a"), Some(json!({"name": "Plans"}))).expect("a sound name");
    assert_eq!(page.channel_data(slot).expect("shown")["name"], "Plans");
    page.query_channel(slot, json!({"watch": true}));
    assert_eq!((&page.last_body()["data"], &page.last_body()["state"]), (&json!({"name": "Plans"}), &json!(true)));
    server.channel = json!({"name": "Old plans"});
    page.reply(page.open_request(), 201, Some(server.bundle("messaging", "a", vec![])));
    assert_eq!(page.channel_data(slot).expect("described")["name"], "Old plans");
}

#[test]
fn a_query_of_channels_opens_them_in_the_answers_order() {
    let (mut page, server) = connected();
    let known = page.open_channel("messaging", Some("b"), None).expect("a sound name");
    let promise = page.query_channels(json!({"filter_conditions": {}, "watch": true, "state": true}));
    let answer = json!({"channels": [server.bundle("messaging", "c", vec![]), server.bundle("messaging", "b", vec![]), {"channel": {}}, 7]});
    page.reply(page.open_request(), 201, Some(answer));
    let new = page.open_channel("messaging", Some("c"), None).expect("open");
    assert_eq!(page.resolved(promise)["slots"], json!([new.0, known.0]));
    assert!(page.is_watched(known) && page.is_watched(new));
    assert_eq!(page.heard("channels.queried"), 1);
}

#[test]
fn the_service_refusing_a_channel_is_the_calls_error() {
    let (mut page, _) = connected();
    let slot = page.open_channel("nope", Some("a"), None).expect("a sound name");
    let promise = page.query_channel(slot, json!({"watch": true}));
    page.reply(page.open_request(), 404, Some(crate::harness::error(16, 404, "channel type not found")));
    assert_eq!((page.code(promise), page.is_watched(slot)), ("16", false));
}

#[test]
fn a_removed_channel_is_told_to_the_listeners_and_then_cannot_be_used() {
    for kind in ["channel.deleted", "notification.channel_deleted", "notification.removed_from_channel"] {
        let (mut page, mut server) = connected();
        let slot = watch(&mut page, &mut server, "a");
        server.event(&mut page, json!({"type": kind, "cid": "messaging:a"}));
        assert_eq!(
            page.events.last().and_then(|event| event.slot),
            Some(slot),
            "the listeners hear it as the channel's"
        );
        let sent = page.requests.len();
        let promises = [
            page.send_message(slot, json!({"text": "x"})),
            page.query_channel(slot, json!({"watch": true})),
            page.mark_read(slot),
            page.keystroke(slot, None),
            page.stop_watching(slot),
        ];
        for promise in promises {
            assert_eq!(page.code(promise), "channel/disconnected", "{kind}");
        }
        assert_eq!((page.requests.len(), page.active_channels().len()), (sent, 0));
    }
}

#[test]
fn a_removed_channel_can_be_opened_anew() {
    let (mut page, mut server) = connected();
    let old = watch(&mut page, &mut server, "a");
    server.event(&mut page, json!({"type": "notification.removed_from_channel", "cid": "messaging:a"}));
    let new = watch(&mut page, &mut server, "a");
    assert_ne!(old, new);
    let message = server.message("m1", "bob");
    server.message_new(&mut page, "messaging:a", message);
    assert_eq!((page.message_ids(new), page.messages(old).len()), (vec!["m1".to_owned()], 0));
}

#[test]
fn events_of_channels_that_are_not_open_reach_the_listeners_and_open_nothing() {
    let (mut page, mut server) = connected();
    let message = server.message("m1", "bob");
    server.message_new(&mut page, "messaging:elsewhere", message);
    assert_eq!((page.heard("message.new"), page.active_channels().len()), (1, 0));
    assert_eq!(page.events.last().and_then(|event| event.slot), None);
}

#[test]
fn events_of_an_unknown_type_reach_the_listeners_as_they_are() {
    let (mut page, mut server) = connected();
    let slot = watch(&mut page, &mut server, "a");
    server.event(&mut page, json!({"type": "wave", "cid": "messaging:a", "hand": "left"}));
    let event = page.events.last().expect("heard");
    assert_eq!((event.kind(), event.slot, &event.value["hand"]), ("wave", Some(slot), &json!("left")));
}

#[test]
fn the_next_user_sees_nothing_of_the_one_before() {
    let (mut page, mut server) = connected();
    let slot = watch(&mut page, &mut server, "a");
    let message = server.message("m1", "bob");
    server.message_new(&mut page, "messaging:a", message);
    page.disconnect_user();
    let bob = page.connect_user(json!({"id": "bob"}), crate::harness::Tokens::Static(&crate::harness::token("bob")));
    Server::new().accept(&mut page);
    page.resolved(bob);
    assert_eq!((page.messages(slot).len(), page.active_channels().len()), (0, 0));
    let late = page.mark_read(slot);
    assert_eq!(page.code(late), "channel/disconnected");
}
