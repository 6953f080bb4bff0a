//! Owns one channel of the model service as plain data: messages with their reactions, replies and pins, members, reads;
//! and how each of them looks on the wire. What happens to it is `changes.rs`, who is told is `service.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::service::{cid, text_of, user_id};

/// Pinned messages that come with a channel.
const PINNED: usize = 10;

/// One reaction; users by number.
#[derive(Clone, Debug, PartialEq)]
pub struct Reaction {
    pub user: usize,
    pub kind: String,
    pub score: u64,
    pub at: u64,
}

/// One message; its id tells who made it. Times in microseconds.
#[derive(Clone, Debug, Default)]
pub struct Message {
    pub id: String,
    pub author: String,
    pub at: u64,
    pub updated: u64,
    pub text: String,
    pub deleted: Option<u64>,
    pub parent: Option<String>,
    pub shown: bool,
    pub silent: bool,
    pub quoted: Option<String>,
    pub pinned: Option<u64>,
    pub reactions: Vec<Reaction>,
    /// Those who had muted its author or the channel when it was sent.
    pub uncounted: BTreeSet<usize>,
    /// It has, or had, replies.
    pub replied: bool,
}

impl Message {
    /// It stands in the channel's list, and not only in a thread.
    pub fn in_channel(&self) -> bool {
        self.parent.is_none() || self.shown
    }
}

/// A member, besides being one.
#[derive(Clone, Debug, Default)]
pub struct Member {
    pub role: String,
}

/// One channel; users by number.
#[derive(Debug, Default)]
pub struct Channel {
    pub members: BTreeMap<usize, Member>,
    /// All that were sent, in threads as well, oldest first.
    pub messages: Vec<Message>,
    /// Up to when each member has read, in microseconds.
    pub read: BTreeMap<usize, u64>,
    /// Where each member's mark has been since it was set without telling the others: by marking as unread, or by his
    /// becoming a member.
    pub read_before: BTreeMap<usize, Vec<u64>>,
    pub watchers: BTreeSet<u32>,
    pub name: Option<String>,
    pub truncated: Option<u64>,
    /// What `/sync` answers from: when, and what was said.
    pub log: Vec<(u64, Value)>,
}

impl Channel {
    pub fn find(&self, id: &str) -> Option<&Message> {
        self.messages.iter().rev().find(|message| message.id == id)
    }

    pub fn find_mut(&mut self, id: &str) -> Option<&mut Message> {
        self.messages.iter_mut().rev().find(|message| message.id == id)
    }

    pub fn forget_member(&mut self, user: usize) {
        self.members.remove(&user);
        self.read.remove(&user);
        self.read_before.remove(&user);
    }

    /// The messages of the channel's own list, oldest first.
    pub fn listed(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter().filter(|message| message.in_channel())
    }

    /// The replies to a message, oldest first.
    pub fn replies<'a>(&'a self, parent: &'a str) -> impl DoubleEndedIterator<Item = &'a Message> {
        self.messages.iter().filter(move |message| message.parent.as_deref() == Some(parent))
    }

    /// Pinned messages, newest pin first.
    pub fn pinned(&self) -> Vec<&Message> {
        let mut pinned: Vec<&Message> =
            self.messages.iter().filter(|message| message.pinned.is_some() && message.deleted.is_none()).collect();
        pinned.sort_by_key(|message| std::cmp::Reverse(message.pinned));
        pinned
    }

    /// What a user has not read.
    pub fn unread(&self, user: usize) -> usize {
        let (last, own) = (self.read.get(&user).copied().unwrap_or(0), user_id(user));
        let counts = |message: &&Message| {
            message.in_channel() && !message.silent && message.author != own && !message.uncounted.contains(&user)
        };
        self.messages.iter().rev().take_while(|message| message.at > last).filter(counts).count()
    }

    /// A message as a reader is shown it by a query, or, without one, as an event shows it to all.
    pub fn wire(&self, message: &Message, names: &[String], reader: Option<usize>) -> Value {
        let mut wire = self.plain(message, names, reader);
        if let Some(quoted) = &message.quoted {
            wire["quoted_message_id"] = json!(quoted);
            if let Some(quoted) = self.find(quoted) {
                wire["quoted_message"] = self.plain(quoted, names, None);
            }
        }
        wire
    }

