//! Owns what the events of messages do to a channel: new, changed, deleted, truncated.

use super::super::held::{Origin, WHENEVER};
use super::super::reactions::listed;
use super::super::{Channel, Found, Users, Viewer};
use crate::head::{EventHead, MessageHead};
use crate::node::Node;
use crate::time::{Millis, Nanos};

impl<N: Node> Channel<N> {
    /// `message.new`. Every event may come twice (a link that changes, a query that overlaps); it counts once.
    pub(super) fn apply_new(&mut self, event: &N, head: &EventHead, users: &mut Users<N>, viewer: &Viewer) {
        if head.message.id.is_empty() {
            return;
        }
        let message = event.known("message");
        let version = head.at.unwrap_or(WHENEVER);
        let news = if self.up_to_date || head.message.thread_only() {
            let origin = Origin { version, counted: true, event: true, add: Some(0) };
            self.take_copy(&head.message, message, origin, users, viewer)
        } else {
            // The app shows nothing new now. What comes is remembered, so that it counts once.
            let known = self.late.find(&head.message.id).is_some();
            self.note_late(&head.message.id, version, message, false) && !known
        };
        if news {
            let at = head.message.at.unwrap_or_default();
            self.count(&head.message, head.at.unwrap_or(at), viewer);
        }
        if self.max_messages > 0 && self.messages.len() > self.max_messages {
            self.messages.keep_newest(self.max_messages);
            self.forget_gaps();
        }
    }

    /// `message.deleted`: hard, for the reader alone, or for everyone. Whether the unread count is in doubt afterwards.
    pub(super) fn apply_deleted(
        &mut self,
        event: &N,
        head: &EventHead,
        now: Millis,
        users: &mut Users<N>,
        viewer: &Viewer,
    ) -> bool {
        let Some(message) = event.get("message") else { return false };
        if event.is("hard_delete") {
            return self.apply_gone(head, message, now, viewer);
        }
        if event.is("deleted_for_me") {
            message.set("deleted_for_me", N::flag(true));
            message.set_text("type", "deleted");
            let mut head = head.clone();
            head.message.deleted = true;
            self.replace_message(event, &head, users, viewer);
        } else {
            self.replace_message(event, head, users, viewer);
        }
        false
    }

    /// A message does not exist any more, nor do the replies to it. Whether the unread count is in doubt afterwards.
    fn apply_gone(&mut self, head: &EventHead, message: N, now: Millis, viewer: &Viewer) -> bool {
        let version = head.at.unwrap_or(WHENEVER);
        let head = &head.message;
        let known = self.held(&head.id, &head.parent_id).map_or(Nanos::FIRST, |known| known.marks.version);
        if known > version {
            return false;
        }
        let before = self.unread;
        let gone = self.remove_held(&head.id, &head.parent_id);
        let replies = self.forget_thread(&head.id);
        message.set_text("type", "deleted");
        self.requote(&head.id, &message.local_message(None), true);
        let heard = self.late.find(&head.id).is_some_and(|news| news.gone && news.counted);
        let news = self.note_late(&head.id, version, message, true) && !heard;
        match gone {
            Some(gone) => self.uncount(&gone, head, viewer),
            // One that was never loaded counted as well; it is heard of for the first time.
            None => {
                if let Some(at) = head.at.filter(|_| news) {
                    self.uncount_at(at, true, viewer.counts(head), head, viewer);
                }
            }
        }
        for reply in replies {
            let reply_head = reply.message.message_head();
            self.uncount(&reply, &reply_head, viewer);
            // Held no more, it may still be quoted.
            self.note_late(&reply_head.id, reply.marks.version, reply.message, false);
        }
        if viewer.once_muted.contains(&*head.user_id) || viewer.once_muted.contains(&*self.cid) {
            // It is not known whether it counted.
            return head.at > Some(self.reads.last_read(&viewer.user_id));
        }
        // The query that brought the counts a moment ago may have known of it, unless it brought the message as well.
        let may_be_known = now < self.doubt_until && head.at <= Some(self.counted_until);
        may_be_known && known != self.counted_with && self.unread < before
    }

    fn uncount(&mut self, gone: &Found<N>, head: &MessageHead, viewer: &Viewer) {
        let marks = gone.marks;
        self.uncount_at(gone.at, marks.counted, marks.countable && !marks.muted, head, viewer);
    }

