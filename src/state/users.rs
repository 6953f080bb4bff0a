//! Owns the users the client has seen: one object for each, shared by every message, member, watcher and read state, so
//! that a change of a user reaches all of them by changing one object.

use super::live::Live;
use crate::head::MessageHead;
use crate::id::Id;
use crate::node::Node;
use crate::sorted::Sorted;
use crate::time::Nanos;

#[derive(Debug)]
struct Known<N> {
    updated_at: Option<Nanos>,
    node: N,
}

/// All users seen so far.
#[derive(Debug)]
pub struct Users<N> {
    known: Sorted<Id, Known<N>>,
    record: Live<N>,
}

impl<N: Node> Default for Users<N> {
    fn default() -> Self {
        Users { known: Sorted::new(), record: Live::new(N::object()) }
    }
}

impl<N: Node> Users<N> {
    /// The record for JavaScript: user id → user.
    pub fn view(&mut self) -> N {
        self.record.view()
    }

    /// The shared object of a user.
    pub fn find(&self, id: &str) -> Option<N> {
        self.known.get(id).map(|known| known.node.clone())
    }

    /// The shared object for a copy of a user that came with something else. A newer copy brings the shared object up
    /// to date; an older one changes nothing. Something without an id is given back as it is.
    pub fn share(&mut self, copy: N) -> N {
        match copy.str("id") {
            Some(id) => self.share_known(&id, copy.time("updated_at"), copy),
            None => copy,
        }
    }

    /// The shared object of a message's author. The copy in the message is looked at only if it brings news.
    pub fn share_author(&mut self, head: &MessageHead, message: &N) -> Option<N> {
        match self.known.get(head.user_id.as_str()) {
            Some(known) if head.user_updated_at <= known.updated_at => Some(known.node.clone()),
            _ => Some(self.share_known(&head.user_id, head.user_updated_at, message.get("user")?)),
        }
    }

    /// As [`Users::share`], for a copy whose id and time are known already.
    pub fn share_known(&mut self, id: &str, updated_at: Option<Nanos>, copy: N) -> N {
        if let Some(known) = self.known.get_mut(id) {
            // Coming and going changes `last_active` alone.
            let seen = |user: &N| user.time("last_active");
            if updated_at > known.updated_at || (updated_at == known.updated_at && seen(&copy) > seen(&known.node)) {
                known.updated_at = updated_at;
                known.node.assign(&copy);
                self.record.change();
            }
            return known.node.clone();
        }
        // An object of its own: what it came with may be an answer or an event that the app gets as it is.
        let node = copy.copy();
        self.record.change().set_named(id, node.clone());
        self.known.insert(id.into(), Known { updated_at, node: node.clone() });
        node
    }

    /// As [`Users::share`], for the users of a list of members or read states. Gives back the record that has them all.
    pub fn share_all(&mut self, list: &N) -> &N {
        for user in list.users_in(self.record.read()).items() {
            self.share(user);
        }
        self.record.read()
    }

    /// Takes news about a user that count whatever their time (presence changes do not touch `updated_at`). Whether they
    /// were news: what is older than what is known is none.
    pub fn update(&mut self, news: &N) -> bool {
        let Some(id) = news.str("id") else { return false };
        let updated_at = news.time("updated_at");
        let shared = self.share_known(&id, updated_at, news.clone());
        let fresh = self.known.get(&*id).is_some_and(|known| updated_at >= known.updated_at);
        if fresh && !shared.same(news) {
            shared.assign(news);
            self.record.change();
        }
        fresh
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::Json;

    fn user(second: u32, name: &str) -> Json {
        Json::from(json!({"id": "ann", "name": name, "updated_at": format!("2026-01-01T00:00:{second:02}Z")}))
    }

    #[test]
    fn every_copy_of_a_user_becomes_one_object() {
        let mut users = Users::default();
        let one = users.share(user(1, "Ann"));
        let two = users.share(user(1, "Ann"));
        assert!(one.same(&two));
    }

    #[test]
    fn a_newer_copy_reaches_everyone_and_an_older_one_nobody() {
        let mut users = Users::default();
        let held = users.share(user(5, "Ann"));
        users.share(user(3, "Old Ann"));
        assert_eq!(held.str("name").as_deref(), Some("Ann"));
        users.share(user(9, "New Ann"));
        assert_eq!(held.str("name").as_deref(), Some("New Ann"));
    }

    #[test]
    fn presence_counts_although_it_does_not_change_the_time() {
        let mut users = Users::default();
        let held = users.share(user(5, "Ann"));
        let news = user(5, "Ann");
        news.set("online", Json::flag(true));
        users.update(&news);
        assert!(held.is("online"));
        let stale = user(4, "Ann");
        stale.set("online", Json::flag(false));
        users.update(&stale);
        assert!(held.is("online"), "news older than what is known are no news");
    }
}
