//! Owns who is shut out: deleted and deactivated users, and tokens that were revoked. A copy in memory of what the database
//! keeps, because every call asks. Does not own the tokens' own times and signatures.
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use rusqlite::Connection;

use crate::clock::Time;
use crate::db::users::{self, User};
use crate::error::{Code, Error, Result};

/// What stands against a user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Standing {
    deleted: bool,
    deactivated: bool,
    tokens_revoked_before: Option<Time>,
}

impl Standing {
    fn of(user: &User) -> Self {
        Standing {
            deleted: user.deleted_at.is_some(),
            deactivated: user.deactivated_at.is_some(),
            tokens_revoked_before: user.tokens_revoked_before,
        }
    }
}

/// The users against whom something stands.
#[derive(Default)]
pub struct Standings(RwLock<HashMap<String, Standing>>);

impl Standings {
    /// Reads all of it anew.
    pub fn load(&self, conn: &Connection) -> rusqlite::Result<()> {
        let mut all: HashMap<String, Standing> =
            users::shut_out(conn)?.into_iter().map(|user| (user.id.clone(), Standing::of(&user))).collect();
        let erased = users::erased(conn)?.into_iter();
        all.extend(erased.map(|id| (id, Standing { deleted: true, ..Standing::default() })));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = all;
        Ok(())
    }

    /// Nobody is shut out any more.
    pub fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Notes how a user stands now.
    pub fn note(&self, user: &User) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match Standing::of(user) {
            standing if standing == Standing::default() => drop(all.remove(&user.id)),
            standing => drop(all.insert(user.id.clone(), standing)),
        }
    }

    /// Refuses who is shut out. A token that does not say when it was issued counts as older than any revocation.
    pub fn check(&self, user_id: &str, issued_at: Option<f64>, app_revoked_before: Option<Time>) -> Result<()> {
        let standing = {
            let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
            all.get(user_id).copied().unwrap_or_default()
        };
        if standing.deleted {
            return Err(Error::missing("user", user_id));
        }
        if standing.deactivated {
            return Err(Error::not_allowed(format!("user {user_id:?} is deactivated")));
        }
        let revoked = standing.tokens_revoked_before.max(app_revoked_before);
        let stale = |before: Time| issued_at.is_none_or(|issued_at| issued_at < before.micros() as f64 / 1_000_000.0);
        match revoked.is_some_and(stale) {
            // The same code as for an expired token: clients with a token provider then ask it for another one.
            true => Err(Error::new(Code::TokenExpired, "the token was revoked")),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_revoked_up_to_a_moment_by_the_stricter_rule() {
        let standings = Standings::default();
        let at = |seconds: i64| Some(Time::from_micros(seconds * 1_000_000));
        standings.note(&User { tokens_revoked_before: at(100), ..User::new("ben", "user", Time::from_micros(0)) });
        let passes = |issued: Option<f64>, app| standings.check("ben", issued, app).is_ok();
        assert!(passes(Some(100.0), None) && !passes(Some(99.0), None) && !passes(None, None));
        assert!(!passes(Some(150.0), at(200)) && passes(Some(150.0), at(50)));
        assert!(standings.check("amira", None, None).is_ok());
    }
}
