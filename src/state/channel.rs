//! Owns one channel: what it is, who is in it, and its messages, reads and typists. Takes what a query returns; what
//! events do to it stands in `apply/`.

use super::held::{Origin, WHENEVER};
use super::late::Late;
use super::live::Live;
use super::message_sets::{MessageSets, Wanted};
use super::messages::{Marks, Messages};
use super::quotes::Quotes;
use super::reactions::OwnReactions;
use super::reads::Reads;
use super::threads::Threads;
use super::typing::Typing;
use super::users::Users;
use super::viewer::Viewer;
use crate::head::MessageHead;
use crate::id::Id;
use crate::node::Node;
use crate::text::Text;
use crate::time::{Millis, Nanos};

/// A channel the app has opened.
#[derive(Debug)]
pub struct Channel<N> {
    /// Its type, for instance `messaging`.
    pub kind: Text,
    /// Its id; a distinct channel has none until the server has named it.
    pub id: Option<Text>,
    /// `type:id`; for a distinct channel without id, a name made of its members.
    pub cid: Id,
    /// What the app wants it to be made with.
    pub given: Option<N>,
    /// The service's channel object.
    pub data: Option<N>,
    /// Its newest messages, oldest first: events go there.
    pub messages: Messages<N>,
    /// What events said about own reactions.
    pub own_reactions: OwnReactions<N>,
    /// Other parts of its messages, and which part is shown.
    pub sets: MessageSets<N>,
    /// Replies by the message they answer.
    pub threads: Threads<N>,
    /// The pinned messages, in the order in which they were pinned.
    pub pinned: Messages<N>,
    /// The own messages that wait to be let through, as queries bring them.
    pub pending: N,
    /// New messages are shown as they come; the app may switch that off.
    pub up_to_date: bool,
    /// The most messages that `messages` keeps when new ones come; 0 keeps all.
    pub max_messages: usize,
    pub(super) quotes: Quotes,
    pub(super) late: Late<N>,
    /// What was created before is gone for good: the channel was truncated, or its history cleared.
    pub(super) cleared_until: Nanos,
    /// Who has read up to where.
    pub reads: Reads<N>,
    /// Who types.
    pub typing: Typing<N>,
    /// User id → member.
    pub members: Live<N>,
    /// User id → user, of those watching it now.
    pub watchers: Live<N>,
    /// The own member object; empty when not a member.
    pub membership: N,
    /// How many users watch it.
    pub watcher_count: u32,
    /// What the own user has not read.
    pub unread: u32,
    /// When its newest message was created.
    pub last_message_at: Option<Nanos>,
    /// When the own user's newest message in it was created, as far as it came by.
    pub own_last_at: Option<Nanos>,
    /// What the own user wants to be pushed from it; `None` when nothing was set.
    pub push_preferences: Option<N>,
    /// Whether reading is counted at all, as the channel's type says.
    pub reads_on: bool,
    /// Watched, or among the answers of a query of channels: what the app sees.
    pub initialized: bool,
    /// Queried with its state.
    pub loaded: bool,
    /// The server was asked to send its events: to be asked again after a reconnect.
    pub watched: bool,
    /// The request that decided that last: answers may overtake each other.
    decided: u32,
    /// The first request that was made when the answer to a watch had come: one asked earlier, without a watch, may have
    /// been answered from before it.
    pub told_from: u32,
    /// While its events do not come, and until what was missed is filled in: the time up to which all messages are held.
    pub edge: Option<Nanos>,
    /// While changes of what is held may have been missed: the time up to which all of them have come.
    pub stale_since: Option<Nanos>,
    /// What is taken now is in the counts already: it was missed, and they came since.
    pub counts_known: bool,
    /// When the newest message that a query brought was created: no event was needed to hold it.
    queried_until: Nanos,
    /// Messages up to this time are in the counts that a query brought, held or not.
    pub(super) counted_until: Nanos,
    /// The version of the messages that came with those counts.
    pub(super) counted_with: Nanos,
    /// Until then an event may come late that those counts have.
    pub doubt_until: Millis,
    /// Where messages may be missing: all up to a time are held, and those from the message with this id on.
    holes: Vec<(Nanos, Id)>,
    /// The same for JavaScript: a list of `{after, before}`, ids of messages that are held; `after` is absent when none is.
    pub gaps: Live<N>,
    /// Deleted, or the user was removed from it, or disconnected.
    pub disconnected: bool,
}

