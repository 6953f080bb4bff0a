//! Owns the order and the identity of a channel's messages: exactly one copy of each, oldest first, by the service's
//! nanoseconds. The objects themselves belong to JavaScript; here stand their index and their array.
//!
//! Cost: finding, adding at the end and replacing do not grow with the number held (a binary search over the index);
//! adding in the middle moves machine words. That is what the event budget in `bench` checks.

use std::cell::Cell;

use super::index::Index;
use super::live::Live;
use crate::id::Id;
use crate::node::Node;
use crate::time::Nanos;

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    at: Nanos,
    id: Id,
    marks: Marks,
}

/// What the counts and later news need to know about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Raises the own unread count when it is newer than the own last read.
    pub countable: bool,
    /// Its event came while the channel was muted: it never raised the own unread count.
    pub muted: bool,
    /// Has been counted for everyone already: its event was taken, or a query brought it together with the counts. A
    /// message shown before the server confirmed it has not.
    pub counted: bool,
    /// The time of the newest event that is in this copy, as far as known: what is older is no news.
    pub version: Nanos,
}

impl Default for Marks {
    fn default() -> Self {
        Marks { countable: false, muted: false, counted: false, version: Nanos::FIRST }
    }
}

/// What a reader finds about one message.
#[derive(Clone, Debug)]
pub struct Found<N> {
    /// The object that JavaScript sees.
    pub message: N,
    /// When it was created.
    pub at: Nanos,
    /// What the counts know of it.
    pub marks: Marks,
}

/// A list of messages without holes that nobody knows of: the channel's newest ones, a part of it that was jumped to, the
/// replies of a thread, or the pinned ones, which stand in the order in which they were pinned.
#[derive(Debug)]
pub struct Messages<N> {
    order: Vec<Entry>,
    times: Index,
    list: Live<N>,
    /// Where the message stood that was found last: an event asks for its message several times.
    recent: Cell<usize>,
    /// Counts the messages shown before the server had them.
    unsent: i64,
    /// The server may have older ones.
    pub has_prev: bool,
    /// The server may have newer ones, before those of the next list.
    pub has_next: bool,
}

/// Where messages that the server does not have yet stand: after all that it has, whatever any clock says. The year
/// 2261 is the last that 64 bits of nanoseconds can hold.
const UNSENT: Nanos = Nanos::at(9_183_110_400_000_000_000);

impl<N: Node> Default for Messages<N> {
    fn default() -> Self {
        Messages {
            order: Vec::new(),
            times: Index::default(),
            list: Live::new(N::array()),
            recent: Cell::new(0),
            unsent: 0,
            has_prev: false,
            has_next: false,
        }
    }
}

