//! Owns the names that scenarios use. `page.rs` drives one client, `server.rs` is its counterpart, `records.rs` and
//! `look.rs` are what can be seen of a run, `operations.rs` is chance. The seeded network between many pages is
//! `../network`.

mod look;
mod operations;
mod page;
mod records;
mod server;

pub use operations::{Chance, SECRET_TEXT, SECRET_TOKEN};
pub use page::{Page, Tokens};
pub use records::{Promise, Request, Stage};
pub use server::{Server, connected, connected_as, connected_with_provider, error, token, watch, watch_with, with};
pub use stream_chat_wasm::id::Slot;