impl<N: Node> Channel<N> {
    /// A channel nothing is known of yet.
    pub fn new(kind: &str, id: Option<&str>, cid: Id) -> Self {
        Channel {
            kind: kind.into(),
            id: id.map(Text::from),
            cid,
            given: None,
            data: None,
            messages: Messages::default(),
            own_reactions: OwnReactions::default(),
            sets: MessageSets::default(),
            threads: Threads::default(),
            pinned: Messages::default(),
            pending: N::array(),
            up_to_date: true,
            max_messages: 0,
            quotes: Quotes::default(),
            late: Late::default(),
            cleared_until: Nanos::FIRST,
            reads: Reads::default(),
            typing: Typing::default(),
            members: Live::new(N::object()),
            watchers: Live::new(N::object()),
            membership: N::object(),
            watcher_count: 0,
            unread: 0,
            last_message_at: None,
            own_last_at: None,
            push_preferences: None,
            reads_on: true,
            initialized: false,
            loaded: false,
            watched: false,
            decided: 0,
            told_from: 0,
            edge: None,
            stale_since: None,
            counts_known: false,
            queried_until: Nanos::FIRST,
            counted_until: Nanos::FIRST,
            counted_with: Nanos::FIRST,
            doubt_until: Millis(0),
            holes: Vec::new(),
            gaps: Live::new(N::array()),
            disconnected: false,
        }
    }

    /// Whether a switch of the channel's type is on; on when the type's settings are not known.
    pub fn allows(&self, switch: &'static str) -> bool {
        let config = self.data.as_ref().and_then(|data| data.get("config"));
        config.and_then(|config| config.get(switch)).and_then(|value| value.as_flag()).unwrap_or(true)
    }

    /// Whether the own user may do something here; yes when the capabilities are not known.
    pub fn may(&self, capability: &str) -> bool {
        match self.data.as_ref().and_then(|data| data.get("own_capabilities")) {
            Some(known) => holds(&known, capability),
            None => true,
        }
    }

    /// What the own user may do here, as far as it is known.
    pub fn own_capabilities(&self) -> Option<N> {
        self.data.as_ref()?.get("own_capabilities")
    }

    /// Whether that is something else than it was.
    pub fn may_other_than(&self, before: Option<N>) -> bool {
        differ(self.own_capabilities(), before)
    }

    /// Takes a newer channel object, keeping what it leaves out. Whether the own capabilities changed.
    pub fn take_data(&mut self, fresh: &N) -> bool {
        let data = fresh.copy();
        let mut before = None;
        if let Some(old) = &self.data {
            for key in ["own_capabilities", "config", "blocked", "muted", "hidden"] {
                keep(&data, old, key);
            }
            before = old.get("own_capabilities");
        }
        let capabilities_changed = differ(data.get("own_capabilities"), before);
        if let Some(at) = fresh.time("last_message_at") {
            self.last_message_at = self.last_message_at.max(Some(at));
        }
        self.data = Some(data);
        self.reads_on = self.allows("read_events");
        capabilities_changed
    }

    /// Takes a channel's bundle as queries return it: `{channel, members, membership, messages, read, watchers, ...}`.
    pub fn hydrate(
        &mut self,
        bundle: &N,
        asked: Nanos,
        wanted: &Wanted,
        users: &mut Users<N>,
        viewer: &Viewer,
    ) -> usize {
        if let Some(data) = bundle.get("channel") {
            self.take_data(&data);
            if let (Some(hidden), Some(data)) = (bundle.get("hidden"), &self.data) {
                data.set("hidden", hidden);
            }
        }
        if let Some(list) = bundle.get("members").filter(N::is_array) {
            let members = list.by_user(users.share_all(&list), false);
            if let Some(own) = members.get_named(&viewer.user_id) {
                self.membership = own;
            }
            self.members = Live::new(members);
        }
        if let Some(preferences) = bundle.get("push_preferences").filter(N::is_object) {
            self.push_preferences = Some(preferences);
        }
        if let Some(membership) = bundle.get("membership").filter(N::is_object) {
            self.membership = with_shared_user(&membership, users);
        }
        for user in bundle.each("watchers") {
            self.put_watcher(user, users);
        }
        if bundle.get("watcher_count").is_some() {
            self.watcher_count = bundle.count("watcher_count");
        }
        // Not that of the newest event: what that brought may be gone.
        let version = Nanos::at(asked.nanos().saturating_add(1));
        // What came by event while the answer was on its way is not in its counts.
        let mut known_until = bundle.get("channel").and_then(|data| data.time("last_message_at"));
        let mut place = 0;
        if let Some(messages) = bundle.get("messages").filter(|messages| messages.is_array()) {
            let last = messages.at(messages.len().saturating_sub(1)).and_then(|last| last.time("created_at"));
            known_until = known_until.or(Some(Nanos::FIRST)).max(last);
            place = self.take_page(&messages, wanted, version, users, viewer);
            self.own_reactions.forget(asked);
        }
        for message in bundle.each("pinned_messages") {
            self.pin(&message.message_head(), message, version, users, viewer);
        }
        if let Some(pending) = bundle.get("pending_messages") {
            self.pending = pending;
        }
        if let Some(list) = bundle.get("read").filter(N::is_array) {
            self.reads.take(&list, users.share_all(&list), asked);
        }
        // Without an own read state everything so far counts as read (protocol notes, "Read state").
        if let Some(me) = users.find(&viewer.user_id) {
            self.reads.seed(&viewer.user_id, me, self.last_message_at.unwrap_or(Nanos::FIRST));
        }
        self.unread = self.reads.unread(&viewer.user_id).unwrap_or(0);
        if let Some(known) = known_until {
            // All that was there when it was asked for is in its counts; what it does not show of that was deleted.
            let until = known.max(asked);
            (self.counted_until, self.counted_with) = (until, version);
            let mut places = 0;
            while let Some(found) = self.messages.after(until, places) {
                places += 1;
                if found.marks.counted {
                    self.count(&found.message.message_head(), found.at, viewer);
                }
            }
        }
        place
    }

