//! Owns the parts of a channel's messages that are loaded: the newest ones, which events go to, and those that were
//! jumped to. A page of a query goes to the part it touches, and parts that meet become one. One part is shown.

use super::channel::Channel;
use super::held::Origin;
use super::messages::Messages;
use super::users::Users;
use super::viewer::Viewer;
use crate::head::MessageHead;
use crate::node::Node;
use crate::text::Text;
use crate::time::Nanos;

/// Where a page goes that touches no part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// To the newest messages.
    #[default]
    Latest,
    /// To those that are shown.
    Current,
    /// It becomes a part of its own.
    New,
}

impl Placement {
    /// By its name in the JavaScript SDK: `latest`, `new`, and `current` for anything else.
    pub fn named(name: &str) -> Self {
        match name {
            "latest" => Placement::Latest,
            "new" => Placement::New,
            _ => Placement::Current,
        }
    }
}

/// Which end of the list a page was asked from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Direction {
    #[default]
    Newest,
    Older,
    Newer,
    Around,
}

/// What a query of messages asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    placement: Placement,
    direction: Direction,
    /// The message it was asked from; empty when that was a time, or nothing.
    id: Text,
    /// The time it was asked from.
    at: Option<Nanos>,
    limit: u32,
}

/// What a channel's query is taken to mean without a limit (protocol notes, "Limits and defaults").
const CHANNEL_PAGE: u32 = 100;
/// The same for the messages of channels that are queried together.
pub const CHANNELS_PAGE: u32 = 25;

impl Wanted {
    /// Nothing in particular: messages that the app has.
    pub fn given(placement: Placement) -> Self {
        Wanted { placement, ..Wanted::default() }
    }

    /// The newest messages, at most so many.
    pub fn newest(limit: u32) -> Self {
        Wanted { limit, ..Wanted::default() }
    }

    /// The page directly before a message.
    pub fn before(id: &str, limit: u32) -> Self {
        Wanted { direction: Direction::Older, id: id.into(), limit, ..Wanted::default() }
    }

    /// From the `messages` option of a channel's query.
    pub fn read<N: Node>(options: Option<&N>, placement: Placement) -> Self {
        let Some(options) = options else { return Wanted { placement, ..Wanted::newest(CHANNEL_PAGE) } };
        let mut wanted = Wanted { placement, limit: options.count("limit"), ..Wanted::default() };
        if wanted.limit == 0 {
            wanted.limit = CHANNEL_PAGE;
        }
        for (key, direction) in [
            ("id_lt", Direction::Older),
            ("id_lte", Direction::Older),
            ("id_gt", Direction::Newer),
            ("id_gte", Direction::Newer),
            ("id_around", Direction::Around),
        ] {
            if let Some(id) = options.str(key) {
                (wanted.direction, wanted.id) = (direction, id);
            }
        }
        for (key, direction) in [
            ("created_at_before", Direction::Older),
            ("created_at_before_or_equal", Direction::Older),
            ("created_at_after", Direction::Newer),
            ("created_at_after_or_equal", Direction::Newer),
            ("created_at_around", Direction::Around),
        ] {
            if let Some(at) = options.time(key) {
                (wanted.direction, wanted.at) = (direction, Some(at));
            }
        }
        if wanted.direction == Direction::Newest {
            wanted.placement = Placement::Latest;
        }
        wanted
    }

    /// Whether it asked for the newest messages.
    pub fn is_newest(&self) -> bool {
        self.direction == Direction::Newest
    }

    /// Whether there are older ones than a page, and newer ones, as far as the page tells.
    fn beyond<N>(&self, page: &[(MessageHead, N)]) -> (bool, bool) {
        let full = page.len() >= self.limit as usize;
        match self.direction {
            Direction::Newest => (full, false),
            Direction::Older => (full, true),
            Direction::Newer => (true, full),
            Direction::Around => {
                let is_target =
                    |head: &MessageHead| if self.id.is_empty() { head.at >= self.at } else { head.id == self.id };
                // Where the target would stand if there were enough on both sides.
                let (middle, mut target) = (page.len() / 2, 0);
                while page.get(target).is_some_and(|(head, _)| !is_target(head)) {
                    target += 1;
                }
                (full && target >= middle, full && target <= middle)
            }
        }
    }
}

/// The parts beside the newest one, and which is shown.
#[derive(Debug)]
pub struct MessageSets<N> {
    /// Newest first.
    older: Vec<Messages<N>>,
    /// The number of the part that is shown: 0 is the newest messages, the others count from 1.
    current: usize,
    view: Option<N>,
}

