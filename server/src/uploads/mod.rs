//! Owns uploaded files: what may be uploaded and how it is served (`rules`), and the bytes (`store`). Does not own their table.
pub mod rules;
pub mod store;
