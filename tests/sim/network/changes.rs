//! Owns what people do to the model's channels: sending, editing, deleting, reacting, pinning, reading, members, names,
//! truncation, mutes; each changes the plain data and says who is told (protocol notes, "Capabilities", "Events").

use serde_json::{Value, json};

use super::channel::{Channel, Message, Reaction, named};
use super::service::{Answer, Service, cid, number_in, ok, refused, text_of, user_id};

/// Replies in a page that nobody gave a size.
const REPLIES: usize = 50;
/// More events than this are too many to replay.
const MOST_EVENTS: usize = 1_000;

impl Service {
    /// The answer to a request that changes something, or asks for what such changes left.
    #[allow(clippy::too_many_arguments)]
    pub fn change(
        &mut self,
        now: u64,
        user: usize,
        method: &str,
        path: &[&str],
        channel: Option<usize>,
        body: &Value,
        query: &Value,
    ) -> Answer {
        let done = match (method, path, channel) {
            ("POST", ["sync"], _) => return self.sync(body),
            ("POST", ["channels", _, _, "message"], Some(number)) => {
                let id = body["message"]["id"].as_str().unwrap_or_default();
                if self.channels[number].find(id).is_some() {
                    return refused(4, 400, "a message with this id already exists", 0);
                }
                let text = |key: &str| body["message"][key].as_str().map(str::to_owned);
                let flag = |key: &str| body["message"][key] == true;
                let parent = text("parent_id");
                if parent.as_ref().is_some_and(|parent| self.channels[number].find(parent).is_none()) {
                    return refused(4, 400, "the parent message does not exist", 0);
                }
                let message = Message {
                    id: id.to_owned(),
                    author: user_id(user),
                    text: text("text").unwrap_or_default(),
                    parent,
                    shown: flag("show_in_channel"),
                    silent: flag("silent"),
                    quoted: text("quoted_message_id"),
                    ..Message::default()
                };
                Some(json!({"message": self.post(now, number, message)}))
            }
            ("POST", ["channels", _, _, "read"], Some(number)) => Some(self.read(now, number, user)),
            ("POST", ["channels", _, _, "unread"], Some(number)) => self.unread(now, number, user, body),
            ("POST", ["channels", _, _, "truncate"], Some(number)) => Some(self.truncate(now, number)),
            ("POST", ["channels", _, _], Some(number)) => Some(self.change_members(now, number, body)),
            ("PATCH", ["channels", _, _], Some(number)) => {
                self.channels[number].name = body["set"]["name"].as_str().map(str::to_owned);
                Some(self.tell_channel(now, number, "channel.updated"))
            }
            ("POST", ["users"], _) => {
                let at = self.stamp(now);
                self.names[user] = text_of(at);
                let shown = named(&user_id(user), &self.names);
                self.tell_user(None, &json!({"type": "user.updated", "user": shown, "created_at": text_of(at)}));
                Some(json!({}))
            }
            ("POST", ["moderation", "mute" | "unmute"], _) => Some(self.mute(now, user, path[1], body)),
            ("POST", ["moderation", "mute" | "unmute", "channel"], _) => Some(self.mute(now, user, path[1], body)),
            (_, ["messages", id, rest @ ..], _) => self.change_message(now, user, method, id, rest, body, query),
            (_, ["users"], _) => Some(json!({"users": []})),
            _ => None,
        };
        done.map_or_else(|| refused(16, 404, "not found", 0), ok)
    }

