//! Owns what the app asks of channels: opening, querying, watching, reading. What events do to them is the state's.

use super::Client;
use super::answers::Then;
use super::input::Call;
use crate::config::{is_channel_id, is_channel_type};
use crate::error::Error;
use crate::id::{CallId, Slot, joined};
use crate::node::Node;
use crate::sorted::Sorted;
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
        let cid = match id {
            Some(id) if is_channel_id(id) => joined(&[kind, ":", id]),
            Some(_) => return Err(Error::ChannelIdInvalid),
            None => {
                let mut members = Sorted::new();
                let named = data.as_ref().map(|data| data.each("members")).unwrap_or_default();
                for member in named {
                    if let Some(id) = member.as_text().or_else(|| member.str("user_id")) {
                        members.insert(id, ());
                    }
                }
                if members.is_empty() {
                    return Err(Error::ChannelUnnamed);
                }
                let mut cid = joined(&[kind, ":!members-"]);
                for (place, id) in members.keys().iter().enumerate() {
                    if place > 0 {
                        cid.push(',');
                    }
                    cid.push_str(id);
                }
                cid
            }
        };
        let slot = self.state.open(kind, id, &cid);
        if let (Some(data), Some((channel, ..))) = (data, self.state.channel_mut(slot)) {
            // Shown until the server's own description arrives.
            let shown = channel.data.as_ref().map(N::copy).unwrap_or_else(N::object);
            if !channel.initialized {
                shown.assign(&data);
                channel.data = Some(shown);
            }
            channel.given = Some(data);
        }
        Ok(slot)
    }

    /// Path arguments of a channel that can be used.
    pub(super) fn channel_path(&self, slot: Slot) -> Result<Vec<String>, Error> {
        let channel = self.state.channel(slot).ok_or(Error::BadArgument("no such channel"))?;
        if channel.disconnected {
            return Err(Error::ChannelDisconnected);
        }
        let id = channel.id.clone().ok_or(Error::ChannelUnnamed)?;
        Ok(vec![channel.kind.clone(), id])
    }

    pub(super) fn query_channel(&mut self, call: Option<CallId>, slot: Slot, options: N) {
        let path = match self.channel_path(slot) {
            Ok(path) => path,
            // A distinct channel gets its id from this very call.
            Err(Error::ChannelUnnamed) => {
                self.state.channel(slot).map(|channel| vec![channel.kind.clone()]).unwrap_or_default()
            }
            Err(error) => return self.reject(call, error.into()),
        };
        let body = options.copy();
        let given = self.state.channel(slot).and_then(|channel| channel.given.clone());
        if let (None, Some(given)) = (body.get("data"), given) {
            body.set("data", given);
        }
        if body.get("state").is_none() {
            body.set("state", N::flag(true));
        }
        self.note_presence(&body);
        let then = Then::Channel { slot, watch: body.is("watch"), state: body.is("state") };
        let endpoint = if path.len() == 1 { "GetOrCreateDistinctChannel" } else { "GetOrCreateChannel" };
        self.start_call(call, Call::new(endpoint, path).body(body), then);
    }

    fn note_presence(&mut self, wishes: &N) {
        if let Some(session) = &mut self.session {
            session.presence |= wishes.is("presence");
        }
    }

    pub(super) fn query_channels(&mut self, call: Option<CallId>, body: N) {
        self.note_presence(&body);
        let then = Then::Channels { watch: body.is("watch"), state: body.is("state") };
        self.start_call(call, Call::new("QueryChannels", Vec::new()).body(body), then);
    }

    pub(super) fn stop_watching(&mut self, call: Option<CallId>, slot: Slot) {
        match self.channel_path(slot) {
            Err(error) => self.reject(call, error.into()),
            Ok(path) => {
                let wanted = Call::new("StopWatchingChannel", path).body(N::object());
                self.start_call(call, wanted, Then::Unwatched(slot));
            }
        }
    }

    /// Marks the channel read; resolves with nothing where reads are switched off or not allowed.
    pub(super) fn mark_read(&mut self, call: Option<CallId>, slot: Slot, options: N) {
        let path = match self.channel_path(slot) {
            Ok(path) => path,
            Err(error) => return self.reject(call, error.into()),
        };
        let allowed =
            self.state.channel(slot).is_some_and(|channel| channel.allows("read_events") && channel.may("read-events"));
        if !allowed {
            return self.resolve(call, None);
        }
        self.start_call(call, Call::new("MarkRead", path).body(options), Then::Answer);
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
