//! Owns the questions that scenarios ask of a page, in the words of a test: did a call resolve, which requests are open,
//! which events were heard, what does a channel show. Changes nothing.

use serde_json::Value;
use stream_chat_wasm::connection::Phase;
use stream_chat_wasm::id::Slot;
use stream_chat_wasm::json::Json;
use stream_chat_wasm::state::Channel;
use stream_chat_wasm::time::Nanos;

use super::page::Page;
use super::records::{Outcome, Promise, Refusal, Request, Stage};

impl Page {
    pub fn outcome(&self, promise: Promise) -> Option<&Outcome> {
        self.outcomes.iter().find(|(ended, _)| *ended == promise).map(|(_, outcome)| outcome)
    }

    /// What a call resolved with.
    #[track_caller]
    pub fn resolved(&self, promise: Promise) -> &Value {
        match self.outcome(promise) {
            Some(Ok(value)) => value,
            other => panic!("expected the call to resolve, got {other:?}"),
        }
    }

    /// What a call was rejected with.
    #[track_caller]
    pub fn rejected(&self, promise: Promise) -> &Refusal {
        match self.outcome(promise) {
            Some(Err(refusal)) => refusal,
            other => panic!("expected the call to be rejected, got {other:?}"),
        }
    }

    /// The code a call was rejected with.
    #[track_caller]
    pub fn code(&self, promise: Promise) -> &str {
        &self.rejected(promise).code
    }

    /// The generation of the live socket.
    #[track_caller]
    pub fn live(&self) -> u32 {
        self.sockets.iter().find(|socket| socket.open).expect("a live socket").generation
    }

    pub fn has_live_socket(&self) -> bool {
        self.sockets.iter().any(|socket| socket.open)
    }

    /// Places of the requests that are under way, oldest first.
    pub fn open_requests(&self) -> Vec<usize> {
        let open = |(_, request): &(usize, &Request)| request.stage == Stage::Open;
        self.requests.iter().enumerate().filter(open).map(|(place, _)| place).collect()
    }

    /// The place of the only request under way.
    #[track_caller]
    pub fn open_request(&self) -> usize {
        match self.open_requests().as_slice() {
            [only] => *only,
            others => panic!("expected one request under way, got {others:?}: {:?}", self.requests),
        }
    }

    #[track_caller]
    pub fn last_request(&self) -> &Request {
        self.requests.last().expect("a request was sent")
    }

    /// The body of the request sent last.
    #[track_caller]
    pub fn last_body(&self) -> &Value {
        self.last_request().body.as_ref().expect("the request has a body")
    }

    /// How often an event of this type was heard.
    pub fn heard(&self, kind: &str) -> usize {
        self.events.iter().filter(|event| event.kind() == kind).count()
    }

    /// What `connection.changed` said, in order.
    pub fn announcements(&self) -> Vec<bool> {
        let changes = self.events.iter().filter(|event| event.kind() == "connection.changed");
        changes.map(|event| event.value["online"].as_bool().expect("a flag")).collect()
    }

