//! Owns the tests of what only a browser has: live JavaScript objects as nodes, and the exported class on a real page. What
//! the client decides is tested in `tests/sim`.

#![cfg(target_arch = "wasm32")]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[path = "../conformance/node_contract.rs"]
mod node_contract;
mod page;

mod class;
mod errors;
mod heads;
mod listeners;
mod messages;
mod nodes;
mod service;
mod uploads;
mod views;
