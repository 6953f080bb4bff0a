//! Owns the names of the simulated network: many pages, one service, and everything between them that can go wrong, all
//! from one seed on one virtual clock.

mod agenda;
mod app;
mod changes;
mod channel;
mod chatting;
mod comparing;
mod judge;
mod link;
mod orders;
mod service;
mod spent;
mod weather;
mod world;

pub use comparing::essence;
pub use service::{By, Said, Service, cid, token_of, user_id};
pub use world::{Plan, World};
