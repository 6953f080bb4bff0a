//! Owns the joining of all parts: inputs go in, outputs come out, and nothing else in the crate knows all of
//! connection, tokens, requests and state.
//!
//! The contract: call [`Client::handle`] with one input, then [`Client::poll`] until it gives `None`, then carry the
//! outputs out, and call `handle` with [`Input::Timer`] when [`Client::next_deadline`] has passed. The engine reads no
//! clock, draws no randomness of its own and calls nobody.

mod answers;
mod channels;
mod delivery;
mod input;
mod keystrokes;
mod missed_changes;
mod output;
mod polling;
mod recovery;
mod requests;
mod sending;
mod session;
mod status;
mod unsent;
mod uploads;

pub use input::{Call, Command, Input, Reply};
pub use output::{Level, Output, Request};

use std::collections::VecDeque;

use crate::api::Name;
use crate::config::Config;
use crate::connection::{Connection, LATE_MS, Phase, Transport};
use crate::error::{Error, Failure};
use crate::id::{CallId, Generation, Id, Slot};
use crate::node::Node;
use crate::random::Random;
use crate::sorted::Sorted;
use crate::state::State;
use crate::time::{Millis, Nanos, Now};
use crate::tokens::Tokens;
use keystrokes::Typing;
use polling::TrialEvents;
use recovery::Recovery;
use requests::Pending;
use session::{Session, Waiter};
use status::Status;
use unsent::Failed;

/// The caller of a call that nobody waits for. Sentinels here and below, because an `Option` is two values wherever it
/// is handed on.
const NOBODY: CallId = CallId(u32::MAX);
/// Later than every deadline.
const NEVER: Millis = Millis(u64::MAX);

/// The chat client, without a network.
#[derive(Debug)]
pub struct Client<N> {
    config: Config,
    random: Random,
    now: Now,
    connection: Connection,
    tokens: Tokens,
    /// What the user sees.
    pub state: State<N>,
    session: Option<Box<Session<N>>>,
    /// Those who wait for the first frame, oldest first.
    waiters: Vec<Waiter>,
    /// The calls under way, oldest first.
    requests: Vec<Box<Pending<N>>>,
    next_request: u32,
    recovery: Option<Box<Recovery<N>>>,
    /// Counts recoveries.
    recoveries: u32,
    /// A socket that may take over from polling.
    trial: Option<Box<TrialEvents<N>>>,
    /// While a query is under way: new messages in channels that nobody has opened, for it may open them, and news of
    /// channels and members, for it may bring what was before them.
    strays: Vec<N>,
    /// What the app knows of the connection.
    told: Status,
    /// The time the newest event of the link has: what is older has come, or will not come any more.
    heard: Nanos,
    /// Both clocks at the last input that had both.
    seen: Now,
    /// Where the own user is typing.
    keystrokes: Vec<Box<Typing<N>>>,
    /// Messages whose sending failed, by id.
    failed: Sorted<Id, Failed<N>>,
    delivery: delivery::Delivery,
    /// The app's settings, once they were asked for.
    app: Option<N>,
    token_deadline: Millis,
    /// What the token function threw before the connection failed.
    connect_cause: Option<N>,
    outputs: VecDeque<Output<N>>,
}

impl<N: Node> Client<N> {
    /// A client that does nothing yet. The same seed and the same inputs give the same outputs.
    pub fn new(config: Config, seed: u64) -> Self {
        let mut state = State::default();
        state.max_messages = config.max_messages_per_channel;
        Client {
            connection: Connection::new(config.connect_timeout_ms, config.enable_ws_fallback),
            random: Random::new(seed),
            now: Now::default(),
            tokens: Tokens::default(),
            state,
            config,
            session: None,
            waiters: Vec::new(),
            requests: Vec::new(),
            next_request: 0,
            recovery: None,
            recoveries: 0,
            trial: None,
            strays: Vec::new(),
            told: status::AT_FIRST,
            heard: Nanos::FIRST,
            seen: Now::default(),
            keystrokes: Vec::new(),
            failed: Sorted::new(),
            delivery: delivery::Delivery::new(),
            app: None,
            token_deadline: NEVER,
            connect_cause: None,
            outputs: VecDeque::new(),
        }
    }

    /// Takes one input. Poll all outputs before the next one.
    pub fn handle(&mut self, now: Now, input: Input<N>) {
        self.now = now;
        match input {
            Input::Command { call, command } => self.on_command(call.unwrap_or(NOBODY), command),
            Input::Frame { generation, frame } => self.on_frame(generation, frame),
            Input::SocketClosed { generation, code } => {
                self.connection.on_socket_closed(now.mono, generation, code, &mut self.random);
            }
            Input::Reply { request, reply } => self.on_reply(request, reply),
            Input::Token { question, token, cause } => self.on_token(question, token, cause),
            Input::Timer => self.on_timer(),
            Input::Online => self.connection.on_online(now.mono, &mut self.random),
            Input::Visibility { hidden } => self.connection.on_visibility(now.mono, hidden),
            Input::Resumed => self.connection.on_wake(now.mono),
            Input::Offline => self.connection.on_offline(now.mono),
            Input::Forget(slot) => self.state.forget(slot),
        }
        self.take_turns();
        self.settle_connection();
        self.tell_status();
    }

