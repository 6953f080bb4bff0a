//! Owns where a message is held: in one of the channel's sets, in its thread, among the pinned ones. All places show the
//! same object, and a newer copy goes to all of them. Decides which copy is the newer.

use super::channel::Channel;
use super::late::News;
use super::messages::{Found, Marks};
use super::reactions::listed;
use super::users::Users;
use super::viewer::Viewer;
use crate::head::MessageHead;
use crate::node::Node;
use crate::time::Nanos;

/// Where a copy of a message comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The newest event that can be in it; [`WHENEVER`] takes the place of any other copy.
    pub version: Nanos,
    /// The unread counts have it, or are about to get it.
    pub counted: bool,
    /// An event tells of it: then it says whether the message is pinned.
    pub event: bool,
    /// A message that is not held is added, to the set of this number; otherwise only newer copies are taken.
    pub add: Option<usize>,
}

/// A version of which nothing is known: the copy counts whatever came before it.
pub const WHENEVER: Nanos = Nanos::LAST;

/// The number of the set that holds a message, and what is held of it there, or in its thread.
pub(super) type Whereabouts<N> = (Option<usize>, Option<Found<N>>);

impl<N: Node> Channel<N> {
    /// The message with this id: in a set, or among the replies to `parent`, which is empty when there is none.
    pub fn held(&self, id: &str, parent: &str) -> Option<Found<N>> {
        self.whereabouts(id, parent).1
    }

    /// The same, and the number of the set it is in.
    pub(super) fn whereabouts(&self, id: &str, parent: &str) -> Whereabouts<N> {
        for place in 0..self.sets.len() {
            let found = self.set(place).find(id);
            if found.is_some() {
                return (Some(place), found);
            }
        }
        (None, self.threads.find(parent, id))
    }

    /// Adds a message, or replaces the copy that is there. `counted` says that the unread counts have it, or are about
    /// to get it. Gives back whether that is news for them. What the user may not see is not taken.
    pub fn put_message(
        &mut self,
        head: &MessageHead,
        message: N,
        counted: bool,
        users: &mut Users<N>,
        viewer: &Viewer,
    ) -> bool {
        let origin = Origin { version: WHENEVER, counted, event: true, add: Some(0) };
        self.take_copy(head, message, origin, users, viewer)
    }

    /// Takes a copy of a message to all places where it belongs, unless a newer one is known. Whether it is news for the
    /// unread counts.
    pub(super) fn take_copy(
        &mut self,
        head: &MessageHead,
        message: N,
        origin: Origin,
        users: &mut Users<N>,
        viewer: &Viewer,
    ) -> bool {
        let known = self.whereabouts(&head.id, &head.parent_id);
        self.take_over(head, message, known, origin, users, viewer).0
    }

