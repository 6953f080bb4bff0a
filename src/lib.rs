//! The chat client.
