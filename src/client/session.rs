//! Owns who is connected and the calls that wait for that: `connectUser` and its siblings, `disconnectUser`, and what
//! the connection's orders mean for them.

use super::answers::Then;
use super::output::{Level, Output};
use super::requests::{Stage, TOKEN_EXPIRED, service_error};
use super::sending::strip;
use super::{Client, NEVER, NOBODY, event};
use crate::api::Name;
use crate::config::{MAX_USER_BYTES, is_user_id};
use crate::connection::{Order, Phase, Refusal, Transport};
use crate::error::{Error, Failure};
use crate::id::{CallId, Generation, joined};
use crate::node::Node;
use crate::text::Text;
use crate::time::Millis;
use crate::tokens::{Access, TokenSource};

/// The connected user.
#[derive(Debug)]
pub(super) struct Session<N> {
    pub(super) user_id: Text,
    /// What the app gave, sent with every connect.
    pub(super) user: N,
    /// `{user id}--{uuid}`, sent with every keep-alive.
    pub(super) client_id: Text,
    /// The connection has been open once.
    pub(super) opened: bool,
    /// The app asked for presence with some channel: asked for again after a reconnect.
    pub(super) presence: bool,
    /// The first frame of the latest connection.
    hello: Option<N>,
}

/// Someone who waits for the first frame.
#[derive(Debug)]
pub(super) struct Waiter {
    call: CallId,
    pub(super) deadline: Millis,
}

impl<N: Node> Client<N> {
    /// `connectUser`. Everything that can be refused is refused here, before anything is sent.
    pub(super) fn connect(&mut self, call: CallId, user: N, source: TokenSource) {
        let anonymous = matches!(source, TokenSource::Anonymous);
        // The anonymous user is always the same one.
        let present = anonymous && self.session.is_some() && self.tokens.is_anonymous();
        let outcome = if present { Ok(()) } else { self.enter(user, source, anonymous) };
        match outcome {
            Err(failure) => self.reject(call, failure),
            Ok(()) => self.wait_for_connection(call),
        }
    }

    fn enter(&mut self, user: N, source: TokenSource, anonymous: bool) -> Result<(), Failure<N>> {
        let user_id = self.check_user(&user, anonymous)?;
        if self.session.as_ref().is_some_and(|session| session.user_id != user_id) {
            return Err(Error::AnotherUser.into());
        }
        if self.takes_new_token() {
            self.tokens.start::<N>(source, &user_id)?;
        }
        if self.session.is_none() {
            let client_id = joined(&[&user_id, "--", &self.random.uuid()]);
            self.state.viewer.user_id = user_id.clone();
            self.state.me = Some(user.copy());
            let session = Session { user_id, user, client_id, opened: false, presence: false, hello: None };
            self.session = Some(Box::new(session));
        }
        Ok(())
    }

    fn check_user(&mut self, user: &N, anonymous: bool) -> Result<Text, Failure<N>> {
        if !user.is_object() {
            return Err(Error::UserIdMissing.into());
        }
        if anonymous && user.get("id").is_none() {
            let id = self.random.uuid();
            user.set_text("id", &id);
            user.set("anon", N::flag(true));
        }
        let id = user.str("id").unwrap_or_default();
        let bytes = user.json_size();
        let error = if id.is_empty() {
            Error::UserIdMissing
        } else if !is_user_id(&id) {
            Error::UserIdInvalid
        } else if bytes > MAX_USER_BYTES {
            Error::UserTooLarge(bytes as u32)
        } else {
            return Ok(id);
        };
        Err(error.into())
    }

    /// `setGuestUser`: the service makes the user and its token, then it connects as any other.
    pub(super) fn connect_guest(&mut self, call: CallId, user: N) {
        if let Err(failure) = self.check_user(&user, false) {
            return self.reject(call, failure);
        }
        if self.session.is_some() {
            return self.refuse(call, Error::AnotherUser);
        }
        let body = N::object();
        body.set("user", user);
        self.post(call, Name::CreateGuest, Vec::new(), Some(body), Then::Guest);
    }