    #[allow(clippy::too_many_arguments)]
    fn change_message(
        &mut self,
        now: u64,
        user: usize,
        method: &str,
        id: &str,
        rest: &[&str],
        body: &Value,
        query: &Value,
    ) -> Option<Value> {
        let number = self.channels.iter().position(|channel| channel.find(id).is_some())?;
        let (names, at) = (self.names.clone(), self.stamp(now));
        let channel = &mut self.channels[number];
        match (method, rest) {
            ("GET", []) => {
                let message = channel.find(id)?;
                return Some(json!({"message": channel.wire(message, &names, Some(user))}));
            }
            ("GET", ["replies"]) => {
                let limit = query["limit"].as_u64().map_or(REPLIES, |limit| limit as usize);
                return Some(json!({"messages": channel.reply_page(id, limit, &names, user)}));
            }
            ("DELETE", []) if query["hard"] == true => return Some(self.delete_hard(number, id, at)),
            ("POST", ["reaction"]) => return self.react(number, id, user, body, at),
            ("DELETE", ["reaction", kind]) => return self.take_back(number, id, user, kind, at),
            _ => {}
        }
        let message = channel.find_mut(id)?;
        let gone = message.deleted.is_some();
        match (method, rest) {
            ("POST", []) if !gone => message.text = body["message"]["text"].as_str()?.to_owned(),
            ("PUT", []) if !gone => {
                if let Some(pinned) = body["set"]["pinned"].as_bool() {
                    message.pinned = pinned.then_some(at);
                }
                if let Some(text) = body["set"]["text"].as_str() {
                    message.text = text.to_owned();
                }
            }
            ("DELETE", []) if !gone => {
                (message.deleted, message.text, message.pinned) = (Some(at), String::new(), None);
            }
            _ => return None,
        }
        message.updated = at;
        let (parent, kind) =
            (message.parent.clone(), if method == "DELETE" { "message.deleted" } else { "message.updated" });
        let told = self.tell_message(number, id, at, kind, json!({"hard_delete": false}));
        if let (Some(parent), "DELETE") = (parent, method) {
            self.tell_message(number, &parent, at, "message.updated", Value::Null);
        }
        Some(json!({"message": told}))
    }

    // Messages ----------------------------------------------------------------------------------------------------------

    /// Somebody who is no user of any page writes.
    pub fn bot_writes(&mut self, now: u64, number: usize, id: String) {
        let message = Message { id, author: "bot".to_owned(), text: "x".to_owned(), ..Message::default() };
        self.post(now, number, message);
    }

    /// A message is there, and everybody concerned is told.
    pub fn post(&mut self, now: u64, number: usize, mut message: Message) -> Value {
        let at = self.stamp(now);
        (message.at, message.updated) = (at, at);
        let author = number_in(&message.author, "u");
        let muted = |of: &std::collections::BTreeMap<usize, std::collections::BTreeSet<usize>>, what: Option<usize>| {
            let by = |(user, muted): (&usize, &std::collections::BTreeSet<usize>)| {
                what.is_some_and(|what| muted.contains(&what)).then_some(*user)
            };
            of.iter().filter_map(by).collect::<Vec<_>>()
        };
        message.uncounted.extend(muted(&self.muted_users, author));
        message.uncounted.extend(muted(&self.muted_channels, Some(number)));
        let (id, parent, listed) = (message.id.clone(), message.parent.clone(), message.in_channel());
        let (by, channel) = (message.author.clone(), &mut self.channels[number]);
        if listed && let Some(user) = author.filter(|user| channel.members.contains_key(user)) {
            channel.read.insert(user, at);
            channel.read_before.remove(&user);
        }
        channel.messages.push(message);
        if let Some(parent) = &parent
            && let Some(parent) = channel.find_mut(parent)
        {
            parent.replied = true;
        }
        let wire = self.wire(number, &id);
        let mut event = json!({"type": "message.new", "cid": cid(number), "message": wire, "user": named(&by, &self.names), "created_at": wire["created_at"]});
        self.tell_watchers(number, &event);
        if listed {
            event["type"] = json!("notification.message_new");
            self.tell_absent(number, &event);
        }
        if let Some(parent) = parent {
            self.tell_message(number, &parent, at, "message.updated", Value::Null);
        }
        wire
    }

    /// As events show it.
    fn wire(&self, number: usize, id: &str) -> Value {
        let channel = &self.channels[number];
        channel.find(id).map_or(Value::Null, |message| channel.wire(message, &self.names, None))
    }

    fn tell_message(&mut self, number: usize, id: &str, at: u64, kind: &str, more: Value) -> Value {
        let wire = self.wire(number, id);
        if wire.is_null() {
            return wire;
        }
        let event =
            json!({"type": kind, "cid": cid(number), "message": wire, "message_id": id, "created_at": text_of(at)});
        self.tell_watchers(number, &crate::harness::with(event, &more));
        wire
    }

