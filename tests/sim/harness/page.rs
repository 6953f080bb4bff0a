//! Owns one client on a virtual page: its clocks, the sockets and requests the engine ordered, and what the app got
//! back. The only file of the simulator that names the engine's inputs and outputs. Decides nothing: a scenario, or a
//! network, says what happens. What must hold at every moment, whatever happens, is checked after every input.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;
use stream_chat_wasm::api::Name;
use stream_chat_wasm::client::{Call, Client, Command, Input, Output, Reply};
use stream_chat_wasm::config::Config;
use stream_chat_wasm::connection::Transport;
use stream_chat_wasm::error::{Error, Failure};
use stream_chat_wasm::id::{CallId, Generation, RequestId, Slot};
use stream_chat_wasm::json::Json;
use stream_chat_wasm::node::Node;
use stream_chat_wasm::state::Placement;
use stream_chat_wasm::text::Text;
use stream_chat_wasm::time::{Millis, Nanos, Now};
use stream_chat_wasm::tokens::{Question, TokenSource};

use super::records::{Event, Line, Outcome, Promise, Refusal, Request, Socket, Stage};

/// Milliseconds on the monotonic clock when a page is made. Not 0, so that a forgotten clock shows.
const START_MS: u64 = 1_000_000;
/// The wall clock when a page is made: 2026-01-01, in milliseconds since 1970.
const START_WALL_MS: i64 = 1_767_225_600_000;
/// Timers that may fire at one moment. Each may arm another that is due at once; more than these is a spin.
const TIMERS_AT_ONCE: u32 = 10;

/// Where an app's tokens come from.
pub enum Tokens<'a> {
    /// A string.
    Static(&'a str),
    /// A function; its answers are given with [`Page::token`] and [`Page::no_token`].
    Provider,
}

/// One page with one client.
pub struct Page {
    pub(super) client: Client<Json>,
    pub(super) now_ms: u64,
    /// Milliseconds this page's wall clock is off.
    pub wall_skew_ms: i64,
    queue: VecDeque<Output<Json>>,
    draining: bool,
    next_call: u32,
    pub(super) pending: BTreeSet<Promise>,
    /// What became of each call, in the order in which they ended.
    pub outcomes: Vec<(Promise, Outcome)>,
    /// Every event the listeners heard.
    pub events: Vec<Event>,
    /// Every line the logger got.
    pub lines: Vec<Line>,
    /// Every socket ever opened.
    pub sockets: Vec<Socket>,
    /// Every request ever sent.
    pub requests: Vec<Request>,
    /// Every question to the token function.
    pub questions: Vec<u32>,
    /// Every order of the engine as text, for comparing whole runs; kept where asked for, since it takes most of the time.
    pub journal: Option<Vec<String>>,
    /// What queries gave is not kept: copying it would take most of the time of a long run.
    pub forgetful: bool,
    announced: bool,
}

impl Page {
    pub fn new() -> Self {
        Page::with(1, |_| {})
    }

    /// A page whose client draws from `seed` and has other options.
    pub fn with(seed: u64, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new("key");
        change(&mut config);
        Page {
            client: Client::new(config, seed),
            now_ms: START_MS,
            wall_skew_ms: 0,
            queue: VecDeque::new(),
            draining: false,
            next_call: 0,
            pending: BTreeSet::new(),
            outcomes: Vec::new(),
            events: Vec::new(),
            lines: Vec::new(),
            sockets: Vec::new(),
            requests: Vec::new(),
            questions: Vec::new(),
            journal: None,
            forgetful: false,
            announced: false,
        }
    }

    // What the app does -------------------------------------------------------------------------------------------------

    pub fn connect_user(&mut self, user: Value, tokens: Tokens<'_>) -> Promise {
        let source = match tokens {
            Tokens::Static(token) => TokenSource::Static((*token).into()),
            Tokens::Provider => TokenSource::Provider,
        };
        self.command(Command::Connect { user: user.into(), source })
    }

    pub fn connect_anonymous_user(&mut self) -> Promise {
        self.command(Command::Connect {
            user: Json::from(Value::Object(Default::default())),
            source: TokenSource::Anonymous,
        })
    }

    pub fn set_guest_user(&mut self, user: Value) -> Promise {
        self.command(Command::ConnectGuest { user: user.into() })
    }

    pub fn disconnect_user(&mut self) -> Promise {
        self.command(Command::Disconnect)
    }