    /// The service's answer to `setGuestUser`: `{user, access_token}`; the id may differ from the one asked for.
    pub(super) fn on_guest(&mut self, call: CallId, answer: &N) {
        if let Some(user) = answer.get("user")
            && let Some(token) = answer.str("access_token")
        {
            let user = user.copy();
            // The server's own stamps are not the user's to send back (protocol notes, "Guest").
            strip(&user, &["created_at", "updated_at", "last_active", "online"]);
            return self.connect(call, user, TokenSource::Static(token));
        }
        self.refuse(call, Error::BadAnswer(201, "POST /guest"));
    }

    /// `openConnection`, and the end of `connectUser`: wait for the first frame.
    pub(super) fn wait_for_connection(&mut self, call: CallId) {
        let Some(session) = &self.session else { return self.refuse(call, Error::NotConnected) };
        if let (Phase::Open { .. }, Some(hello)) = (self.connection.phase(), &session.hello) {
            return self.resolve(call, Some(hello.clone()));
        }
        let deadline = self.after(self.config.connect_timeout_ms);
        self.waiters.push(Waiter { call, deadline });
        self.connection.open();
    }

    /// `closeConnection`: user and state stay. `disconnectUser`: nothing of the user stays, nothing is left hanging.
    pub(super) fn close(&mut self, call: CallId, user_leaves: bool) {
        self.connection.close();
        // While the user is still known, and before its own calls end: they must not start the next one.
        self.settle_connection();
        self.stop_recovery();
        let failure: Failure<N> = Error::Disconnected.into();
        self.end_waiters(NEVER, &Err(failure.clone()));
        if user_leaves {
            self.give_up(NOBODY, NEVER, Some(&failure));
            self.end_session();
        }
        self.resolve(call, None);
    }

    fn end_session(&mut self) {
        self.session = None;
        self.token_deadline = NEVER;
        self.keystrokes.clear();
        self.delivery = super::delivery::Delivery::new();
        self.tokens.forget();
        self.state.reset();
    }

    /// Answers those who wait and were to be answered by then.
    fn end_waiters(&mut self, by: Millis, outcome: &Result<N, Failure<N>>) {
        for waiter in std::mem::take(&mut self.waiters) {
            match outcome {
                _ if waiter.deadline > by => self.waiters.push(waiter),
                Ok(hello) => self.resolve(waiter.call, Some(hello.clone())),
                Err(failure) => self.reject(waiter.call, failure.clone()),
            }
        }
    }

    /// Gives up waiting for those whose time is up; the connection itself goes on trying.
    pub(super) fn expire_waiters(&mut self) {
        let late = Error::ConnectTimeout(self.config.connect_timeout_ms as u32, self.connection.reason());
        self.end_waiters(self.now.mono, &Err(late.into()));
    }

    /// The first frame of an attempt.
    pub(super) fn on_first_frame(&mut self, generation: Generation, frame: N) {
        if let Some(error) = frame.get("error") {
            let error = service_error(&error, 0, 0);
            let refreshable = error.service_code() == Some(TOKEN_EXPIRED) && self.tokens.can_refresh();
            let refusal = match error.passes() {
                _ if refreshable => Refusal::TokenExpired,
                Some(wait_ms) => Refusal::Busy(wait_ms),
                None => Refusal::Fatal(error),
            };
            return self.connection.on_refused(self.now.mono, generation, refusal, &mut self.random);
        }
        let Some(connection_id) = frame.str("connection_id") else { return };
        if let Some(me) = frame.get("me") {
            self.state.take_me(&me);
        }
        if self.connection.on_trial() != Some(generation)
            && let Some(session) = &mut self.session
        {
            session.hello = Some(frame);
        }
        self.connection.on_hello(self.now.mono, generation, connection_id);
    }

    /// Carries out what the connection orders, until it has no more orders.
    pub(super) fn settle_connection(&mut self) {
        while let Some(order) = self.connection.poll() {
            match order {
                Order::Authorise { expired } => self.authorise(expired),
                Order::OpenSocket(generation) => self.open_socket(generation),
                Order::CloseSocket(generation) => self.outputs.push_back(Output::CloseSocket(generation)),
                Order::Ping(generation) => self.ping(generation),
                Order::OpenPoll(generation) => self.open_poll(generation),
                Order::Poll(generation) => self.poll_events(generation),
                Order::ClosePoll(generation, id) => self.close_poll(generation, id),
                Order::Changed(transport) => self.announce_transport(transport),
                Order::Announce { online } => self.announce(online),
                Order::Opened => self.opened(),
                Order::Lost { reason } => self.lost(reason),
                Order::Failed(error) => self.failed(error),
            }
        }
    }