    /// Counts a message that is news as unread, for everybody but its author; `at` is the time of its event.
    pub fn count(&mut self, head: &MessageHead, at: Nanos, viewer: &Viewer) {
        if head.at <= Some(self.counted_until) || self.counts_known {
            return;
        }
        let last_read = self.reads.last_read(&viewer.user_id);
        let message = if head.restricted { self.held(&head.id, &head.parent_id) } else { None };
        let receivers = message.and_then(|held| held.message.get("restricted_visibility"));
        let audible = |id: &str| !head.silent && receivers.as_ref().is_none_or(|receivers| holds(receivers, id));
        let inaudible: &dyn Fn(&str) -> bool = &|id| !audible(id);
        let for_some = head.silent || receivers.is_some();
        self.reads.on_message(&head.user_id, &head.id, at, for_some.then_some(inaudible));
        let muted = viewer.muted_channels.contains(&*self.cid);
        let counts = viewer.counts(head) && audible(&viewer.user_id) && self.reads_on && !muted;
        if !counts && audible(&viewer.user_id) && head.user_id != viewer.user_id && at > last_read {
            self.reads.uncount(&viewer.user_id);
        }
        if head.at <= Some(last_read) {
            return;
        }
        if head.user_id == viewer.user_id {
            // Whoever writes has read what came before: the server resets the count as well.
            self.unread = 0;
        } else if counts {
            self.unread = self.unread.saturating_add(1);
        }
    }

    /// Its events do not come any more: messages may be missed from now on, or from when the link was `heard` last. Newer
    /// ones that are held came by themselves, as answers to what the app sent.
    pub fn note_edge(&mut self, heard: Nanos) {
        // They may have come before an answer said so.
        if self.watched || !self.messages.is_empty() {
            self.note_stale(heard);
            if self.edge.is_none() {
                let last = self.messages.last_at().or(self.last_message_at).unwrap_or(Nanos::FIRST);
                self.edge = Some(last.min(heard.max(self.queried_until)));
            }
        }
    }

    /// The request of this number switched the watch on or off.
    pub fn decide_watch(&mut self, request: u32, on: bool) {
        if request >= self.decided {
            (self.decided, self.watched) = (request, on);
        }
    }

    /// A query brought the newest messages: what may be missing between them and those held is marked. `live` says that
    /// events come from now on.
    pub fn join(&mut self, bundle: &N, live: bool, heard: Nanos) {
        let came = bundle.get("messages").unwrap_or_else(N::array);
        let end = |place: u32| came.at(place)?.time("created_at");
        let (oldest, newest) = (end(0), end(came.len().saturating_sub(1)));
        let edge = if self.loaded { self.edge } else { Some(Nanos::FIRST) };
        // What is missing below the page of a channel whose events come is on its way, unless the link died unnoticed.
        if edge.is_some() || oldest <= Some(heard.max(self.queried_until)) {
            self.queried_until = self.queried_until.max(newest.unwrap_or(self.queried_until));
        }
        let Some(edge) = edge else { return };
        if let (Some(at), Some(before)) = (oldest, came.at(0).and_then(|message| message.str("id")))
            && at > edge
            && self.messages.first_at() < Some(at)
        {
            self.mark_gap(edge, &before);
        }
        self.edge = if live { None } else { Some(newest.unwrap_or(edge)) };
    }

    /// Messages between that time and the message with this id may be missing for good.
    pub fn mark_gap(&mut self, edge: Nanos, before: &str) {
        self.holes.push((edge, before.into()));
        self.show_gaps();
    }

