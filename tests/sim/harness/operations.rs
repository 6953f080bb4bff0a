//! Owns the random operations: anything an app, a network, a server or a clock could do next, sound or nonsense, drawn
//! from one seed, or read from bytes. Judges nothing; what must hold is checked by the page after each and by the scenarios at the end.

use serde_json::{Map, Value, json};
use stream_chat_wasm::id::Slot;
use stream_chat_wasm::random::Random;

use super::page::{Page, Tokens};
use super::records::Promise;
use super::server::{Server, error, token, with};

/// A text of every message sent, to be looked for where it must not be.
pub const SECRET_TEXT: &str = "the-secret-text";
/// The end of every token, to be looked for where it must not be.
pub const SECRET_TOKEN: &str = "signature";

/// Where choices come from.
enum Source {
    Seed(Random),
    /// One byte for a choice among few, two for one among many; the last first.
    Bytes(Vec<u8>),
}

impl Source {
    fn draw(&mut self, below: u64) -> u64 {
        match self {
            Source::Seed(random) => random.between(0, below),
            Source::Bytes(bytes) => {
                let mut next = || u64::from(bytes.pop().unwrap_or(0));
                let number = if below > 256 { next() << 8 | next() } else { next() };
                number * below.div_ceil(1 << 16).max(1) % below.max(1)
            }
        }
    }
}

