//! Owns what the events of users do: their one object, and the own user.

use super::super::State;
use crate::node::Node;

impl<N: Node> State<N> {
    /// `user.updated`, `user.presence.changed`.
    pub(super) fn apply_user(&mut self, event: &N, kind: &str) {
        let Some(news) = event.get("user") else { return };
        let Some(id) = news.str("id") else { return };
        self.users.update(&news);
        let own = if id == self.viewer.user_id { self.me.as_ref() } else { None };
        if let Some(me) = own {
            let fresh = me.copy();
            fresh.assign(&news);
            self.me = Some(fresh);
        }
        for slot in self.active() {
            if let Some((channel, ..)) = self.channel_mut(slot) {
                // Presence is shown with members and watchers; a name also with every message.
                if kind == "user.updated" || channel.members.read().get_named(&id).is_some() {
                    channel.touch_user(&id);
                }
            }
        }
    }

    /// The own mutes changed.
    pub(super) fn apply_me(&mut self, event: &N) {
        let (Some(me), Some(news)) = (&self.me, event.get("me")) else { return };
        let fresh = me.copy();
        fresh.assign(&news);
        self.viewer.take_mutes(&fresh);
        self.me = Some(fresh);
    }
}
