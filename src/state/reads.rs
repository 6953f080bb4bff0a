//! Owns who has read a channel up to where, and how much each has not. Counts live here as numbers; the objects that
//! JavaScript sees are brought up to date only when somebody looks, because a channel can have a hundred readers and
//! every message changes all of their counts.

use super::live::Live;
use crate::id::Id;
use crate::node::Node;
use crate::sorted::Sorted;
use crate::time::Nanos;

#[derive(Debug)]
struct Reader<N> {
    last_read: Nanos,
    /// Up to when messages have reached the user, as far as somebody said so.
    delivered: Option<Nanos>,
    unread: u32,
    /// The object JavaScript sees under `state.read[id]`, from when it was needed first.
    node: Option<N>,
    /// `node` is older than the numbers here.
    stale: bool,
    /// The own message that moved `last_read`, until `node` knows it.
    wrote: Option<Id>,
}

impl<N: Node> Reader<N> {
    /// Of who has read everything up to a time.
    fn at(last_read: Option<Nanos>) -> Self {
        let last_read = last_read.unwrap_or(Nanos::FIRST);
        Reader { last_read, delivered: None, unread: 0, node: None, stale: false, wrote: None }
    }

    /// The object that JavaScript sees, which stands in `record`.
    fn node(&mut self, user_id: &str, record: &N) -> N {
        self.node.get_or_insert_with(|| record.get_named(user_id).unwrap_or_else(N::object)).clone()
    }

    /// Moves what was delivered forward. Whether that was news.
    fn deliver(&mut self, node: &N, at: Nanos, id: N) -> bool {
        let news = self.delivered < Some(at);
        if news {
            self.delivered = Some(at);
            node.set("last_delivered_at", N::date(at));
            node.set("last_delivered_message_id", id);
        }
        news
    }
}

/// The read states of one channel.
#[derive(Debug)]
pub struct Reads<N> {
    readers: Sorted<Id, Reader<N>>,
    record: Live<N>,
}

impl<N: Node> Default for Reads<N> {
    fn default() -> Self {
        Reads { readers: Sorted::new(), record: Live::new(N::object()) }
    }
}

impl<N: Node> Reads<N> {
    /// The record for JavaScript: user id → `{user, last_read, unread_messages, ...}`.
    pub fn view(&mut self) -> N {
        let record = self.record.read();
        for (user_id, reader) in self.readers.iter_mut().filter(|(_, reader)| reader.stale) {
            let node = reader.node(user_id, record);
            node.set("unread_messages", N::number(f64::from(reader.unread)));
            if let Some(id) = reader.wrote.take() {
                node.set("last_read", N::date(reader.last_read));
                node.set_text("last_read_message_id", &id);
                reader.deliver(&node, reader.last_read, N::text(&id));
            }
            reader.stale = false;
        }
        self.record.view()
    }

    /// Takes a list of read states as the service gives it; `users` is the record that has all of their users. What was
    /// read after it was asked for counts.
    pub fn take(&mut self, list: &N, users: &N, asked: Nanos) {
        let before = std::mem::take(self);
        self.record = Live::new(list.by_user(users, true));
        list.each_read(&mut |head| {
            if head.user_id.is_empty() {
                return;
            }
            let reader = Reader { delivered: head.delivered_at, unread: head.unread, ..Reader::at(head.last_read) };
            self.readers.insert(head.user_id.into(), reader);
            let at = before.last_read(head.user_id);
            if at > asked {
                self.on_read(head.user_id, N::object(), at, None);
            }
        });
    }

    /// Gives a user a read state if there is none, as if everything until `last_read` was read.
    pub fn seed(&mut self, user_id: &str, user: N, last_read: Nanos) {
        if !self.readers.contains(user_id) {
            let node = N::object();
            node.set("user", user);
            if last_read > Nanos::FIRST {
                node.set("last_read", N::date(last_read));
            }
            self.insert(user_id, node, Reader { stale: true, ..Reader::at(Some(last_read)) });
        }
    }

    fn insert(&mut self, user_id: &str, node: N, reader: Reader<N>) {
        self.record.change().set_named(user_id, node);
        self.readers.insert(user_id.into(), reader);
    }

    /// Removes a reader (who left the channel).
    pub fn remove(&mut self, user_id: &str) {
        if self.readers.remove(user_id).is_some() {
            self.record.change().remove_named(user_id);
        }
    }

    /// The next reader of the record gets a new one: a user inside changed.
    pub fn touch_user(&mut self, user_id: &str) {
        if self.readers.contains(user_id) {
            self.record.change();
        }
    }

