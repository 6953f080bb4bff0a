//! Owns everything that touches the browser: the only folder that names `web_sys`, `js_sys` and `wasm_bindgen`. Decides
//! nothing about chat; it carries inputs to the engine and its outputs out.

mod driver;
mod exports;
mod listeners;
mod network;
mod object;
mod options;
mod page;
mod views;
mod websocket;

pub use exports::StreamChat;
pub use object::JsNode;
