//! Owns the import of `listeners.js`: the functions that want events.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser/listeners.js")]
extern "C" {
    /// The listeners of one client.
    pub type Listeners;
    #[wasm_bindgen(constructor)]
    pub fn new() -> Listeners;
    /// Adds a listener; gives back `{unsubscribe}`.
    #[wasm_bindgen(method)]
    pub fn on(this: &Listeners, kind: &JsValue, listener: &JsValue) -> JsValue;
    /// Removes a listener by what it was added with.
    #[wasm_bindgen(method)]
    pub fn off(this: &Listeners, kind: &JsValue, listener: &JsValue);
    /// Calls everyone who wants this event.
    #[wasm_bindgen(method)]
    pub fn notify(this: &Listeners, event: &JsValue, slot: Option<u32>);
}
