//! Failures as JavaScript gets them: always a real `Error`, with `code` and `status`, with the service's answer or the cause.

use js_sys::{Error, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, get, json, rejection, text};

#[track_caller]
fn assert_error(value: &JsValue, code: &JsValue, status: f64) {
    assert!(value.is_instance_of::<Error>(), "{value:?}");
    assert_eq!((&get(value, "code"), get(value, "status").as_f64()), (code, Some(status)));
    assert!(text(value, "message").is_some_and(|message| message.len() > 10));
    assert!(text(value, "stack").is_some());
}

#[wasm_bindgen_test]
async fn the_services_error_has_its_number_and_its_answer() {
    let page = Page::connected("{}").await;
    let promise = page.call("GetApp");
    page.answer(403, r#"{"code": 17, "StatusCode": 403, "message": "not allowed"}"#).await;
    let error = rejection(promise).await;
    assert_error(&error, &17.into(), 403.0);
    let response = get(&error, "response");
    assert_eq!(
        (text(&get(&response, "data"), "message").as_deref(), get(&response, "status").as_f64()),
        (Some("not allowed"), Some(403.0))
    );
}

#[wasm_bindgen_test]
async fn a_failed_network_has_a_name_and_the_browsers_error_as_its_cause() {
    let page = Page::connected("{}").await;
    let promise = page.call("GetApp");
    page.fail().await;
    let error = rejection(promise).await;
    assert_error(&error, &"request/network".into(), 0.0);
    assert!(get(&error, "cause").is_instance_of::<js_sys::TypeError>());
}

#[wasm_bindgen_test]
async fn a_proxys_page_is_an_error_with_a_name() {
    let page = Page::connected("{}").await;
    let promise = page.call("GetApp");
    page.answer(502, "<html>Bad Gateway</html>").await;
    assert_error(&rejection(promise).await, &"request/bad-answer".into(), 502.0);
}

#[wasm_bindgen_test]
async fn of_a_call_aborted_before_it_is_made_nothing_goes_out() {
    let page = Page::connected("{}").await;
    let before = page.wire.requests();
    let options = json("{}");
    js_sys::Reflect::set(&options, &"signal".into(), &web_sys::AbortSignal::abort()).expect("an object");
    let none = JsValue::UNDEFINED;
    let promise = page.client.call("GetApp", none.clone(), none.clone(), none, options);
    assert_error(&rejection(promise).await, &"request/cancelled".into(), 0.0);
    assert_eq!(page.wire.requests(), before);
}

#[wasm_bindgen_test]
async fn an_aborted_call_is_rejected_and_the_request_too() {
    let page = Page::connected("{}").await;
    let abort = web_sys::AbortController::new().expect("browsers have it");
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"signal".into(), &abort.signal()).expect("an object");
    let promise =
        page.client.call("GetApp", JsValue::UNDEFINED, JsValue::UNDEFINED, JsValue::UNDEFINED, options.into());
    abort.abort();
    assert_error(&rejection(promise).await, &"request/cancelled".into(), 0.0);
    assert_eq!(get(&page.wire.request(), "aborted"), true);
}

#[wasm_bindgen_test]
async fn a_call_has_its_own_time_limit() {
    let page = Page::connected("{}").await;
    let promise = page.client.call(
        "GetApp",
        JsValue::UNDEFINED,
        JsValue::UNDEFINED,
        JsValue::UNDEFINED,
        json(r#"{"timeout": 20}"#),
    );
    assert_error(&rejection(promise).await, &"request/timeout".into(), 0.0);
}

#[wasm_bindgen_test]
async fn what_a_token_function_throws_is_the_cause() {
    let thrown = Error::new("backend down");
    let reject = Closure::<dyn Fn() -> Promise>::new({
        let thrown = thrown.clone();
        move || Promise::reject(&thrown)
    });
    let throw = Function::new_no_args("throw new Error('backend down')");
    for provider in [reject.into_js_value(), throw.into()] {
        let page = Page::new();
        let error = rejection(page.client.connect_user(json(r#"{"id": "ann"}"#), provider)).await;
        assert_error(&error, &"token/provider-failed".into(), 0.0);
        assert_eq!(text(&get(&error, "cause"), "message").as_deref(), Some("backend down"));
        assert_eq!(page.wire.sockets(), 0);
    }
}

#[wasm_bindgen_test]
async fn a_token_function_that_gives_no_string_is_a_failure() {
    for answer in ["undefined", "null", "''", "7", "{}", "Promise.resolve(7)"] {
        let page = Page::new();
        let provider = Function::new_no_args(&format!("return ({answer})"));
        let error = rejection(page.client.connect_user(json(r#"{"id": "ann"}"#), provider.into())).await;
        assert_error(&error, &"token/provider-failed".into(), 0.0);
    }
}

#[wasm_bindgen_test]
async fn what_cannot_be_json_is_refused_as_an_error() {
    let page = Page::connected("{}").await;
    let circle = js_sys::Object::new();
    js_sys::Reflect::set(&circle, &"self".into(), &circle).expect("an object");
    let error = rejection(page.client.call(
        "GetApp",
        JsValue::UNDEFINED,
        JsValue::UNDEFINED,
        circle.clone().into(),
        JsValue::UNDEFINED,
    ))
    .await;
    assert_error(&error, &"request/bad-argument".into(), 0.0);
    let error = rejection(Page::new().client.connect_user(circle.into(), "x".into())).await;
    assert_error(&error, &"request/bad-argument".into(), 0.0);
    assert_eq!(page.wire.requests(), 0);
}

#[wasm_bindgen_test]
fn opening_a_channel_under_a_bad_name_throws_at_once() {
    let page = Page::new();
    for (kind, id, code) in [("a/b", "x", "channel/invalid-type"), ("messaging", "a:b", "channel/invalid-id")] {
        let thrown = page.client.open_channel(kind, id.into(), JsValue::UNDEFINED).expect_err("refused");
        assert_error(&thrown, &code.into(), 0.0);
    }
    let thrown = page.client.open_channel("messaging", JsValue::UNDEFINED, JsValue::UNDEFINED).expect_err("refused");
    assert_error(&thrown, &"channel/unnamed".into(), 0.0);
}

#[wasm_bindgen_test]
async fn the_host_makes_the_errors_when_there_is_one() {
    let host = js_sys::eval(
        "({ error: (fields) => Object.assign(new RangeError(fields.message), { code: fields.code, made: 'here' }) })",
    )
    .expect("an object");
    let client = crate::page::Client::new("key", JsValue::UNDEFINED, host);
    let error = rejection(client.connect_user(json("{}"), JsValue::UNDEFINED)).await;
    assert!(error.is_instance_of::<js_sys::RangeError>());
    assert_eq!(
        (text(&error, "made").as_deref(), text(&error, "code").as_deref()),
        (Some("here"), Some("user/id-missing"))
    );
}
