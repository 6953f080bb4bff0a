//! Owns the calls under way: what each waits for, when it is given up, and the repeat after a token refresh. Sends
//! nothing itself; what an answer means for the state is `answers.rs`.

use super::answers::Then;
use super::input::{Call, Reply};
use super::output::{Level, Output, Request};
use super::recovery::SHORT;
use super::{Client, NEVER, NOBODY};
use crate::api::{Endpoint, Name, Needs};
use crate::connection::Phase;
use crate::error::{Error, Failure};
use crate::id::{CallId, Generation, RequestId};
use crate::node::Node;
use crate::state::{Placement, Wanted};
use crate::text::Text;
use crate::time::{Millis, Nanos};
use crate::tokens::Access;

/// Most times one call is repeated because its token had expired. One refresh mends an expired token; a second covers a
/// token that expired on the way. More would only hide a provider that gives expired tokens.
const MAX_REPEATS: u8 = 2;

/// What a call is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Another call that has to be over first.
    Turn,
    Connection,
    Token,
    Answer,
}

#[derive(Debug)]
pub(super) struct Pending<N> {
    /// Of its request; a repeat gets another.
    id: RequestId,
    pub(super) call: CallId,
    endpoint: Endpoint,
    path: Text,
    query: N,
    body: Option<N>,
    timeout_ms: u64,
    pub(super) deadline: Millis,
    token_version: u32,
    /// The connection that was open when the request went out.
    pub(super) sent_under: Option<Generation>,
    /// The newest time that an event had then.
    pub(super) asked: Nanos,
    repeats: u8,
    stage: Stage,
    /// It asked to watch.
    pub(super) watch: bool,
    /// It asked for presence.
    presence: bool,
    /// It asked for the state of channels.
    pub(super) state: bool,
    pub(super) then: Then,
}

impl<N: Node> Client<N> {
    /// Starts a call that the client itself makes.
    #[inline(never)]
    pub(super) fn post(&mut self, call: CallId, endpoint: Name, path: Vec<Text>, body: Option<N>, then: Then) {
        self.start_call(call, &mut Call { endpoint: endpoint as u8, path, query: None, body, timeout_ms: None }, then);
    }

    /// Starts a call; a bad one is refused before anything is sent.
    #[inline(never)]
    pub(super) fn start_call(&mut self, call: CallId, wanted: &mut Call<N>, then: Then) {
        let Some(endpoint) = Endpoint::numbered(wanted.endpoint) else {
            return self.refuse(call, Error::UnknownEndpoint);
        };
        let Some(path) = endpoint.path_with(&wanted.path) else {
            return self.refuse(call, Error::BadArgument("an id in the path is missing or empty"));
        };
        let query = N::object();
        if let Some(wanted) = &wanted.query {
            query.assign(wanted);
        }
        let timeout_ms = wanted.timeout_ms.unwrap_or(self.config.timeout_ms);
        // The first connection may take as long as `connectUser`; one that is made again, as long as the call.
        let opened = self.session.as_ref().is_some_and(|session| session.opened);
        // An upload may take as long as it takes, once it is on its way.
        let patience_ms = if timeout_ms == NEVER.0 { self.config.timeout_ms } else { timeout_ms };
        let longest_ms = if opened { patience_ms } else { patience_ms.max(self.config.connect_timeout_ms) };
        let (id, place) = (self.fresh_id(), self.requests.len());
        let mut pending = Box::new(Pending {
            id,
            call,
            endpoint,
            path,
            query,
            body: wanted.body.take(),
            watch: false,
            presence: false,
            state: false,
            timeout_ms,
            deadline: self.after(longest_ms),
            token_version: 0,
            sent_under: None,
            asked: self.heard,
            repeats: 0,
            stage: Stage::Connection,
            then,
        });
        if let Some(wishes) = pending.wishes() {
            pending.watch = wishes.is("watch");
            pending.presence = wishes.is("presence");
            pending.state = wishes.is("state");
        }
        self.requests.push(pending);
        self.advance(place);
    }

    pub(super) fn fresh_id(&mut self) -> RequestId {
        let id = RequestId(self.next_request);
        self.next_request = id.0.wrapping_add(1);
        id
    }

