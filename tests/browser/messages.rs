//! Messages as an app reads them from a channel's state: plain objects whose times are dates.

use js_sys::{Array, Date, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, get, json, text};

const ONE: &str = r#"[{"id": "m1", "text": "x", "type": "regular", "user": {"id": "bob"}, "created_at": "2026-01-01T00:00:01.123456Z",
    "updated_at": "2026-01-01T00:00:02Z", "pinned_at": null, "own": {"deep": [1]}}]"#;

fn first(list: &JsValue) -> JsValue {
    list.unchecked_ref::<Array>().get(0)
}

fn milliseconds(value: &JsValue) -> f64 {
    value.dyn_ref::<Date>().expect("a Date").get_time()
}

#[wasm_bindgen_test]
async fn the_four_times_of_a_message_are_dates_or_null() {
    let (page, slot) = Page::watching(ONE).await;
    let message = first(&page.view("channelMessages", slot));
    assert_eq!(milliseconds(&get(&message, "created_at")), 1_767_225_601_123.0);
    assert_eq!(milliseconds(&get(&message, "updated_at")), 1_767_225_602_000.0);
    assert!(get(&message, "pinned_at").is_null() && get(&message, "deleted_at").is_null());
}

#[wasm_bindgen_test]
async fn a_message_is_a_plain_object_with_everything_the_service_said() {
    let (page, slot) = Page::watching(ONE).await;
    let message = first(&page.view("channelMessages", slot));
    let prototype = Object::get_prototype_of(&message);
    assert_eq!(prototype, Object::get_prototype_of(&Object::new()));
    assert_eq!((text(&message, "id").as_deref(), text(&message, "status").as_deref()), (Some("m1"), Some("received")));
    assert_eq!(get(&get(&get(&message, "own"), "deep"), "0"), 1.0);
}

#[wasm_bindgen_test]
async fn a_message_that_came_as_an_event_looks_the_same() {
    let (page, slot) = Page::watching("[]").await;
    page.message("m1", 7);
    let message = first(&page.view("channelMessages", slot));
    assert_eq!(milliseconds(&get(&message, "created_at")), 1_767_225_607_000.0);
    assert!(get(&message, "deleted_at").is_null());
}

#[wasm_bindgen_test]
async fn an_edit_without_its_times_does_not_make_invalid_dates() {
    let (page, slot) = Page::watching(ONE).await;
    page.wire.frame(r#"{"type": "message.updated", "cid": "messaging:a", "message": {"id": "m1", "text": "edited", "user": {"id": "bob"}}}"#);
    let message = first(&page.view("channelMessages", slot));
    assert_eq!(text(&message, "text").as_deref(), Some("edited"));
    let created = get(&message, "created_at");
    assert!(created.dyn_ref::<Date>().is_none_or(|date| !date.get_time().is_nan()), "created_at is an Invalid Date");
}

#[wasm_bindgen_test]
async fn the_event_that_listeners_get_keeps_the_services_text_times() {
    let (page, _) = Page::watching("[]").await;
    let heard = crate::page::listener();
    page.client.on(heard.function.clone().into(), JsValue::UNDEFINED);
    page.message("m1", 7);
    let event = heard.events.get(0);
    assert_eq!(text(&event, "created_at").as_deref(), Some("2026-01-01T00:00:07.000001Z"));
    assert!(get(&event, "received_at").is_instance_of::<Date>());
}

#[wasm_bindgen_test]
async fn optimistic_messages_have_dates_too() {
    let page = Page::connected(r#"{"optimisticUpdates": true}"#).await;
    let slot = page.client.open_channel("messaging", "a".into(), JsValue::UNDEFINED).expect("a sound name");
    let _sending = page.command("sendMessage", slot, json(r#"{"id": "m1", "text": "x"}"#));
    let message = first(&page.view("channelMessages", slot));
    assert_eq!(text(&message, "status").as_deref(), Some("sending"));
    assert!((milliseconds(&get(&message, "created_at")) - Date::now()).abs() < 60_000.0);
}
