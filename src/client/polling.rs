//! Owns the connection by long poll as the service speaks it (protocol notes, "Long-poll fallback"), and the events of a
//! socket on trial beside it: each event reaches the app once, whichever of the two brings it.

use super::answers::Then;
use super::input::Call;
use super::output::Output;
use super::requests::CONNECTION_NOT_FOUND;
use super::{Client, NOBODY};
use crate::api::Name;
use crate::connection::{POLL_ATTEMPT_MS, PollFailure, Refusal};
use crate::error::{Error, Failure};
use crate::id::{Generation, joined};
use crate::node::Node;
use crate::text::Text;

/// Milliseconds a poll may take; the server holds an idle one for about 20 s (protocol notes, "Long-poll fallback").
const POLL_MS: u64 = 30_000;
/// Milliseconds the request that closes may take (protocol notes, "Long-poll fallback").
const CLOSE_MS: u64 = 2_000;
/// Events of a socket on trial that are kept. Five seconds of a busy user bring some dozens.
const KEPT: usize = 500;

/// What a socket on trial has shown.
#[derive(Debug)]
pub(super) struct TrialEvents<N> {
    /// Its first frame.
    pub(super) hello: N,
    /// Its events, to be given to the app when it is taken.
    events: Vec<N>,
    /// The names of the events that polls brought meanwhile.
    polled: Vec<Text>,
}

/// What tells one event from another: the service stamps events with more than microseconds.
fn name_of<N: Node>(event: &N) -> Text {
    let text = |key: &'static str| event.str(key).unwrap_or_default();
    joined(&[&text("type"), " ", &text("created_at"), " ", &text("cid")])
}

impl<N: Node> Client<N> {
    pub(super) fn open_poll(&mut self, generation: Generation) {
        let Some(session) = &self.session else { return };
        let (query, connect) = (N::object(), N::object());
        connect.set_text("user_id", &session.user_id);
        connect.set("user_details", session.user.clone());
        query.set("json", connect);
        self.ask(query, POLL_ATTEMPT_MS, Then::PollOpened(generation));
    }

    pub(super) fn poll_events(&mut self, generation: Generation) {
        self.ask(N::object(), POLL_MS, Then::Polled(generation));
    }

    fn ask(&mut self, query: N, timeout_ms: u64, then: Then) {
        let mut call = Call::new(Name::LongPoll as u8, Vec::new());
        (call.query, call.timeout_ms) = (Some(query), Some(timeout_ms));
        self.start_call(NOBODY, &mut call, then);
    }

    /// Gives up what is asked for and tells the server; nobody waits for its answer.
    pub(super) fn close_poll(&mut self, generation: Generation, connection_id: Option<Text>) {
        let place = self.requests.iter().position(|pending| pending.then.polls_for(generation));
        if let Some(place) = place {
            let pending = self.requests.remove(place);
            if pending.is_sent() {
                self.outputs.push_back(Output::AbortRequest(pending.id()));
            }
        }
        if let Some(id) = connection_id {
            let query = N::object();
            query.set("close", N::flag(true));
            query.set_text("connection_id", &id);
            self.ask(query, CLOSE_MS, Then::Farewell);
        }
    }

    /// The answer to the request for a polling connection: `{event}` with the first frame.
    pub(super) fn on_poll_opened(&mut self, generation: Generation, outcome: Result<N, Failure<N>>) {
        let why = match outcome {
            Ok(body) => match body.get("event") {
                Some(event) => return self.on_first_frame(generation, event),
                None => PollFailure::Unanswered,
            },
            Err(failure) => match failure.error() {
                Error::Service(service) if is_fatal(service.code) => {
                    let refusal = Refusal::Fatal(failure.error().clone());
                    return self.connection.on_refused(self.now.mono, generation, refusal, &mut self.random);
                }
                error => failed(error),
            },
        };
        self.connection.on_poll_failed(self.now.mono, generation, why, &mut self.random);
    }

    /// The answer to a poll: `{events}`, none when the server had nothing to say for a while.
    pub(super) fn on_polled(&mut self, generation: Generation, outcome: Result<N, Failure<N>>) {
        let body = match outcome {
            Ok(body) => body,
            Err(failure) => {
                let why = failed(failure.error());
                return self.connection.on_poll_failed(self.now.mono, generation, why, &mut self.random);
            }
        };
        if self.connection.generation() != Some(generation) {
            return;
        }
        if self.connection.on_trial().is_none() {
            // It failed: nothing has to be told apart from what it brought.
            self.trial = None;
        }
        for event in body.each("events") {
            if let Some(trial) = &mut self.trial {
                trial.polled.push(name_of(&event));
            }
            self.on_event(event);
        }
        self.connection.on_polled(self.now.mono, generation);
    }

    /// A frame of the socket on trial.
    pub(super) fn on_trial_frame(&mut self, generation: Generation, frame: N) {
        if !self.connection.is_on_hold(generation) {
            let hello = frame.clone();
            self.on_first_frame(generation, frame);
            if self.connection.is_on_hold(generation) {
                self.trial = Some(Box::new(TrialEvents { hello, events: Vec::new(), polled: Vec::new() }));
            }
            return;
        }
        self.connection.on_frame(self.now.mono, generation);
        // What happens in a channel that is watched comes by poll until the channel is watched by socket, and what falls
        // between the two is filled in.
        let slot = frame.str("cid").and_then(|cid| self.state.slot(&cid));
        let watched = slot.and_then(|slot| self.state.channel(slot)).is_some_and(|channel| channel.watched);
        if let Some(trial) = self.trial.as_mut().filter(|trial| !watched && trial.events.len() < KEPT)
            && !frame.says("type", "health.check")
        {
            trial.events.push(frame);
        }
    }

    /// The socket was taken: what it brought and no poll did is news.
    pub(super) fn replay(&mut self, trial: TrialEvents<N>) {
        for event in trial.events {
            if !trial.polled.contains(&name_of(&event)) {
                self.on_event(event);
            }
        }
    }
}

/// Whether no other attempt helps after this code: bad key, bad token, not allowed, suspended (protocol notes, "Codes").
fn is_fatal(code: i32) -> bool {
    matches!(code, 2 | 3 | 5 | 17 | 40..=43 | 99)
}

/// What a poll's error means.
fn failed(error: &Error) -> PollFailure {
    match error {
        Error::Service(service) if service.code == CONNECTION_NOT_FOUND => PollFailure::Forgotten,
        // The network, a proxy: what the answer would have brought is not known.
        Error::Service(_) => error.passes().map_or(PollFailure::Unanswered, PollFailure::Busy),
        _ => PollFailure::Unanswered,
    }
}