impl<N: Node> Messages<N> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The array for JavaScript.
    pub fn view(&mut self) -> N {
        self.list.view()
    }

    /// The next reader gets a new array: something inside a message changed.
    pub fn touch(&mut self) {
        self.list.change();
    }

    /// Adds a message, or puts it in the place of the one with the same id, wherever its time says. A message once
    /// counted stays counted.
    pub fn put(&mut self, id: &str, at: Nanos, mut marks: Marks, message: N) {
        if let Some((known, place)) = self.whereabouts(id) {
            if let Some(entry) = self.order.get_mut(place) {
                marks.muted |= entry.marks.muted;
                marks.counted |= entry.marks.counted;
                marks.version = marks.version.max(entry.marks.version);
                entry.marks = marks;
            }
            if known == at {
                return self.list.change().set_at(place as u32, message);
            }
            self.remove(id);
        }
        self.add(id, at, marks, message);
    }

    /// The same for a message that is not there.
    pub fn add(&mut self, id: &str, at: Nanos, marks: Marks, message: N) {
        let place = self.place(at, id).unwrap_or_else(|place| place);
        let list = self.list.change();
        if place == self.order.len() {
            list.push(message);
        } else {
            list.insert_at(place as u32, message);
        }
        self.order.insert(place, Entry { at, id: id.into(), marks });
        self.times.insert(id, at);
    }

    /// Adds a message that the server does not have yet as the last of all, or moves it there. Its own time comes when
    /// the server confirms it or it fails.
    pub fn put_unsent(&mut self, id: &str, message: N) {
        self.unsent += 1;
        self.put(id, Nanos::at(UNSENT.nanos() + self.unsent), Marks::default(), message);
    }

    /// Time and place of the message with this id.
    fn whereabouts(&self, id: &str) -> Option<(Nanos, usize)> {
        let recent = self.recent.get();
        if self.order.is_empty() {
            return None;
        }
        if let Some(entry) = self.order.get(recent).filter(|entry| entry.id == *id) {
            return Some((entry.at, recent));
        }
        let at = self.times.find(id, |at| self.place(at, id).is_ok_and(|place| self.note(place)))?;
        Some((at, self.recent.get()))
    }

    fn note(&self, place: usize) -> bool {
        self.recent.set(place);
        true
    }

    /// Whether the message with this id is among them.
    pub fn contains(&self, id: &str) -> bool {
        self.whereabouts(id).is_some()
    }

    /// The message with this id.
    pub fn find(&self, id: &str) -> Option<Found<N>> {
        let (at, place) = self.whereabouts(id)?;
        self.found(at, place)
    }

    fn found(&self, at: Nanos, place: usize) -> Option<Found<N>> {
        let marks = self.order.get(place)?.marks;
        Some(Found { message: self.list.read().known_at(place as u32), at, marks })
    }

    /// Removes the message with this id and gives it back.
    pub fn remove(&mut self, id: &str) -> Option<Found<N>> {
        let (at, place) = self.whereabouts(id)?;
        let found = self.found(at, place);
        self.order.remove(place);
        self.times.remove(id, at);
        self.list.change().remove_at(place as u32);
        found
    }

    /// Puts a newer copy in the place of the message with this id. Whether it is there.
    pub fn replace(&mut self, id: &str, message: &N) -> bool {
        let Some((_, place)) = self.whereabouts(id) else { return false };
        self.list.change().set_at(place as u32, message.clone());
        true
    }

    /// Removes every message created before `time`.
    pub fn remove_before(&mut self, time: Nanos) {
        self.keep(&mut |at, _| at >= time);
    }

    /// Keeps those messages that `wanted` says; it gets when each was created, and the message.
    pub fn retain(&mut self, mut wanted: impl FnMut(Nanos, &N) -> bool) {
        self.keep(&mut wanted);
    }

    /// Not generic: there is one for all who want some of the messages.
    fn keep(&mut self, wanted: &mut dyn FnMut(Nanos, &N) -> bool) {
        let (has_prev, has_next) = (self.has_prev, self.has_next);
        let old = std::mem::take(self);
        (self.unsent, self.has_prev, self.has_next) = (old.unsent, has_prev, has_next);
        for (place, entry) in old.order.iter().enumerate() {
            if let Some(message) = old.list.read().at(place as u32)
                && wanted(entry.at, &message)
            {
                self.put(&entry.id, entry.at, entry.marks, message);
            }
        }
    }

    /// Takes over all messages of another list.
    pub fn absorb(&mut self, other: &Messages<N>) {
        for (place, entry) in other.order.iter().enumerate() {
            if let Some(message) = other.list.read().at(place as u32) {
                self.put(&entry.id, entry.at, entry.marks, message);
            }
        }
    }

    /// Takes over the messages that the server does not have yet.
    pub fn take_unsent(&mut self, other: &mut Messages<N>) {
        let sent = other.order.partition_point(|entry| entry.at < UNSENT);
        while let Some(entry) = other.order.get(sent) {
            let id = entry.id.clone();
            let Some(found) = other.remove(&id) else { return };
            self.put_unsent(&id, found.message);
        }
    }

    /// Drops the oldest messages that the server has, until at most so many are left. Those that were not sent stay.
    pub fn keep_newest(&mut self, most: usize) {
        let mut excess = self.order.len().saturating_sub(most);
        if excess == 0 {
            return;
        }
        let gone = |at: Nanos, message: &N| at < UNSENT && !message.says("status", "failed");
        if excess == 1 {
            // One in, one out: the list is not built anew.
            let mut place = 0;
            while let Some(entry) = self.order.get(place) {
                if let Some(found) = self.found(entry.at, place)
                    && gone(found.at, &found.message)
                {
                    let id = entry.id.clone();
                    self.remove(&id);
                    break;
                }
                place += 1;
            }
        } else {
            self.retain(|at, message| {
                let stays = excess == 0 || !gone(at, message);
                excess -= usize::from(!stays);
                stays
            });
        }
        self.has_prev = true;
    }

    /// When the newest message that the server has was created.
    pub fn last_at(&self) -> Option<Nanos> {
        let unsent = self.order.partition_point(|entry| entry.at < UNSENT);
        Some(self.order.get(unsent.checked_sub(1)?)?.at)
    }

    /// Id of the oldest message.
    pub fn first_id(&self) -> Option<Id> {
        self.order.first().map(|entry| entry.id.clone())
    }

    /// All messages, oldest first.
    pub fn nodes(&self) -> &N {
        self.list.read()
    }

    /// The newest message that the server has, and when it was created.
    pub fn newest(&self) -> Option<(Id, Nanos)> {
        let end = self.order.partition_point(|entry| entry.at < UNSENT);
        let entry = self.order.get(end.checked_sub(1)?)?;
        Some((entry.id.clone(), entry.at))
    }

    /// When the oldest message was created.
    pub fn first_at(&self) -> Option<Nanos> {
        self.order.first().map(|entry| entry.at)
    }

    /// Id of the newest message created at or before `time`.
    pub fn id_until(&self, time: Nanos) -> Option<Id> {
        let next = self.order.partition_point(|entry| entry.at <= time);
        Some(self.order.get(next.checked_sub(1)?)?.id.clone())
    }

    /// The message that many places after `time`, 0 for the first.
    pub fn after(&self, time: Nanos, places: usize) -> Option<Found<N>> {
        let place = self.order.partition_point(|entry| entry.at <= time) + places;
        self.found(self.order.get(place)?.at, place)
    }

    /// How many messages after `time` raise the own unread count.
    pub fn countable_after(&self, time: Nanos) -> u32 {
        let mut count = 0;
        for entry in &self.order {
            count += u32::from(entry.at > time && entry.marks.countable);
        }
        count
    }

    /// The place of this id among those of its time: where it is, or where it belongs.
    fn place(&self, at: Nanos, id: &str) -> Result<usize, usize> {
        // Nearly all arrive at the end.
        if self.order.last().is_none_or(|last| last.at < at) {
            return Err(self.order.len());
        }
        let mut place = self.order.partition_point(|entry| entry.at < at);
        while let Some(entry) = self.order.get(place) {
            if entry.at > at || *entry.id > *id {
                break;
            }
            if entry.id == *id {
                return Ok(place);
            }
            place += 1;
        }
        Err(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;
    use crate::random::Random;
    use crate::text::Text;

    const COUNTABLE: Marks = Marks { countable: true, muted: false, counted: false, version: Nanos::FIRST };

    fn message(id: &str) -> Json {
        let message = Json::object();
        message.set_text("id", id);
        message
    }

    fn ids(messages: &mut Messages<Json>) -> Vec<Text> {
        messages.view().items().filter_map(|message| message.str("id")).collect()
    }

    fn filled(entries: &[(&str, i64)]) -> Messages<Json> {
        let mut messages = Messages::default();
        for (id, at) in entries {
            messages.put(id, Nanos::at(*at), COUNTABLE, message(id));
        }
        messages
    }

    #[test]
    fn messages_are_ordered_by_time_whatever_the_order_of_arrival() {
        assert_eq!(ids(&mut filled(&[("b", 2), ("a", 1), ("d", 4), ("c", 3)])), ["a", "b", "c", "d"]);
    }

    #[test]
    fn one_nanosecond_decides() {
        assert_eq!(ids(&mut filled(&[("b", 1_795_300_033_123_456_002), ("a", 1_795_300_033_123_456_001)])), ["a", "b"]);
    }

    #[test]
    fn the_same_message_twice_is_there_once_and_the_later_copy_wins() {
        let mut messages = filled(&[("a", 1), ("b", 2)]);
        let newer = message("a");
        newer.set_text("text", "edited");
        messages.put("a", Nanos::at(1), COUNTABLE, newer);
        assert_eq!(ids(&mut messages), ["a", "b"]);
        assert_eq!(messages.find("a").and_then(|found| found.message.str("text")).as_deref(), Some("edited"));
    }

    #[test]
    fn a_message_whose_time_changed_moves() {
        let mut messages = filled(&[("mine", 1), ("b", 2)]);
        messages.put("mine", Nanos::at(3), COUNTABLE, message("mine"));
        assert_eq!(ids(&mut messages), ["b", "mine"]);
        assert_eq!(messages.len(), 2);
    }

    #[test]
    fn a_message_once_counted_stays_counted_wherever_it_moves() {
        let mut messages = filled(&[("mine", 1)]);
        messages.put("mine", Nanos::at(2), Marks { counted: true, ..Marks::default() }, message("mine"));
        messages.put("mine", Nanos::at(3), COUNTABLE, message("mine"));
        assert_eq!(messages.find("mine").map(|found| found.marks.counted), Some(true));
    }

    #[test]
    fn unsent_messages_stay_last_in_their_order_until_they_have_a_time() {
        let mut messages = filled(&[("a", 1)]);
        messages.put_unsent("m1", message("m1"));
        messages.put_unsent("m2", message("m2"));
        messages.put("late", Nanos::at(9_000), COUNTABLE, message("late"));
        assert_eq!(ids(&mut messages), ["a", "late", "m1", "m2"]);
        messages.put("m1", Nanos::at(9_001), COUNTABLE, message("m1"));
        assert_eq!(ids(&mut messages), ["a", "late", "m1", "m2"]);
        assert_eq!(messages.last_at(), Some(Nanos::at(9_001)));
    }

    #[test]
    fn removing_gives_the_message_back_once() {
        let mut messages = filled(&[("a", 1), ("b", 2), ("c", 3)]);
        assert!(messages.remove("b").is_some());
        assert!(messages.remove("b").is_none());
        assert_eq!(ids(&mut messages), ["a", "c"]);
    }

    #[test]
    fn truncation_removes_what_is_older() {
        let mut messages = filled(&[("a", 1), ("b", 2), ("c", 3)]);
        messages.remove_before(Nanos::at(2));
        assert_eq!(ids(&mut messages), ["b", "c"]);
        assert!(messages.find("a").is_none());
        messages.put("d", Nanos::at(4), COUNTABLE, message("d"));
        assert_eq!(ids(&mut messages), ["b", "c", "d"]);
    }

    #[test]
    fn only_countable_messages_after_the_given_time_count() {
        let mut messages = filled(&[("a", 1), ("b", 2), ("c", 3)]);
        messages.put("d", Nanos::at(4), Marks::default(), message("d"));
        assert_eq!([0, 1, 3].map(|time| messages.countable_after(Nanos::at(time))), [3, 2, 0]);
    }

    #[test]
    fn any_order_with_duplicates_ends_in_the_same_list() {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let count = random.between(1, 40);
            let all: Vec<(String, i64)> = (0..count).map(|n| (format!("m{n}"), random.between(0, 20) as i64)).collect();
            let mut expected = Messages::default();
            for (id, at) in &all {
                expected.put(id, Nanos::at(*at), COUNTABLE, message(id));
            }
            let mut shuffled = Messages::default();
            for _ in 0..count * 8 {
                let pick = random.between(0, count) as usize;
                let (id, at) = &all[pick];
                shuffled.put(id, Nanos::at(*at), COUNTABLE, message(id));
            }
            for (id, at) in all.iter().rev() {
                shuffled.put(id, Nanos::at(*at), COUNTABLE, message(id));
            }
            assert_eq!(ids(&mut shuffled), ids(&mut expected), "seed {seed}");
        }
    }
}
