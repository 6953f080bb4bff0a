//! Live JavaScript objects keep the contract of nodes.

use stream_chat_wasm::browser::JsNode;
use wasm_bindgen_test::wasm_bindgen_test;

impl crate::node_contract::FromText for JsNode {
    fn from_text(text: &str) -> Self {
        crate::page::json(text).into()
    }
}

crate::node_contract::node_contract!(wasm_bindgen_test, JsNode);
