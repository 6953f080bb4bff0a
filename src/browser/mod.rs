//! Owns everything that touches the browser: the only folder that names `wasm_bindgen`. Decides
//! nothing about chat; it carries inputs to the engine and its outputs out.

mod driver;
mod exports;
mod object;
mod page;
mod views;

pub use exports::StreamChat;
pub use object::JsNode;
