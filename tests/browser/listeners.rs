//! Listeners: who hears what, that one that throws stops nobody, and that each may call any method of the client.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, get, json, listener, rejection, text, uncaught};

fn event(kind: &str) -> String {
    format!(r#"{{"type": "{kind}", "cid": "messaging:a"}}"#)
}

#[wasm_bindgen_test]
async fn a_listener_hears_everything_or_one_type() {
    let page = Page::connected("{}").await;
    let (all, also_all, waves) = (listener(), listener(), listener());
    page.client.on(all.function.clone().into(), JsValue::UNDEFINED);
    page.client.on("all".into(), also_all.function.clone().into());
    page.client.on("wave".into(), waves.function.clone().into());
    for kind in ["wave", "nod", "wave"] {
        page.wire.frame(&event(kind));
    }
    assert_eq!(
        (all.kinds(), also_all.kinds(), waves.kinds().len()),
        (vec!["wave".into(), "nod".into(), "wave".into()], all.kinds(), 2)
    );
}

#[wasm_bindgen_test]
async fn unsubscribing_and_off_end_it_and_only_for_that_listener() {
    let page = Page::connected("{}").await;
    let (one, two, three) = (listener(), listener(), listener());
    let subscription = page.client.on("wave".into(), one.function.clone().into());
    page.client.on("wave".into(), two.function.clone().into());
    page.client.on(three.function.clone().into(), JsValue::UNDEFINED);
    get(&subscription, "unsubscribe").unchecked_into::<Function>().call0(&JsValue::UNDEFINED).expect("no throw");
    page.wire.frame(&event("wave"));
    page.client.off("wave".into(), two.function.clone().into());
    page.wire.frame(&event("wave"));
    page.client.off(three.function.clone().into(), JsValue::UNDEFINED);
    page.wire.frame(&event("wave"));
    assert_eq!((one.kinds().len(), two.kinds().len(), three.kinds().len()), (0, 1, 2));
}

#[wasm_bindgen_test]
async fn the_channels_slot_comes_with_the_event() {
    let (page, slot) = Page::watching("[]").await;
    let slots = Array::new();
    let kept = slots.clone();
    let hear = Closure::<dyn Fn(JsValue, JsValue)>::new(move |_, slot: JsValue| {
        kept.push(&slot);
    });
    page.client.on(hear.into_js_value(), JsValue::UNDEFINED);
    page.wire.frame(&event("wave"));
    page.wire.frame(r#"{"type": "wave", "cid": "messaging:elsewhere"}"#);
    assert_eq!((slots.get(0).as_f64(), slots.get(1).is_undefined()), (Some(f64::from(slot)), true));
}

#[wasm_bindgen_test]
async fn one_that_throws_does_not_stop_the_others_nor_the_client() {
    let page = Rc::new(Page::watching("[]").await.0);
    let before = listener();
    page.client.on(before.function.clone().into(), JsValue::UNDEFINED);
    page.client.on(Function::new_no_args("throw new Error('from a listener')").into(), JsValue::UNDEFINED);
    let after = listener();
    page.client.on(after.function.clone().into(), JsValue::UNDEFINED);
    let act = Closure::<dyn Fn()>::new({
        let page = page.clone();
        move || page.message("m1", 1)
    });
    let errors = uncaught(&act);
    assert_eq!((before.kinds().len(), after.kinds().len()), (1, 1));
    assert_eq!((errors.length(), text(&errors.get(0), "message").as_deref()), (1, Some("from a listener")));
    page.message("m2", 2);
    assert_eq!(after.kinds().len(), 2);
}

#[wasm_bindgen_test]
async fn a_listener_may_call_any_method_while_it_is_being_called() {
    let (page, slot) = Page::watching("[]").await;
    let page = Rc::new(page);
    let seen = Rc::new(RefCell::new(Vec::new()));
    let act = Closure::<dyn Fn()>::new({
        let (page, seen) = (page.clone(), seen.clone());
        move || {
            let list = page.view("channelMessages", slot);
            seen.borrow_mut().push(list.unchecked_ref::<Array>().length());
            let _sent = page.command("sendMessage", slot, json(r#"{"id": "mine", "text": "x"}"#));
            let _read = page.command("markRead", slot, JsValue::UNDEFINED);
            let _called = page.call("GetApp");
            let _opened = page.client.open_channel("messaging", "b".into(), JsValue::UNDEFINED);
            let _again = page.client.connect_user(json(r#"{"id": "ann"}"#), crate::page::ANN_TOKEN.into());
            page.client.on(listener().function.into(), JsValue::UNDEFINED);
        }
    });
    page.client.on("message.new".into(), act.into_js_value());
    let before = page.wire.requests();
    page.message("m1", 1);
    page.message("m2", 2);
    assert_eq!(*seen.borrow(), [1, 2], "the state has the message before the listeners hear of it");
    // Five and not six: the second message waits until the first has arrived.
    assert_eq!(page.wire.requests() - before, 5);
}

#[wasm_bindgen_test]
async fn a_listener_may_disconnect_and_hears_nothing_after_that() {
    let page = Rc::new(Page::watching("[]").await.0);
    let heard = listener();
    let act = Closure::<dyn Fn()>::new({
        let page = page.clone();
        move || drop(page.client.disconnect_user())
    });
    page.client.on("wave".into(), act.into_js_value());
    page.client.on(heard.function.clone().into(), JsValue::UNDEFINED);
    page.wire.frame(&event("wave"));
    page.wire.frame(&event("wave"));
    assert_eq!(heard.kinds(), ["wave", "connection.state_changed"]);
    assert!(page.view("user", 0).is_null());
}

#[wasm_bindgen_test]
async fn an_event_caused_by_a_listener_comes_after_the_one_it_hears() {
    let page = Rc::new(Page::connected(r#"{"optimisticUpdates": true}"#).await);
    let slot = page.client.open_channel("messaging", "a".into(), JsValue::UNDEFINED).expect("a sound name");
    let act = Closure::<dyn Fn()>::new({
        let page = page.clone();
        move || drop(page.command("sendMessage", slot, json(r#"{"id": "reply", "text": "x"}"#)))
    });
    page.client.on("wave".into(), act.into_js_value());
    let heard = listener();
    page.client.on("wave".into(), heard.function.clone().into());
    page.client.on("message.status_changed".into(), heard.function.clone().into());
    page.wire.frame(&event("wave"));
    assert_eq!(heard.kinds(), ["wave", "message.status_changed"]);
}

#[wasm_bindgen_test]
async fn a_listener_added_while_others_are_called_hears_the_next_event() {
    let page = Rc::new(Page::connected("{}").await);
    let late = listener();
    let act = Closure::<dyn Fn()>::new({
        let (page, late) = (page.clone(), late.function.clone());
        move || {
            page.client.off("wave".into(), late.clone().into());
            page.client.on("wave".into(), late.clone().into());
        }
    });
    page.client.on("wave".into(), act.into_js_value());
    page.wire.frame(&event("wave"));
    assert_eq!(late.kinds().len(), 0);
    page.wire.frame(&event("wave"));
    assert_eq!(late.kinds().len(), 1);
}

#[wasm_bindgen_test]
async fn a_listener_may_abort_a_call_which_reports_back_at_once() {
    let page = Rc::new(Page::connected("{}").await);
    let abort = Function::new_no_args("return new AbortController()").call0(&JsValue::UNDEFINED).expect("no throw");
    let options = json("{}");
    js_sys::Reflect::set(&options, &"signal".into(), &get(&abort, "signal")).expect("an object");
    let none = JsValue::UNDEFINED;
    let promise = page.client.call("GetApp", none.clone(), none.clone(), none.clone(), options);
    let act = Closure::<dyn Fn()>::new(move || {
        get(&abort, "abort").unchecked_into::<Function>().call0(&abort).expect("the report is taken inside a report");
    });
    page.client.on("wave".into(), act.into_js_value());
    page.wire.frame(&event("wave"));
    assert_eq!(text(&rejection(promise).await, "code").as_deref(), Some("request/cancelled"));
}
