//! Owns what others are told about the own typing: when it started, that it goes on, and when it stopped.

use super::Client;
use super::answers::Then;
use super::input::Call;
use crate::id::{CallId, Slot};
use crate::node::Node;
use crate::sorted::Sorted;
use crate::time::{Millis, earlier};

/// Milliseconds between two `typing.start` while keys are pressed (protocol notes, "Typing").
const START_EVERY_MS: u64 = 2_000;
/// Milliseconds without a key after which `typing.stop` is sent (protocol notes, "Typing").
const STOP_AFTER_MS: u64 = 1_000;

#[derive(Debug)]
struct Typing<N> {
    started: Millis,
    last_key: Millis,
    options: Option<N>,
}

/// Where the own user is typing: channel, and thread or none.
#[derive(Debug)]
pub(super) struct Keystrokes<N> {
    typing: Sorted<(Slot, Option<String>), Typing<N>>,
}

impl<N> Default for Keystrokes<N> {
    fn default() -> Self {
        Keystrokes { typing: Sorted::new() }
    }
}

impl<N> Keystrokes<N> {
    pub(super) fn clear(&mut self) {
        self.typing.clear();
    }

    pub(super) fn next_deadline(&self) -> Option<Millis> {
        self.typing.values().iter().fold(None, |next, typing| earlier(next, Some(typing.last_key.plus(STOP_AFTER_MS))))
    }
}

impl<N: Node> Client<N> {
    /// `keystroke` and `stopTyping`. Tells nobody where typing is switched off, for the channel or by the own privacy
    /// settings, and while there is no live connection.
    pub(super) fn type_key(
        &mut self,
        call: Option<CallId>,
        slot: Slot,
        parent: Option<String>,
        options: Option<N>,
        typing: bool,
    ) {
        if let Err(error) = self.channel_path(slot) {
            return self.reject(call, error.into());
        }
        if !self.may_tell_typing(slot) {
            return self.resolve(call, None);
        }
        let now = self.now.mono;
        let key = (slot, parent.clone());
        if !typing {
            self.keystrokes.typing.remove(&key);
            return self.tell_typing(call, slot, "typing.stop", parent, options);
        }
        let known = self.keystrokes.typing.get_mut(&key);
        if let Some(known) = known {
            known.last_key = now;
            if now.since(known.started) < START_EVERY_MS {
                return self.resolve(call, None);
            }
        }
        self.keystrokes.typing.insert(key, Typing { started: now, last_key: now, options: options.clone() });
        self.tell_typing(call, slot, "typing.start", parent, options);
    }

    fn may_tell_typing(&self, slot: Slot) -> bool {
        let privacy = self.state.me.as_ref().and_then(|me| me.get("privacy_settings"));
        let hidden = privacy
            .and_then(|privacy| privacy.get("typing_indicators"))
            .and_then(|typing| typing.get("enabled"))
            .and_then(|enabled| enabled.as_flag())
            == Some(false);
        let on = self.state.channel(slot).is_some_and(|channel| channel.allows("typing_events"));
        on && !hidden && self.connection.is_healthy()
    }

    fn tell_typing(
        &mut self,
        call: Option<CallId>,
        slot: Slot,
        kind: &str,
        parent: Option<String>,
        options: Option<N>,
    ) {
        let Ok(path) = self.channel_path(slot) else { return };
        let event = options.map(|options| options.copy()).unwrap_or_else(N::object);
        event.set_text("type", kind);
        if let Some(parent) = parent {
            event.set_text("parent_id", &parent);
        }
        let body = N::object();
        body.set("event", event);
        self.start_call(call, Call::new("SendEvent", path).body(body), Then::Nothing);
    }

    /// Stops where no key was pressed for a while.
    pub(super) fn expire_keystrokes(&mut self) {
        let now = self.now.mono;
        let due = |typing: &Typing<N>| typing.last_key.plus(STOP_AFTER_MS) <= now;
        loop {
            let next = self.keystrokes.typing.iter().find(|(_, typing)| due(typing)).map(|(key, _)| key.clone());
            let Some(key) = next else { break };
            let options = self.keystrokes.typing.remove(&key).and_then(|typing| typing.options);
            // Without a link the others have stopped believing it by the time they could be told.
            if self.may_tell_typing(key.0) {
                self.tell_typing(None, key.0, "typing.stop", key.1, options);
            }
        }
    }
}
