//! What frameworks rely on: a view is the same reference until something in it changed, and then another one.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, get, text};

#[wasm_bindgen_test]
async fn reading_twice_gives_the_very_same_view() {
    let (page, slot) = Page::watching("[]").await;
    page.message("m1", 1);
    for name in [
        "channelMessages",
        "channelMembers",
        "channelRead",
        "channelTyping",
        "channelWatchers",
        "channelMembership",
        "channelData",
    ] {
        let one = page.view(name, slot);
        assert!(one.is_object(), "{name}");
        assert!(Object::is(&one, &page.view(name, slot)), "{name}");
    }
    assert!(Object::is(&page.view("user", 0), &page.view("user", 0)));
    assert!(Object::is(&page.view("users", 0), &page.view("users", 0)));
}

#[wasm_bindgen_test]
async fn a_new_message_gives_a_new_list_and_leaves_the_old_one_alone() {
    let (page, slot) = Page::watching("[]").await;
    page.message("m1", 1);
    let before = page.view("channelMessages", slot);
    page.message("m2", 2);
    let after = page.view("channelMessages", slot);
    assert!(!Object::is(&before, &after));
    assert_eq!((before.unchecked_ref::<Array>().length(), after.unchecked_ref::<Array>().length()), (1, 2));
    let first = |list: &JsValue| list.unchecked_ref::<Array>().get(0);
    assert!(Object::is(&first(&before), &first(&after)), "a message that did not change is the same object");
}

#[wasm_bindgen_test]
async fn an_edited_message_is_another_object_in_another_list() {
    let (page, slot) = Page::watching("[]").await;
    page.message("m1", 1);
    let before = page.view("channelMessages", slot);
    page.wire.frame(r#"{"type": "message.updated", "cid": "messaging:a", "message": {"id": "m1", "text": "new", "created_at": "2026-01-01T00:00:01.000001Z"}}"#);
    let after = page.view("channelMessages", slot);
    let first = |list: &JsValue| list.unchecked_ref::<Array>().get(0);
    assert!(!Object::is(&before, &after) && !Object::is(&first(&before), &first(&after)));
    assert_eq!(
        (text(&first(&before), "text").as_deref(), text(&first(&after), "text").as_deref()),
        (Some("x"), Some("new"))
    );
}

#[wasm_bindgen_test]
async fn an_event_changes_only_the_views_it_concerns() {
    let (page, slot) = Page::watching("[]").await;
    page.message("m1", 1);
    let names = ["channelMessages", "channelMembers", "channelWatchers", "channelMembership"];
    let before = names.map(|name| page.view(name, slot));
    page.wire.frame(r#"{"type": "typing.start", "cid": "messaging:a", "user": {"id": "bob"}}"#);
    for (name, before) in names.iter().zip(&before) {
        assert!(Object::is(before, &page.view(name, slot)), "{name}");
    }
    assert!(get(&page.view("channelTyping", slot), "bob").is_object());
}

#[wasm_bindgen_test]
async fn a_user_named_proto_is_a_user_like_any_other() {
    let (page, slot) = Page::watching("[]").await;
    page.wire.frame(r#"{"type": "typing.start", "cid": "messaging:a", "user": {"id": "__proto__"}}"#);
    page.wire.frame(r#"{"type": "member.added", "cid": "messaging:a", "member": {"user_id": "__proto__", "user": {"id": "__proto__"}}}"#);
    for name in ["channelTyping", "channelMembers"] {
        let view = page.view(name, slot);
        let keys = Object::keys(view.unchecked_ref::<Object>());
        assert!(keys.includes(&"__proto__".into(), 0), "{name}");
        assert_eq!(Object::get_prototype_of(&view), Object::get_prototype_of(&Object::new()), "{name}");
    }
}

#[wasm_bindgen_test]
async fn one_user_is_one_object_everywhere() {
    let (page, slot) = Page::watching("[]").await;
    page.message("m1", 1);
    page.message("m2", 2);
    let user = |index: u32| get(&page.view("channelMessages", slot).unchecked_ref::<Array>().get(index), "user");
    assert!(Object::is(&user(0), &user(1)));
    assert!(Object::is(&user(0), &get(&page.view("users", 0), "bob")));
}
