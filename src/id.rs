//! Owns the identifiers the engine hands around. Newtypes, so that one kind cannot stand in for another.

use crate::text::Text;

/// A channel inside the client: stays the same for the client's life, also when a distinct channel learns its real id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(pub u32);

/// One call of the app that waits for an answer; a promise in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId(pub u32);

/// One HTTP request. A call may need several (a repeat after a token refresh).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// One attempt to connect. Everything a socket reports carries the generation it was opened under, so late frames of an
/// old socket can be told from fresh ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation(pub u32);

impl Generation {
    /// The generation after this one.
    pub fn next(self) -> Self {
        Generation(self.0.wrapping_add(1))
    }
}

/// One text of several. (`concat` of the standard library costs three times as much WebAssembly.)
pub fn joined(parts: &[&str]) -> Text {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text.into()
}

/// Appends one character of ASCII; of any other byte, its lower seven bits.
#[inline(never)]
pub fn push_ascii(text: &mut String, byte: u8) {
    text.push(char::from(byte & 0x7f));
}

/// Appends the lowest four bits of a number as one of these hexadecimal digits.
pub fn push_hex(text: &mut String, digits: &[u8; 16], number: usize) {
    push_ascii(text, digits.get(number & 0xf).copied().unwrap_or_default());
}

/// Text of an identifier that several indexes share: a message id, a user id, a cid.
pub type Id = Text;