    /// Sends a call if nothing stands in its way any more.
    fn advance(&mut self, place: usize) {
        let waits = self.waits(place);
        let Some(pending) = self.requests.get_mut(place) else { return };
        if waits {
            // What it waits for has a deadline.
            (pending.stage, pending.deadline) = (Stage::Turn, NEVER);
            return;
        }
        let needs = pending.endpoint.needs;
        match self.gate(needs) {
            Ok(Stage::Answer) => self.send(place),
            Ok(stage) => {
                if let Some(pending) = self.requests.get_mut(place) {
                    pending.stage = stage;
                }
            }
            Err(failure) => self.end(place, Err(failure)),
        }
    }

    /// Whether a call made before has to be over first.
    fn waits(&self, place: usize) -> bool {
        let Some(pending) = self.requests.get(place) else { return false };
        pending.then.has_order() && self.requests.iter().take(place).any(|other| other.then.goes_before(&pending.then))
    }

    /// Calls whose turn has come go on.
    pub(super) fn take_turns(&mut self) {
        let mut place = 0;
        while let Some(pending) = self.requests.get(place) {
            if pending.stage != Stage::Turn || self.waits(place) {
                place += 1;
                continue;
            }
            if let Then::OfUnsent(slot, id) = &pending.then
                && self.is_failed(*slot, id)
            {
                let pending = self.requests.remove(place);
                self.act_on_failed(&pending);
                continue;
            }
            let start = self.after(pending.timeout_ms.max(self.config.timeout_ms));
            if let Some(pending) = self.requests.get_mut(place) {
                (pending.stage, pending.deadline) = (Stage::Connection, start);
            }
            self.advance(place);
        }
    }

    /// What a call has to wait for first.
    fn gate(&mut self, needs: Needs) -> Result<Stage, Failure<N>> {
        if needs == Needs::Nothing {
            return Ok(Stage::Answer);
        }
        let makes_connection = needs == Needs::Token;
        if self.session.is_none() {
            return Err(Error::NotConnected.into());
        }
        match self.connection.phase() {
            Phase::Failed(error) => return Err(error.clone().into()),
            // Calls made before `connectUser` has finished, or while the connection is made again, wait for it.
            Phase::Authorising | Phase::Opening { .. } | Phase::Waiting { .. } if !makes_connection => {
                return Ok(Stage::Connection);
            }
            _ => {}
        }
        match self.tokens.need() {
            Access::Ready => Ok(Stage::Answer),
            Access::Loading => {
                self.ask_for_token();
                Ok(Stage::Token)
            }
            Access::Refused(error) => Err(error.into()),
        }
    }

    #[inline(never)]
    fn send(&mut self, place: usize) {
        let Some(pending) = self.requests.get_mut(place).map(Box::as_mut) else { return };
        pending.stage = Stage::Answer;
        pending.deadline = self.now.mono.plus(pending.timeout_ms);
        pending.token_version = self.tokens.version();
        pending.sent_under = self.connection.generation();
        pending.asked = self.heard;
        let query = &pending.query;
        query.set_text("api_key", &self.config.api_key);
        // A call may name another user; the service decides whether it may.
        if let Some(session) = &self.session
            && query.get("user_id").is_none()
        {
            query.set_text("user_id", &session.user_id);
        }
        match self.connection.connection_id() {
            // It names the connection that is over.
            _ if matches!(pending.then, Then::Farewell) => {}
            Some(id) => query.set_text("connection_id", id),
            None => pending.give_up_watching(),
        }
        let token = match self.tokens.token() {
            Some(token) if pending.endpoint.needs != Needs::Nothing && !self.tokens.is_anonymous() => {
                Some(token.into())
            }
            _ => None,
        };
        self.outputs.push_back(Output::Request(Box::new(Request {
            id: pending.id,
            method: pending.endpoint.method,
            path: pending.path.clone(),
            query: query.copy(),
            body: pending.body.clone(),
            token,
            client_request_id: self.random.uuid(),
        })));
    }

