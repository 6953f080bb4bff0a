//! Owns channel types: their switches, limits and grants, the built-in ones, and the copy that requests read. Does not
//! decide what a grant means: that is `permissions`.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::Time;
use crate::commands::Commands;
use crate::error::{Code, Error, Result};
use crate::permissions;

/// Longest text, in characters (the service's default; protocol notes, "Channel state bundle").
const MESSAGE_LENGTH: usize = 5_000;
/// Longest text that a channel type can allow (protocol notes, "Limits").
pub const MAX_MESSAGE_LENGTH: usize = 20_000;

/// The switch by which system messages do not move a channel up in lists.
pub const SYSTEM_SKIPPED: &str = "skip_last_msg_update_for_system_msgs";

/// The switches, as every built-in type has them.
pub const SWITCHES: &[(&str, bool)] = &[
    ("typing_events", true),
    ("read_events", true),
    ("connect_events", true),
    ("delivery_events", true),
    ("custom_events", true),
    ("search", true),
    ("reactions", true),
    ("replies", true),
    ("quotes", true),
    ("mutes", true),
    ("uploads", true),
    ("url_enrichment", true),
    ("push_notifications", false),
    ("reminders", false),
    ("user_message_reminders", true),
    ("polls", true),
    ("shared_locations", true),
    ("count_messages", true),
    ("mark_messages_pending", false),
    ("skip_last_msg_update_for_system_msgs", false),
];

/// What each role may do.
pub type Grants = BTreeMap<String, BTreeSet<String>>;

/// A channel type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelType {
    /// Its name, the first part of a cid.
    pub name: String,
    /// Features by name, on or off.
    pub switches: BTreeMap<String, bool>,
    /// Longest text, in characters.
    pub max_message_length: usize,
    /// Names of the commands that messages may begin with.
    pub commands: Vec<String>,
    /// `disabled`, `simple` or `AI`.
    pub automod: String,
    /// `flag`, `block` or `shadow_block`: what happens to a message that moderation objects to.
    pub automod_behavior: String,
    /// The list of words that messages are checked against.
    pub blocklist: Option<String>,
    /// `flag`, `block` or `shadow_block`: what happens to a message with such a word.
    pub blocklist_behavior: String,
    /// What each role may do.
    pub grants: Grants,
    /// When created.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
}

