//! Owns the built-in channel types and their switches. A switch is on only if this server implements the feature,
//! so that user interfaces hide what is not there. Does not own who may do what: that is `permissions`.
use serde_json::{Value, json};

use crate::error::{Code, Error, Result};

/// A channel type.
#[derive(Debug)]
pub struct ChannelType {
    /// Its name, the first part of a cid.
    pub name: &'static str,
    /// Anybody may read and write, not only members.
    pub open: bool,
    /// Longest text, in characters (the service's default).
    pub max_message_length: usize,
}

const fn built_in(name: &'static str, open: bool) -> ChannelType {
    ChannelType { name, open, max_message_length: 5_000 }
}

const TYPES: &[ChannelType] = &[
    built_in("messaging", false),
    built_in("team", false),
    built_in("gaming", false),
    built_in("commerce", false),
    built_in("livestream", true),
    built_in("public", true),
];

/// The type of this name.
pub fn find(name: &str) -> Result<&'static ChannelType> {
    TYPES.iter().find(|kind| kind.name == name).ok_or_else(|| {
        let names: Vec<&str> = TYPES.iter().map(|kind| kind.name).collect();
        Error::new(Code::DoesNotExist, format!("channel type {name:?} does not exist; there are {}", names.join(", ")))
    })
}

/// The names of the types that anybody may read.
pub fn open_names() -> Vec<&'static str> {
    TYPES.iter().filter(|kind| kind.open).map(|kind| kind.name).collect()
}

/// The switches, the same for all types so far.
const SWITCHES: &[(&str, bool)] = &[
    ("typing_events", true),
    ("read_events", true),
    ("connect_events", true),
    ("delivery_events", false),
    ("custom_events", true),
    ("search", false),
    ("reactions", true),
    ("replies", true),
    ("quotes", true),
    ("mutes", false),
    ("uploads", true),
    ("url_enrichment", true),
    ("push_notifications", false),
    ("reminders", false),
    ("user_message_reminders", false),
    ("polls", false),
    ("shared_locations", false),
    ("count_messages", true),
    ("mark_messages_pending", false),
    ("skip_last_msg_update_for_system_msgs", false),
];

impl ChannelType {
    /// Whether a switch is on.
    pub fn is_on(&self, switch: &str) -> bool {
        SWITCHES.iter().any(|(name, on)| *name == switch && *on)
    }

    /// The `config` object of a channel in a REST answer.
    pub fn config(&self) -> Value {
        let mut config = json!({
            "name": self.name,
            "created_at": "2020-01-01T00:00:00.000000Z",
            "updated_at": "2020-01-01T00:00:00.000000Z",
            "max_message_length": self.max_message_length,
            "message_retention": "infinite",
            "automod": "disabled",
            "automod_behavior": "flag",
            "blocklist_behavior": "flag",
            "commands": [],
        });
        for (name, on) in SWITCHES {
            config[*name] = (*on).into();
        }
        config
    }
}