    fn delete_hard(&mut self, number: usize, id: &str, at: u64) -> Value {
        let wire = self.wire(number, id);
        let channel = &mut self.channels[number];
        channel.messages.retain(|message| message.id != id && message.parent.as_deref() != Some(id));
        let event = json!({"type": "message.deleted", "cid": cid(number), "message": wire, "message_id": id, "hard_delete": true, "created_at": text_of(at)});
        self.tell_watchers(number, &event);
        if let Some(parent) = wire["parent_id"].as_str() {
            self.tell_message(number, parent, at, "message.updated", Value::Null);
        }
        json!({"message": wire})
    }

    fn react(&mut self, number: usize, id: &str, user: usize, body: &Value, at: u64) -> Option<Value> {
        let message = self.channels[number].find_mut(id).filter(|message| message.deleted.is_none())?;
        let (kind, only) = (body["reaction"]["type"].as_str()?, body["enforce_unique"] == true);
        let before = message.reactions.len();
        message.reactions.retain(|one| one.user != user || (!only && one.kind != kind));
        let event = if message.reactions.len() < before { "reaction.updated" } else { "reaction.new" };
        let score = body["reaction"]["score"].as_u64().unwrap_or(1);
        let reaction = Reaction { user, kind: kind.to_owned(), score, at };
        message.reactions.push(reaction.clone());
        Some(self.tell_reaction(number, id, &reaction, event, at))
    }

    fn take_back(&mut self, number: usize, id: &str, user: usize, kind: &str, at: u64) -> Option<Value> {
        let message = self.channels[number].find_mut(id)?;
        let place = message.reactions.iter().position(|one| one.user == user && one.kind == kind)?;
        let reaction = message.reactions.remove(place);
        Some(self.tell_reaction(number, id, &reaction, "reaction.deleted", at))
    }

    fn tell_reaction(&mut self, number: usize, id: &str, reaction: &Reaction, kind: &str, at: u64) -> Value {
        let names = self.names.clone();
        let Some(message) = self.channels[number].find_mut(id) else { return Value::Null };
        message.updated = at;
        let shown = reaction.wire(message, &names);
        let more = json!({"reaction": shown, "user": shown["user"]});
        let wire = self.tell_message(number, id, at, kind, more);
        json!({"message": wire, "reaction": shown})
    }

    // Channels ----------------------------------------------------------------------------------------------------------

    fn read(&mut self, now: u64, number: usize, user: usize) -> Value {
        let read = json!({"type": "message.read", "cid": cid(number), "user": named(&user_id(user), &self.names)});
        let mut read = self.stamped(now, read);
        let at = self.stamped_at();
        self.channels[number].read.insert(user, at);
        self.channels[number].read_before.remove(&user);
        self.tell_watchers(number, &read);
        let answer = json!({"event": read});
        read["type"] = json!("notification.mark_read");
        self.tell_own(user, read);
        answer
    }

    /// A message and all after it become unread; only the reader's own connections are told.
    fn unread(&mut self, now: u64, number: usize, user: usize, body: &Value) -> Option<Value> {
        let channel = &mut self.channels[number];
        if !channel.members.contains_key(&user) {
            return None;
        }
        let id = body["message_id"].as_str()?;
        let listed: Vec<&Message> = channel.listed().collect();
        let place = listed.iter().position(|message| message.id == id)?;
        let (first, before) = (listed[place].at, place.checked_sub(1).map(|before| listed[before]));
        let (until, last) = (before.map_or(first - 1, |before| before.at), before.map(|before| before.id.clone()));
        let before = channel.read.insert(user, until).unwrap_or(0);
        channel.read_before.entry(user).or_default().push(before);
        let event = json!({"type": "notification.mark_unread", "cid": cid(number), "user": named(&user_id(user), &self.names),
            "first_unread_message_id": id, "last_read_at": text_of(until), "last_read_message_id": last,
            "unread_messages": self.channels[number].unread(user)});
        let event = self.stamped(now, event);
        self.tell_own(user, event);
        Some(json!({}))
    }

    /// Tells all connections of a user, with his totals.
    fn tell_own(&mut self, user: usize, mut event: Value) {
        let (messages, channels) = self.totals(user);
        event["unread_count"] = json!(messages);
        event["total_unread_count"] = json!(messages);
        event["unread_channels"] = json!(channels);
        self.tell_user(Some(user), &event);
    }

