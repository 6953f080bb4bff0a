//! The exported class: its one instance, its names, and what `connectUser` refuses without touching the network.

use js_sys::{Function, Object, Reflect};
use stream_chat_wasm::browser::StreamChat;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{ANN_TOKEN, Page, get, json, rejection, text, wait};

#[wasm_bindgen_test]
fn get_instance_gives_the_same_object_whatever_it_is_called_with() {
    let one = StreamChat::get_instance("key".into(), &JsValue::UNDEFINED);
    let two = StreamChat::get_instance("another".into(), &json(r#"{"timeout": 1}"#));
    assert!(Object::is(&one, &two));
    let own: JsValue = StreamChat::new("key".into(), &JsValue::UNDEFINED, &JsValue::UNDEFINED).into();
    assert!(!Object::is(&one, &own));
}

#[wasm_bindgen_test]
fn the_bare_class_has_the_names_of_the_javascript_sdk() {
    let instance = StreamChat::get_instance("key".into(), &JsValue::UNDEFINED);
    for name in ["connectUser", "disconnectUser", "on", "off"] {
        assert!(get(&instance, name).is_function(), "{name}");
    }
    assert!(get(&get(&instance, "constructor"), "getInstance").is_function());
}

#[wasm_bindgen_test]
async fn connect_user_refuses_with_a_code_and_without_the_network() {
    let long = format!(r#"{{"id": "ann", "about": "{}"}}"#, "語".repeat(2_000));
    let cases = [
        ("{}", ANN_TOKEN, "user/id-missing"),
        (r#"{"id": ""}"#, ANN_TOKEN, "user/id-missing"),
        (r#"{"id": 7}"#, ANN_TOKEN, "user/id-missing"),
        ("null", ANN_TOKEN, "user/id-missing"),
        ("\"ann\"", ANN_TOKEN, "user/id-missing"),
        (r#"{"id": "a b"}"#, ANN_TOKEN, "user/id-invalid"),
        (r#"{"id": "é"}"#, ANN_TOKEN, "user/id-invalid"),
        (long.as_str(), ANN_TOKEN, "user/too-large"),
        (r#"{"id": "bob"}"#, ANN_TOKEN, "token/foreign"),
        (r#"{"id": "ann"}"#, "", "token/malformed"),
        (r#"{"id": "ann"}"#, "a.b.c", "token/malformed"),
    ];
    for (user, token, code) in cases {
        let page = Page::new();
        let error = rejection(page.client.connect_user(json(user), token.into())).await;
        assert_eq!(text(&error, "code").as_deref(), Some(code), "{user}");
        assert!(error.is_instance_of::<js_sys::Error>());
        assert_eq!((page.wire.sockets(), page.wire.requests()), (0, 0), "{user}");
    }
}

#[wasm_bindgen_test]
async fn a_token_that_is_neither_text_nor_function_is_refused() {
    for token in [JsValue::UNDEFINED, JsValue::NULL, JsValue::from_f64(7.0), Object::new().into()] {
        let page = Page::new();
        let error = rejection(page.client.connect_user(json(r#"{"id": "ann"}"#), token)).await;
        assert_eq!(text(&error, "code").as_deref(), Some("token/malformed"));
    }
}

#[wasm_bindgen_test]
async fn another_user_is_refused_while_one_is_connected() {
    let page = Page::connected("{}").await;
    // {"user_id":"bob"}
    let error =
        rejection(page.client.connect_user(json(r#"{"id": "bob"}"#), "e30.eyJ1c2VyX2lkIjoiYm9iIn0.x".into())).await;
    assert_eq!(text(&error, "code").as_deref(), Some("user/another-connected"));
    assert_eq!((page.view("userID", 0).as_string().as_deref(), page.wire.sockets()), (Some("ann"), 1));
}

#[wasm_bindgen_test]
async fn connecting_opens_one_socket_at_the_given_address() {
    let page = Page::with(r#"{"baseURL": "https://chat.example/"}"#);
    let promise = page.client.connect_user(json(r#"{"id": "ann", "name": "A&B=ü"}"#), ANN_TOKEN.into());
    let again = page.client.connect_user(json(r#"{"id": "ann"}"#), ANN_TOKEN.into());
    let url = page.wire.socket_url();
    let (start, query) = url.split_once('?').expect("a query");
    assert_eq!(start, "wss://chat.example/connect");
    let parameters = web_sys::UrlSearchParams::new_with_str(query).expect("a query");
    assert_eq!(parameters.get("authorization").as_deref(), Some(ANN_TOKEN));
    let told = json(&parameters.get("json").expect("told"));
    assert_eq!(text(&get(&told, "user_details"), "name").as_deref(), Some("A&B=ü"));
    page.wire.frame(r#"{"connection_id": "c1", "me": {"id": "ann"}}"#);
    let (first, second) =
        (JsFuture::from(promise).await.expect("connected"), JsFuture::from(again).await.expect("connected"));
    assert_eq!(text(&first, "connection_id").as_deref(), Some("c1"));
    assert!(Object::is(&first, &second));
    assert_eq!(page.wire.sockets(), 1);
}

#[wasm_bindgen_test]
async fn changing_the_user_object_afterwards_changes_nothing_in_the_client() {
    let page = Page::new();
    let user = json(r#"{"id": "ann", "name": "Ann"}"#);
    let _pending = page.client.connect_user(user.clone(), ANN_TOKEN.into());
    Reflect::set(&user, &"name".into(), &"Eve".into()).expect("an object");
    assert_eq!(text(&page.view("user", 0), "name").as_deref(), Some("Ann"));
}

#[wasm_bindgen_test]
async fn a_token_function_may_be_asynchronous() {
    let page = Page::new();
    let provider =
        Function::new_no_args(&format!("return new Promise((resolve) => setTimeout(() => resolve('{ANN_TOKEN}')))"));
    let promise = page.client.connect_user(json(r#"{"id": "ann"}"#), provider.into());
    while page.wire.sockets() == 0 {
        wait().await;
    }
    page.wire.frame(r#"{"connection_id": "c1", "me": {"id": "ann"}}"#);
    JsFuture::from(promise).await.expect("connected");
}

#[wasm_bindgen_test]
async fn a_request_has_the_services_headers_and_parameters() {
    let page = Page::connected(r#"{"baseURL": "https://chat.example"}"#).await;
    let query = json(r#"{"payload": {"filter_conditions": {"id": "a&b"}}, "absent": null}"#);
    let promise = page.client.call("QueryUsers", JsValue::UNDEFINED, query, JsValue::UNDEFINED, JsValue::UNDEFINED);
    let request = page.wire.request();
    let url = web_sys::Url::new(&text(&request, "url").expect("an address")).expect("an address");
    assert_eq!((url.origin().as_str(), url.pathname().as_str()), ("https://chat.example", "/users"));
    let parameters = url.search_params();
    assert_eq!(parameters.get("payload").as_deref(), Some(r#"{"filter_conditions":{"id":"a&b"}}"#));
    assert_eq!(
        (parameters.get("api_key").as_deref(), parameters.get("connection_id").as_deref(), parameters.has("absent")),
        (Some("key"), Some("c1"), false)
    );
    let headers = get(&request, "headers");
    assert_eq!(
        (text(&headers, "authorization").as_deref(), text(&headers, "stream-auth-type").as_deref()),
        (Some(ANN_TOKEN), Some("jwt"))
    );
    assert!(
        text(&headers, "x-stream-client").is_some()
            && text(&headers, "x-client-request-id").is_some_and(|id| id.len() == 36)
    );
    page.answer(200, r#"{"users": []}"#).await;
    assert!(get(&JsFuture::from(promise).await.expect("answered"), "users").is_array());
}

#[wasm_bindgen_test]
async fn after_disconnect_user_calls_are_refused_and_nothing_is_left() {
    let page = Page::connected("{}").await;
    JsFuture::from(page.client.disconnect_user()).await.expect("disconnected");
    assert_eq!(text(&rejection(page.call("GetApp")).await, "code").as_deref(), Some("client/not-connected"));
    assert!(page.view("user", 0).is_null() && page.view("userID", 0).is_undefined());
    assert_eq!(page.view("isHealthy", 0), false);
}

#[wasm_bindgen_test]
async fn a_lost_socket_is_opened_again_by_the_pages_timer() {
    let page = Page::connected("{}").await;
    page.wire.end(1006);
    // The first pause is half a second at most.
    while page.wire.sockets() == 1 {
        wait().await;
    }
    page.wire.frame(r#"{"connection_id": "c2", "me": {"id": "ann"}}"#);
    assert_eq!(page.view("connectionID", 0), "c2");
}
