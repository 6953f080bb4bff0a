//! Owns what an app changes in a channel's state by itself, without the server: the methods and settable properties of
//! the JavaScript SDK's `ChannelState`.

use super::channel::Channel;
use super::held::{Origin, WHENEVER};
use super::live::Live;
use super::message_sets::Wanted;
use super::messages::Messages;
use super::threads::Threads;
use super::users::Users;
use super::viewer::Viewer;
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> Channel<N> {
    /// Adds messages, or replaces their copies; replies go to their threads. `wanted` says where those go that touch none
    /// that are held; without it, only copies are replaced. Gives back `{place, filtered}`: the number of the part they
    /// are in, and the ids of those that the user may not see.
    pub fn add_messages(&mut self, messages: &N, wanted: Option<&Wanted>, users: &mut Users<N>, viewer: &Viewer) -> N {
        let (mut came, filtered, mut place) = (Vec::new(), N::array(), 0);
        for message in messages.items() {
            let mut head = message.message_head();
            if head.shadowed && head.user_id != viewer.user_id {
                filtered.push(N::text(&head.id));
                continue;
            }
            // A `Date` knows milliseconds only: a copy of what is held stays at its place.
            if let Some(known) = self.held(&head.id, &head.parent_id)
                && head.at.is_some_and(|at| at.unix_ms() == known.at.unix_ms())
            {
                head.at = Some(known.at);
            }
            let origin = Origin { version: WHENEVER, counted: false, event: false, add: wanted.map(|_| 0) };
            if head.thread_only() || wanted.is_none() {
                self.take_copy(&head, message, origin, users, viewer);
            } else {
                came.push((head, message));
            }
        }
        if let (Some(wanted), false) = (wanted, came.is_empty()) {
            place = self.place_for(&came, wanted).0;
            for (head, message) in came {
                let origin = Origin { version: WHENEVER, counted: false, event: false, add: Some(place) };
                self.take_copy(&head, message, origin, users, viewer);
            }
        }
        let done = N::object();
        done.set("place", N::number(place as f64));
        done.set("filtered", filtered);
        done
    }

    /// A message of the loaded parts, or with `parent` a reply to that message.
    pub fn find_message(&self, id: &str, parent: Option<&str>) -> Option<N> {
        let found = match parent {
            Some(parent) => self.threads.find(parent, id)?,
            None => self.set(self.holder(id)?).find(id)?,
        };
        Some(found.message)
    }

    /// The first message that was created at `ms` milliseconds since 1970 or later, else the last one, of the part that
    /// reaches back to then, or of the replies to `parent`. With `exact`, only one created in that very millisecond.
    pub fn message_at(&mut self, ms: i64, parent: Option<&str>, exact: bool) -> Option<N> {
        let time = Nanos::from_unix_ms(ms);
        let list = match parent {
            Some(parent) => &*self.threads.change(parent)?,
            None => {
                let reaches = |place: &usize| self.set(*place).first_at().is_some_and(|first| first.unix_ms() <= ms);
                self.set((0..self.sets.len()).find(reaches)?)
            }
        };
        let next = list.after(Nanos::at(time.nanos().saturating_sub(1)), 0);
        let found = next.or_else(|| list.find(&list.id_until(time)?))?;
        if exact && found.at.unix_ms() != ms { None } else { Some(found.message) }
    }

    /// Removes messages of type `error` from all parts.
    pub fn remove_errors(&mut self) {
        for place in 0..self.sets.len() {
            self.set_mut(place).retain(|_, message| !message.says("type", "error"));
        }
        self.forget_gaps();
    }

    /// Keeps the newest messages of the part that is shown; 0 keeps all.
    pub fn prune(&mut self, most: usize) {
        if most > 0 {
            self.shown().keep_newest(most);
            self.forget_gaps();
        }
    }

    /// Sets a property of the state to what the app says. Unknown names change nothing.
    pub fn assign(&mut self, name: &str, value: &N, users: &mut Users<N>, viewer: &Viewer) {
        let number = value.as_number().unwrap_or_default();
        match name {
            "messages" | "latestMessages" => {
                let place = if name == "messages" { self.sets.current() } else { 0 };
                self.set_mut(place).retain(|_, _| false);
                self.fill(place, value, users, viewer);
            }
            "threads" => {
                self.threads = Threads::default();
                for parent in value.keys() {
                    if let Some(replies) = value.get_named(&parent) {
                        self.fill(0, &replies, users, viewer);
                    }
                }
            }
            "pinnedMessages" => {
                self.pinned = Messages::default();
                for message in value.items() {
                    self.pin(&message.message_head(), message, WHENEVER, users, viewer);
                }
            }
            "read" => self.reads.take(value, users.share_all(value), Nanos::LAST),
            "members" => self.members = Live::new(value.clone()),
            "watchers" => self.watchers = Live::new(value.clone()),
            "membership" => self.membership = value.clone(),
            "pending_messages" => self.pending = value.clone(),
            "typing" => self.typing.clear(),
            "watcher_count" => self.watcher_count = number as u32,
            "unreadCount" => self.unread = number as u32,
            "last_message_at" => self.last_message_at = value.as_time(),
            "isUpToDate" => self.up_to_date = value.as_flag().unwrap_or(true),
            _ => {}
        }
    }

    fn fill(&mut self, place: usize, messages: &N, users: &mut Users<N>, viewer: &Viewer) {
        let origin = Origin { version: WHENEVER, counted: true, event: false, add: Some(place) };
        for message in messages.items() {
            self.take_copy(&message.message_head(), message, origin, users, viewer);
        }
    }
}
