//! Owns the event object: what it is about, whom it concerns, how it looks on the wire. Does not decide who receives it.
use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::clock::Time;
use crate::db::channels::Channel;
use crate::ids::Cid;

/// Something that happened, before it is known which connections hear of it.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its type, for example `message.new`.
    pub kind: String,
    /// When it happened.
    pub at: Time,
    /// The channel it happened in.
    pub cid: Option<Cid>,
    /// Everything else on the wire, the same for every recipient.
    pub body: Map<String, Value>,
    /// The users it concerns: the recipients of `notification.*`, or the one whose presence changed.
    pub concerned: Vec<String>,
    /// If set, nobody else hears of it, whatever the table of recipients says.
    pub only: Option<Vec<String>>,
    /// These users do not hear of it.
    pub except: Vec<String>,
    /// The connection that caused it.
    pub origin: Option<String>,
    /// Fields that differ from recipient to recipient, by user id.
    pub personal: HashMap<String, Map<String, Value>>,
    /// The channels of the user whose presence changed: subscribers to these hear of it.
    pub shared_channels: Vec<Cid>,
    /// It is kept for those who catch up later, if its type is.
    pub lasting: bool,
}

impl Event {
    /// An event outside any channel.
    pub fn new(kind: &str, at: Time) -> Self {
        Event {
            kind: kind.to_owned(),
            at,
            cid: None,
            body: Map::new(),
            concerned: Vec::new(),
            only: None,
            except: Vec::new(),
            origin: None,
            personal: HashMap::new(),
            shared_channels: Vec::new(),
            lasting: true,
        }
    }

    /// An event in a channel, with the channel's name only.
    pub fn within(kind: &str, at: Time, cid: &Cid) -> Self {
        let mut event = Event::new(kind, at).with("channel_type", cid.kind()).with("channel_id", cid.id());
        event.cid = Some(cid.clone());
        event
    }

    /// An event in a channel, with the channel's name, custom data and counters.
    pub fn about(kind: &str, at: Time, channel: &Channel) -> Self {
        let mut event = Event::within(kind, at, &channel.cid)
            .with("channel_custom", Value::Object(channel.custom.clone()))
            .with("channel_member_count", channel.member_count)
            .with("channel_message_count", channel.message_count);
        if let Some(team) = &channel.team {
            event = event.with("team", team.as_str());
        }
        event
    }

    /// Adds a field.
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.body.insert(key.to_owned(), value.into());
        self
    }

    /// Names the users it concerns.
    pub fn concerning(mut self, users: impl IntoIterator<Item = String>) -> Self {
        self.concerned.extend(users);
        self
    }

    /// Withholds it from everybody but these users.
    pub fn only_for(mut self, users: Option<Vec<String>>) -> Self {
        self.only = users;
        self
    }

    /// Withholds it from these users.
    pub fn hidden_from(mut self, users: impl IntoIterator<Item = String>) -> Self {
        self.except.extend(users);
        self
    }

    /// Nobody who catches up later hears of it.
    pub fn unlogged(mut self) -> Self {
        self.lasting = false;
        self
    }

    /// Names the connection that caused it.
    pub fn from_connection(mut self, connection: Option<&str>) -> Self {
        self.origin = connection.map(str::to_owned);
        self
    }

    /// The JSON text without personal fields.
    pub fn text(&self) -> String {
        let mut all = self.body.clone();
        all.insert("type".to_owned(), self.kind.clone().into());
        all.insert("created_at".to_owned(), self.at.into());
        if let Some(cid) = &self.cid {
            all.insert("cid".to_owned(), cid.as_str().into());
        }
        serde_json::to_string(&all).unwrap_or_default()
    }

    /// The message it is about, for the ledger.
    pub fn message_id(&self) -> Option<&str> {
        self.body.get("message_id").or_else(|| self.body.get("message")?.get("id"))?.as_str()
    }
}

/// Adds fields to a JSON object text without parsing it again.
pub fn splice(base: &str, extra: &Map<String, Value>) -> String {
    let extra = serde_json::to_string(extra).unwrap_or_default();
    match (base.strip_suffix('}'), extra.strip_prefix('{')) {
        (Some(base), Some(extra)) if extra.len() > 1 => format!("{base},{extra}"),
        _ => base.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn personal_fields_are_added_to_the_same_object() {
        let extra = json!({"unread_count": 2}).as_object().cloned().unwrap_or_default();
        let text = splice(&Event::new("message.new", Time::from_micros(0)).text(), &extra);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&value["type"], &value["unread_count"]), (&json!("message.new"), &json!(2)));
        assert_eq!(splice("{\"a\":1}", &Map::new()), "{\"a\":1}");
    }
}
