//! Files on their way: as a form, by the request that tells how far it is, again after an expired token, and aborted.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{ANN_TOKEN, Heard, Page, get, json, listener, rejection, text};

/// A file for an upload and a form that holds it, as `js/uploads.ts` makes them.
fn settings(progress: Option<&Heard>) -> JsValue {
    let form = web_sys::FormData::new().expect("browsers have it");
    form.append_with_str("file", "hello").expect("a form");
    let upload = json(r#"{"name": "a.txt", "type": "text/plain", "size": 5}"#);
    Reflect::set(&upload, &"form".into(), &form).expect("an object");
    if let Some(heard) = progress {
        Reflect::set(&upload, &"progress".into(), &heard.function).expect("an object");
    }
    let settings = Object::new();
    Reflect::set(&settings, &"upload".into(), &upload).expect("an object");
    Reflect::set(&settings, &"timeout".into(), &f64::INFINITY.into()).expect("an object");
    settings.into()
}

fn upload(page: &Page, settings: JsValue) -> Promise {
    page.wire.take_uploads();
    page.client.upload("UploadChannelFile", json(r#"["messaging", "a"]"#), settings)
}

#[wasm_bindgen_test]
async fn a_file_travels_as_a_form_and_tells_how_far_it_is() {
    let page = Page::connected("{}").await;
    let heard = listener();
    let promise = upload(&page, settings(Some(&heard)));
    let request = page.wire.request();
    let url = text(&request, "url").expect("an address");
    assert!(url.contains("/channels/messaging/a/file?"), "{url}");
    assert_eq!(text(&request, "method").as_deref(), Some("POST"));
    let form: web_sys::FormData = get(&request, "body").dyn_into().expect("a form");
    assert_eq!(form.get("file").as_string().as_deref(), Some("hello"));
    // The browser names the boundary between the form's parts.
    assert!(text(&get(&request, "headers"), "content-type").is_none());
    assert_eq!(text(&get(&request, "headers"), "authorization").as_deref(), Some(ANN_TOKEN));
    page.wire.progress(3.0);
    page.wire.progress(5.0);
    assert_eq!(heard.events.length(), 2);
    page.answer(201, r#"{"file": "https://x/a.txt"}"#).await;
    assert_eq!(text(&JsFuture::from(promise).await.expect("uploaded"), "file").as_deref(), Some("https://x/a.txt"));
}

#[wasm_bindgen_test]
async fn the_same_form_goes_again_with_a_new_token() {
    let page = Page::with("{}");
    let provider = js_sys::Function::new_no_args(&format!("return '{ANN_TOKEN}'"));
    let connected = page.client.connect_user(json(r#"{"id": "ann"}"#), provider.into());
    crate::page::wait().await;
    page.wire.frame(r#"{"type": "health.check", "connection_id": "c1", "cid": "*", "me": {"id": "ann"}}"#);
    JsFuture::from(connected).await.expect("connected");
    let promise = upload(&page, settings(None));
    let first = get(&page.wire.request(), "body");
    page.answer(401, r#"{"code": 40, "StatusCode": 401, "message": "expired"}"#).await;
    assert_eq!(page.wire.requests(), 2);
    assert!(Object::is(&get(&page.wire.request(), "body"), &first));
    page.answer(201, r#"{"file": "x"}"#).await;
    JsFuture::from(promise).await.expect("uploaded");
}

#[wasm_bindgen_test]
async fn an_upload_ends_with_its_signal_or_with_the_network() {
    let page = Page::connected("{}").await;
    let abort = web_sys::AbortController::new().expect("browsers have it");
    let aborted = settings(None);
    Reflect::set(&aborted, &"signal".into(), &abort.signal()).expect("an object");
    let promise = upload(&page, aborted);
    abort.abort();
    assert_eq!(text(&rejection(promise).await, "code").as_deref(), Some("request/cancelled"));
    assert_eq!(get(&page.wire.request(), "aborted"), true);
    let (before, again) = (page.wire.requests(), settings(None));
    Reflect::set(&again, &"signal".into(), &abort.signal()).expect("an object");
    let promise = upload(&page, again);
    assert_eq!(text(&rejection(promise).await, "code").as_deref(), Some("request/cancelled"));
    assert_eq!(page.wire.requests(), before, "it had fired before");
    let promise = upload(&page, settings(None));
    page.fail().await;
    assert_eq!(text(&rejection(promise).await, "code").as_deref(), Some("request/network"));
}