    fn truncate(&mut self, now: u64, number: usize) -> Value {
        let at = self.stamp(now);
        let channel = &mut self.channels[number];
        channel.messages.retain(|message| message.at > at);
        channel.truncated = Some(at);
        self.tell_channel(now, number, "channel.truncated")
    }

    fn tell_channel(&mut self, now: u64, number: usize, kind: &str) -> Value {
        let data = self.channels[number].data(number);
        let event = self.stamped(now, json!({"type": kind, "cid": cid(number), "channel": data}));
        self.tell_watchers(number, &event);
        json!({"channel": data})
    }

    fn change_members(&mut self, now: u64, number: usize, body: &Value) -> Value {
        let named_in = |key: &str| -> Vec<(usize, String)> {
            let role = |one: &Value| one["channel_role"].as_str().unwrap_or("channel_member").to_owned();
            let of = |one: &Value| {
                let id = one.as_str().or_else(|| one["user_id"].as_str())?;
                Some((number_in(id, "u")?, role(one)))
            };
            body[key].as_array().into_iter().flatten().filter_map(of).collect()
        };
        for (kind, key) in
            [("member.added", "add_members"), ("member.updated", "assign_roles"), ("member.removed", "remove_members")]
        {
            for (user, role) in named_in(key) {
                let at = self.stamp(now);
                let known = self.channels[number].members.contains_key(&user);
                if known == (kind == "member.added") {
                    continue;
                }
                let (names, channel) = (self.names.clone(), &mut self.channels[number]);
                let member = channel.members.entry(user).or_default();
                member.role = role;
                let shown = channel.member(user, &names);
                match kind {
                    "member.added" => {
                        channel.read.insert(user, at);
                        channel.read_before.insert(user, vec![0]);
                    }
                    "member.removed" => channel.forget_member(user),
                    _ => {}
                }
                let (data, user_shown) = (channel.data(number), shown["user"].clone());
                let mut event = json!({"type": kind, "cid": cid(number), "member": shown, "user": user_shown, "created_at": text_of(at)});
                self.tell_watchers(number, &event);
                let personal = match kind {
                    "member.added" => "notification.added_to_channel",
                    "member.removed" => "notification.removed_from_channel",
                    _ => continue,
                };
                (event["type"], event["channel"]) = (json!(personal), data);
                self.tell_user(Some(user), &event);
            }
        }
        json!({"channel": self.channels[number].data(number)})
    }

    fn mute(&mut self, now: u64, user: usize, how: &str, body: &Value) -> Value {
        let target = body["target_id"].as_str().and_then(|id| number_in(id, "u"));
        let channel = body["channel_cid"].as_str().and_then(|cid| number_in(cid, "messaging:c"));
        let (of, what, kind) = match channel {
            Some(_) => (&mut self.muted_channels, channel, "notification.channel_mutes_updated"),
            None => (&mut self.muted_users, target, "notification.mutes_updated"),
        };
        let muted = of.entry(user).or_default();
        if how == "mute" {
            muted.extend(what);
        } else if let Some(what) = what {
            muted.remove(&what);
        }
        let me = self.me(user);
        let event = self.stamped(now, json!({"type": kind, "me": me}));
        self.tell_user(Some(user), &event);
        json!({"own_user": me})
    }

    /// What was said in some channels since a moment.
    fn sync(&self, body: &Value) -> Answer {
        let since = body["last_sync_at"].as_str().unwrap_or_default();
        let numbers = body["channel_cids"].as_array().into_iter().flatten();
        let mut events: Vec<&(u64, Value)> = numbers
            .filter_map(|cid| number_in(cid.as_str()?, "messaging:c"))
            .filter_map(|number| self.channels.get(number))
            .flat_map(|channel: &Channel| channel.log.iter().filter(|(at, _)| text_of(*at).as_str() >= since))
            .collect();
        if events.len() > MOST_EVENTS {
            return refused(4, 400, "more than 1000 events since last_sync_at: load the channels anew", 0);
        }
        events.sort_by_key(|(at, _)| *at);
        ok(json!({"events": events.into_iter().map(|(_, event)| event.clone()).collect::<Vec<_>>()}))
    }
}
