//! Owns the tables of fields that can be filtered and sorted by, one file per endpoint family, and the sets of operators
//! they share. Does not compile them: that is `filter`. Aliases: `c` channel, `own` the viewer's membership, `m` member, `u` user.
mod channels;
mod drafts;
mod members;
mod messages;
mod moderation;
mod polls;
mod reactions;
mod reminders;
mod threads;
mod users;

pub use channels::{CHANNELS, channel_sort, only_own};
pub use drafts::{DRAFT_SORTING, DRAFTS};
pub use members::{MEMBERS, member_sort};
pub use messages::{MESSAGES, message_sort, with_words};
pub use moderation::{BANS, FLAGS, ban_sort, flag_sort};
pub use polls::{POLL_SORTING, POLL_VOTE_SORTING, POLL_VOTES, POLLS};
pub use reactions::{REACTIONS, reaction_sort};
pub use reminders::{REMINDER_SORTING, REMINDERS};
pub use threads::{THREADS, thread_sort};
pub use users::{USERS, user_sort};

use serde_json::Value;

use crate::error::{Error, Result};
use crate::filter::list;

const ORDERED: &[&str] = &["$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte"];
const NAMES: &[&str] = &["$autocomplete", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte", "$q"];
const BOUNDS: &[&str] = &["$eq", "$gt", "$gte", "$lt", "$lte"];
const EQ: &[&str] = &["$eq"];
const EQ_IN: &[&str] = &["$eq", "$in"];
const EQ_NE: &[&str] = &["$eq", "$ne"];
const CUSTOM: &[&str] = &["$autocomplete", "$contains", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte", "$q"];

/// The items of a list of texts.
fn texts(name: &str, operator: &str, operand: &Value) -> Result<Vec<rusqlite::types::Value>> {
    list(name, operator, operand)?
        .iter()
        .map(|item| match item.as_str() {
            Some(text) => Ok(text.to_owned().into()),
            None => Err(Error::input(format!("{name}: {operator} takes a list of texts"))),
        })
        .collect()
}
