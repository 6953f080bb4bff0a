//! Owns what the events of reads do: who has read up to where, and what is unread.

use super::super::{Channel, State, Users, Viewer};
use super::user_of;
use crate::head::EventHead;
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> Channel<N> {
    /// `message.read`, `message.read_locally`, `notification.mark_read`.
    pub(super) fn apply_read(&mut self, event: &N, head: &EventHead, users: &mut Users<N>, viewer: &Viewer) {
        let at = event.time("last_read_at").or(head.at).unwrap_or(Nanos::FIRST);
        let last = event.str("last_read_message_id");
        // The own user's notification may leave `user` out: it is sent to nobody else.
        let own = head.user_id == viewer.user_id || (head.user_id.is_empty() && head.kind == "notification.mark_read");
        let reader = if own { viewer.user_id.clone() } else { head.user_id.clone() };
        let node = users.find(&reader).unwrap_or_else(|| user_of(event, users));
        if own {
            if at > self.reads.last_read(&reader) {
                self.unread = 0;
            }
            // The notification of a read that its own event has brought already: the time of the event stays.
            if head.kind == "notification.mark_read" && self.reads.has_read(&reader, last.as_deref()) {
                return;
            }
        }
        self.reads.on_read(&reader, node, at, last.as_deref());
    }

    /// `notification.mark_unread`: the own user's, who is the only one to get it.
    pub(super) fn apply_unread(&mut self, event: &N, head: &EventHead, users: &mut Users<N>, viewer: &Viewer) {
        if !head.user_id.is_empty() && head.user_id != viewer.user_id {
            return;
        }
        let read = self.reads.last_read(&viewer.user_id);
        if head.at.is_some_and(|at| at < read) {
            // He has read since, as a query told before this event came.
            return;
        }
        // Where it stands already, a query told of it before this event came: the count has what came and went since.
        if !self.watched || event.time("last_read_at") != Some(read) {
            self.unread = event.count("unread_messages");
        }
        let me = users.find(&viewer.user_id).unwrap_or_else(|| user_of(event, users));
        self.reads.on_unread(&viewer.user_id, me, event, self.unread);
    }
}

impl<N: Node> State<N> {
    /// What an event says of the own user's unread totals.
    pub(super) fn take_totals(&mut self, event: &N) {
        if let Some(me) = &self.me {
            me.take_totals(event);
        }
    }

    /// "Mark all as read" names no channel and says that none is unread.
    pub(super) fn apply_all_read(&mut self, event: &N) {
        if event.num("unread_channels") != Some(0.0) {
            return;
        }
        let at = event.time("created_at").unwrap_or_default();
        for slot in self.active() {
            if let Some((channel, users, viewer)) = self.channel_mut(slot) {
                let me = users.find(&viewer.user_id).unwrap_or_else(N::object);
                channel.reads.on_read(&viewer.user_id, me, at, None);
                channel.unread = 0;
            }
        }
    }
}