    fn authorise(&mut self, expired: bool) {
        let access = if expired {
            let error = Error::service(TOKEN_EXPIRED, 401, "the token has expired");
            self.tokens.refresh(self.tokens.version(), error)
        } else {
            self.tokens.need()
        };
        match access {
            Access::Ready => self.connection.on_authorised(self.now.mono),
            Access::Loading => self.ask_for_token(),
            Access::Refused(error) => self.connection.on_token_failed(self.now.mono, error, true, &mut self.random),
        }
    }

    fn open_socket(&mut self, generation: Generation) {
        let Some(session) = &self.session else { return };
        let query = N::object();
        let connect = N::object();
        connect.set_text("user_id", &session.user_id);
        connect.set("user_details", session.user.clone());
        connect.set_text("client_request_id", &self.random.uuid());
        query.set("json", connect);
        query.set_text("api_key", &self.config.api_key);
        query.set_text("authorization", self.tokens.token().unwrap_or_default());
        query.set_text("stream-auth-type", if self.tokens.is_anonymous() { "anonymous" } else { "jwt" });
        query.set_text("X-Stream-Client", &self.config.client_header);
        self.outputs.push_back(Output::OpenSocket { generation, query });
    }

    /// The keep-alive: an array with one `health.check` (protocol notes, "Ping, liveness").
    fn ping(&mut self, generation: Generation) {
        let Some(session) = &self.session else { return };
        let ping = event::<N>("health.check");
        ping.set_text("client_id", &session.client_id);
        let frame = N::array();
        frame.push(ping);
        self.outputs.push_back(Output::SendFrame { generation, frame });
    }

    fn announce(&mut self, online: bool) {
        let event = event::<N>("connection.changed");
        event.set("online", N::flag(online));
        self.dispatch(event, None);
    }

    fn announce_transport(&mut self, transport: Transport) {
        let event = event::<N>("transport.changed");
        event.set_text("mode", transport.as_str());
        self.dispatch(event, None);
    }

    fn opened(&mut self) {
        self.log(Level::Info, "connected", None);
        let trial = self.trial.take().map(|trial| *trial);
        if trial.is_some() {
            // The polling connection is given up for this one: what it would have brought next may be missed.
            self.stop_recovery();
        }
        let Some(session) = &mut self.session else { return };
        if let Some(trial) = &trial {
            session.hello = Some(trial.hello.clone());
        }
        // Also after `closeConnection`: whatever was watched before, the server does not know it any more. Before the first
        // connection there may have been queries without one.
        let again = std::mem::replace(&mut session.opened, true) || self.state.watches();
        self.connect_cause = None;
        if let Some(hello) = session.hello.clone() {
            self.heard = self.heard.max(hello.time("created_at").unwrap_or(self.heard));
            self.end_waiters(NEVER, &Ok(hello.clone()));
            self.dispatch(hello, None);
        }
        if let Some(trial) = trial {
            self.replay(trial);
        }
        self.release(Stage::Connection, &Ok(()));
        if again {
            self.start_recovery();
        }
    }

    fn lost(&mut self, reason: &'static str) {
        let extra = N::object();
        extra.set_text("reason", reason);
        self.log(Level::Warn, "the connection is lost; it will be made again", Some(extra));
        // Who typed before cannot be known to type still.
        for slot in self.state.active() {
            if let Some((channel, ..)) = self.state.channel_mut(slot) {
                channel.typing.clear();
            }
        }
        self.stop_recovery();
        self.trial = None;
    }

    fn failed(&mut self, error: Error) {
        self.log(Level::Error, "the connection failed for good", None);
        self.stop_recovery();
        let failure = Failure::new(error.clone(), None, self.connect_cause.take());
        self.end_waiters(NEVER, &Err(failure));
        self.give_up(NOBODY, NEVER, Some(&error.into()));
        // A user who was never connected is not kept, so that another `connectUser` starts afresh.
        if !self.config.persist_user && self.session.as_ref().is_some_and(|session| !session.opened) {
            self.end_session();
        }
    }
}