    /// The same for a message whose whereabouts are known. Gives what is shown of it as well, if it was taken and is held.
    pub(super) fn take_over(
        &mut self,
        head: &MessageHead,
        message: N,
        (holder, known): Whereabouts<N>,
        mut origin: Origin,
        users: &mut Users<N>,
        viewer: &Viewer,
    ) -> (bool, Option<N>) {
        let not_taken = (false, None);
        let Some(at) = head.at.filter(|at| !head.id.is_empty() && *at >= self.cleared_until) else { return not_taken };
        if head.shadowed && head.user_id != viewer.user_id {
            return not_taken;
        }
        let (id, parent) = (head.id.as_str(), head.parent_id.as_str());
        if !parent.is_empty() && self.went(parent).is_some() {
            // It went with the message it answers.
            return not_taken;
        }
        if let Some(known) = known.as_ref().filter(|known| known.marks.version > origin.version) {
            // Asked for earlier, it may have been answered later. What is held has milliseconds only.
            let changed = |message: &N| message.time("updated_at").map(Nanos::unix_ms);
            if changed(&message) <= changed(&known.message) {
                return not_taken;
            }
            origin.version = known.marks.version;
        }
        let heard = self.late.find(id);
        let was_heard = heard.is_some();
        if let (None, Some(news)) = (&known, heard.filter(|news| news.version > origin.version)) {
            // The news overtook the message.
            if news.gone || origin.add.is_none() {
                return not_taken;
            }
            let (version, news) = (news.version, news.message.clone());
            // What it says of own reactions is not personal; what came with the message is, and the events after that.
            let own = message.get("own_reactions").unwrap_or_else(N::array);
            let message = news.copy();
            let own = listed(&message, viewer).unwrap_or_else(|| self.own_reactions.of(id, own));
            message.set("own_reactions", own);
            let mut newer = message.message_head();
            newer.at = Some(at);
            return (self.take_copy(&newer, message, Origin { version, ..origin }, users, viewer), None);
        }
        let pinned = self.pinned.find(id);
        let pinned_later = pinned.as_ref().is_some_and(|pinned| pinned.marks.version > origin.version);
        if pinned_later && known.is_none() && origin.add.is_none() {
            return not_taken;
        }
        let user = if head.user_id.is_empty() { None } else { users.share_author(head, &message) };
        let told = origin.event && origin.add.is_none();
        // What the event of a new message says about own reactions is not personal; what a query said is, and wins.
        let personal = origin.version != WHENEVER && !origin.event;
        let stays_pinned = head.pinned && !head.deleted;
        let local = match &pinned {
            // The pinned copy may be the newer one.
            Some(pinned) if pinned_later && known.is_none() => pinned.message.clone(),
            _ => {
                let before = known.as_ref().filter(|_| told || !personal);
                let before = before.or(pinned.as_ref().filter(|_| told && stays_pinned));
                message.newer_message(head, user.as_ref(), before.map(|before| &before.message), told)
            }
        };
        if head.quotes {
            self.take_quote(head, &local, origin.version);
        }
        // The pinned copy may be the newer one.
        let newest = pinned.as_ref().filter(|_| pinned_later && known.is_none());
        let newest = newest.map_or(origin.version, |pinned| pinned.marks.version);
        let version = if newest == WHENEVER { Nanos::FIRST } else { newest };
        let muted =
            origin.event && origin.add.is_some() && known.is_none() && viewer.muted_channels.contains(&*self.cid);
        // Who is muted since then does not change what was counted when it came.
        let countable = known.as_ref().map_or_else(|| viewer.counts(head), |known| known.marks.countable);
        let marks = Marks { countable, muted, counted: origin.counted, version };
        let mut held = holder.is_some();
        if pinned_later {
            // It was pinned, or changed among the pinned ones, later.
        } else if stays_pinned {
            if origin.event || pinned.is_some() || (personal && origin.add.is_none()) {
                held = true;
                self.pinned.put(id, message.time("pinned_at").unwrap_or(at), marks, local.clone());
            }
        } else if pinned.is_some() {
            self.pinned.remove(id);
        }
        if let Some(place) = holder {
            self.set_mut(place).put(id, at, marks, local.clone());
        } else if let Some(place) = origin.add.filter(|_| !head.thread_only()) {
            held = true;
            self.set_mut(place).add(id, at, marks, local.clone());
        }
        if !parent.is_empty() && (origin.add.is_some() || self.threads.find(parent, id).is_some()) {
            held = true;
            self.threads.put(parent, id, at, marks, local.clone());
        }
        if origin.add.is_some() {
            if was_heard {
                self.late.forget(id);
            }
            self.last_message_at = self.last_message_at.max(Some(at));
            if head.user_id == viewer.user_id && !head.private {
                self.own_last_at = self.own_last_at.max(Some(at));
            }
        }
        let news = origin.counted && !head.thread_only() && !known.is_some_and(|known| known.marks.counted);
        (news, held.then_some(local))
    }

    /// Puts a changed copy in all places where the message is held.
    pub fn replace_held(&mut self, id: &str, parent: &str, message: &N) {
        if let Some(place) = self.holder(id) {
            self.set_mut(place).replace(id, message);
        }
        if self.threads.find(parent, id).is_some()
            && let Some(replies) = self.threads.change(parent)
        {
            replies.replace(id, message);
        }
        self.pinned.replace(id, message);
    }

    /// Takes a message out of all places where it is held, and gives it back.
    pub fn remove_held(&mut self, id: &str, parent: &str) -> Option<Found<N>> {
        self.pinned.remove(id);
        let reply = if self.threads.find(parent, id).is_some() { self.threads.remove(parent, id) } else { None };
        let place = self.holder(id);
        place.and_then(|place| self.set_mut(place).remove(id)).or(reply)
    }