    pub fn open_connection(&mut self) -> Promise {
        self.command(Command::OpenConnection)
    }

    pub fn close_connection(&mut self) -> Promise {
        self.command(Command::CloseConnection)
    }

    pub fn call(&mut self, endpoint: &str, path: &[&str], query: Option<Value>, body: Option<Value>) -> Promise {
        self.call_within(None, endpoint, path, query, body)
    }

    pub fn call_within(
        &mut self,
        ms: Option<u64>,
        endpoint: &str,
        path: &[&str],
        query: Option<Value>,
        body: Option<Value>,
    ) -> Promise {
        let mut call =
            Call::new(Name::named(endpoint).unwrap_or(u8::MAX), path.iter().map(|part| (*part).into()).collect());
        call.query = query.map(Json::from);
        call.body = body.map(Json::from);
        call.timeout_ms = ms;
        self.command(Command::Call(Box::new(call)))
    }

    pub fn upload(&mut self, endpoint: &str, path: &[&str], file: Value) -> Promise {
        self.upload_within(u64::MAX, endpoint, path, file)
    }

    pub fn upload_within(&mut self, ms: u64, endpoint: &str, path: &[&str], file: Value) -> Promise {
        let mut call =
            Call::new(Name::named(endpoint).unwrap_or(u8::MAX), path.iter().map(|part| (*part).into()).collect())
                .body(file.into());
        call.timeout_ms = Some(ms);
        self.command(Command::Upload(Box::new(call)))
    }

    pub fn cancel(&mut self, promise: Promise) {
        self.input(Input::Command { call: Some(CallId(promise.0)), command: Command::Cancel });
    }

    /// The channel's slot, or the stable code of the refusal.
    pub fn open_channel(&mut self, kind: &str, id: Option<&str>, data: Option<Value>) -> Result<Slot, String> {
        self.client.open_channel(kind, id, data.map(Json::from)).map_err(|error| code_of(&error))
    }

    pub fn query_channels(&mut self, body: Value) -> Promise {
        self.command(Command::QueryChannels { body: body.into() })
    }

    pub fn query_channel(&mut self, slot: Slot, options: Value) -> Promise {
        self.command(Command::QueryChannel { slot, options: options.into(), placement: Placement::Latest })
    }

    pub fn stop_watching(&mut self, slot: Slot) -> Promise {
        self.command(Command::StopWatching { slot })
    }

    pub fn send_message(&mut self, slot: Slot, message: Value) -> Promise {
        self.command(Command::SendMessage { slot, message: message.into(), options: None })
    }

    pub fn remove_message(&mut self, slot: Slot, id: &str) -> bool {
        self.client.remove_message(slot, id, "")
    }

    pub fn keystroke(&mut self, slot: Slot, parent_id: Option<&str>) -> Promise {
        self.command(Command::Typing { slot, parent_id: parent_id.map(Text::from), options: None, typing: true })
    }

    pub fn stop_typing(&mut self, slot: Slot) -> Promise {
        self.command(Command::Typing { slot, parent_id: None, options: None, typing: false })
    }

    pub fn mark_read(&mut self, slot: Slot) -> Promise {
        self.command(Command::MarkRead { slot, options: Json::from(Value::Object(Default::default())) })
    }

    fn command(&mut self, command: Command<Json>) -> Promise {
        let promise = Promise(self.next_call);
        self.next_call += 1;
        self.pending.insert(promise);
        self.input(Input::Command { call: Some(CallId(promise.0)), command });
        promise
    }

    // What the network and the page do ----------------------------------------------------------------------------------

    /// A frame on the socket of a generation, also one that is closed; `None` is a frame that is not JSON.
    pub fn frame_on(&mut self, generation: u32, frame: Option<Value>) {
        self.input(Input::Frame { generation: Generation(generation), frame: frame.map(Json::from) });
    }

    /// A socket's end, also a late one.
    pub fn socket_ended(&mut self, generation: u32, code: u16) {
        if let Some(socket) = self.sockets.iter_mut().find(|socket| socket.generation == generation) {
            socket.open = false;
        }
        self.input(Input::SocketClosed { generation: Generation(generation), code });
    }

    /// An answer to a request; `None` is a body that is not JSON.
    pub fn reply(&mut self, request: usize, status: u16, body: Option<Value>) {
        let id = self.end_request(request);
        let reply = Reply::Answer { status, body: body.map(Json::from), retry_after_ms: 0 };
        self.input(Input::Reply { request: RequestId(id), reply });
    }

