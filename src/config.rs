//! Owns the client's options: unit, default and source of each. Reads no JavaScript; the boundary fills it.

use crate::text::Text;

/// What an app may set when it makes a client.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The app's key, sent with every request.
    pub api_key: Text,
    /// Milliseconds a request may take. Default 3 000, as in the JavaScript SDK version 9.
    pub timeout_ms: u64,
    /// Milliseconds `connectUser` waits for the first frame, and one attempt to connect may take. Default 15 000, as in
    /// the JavaScript SDK version 9.
    pub connect_timeout_ms: u64,
    /// Show a sent message at once with status `sending`, keep it as `failed` when it could not be sent. Default off:
    /// as in version 9, the list changes with the server's event.
    pub optimistic_updates: bool,
    /// Fall back to long polling where WebSockets are blocked. Default off, as in version 9.
    pub enable_ws_fallback: bool,
    /// Watch again and fill in what was missed after a reconnect. Default on, as in version 9.
    pub recover_state: bool,
    /// Keep the user when the first connection fails for good. Default off, as in version 9.
    pub persist_user: bool,
    /// The most messages that a channel keeps when new ones come: the oldest are dropped, those that were not sent stay.
    /// Default 0: all are kept, as in version 9.
    pub max_messages_per_channel: usize,
    /// Names the SDK to the service in `X-Stream-Client`.
    pub client_header: Text,
}

impl Config {
    /// The defaults for an app key.
    pub fn new(api_key: impl Into<Text>) -> Self {
        Config {
            api_key: api_key.into(),
            timeout_ms: 3_000,
            connect_timeout_ms: 15_000,
            optimistic_updates: false,
            enable_ws_fallback: false,
            recover_state: true,
            persist_user: false,
            max_messages_per_channel: 0,
            client_header: concat!("stream-chat-wasm-v", env!("CARGO_PKG_VERSION"), "-browser").into(),
        }
    }
}

/// Most bytes of UTF-8 JSON a user object may have (the service's documented limit of 5 KB for custom data).
pub const MAX_USER_BYTES: usize = 5 * 1024;

/// Most characters of a user id (protocol notes, "User ids").
pub const MAX_USER_ID_CHARS: usize = 255;

/// Whether the service takes this user id: letters, digits, `@`, `_`, `-`.
pub fn is_user_id(id: &str) -> bool {
    id.len() <= MAX_USER_ID_CHARS && is_name(id, b'@')
}

/// Whether this can be a channel type: letters, digits, `_`, `-`.
pub fn is_channel_type(kind: &str) -> bool {
    is_name(kind, b'_')
}

/// Whether this can be a channel id: letters, digits, `_`, `-`, `!`.
pub fn is_channel_id(id: &str) -> bool {
    is_name(id, b'!')
}

/// One or more letters, digits, `_`, `-` and that sign.
fn is_name(text: &str, sign: u8) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_ids_take_letters_of_either_case_digits_and_three_signs() {
        for id in ["john", "John-Doe_1@x", "A", "7"] {
            assert!(is_user_id(id), "{id}");
        }
        for id in ["", "a b", "a.b", "é", "a/b", "a:b", "!a"] {
            assert!(!is_user_id(id), "{id}");
        }
        assert!(is_user_id(&"a".repeat(255)) && !is_user_id(&"a".repeat(256)));
    }

    #[test]
    fn channel_names_cannot_hold_what_would_change_the_path() {
        assert!(is_channel_type("messaging") && is_channel_id("!members-a_b-c"));
        for bad in ["", "a:b", "a/b", "../x", "a b", "a?b"] {
            assert!(!is_channel_type(bad) && !is_channel_id(bad), "{bad}");
        }
        assert!(!is_channel_type("!x"));
    }
}
