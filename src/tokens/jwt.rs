//! Owns the one check a client can make of a JWT: three parts, and a payload that names this user. Verifies no
//! signature; only the server can.

use crate::error::Error;
use crate::node::Node;

/// Checks that the token is made for this user.
///
/// # Errors
/// `token/malformed` when it is not three parts with a JSON object in the middle, `token/foreign` when its `user_id`
/// is another.
pub fn check<N: Node>(token: &str, user_id: &str) -> Result<(), Error> {
    // From the first dot to the last: more than two leave one in the middle, which is no base64.
    let (mut first, mut last) = (0, 0);
    for (at, byte) in token.bytes().enumerate() {
        if byte == b'.' {
            last = at;
            if first == 0 {
                first = at + 1;
            }
        }
    }
    let Some(payload) = token.get(first..last).and_then(N::parse_base64).filter(Node::is_object) else {
        return Err(Error::TokenMalformed);
    };
    match payload.str("user_id") {
        Some(id) if id == user_id => Ok(()),
        _ => Err(Error::TokenForeign),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    #[test]
    fn takes_url_safe_and_standard_base64_with_and_without_padding() {
        // {"user_id":"a?>~~b"} in both alphabets.
        for payload in ["eyJ1c2VyX2lkIjoiYT8-fn5iIn0", "eyJ1c2VyX2lkIjoiYT8+fn5iIn0="] {
            assert_eq!(check::<Json>(&format!("h.{payload}.s"), "a?>~~b"), Ok(()), "{payload}");
        }
    }

    #[test]
    fn refuses_what_is_no_token() {
        for token in ["", "a", "a.b", "a.b.c.d", "h.!!!.s", "h..s", "h.bnVsbA.s", "h.MTI.s", "h.gICA.s"] {
            assert_eq!(check::<Json>(token, "ann"), Err(Error::TokenMalformed), "{token}");
        }
    }

    #[test]
    fn a_token_without_or_with_another_user_id_is_foreign() {
        for payload in ["e30", "eyJ1c2VyX2lkIjoiYm9iIn0", "eyJ1c2VyX2lkIjo3fQ"] {
            assert_eq!(check::<Json>(&format!("h.{payload}.s"), "ann"), Err(Error::TokenForeign), "{payload}");
        }
    }
}