    /// Whoever had not read a message that is gone for good has one less to read.
    fn uncount_at(&mut self, at: Nanos, counted: bool, countable: bool, head: &MessageHead, viewer: &Viewer) {
        if self.counts_known || head.thread_only() || head.silent {
            return;
        }
        let last_read = self.reads.last_read(&viewer.user_id);
        // Of one that only some got it is not known any more who they were.
        if counted && !head.restricted {
            let spared = if countable { "" } else { &*viewer.user_id };
            self.reads.on_gone(&head.user_id, spared, at);
        }
        if countable && at > last_read {
            self.unread = self.unread.saturating_sub(1);
        }
    }

    /// `channel.truncated`: all up to a time are gone, and perhaps a message says so.
    pub(super) fn apply_truncated(&mut self, event: &N, users: &mut Users<N>, viewer: &Viewer) {
        let until = event.get("channel").and_then(|channel| channel.time("truncated_at"));
        let message = event.get("message").map(|message| (message.message_head(), message));
        let mut until = until.or_else(|| event.time("created_at")).unwrap_or(Nanos::LAST);
        if let Some((head, _)) = &message {
            // It says that the channel was truncated: it is what comes first now.
            until = until.min(head.at.unwrap_or(until));
        }
        self.clear_before(until);
        // Unless the counts are from a query that has newer messages.
        if until >= self.counted_until {
            self.reads.reset_counts();
            self.unread = 0;
        }
        self.last_message_at = self.messages.last_at();
        if let Some((head, message)) = message {
            self.put_message(&head, message, true, users, viewer);
        }
    }

    /// Puts a newer copy of a message in its place, wherever it is held, quotes included, and gives back what is held
    /// then. A message that is not held is not added: it belongs to a page that was not loaded.
    pub(super) fn replace_message(
        &mut self,
        event: &N,
        head: &EventHead,
        users: &mut Users<N>,
        viewer: &Viewer,
    ) -> Option<N> {
        if head.message.id.is_empty() {
            return None;
        }
        let message = event.known("message");
        let version = head.at.unwrap_or(WHENEVER);
        let known = self.whereabouts(&head.message.id, &head.message.parent_id);
        let before = known.1.as_ref().map(|known| (known.at, known.message.clone(), known.marks.counted));
        let undated = head.message.at.is_none();
        let mut dated = None;
        let head = match (head.message.at, &before) {
            (None, Some((at, ..))) => &*dated.insert(MessageHead { at: Some(*at), ..head.message.clone() }),
            _ => &head.message,
        };
        if before.is_none() && !self.note_late(&head.id, version, message.clone(), false) && version != WHENEVER {
            return None;
        }
        let counted = before.as_ref().is_some_and(|(.., counted)| *counted);
        // What an event says about own reactions is not personal. Where they are not known (a message that was pinned, heard
        // of for the first time), or events about them may have been missed, it tells if it lists all.
        let mut listed_own = None;
        if head.reacted {
            let shown = before.as_ref().map(|(_, shown, _)| shown.clone());
            let shown = shown.or_else(|| Some(self.pinned.find(&head.id)?.message));
            if self.stale_since.is_some() || shown.is_none_or(|shown| shown.get("own_reactions").is_none()) {
                listed_own = listed(&message, viewer);
            }
        }
        let origin = Origin { version, counted, event: true, add: None };
        let (_, mut held) = self.take_over(head, message.clone(), known, origin, users, viewer);
        if held.is_none() {
            // What is held is newer, or there is nothing.
            listed_own = None;
            let newer = self.held(&head.id, &head.parent_id).or_else(|| self.pinned.find(&head.id));
            held = newer.map(|newer| newer.message);
            if let Some(own) = held.as_ref().and_then(|held| held.get("own_reactions")) {
                message.set("own_reactions", own);
            }
        }
        let Some(held) = held else {
            self.requote(&head.id, &message.local_message(None), false);
            return None;
        };
        if let Some(own) = listed_own {
            message.set("own_reactions", own.clone());
            held.set("own_reactions", own);
        }
        if undated && let Some(created_at) = before.and_then(|(_, before, _)| before.get("created_at")) {
            held.set("created_at", created_at);
        }
        self.requote(&head.id, &held, false);
        Some(held)
    }
}
