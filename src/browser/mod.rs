//! Owns everything that touches the browser: the only folder that names `wasm_bindgen`. Decides
//! nothing about chat; it carries inputs to the engine and its outputs out.

mod driver;
mod exports;
mod heads;
mod object;
mod page;
mod store_views;
mod views;

/// A third of the size of the standard library's allocator, and faster.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

pub use exports::{CALL, FIRST_VIEW, OPEN_CHANNEL, StreamChat, UPLOAD};
pub use object::JsNode;
