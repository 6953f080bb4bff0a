//! Owns the imports of `network.js`: what the browser answers later, and the one function that all answers come to.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser/network.js")]
extern "C" {
    /// Sends a request; gives back what aborts it.
    pub fn send(report: &JsValue, id: u32, method: &str, url: &str, headers: &Array, body: &JsValue) -> Abort;
    /// Puts a question to the app's token function.
    pub fn ask(report: &JsValue, question: u32, provider: &Function);
    /// Reports once after some milliseconds.
    pub fn arm(report: &JsValue, ms: u32) -> JsValue;
    /// Takes `arm` back.
    pub fn disarm(timer: &JsValue);
    /// Reports what the page says about its network, until the function given back is called.
    pub fn watch(report: &JsValue) -> Function;

    /// An `AbortController`.
    pub type Abort;
    #[wasm_bindgen(method)]
    pub fn abort(this: &Abort);
}

/// The function all answers come to: kind, id, number, value.
pub type Report = Closure<dyn FnMut(u32, u32, u32, JsValue)>;

/// A request was answered: HTTP status, parsed body or undefined.
pub const ANSWER: u32 = 0;
/// A request was not answered: the browser's error.
pub const NO_ANSWER: u32 = 1;
/// The token function answered.
pub const TOKEN: u32 = 2;
/// The token function threw or rejected.
pub const NO_TOKEN: u32 = 3;
/// The timer fired.
pub const TIMER: u32 = 4;
/// The network is back, or the page visible again.
pub const UP: u32 = 5;
/// The network is gone.
pub const DOWN: u32 = 6;