impl ChannelType {
    /// A type with the usual switches. `open` lets everybody read and join.
    pub fn new(name: &str, open: bool, now: Time) -> Self {
        ChannelType {
            name: name.to_owned(),
            switches: SWITCHES.iter().map(|(name, on)| ((*name).to_owned(), *on)).collect(),
            max_message_length: MESSAGE_LENGTH,
            commands: COMMANDS.iter().map(|(name, ..)| (*name).to_owned()).collect(),
            automod: "disabled".to_owned(),
            automod_behavior: "flag".to_owned(),
            blocklist: None,
            blocklist_behavior: "flag".to_owned(),
            grants: permissions::default_grants(open),
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether a switch is on.
    pub fn is_on(&self, switch: &str) -> bool {
        self.switches.get(switch).copied().unwrap_or(false)
    }

    /// Refuses the use of a feature that is switched off (code 19).
    pub fn require(&self, switch: &str) -> Result<()> {
        match self.is_on(switch) {
            true => Ok(()),
            false => Err(Error::new(
                Code::FeatureNotSupported,
                format!("{switch} is switched off for channels of type {:?}", self.name),
            )),
        }
    }

    /// Whether a role has a grant.
    pub fn grants(&self, role: &str, permission: &str) -> bool {
        self.grants.get(role).is_some_and(|granted| granted.contains(permission))
    }

    /// The `config` object of a channel in a REST answer, with what is known about its commands.
    pub fn config(&self, known: &Commands) -> Value {
        let mut config = json!({
            "name": self.name,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "max_message_length": self.max_message_length,
            "message_retention": "infinite",
            "automod": self.automod,
            "automod_behavior": self.automod_behavior,
            "blocklist_behavior": self.blocklist_behavior,
            "commands": self.commands.iter().filter_map(|name| known.object(name)).collect::<Vec<_>>(),
        });
        if let Some(list) = &self.blocklist {
            config["blocklist"] = list.as_str().into();
        }
        for (name, on) in &self.switches {
            config[name] = (*on).into();
        }
        config
    }

    /// The type as one channel has it, with that channel's own settings.
    pub fn overridden(&self, overrides: &Map<String, Value>) -> Self {
        let mut own = self.clone();
        for (name, value) in overrides {
            match (name.as_str(), value) {
                ("max_message_length", Value::Number(length)) => {
                    own.max_message_length = length.as_u64().map_or(MESSAGE_LENGTH, |length| length as usize);
                }
                ("blocklist", Value::String(list)) => own.blocklist = Some(list.clone()),
                ("blocklist_behavior", Value::String(behavior)) => own.blocklist_behavior = behavior.clone(),
                ("commands", Value::Array(names)) => {
                    own.commands = names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                }
                ("grants", Value::Object(grants)) => {
                    for (role, list) in grants {
                        let list = list.as_array().into_iter().flatten().filter_map(Value::as_str);
                        own.grants.insert(role.clone(), list.map(str::to_owned).collect());
                    }
                }
                (switch, Value::Bool(on)) if own.switches.contains_key(switch) => {
                    own.switches.insert(switch.to_owned(), *on);
                }
                _ => {}
            }
        }
        own
    }
}

/// The commands there are: name, arguments, set, description.
pub const COMMANDS: &[(&str, &str, &str, &str)] = &[
    ("giphy", "[text]", "fun_set", "Post a picture about a word"),
    ("ban", "[@username] [text]", "moderation_set", "Ban a user from this channel"),
    ("unban", "[@username]", "moderation_set", "Unban a user"),
    ("mute", "[@username]", "moderation_set", "Mute a user"),
    ("unmute", "[@username]", "moderation_set", "Unmute a user"),
];

/// A command as a channel's `config` lists it.
pub fn command(name: &str) -> Option<Value> {
    COMMANDS.iter().find(|(known, ..)| *known == name).map(
        |(name, args, set, description)| json!({"name": name, "args": args, "set": set, "description": description}),
    )
}

/// The types that are always there: name, and whether everybody may read and join.
const BUILT_IN: &[(&str, bool)] = &[
    ("messaging", false),
    ("team", false),
    ("gaming", false),
    ("commerce", false),
    ("livestream", true),
    ("public", true),
];

/// The built-in types as the server starts with them: 2020-01-01, so that the answer does not change from run to run.
pub fn built_in() -> Vec<ChannelType> {
    let since = Time::from_micros(1_577_836_800_000_000);
    BUILT_IN.iter().map(|(name, open)| ChannelType::new(name, *open, since)).collect()
}

/// The channel types as requests read them. The database keeps those that were changed or added.
pub struct ChannelTypes(RwLock<BTreeMap<String, Arc<ChannelType>>>);

impl ChannelTypes {
    /// The built-in types, and over them what was stored.
    pub fn new(stored: Vec<ChannelType>) -> Self {
        let types = ChannelTypes(RwLock::default());
        types.replace(stored);
        types
    }

    /// Forgets all but the built-in types, and takes what was stored.
    pub fn replace(&self, stored: Vec<ChannelType>) {
        let all = built_in().into_iter().chain(stored).map(|kind| (kind.name.clone(), Arc::new(kind))).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = all;
    }

    /// Adds or replaces one.
    pub fn set(&self, kind: ChannelType) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(kind.name.clone(), Arc::new(kind));
    }

    /// Forgets one; a built-in one is as it was at first.
    pub fn remove(&self, name: &str) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match built_in().into_iter().find(|kind| kind.name == name) {
            Some(kind) => all.insert(name.to_owned(), Arc::new(kind)),
            None => all.remove(name),
        };
    }

    /// All of them, by name.
    pub fn all(&self) -> Vec<Arc<ChannelType>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The type of this name.
    pub fn find(&self, name: &str) -> Result<Arc<ChannelType>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(name).cloned().ok_or_else(|| {
            let names: Vec<&str> = all.keys().map(String::as_str).collect();
            let names = names.join(", ");
            Error::new(Code::DoesNotExist, format!("channel type {name:?} does not exist; there are {names}"))
        })
    }

    /// The names of the types whose channels a user of this role may read without belonging to them.
    pub fn readable_by(&self, role: &str) -> Vec<String> {
        self.all().iter().filter(|kind| kind.grants(role, "read-channel")).map(|kind| kind.name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_can_set_switches_of_its_type_otherwise() {
        let kind = ChannelType::new("messaging", false, Time::from_micros(0));
        let own = json!({"reactions": false, "max_message_length": 10, "unknown": true});
        let own = kind.overridden(own.as_object().unwrap());
        assert!(kind.is_on("reactions") && !own.is_on("reactions") && !own.switches.contains_key("unknown"));
        assert_eq!(own.max_message_length, 10);
    }

    #[test]
    fn a_removed_built_in_type_is_as_it_was_at_first() {
        let types = ChannelTypes::new(Vec::new());
        types.set(ChannelType { max_message_length: 7, ..ChannelType::new("team", true, Time::from_micros(0)) });
        types.set(ChannelType::new("club", true, Time::from_micros(0)));
        types.remove("team");
        types.remove("club");
        assert_eq!(types.find("team").unwrap().max_message_length, MESSAGE_LENGTH);
        assert_eq!(types.find("club").unwrap_err().code, Code::DoesNotExist);
    }
}
