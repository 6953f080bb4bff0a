//! The heads of events and messages, which the browser writes in one crossing, say what the fields say one by one.

use js_sys::{Date, Reflect};
use stream_chat_wasm::browser::JsNode;
use stream_chat_wasm::head::{EventHead, MessageHead};
use stream_chat_wasm::node::Node;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::json;

#[track_caller]
fn assert_event(text: &str) -> EventHead {
    let event = JsNode::from(json(text));
    let head = event.event_head();
    assert_eq!(head, EventHead::read(&event), "{text}");
    head
}

#[track_caller]
fn assert_message(text: &str) -> MessageHead {
    let message = JsNode::from(json(text));
    let head = message.message_head();
    assert_eq!(head, MessageHead::read(&message), "{text}");
    head
}

#[wasm_bindgen_test]
fn an_ordinary_event() {
    let head = assert_event(
        r#"{"type": "message.new", "cid": "messaging:a", "user": {"id": "ann"}, "created_at": "2026-01-01T00:00:00.123456Z", "watcher_count": 3, "total_unread_count": 0,
            "message": {"id": "m1", "user": {"id": "bob"}, "parent_id": "m0"}}"#,
    );
    assert_eq!((head.message.id.as_str(), head.message.user_id.as_str()), ("m1", "bob"));
    assert_eq!(
        (head.kind.as_str(), head.cid.as_str(), head.user_id.as_str(), head.watcher_count, head.has_totals),
        ("message.new", "messaging:a", "ann", Some(3), true)
    );
    assert!(head.at.is_some());
}

#[wasm_bindgen_test]
fn an_ordinary_message() {
    let head = assert_message(
        r#"{"id": "m1", "type": "regular", "user": {"id": "ann", "updated_at": "2026-01-01T00:00:00Z"}, "created_at": "2026-01-01T00:00:00.123456Z",
            "parent_id": "m0", "show_in_channel": true, "silent": true, "shadowed": true}"#,
    );
    assert_eq!((head.id.as_str(), head.user_id.as_str(), head.parent_id.as_str()), ("m1", "ann", "m0"));
    assert!(
        head.shown_in_channel
            && head.silent
            && head.shadowed
            && !head.private
            && !head.deleted
            && head.user_updated_at.is_some()
    );
}

#[wasm_bindgen_test]
fn events_with_missing_fields() {
    for text in [
        "{}",
        r#"{"type": "wave"}"#,
        r#"{"cid": "messaging:a"}"#,
        r#"{"user": {}}"#,
        r#"{"user": null, "cid": null, "type": null}"#,
        r#"{"watcher_count": 0}"#,
        r#"{"watcher_count": null}"#,
        r#"{"total_unread_count": null, "unread_channels": 0}"#,
        r#"{"unread_channels": null}"#,
    ] {
        assert_event(text);
    }
}