    pub(super) fn on_reply(&mut self, id: RequestId, reply: Reply<N>) {
        let fresh = self.fresh_id();
        let Some(place) = self.requests.iter().position(|pending| pending.id == id) else { return };
        let late = self.after(self.config.connect_timeout_ms);
        let Some(pending) = self.requests.get_mut(place).map(Box::as_mut) else { return };
        if pending.stage != Stage::Answer {
            return;
        }
        let name = pending.endpoint.label;
        let (status, body, retry_after_ms) = match reply {
            Reply::Failed { cause } => {
                return self.end(place, Err(Failure::new(Error::Network(name), None, cause)));
            }
            Reply::Answer { status, body, retry_after_ms } => (status, body, retry_after_ms),
        };
        let mut error = Error::BadAnswer(status, name);
        if let Some(body) = &body {
            if (200..300).contains(&status) {
                return self.end(place, Ok(body.clone()));
            }
            if body.is_object() {
                error = service_error(body, status, retry_after_ms);
                let code = error.service_code().filter(|_| pending.repeats < MAX_REPEATS);
                let forgotten =
                    code == Some(CONNECTION_NOT_FOUND) && pending.call != NOBODY && pending.endpoint.idempotent;
                if forgotten || code == Some(TOKEN_EXPIRED) {
                    pending.repeats += 1;
                    pending.id = fresh;
                }
                if forgotten {
                    // The link was lost while the request was under way: it waits for the next one as if made now.
                    pending.deadline = self.now.mono.plus(pending.timeout_ms);
                    pending.stage = Stage::Connection;
                    if pending.sent_under != self.connection.generation() {
                        return self.advance(place);
                    }
                    return self.connection.on_wake(self.now.mono);
                }
                if code == Some(TOKEN_EXPIRED) {
                    match self.tokens.refresh(pending.token_version, error) {
                        Access::Ready => return self.send(place),
                        Access::Loading => {
                            pending.stage = Stage::Token;
                            pending.deadline = late;
                            return self.ask_for_token();
                        }
                        Access::Refused(expired) => error = expired,
                    }
                }
            }
        }
        let answer = body.filter(|_| error.service_code().is_some());
        self.end(place, Err(Failure::new(error, answer, None)));
    }

    /// What calls waited for is there, or will not come: they go out, in the order they were made, or fail.
    pub(super) fn release(&mut self, waited_for: Stage, outcome: &Result<(), Failure<N>>) {
        // The end of one may start others: those come last, and are not meant.
        let (later, mut place) = (self.next_request, 0);
        while let Some(id) = self.requests.get(place).map(|pending| pending.id).filter(|id| id.0 < later) {
            if self.requests.get(place).is_some_and(|pending| pending.stage == waited_for) {
                match outcome {
                    Err(failure) => self.end(place, Err(failure.clone())),
                    Ok(()) if waited_for == Stage::Token => self.send(place),
                    Ok(()) => self.advance(place),
                }
            }
            if self.requests.get(place).is_some_and(|pending| pending.id == id) {
                place += 1;
            }
        }
    }

    /// Ends the calls of a caller, or of all with `NOBODY`, that were to end by then. Without a failure, each fails with
    /// what it waited for.
    pub(super) fn give_up(&mut self, caller: CallId, by: Millis, failure: Option<&Failure<N>>) {
        let mut place = 0;
        while let Some(pending) = self.requests.get(place) {
            let stays = failure.is_some() && matches!(pending.then, Then::Farewell);
            if stays || pending.deadline > by || (caller != NOBODY && pending.call != caller) {
                place += 1;
                continue;
            }
            if pending.stage == Stage::Answer {
                self.outputs.push_back(Output::AbortRequest(pending.id));
            }
            let failure = failure.cloned().unwrap_or_else(|| {
                let late = match pending.stage {
                    Stage::Turn | Stage::Connection => Error::ConnectionLost(self.connection.reason()),
                    Stage::Token => Error::TokenProviderTimeout(self.config.connect_timeout_ms as u32),
                    Stage::Answer => Error::RequestTimeout(pending.timeout_ms as u32, pending.endpoint.label),
                };
                late.into()
            });
            self.end(place, Err(failure));
        }
    }

    #[inline(never)]
    fn end(&mut self, place: usize, outcome: Result<N, Failure<N>>) {
        if place < self.requests.len() {
            let pending = self.requests.remove(place);
            self.answer(&pending, outcome);
            if !self.requests.iter().any(|pending| pending.watch || pending.state) {
                self.strays.clear();
            }
        }
    }
}

impl<N: Node> Pending<N> {
    /// Of its request.
    pub(super) fn id(&self) -> RequestId {
        self.id
    }

    /// It asked for the messages directly before this one.
    pub(super) fn page_before(&self) -> Option<Text> {
        self.body.as_ref()?.str_in("messages", "id_lt")
    }

