//! Owns the calls under way: what each waits for, when it is given up, and the repeat after a token refresh. Sends
//! nothing itself; what an answer means for the state is `answers.rs`.

use super::Client;
use super::answers::Then;
use super::input::{Call, Reply};
use super::output::{Output, Request};
use crate::api::{Endpoint, Method, Needs};
use crate::connection::Phase;
use crate::error::{Error, Failure};
use crate::id::{CallId, Generation, RequestId};
use crate::node::Node;
use crate::sorted::Sorted;
use crate::time::{Millis, earlier};
use crate::tokens::Access;

/// Most times one call is repeated because its token had expired. One refresh mends an expired token; a second covers a
/// token that expired on the way. More would only hide a provider that gives expired tokens.
const MAX_REPEATS: u8 = 2;

/// What a call is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Connection,
    Token,
    Answer(RequestId),
}

#[derive(Debug)]
pub(super) struct Pending<N> {
    call: Option<CallId>,
    endpoint: &'static Endpoint,
    path: String,
    query: N,
    body: Option<N>,
    timeout_ms: u64,
    deadline: Millis,
    token_version: u32,
    /// The connection that was open when the request went out.
    sent_under: Option<Generation>,
    repeats: u8,
    stage: Stage,
    then: Then<N>,
}

/// The calls under way, oldest first.
#[derive(Debug)]
pub(super) struct Requests<N> {
    pending: Sorted<u32, Box<Pending<N>>>,
    next_key: u32,
    next_request: u32,
}

impl<N> Default for Requests<N> {
    fn default() -> Self {
        Requests { pending: Sorted::new(), next_key: 0, next_request: 0 }
    }
}

impl<N> Requests<N> {
    pub(super) fn next_deadline(&self) -> Option<Millis> {
        self.pending.values().iter().fold(None, |next, pending| earlier(next, Some(pending.deadline)))
    }

    /// Keys of all calls, oldest first: ending one changes the map, so loops go over these.
    fn keys(&self) -> Vec<u32> {
        self.pending.keys().to_vec()
    }

    fn stage(&self, key: u32) -> Option<Stage> {
        self.pending.get(&key).map(|pending| pending.stage)
    }
}

enum Gate {
    Go,
    Wait(Stage),
    Refuse(Error),
}

impl<N: Node> Client<N> {
    /// Starts a call; a bad one is refused before anything is sent.
    pub(super) fn start_call(&mut self, call: Option<CallId>, wanted: Call<N>, then: Then<N>) {
        let endpoint = Endpoint::named(&wanted.endpoint);
        let path = endpoint.and_then(|endpoint| endpoint.path_with(&wanted.path));
        let (Some(endpoint), Some(path)) = (endpoint, path) else {
            let error = match endpoint {
                None => Error::UnknownEndpoint,
                Some(_) => Error::BadArgument("an id in the path is missing or empty"),
            };
            return self.reject(call, error.into());
        };
        let timeout_ms = wanted.timeout_ms.unwrap_or(self.config.timeout_ms);
        let key = self.requests.next_key;
        self.requests.next_key = key.wrapping_add(1);
        let pending = Pending {
            call,
            endpoint,
            path,
            query: wanted.query.map(|query| query.copy()).unwrap_or_else(N::object),
            body: wanted.body,
            timeout_ms,
            deadline: self.now.mono.plus(self.config.connect_timeout_ms.max(timeout_ms)),
            token_version: 0,
            sent_under: None,
            repeats: 0,
            stage: Stage::Connection,
            then,
        };
        self.requests.pending.insert(key, Box::new(pending));
        self.advance(key);
    }

    /// Sends a call if nothing stands in its way any more.
    fn advance(&mut self, key: u32) {
        let Some(pending) = self.requests.pending.get(&key) else { return };
        let (needs, watches) = (pending.endpoint.needs, pending.watches());
        let gate = self.gate(needs, watches);
        match gate {
            Gate::Go => self.send(key),
            Gate::Wait(stage) => {
                if let Some(pending) = self.requests.pending.get_mut(&key) {
                    pending.stage = stage;
                }
            }
            Gate::Refuse(error) => self.end(key, Err(error.into())),
        }
    }