    /// An answer that asks to come back after so many seconds.
    pub fn reply_later(&mut self, request: usize, status: u16, body: Value, retry_after_s: u32) {
        let id = self.end_request(request);
        let reply = Reply::Answer { status, body: Some(body.into()), retry_after_ms: retry_after_s * 1_000 };
        self.input(Input::Reply { request: RequestId(id), reply });
    }

    /// A request ends without an answer, with the browser's own error.
    pub fn network_fails(&mut self, request: usize) {
        let id = self.end_request(request);
        let cause = Some(Json::from(Value::from("TypeError: Failed to fetch")));
        self.input(Input::Reply { request: RequestId(id), reply: Reply::Failed { cause } });
    }

    fn end_request(&mut self, request: usize) -> u32 {
        let request = &mut self.requests[request];
        if request.stage == Stage::Open {
            request.stage = Stage::Ended;
        }
        request.id
    }

    /// The token function answers a question.
    pub fn token(&mut self, question: u32, token: &str) {
        self.input(Input::Token { question: Question(question), token: Some(token.into()), cause: None });
    }

    /// The token function throws, or answers with something that is no string.
    pub fn no_token(&mut self, question: u32, thrown: Option<Value>) {
        self.input(Input::Token { question: Question(question), token: None, cause: thrown.map(Json::from) });
    }

    pub fn online(&mut self) {
        self.input(Input::Online);
    }

    pub fn offline(&mut self) {
        self.input(Input::Offline);
    }

    pub fn hide(&mut self, hidden: bool) {
        self.input(Input::Visibility { hidden });
    }

    pub fn resume(&mut self) {
        self.input(Input::Resumed);
    }

    // Time --------------------------------------------------------------------------------------------------------------

    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Milliseconds until the next timer.
    pub fn next_timer_in(&self) -> Option<u64> {
        self.client.next_deadline().map(|at| at.since(Millis(self.now_ms)))
    }

    /// Lets time pass; every timer fires when it is due.
    pub fn pass(&mut self, ms: u64) {
        let end = self.now_ms + ms;
        let mut at_once = 0;
        while let Some(due) = self.client.next_deadline().filter(|due| due.0 <= end) {
            at_once = if due.0 > self.now_ms { 0 } else { at_once + 1 };
            assert!(at_once <= TIMERS_AT_ONCE, "a timer that is due again and again at {}", self.now_ms);
            self.now_ms = self.now_ms.max(due.0);
            self.input(Input::Timer);
        }
        self.now_ms = end;
    }

    /// The page sleeps: time passes and no timer fires before its end.
    pub fn sleep(&mut self, ms: u64) {
        self.now_ms += ms;
        self.input(Input::Timer);
    }

    /// The page is frozen: time passes and nothing at all happens on it.
    pub fn freeze(&mut self, ms: u64) {
        self.now_ms += ms;
    }

    /// A timer that fires although nothing is due.
    pub fn early_timer(&mut self) {
        self.input(Input::Timer);
    }

    // The pump, as the browser's ----------------------------------------------------------------------------------------

    fn input(&mut self, input: Input<Json>) {
        let wall = Nanos::from_unix_ms(START_WALL_MS + (self.now_ms - START_MS) as i64 + self.wall_skew_ms);
        self.client.handle(Now { mono: Millis(self.now_ms), wall }, input);
        while let Some(output) = self.client.poll() {
            self.queue.push_back(output);
        }
        if std::mem::replace(&mut self.draining, true) {
            return;
        }
        while let Some(output) = self.queue.pop_front() {
            if let Some(journal) = &mut self.journal {
                journal.push(format!("{output:?}"));
            }
            self.carry_out(output);
        }
        self.draining = false;
        self.check_what_always_holds();
    }

