//! Owns the shape of ids: what a user, channel or message may be called. Does not look any of them up.
use std::fmt;

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::error::{Error, Result};

/// Longest user, message and poll id, in characters (protocol notes; inferred).
const MAX_ID: usize = 255;
/// Longest channel id, in characters (protocol notes; inferred).
const MAX_CHANNEL_ID: usize = 64;

/// The full name of a channel, `type:id`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cid(String);

impl Cid {
    /// Checks both parts and joins them.
    pub fn new(kind: &str, id: &str) -> Result<Self> {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if kind.is_empty() || !kind.chars().all(word) {
            return Err(Error::input("a channel type consists of letters, digits, _ and -"));
        }
        if id.is_empty() || id.len() > MAX_CHANNEL_ID || !id.chars().all(|c| word(c) || c == '!') {
            return Err(Error::input(format!(
                "a channel id consists of 1 to {MAX_CHANNEL_ID} letters, digits, _, - and !"
            )));
        }
        Ok(Cid(format!("{kind}:{id}")))
    }

    /// Reads `type:id`.
    pub fn parse(text: &str) -> Result<Self> {
        match text.split_once(':') {
            Some((kind, id)) => Cid::new(kind, id),
            None => Err(Error::input("a cid has the form type:id")),
        }
    }

    /// The part before the colon.
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// The part after the colon.
    pub fn id(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, id)| id)
    }

    /// The whole.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToSql for Cid {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for Cid {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        String::column_result(value).map(Cid)
    }
}

/// Refuses user ids that the service would not take.
pub fn check_user_id(id: &str) -> Result<()> {
    let fits = !id.is_empty()
        && id.len() <= MAX_ID
        && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '_' | '-'));
    match fits {
        true => Ok(()),
        false => Err(Error::input(format!("a user id consists of 1 to {MAX_ID} letters, digits, @, _ and -"))),
    }
}

/// Refuses message ids that could not be named in a path.
pub fn check_message_id(id: &str) -> Result<()> {
    let fits = !id.is_empty() && id.len() <= MAX_ID && !id.chars().any(|c| c.is_control() || c == '/');
    match fits {
        true => Ok(()),
        false => {
            Err(Error::input(format!("a message id has 1 to {MAX_ID} characters without / and control characters")))
        }
    }
}

/// Refuses poll ids that could not be named in a path.
pub fn check_poll_id(id: &str) -> Result<()> {
    let fits = !id.is_empty() && id.len() <= MAX_ID && !id.chars().any(|c| c.is_control() || c == '/');
    match fits {
        true => Ok(()),
        false => Err(Error::input(format!("a poll id has 1 to {MAX_ID} characters without / and control characters"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cid_has_two_parts_without_colons() {
        let cid = Cid::parse("messaging:general").unwrap();
        assert_eq!((cid.kind(), cid.id()), ("messaging", "general"));
        for bad in ["messaging", "messaging:", ":x", "a b:c", "a:b:c", "messaging:x/y"] {
            assert!(Cid::parse(bad).is_err(), "{bad}");
        }
        assert!(Cid::new("messaging", &"x".repeat(65)).is_err());
    }

    #[test]
    fn user_ids_are_letters_digits_and_three_signs() {
        for good in ["amira", "Amira@home_1-2"] {
            assert!(check_user_id(good).is_ok());
        }
        for bad in ["", "a b", "a.b", "ä", "a/b", "!anon"] {
            assert!(check_user_id(bad).is_err(), "{bad}");
        }
    }
}