    fn plain(&self, message: &Message, names: &[String], reader: Option<usize>) -> Value {
        let kind = match (message.deleted, message.in_channel()) {
            (Some(_), _) => "deleted",
            (None, true) => "regular",
            (None, false) => "reply",
        };
        let mut wire = json!({"id": message.id, "text": message.text, "type": kind, "user": named(&message.author, names),
            "created_at": text_of(message.at), "updated_at": text_of(message.updated)});
        let fields = wire.as_object_mut().expect("an object");
        if let Some(at) = message.deleted {
            fields.insert("deleted_at".into(), json!(text_of(at)));
        }
        if let Some(parent) = &message.parent {
            fields.insert("parent_id".into(), json!(parent));
            fields.insert("show_in_channel".into(), json!(message.shown));
        } else if message.replied {
            let replies = self.replies(&message.id).filter(|reply| reply.deleted.is_none()).count();
            fields.insert("reply_count".into(), json!(replies));
        }
        if message.silent {
            fields.insert("silent".into(), json!(true));
        }
        // What nobody ever touched says nothing of it.
        if message.updated == message.at {
            return wire;
        }
        fields.insert("pinned".into(), json!(message.pinned.is_some()));
        fields.insert("pinned_at".into(), message.pinned.map_or(Value::Null, |at| json!(text_of(at))));
        let (mut counts, mut scores) = (BTreeMap::<&str, u64>::new(), BTreeMap::<&str, u64>::new());
        for reaction in &message.reactions {
            *counts.entry(&reaction.kind).or_default() += 1;
            *scores.entry(&reaction.kind).or_default() += reaction.score;
        }
        let group = |(kind, count): (&&str, &u64)| {
            ((*kind).to_owned(), json!({"count": count, "sum_scores": scores.get(kind)}))
        };
        fields.insert("reaction_groups".into(), Value::Object(counts.iter().map(group).collect::<Map<_, _>>()));
        fields.insert("reaction_counts".into(), json!(counts));
        fields.insert("reaction_scores".into(), json!(scores));
        let newest_first: Vec<Value> =
            message.reactions.iter().rev().take(10).map(|one| one.wire(message, names)).collect();
        let own = |one: &&Reaction| Some(one.user) == reader;
        let own: Vec<Value> = message.reactions.iter().filter(own).map(|one| one.wire(message, names)).collect();
        fields.insert("latest_reactions".into(), json!(newest_first));
        fields.insert("own_reactions".into(), json!(own));
        wire
    }

    /// The messages that a page asks for: the newest, or those directly before one.
    fn page(&self, wish: &Value, default: u64, names: &[String], reader: usize) -> Vec<Value> {
        let listed: Vec<&Message> = self.listed().collect();
        let limit = wish["limit"].as_u64().unwrap_or(default) as usize;
        let end = match (wish["id_lt"].as_str(), wish["created_at_before_or_equal"].as_str()) {
            (Some(id), _) => listed.iter().position(|message| message.id == id).unwrap_or(0),
            (None, Some(until)) => listed.iter().filter(|message| *text_of(message.at) <= *until).count(),
            (None, None) => listed.len(),
        };
        listed[end.saturating_sub(limit)..end].iter().map(|message| self.wire(message, names, Some(reader))).collect()
    }

    /// The replies that a page of a thread asks for: the newest, oldest first.
    pub fn reply_page(&self, parent: &str, limit: usize, names: &[String], reader: usize) -> Vec<Value> {
        let mut page: Vec<Value> =
            self.replies(parent).rev().take(limit).map(|message| self.wire(message, names, Some(reader))).collect();
        page.reverse();
        page
    }

    pub fn data(&self, number: usize) -> Value {
        let mut channel = json!({"type": "messaging", "id": format!("c{number}"), "cid": cid(number), "member_count": self.members.len()});
        if let Some(last) = self.listed().next_back() {
            channel["last_message_at"] = json!(text_of(last.at));
        }
        if let Some(name) = &self.name {
            channel["name"] = json!(name);
        }
        if let Some(at) = self.truncated {
            channel["truncated_at"] = json!(text_of(at));
        }
        channel
    }

    pub fn member(&self, user: usize, names: &[String]) -> Value {
        let role = self.members.get(&user).map_or("", |member| &member.role);
        json!({"user_id": user_id(user), "user": named(&user_id(user), names), "channel_role": role})
    }

    pub fn bundle(&self, number: usize, wish: &Value, default: u64, names: &[String], reader: usize) -> Value {
        let read = |member: &usize| {
            let last = self.read.get(member).filter(|at| **at > 0);
            let last = last.map_or("0001-01-01T00:00:00Z".to_owned(), |at| text_of(*at));
            json!({"user": named(&user_id(*member), names), "last_read": last, "unread_messages": self.unread(*member)})
        };
        let pinned: Vec<Value> =
            self.pinned().into_iter().take(PINNED).map(|message| self.wire(message, names, Some(reader))).collect();
        let members: Vec<Value> = self.members.keys().map(|user| self.member(*user, names)).collect();
        let mut bundle = json!({"channel": self.data(number), "messages": self.page(wish, default, names, reader), "members": members,
            "pinned_messages": pinned, "read": self.members.keys().map(read).collect::<Vec<_>>()});
        if self.members.contains_key(&reader) {
            bundle["membership"] = self.member(reader, names);
        }
        bundle
    }
}

impl Reaction {
    pub fn wire(&self, of: &Message, names: &[String]) -> Value {
        let at = text_of(self.at);
        json!({"message_id": of.id, "user_id": user_id(self.user), "user": named(&user_id(self.user), names), "type": self.kind,
            "score": self.score, "created_at": at, "updated_at": at})
    }
}

/// A user as the wire has him. `names` says of each when he last changed his name; empty: never.
pub fn named(id: &str, names: &[String]) -> Value {
    let number = id.strip_prefix('u').and_then(|number| number.parse::<usize>().ok());
    match number.and_then(|number| names.get(number)) {
        Some(at) if !at.is_empty() => json!({"id": id, "name": format!("{id} of {at}"), "updated_at": at}),
        _ => json!({"id": id}),
    }
}
