//! What the own user may do in a channel: told when it changes, and asked for when the channel is frozen.

use serde_json::{Value, json};

use crate::harness::{Page, Server, Slot, connected, error, watch};

fn frozen(server: &mut Server, page: &mut Page, frozen: bool) {
    let channel = json!({"type": "messaging", "id": "a", "cid": "messaging:a", "frozen": frozen});
    server.event(page, json!({"type": "channel.updated", "cid": "messaging:a", "channel": channel}));
}

fn kinds(page: &Page, from: usize) -> Vec<String> {
    page.events[from..].iter().map(|event| event.kind().to_owned()).collect()
}

/// Answers the newest request with the channel and these capabilities.
fn answer(page: &mut Page, capabilities: Value) {
    let channel =
        json!({"type": "messaging", "id": "a", "cid": "messaging:a", "frozen": true, "own_capabilities": capabilities});
    page.reply(page.open_request(), 201, Some(json!({"channel": channel, "members": [], "messages": []})));
}

fn watched() -> (Page, Server, Slot) {
    let (mut page, mut server) = connected();
    let slot = watch(&mut page, &mut server, "a");
    (page, server, slot)
}

#[test]
fn a_query_of_one_channel_tells_of_new_capabilities_and_of_itself_before_it_resolves() {
    let (mut page, _, slot) = watched();
    for (capabilities, expected) in [
        (json!(["send-message"]), vec!["capabilities.changed", "channels.queried"]),
        (json!(["send-message"]), vec!["channels.queried"]),
    ] {
        let before = page.events.len();
        page.query_channel(slot, json!({"state": true}));
        answer(&mut page, capabilities);
        assert_eq!(kinds(&page, before), expected);
    }
    let queried = &page.events.last().expect("an event").value["queriedChannels"];
    assert_eq!((queried["channels"].as_array().map(Vec::len), &queried["isLatestMessageSet"]), (Some(1), &json!(true)));
}

#[test]
fn a_channel_that_is_frozen_or_thawed_is_asked_what_the_own_user_may_do_and_nothing_else() {
    let (mut page, mut server, slot) = watched();
    let message = server.message("m1", "bob");
    server.message_new(&mut page, "messaging:a", message);
    let (events, requests) = (page.events.len(), page.requests.len());
    frozen(&mut server, &mut page, true);
    assert_eq!(page.last_request().path, "/channels/messaging/a/query");
    assert_eq!(page.last_body(), &json!({"state": false, "messages": {"limit": 0}, "watchers": {"limit": 0}}));
    answer(&mut page, json!(["read-events"]));
    assert_eq!(kinds(&page, events), ["channel.updated", "capabilities.changed", "channels.queried"]);
    assert_eq!((page.message_ids(slot), page.is_watched(slot)), (vec!["m1".into()], true));
    frozen(&mut server, &mut page, true);
    assert_eq!(page.requests.len(), requests + 1, "nothing changed");
}

#[test]
fn that_the_question_fails_disturbs_nobody() {
    let (mut page, mut server, slot) = watched();
    frozen(&mut server, &mut page, true);
    page.reply(page.open_request(), 500, Some(error(-1, 500, "no")));
    assert_eq!((page.pending_count(), &page.channel_data(slot).expect("data")["frozen"]), (0, &json!(true)));
}

#[test]
fn capabilities_that_an_event_brings_are_told_before_the_event() {
    let (mut page, mut server, _) = watched();
    let before = page.events.len();
    let channel = json!({"type": "messaging", "id": "a", "cid": "messaging:a", "own_capabilities": ["x"]});
    server.event(&mut page, json!({"type": "channel.updated", "cid": "messaging:a", "channel": channel}));
    assert_eq!(kinds(&page, before), ["capabilities.changed", "channel.updated"]);
    let told = &page.events[before].value;
    assert_eq!((&told["cid"], &told["own_capabilities"]), (&json!("messaging:a"), &json!(["x"])));
}