impl<N> Default for MessageSets<N> {
    fn default() -> Self {
        MessageSets { older: Vec::new(), current: 0, view: None }
    }
}

impl<N> MessageSets<N> {
    /// How many parts there are.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.older.len() + 1
    }

    /// The number of the part that is shown.
    pub fn current(&self) -> usize {
        self.current
    }
}

impl<N: Node> Channel<N> {
    /// A part by its number.
    pub fn set(&self, place: usize) -> &Messages<N> {
        place.checked_sub(1).and_then(|place| self.sets.older.get(place)).unwrap_or(&self.messages)
    }

    /// A part by its number, for changing.
    pub fn set_mut(&mut self, place: usize) -> &mut Messages<N> {
        match place.checked_sub(1).and_then(|place| self.sets.older.get_mut(place)) {
            Some(set) => set,
            None => &mut self.messages,
        }
    }

    /// The number of the part that holds a message.
    pub fn holder(&self, id: &str) -> Option<usize> {
        (0..self.sets.len()).find(|place| self.set(*place).contains(id))
    }

    /// The messages that are shown.
    pub fn shown(&mut self) -> &mut Messages<N> {
        self.set_mut(self.sets.current)
    }

    /// Shows the part that holds a message; without an id the newest ones. Whether it is held.
    pub fn show(&mut self, id: Option<&str>) -> bool {
        let place = id.map_or(Some(0), |id| self.holder(id));
        self.sets.current = place.unwrap_or(self.sets.current);
        place.is_some()
    }

    /// For JavaScript: a list of `{messages, isCurrent, isLatest, pagination: {hasNext, hasPrev}}`, newest first. The
    /// same until one of them changes.
    pub fn sets_view(&mut self) -> N {
        let (view, known) = (N::array(), self.sets.view.take());
        let mut same = known.as_ref().is_some_and(|known| known.len() as usize == self.sets.len());
        for place in 0..self.sets.len() {
            let current = place == self.sets.current;
            let set = self.set_mut(place);
            let (messages, shown, pagination) = (set.view(), N::object(), set.pagination());
            if let Some(before) = known.as_ref().and_then(|known| known.at(place as u32)) {
                same &= before.is("isCurrent") == current
                    && before.get("messages").is_some_and(|before| before.same(&messages))
                    && before.get("pagination").is_some_and(|before| alike(&before, &pagination));
            }
            shown.set("messages", messages);
            shown.set("isCurrent", N::flag(current));
            shown.set("isLatest", N::flag(place == 0));
            shown.set("pagination", pagination);
            view.push(shown);
        }
        let view = known.filter(|_| same).unwrap_or(view);
        self.sets.view = Some(view.clone());
        view
    }

    /// Takes a page of a query; `version` is the newest event that is surely in it. Gives back the number of the part it
    /// is in.
    pub fn take_page(
        &mut self,
        page: &N,
        wanted: &Wanted,
        version: Nanos,
        users: &mut Users<N>,
        viewer: &Viewer,
    ) -> usize {
        let mut came = Vec::new();
        for message in page.items() {
            let head = message.message_head();
            if head.at.is_some() {
                came.push((head, message));
            }
        }
        let (Some((first, _)), Some((last, _))) = (came.first(), came.last()) else {
            // There is nothing beyond the message it was asked from.
            let touched = self.touched(&came, wanted);
            let place = touched.first().copied().unwrap_or(0);
            if wanted.is_newest() || !touched.is_empty() {
                let set = self.set_mut(place);
                set.has_prev &= wanted.direction != Direction::Older && !(wanted.is_newest() && set.is_empty());
                set.has_next &= wanted.direction != Direction::Newer;
            }
            return place;
        };
        let (place, joins) = self.place_for(&came, wanted);
        // What is missing before the newest page is looked for, and marked, when the answer as a whole is taken.
        if !joins && !wanted.is_newest() {
            self.note_hole(place, first, last);
        }
        let set = self.set_mut(place);
        let owns_oldest = set.first_at().is_none_or(|known| first.at <= Some(known));
        let owns_newest = set.last_at() <= last.at;
        let (older, newer) = wanted.beyond(&came);
        if owns_oldest {
            set.has_prev = older;
        }
        if owns_newest {
            // Nothing is newer than the newest messages but by event.
            set.has_next = newer && (place > 0 || wanted.direction != Direction::Older);
        }
        let origin = Origin { version, counted: true, event: false, add: Some(place) };
        for (head, message) in came {
            self.take_copy(&head, message, origin, users, viewer);
        }
        if !joins {
            self.forget_gaps();
        }
        place
    }

