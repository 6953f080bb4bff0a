//! Owns what the user sees: channels, users, the own user. A reducer: events and query results go in, live objects with
//! stable references come out. No IO, no clock.

mod apply;
mod channel;
mod cooldown;
mod edits;
mod freshness;
mod held;
mod index;
mod late;
mod live;
mod message_sets;
mod messages;
mod mutes;
mod poll;
mod quotes;
mod reactions;
mod reads;
mod references;
mod thread_replies;
mod threads;
mod typing;
mod users;
mod viewer;

pub use apply::Applied;
pub use channel::Channel;
pub use held::{Origin, WHENEVER};
pub use live::Live;
pub use message_sets::{CHANNELS_PAGE, MessageSets, Placement, Wanted};
pub use messages::{Found, Marks, Messages};
pub use poll::{may_vote, poll_event, poll_state};
pub use reactions::{Change, OwnReactions};
pub use reads::Reads;
pub use thread_replies::{delete_reply, merge_replies, take_parent, thread_event, thread_state, upsert_reply};
pub use threads::Threads;
pub use typing::{TYPING_EXPIRES_MS, Typing};
pub use users::Users;
pub use viewer::Viewer;

use crate::id::{Id, Slot, joined};
use crate::node::Node;
use crate::sorted::Sorted;
use crate::time::{Millis, Nanos, earlier};

#[derive(Debug)]
enum Place<N> {
    Channel(Box<Channel<N>>),
    /// A distinct channel that turned out to be one opened before under its id.
    Same(Slot),
}

/// Everything the client knows.
#[derive(Debug)]
pub struct State<N> {
    places: Vec<Place<N>>,
    /// The slot of the first place. Slots below were given out to users who left, and are never used again.
    first: u32,
    by_cid: Sorted<Id, Slot>,
    /// Every user seen.
    pub users: Users<N>,
    /// Who is looking.
    pub viewer: Viewer,
    /// The own user as the server describes it; `None` when nobody is connected.
    pub me: Option<N>,
    /// The most messages that channels opened from now on keep when new ones come; 0 keeps all.
    pub max_messages: usize,
    /// When the next typist may expire: never later than that, so no frame has to ask all channels.
    typing_until: Option<Millis>,
}

impl<N: Node> Default for State<N> {
    fn default() -> Self {
        State {
            places: Vec::new(),
            first: 0,
            by_cid: Sorted::new(),
            users: Users::default(),
            viewer: Viewer::default(),
            me: None,
            max_messages: 0,
            typing_until: None,
        }
    }
}

impl<N: Node> State<N> {
    /// The slot of a channel, made when it is new. `cid` is what the channel is found by.
    pub fn open(&mut self, kind: &str, id: Option<&str>, cid: &str) -> Slot {
        if let Some(slot) = self.by_cid.get(cid) {
            return *slot;
        }
        let slot = Slot(self.first + self.places.len() as u32);
        let cid: Id = cid.into();
        let mut channel = Channel::new(kind, id, cid.clone());
        channel.max_messages = self.max_messages;
        self.places.push(Place::Channel(Box::new(channel)));
        self.by_cid.insert(cid, slot);
        slot
    }

    /// The slot of an active channel.
    pub fn slot(&self, cid: &str) -> Option<Slot> {
        self.by_cid.get(cid).copied()
    }

    /// Slots of all active channels.
    pub fn active(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (index, place) in self.places.iter().enumerate() {
            if matches!(place, Place::Channel(channel) if !channel.disconnected) {
                slots.push(Slot(self.first + index as u32));
            }
        }
        slots
    }

    /// Whether any channel is watched.
    pub fn watches(&self) -> bool {
        self.active().into_iter().any(|slot| self.channel(slot).is_some_and(|channel| channel.watched))
    }

    /// Where the place of a slot is; beyond the end for one of a user who left.
    fn index(&self, slot: Slot) -> usize {
        slot.0.wrapping_sub(self.first) as usize
    }

    /// The channel in a slot. `None` for a slot of a user who left, or that was never given out.
    pub fn channel(&self, slot: Slot) -> Option<&Channel<N>> {
        match self.places.get(self.index(slot))? {
            Place::Channel(channel) => Some(channel),
            Place::Same(other) => match self.places.get(self.index(*other))? {
                Place::Channel(channel) => Some(channel),
                Place::Same(_) => None,
            },
        }
    }

    /// The channel in a slot, with the users and the viewer that its changes need.
    pub fn channel_mut(&mut self, slot: Slot) -> Option<(&mut Channel<N>, &mut Users<N>, &Viewer)> {
        let index = match self.places.get(self.index(slot))? {
            Place::Same(other) => self.index(*other),
            Place::Channel(_) => self.index(slot),
        };
        match self.places.get_mut(index)? {
            Place::Channel(channel) => Some((channel, &mut self.users, &self.viewer)),
            Place::Same(_) => None,
        }
    }

    /// A distinct channel learned its real id. When that channel is open already, both slots become it.
    pub fn rename(&mut self, slot: Slot, id: &str) {
        let index = self.index(slot);
        let Some(Place::Channel(channel)) = self.places.get_mut(index) else { return };
        let cid: Id = joined(&[&channel.kind, ":", id]);
        if channel.cid == cid {
            return;
        }
        let old = std::mem::replace(&mut channel.cid, cid.clone());
        channel.id = Some(id.into());
        if let Some(&other) = self.by_cid.get(&cid) {
            self.by_cid.insert(old, other);
            if let Some(place) = self.places.get_mut(index) {
                *place = Place::Same(other);
            }
        } else {
            // The name made of members goes on finding it: the app may ask for the same people again.
            self.by_cid.insert(cid, slot);
        }
    }

    /// Takes the bundle of a query into a slot. `asked` is the newest time that an event had when it was asked for: what is
    /// newer stays. `wanted` is what was asked for of the messages; the number of the part they are in is given back.
    pub fn hydrate(&mut self, slot: Slot, bundle: &N, asked: Nanos, wanted: &Wanted) -> usize {
        if let Some(id) = bundle.str_in("channel", "id") {
            self.rename(slot, &id);
        }
        match self.channel_mut(slot) {
            Some((channel, users, viewer)) => channel.hydrate(bundle, asked, wanted, users, viewer),
            None => 0,
        }
    }

    /// The channel is gone for this user: it can be read but not used, and a new one can be opened in its place.
    pub fn forget(&mut self, slot: Slot) {
        let Some((channel, ..)) = self.channel_mut(slot) else { return };
        channel.disconnected = true;
        channel.watched = false;
        channel.typing.clear();
        let known = std::mem::take(&mut self.by_cid);
        for (cid, other) in known.iter() {
            if self.channel(*other).is_some_and(|channel| !channel.disconnected) {
                self.by_cid.insert(cid.clone(), *other);
            }
        }
    }

    /// Forgets the user and everything they saw: slots given out have no channel any more, so that users who come and
    /// go leave nothing behind.
    pub fn reset(&mut self) {
        self.first += self.places.len() as u32;
        self.places = Vec::new();
        self.by_cid = Sorted::new();
        self.users = Users::default();
        self.viewer = Viewer::default();
        self.me = None;
        self.typing_until = None;
    }

    /// When to look for typists who expired, at the latest.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.typing_until
    }

    /// Looks through all channels for when the next typist expires, after those that did were taken.
    pub fn find_next_deadline(&mut self) {
        self.typing_until = None;
        for place in &self.places {
            if let Place::Channel(channel) = place {
                self.typing_until = earlier(self.typing_until, channel.typing.next_deadline());
            }
        }
    }
}

#[cfg(test)]
mod tests;
