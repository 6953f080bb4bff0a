//! Owns the model of the service: who is connected, by socket and by long poll, who is told what, and which request is
//! answered by what. Answers and frames it has to say wait in `said` for the network. Follows the protocol notes
//! ("WebSocket connection", "Long-poll fallback", "Errors", "Watching", "Message pagination"), shares no code with the
//! client and knows no faults but those that are a service's own: too many requests, expired tokens. The channels are
//! `channel.rs`, what people do to them is `changes.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::channel::{Channel, named};
use crate::harness::{Request, error};

/// 2026-01-01 in microseconds since 1970: the service's clock and those of the pages begin together.
const START_MICROS: u64 = 1_767_225_600_000_000;
/// Milliseconds a poll is held when there is nothing to say.
pub const HELD_MS: u64 = 20_000;
/// Milliseconds after which a connection that says nothing is forgotten.
pub const FORGOTTEN_MS: u64 = 60_000;
/// Messages in a page that nobody gave a size.
const PAGE: u64 = 100;

/// How a connection is reached.
#[derive(Debug)]
pub enum By {
    Socket(u32),
    /// Events that wait, and the poll that is held.
    Poll(Vec<Value>, Option<usize>),
}

#[derive(Debug)]
pub struct Connection {
    pub client: usize,
    pub user: usize,
    pub by: By,
    /// When it was last heard of.
    pub heard: u64,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub retry_after_s: u32,
}

/// Something on its way to a page.
#[derive(Debug)]
pub enum Said {
    Frame { client: usize, generation: u32, frame: Value },
    Answer { client: usize, request: usize, answer: Answer },
}

/// So many queries of channels are answered per second, all others with "too many requests".
#[derive(Debug, Default)]
pub struct Limit {
    pub per_second: Option<u64>,
    second: u64,
    taken: u64,
}

#[derive(Default)]
pub struct Service {
    pub channels: Vec<Channel>,
    pub connections: BTreeMap<u32, Connection>,
    pub said: Vec<Said>,
    /// By user: tokens of an earlier version have expired.
    pub valid_from: Vec<u32>,
    pub limit: Limit,
    /// By user: when the name was changed last, as text; empty if it never was.
    pub names: Vec<String>,
    /// By user: the users he has muted, and the channels.
    pub muted_users: BTreeMap<usize, BTreeSet<usize>>,
    pub muted_channels: BTreeMap<usize, BTreeSet<usize>>,
    /// Whether what was said is kept for `/sync`.
    pub keeps_log: bool,
    pub last_connection: u32,
    pub last_stamp: u64,
    pub now: u64,
}

pub fn user_id(user: usize) -> String {
    format!("u{user}")
}

/// A token of a version.
pub fn token_of(user: usize, version: u32) -> String {
    format!("{}-v{version}", crate::harness::token(&user_id(user)))
}