    pub fn message_ids(&mut self, slot: Slot) -> Vec<String> {
        self.messages(slot).iter().map(|message| message["id"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The message with this id, which must be there exactly once.
    #[track_caller]
    pub fn message(&mut self, slot: Slot, id: &str) -> Value {
        let mut found: Vec<Value> = self.messages(slot).into_iter().filter(|message| message["id"] == id).collect();
        assert_eq!(found.len(), 1, "copies of {id}");
        found.remove(0)
    }

    // What the client shows ----------------------------------------------------------------------------------------------

    pub fn is_pending(&self, promise: Promise) -> bool {
        self.pending.contains(&promise)
    }

    pub fn pending_count(&self) -> usize {
        self.pending.len()
    }

    pub fn user_id(&self) -> Option<&str> {
        self.client.user_id()
    }

    pub fn client_id(&self) -> Option<&str> {
        self.client.client_id()
    }

    pub fn connection_id(&self) -> Option<&str> {
        self.client.connection_id()
    }

    pub fn is_healthy(&self) -> bool {
        self.client.is_healthy()
    }

    /// Where the connection stands, by name.
    pub fn phase(&self) -> &'static str {
        match self.client.phase() {
            Phase::Closed => "closed",
            Phase::Authorising => "authorising",
            Phase::Opening { .. } => "opening",
            Phase::Open { .. } => "open",
            Phase::Waiting { .. } => "waiting",
            Phase::Failed(_) => "failed",
        }
    }

    /// How frames travel, or will at the next attempt.
    pub fn transport(&self) -> &'static str {
        self.client.transport().as_str()
    }

    pub fn me(&self) -> Option<Value> {
        self.client.state.me.as_ref().map(Value::from)
    }

    pub fn active_channels(&self) -> Vec<String> {
        let cid = |slot| self.client.state.channel(slot).map(|channel| channel.cid.to_string());
        self.client.state.active().into_iter().filter_map(cid).collect()
    }

    pub fn messages(&mut self, slot: Slot) -> Vec<Value> {
        // When the user has left, nothing stands in the slot any more.
        let Some((channel, ..)) = self.client.state.channel_mut(slot) else { return Vec::new() };
        Value::from(&channel.messages.view()).as_array().cloned().unwrap_or_default()
    }

    /// Whether the client still has this text anywhere.
    pub fn holds(&self, text: &str) -> bool {
        format!("{:?}", self.client).contains(text)
    }

    /// Where messages may be missing.
    pub fn gaps(&mut self, slot: Slot) -> Vec<Value> {
        let list = self.channel(slot).gaps.view();
        Value::from(&list).as_array().cloned().unwrap_or_default()
    }

    pub fn typing(&mut self, slot: Slot) -> Vec<String> {
        Value::from(&self.channel(slot).typing.view())
            .as_object()
            .map(|typists| typists.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// `state.read[user_id].unread_messages`.
    pub fn unread_of(&mut self, slot: Slot, user_id: &str) -> Option<u64> {
        Value::from(&self.channel(slot).reads.view())[user_id]["unread_messages"].as_u64()
    }

    /// `state.read`.
    pub fn reads(&mut self, slot: Slot) -> Value {
        Value::from(&self.channel(slot).reads.view())
    }

    /// `state.members`.
    pub fn members(&mut self, slot: Slot) -> Value {
        Value::from(&self.channel(slot).members.view())
    }

    /// `state.threads`: the replies held, by the id of what they answer.
    pub fn threads(&mut self, slot: Slot) -> Vec<(String, Vec<Value>)> {
        let threads = Value::from(&self.channel(slot).threads.view());
        let replies = |replies: &Value| replies.as_array().cloned().unwrap_or_default();
        threads.as_object().into_iter().flatten().map(|(id, list)| (id.clone(), replies(list))).collect()
    }

    /// `state.pinnedMessages`.
    pub fn pinned(&mut self, slot: Slot) -> Option<Vec<Value>> {
        Value::from(&self.channel(slot).pinned.view()).as_array().cloned()
    }

    pub fn count_unread(&self, slot: Slot, since: Option<&str>) -> u32 {
        self.client.count_unread(slot, since.map(|time| Nanos::parse(time).expect("a time")))
    }

    pub fn channel_data(&self, slot: Slot) -> Option<Value> {
        self.client.state.channel(slot)?.data.as_ref().map(Value::from)
    }

    pub fn cid(&self, slot: Slot) -> String {
        self.client.state.channel(slot).map(|channel| channel.cid.to_string()).unwrap_or_default()
    }

    /// It is known that there are messages older than those held.
    pub fn has_older(&self, slot: Slot) -> bool {
        self.client.state.channel(slot).is_some_and(|channel| channel.messages.has_prev)
    }

    pub fn is_watched(&self, slot: Slot) -> bool {
        self.client.state.channel(slot).is_some_and(|channel| channel.watched)
    }

    /// Queried with its state.
    pub fn is_queried(&self, slot: Slot) -> bool {
        self.client.state.channel(slot).is_some_and(|channel| channel.initialized)
    }

    fn channel(&mut self, slot: Slot) -> &mut Channel<Json> {
        self.client.state.channel_mut(slot).expect("a slot that was given out").0
    }

    /// Nothing at all has left the page.
    pub fn is_untouched(&self) -> bool {
        self.sockets.is_empty() && self.requests.is_empty() && self.questions.is_empty() && self.events.is_empty()
    }
}
