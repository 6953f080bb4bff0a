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
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(Error::TokenMalformed);
    };
    let payload = decode_base64(payload)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| N::parse(&text))
        .filter(Node::is_object)
        .ok_or(Error::TokenMalformed)?;
    match payload.str("user_id") {
        Some(id) if id == user_id => Ok(()),
        _ => Err(Error::TokenForeign),
    }
}

/// Decodes base64 in either alphabet, with or without padding: real tokens are url-safe without, development tokens are
/// standard with (protocol notes, "Development token"). That mixture is why no library's strict decoder serves.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut buffer, mut bits) = (0u32, 0u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        buffer = buffer << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
            buffer &= (1 << bits) - 1;
        }
    }
    Some(bytes)
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