    /// The next output. Changes after `handle`.
    #[must_use]
    pub fn poll(&mut self) -> Option<Output<N>> {
        self.outputs.pop_front()
    }

    /// When `Input::Timer` is due. Changes after `handle`.
    pub fn next_deadline(&self) -> Option<Millis> {
        let mut next = self.token_deadline.min(self.connection.next_deadline().unwrap_or(NEVER));
        next = next.min(self.state.next_deadline().unwrap_or(NEVER));
        for pending in &self.requests {
            next = next.min(pending.deadline);
        }
        for waiter in &self.waiters {
            next = next.min(waiter.deadline);
        }
        next = next.min(self.delivery.due);
        if let Some(recovery) = &self.recovery {
            next = next.min(recovery.resume_at);
        }
        for typing in &self.keystrokes {
            next = next.min(typing.stop_at);
        }
        (next != NEVER).then_some(next)
    }

    /// Whether `connectUser` would take a new token or token function: nobody is connected, or only another token could
    /// help.
    pub fn takes_new_token(&self) -> bool {
        self.session.is_none() || matches!(self.connection.phase(), Phase::Failed(_))
    }

    /// Where the connection stands.
    pub fn phase(&self) -> &Phase {
        self.connection.phase()
    }

    /// Whether the connection is open and not in doubt.
    pub fn is_healthy(&self) -> bool {
        self.connection.is_healthy()
    }

    /// How frames travel, or will at the next attempt.
    pub fn transport(&self) -> Transport {
        self.connection.transport()
    }

    /// The server's name for the connection.
    pub fn connection_id(&self) -> Option<&str> {
        self.connection.connection_id()
    }