    /// It asked for the newest messages: how many, or fewer when a service may give its own default instead. Fewer than
    /// these in an answer mean that there are no more.
    pub(super) fn newest_page(&self) -> Option<u32> {
        let body = self.body.as_ref().filter(|_| self.state)?;
        let mut limit = body.get("message_limit");
        if let Some(page) = body.get("messages") {
            limit = page.get("limit");
            if page.keys().len() != usize::from(limit.is_some()) {
                return None;
            }
        }
        let full = limit.and_then(|limit| limit.as_number()).map_or(SHORT, |limit| SHORT.min(limit as u32));
        (full > 0).then_some(full)
    }

    /// What it asked for of a channel's messages.
    pub(super) fn messages_wanted(&self, placement: Placement) -> Wanted {
        let messages = self.body.as_ref().and_then(|body| body.get("messages"));
        Wanted::read(messages.as_ref(), placement)
    }

    /// The most messages of each channel that it asked for.
    pub(super) fn message_limit(&self) -> Option<u32> {
        Some(self.body.as_ref()?.count("message_limit")).filter(|limit| *limit > 0)
    }

    /// Its query and its body.
    pub(super) fn content(&self) -> (Option<N>, Option<N>) {
        (Some(self.query.clone()), self.body.clone())
    }

    /// It is on its way, and its answer is waited for.
    pub(super) fn is_sent(&self) -> bool {
        self.stage == Stage::Answer
    }

    /// Where the request says what it wants: the body, or the `payload` parameter of a query by GET.
    fn wishes(&self) -> Option<N> {
        match self.endpoint.method {
            "GET" => self.query.get("payload"),
            _ => self.body.clone(),
        }
    }

    /// Without a connection there is nothing to send events to; the server would refuse the request.
    fn give_up_watching(&self) {
        if let (Needs::ConnectionToWatch, Some(wishes)) = (self.endpoint.needs, self.wishes()) {
            if self.watch {
                wishes.set("watch", N::flag(false));
            }
            if self.presence {
                wishes.set("presence", N::flag(false));
            }
        }
    }
}

/// The service's code for a connection id it does not know (any more).
pub(super) const CONNECTION_NOT_FOUND: i32 = 46;
/// The service's code for an expired token.
pub(super) const TOKEN_EXPIRED: i32 = 40;

/// Reads an error body: `{code, message, StatusCode, ...}`.
pub(super) fn service_error<N: Node>(body: &N, status: u16, retry_after_ms: u32) -> Error {
    // `as` saturates; a body without a code becomes the service's own "internal error", -1.
    let code = body.num("code").map_or(-1, |code| code as i32);
    let status = body.num("StatusCode").map_or(status, |status| status as u16);
    Error::busy(code, status, body.str("message").unwrap_or_default(), retry_after_ms)
}

impl<N: Node> Client<N> {
    /// Puts the question to the app's token function, if there is one to put.
    pub(super) fn ask_for_token(&mut self) {
        if let Some(question) = self.tokens.wanted() {
            self.token_deadline = self.after(self.config.connect_timeout_ms);
            self.outputs.push_back(Output::AskForToken(question));
        }
    }

    /// The token function took too long.
    pub(super) fn expire_token(&mut self) {
        if self.token_deadline <= self.now.mono {
            if let Some(question) = self.tokens.asking() {
                let late = Error::TokenProviderTimeout(self.config.connect_timeout_ms as u32);
                self.tokens.answered::<N>(question, None);
                self.token_failed(late.into());
            }
            self.token_deadline = NEVER;
        }
    }

    pub(super) fn on_token(&mut self, question: crate::tokens::Question, token: Option<Text>, cause: Option<N>) {
        let Some(outcome) = self.tokens.answered::<N>(question, token.as_deref()) else { return };
        self.token_deadline = NEVER;
        match outcome {
            Ok(()) => {
                self.connection.on_authorised(self.now.mono);
                self.release(Stage::Token, &Ok(()));
            }
            Err(error) => self.token_failed(Failure::new(error, None, cause)),
        }
    }

    fn token_failed(&mut self, failure: Failure<N>) {
        self.log(Level::Warn, "the token function gave no usable token", None);
        self.release(Stage::Token, &Err(failure.clone()));
        self.connect_cause = failure.cause().cloned();
        self.connection.on_token_failed(self.now.mono, failure.error().clone(), false, &mut self.random);
    }
}
