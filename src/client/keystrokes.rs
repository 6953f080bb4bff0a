//! Owns what others are told about the own typing: when it started, that it goes on, and when it stopped.

use super::answers::Then;
use super::{Client, NOBODY, event};
use crate::api::Name;
use crate::id::{CallId, Slot};
use crate::node::Node;
use crate::text::Text;
use crate::time::{Millis, Nanos};

/// Milliseconds between two `typing.start` while keys are pressed (protocol notes, "Typing").
const START_EVERY_MS: u64 = 2_000;
/// Milliseconds without a key after which `typing.stop` is sent (protocol notes, "Typing").
const STOP_AFTER_MS: u64 = 1_000;

/// One channel, or one thread of it, where the own user is typing.
#[derive(Debug)]
pub(super) struct Typing<N> {
    slot: Slot,
    parent: Option<Text>,
    options: Option<N>,
    started: Millis,
    /// The same by the clock on the wall.
    started_at: Nanos,
    /// When the others are told that it stopped, if no key is pressed before.
    pub(super) stop_at: Millis,
}

impl<N: Node> Client<N> {
    /// `keystroke` and `stopTyping`. Tells nobody where typing is switched off, for the channel or by the own privacy
    /// settings, and while there is no live connection.
    pub(super) fn type_key(
        &mut self,
        call: CallId,
        slot: Slot,
        parent: Option<Text>,
        options: Option<N>,
        typing: bool,
    ) {
        if !self.can_use(call, slot) {
            return;
        }
        if !self.may_tell_typing(slot) {
            return self.resolve(call, None);
        }
        let now = self.now.mono;
        let stop_at = self.after(STOP_AFTER_MS);
        let mut place = 0;
        while let Some(known) = self.keystrokes.get_mut(place) {
            if known.slot != slot || known.parent != parent {
                place += 1;
                continue;
            }
            if typing && now.since(known.started) < START_EVERY_MS {
                known.stop_at = stop_at;
                return self.resolve(call, None);
            }
            self.keystrokes.remove(place);
        }
        let latest = Box::new(Typing { slot, parent, options, started: now, started_at: self.now.wall, stop_at });
        self.tell_typing(call, if typing { "typing.start" } else { "typing.stop" }, &latest);
        if typing {
            self.keystrokes.push(latest);
        }
    }

    /// When the others were told last that the own user types in a channel or in one of its threads; `None` when it does not.
    pub fn typing_since(&self, slot: Slot) -> Option<Nanos> {
        self.keystrokes.iter().filter(|typing| typing.slot == slot).map(|typing| typing.started_at).max()
    }

    fn may_tell_typing(&self, slot: Slot) -> bool {
        let on = self.state.channel(slot).is_some_and(|channel| channel.allows("typing_events"));
        on && self.connection.is_healthy() && self.shows_typing() != Some(false)
    }

    /// What the own privacy settings say.
    fn shows_typing(&self) -> Option<bool> {
        self.state.me.as_ref()?.get("privacy_settings")?.get("typing_indicators")?.get("enabled")?.as_flag()
    }

    fn tell_typing(&mut self, call: CallId, kind: &str, typing: &Typing<N>) {
        let event = event::<N>(kind);
        if let Some(options) = &typing.options {
            event.assign(options);
            event.set_text("type", kind);
        }
        if let Some(parent) = &typing.parent {
            event.set_text("parent_id", parent);
        }
        let body = N::object();
        body.set("event", event);
        self.call_channel(call, typing.slot, Name::SendEvent, body, Then::Nothing);
    }

    /// Stops where no key was pressed for a while.
    pub(super) fn expire_keystrokes(&mut self) {
        let mut place = 0;
        while let Some(typing) = self.keystrokes.get(place) {
            if typing.stop_at > self.now.mono {
                place += 1;
                continue;
            }
            let typing = self.keystrokes.remove(place);
            // Without a link the others have stopped believing it by the time they could be told.
            if self.may_tell_typing(typing.slot) && self.can_use(NOBODY, typing.slot) {
                self.tell_typing(NOBODY, "typing.stop", &typing);
            }
        }
    }
}
