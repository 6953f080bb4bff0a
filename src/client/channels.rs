//! Owns what the app asks of channels: opening, querying, watching, reading. What events do to them is the state's.

use super::Client;
use super::answers::Then;
use crate::api::Name;
use crate::config::{is_channel_id, is_channel_type};
use crate::error::Error;
use crate::id::{CallId, Id, Slot};
use crate::node::Node;
use crate::sorted::Sorted;
use crate::state::Placement;
use crate::time::Nanos;

impl<N: Node> Client<N> {
    /// The slot of a channel, made on first use. Without `id`, `data.members` names a distinct channel. `data` is what
    /// the channel is made with if it does not exist yet.
    ///
    /// # Errors
    /// `channel/invalid-type`, `channel/invalid-id`, `channel/unnamed`.
    pub fn open_channel(&mut self, kind: &str, id: Option<&str>, data: Option<N>) -> Result<Slot, Error> {
        if !is_channel_type(kind) {
            return Err(Error::ChannelTypeInvalid);
        }
        let mut cid = String::from(kind);
        cid.push(':');
        if let Some(id) = id {
            if !is_channel_id(id) {
                return Err(Error::ChannelIdInvalid);
            }
            cid.push_str(id);
        } else {
            let mut members: Sorted<Id, ()> = Sorted::new();
            if let Some(data) = &data {
                for member in data.each("members") {
                    if let Some(id) = member.as_text().or_else(|| member.str("user_id")) {
                        members.insert(id, ());
                    }
                }
            }
            if members.is_empty() {
                return Err(Error::ChannelUnnamed);
            }
            let mut before = "!members-";
            for id in members.keys() {
                cid.push_str(before);
                cid.push_str(id);
                before = ",";
            }
        }
        let slot = self.state.open(kind, id, &cid);
        if let Some(data) = data
            && let Some((channel, ..)) = self.state.channel_mut(slot)
        {
            if !channel.loaded {
                // Shown until the server's own description arrives.
                let shown = N::object();
                if let Some(known) = &channel.data {
                    shown.assign(known);
                }
                shown.assign(&data);
                channel.data = Some(shown);
            }
            channel.given = Some(data);
        }
        Ok(slot)
    }

    /// Why nothing can be asked of a channel.
    fn refusal(&self, slot: Slot) -> Option<Error> {
        match self.state.channel(slot) {
            // Of a user who left.
            None => Some(Error::ChannelDisconnected),
            Some(channel) if channel.disconnected => Some(Error::ChannelDisconnected),
            Some(channel) if channel.id.is_none() => Some(Error::ChannelUnnamed),
            Some(_) => None,
        }
    }

    /// Whether a channel can be used; refuses the call if not.
    #[inline(never)]
    pub(super) fn can_use(&mut self, call: CallId, slot: Slot) -> bool {
        match self.refusal(slot) {
            None => true,
            Some(error) => {
                self.refuse(call, error);
                false
            }
        }
    }

    /// Starts a call on a channel, whose type and id fill the path.
    pub(super) fn call_channel(&mut self, call: CallId, slot: Slot, endpoint: Name, body: N, then: Then) {
        let mut path = Vec::new();
        if let Some(channel) = self.state.channel(slot) {
            path.push(channel.kind.clone());
            if let Some(id) = &channel.id {
                path.push(id.clone());
            }
        }
        self.post(call, endpoint, path, Some(body), then);
    }

    pub(super) fn query_channel(&mut self, call: CallId, slot: Slot, options: N, placement: Placement) {
        let endpoint = match self.refusal(slot) {
            None => Name::GetOrCreateChannel,
            // A distinct channel gets its id from this very call.
            Some(Error::ChannelUnnamed) => Name::GetOrCreateDistinctChannel,
            Some(error) => return self.refuse(call, error),
        };
        let body = options.copy();
        if body.get("data").is_none()
            && let Some(given) = self.state.channel(slot).and_then(|channel| channel.given.clone())
        {
            body.set("data", given);
        }
        if body.get("state").is_none() {
            body.set("state", N::flag(true));
        }
        self.note_presence(&body);
        self.call_channel(call, slot, endpoint, body, Then::Channel(slot, placement));
    }

    fn note_presence(&mut self, wishes: &N) {
        if let Some(session) = &mut self.session {
            session.presence |= wishes.is("presence");
        }
    }

    pub(super) fn query_channels(&mut self, call: CallId, body: N) {
        self.note_presence(&body);
        self.post(call, Name::QueryChannels, Vec::new(), Some(body), Then::Channels);
    }

    pub(super) fn stop_watching(&mut self, call: CallId, slot: Slot) {
        if self.can_use(call, slot) {
            self.call_channel(call, slot, Name::StopWatchingChannel, N::object(), Then::Unwatched(slot));
        }
    }

    /// Marks the channel read; resolves with nothing where reads are switched off or not allowed.
    pub(super) fn mark_read(&mut self, call: CallId, slot: Slot, options: N) {
        if !self.can_use(call, slot) {
            return;
        }
        let Some(channel) = self.state.channel(slot) else { return };
        if channel.allows("read_events") && channel.may("read-events") {
            self.call_channel(call, slot, Name::MarkRead, options, Then::Answer);
        } else {
            self.resolve(call, None);
        }
    }

    /// What the own user has not read in a channel; with `since`, how many held messages after that time count as unread.
    pub fn count_unread(&self, slot: Slot, since: Option<Nanos>) -> u32 {
        let Some(channel) = self.state.channel(slot) else { return 0 };
        match since {
            None => channel.unread,
            Some(_) if self.state.viewer.muted_channels.contains(&*channel.cid) => 0,
            Some(since) => channel.messages.countable_after(since),
        }
    }
}
