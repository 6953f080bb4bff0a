//! Owns what a server may set on a channel type, and a moderator on one channel: the names, and which values are right.
//! Refuses everything else before anything changes.
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::channel_type::{COMMANDS, ChannelType, MAX_MESSAGE_LENGTH};
use crate::commands::Commands;
use crate::error::{Error, Result};
use crate::permissions::{CAPABILITIES, HIDDEN, default_grants};

/// What one channel may set otherwise than its type (the service's schema), beside `grants`, which only servers set.
const OVERRIDABLE: &[&str] = &[
    "blocklist",
    "blocklist_behavior",
    "chat_preferences",
    "commands",
    "count_messages",
    "grants",
    "max_message_length",
    "push_level",
    "quotes",
    "reactions",
    "replies",
    "shared_locations",
    "typing_events",
    "uploads",
    "url_enrichment",
    "user_message_reminders",
];
/// Accepted because answers contain them and clients send back what they received, or because they are about pushes:
/// without effect here.
const IGNORED: &[&str] = &[
    "automod_thresholds",
    "chat_preferences",
    "created_at",
    "duration",
    "message_retention",
    "name",
    "permissions",
    "push_level",
    "roles",
    "updated_at",
];
/// What is done about objectionable messages (protocol notes, "Channel state bundle").
const BEHAVIORS: &[&str] = &["flag", "block", "shadow_block"];
/// How messages are judged (protocol notes, "Channel state bundle").
const AUTOMODS: &[&str] = &["disabled", "simple", "AI"];
/// The service's own names of permissions that have the name of a capability here.
const ALIASES: &[(&str, &str)] = &[
    ("add-links", "send-links"),
    ("ban-channel-member", "ban-channel-members"),
    ("create-message", "send-message"),
    ("create-reaction", "send-reaction"),
    ("create-reply", "send-reply"),
    ("delete-message", "delete-any-message"),
    ("delete-message-owner", "delete-own-message"),
    ("update-message", "update-any-message"),
    ("update-message-owner", "update-own-message"),
    ("upload-attachment", "upload-file"),
];

/// Changes a channel type.
pub fn change(kind: &mut ChannelType, changes: &Map<String, Value>, known: &Commands) -> Result<()> {
    for (name, value) in changes {
        match (name.as_str(), value) {
            (switch, Value::Bool(on)) if kind.switches.contains_key(switch) => {
                kind.switches.insert(switch.to_owned(), *on);
            }
            (switch, _) if kind.switches.contains_key(switch) => {
                return Err(Error::input(format!("{switch} is true or false")));
            }
            ("max_message_length", value) => kind.max_message_length = length(value)?,
            ("commands", value) => kind.commands = commands(value, known)?,
            ("automod", value) => kind.automod = one_of(name, value, AUTOMODS)?,
            ("automod_behavior", value) => kind.automod_behavior = one_of(name, value, BEHAVIORS)?,
            ("blocklist_behavior", value) => kind.blocklist_behavior = one_of(name, value, BEHAVIORS)?,
            ("blocklist", Value::Null) => kind.blocklist = None,
            ("blocklist", value) => kind.blocklist = Some(text(name, value)?).filter(|list| !list.is_empty()),
            ("grants", Value::Null) => kind.grants = default_grants(kind.grants("user", "read-channel")),
            ("grants", value) => {
                for (role, list) in grants(value)? {
                    kind.grants.insert(role, list);
                }
            }
            (ignored, _) if IGNORED.contains(&ignored) => {}
            (unknown, _) => return Err(Error::input(format!("a channel type has no setting {unknown:?}"))),
        }
    }
    Ok(())
}

/// The settings of one channel after a change: null takes one back. Nothing is left of an empty object.
pub fn overrides(
    before: Option<&Map<String, Value>>,
    changes: &Value,
    known: &Commands,
) -> Result<Option<Map<String, Value>>> {
    let changes = match changes {
        Value::Null => return Ok(None),
        Value::Object(changes) => changes,
        _ => return Err(Error::input("config_overrides is an object")),
    };
    let mut after = before.cloned().unwrap_or_default();
    if changes.is_empty() {
        return Ok(None);
    }
    for (name, value) in changes {
        let checked = match (name.as_str(), value) {
            (unknown, _) if !OVERRIDABLE.contains(&unknown) => {
                return Err(Error::input(format!(
                    "a channel cannot override {unknown:?}, only {}",
                    OVERRIDABLE.join(", ")
                )));
            }
            (_, Value::Null) => {
                after.remove(name);
                continue;
            }
            ("max_message_length", value) => length(value)?.into(),
            ("commands", value) => commands(value, known)?.into(),
            ("grants", value) => {
                let list = grants(value)?.into_iter();
                Value::Object(list.map(|(role, set)| (role, set.into_iter().collect())).collect())
            }
            ("blocklist", value) => text(name, value)?.into(),
            ("blocklist_behavior", value) => one_of(name, value, &["flag", "block"])?.into(),
            ("push_level" | "chat_preferences", value) => value.clone(),
            (_, Value::Bool(on)) => (*on).into(),
            _ => return Err(Error::input(format!("{name} is true or false"))),
        };
        after.insert(name.clone(), checked);
    }
    Ok(Some(after).filter(|after| !after.is_empty()))
}

