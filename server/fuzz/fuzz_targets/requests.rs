//! Owns the fuzz target: every input is a request to one server, as `tests/fuzzing/input.rs` reads it. Anything that must
//! never happen is a crash. The server keeps what earlier inputs did; a finding is replayed from its own input alone.
#![no_main]

#[path = "../../tests/fuzzing/input.rs"]
mod input;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use stream_chat_local::{Config, InProcess};
use tokio::runtime::{Builder, Runtime};

/// A server with one channel and one message, and the token of somebody in it.
struct Scene {
    runtime: Runtime,
    server: InProcess,
    token: String,
}

/// What is there before the first input, in the fuzzer's own format.
const OPENING: &[&str] = &[
    "POST /users\n{\"users\":{\"amira\":{\"id\":\"amira\"}}}",
    "POST /channels/messaging/room/query\n{\"data\":{\"members\":[\"amira\"]}}",
    "POST /channels/messaging/room/message\n{\"message\":{\"id\":\"first\",\"text\":\"one\"}}",
];

fn scene() -> &'static Scene {
    static SCENE: OnceLock<Scene> = OnceLock::new();
    SCENE.get_or_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let server = runtime.block_on(InProcess::build(Config::for_tests())).expect("a server");
        let token = server.token("amira").expect("a token");
        for input in OPENING {
            runtime.block_on(input::judge(&server.router, &token, input.as_bytes())).expect("the opening works");
        }
        Scene { runtime, server, token }
    })
}

fuzz_target!(|input: &[u8]| {
    let Scene { runtime, server, token } = scene();
    if let Err(problem) = runtime.block_on(input::judge(&server.router, token, input)) {
        panic!("{problem}");
    }
});
