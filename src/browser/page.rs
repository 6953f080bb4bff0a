//! Owns the import of `page.js`: the hands of one client. Decides nothing.

use wasm_bindgen::prelude::*;

use super::object::JsNode;
use crate::error::Failure;
use crate::node::Node;
use crate::time::{Millis, Nanos};

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    pub type Page;
    #[wasm_bindgen(constructor)]
    pub fn new(report: &JsValue, options: &JsValue, host: &JsValue) -> Page;
    /// A number among the options, under either name; 1 and -1 for a switch; 0 when it is not set.
    #[wasm_bindgen(method)]
    pub fn option(this: &Page, first: &str, second: &str) -> f64;
    #[wasm_bindgen(method)]
    fn now(this: &Page) -> f64;
    #[wasm_bindgen(method)]
    fn wall(this: &Page) -> f64;
    #[wasm_bindgen(method)]
    pub fn seed(this: &Page) -> f64;
    #[wasm_bindgen(method)]
    pub fn promise(this: &Page, call: u32) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn settle(this: &Page, call: u32, failed: bool, value: &JsValue);
    #[wasm_bindgen(method, js_name = settleAll)]
    pub fn settle_all(this: &Page, fields: &JsValue);
    #[wasm_bindgen(method, js_name = cancelOn)]
    pub fn cancel_on(this: &Page, signal: &JsValue, call: u32);
    #[wasm_bindgen(method)]
    pub fn failure(this: &Page, fields: &JsValue) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn log(this: &Page, level: &str, message: &str, extra: &JsValue);
    #[wasm_bindgen(method)]
    pub fn open(this: &Page, generation: u32, query: &JsValue);
    #[wasm_bindgen(method, js_name = sendFrame)]
    pub fn send_frame(this: &Page, generation: u32, frame: &JsValue);
    #[wasm_bindgen(method)]
    pub fn close(this: &Page, generation: u32);
    #[wasm_bindgen(method)]
    #[allow(clippy::too_many_arguments, reason = "one crossing of the boundary for a whole request")]
    pub fn request(
        this: &Page,
        id: u32,
        method: &str,
        path: &str,
        query: &JsValue,
        body: &JsValue,
        token: Option<&str>,
        request_id: &str,
        client: &str,
    );
    #[wasm_bindgen(method)]
    pub fn abort(this: &Page, id: u32);
    #[wasm_bindgen(method, js_name = setProvider)]
    pub fn set_provider(this: &Page, provider: &JsValue);
    #[wasm_bindgen(method)]
    pub fn ask(this: &Page, question: u32);
    #[wasm_bindgen(method)]
    pub fn arm(this: &Page, ms: Option<u32>);
    #[wasm_bindgen(method)]
    pub fn watch(this: &Page, wanted: bool);
    #[wasm_bindgen(method)]
    pub fn plain(this: &Page, value: &JsValue) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn notify(this: &Page, event: &JsValue, slot: Option<u32>);
}

#[wasm_bindgen(module = "/src/browser/listeners.js")]
extern "C" {
    pub fn on(page: &Page, kind: &JsValue, listener: &JsValue) -> JsValue;
    pub fn off(page: &Page, kind: &JsValue, listener: &JsValue);
}

/// A request was answered: HTTP status and a thousand times the seconds of `Retry-After`; parsed body or undefined.
pub const ANSWER: u32 = 0;
/// A request was not answered: the browser's error.
pub const NO_ANSWER: u32 = 1;
/// The token function answered.
pub const TOKEN: u32 = 2;
/// The token function threw or rejected.
pub const NO_TOKEN: u32 = 3;
/// The timer fired.
pub const TIMER: u32 = 4;
/// The network is back.
pub const UP: u32 = 5;
/// The network is gone.
pub const DOWN: u32 = 6;
/// A socket received a frame: the time by the monotonic clock, and what it holds.
pub const FRAME: u32 = 7;
/// A socket is gone: its close code.
pub const CLOSED: u32 = 8;
/// The app aborted a call.
pub const CANCEL: u32 = 9;
/// The page became hidden (1) or visible (0).
pub const VISIBILITY: u32 = 10;
/// The page was frozen or kept in a cache, and goes on.
pub const RESUMED: u32 = 11;
/// A socket received a frame that is not JSON.
pub const NOISE: u32 = 12;

impl Page {
    /// The monotonic clock. A fraction of a millisecond is dropped: no deadline is that exact.
    pub fn clock(&self) -> Millis {
        Millis(self.now() as u64)
    }

    /// The time of day.
    pub fn wall_clock(&self) -> Nanos {
        Nanos::from_unix_ms(self.wall() as i64)
    }
}

/// What the host makes an error of.
pub fn fields(what: &Failure<JsNode>) -> JsValue {
    let (fields, error) = (JsNode::object(), what.error());
    fields.set_text("message", &error.message());
    match error.service_code() {
        Some(number) => fields.set("code", JsNode::number(f64::from(number))),
        None => fields.set_text("code", error.code()),
    }
    let status = f64::from(error.status());
    fields.set("status", JsNode::number(status));
    if let Some(answer) = what.answer() {
        let response = JsNode::object();
        response.set("data", answer.clone());
        response.set("status", JsNode::number(status));
        fields.set("response", response);
    }
    if let Some(cause) = what.cause() {
        fields.set("cause", cause.clone());
    }
    fields.into()
}