    /// A message by `author` arrived: everyone else has one more to read; the author has read up to it.
    /// `inaudible`: the users for whom it does not count, if there are any.
    pub fn on_message(&mut self, author: &str, message_id: &str, at: Nanos, inaudible: Option<&dyn Fn(&str) -> bool>) {
        if self.readers.is_empty() {
            return;
        }
        self.record.change();
        for reader in self.readers.values_mut() {
            reader.stale = true;
            reader.unread = reader.unread.saturating_add(u32::from(at > reader.last_read));
        }
        if let Some(inaudible) = inaudible {
            for (id, reader) in self.readers.iter_mut() {
                reader.unread = reader.unread.saturating_sub(u32::from(at > reader.last_read && inaudible(id)));
            }
        }
        // Names are compared for the author alone, not for each of a hundred readers.
        if let Some(reader) = self.readers.get_mut(author) {
            reader.unread = 0;
            if at > reader.last_read {
                reader.last_read = at;
                reader.wrote = Some(message_id.into());
            }
        }
    }

    /// A user has read the channel at `at`. Older news than what is known changes nothing.
    pub fn on_read(&mut self, user_id: &str, user: N, at: Nanos, message_id: Option<&str>) {
        self.seed(user_id, user, Nanos::FIRST);
        let Some(reader) = self.readers.get_mut(user_id).filter(|reader| at > reader.last_read) else { return };
        reader.last_read = at;
        reader.unread = 0;
        reader.stale = true;
        reader.wrote = None;
        let node = reader.node(user_id, self.record.read());
        node.set("last_read", N::date(at));
        node.remove_named("first_unread_message_id");
        if let Some(id) = message_id {
            node.set_text("last_read_message_id", id);
            // What was read was delivered; if that is known already, so is when.
            if reader.delivered.is_some() && !node.says("last_delivered_message_id", id) {
                reader.deliver(&node, at, N::text(id));
            }
        }
        self.record.change();
    }

    /// A user marked a message and everything after it as unread, so many: the only way a read state moves backwards.
    pub fn on_unread(&mut self, user_id: &str, user: N, event: &N, unread: u32) {
        self.seed(user_id, user, Nanos::FIRST);
        let Some(reader) = self.readers.get_mut(user_id) else { return };
        reader.last_read = event.time("last_read_at").unwrap_or(Nanos::FIRST);
        reader.unread = unread;
        reader.stale = true;
        reader.wrote = None;
        let node = reader.node(user_id, self.record.read());
        node.set("last_read", N::date(reader.last_read));
        carry(&node, event, "first_unread_message_id");
        carry(&node, event, "last_read_message_id");
        self.record.change();
    }

    /// Messages were delivered to a user's device. Never moves backwards.
    pub fn on_delivered(&mut self, user_id: &str, user: N, event: &N) {
        let Some(at) = event.time("last_delivered_at") else { return };
        self.seed(user_id, user, Nanos::FIRST);
        let Some(reader) = self.readers.get_mut(user_id) else { return };
        let node = reader.node(user_id, self.record.read());
        if reader.deliver(&node, at, event.get("last_delivered_message_id").unwrap_or_else(N::null)) {
            self.record.change();
        }
    }

    /// Whether a user has read everything, up to this message as last; to none where there are none.
    pub fn has_read(&mut self, user_id: &str, message_id: Option<&str>) -> bool {
        let Some(reader) = self.readers.get_mut(user_id).filter(|reader| reader.unread == 0) else { return false };
        let node = reader.node(user_id, self.record.read());
        let known = reader.wrote.clone().or_else(|| node.str("last_read_message_id"));
        known.as_deref() == message_id
    }

    /// When a user has read last; before everything when they never have.
    pub fn last_read(&self, user_id: &str) -> Nanos {
        self.readers.get(user_id).map_or(Nanos::FIRST, |reader| reader.last_read)
    }

    /// Up to when a user has received what was written: read it, or was told so. Nothing for who has no read state.
    pub fn received(&self, user_id: &str) -> Option<Nanos> {
        let reader = self.readers.get(user_id)?;
        Some(reader.delivered.map_or(reader.last_read, |at| at.max(reader.last_read)))
    }

    /// What a user has not read.
    pub fn unread(&self, user_id: &str) -> Option<u32> {
        self.readers.get(user_id).map(|reader| reader.unread)
    }

    /// A message by `author` that had been counted is gone for good: whoever had not read it has one less to read, but
    /// not who is `spared`, for whom it never counted.
    pub fn on_gone(&mut self, author: &str, spared: &str, at: Nanos) {
        self.record.change();
        for (id, reader) in self.readers.iter_mut() {
            if **id != *author && **id != *spared && at > reader.last_read {
                (reader.unread, reader.stale) = (reader.unread.saturating_sub(1), true);
            }
        }
    }

    /// A message that was counted for everybody does not count for this user.
    pub fn uncount(&mut self, user_id: &str) {
        if let Some(reader) = self.readers.get_mut(user_id) {
            (reader.unread, reader.stale) = (reader.unread.saturating_sub(1), true);
        }
    }