    /// The page directly before a message came: a gap that ends there is smaller now, or closed.
    pub fn narrow_gap(&mut self, before: &str, bundle: &N) {
        let oldest = bundle.get("messages").and_then(|came| came.at(0));
        for (edge, end) in &mut self.holes {
            if **end == *before {
                let beyond = oldest.as_ref().filter(|oldest| oldest.time("created_at") > Some(*edge));
                // Without an end it is none any more.
                *end = beyond.and_then(|oldest| oldest.str("id")).unwrap_or_default();
                return self.show_gaps();
            }
        }
    }

    /// Gaps whose end is not held any more are none.
    pub(super) fn forget_gaps(&mut self) {
        let mut holes = std::mem::take(&mut self.holes);
        if !holes.is_empty() {
            holes.retain(|(_, before)| self.holder(before).is_some());
            self.holes = holes;
            self.show_gaps();
        }
    }

    fn show_gaps(&mut self) {
        let list = N::array();
        for (edge, before) in &self.holes {
            if before.is_empty() {
                continue;
            }
            let gap = N::object();
            if let Some(after) = self.set(self.holder(before).unwrap_or(0)).id_until(*edge) {
                gap.set_text("after", &after);
            }
            gap.set_text("before", before);
            list.push(gap);
        }
        self.gaps = Live::new(list);
    }

    /// Adds a message to the pinned ones, or replaces its copy there. One of a query goes wherever the message is held.
    pub fn pin(&mut self, head: &MessageHead, message: N, version: Nanos, users: &mut Users<N>, viewer: &Viewer) {
        if version != WHENEVER {
            let origin = Origin { version, counted: false, event: false, add: None };
            self.take_copy(head, message, origin, users, viewer);
            return;
        }
        let Some(at) = message.time("pinned_at").or(head.at) else { return };
        if head.id.is_empty() {
            return;
        }
        let user = if head.user_id.is_empty() { None } else { users.share_author(head, &message) };
        self.pinned.put(&head.id, at, Marks::default(), message.local_message(user.as_ref()));
    }

    /// Adds or replaces a member.
    pub fn put_member(&mut self, member: N, users: &mut Users<N>, viewer: &Viewer) {
        let member = with_shared_user(&member, users);
        let Some(id) = member.str("user_id").or_else(|| member.str_in("user", "id")) else { return };
        if id == viewer.user_id {
            self.membership = member.clone();
        }
        self.members.change().set_named(&id, member);
    }

    /// Removes a member, and with it the read state.
    pub fn remove_member(&mut self, user_id: &str, viewer: &Viewer) {
        self.members.change().remove_named(user_id);
        self.reads.remove(user_id);
        if user_id == viewer.user_id {
            self.membership = N::object();
        }
    }

    /// Adds or replaces a watcher.
    pub fn put_watcher(&mut self, user: N, users: &mut Users<N>) {
        let user = users.share(user);
        if let Some(id) = user.str("id") {
            self.watchers.change().set_named(&id, user);
        }
    }

    /// A user changed: whoever shows them must look again; at messages only if more than their presence changed.
    pub fn touch_user(&mut self, user_id: &str, in_messages: bool) {
        if self.members.read().get_named(user_id).is_some() {
            self.members.change();
        }
        if self.watchers.read().get_named(user_id).is_some() {
            self.watchers.change();
        }
        self.reads.touch_user(user_id);
        if !in_messages {
            return;
        }
        for place in 0..self.sets.len() {
            if in_messages && !self.set(place).is_empty() {
                self.set_mut(place).touch();
            }
        }
        if in_messages {
            self.pinned.touch();
            self.threads.touch();
        }
    }
}

/// A copy of a member whose `user` is the shared object.
fn with_shared_user<N: Node>(member: &N, users: &mut Users<N>) -> N {
    let member = member.copy();
    if let Some(user) = member.get("user") {
        member.set("user", users.share(user));
    }
    member
}

/// Keeps a member that events leave out (protocol notes, "Channel state").
fn keep<N: Node>(data: &N, old: &N, key: &'static str) {
    if let (None, Some(kept)) = (data.get(key), old.get(key)) {
        data.set(key, kept);
    }
}

/// Whether a list of names holds one.
pub(super) fn holds<N: Node>(list: &N, name: &str) -> bool {
    for index in 0..list.len() {
        if list.at(index).and_then(|held| held.as_text()).as_deref() == Some(name) {
            return true;
        }
    }
    false
}

/// Whether two lists of names hold different ones.
fn differ<N: Node>(one: Option<N>, two: Option<N>) -> bool {
    let (one, two) = (one.unwrap_or_else(N::array), two.unwrap_or_else(N::array));
    for index in 0..one.len() {
        let name = one.at(index).and_then(|name| name.as_text()).unwrap_or_default();
        if !holds(&two, &name) {
            return true;
        }
    }
    one.len() != two.len()
}
