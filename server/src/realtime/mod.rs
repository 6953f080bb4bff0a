//! Owns what is live: connections, who watches what, and how an event reaches them. Does not own stored state.
pub mod event;
pub mod hub;
pub mod ledger;
pub mod longpoll;
pub mod recipients;
pub mod reminders;
pub mod session;
pub mod watching;
pub mod websocket;