    /// Nobody has anything unread (the channel was emptied).
    pub fn reset_counts(&mut self) {
        self.record.change();
        for reader in self.readers.values_mut() {
            (reader.unread, reader.stale) = (0, true);
        }
    }
}

/// Sets a member as an event has it, or removes it.
fn carry<N: Node>(node: &N, event: &N, key: &'static str) {
    match event.get(key) {
        Some(value) => node.set(key, value),
        None => node.remove_named(key),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::Json;

    fn with(readers: &[(&str, u32)]) -> Reads<Json> {
        let mut reads = Reads::default();
        let list = Json::array();
        for (id, unread) in readers {
            let user = json!({"id": id});
            list.push(Json::from(
                json!({"user": user, "last_read": "2026-01-01T00:00:00Z", "unread_messages": unread}),
            ));
        }
        reads.take(&list, &Json::object(), Nanos::LAST);
        reads
    }

    fn at(second: u32) -> Nanos {
        Nanos::parse(&format!("2026-01-01T00:00:{second:02}Z")).expect("valid")
    }

    fn shown(reads: &mut Reads<Json>, id: &str) -> Option<f64> {
        reads.view().get_named(id)?.num("unread_messages")
    }

    #[test]
    fn a_message_is_unread_for_all_but_its_author() {
        let mut reads = with(&[("ann", 3), ("bob", 0), ("eve", 5)]);
        reads.on_message("ann", "m1", at(1), None);
        assert_eq!(["ann", "bob", "eve"].map(|id| shown(&mut reads, id)), [Some(0.0), Some(1.0), Some(6.0)]);
        assert_eq!(reads.last_read("ann"), at(1));
    }

    #[test]
    fn reading_zeroes_the_count_and_stale_news_do_not() {
        let mut reads = with(&[("ann", 3)]);
        reads.on_read("ann", Json::object(), at(0), None);
        assert_eq!(reads.unread("ann"), Some(3), "not newer than the known read");
        reads.on_read("ann", Json::object(), at(5), Some("m9"));
        assert_eq!(reads.unread("ann"), Some(0));
        assert_eq!(reads.view().get_named("ann").and_then(|r| r.str("last_read_message_id")).as_deref(), Some("m9"));
    }

    #[test]
    fn who_has_read_an_empty_channel_has_read_it() {
        let mut reads = with(&[("ann", 0), ("bob", 1)]);
        assert!(reads.has_read("ann", None) && !reads.has_read("bob", None) && !reads.has_read("ann", Some("m1")));
    }

    #[test]
    fn somebody_who_reads_for_the_first_time_appears() {
        let mut reads = with(&[]);
        reads.on_read("new", Json::object(), at(1), None);
        assert_eq!(shown(&mut reads, "new"), Some(0.0));
    }

    #[test]
    fn marking_unread_moves_backwards() {
        let mut reads = with(&[("ann", 0)]);
        reads.on_read("ann", Json::object(), at(9), None);
        let event = Json::from(json!({"last_read_at": "2026-01-01T00:00:03Z", "first_unread_message_id": "m4"}));
        reads.on_unread("ann", Json::object(), &event, 4);
        assert_eq!((reads.last_read("ann"), reads.unread("ann")), (at(3), Some(4)));
    }

    #[test]
    fn the_record_keeps_its_reference_until_somebody_reads_or_writes() {
        let mut reads = with(&[("ann", 0), ("bob", 0)]);
        let before = reads.view();
        assert!(before.same(&reads.view()));
        reads.on_message("bob", "m", at(1), None);
        assert!(!before.same(&reads.view()));
    }

    #[test]
    fn delivery_moves_forward_only() {
        let mut reads = with(&[("ann", 0)]);
        let event = |second| {
            Json::from(
                json!({"last_delivered_at": format!("2026-01-01T00:00:{second:02}Z"), "last_delivered_message_id": format!("m{second}")}),
            )
        };
        reads.on_delivered("ann", Json::object(), &event(7));
        reads.on_delivered("ann", Json::object(), &event(5));
        assert_eq!(
            reads.view().get_named("ann").and_then(|r| r.str("last_delivered_message_id")).as_deref(),
            Some("m7")
        );
        reads.on_read("ann", Json::object(), at(9), Some("m7"));
        assert_eq!(
            reads.view().get_named("ann").and_then(|r| r.time("last_delivered_at")),
            event(7).time("last_delivered_at")
        );
        reads.on_read("ann", Json::object(), at(11), Some("m9"));
        assert_eq!(
            reads.view().get_named("ann").and_then(|r| r.str("last_delivered_message_id")).as_deref(),
            Some("m9")
        );
    }
}
