//! Owns what an endpoint is: inert data. Which endpoints exist is `table.rs`; sending them is the client's.

mod table;

pub use table::{NAMES, Name};

use crate::id::{push_ascii, push_hex};
use crate::text::Text;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Method and path, for messages: `POST /channels/{}/{}/message`.
    pub label: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// Path; each `{}` takes one value, `*` one that is a path itself.
    pub path: &'static str,
    /// What must be there first.
    pub needs: Needs,
    /// Sending it twice does the same as once, so it may be repeated when the outcome of the first is unknown.
    pub idempotent: bool,
}

impl Name {
    /// The number of the endpoint of that name. For tests: the module itself knows numbers only.
    pub fn named(name: &str) -> Option<u8> {
        NAMES.iter().zip(0..).find(|(known, _)| **known == name).map(|(_, number)| number)
    }
}

impl Endpoint {
    /// The endpoint of that number; `None` when the table is shorter.
    #[inline(never)]
    pub fn numbered(number: u8) -> Option<Endpoint> {
        let (mut row, mut start, mut slash) = (0, 0, 0);
        let mut before = [0, 0];
        for (at, byte) in table::TABLE.bytes().enumerate() {
            if byte == b'/' && slash <= start {
                slash = at;
            }
            if byte == b'\n' {
                if row == number {
                    let [needs, repeated] = before;
                    return Some(Endpoint {
                        label: table::TABLE.get(start..at.wrapping_sub(2))?,
                        method: table::TABLE.get(start..slash.wrapping_sub(1))?,
                        path: table::TABLE.get(slash..at.wrapping_sub(2))?,
                        needs: match needs {
                            b'n' => Needs::Nothing,
                            b't' => Needs::Token,
                            b'u' => Needs::User,
                            _ => Needs::ConnectionToWatch,
                        },
                        idempotent: repeated == b'=',
                    });
                }
                row = row.wrapping_add(1);
                start = at + 1;
            }
            before = [before[1], byte];
        }
        None
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
        Endpoint::numbered(Name::named(name)?)?.path_with(&values)
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

    fn all() -> impl Iterator<Item = (&'static str, Endpoint)> {
        NAMES.iter().zip(0..).map(|(name, number)| (*name, Endpoint::numbered(number).expect("a row for each name")))
    }

    #[test]
    fn every_endpoint_has_a_name_of_its_own_and_a_sound_line() {
        for (index, (name, endpoint)) in all().enumerate() {
            assert!(endpoint.path.starts_with('/'), "{name}");
            assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&endpoint.method), "{name}");
            assert_eq!(endpoint.label, format!("{} {}", endpoint.method, endpoint.path));
            assert!(NAMES.iter().skip(index + 1).all(|other| *other != name), "{name}");
        }
        assert_eq!(Endpoint::numbered(NAMES.len() as u8), None);
    }

    #[test]
    fn a_line_says_what_the_table_says() {
        let send = Endpoint::numbered(Name::SendMessage as u8).expect("known");
        assert_eq!((send.label, send.needs, send.idempotent), ("POST /channels/{}/{}/message", Needs::User, false));
        let poll = Endpoint::numbered(Name::LongPoll as u8).expect("known");
        assert_eq!((poll.label, poll.needs, poll.idempotent), ("GET /longpoll", Needs::Token, false));
        let users = Endpoint::numbered(Name::QueryUsers as u8).expect("known");
        assert_eq!((users.label, users.needs, users.idempotent), ("GET /users", Needs::ConnectionToWatch, true));
    }

    #[test]
    fn only_making_a_guest_needs_no_token() {
        let free: Vec<&str> = all().filter(|(_, e)| e.needs == Needs::Nothing).map(|(name, _)| name).collect();
        assert_eq!(free, ["CreateGuest"]);
    }
}
