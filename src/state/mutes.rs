//! Owns what the own user's mute of a channel means at a moment, and which unread messages mention that user.

use super::State;
use crate::head::MessageHead;
use crate::id::Slot;
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> State<N> {
    /// Whether the own user has muted a channel, as `{muted, createdAt, expiresAt}`: dates or null. A mute that has
    /// expired is shown, and is none.
    pub fn mute_status(&self, cid: &str, now: Nanos) -> N {
        let mutes = self.me.as_ref().map(|me| me.each("channel_mutes")).unwrap_or_default();
        let found = mutes
            .into_iter()
            .find(|mute| mute.get("channel").and_then(|channel| channel.str("cid")).is_some_and(|muted| muted == cid));
        let expires = found.as_ref().and_then(|mute| mute.time("expires"));
        let status = N::object();
        status.set("muted", N::flag(found.is_some() && expires.is_none_or(|at| at > now)));
        let date = |at: Option<Nanos>| at.map_or_else(N::null, N::date);
        status.set("createdAt", date(found.and_then(|mute| mute.time("created_at"))));
        status.set("expiresAt", date(expires));
        status
    }

    /// How many held messages that the own user has not read mention that user; none while the channel is muted.
    pub fn unread_mentions(&self, slot: Slot, now: Nanos) -> u32 {
        let Some(channel) = self.channel(slot) else { return 0 };
        if !channel.reads_on || self.mute_status(&channel.cid, now).is("muted") {
            return 0;
        }
        let me = &self.viewer.user_id;
        let read = channel.reads.last_read(me);
        let (mut count, mut places) = (0, 0);
        while let Some(found) = channel.messages.after(read, places) {
            places += 1;
            let mentioned =
                || found.message.each("mentioned_users").iter().any(|user| user.str("id").as_ref() == Some(me));
            // Asked anew and not when it came: the author may have been muted since.
            let head = MessageHead { private: false, ..found.message.message_head() };
            count += u32::from(self.viewer.counts(&head) && mentioned());
        }
        count
    }
}