    /// A message is gone, and so are the replies to it, wherever they are held.
    pub(super) fn forget_thread(&mut self, parent: &str) -> Vec<Found<N>> {
        let mut ids = Vec::new();
        if let Some(replies) = self.threads.change(parent) {
            for reply in replies.view().items() {
                ids.extend(reply.str("id"));
            }
        }
        let mut gone = Vec::new();
        for id in &ids {
            gone.extend(self.remove_held(id, parent));
        }
        self.pinned.retain(|_, message| !message.says("parent_id", parent));
        self.threads.take(parent);
        gone
    }

    /// When a message went for good, and the replies to it with it, as far as that was heard.
    fn went(&self, id: &str) -> Option<Nanos> {
        self.late.find(id).filter(|news| news.gone).map(|news| news.version)
    }

    /// Remembers news of a message for when it comes, if they are the newest.
    pub(super) fn note_late(&mut self, id: &str, version: Nanos, message: N, gone: bool) -> bool {
        version != WHENEVER && self.late.note(id, News { version, message, gone, counted: !self.counts_known })
    }

    /// A message quotes another, of which something newer may be known.
    fn take_quote(&mut self, head: &MessageHead, local: &N, version: Nanos) {
        let Some(quoted) = local.get("quoted_message") else { return };
        let Some(id) = quoted.str("id") else { return };
        self.quotes.add(&id, &head.id, &head.parent_id);
        let parent = quoted.str("parent_id").unwrap_or_default();
        if !parent.is_empty() {
            // It goes with the message it answers.
            self.quotes.add(&parent, &head.id, &head.parent_id);
        }
        let mut newer = match self.held(&id, &parent) {
            Some(held) => Some((held.marks.version, held.message)),
            None => self.late.find(&id).map(|news| (news.version, news.message.local_message(None))),
        };
        let went = self.went(&parent);
        if let Some(at) = went {
            newer = Some((at, newer.map_or(quoted, |(_, copy)| copy)));
        }
        if let Some((_, copy)) = newer.filter(|(newer, _)| *newer > version) {
            local.set("quoted_message", as_quote(&copy, went.is_some()));
        }
    }

    /// A message changed: those that quote it show the new one. When it is `gone`, it is shown as deleted there, and so
    /// are the replies to it, which went with it.
    pub fn requote(&mut self, id: &str, message: &N, gone: bool) {
        let gone = gone || self.went(&message.str("parent_id").unwrap_or_default()).is_some();
        for (quoting, parent) in self.quotes.take(id) {
            let held = self.held(&quoting, &parent).or_else(|| self.pinned.find(&quoting));
            let Some(held) = held else { continue };
            let Some(quoted) = held.message.get("quoted_message") else { continue };
            let itself = quoted.says("id", id);
            if itself || (gone && quoted.says("parent_id", id)) {
                let fresh = held.message.copy();
                fresh.set("quoted_message", as_quote(if itself { message } else { &quoted }, gone));
                self.replace_held(&quoting, &parent, &fresh);
            }
            self.quotes.add(id, &quoting, &parent);
        }
    }

    /// Removes everything created before `time`, for good. What was not sent yet stays.
    pub(super) fn clear_before(&mut self, time: Nanos) {
        self.cleared_until = self.cleared_until.max(time);
        self.messages.has_prev = false;
        for place in 0..self.sets.len() {
            self.set_mut(place).remove_before(time);
        }
        self.drop_empty_sets();
        self.threads.remove_before(time);
        self.pinned.retain(|_, message| message.time("created_at") >= Some(time));
        self.forget_gaps();
    }
}

/// A message as it stands inside one that quotes it: without a quote of its own; of a deleted one nothing is attached, and
/// one that is `gone` is deleted.
fn as_quote<N: Node>(message: &N, gone: bool) -> N {
    let quote = message.copy();
    if gone {
        quote.set_text("type", "deleted");
    }
    quote.remove_named("quoted_message");
    quote.remove_named("error");
    if quote.says("type", "deleted") {
        quote.set("attachments", N::array());
    }
    quote
}
