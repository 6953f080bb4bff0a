//! Owns the scripted counterpart of a page: it opens sockets, answers requests and sends events when a scenario tells it
//! to, never by itself. Knows the shapes of the service's answers, not its rules.

use serde_json::{Value, json};

use super::page::{Page, Tokens};
use super::records::Promise;
use stream_chat_wasm::id::Slot;

/// A counterpart with its own clock.
pub struct Server {
    connections: u32,
    /// Microseconds since the server's start; every stamp is later than the one before.
    micros: u64,
    /// What `me` says beside the id.
    pub me: Value,
    /// What channels say beside their names.
    pub channel: Value,
}

impl Server {
    pub fn new() -> Self {
        Server { connections: 0, micros: 0, me: json!({}), channel: json!({}) }
    }

    /// A time later than any before, a minute after the page's start.
    pub fn stamp(&mut self) -> String {
        self.micros += 1;
        format!("2026-01-01T00:01:{:02}.{:06}Z", self.micros / 1_000_000, self.micros % 1_000_000)
    }

    pub fn hello(&mut self, user_id: &str) -> Value {
        self.connections += 1;
        let me = with(json!({"id": user_id, "total_unread_count": 0, "mutes": [], "channel_mutes": []}), &self.me);
        json!({"type": "health.check", "connection_id": format!("c{}", self.connections), "cid": "*", "me": me, "created_at": self.stamp()})
    }

    /// Sends the first frame on the live socket.
    #[track_caller]
    pub fn accept(&mut self, page: &mut Page) {
        let user_id = page.user_id().expect("somebody is connecting").to_owned();
        let hello = self.hello(&user_id);
        page.frame_on(page.live(), Some(hello));
    }

    /// Sends an error as the first frame, and closes.
    #[track_caller]
    pub fn refuse(&self, page: &mut Page, code: i32, status: u16) {
        let generation = page.live();
        page.frame_on(
            generation,
            Some(json!({"type": "connection.error", "connection_id": "", "error": error(code, status, "refused")})),
        );
        page.socket_ended(generation, 1000);
    }

    /// Sends an event on the live socket, stamped unless it is already.
    #[track_caller]
    pub fn event(&mut self, page: &mut Page, event: Value) {
        let event = with(json!({"created_at": self.stamp()}), &event);
        page.frame_on(page.live(), Some(event));
    }

    /// The link breaks, and is made again.
    #[track_caller]
    pub fn reconnect(&mut self, page: &mut Page) {
        page.socket_ended(page.live(), 1006);
        self.come_back(page);
    }

    /// Waits for the next attempt and accepts it.
    #[track_caller]
    pub fn come_back(&mut self, page: &mut Page) {
        for _ in 0..10 {
            if page.has_live_socket() {
                return self.accept(page);
            }
            page.pass(page.next_timer_in().expect("another attempt follows"));
        }
        panic!("no attempt to connect follows");
    }

    pub fn user(id: &str) -> Value {
        json!({"id": id, "name": id, "updated_at": "2026-01-01T00:00:00.000001Z"})
    }

    pub fn message(&mut self, id: &str, author: &str) -> Value {
        let at = self.stamp();
        json!({"id": id, "text": id, "type": "regular", "user": Server::user(author), "created_at": at, "updated_at": at})
    }

    /// Somebody's message, as an event.
    #[track_caller]
    pub fn message_new(&mut self, page: &mut Page, cid: &str, message: Value) {
        let at = message["created_at"].clone();
        self.event(
            page,
            json!({"type": "message.new", "cid": cid, "message": message, "user": message["user"], "created_at": at}),
        );
    }

    pub fn bundle(&self, kind: &str, id: &str, messages: Vec<Value>) -> Value {
        let channel = with(json!({"type": kind, "id": id, "cid": format!("{kind}:{id}")}), &self.channel);
        json!({"channel": channel, "messages": messages, "members": [], "read": [], "watchers": []})
    }

    /// Answers every open request as the service would if all went well.
    pub fn answer(&mut self, page: &mut Page) {
        for request in page.open_requests() {
            let body = self.usual_answer(page, request);
            page.reply(request, 201, Some(body));
        }
    }