fn text(name: &str, value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| Error::input(format!("{name} is a text")))
}

fn one_of(name: &str, value: &Value, allowed: &[&str]) -> Result<String> {
    value
        .as_str()
        .filter(|text| allowed.contains(text))
        .map(str::to_owned)
        .ok_or_else(|| Error::input(format!("{name} is one of {}", allowed.join(", "))))
}

fn length(value: &Value) -> Result<usize> {
    let wanted = value.as_u64().and_then(|length| usize::try_from(length).ok());
    wanted
        .filter(|length| (1..=MAX_MESSAGE_LENGTH).contains(length))
        .ok_or_else(|| Error::input(format!("max_message_length is 1 to {MAX_MESSAGE_LENGTH}")))
}

/// Names of commands, or the objects in which answers contain them. `all` stands for all of them.
fn commands(value: &Value, known: &Commands) -> Result<Vec<String>> {
    let Some(items) = value.as_array() else {
        return Err(Error::input("commands is a list of names"));
    };
    let mut names = Vec::new();
    for item in items {
        match item.as_str().or_else(|| item["name"].as_str()) {
            Some("all") => names.extend(COMMANDS.iter().map(|(name, ..)| (*name).to_owned())),
            Some(name) if known.object(name).is_some() => names.push(name.to_owned()),
            Some(name) => return Err(Error::input(format!("command {name:?} does not exist"))),
            None => return Err(Error::input("commands is a list of names")),
        }
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    Ok(names)
}

fn grants(value: &Value) -> Result<Vec<(String, BTreeSet<String>)>> {
    let Some(roles) = value.as_object() else {
        return Err(Error::input("grants is an object with a list of permissions per role"));
    };
    let mut all = Vec::new();
    for (role, list) in roles {
        let list = match list {
            Value::Null => &[],
            Value::Array(list) => list.as_slice(),
            _ => return Err(Error::input(format!("grants of role {role:?} are a list of permissions"))),
        };
        let names = list.iter().map(|name| permission(name.as_str().unwrap_or_default()));
        all.push((role.clone(), names.collect::<Result<_>>()?));
    }
    Ok(all)
}

fn permission(name: &str) -> Result<String> {
    let own = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, own)| *own);
    match CAPABILITIES.contains(&own) || HIDDEN.contains(&own) {
        true => Ok(own.to_owned()),
        false => Err(Error::input(format!("permission {name:?} does not exist: GET /permissions lists them"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use serde_json::json;

    fn changed(changes: Value) -> Result<ChannelType> {
        let mut kind = ChannelType::new("messaging", false, Time::from_micros(0));
        change(&mut kind, changes.as_object().unwrap(), &Commands::default())?;
        Ok(kind)
    }

    #[test]
    fn an_answer_can_be_sent_back() {
        let mut whole = changed(json!({"commands": ["giphy"]})).unwrap();
        let known = Commands::default();
        let config = whole.config(&known);
        change(&mut whole, config.as_object().unwrap(), &known).unwrap();
        assert_eq!(whole.commands, ["giphy"]);
    }

    #[test]
    fn unknown_names_and_wrong_values_are_refused() {
        for bad in [
            json!({"reaction": true}),
            json!({"reactions": "yes"}),
            json!({"max_message_length": 0}),
            json!({"commands": ["fly"]}),
            json!({"automod": "maybe"}),
            json!({"grants": {"user": ["fly"]}}),
            json!({"grants": ["user"]}),
        ] {
            assert!(changed(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn grants_are_replaced_role_by_role_and_known_by_both_names() {
        let kind = changed(json!({"grants": {"user": ["read-channel", "create-message"], "guest": null}})).unwrap();
        assert!(kind.grants("user", "send-message") && !kind.grants("user", "create-channel"));
        assert!(!kind.grants("guest", "create-channel") && kind.grants("channel_member", "send-message"));
    }

    #[test]
    fn one_channels_settings_merge_and_are_taken_back() {
        let known = Commands::default();
        let first = overrides(None, &json!({"reactions": false, "quotes": false}), &known).unwrap();
        let second = overrides(first.as_ref(), &json!({"quotes": null, "max_message_length": 9}), &known).unwrap();
        assert_eq!(Value::from(second.clone().unwrap()), json!({"reactions": false, "max_message_length": 9}));
        assert_eq!(overrides(second.as_ref(), &json!({}), &known).unwrap(), None);
        assert!(overrides(None, &json!({"read_events": false}), &known).is_err());
    }
}
