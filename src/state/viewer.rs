//! Owns who is looking: the own user's id and mutes, and with them the one rule of what counts as unread.

use crate::head::MessageHead;
use crate::node::Node;
use crate::sorted::Sorted;
use crate::text::Text;

/// The own user, as far as other people's messages are judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Viewer {
    /// Own user id; empty when nobody is connected.
    pub user_id: Text,
    /// Ids of users the own user has muted.
    pub muted_users: Sorted<Text, ()>,
    /// Cids of channels the own user has muted.
    pub muted_channels: Sorted<Text, ()>,
    /// Ids and cids of those, and of all that were muted before, as far as it was told.
    pub once_muted: Sorted<Text, ()>,
}

impl Viewer {
    /// Takes the mutes of an own-user object, as far as it has them.
    pub fn take_mutes<N: Node>(&mut self, me: &N) {
        take(&mut self.muted_users, &mut self.once_muted, me.get("mutes"), "target", "id");
        take(&mut self.muted_channels, &mut self.once_muted, me.get("channel_mutes"), "channel", "cid");
    }

    /// Whether a message raises the own unread count, as far as the message alone decides (protocol notes, "Read,
    /// unread, delivery"): not own, not silent, not in a thread only, not private, not shadowed, author not muted.
    pub fn counts(&self, head: &MessageHead) -> bool {
        head.user_id != self.user_id
            && !head.silent
            && !head.shadowed
            && !head.private
            && !head.thread_only()
            && !self.muted_users.contains(&head.user_id)
    }
}

/// Replaces the ids by those that a list of mutes names, if there is a list.
fn take<N: Node>(
    ids: &mut Sorted<Text, ()>,
    once: &mut Sorted<Text, ()>,
    mutes: Option<N>,
    of: &'static str,
    key: &'static str,
) {
    let Some(mutes) = mutes else { return };
    ids.clear();
    for index in 0..mutes.len() {
        let target = mutes.at(index).and_then(|mute| mute.get(of));
        if let Some(id) = target.and_then(|target| target.str(key)) {
            once.insert(id.clone(), ());
            ids.insert(id, ());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::Json;

    #[test]
    fn only_other_peoples_audible_channel_messages_count() {
        let mut viewer = Viewer { user_id: "me".into(), ..Viewer::default() };
        viewer.take_mutes(&Json::from(json!({"mutes": [{"target": {"id": "troll"}}], "channel_mutes": []})));
        let head = |change: fn(&mut MessageHead)| {
            let mut head = MessageHead { user_id: "ann".into(), ..MessageHead::default() };
            change(&mut head);
            head
        };
        assert!(viewer.counts(&head(|_| {})));
        assert!(viewer.counts(&head(|h| (h.parent_id, h.shown_in_channel) = ("p".into(), true))));
        let quiet: [fn(&mut MessageHead); 6] = [
            |h| h.user_id = "me".into(),
            |h| h.user_id = "troll".into(),
            |h| h.silent = true,
            |h| h.shadowed = true,
            |h| h.private = true,
            |h| h.parent_id = "p".into(),
        ];
        for change in quiet {
            assert!(!viewer.counts(&head(change)), "{:?}", head(change));
        }
    }

    #[test]
    fn an_object_without_mutes_leaves_them_alone() {
        let mut viewer = Viewer::default();
        viewer.muted_users.insert("x".into(), ());
        viewer.take_mutes(&Json::object());
        assert!(viewer.muted_users.contains("x"));
    }
}