    /// Id of the connected user.
    pub fn user_id(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.user_id.as_str())
    }

    /// The present token, for the app that it belongs to; none before the first and for the anonymous user.
    pub fn token(&self) -> Option<&str> {
        self.tokens.token()
    }

    /// `{user id}--{uuid}`: names this client in its keep-alives.
    pub fn client_id(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.client_id.as_str())
    }

    fn on_command(&mut self, call: CallId, command: Command<N>) {
        match command {
            Command::Connect { user, source } => self.connect(call, user, source),
            Command::ConnectGuest { user } => self.connect_guest(call, user),
            Command::Disconnect => self.close(call, true),
            Command::OpenConnection => self.wait_for_connection(call),
            Command::CloseConnection => self.close(call, false),
            Command::Call(mut wanted) => {
                if let Some(then) = self.meet_unsent(call, &wanted) {
                    let then = if wanted.endpoint == Name::GetApp as u8 { answers::Then::App } else { then };
                    self.start_call(call, &mut wanted, then);
                }
            }
            Command::Upload(wanted) => self.upload(call, *wanted),
            Command::QueryChannels { body } => self.query_channels(call, body),
            Command::QueryChannel { slot, options, placement } => {
                self.query_channel(call, slot, options, placement);
            }
            Command::StopWatching { slot } => self.stop_watching(call, slot),
            Command::SendMessage { slot, message, options } => self.send_message(call, slot, message, options),
            Command::Typing { slot, parent_id, options, typing } => {
                self.type_key(call, slot, parent_id, options, typing)
            }
            Command::MarkRead { slot, options } => self.mark_read(call, slot, options),
            Command::Hear { event } => {
                // Its time is the page's, which may run ahead of the service's.
                let heard = self.heard;
                self.on_event(event);
                self.heard = heard;
                self.resolve(call, None);
            }
            Command::Recover => self.recover(call),
            Command::SyncDelivered { slots } => {
                self.sync_delivered(&slots);
                self.resolve(call, None);
            }
            Command::Cancel if call == NOBODY => {}
            Command::Cancel => self.give_up(call, NEVER, Some(&Error::RequestCancelled.into())),
        }
    }

    fn on_frame(&mut self, generation: Generation, frame: Option<N>) {
        match self.connection.phase() {
            Phase::Opening { generation: present, .. } if *present == generation => {
                if let Some(frame) = frame {
                    self.on_first_frame(generation, frame);
                }
            }
            Phase::Open { generation: present, .. } if *present == generation => {
                self.connection.on_frame(self.now.mono, generation);
                match frame {
                    Some(frame) => self.on_event(frame),
                    None => self.log(Level::Warn, "a frame that is not JSON was ignored", None),
                }
            }
            _ if self.connection.on_trial() == Some(generation) => {
                if let Some(frame) = frame {
                    self.on_trial_frame(generation, frame);
                }
            }
            // A late frame of an old socket.
            _ => {}
        }
    }

    fn on_event(&mut self, event: N) {
        let head = event.event_head();
        if head.kind.is_empty() {
            return;
        }
        self.heard = self.heard.max(head.at.unwrap_or(self.heard));
        self.note_overtaking(&head.kind, &event);
        let applied = self.state.apply(&event, &head, self.now.mono);
        // What a query brings may be older than this.
        let overtakes = match head.kind.as_str() {
            "message.new" => applied.slot.is_none(),
            "channel.updated" | "member.added" | "member.updated" | "member.removed" => true,
            "message.deleted" | "channel.truncated" | "notification.mark_unread" => true,
            _ => false,
        };
        if overtakes && self.requests.iter().any(|pending| pending.watch || pending.state) {
            self.strays.push(event.clone());
        }
        if let Some(first) = applied.first {
            self.dispatch(first, applied.slot);
        }
        if let (Some(slot), "message.new") = (applied.slot, &*head.kind) {
            self.hear_delivered(slot, &head);
        }
        self.dispatch(event, applied.slot);
        if applied.ask_capabilities
            && let Some(slot) = applied.slot
        {
            self.ask_capabilities(slot);
        }
        if applied.doubtful
            && let Some(slot) = applied.slot.filter(|slot| !self.is_recovering(*slot))
        {
            self.watch_again(slot);
        }
        if applied.forget
            && let Some(slot) = applied.slot
        {
            self.outputs.push_back(Output::Forget(slot));
        }
    }

    fn on_timer(&mut self) {
        if self.slept() {
            self.connection.on_wake(self.now.mono);
        }
        self.connection.on_timer(self.now.mono, &mut self.random);
        self.settle_connection();
        self.expire_token();
        // What that means for the connection comes first: it knows the better reason for those who wait.
        self.settle_connection();
        self.expire_waiters();
        self.give_up(NOBODY, self.now.mono, None);
        if self.recovery.as_ref().is_some_and(|recovery| recovery.resume_at <= self.now.mono) {
            self.recover_next();
        }
        self.report_delivered();
        self.expire_keystrokes();
        self.expire_typists();
    }

    /// Whether the page slept: the timer is late, or the time of day went on without the clock.
    fn slept(&mut self) -> bool {
        let (now, before) = (self.now, std::mem::replace(&mut self.seen, self.now));
        let late = self.next_deadline().is_some_and(|due| now.mono.since(due) > LATE_MS);
        let wall_ms = now.wall.unix_ms().saturating_sub(before.wall.unix_ms());
        late || (before != Now::default() && wall_ms > (now.mono.since(before.mono) + LATE_MS) as i64)
    }

    /// Others who are no longer believed to type: the client makes the `typing.stop` that never came.
    fn expire_typists(&mut self) {
        if self.state.next_deadline().is_none_or(|at| at > self.now.mono) {
            return;
        }
        for slot in self.state.active() {
            while let Some((channel, ..)) = self.state.channel_mut(slot) {
                let Some((_, start)) = channel.typing.take_expired(self.now.mono) else { break };
                let stop = event::<N>("typing.stop");
                stop.set_text("cid", &channel.cid);
                if let Some(start) = start {
                    for key in &["user", "parent_id", "channel_id", "channel_type"] {
                        if let Some(value) = start.get(key) {
                            stop.set(key, value);
                        }
                    }
                }
                self.dispatch(stop, Some(slot));
            }
        }
        self.state.find_next_deadline();
    }

    /// The moment so many milliseconds from now.
    #[inline(never)]
    fn after(&self, duration_ms: u64) -> Millis {
        self.now.mono.plus(duration_ms)
    }

    fn dispatch(&mut self, event: N, slot: Option<Slot>) {
        self.outputs.push_back(Output::Dispatch { event, slot });
    }

    fn resolve(&mut self, call: CallId, value: Option<N>) {
        if call != NOBODY {
            self.outputs.push_back(Output::Resolve { call, value });
        }
    }

    fn reject(&mut self, call: CallId, failure: Failure<N>) {
        if call != NOBODY {
            self.outputs.push_back(Output::Reject { call, failure });
        }
    }

    fn log(&mut self, level: Level, message: &'static str, extra: Option<N>) {
        self.outputs.push_back(Output::Log { level, message, extra });
    }

    /// Rejects with an error that nothing came along with.
    #[inline(never)]
    fn refuse(&mut self, call: CallId, error: Error) {
        self.reject(call, error.into());
    }
}

/// An event that the client makes itself.
#[inline(never)]
fn event<N: Node>(kind: &str) -> N {
    let event = N::object();
    event.set_text("type", kind);
    event
}