pub fn text_of(stamp: u64) -> String {
    let micros = stamp - START_MICROS;
    let (seconds, micros) = (micros / 1_000_000, micros % 1_000_000);
    format!("2026-01-01T{:02}:{:02}:{:02}.{micros:06}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

pub fn ok(body: Value) -> Answer {
    Answer { status: 201, body, retry_after_s: 0 }
}

pub fn refused(code: i32, status: u16, why: &str, retry_after_s: u32) -> Answer {
    Answer { status, body: error(code, status, why), retry_after_s }
}

pub fn cid(number: usize) -> String {
    format!("messaging:c{number}")
}

pub fn number_in(name: &str, before: &str) -> Option<usize> {
    name.strip_prefix(before)?.parse().ok()
}

impl Service {
    /// The clock goes on; a stamp is later than any before.
    pub fn stamp(&mut self, now: u64) -> u64 {
        self.now = now;
        self.last_stamp = (self.last_stamp + 1).max(START_MICROS + now * 1_000);
        self.last_stamp
    }

    /// The latest stamp.
    pub fn stamped_at(&self) -> u64 {
        self.last_stamp
    }

    pub fn stamped(&mut self, now: u64, mut event: Value) -> Value {
        event["created_at"] = json!(text_of(self.stamp(now)));
        event
    }

    // Connections -------------------------------------------------------------------------------------------------------

    /// The first frame of a new connection, or the error in its place.
    pub fn connect(
        &mut self,
        now: u64,
        client: usize,
        user: usize,
        token: &str,
        by: By,
    ) -> Result<(u32, Value), Answer> {
        if let Some(expired) = self.expired(user, token) {
            return Err(expired);
        }
        self.last_connection += 1;
        let id = self.last_connection;
        self.connections.insert(id, Connection { client, user, by, heard: now });
        let hello = json!({"type": "health.check", "connection_id": format!("k{id}"), "cid": "*", "me": self.me(user)});
        Ok((id, self.stamped(now, hello)))
    }

    fn expired(&self, user: usize, token: &str) -> Option<Answer> {
        let version: u32 = token.rsplit_once("-v").and_then(|(_, version)| version.parse().ok()).unwrap_or(0);
        let expired = self.valid_from.get(user).is_some_and(|oldest| version < *oldest);
        expired.then(|| refused(40, 401, "token expired", 0))
    }

    pub fn forget(&mut self, id: u32) {
        self.connections.remove(&id);
        for channel in &mut self.channels {
            channel.watchers.remove(&id);
        }
    }

    pub fn forget_all(&mut self) {
        self.connections.clear();
        for channel in &mut self.channels {
            channel.watchers.clear();
        }
    }

    /// A keep-alive came.
    pub fn ping(&mut self, now: u64, id: u32) {
        let pong = self.stamped(now, json!({"type": "health.check", "cid": "*", "connection_id": format!("k{id}")}));
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.heard = now;
            self.say(id, pong);
        }
    }

    /// Connections that have not been heard of for too long.
    pub fn silent(&self, now: u64) -> Vec<u32> {
        let silent = |(id, known): (&u32, &Connection)| {
            let held = matches!(known.by, By::Poll(_, Some(_)));
            (!held && now > known.heard + FORGOTTEN_MS).then_some(*id)
        };
        self.connections.iter().filter_map(silent).collect()
    }

    fn say(&mut self, id: u32, event: Value) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let client = connection.client;
        match &mut connection.by {
            By::Socket(generation) => {
                self.said.push(Said::Frame { client, generation: *generation, frame: event });
            }
            By::Poll(queue, held) => {
                queue.push(event);
                if let Some(request) = held.take() {
                    self.answer_poll(id, request);
                }
            }
        }
    }

    /// Answers the poll with all that waits.
    fn answer_poll(&mut self, id: u32, request: usize) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        connection.heard = self.now;
        if let By::Poll(queue, _) = &mut connection.by {
            let answer = ok(json!({"events": std::mem::take(queue)}));
            self.said.push(Said::Answer { client: connection.client, request, answer });
        }
    }

    /// A poll was held long enough.
    pub fn end_hold(&mut self, now: u64, client: usize, request: usize) {
        self.now = now;
        let held = self.connections.iter_mut().find_map(|(id, known)| match &mut known.by {
            By::Poll(_, held) if known.client == client && *held == Some(request) => {
                *held = None;
                Some(*id)
            }
            _ => None,
        });
        if let Some(id) = held {
            self.answer_poll(id, request);
        }
    }

    // Events ------------------------------------------------------------------------------------------------------------

    /// Tells every connection that watches a channel; the totals in it, if it has any, are the reader's own. What `/sync`
    /// replays goes into the log.
    pub fn tell_watchers(&mut self, number: usize, event: &Value) {
        self.log(number, event);
        for id in self.channels[number].watchers.clone() {
            let mut event = event.clone();
            if event["type"] == "message.new" {
                self.add_totals(id, &mut event);
            }
            self.say(id, event);
        }
    }

    /// Tells the members who do not watch the channel.
    pub fn tell_absent(&mut self, number: usize, event: &Value) {
        let channel = &self.channels[number];
        let absent = |(id, known): (&u32, &Connection)| {
            (!channel.watchers.contains(id) && channel.members.contains_key(&known.user)).then_some(*id)
        };
        for id in self.connections.iter().filter_map(absent).collect::<Vec<_>>() {
            let mut event = event.clone();
            self.add_totals(id, &mut event);
            self.say(id, event);
        }
    }

    /// Tells all connections of one user, or of all.
    pub fn tell_user(&mut self, user: Option<usize>, event: &Value) {
        let of = |(id, known): (&u32, &Connection)| user.is_none_or(|user| user == known.user).then_some(*id);
        for id in self.connections.iter().filter_map(of).collect::<Vec<_>>() {
            self.say(id, event.clone());
        }
    }

    fn log(&mut self, number: usize, event: &Value) {
        const REPLAYED: &[&str] = &[
            "message.new",
            "message.updated",
            "message.deleted",
            "reaction.new",
            "reaction.updated",
            "reaction.deleted",
            "channel.updated",
            "channel.truncated",
        ];
        if self.keeps_log && event["type"].as_str().is_some_and(|kind| REPLAYED.contains(&kind)) {
            let at = self.last_stamp;
            self.channels[number].log.push((at, event.clone()));
        }
    }

    fn add_totals(&self, id: u32, event: &mut Value) {
        if let Some(known) = self.connections.get(&id) {
            let (messages, channels) = self.totals(known.user);
            event["unread_count"] = json!(messages);
            event["total_unread_count"] = json!(messages);
            event["unread_channels"] = json!(channels);
        }
    }

    /// Unread messages of a user, and the channels that have some.
    pub fn totals(&self, user: usize) -> (usize, usize) {
        let muted = |number: &usize| self.muted_channels.get(&user).is_some_and(|muted| muted.contains(number));
        let of = |(number, channel): (usize, &Channel)| {
            if channel.members.contains_key(&user) && !muted(&number) { channel.unread(user) } else { 0 }
        };
        let unread: Vec<usize> = self.channels.iter().enumerate().map(of).collect();
        (unread.iter().sum(), unread.iter().filter(|count| **count > 0).count())
    }

    /// A user as his own connections see him.
    pub fn me(&self, user: usize) -> Value {
        let (messages, channels) = self.totals(user);
        let mut me = named(&user_id(user), &self.names);
        me["unread_count"] = json!(messages);
        me["total_unread_count"] = json!(messages);
        me["unread_channels"] = json!(channels);
        let mutes = self.muted_users.get(&user).into_iter().flatten();
        let channel_mutes = self.muted_channels.get(&user).into_iter().flatten();
        me["mutes"] = mutes.map(|target| json!({"target": {"id": user_id(*target)}})).collect();
        me["channel_mutes"] = channel_mutes.map(|number| json!({"channel": {"cid": cid(*number)}})).collect();
        me
    }

    // Requests ----------------------------------------------------------------------------------------------------------

    /// The answer to a request; a poll with nothing to say is held and has none yet.
    pub fn take(&mut self, now: u64, client: usize, place: usize, request: &Request) -> Option<Answer> {
        self.now = now;
        let user = request.query["user_id"].as_str().and_then(|id| number_in(id, "u")).unwrap_or(usize::MAX);
        if request.path != "/guest"
            && let Some(expired) = self.expired(user, request.token.as_deref().unwrap_or_default())
        {
            return Some(expired);
        }
        let body = request.body.as_ref().unwrap_or(&Value::Null);
        let connection = request.query["connection_id"].as_str().and_then(|id| number_in(id, "k")).map(|id| id as u32);
        let known = connection.filter(|id| self.connections.get(id).is_some_and(|known| known.user == user));
        let watch = body["watch"] == true;
        if watch && known.is_none() {
            return Some(refused(4, 400, "watching requires an active connection", 0));
        }
        let path: Vec<&str> = request.path.split('/').skip(1).collect();
        let channel = path.get(2).and_then(|id| number_in(id, "c")).filter(|number| *number < self.channels.len());
        Some(match (path.as_slice(), channel) {
            (["longpoll"], _) => return self.poll(now, client, user, place, request, known),
            (["channels"], _) => {
                if !self.limit.allows(now) {
                    return Some(refused(9, 429, "too many requests", 1));
                }
                let cids = body["filter_conditions"]["cid"]["$in"].as_array().cloned().unwrap_or_default();
                let limit = body["limit"].as_u64().unwrap_or(10).min(30) as usize;
                let mut found: Vec<usize> =
                    cids.iter().filter_map(|cid| number_in(cid.as_str()?, "messaging:c")).collect();
                found.retain(|number| *number < self.channels.len());
                found.truncate(limit);
                let size = body["message_limit"].as_u64().unwrap_or(25);
                let bundles: Vec<Value> = found
                    .iter()
                    .map(|number| self.look(*number, &Value::Null, size, known.filter(|_| watch), user))
                    .collect();
                ok(json!({"channels": bundles}))
            }
            (["channels", _, _, "query"], Some(number)) => {
                ok(self.look(number, &body["messages"], PAGE, known.filter(|_| watch), user))
            }
            (["channels", _, _, "stop-watching"], Some(number)) => {
                if let Some(id) = known {
                    self.channels[number].watchers.remove(&id);
                }
                ok(json!({}))
            }
            (["channels", _, _, "event"], Some(_)) | (["app"], _) => ok(json!({"duration": "1ms"})),
            (path, channel) => self.change(now, user, request.method, path, channel, body, &request.query),
        })
    }

    fn look(&mut self, number: usize, wish: &Value, size: u64, watcher: Option<u32>, reader: usize) -> Value {
        self.channels[number].watchers.extend(watcher);
        self.channels[number].bundle(number, wish, size, &self.names, reader)
    }

    fn poll(
        &mut self,
        now: u64,
        client: usize,
        user: usize,
        place: usize,
        request: &Request,
        known: Option<u32>,
    ) -> Option<Answer> {
        if request.query["connection_id"].is_null() {
            let token = request.token.as_deref().unwrap_or_default();
            let hello = self.connect(now, client, user, token, By::Poll(Vec::new(), None));
            return Some(hello.map_or_else(|refused| refused, |(_, hello)| ok(json!({"event": hello}))));
        }
        let Some(id) = known else { return Some(refused(46, 400, "connection id not found", 0)) };
        if request.query["close"] == true {
            self.forget(id);
            return Some(ok(json!({})));
        }
        let connection = self.connections.get_mut(&id)?;
        connection.heard = now;
        let By::Poll(queue, held) = &mut connection.by else {
            return Some(refused(46, 400, "no such polling connection", 0));
        };
        *held = Some(place);
        if !queue.is_empty() {
            *held = None;
            self.answer_poll(id, place);
        }
        None
    }
}

impl Limit {
    fn allows(&mut self, now: u64) -> bool {
        let Some(most) = self.per_second else { return true };
        if self.second != now / 1_000 {
            (self.second, self.taken) = (now / 1_000, 0);
        }
        self.taken += 1;
        self.taken <= most
    }
}