/// A page, its counterpart, and chance.
pub struct Chance {
    pub page: Page,
    server: Server,
    source: Source,
    slots: Vec<Slot>,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let page = Page::with(random.bits(), |config| {
            config.optimistic_updates = seed.is_multiple_of(2);
            config.connect_timeout_ms = [2_000, 15_000][(seed / 2 % 2) as usize];
        });
        Chance { page, server: Server::new(), source: Source::Seed(random), slots: Vec::new() }
    }

    /// A page whose options are the first byte, and whose operations the others are.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let options = bytes.first().copied().unwrap_or(0);
        let page = Page::with(u64::from(options), |config| {
            config.optimistic_updates = options & 1 != 0;
            config.enable_ws_fallback = options & 2 != 0;
            config.persist_user = options & 4 != 0;
            config.recover_state = options & 8 == 0;
        });
        let operations = bytes.iter().skip(1).rev().copied().collect();
        Chance { page, server: Server::new(), source: Source::Bytes(operations), slots: Vec::new() }
    }

    /// One operation, if there are bytes left.
    pub fn next(&mut self) -> bool {
        let left = !matches!(&self.source, Source::Bytes(bytes) if bytes.is_empty());
        if left {
            self.step();
        }
        left
    }

    pub fn steps(&mut self, count: u32) {
        for _ in 0..count {
            self.step();
        }
    }

    fn draw(&mut self, below: u64) -> u64 {
        self.source.draw(below)
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.draw(of.len() as u64) as usize].clone()
    }

    fn step(&mut self) {
        match self.draw(100) {
            0..6 => self.identity(),
            6..28 => self.use_the_client(),
            28..48 => self.network(),
            48..78 => self.all_goes_well(),
            78..81 => self.token(),
            81..83 => self.page.online(),
            83..86 => self.page.offline(),
            86 => self.page.early_timer(),
            87 => {
                let ms = self.draw(100_000);
                self.page.sleep(ms);
            }
            _ => {
                let ms = self.pick(&[0, 1, 100, 500, 1_000, 3_000, 7_000, 20_000]);
                self.page.pass(ms);
            }
        }
    }

    /// What stands between the client and a connection is done, or what it waits for is answered.
    fn all_goes_well(&mut self) {
        match self.page.phase() {
            "closed" | "failed" => drop(self.page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")))),
            "authorising" => self.token(),
            "opening" if self.page.has_live_socket() => self.server.accept(&mut self.page),
            "opening" => self.server.answer(&mut self.page),
            "waiting" => self.page.pass(self.page.next_timer_in().unwrap_or(0)),
            _ if !self.page.has_live_socket() || self.draw(2) == 0 => self.server.answer(&mut self.page),
            _ => {
                let event = self.event();
                self.page.frame_on(self.page.live(), Some(event));
            }
        }
    }

    fn identity(&mut self) {
        let id = self.pick(&["ann", "ann", "ann", "ann", "bob", "", "a b"]);
        match self.draw(14) {
            0..5 => drop(self.page.connect_user(json!({"id": id}), Tokens::Static(&token(id)))),
            5..8 => drop(self.page.connect_user(json!({"id": id}), Tokens::Provider)),
            8 => drop(self.page.connect_user(json!({"id": id}), Tokens::Static("nonsense"))),
            9 => drop(self.page.connect_anonymous_user()),
            10 => drop(self.page.set_guest_user(json!({"id": "visitor"}))),
            11 => drop(self.page.disconnect_user()),
            12 => drop(self.page.close_connection()),
            _ => drop(self.page.open_connection()),
        }
    }

    fn slot(&mut self) -> Slot {
        if self.slots.is_empty() || self.draw(4) == 0 {
            let (id, members) = (self.pick(&["a", "b", "c", "d"]), self.pick(&["ann", "bob", "eve"]));
            let opened = match self.draw(6) {
                0 => self.page.open_channel("messaging", None, Some(json!({"members": [members, "ann"]}))),
                1 => {
                    let data = self.nonsense(2);
                    self.page.open_channel("messaging", Some(id), Some(data))
                }
                _ => self.page.open_channel("messaging", Some(id), None),
            };
            self.slots.extend(opened);
        }
        let slots = self.slots.clone();
        if slots.is_empty() { Slot(7_777) } else { self.pick(&slots) }
    }

    fn use_the_client(&mut self) {
        let (slot, watch, ms) =
            (self.slot(), self.draw(2) == 0, self.pick(&[None, Some(1), Some(5_000), Some(60_000)]));
        let id = format!("m{}", self.draw(8));
        match self.draw(12) {
            0 => drop(self.page.query_channel(slot, json!({"watch": watch}))),
            1 => {
                // More than one batch of a recovery takes, now and then.
                let count = if self.draw(6) == 0 { 40 } else { self.draw(4) };
                let cids: Vec<String> = (0..count).map(|n| format!("messaging:many{n}")).collect();
                self.page.query_channels(
                    json!({"watch": watch, "state": true, "filter_conditions": {"cid": {"$in": cids}}}),
                );
            }
            2 => drop(self.page.stop_watching(slot)),
            3 | 4 => drop(self.page.send_message(slot, json!({"id": id, "text": SECRET_TEXT}))),
            5 => {
                let message = with(self.nonsense(2), &json!({"text": SECRET_TEXT}));
                self.page.send_message(slot, message);
            }
            6 => drop(self.page.remove_message(slot, &id)),
            7 => drop(self.page.keystroke(slot, watch.then_some("m1"))),
            8 => drop(self.page.stop_typing(slot)),
            9 => drop(self.page.mark_read(slot)),
            10 => {
                let endpoint = self.pick(&["GetApp", "QueryUsers", "GetMessage", "Sync", "Nothing"]);
                self.page.call_within(ms, endpoint, &[], Some(json!({"payload": {"presence": watch}})), None);
            }
            _ => {
                let newest = self.page.outcomes.len() + self.page.pending_count();
                let promise = Promise(self.draw(newest.max(1) as u64) as u32);
                self.page.cancel(promise);
            }
        }
    }

    fn network(&mut self) {
        let live = self.page.sockets.iter().find(|socket| socket.open).map(|socket| socket.generation);
        let generation = if self.draw(8) == 0 { self.draw(6) as u32 } else { live.unwrap_or(0) };
        // A late frame or closing is of a socket that is no more; one that never was says nothing.
        let known = self.page.sockets.iter().any(|socket| socket.generation == generation);
        match self.draw(12) {
            0..8 if !known => {}
            0..3 => {
                let user = self.page.user_id().unwrap_or("ann").to_owned();
                let hello = self.server.hello(&user);
                self.page.frame_on(generation, Some(hello));
            }
            3 => {
                let code = self.pick(&[2, 40, 40, 43]);
                self.page.frame_on(generation, Some(json!({"error": error(code, 401, "refused")})));
            }
            4 | 5 => {
                let event = self.event();
                self.page.frame_on(generation, Some(event));
            }
            6 => {
                let frame = (self.draw(3) > 0).then(|| self.nonsense(3));
                self.page.frame_on(generation, frame);
            }
            7 => {
                let code = self.pick(&[1000, 1001, 1006, 1006, 1011]);
                self.page.socket_ended(generation, code);
            }
            _ => self.reply(),
        }
    }

    fn reply(&mut self) {
        let open = self.page.open_requests();
        let any: Vec<usize> = (0..self.page.requests.len()).collect();
        let among = if self.draw(10) == 0 { any } else { open };
        if among.is_empty() {
            return;
        }
        let request = self.pick(&among);
        match self.draw(8) {
            0 => self.page.network_fails(request),
            1 => {
                let (status, code) = self.pick(&[(401, 40), (401, 40), (429, 9), (404, 16), (400, 4), (500, -1)]);
                let text = self.pick(&["refused", "it already exists"]);
                self.page.reply(request, status, Some(error(code, status, text)));
            }
            2 => {
                let (status, body) = (self.pick(&[200, 201, 204, 302, 404, 502]), self.nonsense(3));
                self.page.reply(request, status, Some(body));
            }
            3 => {
                let status = self.pick(&[200, 502]);
                self.page.reply(request, status, None);
            }
            _ => {
                let answer = self.server.usual_answer(&self.page, request);
                self.page.reply(request, 201, Some(answer));
            }
        }
    }

    fn token(&mut self) {
        let Some(last) = self.page.questions.last().copied() else { return };
        let question = if self.draw(5) == 0 { self.draw(u64::from(last) + 2) as u32 } else { last };
        let user = self.page.user_id().unwrap_or("ann").to_owned();
        match self.draw(6) {
            0 => self.page.no_token(question, Some(json!({"message": "down"}))),
            1 => self.page.token(question, ""),
            2 => self.page.token(question, &token("eve")),
            _ => self.page.token(question, &token(&user)),
        }
    }

    /// An event of a known type, with what belongs to it or with nonsense.
    fn event(&mut self) -> Value {
        let kind = self.pick(KINDS);
        let (cid, user) =
            (format!("messaging:{}", self.pick(&["a", "b", "c", "d", "elsewhere"])), self.pick(&["ann", "bob", "eve"]));
        let id = format!("m{}", self.draw(8));
        let message = self.server.message(&id, user);
        let usual = json!({"type": kind, "cid": cid, "created_at": self.server.stamp(), "user": Server::user(user), "message": message,
            "member": {"user_id": user, "user": Server::user(user)}, "channel": {"id": "a", "type": "messaging"}, "reaction": {"type": "like", "user_id": user}});
        if self.draw(3) == 0 { with(usual, &self.nonsense(3)) } else { usual }
    }

    /// Members of known names with values of any kind.
    fn nonsense(&mut self, depth: u32) -> Value {
        let mut members = Map::new();
        for _ in 0..self.draw(6) {
            let (name, value) = (self.pick(NAMES), self.value(depth));
            members.insert(name.to_owned(), value);
        }
        if self.draw(12) == 0 { self.value(0) } else { Value::Object(members) }
    }

    fn value(&mut self, depth: u32) -> Value {
        match self.draw(if depth == 0 { 9 } else { 12 }) {
            0 => Value::Null,
            1 => json!(self.draw(2) == 0),
            2 => json!(-1.5e300),
            3 => json!(self.draw(100)),
            4 => json!(""),
            5 => json!(self.pick(&["ann", "messaging:a", "m1", "deleted", "ephemeral", "__proto__", "constructor"])),
            6 => json!(self.pick(&[
                "2026-01-01T00:00:30Z",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "2026-13-45T99:99:99Z",
                "yesterday"
            ])),
            7 => json!("💬\u{0}\u{7f}"),
            8 => json!([]),
            9 => json!([self.value(depth - 1), self.value(depth - 1)]),
            _ => self.nonsense(depth - 1),
        }
    }

    /// Nobody answers any more: every call must end by its own time.
    pub fn silence(&mut self) {
        self.page.pass(180_000);
    }

    /// Slots the app has opened.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }
}