    fn gate(&mut self, needs: Needs, watches: bool) -> Gate {
        if needs == Needs::Nothing {
            return Gate::Go;
        }
        let Some(session) = &self.session else { return Gate::Refuse(Error::NotConnected) };
        match self.connection.phase() {
            Phase::Failed(error) => return Gate::Refuse(error.clone()),
            // Calls made before `connectUser` has finished wait for it.
            Phase::Authorising | Phase::Opening { .. } | Phase::Waiting { .. }
                if !session.opened || (needs == Needs::ConnectionToWatch && watches) =>
            {
                return Gate::Wait(Stage::Connection);
            }
            _ => {}
        }
        match self.tokens.need() {
            Access::Ready => Gate::Go,
            Access::Loading => {
                self.ask_for_token();
                Gate::Wait(Stage::Token)
            }
            Access::Refused(error) => Gate::Refuse(error),
        }
    }

    fn send(&mut self, key: u32) {
        let anonymous = self.tokens.is_anonymous();
        let connection_id = self.connection.connection_id().map(str::to_owned);
        let client_request_id = self.random.uuid();
        let id = RequestId(self.requests.next_request);
        self.requests.next_request = id.0.wrapping_add(1);
        let Some(pending) = self.requests.pending.get_mut(&key) else { return };
        pending.stage = Stage::Answer(id);
        pending.deadline = self.now.mono.plus(pending.timeout_ms);
        pending.token_version = self.tokens.version();
        pending.sent_under = self.connection.generation();
        let query = &pending.query;
        query.set_text("api_key", &self.config.api_key);
        if let Some(session) = &self.session {
            query.set_text("user_id", &session.user_id);
        }
        match &connection_id {
            Some(id) => query.set_text("connection_id", id),
            None => pending.give_up_watching(),
        }
        let guest = pending.endpoint.needs == Needs::Nothing;
        let token = if anonymous || guest { None } else { self.tokens.token().map(str::to_owned) };
        self.outputs.push_back(Output::Request(Box::new(Request {
            id,
            method: pending.endpoint.method.as_str(),
            path: pending.path.clone(),
            query: pending.query.copy(),
            body: pending.body.clone(),
            token,
            client_request_id,
        })));
    }

    pub(super) fn on_reply(&mut self, request: RequestId, reply: Reply<N>) {
        let keys = self.requests.keys();
        let Some(&key) = keys.iter().find(|key| self.requests.stage(**key) == Some(Stage::Answer(request))) else {
            return;
        };
        let Some(pending) = self.requests.pending.get_mut(&key) else { return };
        let name = pending.endpoint.name;
        let failure = match reply {
            Reply::Answer { status: 200..=299, body: Some(body) } => return self.end(key, Ok(body)),
            Reply::Answer { status, body: Some(body) } if body.is_object() => {
                let error = service_error(&body, status);
                if error.service_code() == Some(TOKEN_EXPIRED) && pending.repeats < MAX_REPEATS {
                    pending.repeats += 1;
                    let version = pending.token_version;
                    match self.tokens.refresh(version, error) {
                        Access::Ready => return self.send(key),
                        Access::Loading => {
                            pending.stage = Stage::Token;
                            pending.deadline = self.now.mono.plus(self.config.connect_timeout_ms);
                            return self.ask_for_token();
                        }
                        Access::Refused(error) => Failure::new(error, Some(body), None),
                    }
                } else {
                    Failure::new(error, Some(body), None)
                }
            }
            Reply::Answer { status, .. } => Error::BadAnswer(status, name).into(),
            Reply::Failed { cause } => Failure::new(Error::Network(name), None, cause),
        };
        self.end(key, Err(failure));
    }

    /// The connection is open: calls that waited for it go out, in the order they were made.
    pub(super) fn release_waiting_for_connection(&mut self) {
        for key in self.requests.keys() {
            if self.requests.stage(key) == Some(Stage::Connection) {
                self.advance(key);
            }
        }
    }

    /// A token came, or none will: calls that waited for it go out or fail.
    pub(super) fn release_waiting_for_token(&mut self, outcome: Result<(), Failure<N>>) {
        for key in self.requests.keys() {
            if self.requests.stage(key) != Some(Stage::Token) {
                continue;
            }
            match &outcome {
                Ok(()) => self.send(key),
                Err(failure) => self.end(key, Err(failure.clone())),
            }
        }
    }

    /// Ends every call under way.
    pub(super) fn fail_all_calls(&mut self, error: &Error) {
        for key in self.requests.keys() {
            self.abort(key);
            self.end(key, Err(error.clone().into()));
        }
    }

