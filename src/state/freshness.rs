//! Owns the question whether what a channel holds is still as the service has it: since when changes may have been missed,
//! and what the newest page shows to be gone. Asking for those changes is the client's.

use super::Channel;
use crate::node::Node;
use crate::time::Nanos;

/// Pinned messages that come with a channel at most (protocol notes, "Pinning").
const PINNED: usize = 10;

impl<N: Node> Channel<N> {
    /// Changes of what is held may be missed from now on; all up to this time have come.
    pub fn note_stale(&mut self, since: Nanos) {
        self.stale_since = self.stale_since.or(Some(since));
    }

    /// The newest page came, or the one directly before such pages: a message of its time, `until` a moment for which the
    /// page speaks, that it does not have is gone. Fewer than `full` messages are all there are. What is held beyond the
    /// page stays stale.
    pub fn settle(&mut self, came: &N, full: u32, until: Nanos) {
        if self.stale_since.is_none() {
            return;
        }
        let mut ids = Vec::new();
        for index in 0..came.len() {
            ids.extend(came.at(index).and_then(|message| message.str("id")));
        }
        let mut from = Nanos::FIRST;
        if came.len() >= full
            && let Some(oldest) = came.at(0).and_then(|message| message.time("created_at"))
        {
            from = oldest;
        }
        // Its replies go with it.
        let (mut gone, mut places) = (Vec::new(), 0);
        while let Some(found) = self.messages.after(from, places).filter(|found| found.at <= until) {
            places += 1;
            if let Some(id) = found.message.str("id")
                && !ids.contains(&id)
                && is_the_services(&found.message)
            {
                gone.push((id, found.message));
            }
        }
        for (id, message) in &gone {
            self.remove_held(id, &message.str("parent_id").unwrap_or_default());
            self.forget_thread(id);
            self.requote(id, message, true);
        }
        let alone = self.sets.len() <= 1 && self.threads.lists().next().is_none() && self.pinned.len() < PINNED;
        if alone && self.messages.first_at().is_none_or(|first| first >= from) {
            self.stale_since = None;
        }
    }
}

impl<N: Node> Channel<N> {
    /// What a bundle, `asked` for at that time, says to be out of sight or not pinned goes: the events that said so may
    /// have been missed.
    pub fn settle_start(&mut self, bundle: &N, asked: Nanos) {
        if self.stale_since.is_none() {
            return;
        }
        if let Some(pinned) = bundle.get("pinned_messages").filter(|pinned| (pinned.len() as usize) < PINNED) {
            let mut ids = Vec::new();
            for message in pinned.items() {
                ids.extend(message.str("id"));
            }
            self.pinned.retain(|at, message| at > asked || message.str("id").is_some_and(|id| ids.contains(&id)));
        }
        let cut = bundle.get("channel").and_then(|data| data.time("truncated_at"));
        let cut = cut.max(bundle.time("hide_messages_before"));
        if let Some(cut) = cut.filter(|cut| *cut > self.cleared_until) {
            self.clear_before(cut);
        }
    }
}

/// Whether a message is one that the service has, and not only this page.
fn is_the_services<N: Node>(message: &N) -> bool {
    message.says("status", "received") && !matches!(message.str("type").as_deref(), Some("ephemeral" | "error"))
}