#[rustfmt::skip]
const KINDS: &[&str] = &[
    "message.new", "message.new", "message.new", "message.updated", "message.deleted", "message.undeleted",
    "message.read", "message.delivered", "reaction.new", "reaction.updated", "reaction.deleted", "typing.start",
    "typing.stop", "user.watching.start", "user.watching.stop", "member.added", "member.updated", "member.removed",
    "channel.updated", "channel.truncated", "channel.hidden", "channel.visible", "channel.deleted",
    "notification.removed_from_channel", "notification.mark_read", "notification.mark_unread",
    "notification.mutes_updated", "user.updated", "user.presence.changed", "health.check", "wave",
];

#[rustfmt::skip]
const NAMES: &[&str] = &[
    "type", "cid", "created_at", "updated_at", "user", "user_id", "message", "id", "text", "member", "members",
    "membership", "channel", "config", "own_capabilities", "reaction", "own_reactions", "parent_id", "show_in_channel",
    "silent", "shadowed", "watcher_count", "watchers", "me", "mutes", "channel_mutes", "last_read_at", "last_read",
    "unread_messages", "unread_channels", "total_unread_count", "hard_delete", "deleted_for_me", "truncated_at",
    "last_message_at", "clear_history", "thread", "error", "code", "StatusCode", "connection_id", "channels",
    "messages", "read", "privacy_settings", "typing_indicators", "enabled", "target", "status", "pinned_at",
    "deleted_at", "access_token", "__proto__", "constructor",
];
