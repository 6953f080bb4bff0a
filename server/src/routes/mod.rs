//! Owns the handlers, one file per resource. Each reads top to bottom: who, what, change, answer. Paths are in `router`.
pub mod application;
pub mod channel_list;
pub mod channel_members;
pub mod channel_state;
pub mod channels;
pub mod dev;
pub mod events;
pub mod guests;
pub mod invites;
pub mod message_edits;
pub mod message_input;
pub mod messages;
pub mod reactions;
pub mod reads;
pub mod replies;
pub mod sync;
pub mod users;
