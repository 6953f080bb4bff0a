//! A chat client for Stream's service with the API of the JavaScript SDK version 9, compiled to WebAssembly.
//!
//! Modules in layer order; each may use only what stands above it, and `connection`, `state`, `tokens` never use one
//! another (`tests/tidy` checks it). `ARCHITECTURE.md` tells how they work together.

#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod config;
pub mod error;
pub mod head;
pub mod id;
pub mod node;
pub mod random;
pub mod sorted;
pub mod text;
pub mod time;

#[cfg(not(target_arch = "wasm32"))]
pub mod json;

pub mod api;
pub mod connection;
pub mod state;
pub mod tokens;

pub mod client;

#[cfg(target_arch = "wasm32")]
pub mod browser;
