//! Owns the imports of `page.js`: clocks, addresses, failures.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use crate::error::Failure;
use crate::node::Node;
use crate::time::{Millis, Nanos, Now};

use super::object::JsNode;

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = monotonicMs)]
    fn monotonic_ms() -> f64;
    #[wasm_bindgen(js_name = wallMs)]
    fn wall_ms() -> f64;
    pub fn seed() -> f64;
    pub fn address(base: &str, path: &str, query: &JsValue) -> String;
    pub fn stringify(value: &JsValue) -> JsString;
    fn failure(host: &JsValue, fields: &JsValue) -> JsValue;
    pub fn log(host: &JsValue, level: &str, message: &str, extra: &JsValue);
    #[wasm_bindgen(js_name = onAbort)]
    pub fn on_abort(signal: &JsValue, cancel: &JsValue);
}

/// Both clocks, now. A fraction of a millisecond is dropped: no deadline is that exact.
pub fn now() -> Now {
    Now { mono: Millis(monotonic_ms() as u64), wall: Nanos::from_unix_ms(wall_ms() as i64) }
}

/// The failure as a JavaScript error: the host's class, or an ordinary error with the same members.
pub fn error(host: &JsValue, what: &Failure<JsNode>) -> JsValue {
    let fields = JsNode::object();
    fields.set_text("message", &what.error().message());
    match what.error().service_code() {
        Some(number) => fields.set("code", JsNode::number(f64::from(number))),
        None => fields.set_text("code", what.error().code()),
    }
    fields.set("status", JsNode::number(f64::from(what.error().status())));
    if let Some(answer) = what.answer() {
        let response = JsNode::object();
        response.set("data", answer.clone());
        response.set("status", JsNode::number(f64::from(what.error().status())));
        fields.set("response", response);
    }
    if let Some(cause) = what.cause() {
        fields.set("cause", cause.clone());
    }
    fields.with(|fields| failure(host, fields))
}