    pub(super) fn cancel_call(&mut self, call: CallId) {
        for key in self.requests.keys() {
            if self.requests.pending.get(&key).is_some_and(|pending| pending.call == Some(call)) {
                self.abort(key);
                self.end(key, Err(Error::RequestCancelled.into()));
            }
        }
    }

    pub(super) fn expire_calls(&mut self) {
        let now = self.now.mono;
        for key in self.requests.keys() {
            let Some(pending) = self.requests.pending.get(&key) else { continue };
            if pending.deadline > now {
                continue;
            }
            let (endpoint, ms) = (pending.endpoint.name, pending.timeout_ms);
            let error = match pending.stage {
                Stage::Connection => Error::ConnectionLost(self.connection.reason()),
                Stage::Token => Error::TokenProviderTimeout(self.config.connect_timeout_ms as u32),
                Stage::Answer(_) => Error::RequestTimeout(ms as u32, endpoint),
            };
            self.abort(key);
            self.end(key, Err(error.into()));
        }
    }

    fn abort(&mut self, key: u32) {
        if let Some(Stage::Answer(request)) = self.requests.stage(key) {
            self.outputs.push_back(Output::AbortRequest(request));
        }
    }

    fn end(&mut self, key: u32, outcome: Result<N, Failure<N>>) {
        if let Some(pending) = self.requests.pending.remove(&key) {
            self.answer(pending.call, pending.then, pending.sent_under, outcome);
        }
    }
}

impl<N: Node> Pending<N> {
    /// Where the request says what it wants: the body, or the `payload` parameter of a query by GET.
    fn wishes(&self) -> Option<N> {
        match self.endpoint.method {
            Method::Get => self.query.get("payload"),
            _ => self.body.clone(),
        }
    }

    fn watches(&self) -> bool {
        self.wishes().is_some_and(|wishes| wishes.is("watch") || wishes.is("presence"))
    }

    /// Without a connection there is nothing to send events to; the server would refuse the request.
    fn give_up_watching(&self) {
        if let (Needs::ConnectionToWatch, Some(wishes)) = (self.endpoint.needs, self.wishes()) {
            for key in ["watch", "presence"] {
                if wishes.is(key) {
                    wishes.set(key, N::flag(false));
                }
            }
        }
    }
}

/// The service's code for an expired token.
pub(super) const TOKEN_EXPIRED: i32 = 40;

/// Reads an error body: `{code, message, StatusCode, ...}`.
pub(super) fn service_error<N: Node>(body: &N, status: u16) -> Error {
    // `as` saturates; a body without a code becomes the service's own "internal error", -1.
    let code = body.num("code").map_or(-1, |code| code as i32);
    let status = body.num("StatusCode").map_or(status, |status| status as u16);
    Error::service(code, status, body.str("message").unwrap_or_default())
}

impl<N: Node> Client<N> {
    /// Puts the question to the app's token function, if there is one to put.
    pub(super) fn ask_for_token(&mut self) {
        if let Some(question) = self.tokens.wanted() {
            self.token_deadline = Some(self.now.mono.plus(self.config.connect_timeout_ms));
            self.outputs.push_back(Output::AskForToken(question));
        }
    }

    /// The token function took too long.
    pub(super) fn expire_token(&mut self) {
        if self.token_deadline.is_some_and(|at| at <= self.now.mono) {
            if let Some(question) = self.tokens.asking() {
                let late = Error::TokenProviderTimeout(self.config.connect_timeout_ms as u32);
                self.tokens.answered::<N>(question, None);
                self.token_failed(late.into());
            }
            self.token_deadline = None;
        }
    }

    pub(super) fn on_token(&mut self, question: crate::tokens::Question, token: Option<String>, cause: Option<N>) {
        match self.tokens.answered::<N>(question, token.as_deref()) {
            None => {}
            Some(Ok(())) => {
                self.token_deadline = None;
                self.connection.on_authorised(self.now.mono);
                self.release_waiting_for_token(Ok(()));
            }
            Some(Err(error)) => {
                self.token_deadline = None;
                self.token_failed(Failure::new(error, None, cause));
            }
        }
    }

    fn token_failed(&mut self, failure: Failure<N>) {
        self.log_warn("the token function gave no usable token", None);
        self.release_waiting_for_token(Err(failure.clone()));
        self.connect_cause = failure.cause().cloned();
        self.connection.on_token_failed(self.now.mono, failure.error().clone(), false, &mut self.random);
    }
}