    fn carry_out(&mut self, output: Output<Json>) {
        match output {
            Output::OpenSocket { generation, query } => {
                let live: Vec<u32> = self.live_sockets().collect();
                assert!(live.is_empty(), "socket {} is opened beside {live:?}", generation.0);
                assert!(
                    self.sockets.iter().all(|socket| socket.generation != generation.0),
                    "generation {} is used twice",
                    generation.0
                );
                self.sockets.push(Socket {
                    generation: generation.0,
                    query: Value::from(&query),
                    sent: Vec::new(),
                    open: true,
                });
            }
            Output::SendFrame { generation, frame } => {
                let socket = self.sockets.iter_mut().find(|socket| socket.open && socket.generation == generation.0);
                socket.expect("a frame is sent on a live socket").sent.push(Value::from(&frame));
            }
            Output::CloseSocket(generation) => {
                let socket = self.sockets.iter_mut().find(|socket| socket.generation == generation.0);
                socket.expect("a socket that was opened is closed").open = false;
            }
            Output::AskForToken(question) => self.questions.push(question.0),
            Output::Request(request) => {
                assert!(
                    self.requests.iter().all(|known| known.id != request.id.0),
                    "request {} is sent twice",
                    request.id.0
                );
                self.requests.push(Request {
                    id: request.id.0,
                    method: request.method,
                    path: request.path.to_string(),
                    query: Value::from(&request.query),
                    body: request.body.as_ref().map(Value::from),
                    token: request.token.as_deref().map(str::to_owned),
                    client_request_id: request.client_request_id.to_string(),
                    stage: Stage::Open,
                    at_ms: self.now_ms,
                });
            }
            Output::AbortRequest(id) => {
                let request =
                    self.requests.iter_mut().find(|request| request.id == id.0 && request.stage == Stage::Open);
                request.expect("a request under way is aborted").stage = Stage::Aborted;
            }
            Output::Dispatch { event, slot } => {
                if !self.forgetful || event.str("type").as_deref() != Some("channels.queried") {
                    self.hear(Event { value: Value::from(&event), slot });
                }
            }
            Output::Forget(slot) => self.input(Input::Forget(slot)),
            Output::Resolve { call, .. } if self.forgetful => self.settle(call, Ok(Value::Null)),
            Output::Resolve { call, value } => self.settle(call, Ok(value.as_ref().map_or(Value::Null, Value::from))),
            Output::Reject { call, failure } => self.settle(call, Err(refusal(&failure))),
            Output::Log { level, message, extra } => {
                let extra = extra.as_ref().map_or(Value::Null, Value::from);
                self.lines.push(Line { level: level.as_str(), text: format!("{message} {extra}") });
            }
        }
    }

    fn hear(&mut self, event: Event) {
        if event.kind() == "connection.changed" {
            let known = std::mem::replace(&mut self.announced, event.value["online"] == true);
            assert_ne!(self.announced, known, "online: {known} is announced twice");
        }
        if event.kind() == "connection.state_changed" && event.value["state"] == "closed" {
            // The app closed it: that is not announced.
            self.announced = false;
        }
        self.events.push(event);
    }

    fn settle(&mut self, call: CallId, outcome: Outcome) {
        let promise = Promise(call.0);
        assert!(self.pending.remove(&promise), "call {} is answered twice", call.0);
        self.outcomes.push((promise, outcome));
    }

    fn live_sockets(&self) -> impl Iterator<Item = u32> {
        self.sockets.iter().filter(|socket| socket.open).map(|socket| socket.generation)
    }

    fn check_what_always_holds(&self) {
        let waits = self.pending.len() + usize::from(!matches!(self.phase(), "closed" | "failed"));
        assert!(
            waits == 0 || self.client.next_deadline().is_some(),
            "{waits} wait without a deadline ({})",
            self.phase()
        );
        let live = self.live_sockets().count();
        let up = matches!(self.phase(), "opening" | "open");
        if up && self.client.transport() == Transport::LongPoll {
            // A socket may be on trial beside it.
            assert!(live <= 1, "{live} live sockets while polling");
            let polls =
                self.requests.iter().filter(|request| request.is_poll() && request.stage == Stage::Open).count();
            assert!(polls <= 1, "{polls} polls at once");
        } else {
            assert_eq!(live, usize::from(up), "live sockets while the connection is {}", self.phase());
        }
    }
}

/// The failure as an app sees it.
fn refusal(failure: &Failure<Json>) -> Refusal {
    Refusal {
        code: code_of(failure.error()),
        status: failure.error().status(),
        text: failure.error().message(),
        answer: failure.answer().map(Value::from),
        cause: failure.cause().map(Value::from),
    }
}

/// The stable code; the service's numbers as text.
fn code_of(error: &Error) -> String {
    match error.service_code() {
        Some(number) => number.to_string(),
        None => error.code().to_owned(),
    }
}