    /// The number of the part that messages go to, made ready for them, and whether they join without a hole.
    pub(super) fn place_for(&mut self, came: &[(MessageHead, N)], wanted: &Wanted) -> (usize, bool) {
        let touched = self.touched(came, wanted);
        if !touched.is_empty() {
            return (self.merge(&touched), true);
        }
        match (wanted.placement, came.first()) {
            (Placement::New, Some((first, _))) => (self.add_set(first.at.unwrap_or_default()), true),
            (Placement::Current, _) => (self.sets.current, false),
            _ => (0, false),
        }
    }

    /// The parts that a page meets: by a message that both hold, by its span of time, by the message it was asked from.
    fn touched(&self, came: &[(MessageHead, N)], wanted: &Wanted) -> Vec<usize> {
        let mut touched = Vec::new();
        let beside = wanted.direction == Direction::Older || wanted.direction == Direction::Newer;
        for place in 0..self.sets.len() {
            let set = self.set(place);
            let mut meets = beside && !wanted.id.is_empty() && set.find(&wanted.id).is_some();
            if let (Some((first, _)), Some((last, _))) = (came.first(), came.last()) {
                meets |= set.last_at().is_some() && set.first_at() <= last.at && set.last_at() >= first.at;
                meets |= came.iter().any(|(head, _)| set.find(&head.id).is_some());
            }
            if meets {
                touched.push(place);
            }
        }
        touched
    }

    /// Makes one part of several, which are given with ascending numbers; its number.
    fn merge(&mut self, places: &[usize]) -> usize {
        let Some((&base, others)) = places.split_first() else { return 0 };
        for &place in others.iter().rev() {
            let set = self.sets.older.remove(place - 1);
            if self.sets.current == place {
                self.sets.current = base;
            } else if self.sets.current > place {
                self.sets.current -= 1;
            }
            let joined = self.set_mut(base);
            // The parts are in order: the first is the newest, this one is older than all that stay.
            if set.first_at() <= joined.first_at() {
                joined.has_prev = set.has_prev;
            }
            joined.absorb(&set);
        }
        base
    }

    /// Makes a part for messages that begin at this time; its number.
    fn add_set(&mut self, first: Nanos) -> usize {
        let mut place = self.sets.older.partition_point(|set| set.first_at() > Some(first));
        let mut fresh = Messages::default();
        if self.messages.last_at().is_some_and(|last| last < first) {
            // Newer than all that are held: events go there from now on, and what was not sent stays last.
            std::mem::swap(&mut fresh, &mut self.messages);
            self.messages.take_unsent(&mut fresh);
            fresh.has_next = true;
            if self.sets.current == 0 {
                self.sets.current = 1;
            } else {
                self.sets.current += 1;
            }
            self.sets.older.insert(0, fresh);
            return 0;
        }
        self.sets.older.insert(place, fresh);
        place += 1;
        if self.sets.current >= place {
            self.sets.current += 1;
        }
        place
    }

    /// Forgets parts without messages.
    pub(super) fn drop_empty_sets(&mut self) {
        for place in (1..self.sets.len()).rev() {
            if self.set(place).is_empty() {
                self.sets.older.remove(place - 1);
                if self.sets.current == place {
                    self.sets.current = 0;
                } else if self.sets.current > place {
                    self.sets.current -= 1;
                }
            }
        }
    }

    /// Forgets all parts, and shows the newest messages.
    pub fn forget_sets(&mut self) {
        self.sets = MessageSets::default();
        self.messages = Messages::default();
        self.forget_gaps();
    }

    /// A page goes to a part it does not touch, because the app wants it there: what is between is missing.
    fn note_hole(&mut self, place: usize, first: &MessageHead, last: &MessageHead) {
        let set = self.set(place);
        let (Some(oldest), Some(newest), Some(oldest_id)) = (set.first_at(), set.last_at(), set.first_id()) else {
            return;
        };
        if let Some(end) = last.at.filter(|end| *end < oldest) {
            self.mark_gap(end, &oldest_id);
        } else if first.at > Some(newest) {
            self.mark_gap(newest, &first.id);
        }
    }
}

impl<N: Node> Messages<N> {
    /// For JavaScript: whether there are older and newer ones.
    pub fn pagination(&self) -> N {
        let pagination = N::object();
        pagination.set("hasNext", N::flag(self.has_next));
        pagination.set("hasPrev", N::flag(self.has_prev));
        pagination
    }
}

fn alike<N: Node>(one: &N, two: &N) -> bool {
    one.is("hasNext") == two.is("hasNext") && one.is("hasPrev") == two.is("hasPrev")
}
