//! Owns what an endpoint is: inert data. Which endpoints exist is `table.rs`; sending them is the client's.

mod table;

pub use table::ENDPOINTS;

use crate::id::{push_ascii, push_hex};
use crate::text::Text;

/// HTTP methods the service uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Create, or a query with a body.
    Post,
    /// Replace, or a partial message update.
    Put,
    /// Change in part.
    Patch,
    /// Remove.
    Delete,
}

impl Method {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// What must be there before a request can go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: sent without a token (making a guest).
    Nothing,
    /// A token and nothing else: the connection itself is made of these.
    Token,
    /// A connected user; a connection that is being made is waited for.
    User,
    /// As `User`, and a live connection whenever the request asks to watch or for presence: the server ties both to
    /// the connection id.
    ConnectionToWatch,
}

/// One endpoint of the service.
#[derive(Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name in the service's own description of its interface.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path; each `{}` takes one value, `*` one that is a path itself.
    pub path: &'static str,
    /// What must be there first.
    pub needs: Needs,
    /// Sending it twice does the same as once, so it may be repeated when the outcome of the first is unknown.
    pub idempotent: bool,
}

impl Endpoint {
    /// The endpoint of that name.
    pub fn named(name: &str) -> Option<&'static Endpoint> {
        ENDPOINTS.iter().find(|endpoint| endpoint.name == name)
    }

    /// The path with its placeholders filled, each value percent-encoded, so that no value can change the path (but for
    /// `*`, where the app gives the path). `None` when the number of values differs or a value is empty or a dot segment.
    pub fn path_with(&self, values: &[Text]) -> Option<Text> {
        let mut path = String::new();
        let mut values = values.iter();
        for byte in self.path.bytes() {
            match byte {
                b'{' => {
                    let value = values.next()?;
                    if value.len() <= 2 && value.bytes().all(|byte| byte == b'.') {
                        return None;
                    }
                    percent_encode(value, &mut path);
                }
                b'}' => {}
                b'*' => path.push_str(values.next()?),
                _ => push_ascii(&mut path, byte),
            }
        }
        if values.next().is_none() { Some(path.into()) } else { None }
    }
}

/// Percent-encodes as JavaScript's `encodeURIComponent` does.
fn percent_encode(value: &str, into: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')')
        {
            push_ascii(into, byte);
        } else {
            push_ascii(into, b'%');
            push_hex(into, HEX, usize::from(byte >> 4));
            push_hex(into, HEX, usize::from(byte));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str, values: &[&str]) -> Option<Text> {
        let values: Vec<Text> = values.iter().map(|value| Text::from(*value)).collect();
        Endpoint::named(name)?.path_with(&values)
    }

    #[test]
    fn values_are_encoded_so_that_they_cannot_change_the_path() {
        assert_eq!(path("GetMessage", &["a/../b?x=1#é"]).as_deref(), Some("/messages/a%2F..%2Fb%3Fx%3D1%23%C3%A9"));
        assert_eq!(path("GetMessage", &[".."]), None);
        assert_eq!(path("GetMessage", &[""]), None);
    }

    #[test]
    fn the_number_of_values_must_fit() {
        assert_eq!(path("DeleteReaction", &["m", "like"]).as_deref(), Some("/messages/m/reaction/like"));
        assert_eq!(path("DeleteReaction", &["m"]), None);
        assert_eq!(path("QueryUsers", &["m"]), None);
        assert_eq!(path("Get", &[]), None);
    }

    #[test]
    fn a_path_of_the_apps_own_stays_as_it_is() {
        assert_eq!(path("Get", &["polls/p/votes"]).as_deref(), Some("/polls/p/votes"));
    }

    #[test]
    fn every_endpoint_has_a_name_of_its_own_and_a_sound_path() {
        for (index, endpoint) in ENDPOINTS.iter().enumerate() {
            assert!(endpoint.path.starts_with('/'), "{}", endpoint.name);
            assert!(ENDPOINTS.iter().skip(index + 1).all(|other| other.name != endpoint.name), "{}", endpoint.name);
        }
    }

    #[test]
    fn only_making_a_guest_needs_no_token() {
        let free: Vec<&str> = ENDPOINTS.iter().filter(|e| e.needs == Needs::Nothing).map(|e| e.name).collect();
        assert_eq!(free, ["CreateGuest"]);
    }
}
