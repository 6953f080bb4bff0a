//! Owns the scenario tests of the client: whole stories on a virtual clock, without a browser and without a network. One
//! behaviour per file; what a page and a server are is `harness/`.

#![cfg(not(target_arch = "wasm32"))]

mod harness;
mod network;
#[path = "../conformance/node_contract.rs"]
mod node_contract;

mod calls;
mod capabilities;
mod channels;
mod connecting;
mod converging;
mod delivering;
mod determinism;
mod expired_tokens;
mod fuzzing;
mod identities;
mod logging;
mod overtaking;
mod polling;
mod providers;
mod random_inputs;
mod reading;
mod reconnecting;
mod recovering;
mod refusing;
mod reordering;
mod restarting;
mod seeds;
mod sending;
mod storm;
mod surviving;
mod typing;
mod unsent;
mod uploading;

/// The simulator's own values behave as the browser's do.
mod json {
    use serde_json::Value;
    use stream_chat_wasm::json::Json;

    impl crate::node_contract::FromText for Json {
        fn from_text(text: &str) -> Self {
            Json::from(serde_json::from_str::<Value>(text).expect("JSON"))
        }
    }

    crate::node_contract::node_contract!(test, Json);
}