#[wasm_bindgen_test]
fn messages_with_missing_fields() {
    for text in [
        "{}",
        r#"{"id": "m"}"#,
        r#"{"user": {}}"#,
        r#"{"user": null, "id": null, "parent_id": null, "created_at": null}"#,
    ] {
        assert_message(text);
    }
    for kind in ["regular", "reply", "system", "ephemeral", "error", "deleted", "", "anything"] {
        assert_message(&format!(r#"{{"id": "m", "type": "{kind}"}}"#));
    }
}

/// Values of kinds that a field does not have.
const ODD: [&str; 10] = ["7", "-1", "2.7", "1e300", "true", "\"\"", "\"7\"", "[]", "[1]", "{\"id\": 1}"];

#[wasm_bindgen_test]
fn events_with_fields_of_odd_kinds() {
    for odd in ODD {
        for field in
            ["type", "cid", "user", "created_at", "watcher_count", "total_unread_count", "unread_channels", "message"]
        {
            assert_event(&format!(r#"{{"{field}": {odd}}}"#));
        }
        assert_event(&format!(r#"{{"user": {{"id": {odd}}}}}"#));
    }
}

#[wasm_bindgen_test]
fn messages_with_fields_of_odd_kinds() {
    for odd in ODD {
        for field in ["id", "type", "user", "created_at", "parent_id", "show_in_channel", "silent", "shadowed"] {
            assert_message(&format!(r#"{{"{field}": {odd}}}"#));
        }
        assert_message(&format!(r#"{{"user": {{"id": {odd}, "updated_at": {odd}}}}}"#));
    }
}

#[wasm_bindgen_test]
fn identifiers_that_are_names_of_javascript() {
    for id in ["__proto__", "constructor", "toString", "💬", " ", "a|b,c;d"] {
        assert_eq!(
            assert_event(&format!(r#"{{"type": "{id}", "cid": "{id}", "user": {{"id": "{id}"}}}}"#)).user_id,
            id
        );
        assert_eq!(
            assert_message(&format!(r#"{{"id": "{id}", "parent_id": "{id}", "user": {{"id": "{id}"}}}}"#)).id,
            id
        );
    }
    assert_event(r#"{"__proto__": {"type": "message.new", "cid": "messaging:a"}}"#);
}

#[wasm_bindgen_test]
fn texts_of_any_length_and_letters_stay_in_their_field() {
    for id in [
        "a".repeat(127),
        "a".repeat(128),
        "é".repeat(255),
        "wave\\u0000messaging:forged".into(),
        "a\\u007f\\u0080\\ud83d\\ude00".into(),
    ] {
        assert_event(&format!(
            r#"{{"type": "{id}", "cid": "messaging:a", "message": {{"id": "m", "parent_id": "{id}"}}}}"#
        ));
        assert_message(&format!(r#"{{"id": "{id}", "user": {{"id": "{id}"}}, "parent_id": "p"}}"#));
    }
}

#[wasm_bindgen_test]
fn a_text_longer_than_any_name_is_none() {
    let long = "a".repeat(5_000);
    let head = JsNode::from(json(&format!(r#"{{"type": "{long}", "cid": "messaging:a", "message": {{"id": "m"}}}}"#)))
        .event_head();
    assert_eq!((head.kind.as_str(), head.cid.as_str(), head.message.id.as_str()), ("", "messaging:a", "m"));
}

#[wasm_bindgen_test]
fn marks_and_reactions() {
    for mark in ["show_in_channel", "silent", "shadowed", "pinned"] {
        assert_message(&format!(r#"{{"id": "m", "{mark}": true}}"#));
    }
    assert_message(r#"{"id": "m", "quoted_message": {"id": "q"}, "restricted_visibility": ["ann"]}"#);
    assert_message(r#"{"id": "m", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}"#);
    assert_message(r#"{"id": "m", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:01Z"}"#);
    for count in ["127", "128", "16384", "4294967295", "4294967296"] {
        assert_event(&format!(r#"{{"type": "user.watching.start", "watcher_count": {count}}}"#));
    }
    assert_eq!(assert_event(r#"{"reaction": {"user_id": "ann", "user": {"id": "bob"}}}"#).reactor, "ann");
    assert_eq!(assert_event(r#"{"reaction": {"user_id": null, "user": {"id": "bob"}}}"#).reactor, "bob");
}

#[wasm_bindgen_test]
fn times_that_are_dates_already() {
    for time in [JsValue::from_f64(1_767_225_600_123.0), JsValue::from_f64(f64::NAN), "2026-01-01T00:00:00.123Z".into()]
    {
        let object = json(r#"{"id": "m", "type": "message.new", "user": {"id": "ann"}}"#);
        Reflect::set(&object, &"created_at".into(), &Date::new(&time)).expect("an object");
        let node = JsNode::from(object);
        assert_eq!(node.event_head(), EventHead::read(&node), "{time:?}");
        assert_eq!(node.message_head(), MessageHead::read(&node), "{time:?}");
    }
}

#[wasm_bindgen_test]
fn values_that_are_no_objects_have_empty_heads() {
    for odd in ["7", "\"text\"", "true", "[]"] {
        assert_eq!(assert_event(odd), EventHead::default());
        assert_eq!(assert_message(odd), MessageHead::default());
    }
}
