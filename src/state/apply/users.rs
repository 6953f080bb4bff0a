//! Owns what the events of users do: their one object, and the own user. Deleted users are `deletions.rs`.

use super::super::State;
use crate::node::Node;

/// Members of the own user that stand in no copy others see: news of the user leave them as they are. Other members
/// that a changed user does not have any more are gone.
const OWN: &[&str] = &[
    "blocked_user_ids",
    "channel_mutes",
    "devices",
    "invisible",
    "latest_hidden_channels",
    "mutes",
    "privacy_settings",
    "push_preferences",
    "total_unread_count",
    "total_unread_count_by_team",
    "unread_channels",
    "unread_count",
    "unread_threads",
];

impl<N: Node> State<N> {
    /// Takes the own user as the first frame describes it. What others see of it goes to its shared object.
    pub fn take_me(&mut self, me: &N) {
        self.viewer.take_mutes(me);
        if let Some(id) = me.str("id") {
            // The service names those who connect without a name.
            self.viewer.user_id = id;
        }
        self.me = Some(me.copy());
        self.take_user(&public(me), false);
    }

    /// Notes a user that an answer brought.
    pub fn know_user(&mut self, user: &N) {
        self.users.update(&public(user));
    }

    /// `user.updated`, `user.presence.changed`.
    pub(super) fn apply_user(&mut self, event: &N, kind: &str) {
        let Some(news) = event.get("user") else { return };
        let changed = kind == "user.updated";
        if !self.take_user(&news, changed) || !news.says("id", &self.viewer.user_id) {
            return;
        }
        if let Some(me) = &self.me {
            let fresh = me.copy();
            fresh.assign(&news);
            if changed {
                drop_missing(&fresh, &news);
            }
            self.me = Some(fresh);
        }
    }

    /// Takes news of a user: one object is changed, whatever is held. `changed`: by more than presence, and what it has
    /// not got any more is gone. Whether they were news.
    fn take_user(&mut self, news: &N, changed: bool) -> bool {
        let Some(id) = news.str("id").filter(|_| self.users.update(news)) else { return false };
        if changed && let Some(shared) = self.users.find(&id) {
            drop_missing(&shared, news);
        }
        for slot in self.active() {
            if let Some((channel, ..)) = self.channel_mut(slot) {
                channel.touch_user(&id, changed);
            }
        }
        true
    }

    /// The own mutes changed, or the whole own user is told.
    pub(super) fn apply_me(&mut self, event: &N) {
        let (Some(me), Some(news)) = (&self.me, event.get("me")) else { return };
        let fresh = me.copy();
        fresh.assign(&news);
        self.viewer.take_mutes(&fresh);
        self.me = Some(fresh);
    }
}

/// A copy without what only the user sees.
fn public<N: Node>(user: &N) -> N {
    let public = user.copy();
    for key in OWN.iter().filter(|key| **key != "blocked_user_ids") {
        public.remove_named(key);
    }
    public
}

/// Removes what a changed user does not have any more, for instance a custom field.
fn drop_missing<N: Node>(user: &N, news: &N) {
    for key in user.missing_in(news) {
        if !OWN.contains(&key.as_str()) {
            user.remove_named(&key);
        }
    }
}