    /// The answer of the service to this request.
    pub fn usual_answer(&mut self, page: &Page, request: usize) -> Value {
        let author = page.user_id().unwrap_or("nobody").to_owned();
        let request = &page.requests[request];
        let body = request.body.clone().unwrap_or(Value::Null);
        match request.path.split('/').collect::<Vec<_>>().as_slice() {
            ["", "longpoll"] if request.query["connection_id"].is_null() => json!({"event": self.hello(&author)}),
            ["", "longpoll"] => json!({"events": []}),
            ["", "guest"] => {
                json!({"user": with(body["user"].clone(), &json!({"role": "guest"})), "access_token": token("guest")})
            }
            ["", "channels"] => {
                let cids = body["filter_conditions"]["cid"]["$in"].as_array().cloned().unwrap_or_default();
                let bundle = |cid: &Value| {
                    cid.as_str().and_then(|cid| cid.split_once(':')).map(|(kind, id)| self.bundle(kind, id, vec![]))
                };
                json!({"channels": cids.iter().filter_map(bundle).collect::<Vec<_>>()})
            }
            ["", "channels", kind, id, "query"] => self.bundle(kind, id, vec![]),
            ["", "channels", kind, "query"] => self.bundle(kind, "!members-x", vec![]),
            ["", "channels", .., "message"] => json!({"message": self.take(&body["message"], &author)}),
            ["", "messages", id] => json!({"message": self.message(id, &author)}),
            _ => json!({"duration": "1ms"}),
        }
    }

    /// A message that was sent, as the service keeps it.
    pub fn take(&mut self, sent: &Value, author: &str) -> Value {
        let message = self.message(sent["id"].as_str().unwrap_or_default(), author);
        with(message, sent)
    }
}

/// `base` with the members of `more` over it.
pub fn with(mut base: Value, more: &Value) -> Value {
    if let (Some(base), Some(more)) = (base.as_object_mut(), more.as_object()) {
        base.extend(more.clone());
    }
    base
}

/// The service's error body.
pub fn error(code: i32, status: u16, message: &str) -> Value {
    json!({"code": code, "StatusCode": status, "message": message, "duration": "1ms", "more_info": "", "details": []})
}

/// A token for a user; only its shape and its payload matter to a client.
pub fn token(user_id: &str) -> String {
    format!("e30.{}.signature", base64(&json!({"user_id": user_id}).to_string()))
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    text.as_bytes()
        .chunks(3)
        .flat_map(|chunk| {
            let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
            (0..=chunk.len()).map(move |place| char::from(LETTERS[(word >> (18 - 6 * place) & 63) as usize]))
        })
        .collect()
}

/// A page on which `ann` is connected.
#[track_caller]
pub fn connected() -> (Page, Server) {
    connected_as(Page::new(), Server::new())
}

/// `ann` connects on this page.
#[track_caller]
pub fn connected_as(mut page: Page, mut server: Server) -> (Page, Server) {
    let promise = page.connect_user(json!({"id": "ann"}), Tokens::Static(&token("ann")));
    server.accept(&mut page);
    page.resolved(promise);
    (page, server)
}

/// `ann` connects on this page with a token function, and has been given `token("ann")`.
#[track_caller]
pub fn connected_with_provider() -> (Page, Server) {
    let (mut page, mut server) = (Page::new(), Server::new());
    let promise = page.connect_user(json!({"id": "ann"}), Tokens::Provider);
    page.token(*page.questions.last().expect("asked"), &token("ann"));
    server.accept(&mut page);
    page.resolved(promise);
    (page, server)
}

/// Watches `messaging:{id}`.
#[track_caller]
pub fn watch(page: &mut Page, server: &mut Server, id: &str) -> Slot {
    watch_with(page, server, id, vec![])
}

/// Watches `messaging:{id}`, which has these messages.
#[track_caller]
pub fn watch_with(page: &mut Page, server: &Server, id: &str, messages: Vec<Value>) -> Slot {
    let slot = page.open_channel("messaging", Some(id), None).expect("a sound name");
    let promise: Promise = page.query_channel(slot, json!({"watch": true}));
    let request = page.open_request();
    page.reply(request, 201, Some(server.bundle("messaging", id, messages)));
    page.resolved(promise);
    slot
}
