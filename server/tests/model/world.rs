//! Owns what should be the case after each step, as plain lists and sets, from the notes on reading and visibility. Knows
//! nothing of the server.
use std::collections::{BTreeMap, BTreeSet};

use super::steps::{Act, CHANNELS, Label, PEOPLE, Person, Room, Step};
use super::threads::Threads;

/// The channel that two people have to themselves.
const CONVERSATION: Room = 1;
/// The channel that people join and leave.
const CLUB: Room = 2;

/// A message that has been sent and is still stored.
#[derive(Clone, Debug)]
pub struct Message {
    pub room: Room,
    pub author: Person,
    pub parent: Option<Label>,
    pub shown: bool,
    pub silent: bool,
    pub deleted: bool,
    /// Written by somebody who was shadow banned: clients of all others drop it.
    pub shadowed: bool,
    /// For whom it does not count: they had muted its author or the channel, or blocked him, when it was sent.
    pub uncounted: BTreeSet<Person>,
}

impl Message {
    pub fn in_channel(&self) -> bool {
        self.parent.is_none() || self.shown
    }
}

/// A person's place in a channel.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// What counts as unread.
    pub unread: BTreeSet<Label>,
    pub hidden: bool,
    /// Steps up to this one have left nothing that the person can see.
    pub cleared: usize,
    pub watching: bool,
}

/// Unread messages, and channels with at least one.
pub type Totals = (usize, usize);

/// An event that a person should receive.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    pub kind: &'static str,
    pub about: Option<Label>,
    pub totals: Option<Totals>,
    /// The same over threads.
    pub threads: Option<Totals>,
}

/// How a step should end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    Done,
    /// Refused with this code.
    Refused(i64),
    /// It makes no sense here and is not even tried.
    Skipped,
}

/// Everything that should be the case.
pub struct World {
    pub places: [[Option<Place>; PEOPLE.len()]; CHANNELS],
    pub messages: BTreeMap<Label, Message>,
    /// Steps up to this one have left nothing to see for anybody.
    pub truncated: [usize; CHANNELS],
    pub threads: Threads,
    /// Which channels are muted for whom: leaving does not end it.
    pub quiet: BTreeSet<(Room, Person)>,
    /// Who muted whom.
    mutes: BTreeSet<(Person, Person)>,
    /// Who blocked whom, and whether that hid the conversation.
    blocks: BTreeMap<(Person, Person), bool>,
    /// Who is banned where, and whether he is to notice: leaving does not end it.
    bans: BTreeMap<(Room, Person), bool>,
    /// What each person should hear.
    pub heard: [Vec<Heard>; PEOPLE.len()],
}

/// Who created the channel, never leaves it and may change it.
pub const OWNERS: [Person; CHANNELS] = [0, 0, 1];
/// Who is in the channel and watches it at the beginning: (person, watching).
pub const MEMBERS: [&[(Person, bool)]; CHANNELS] =
    [&[(0, true), (1, true), (2, false)], &[(0, false), (1, true)], &[(1, true), (2, true)]];

impl World {
    pub fn new() -> Self {
        let mut places: [[Option<Place>; PEOPLE.len()]; CHANNELS] = Default::default();
        for (room, members) in MEMBERS.iter().enumerate() {
            for (person, watching) in *members {
                places[room][*person] = Some(Place { watching: *watching, ..Place::default() });
            }
        }
        World {
            places,
            messages: BTreeMap::new(),
            truncated: [0; CHANNELS],
            threads: Threads::default(),
            quiet: BTreeSet::new(),
            mutes: BTreeSet::new(),
            blocks: BTreeMap::new(),
            bans: BTreeMap::new(),
            heard: Default::default(),
        }
    }

    pub fn totals(&self, person: Person) -> Totals {
        let counts = (0..CHANNELS).map(|room| self.unread(room, person)).filter(|count| *count > 0);
        let counts: Vec<usize> = counts.collect();
        (counts.iter().sum(), counts.len())
    }

    /// What a channel adds to a person's totals: nothing while it is hidden or muted.
    pub fn unread(&self, room: Room, person: Person) -> usize {
        match &self.places[room][person] {
            Some(place) if !place.hidden && !self.quiet.contains(&(room, person)) => place.unread.len(),
            _ => 0,
        }
    }

    /// The threads with something unread for a person, as far as he sees them: parent and count.
    pub fn unread_threads(&self, person: Person) -> Vec<(Label, usize)> {
        self.threads.unread(person).filter(|(parent, _)| self.sees(person, *parent)).collect()
    }

    /// Unread threads, and unread replies in them.
    pub fn thread_totals(&self, person: Person) -> Totals {
        let all = self.unread_threads(person);
        (all.len(), all.iter().map(|(_, count)| count).sum())
    }

    /// What a person sees of a channel's list, oldest first.
    pub fn list(&self, room: Room, person: Person) -> Vec<Label> {
        let visible = |(label, message): &(&Label, &Message)| {
            message.room == room && message.in_channel() && self.sees(person, **label)
        };
        self.messages.iter().filter(visible).map(|(label, _)| *label).collect()
    }

    /// The replies that a person sees, oldest first.
    pub fn replies(&self, parent: Label, person: Person) -> Vec<Label> {
        let visible =
            |(label, message): &(&Label, &Message)| message.parent == Some(parent) && self.sees(person, **label);
        self.messages.iter().filter(visible).map(|(label, _)| *label).collect()
    }

    pub fn sees(&self, person: Person, label: Label) -> bool {
        let Some(message) = self.messages.get(&label) else { return false };
        let Some(place) = &self.places[message.room][person] else { return false };
        label > place.cleared && label > self.truncated[message.room]
    }

    /// Whether a message raises this person's counter.
    fn counts(&self, person: Person, label: Label) -> bool {
        let message = &self.messages[&label];
        self.counts_in_thread(person, label) && message.in_channel() && self.sees(person, label)
    }

    /// Whether a reply raises this participant's counter.
    fn counts_in_thread(&self, person: Person, label: Label) -> bool {
        let message = &self.messages[&label];
        let sent_to_him = message.author != person && !message.uncounted.contains(&person);
        sent_to_him && !message.silent && !message.shadowed
    }

    /// What counts from this message on.
    fn countable_from(&self, room: Room, person: Person, from: Label) -> BTreeSet<Label> {
        self.list(room, person).into_iter().filter(|label| *label >= from && self.counts(person, *label)).collect()
    }

    fn tell(&mut self, person: Person, kind: &'static str, about: Option<Label>, with_totals: bool) {
        let of_thread = kind == "notification.thread_message_new";
        let totals = (with_totals && !of_thread).then(|| self.totals(person));
        let threads = (of_thread || kind.contains(".mark_")).then(|| self.thread_totals(person));
        self.heard[person].push(Heard { kind, about, totals, threads });
    }

    /// Whether a person cannot send, and knows it.
    fn is_banned(&self, room: Room, person: Person) -> bool {
        self.bans.get(&(room, person)) == Some(&false)
    }

    /// Whether a person hears nothing of what another does in a channel.
    fn deaf(&self, room: Room, person: Person, to: Person) -> bool {
        room == CONVERSATION && self.blocks.contains_key(&(person, to))
    }

    /// Takes a step.
    pub fn take(&mut self, step: &Step) -> Outcome {
        let (by, now) = (step.by, step.number);
        let room = match &step.act {
            Act::ReadAll | Act::Mute { .. } | Act::Block { .. } => None,
            Act::MuteRoom { on: false, .. } => None,
            Act::MuteRoom { room, .. } | Act::Ban { room, .. } | Act::Unban { room, .. } => Some(*room),
            Act::Send { room, .. } | Act::Read { room, .. } | Act::Truncate { room, .. } => Some(*room),
            Act::Hide { room, .. } | Act::Show { room } => Some(*room),
            Act::Add { room, .. } | Act::Remove { room, .. } => Some(*room),
            Act::Reply { parent: label, .. }
            | Act::MarkUnread { from: label }
            | Act::Delete { message: label, .. }
            | Act::ReadThread { parent: label }
            | Act::UnreadThread { parent: label } => match self.messages.get(label) {
                Some(message) => Some(message.room),
                None => return Outcome::Skipped,
            },
        };
        // Whoever is not in a channel can do nothing there.
        if room.is_some_and(|room| self.places[room][by].is_none()) {
            return Outcome::Refused(17);
        }
        let room = room.unwrap_or_default();
        let owner = OWNERS[room] == by;
        match step.act {
            Act::Send { .. } if self.is_banned(room, by) => return Outcome::Refused(17),
            Act::Send { silent, .. } => self.post(now, self.message(room, by, None, false, silent)),
            Act::Reply { parent, shown, silent } => {
                let message = &self.messages[&parent];
                if message.deleted || !self.shows(by, parent) {
                    return Outcome::Skipped;
                }
                if message.parent.is_some() {
                    return Outcome::Refused(21);
                }
                if self.is_banned(room, by) {
                    return Outcome::Refused(17);
                }
                self.post(now, self.message(room, by, Some(parent), shown, silent));
            }
            Act::Read { up_to, .. } => {
                let from = match up_to {
                    Some(label) if !self.list(room, by).contains(&label) || !self.shows(by, label) => {
                        return Outcome::Skipped;
                    }
                    Some(label) => label + 1,
                    None => now,
                };
                self.set_unread(room, by, self.countable_from(room, by, from));
                self.tell(by, "notification.mark_read", None, true);
            }
            Act::ReadAll => {
                for room in 0..CHANNELS {
                    self.set_unread(room, by, BTreeSet::new());
                }
                self.tell(by, "notification.mark_read", None, true);
            }
            Act::MarkUnread { from } => {
                if !self.list(room, by).contains(&from) || !self.shows(by, from) {
                    return Outcome::Skipped;
                }
                self.set_unread(room, by, self.countable_from(room, by, from));
                self.tell(by, "notification.mark_unread", None, true);
            }
            Act::ReadThread { parent } | Act::UnreadThread { parent }
                if !self.threads.exists(parent) || !self.sees(by, parent) =>
            {
                return Outcome::Refused(16);
            }
            Act::ReadThread { parent } => {
                // Whoever takes no part has no mark, and nothing happens.
                if self.threads.participants(parent).contains(&by) {
                    self.threads.set(parent, by, BTreeSet::new());
                    self.tell(by, "notification.mark_read", None, true);
                }
            }
            Act::UnreadThread { parent } => {
                if !self.threads.participants(parent).contains(&by) {
                    return Outcome::Refused(17);
                }
                let replies = self.messages.iter().filter(|(_, reply)| reply.parent == Some(parent));
                let unread =
                    replies.map(|(label, _)| *label).filter(|label| self.counts_in_thread(by, *label)).collect();
                self.threads.set(parent, by, unread);
                self.tell(by, "notification.mark_unread", None, true);
            }
            Act::Truncate { .. } if !owner => return Outcome::Refused(17),
            Act::Truncate { hard, .. } => {
                self.truncated[room] = now;
                if hard {
                    self.messages.retain(|_, message| message.room != room);
                    self.settle_threads();
                }
                self.places[room].iter_mut().flatten().for_each(|place| place.unread.clear());
                for person in 0..PEOPLE.len() {
                    let absent = self.places[room][person].as_ref().is_some_and(|place| !place.watching);
                    if absent && !self.deaf(room, person, by) {
                        self.tell(person, "notification.channel_truncated", None, true);
                    }
                }
            }
            Act::Hide { clear, .. } => {
                if let Some(place) = &mut self.places[room][by] {
                    place.hidden = true;
                    if clear {
                        place.cleared = now;
                        place.unread.clear();
                    }
                }
            }
            Act::Show { .. } => {
                if let Some(place) = &mut self.places[room][by] {
                    place.hidden = false;
                }
            }
            Act::Delete { message, hard } => {
                if !self.sees(by, message) {
                    return Outcome::Refused(16);
                }
                if self.messages[&message].author != by && !self.shows(by, message) {
                    return Outcome::Skipped;
                }
                if self.messages[&message].author != by && !owner {
                    return Outcome::Refused(17);
                }
                if hard {
                    let gone = |(label, other): (&Label, &Message)| {
                        (*label == message || other.parent == Some(message)).then_some(*label)
                    };
                    for label in self.messages.iter().filter_map(gone).collect::<Vec<_>>() {
                        self.messages.remove(&label);
                        self.places[room].iter_mut().flatten().for_each(|place| {
                            place.unread.remove(&label);
                        });
                    }
                    self.settle_threads();
                } else if let Some(message) = self.messages.get_mut(&message) {
                    message.deleted = true;
                }
            }
            // Only one channel has comers and goers, and its owner stays.
            Act::Add { room: to, person } | Act::Remove { room: to, person }
                if to != CLUB || person == OWNERS[CLUB] =>
            {
                return Outcome::Skipped;
            }
            Act::Add { person, .. } => match (owner, &self.places[room][person]) {
                (false, _) => return Outcome::Refused(17),
                (true, Some(_)) => return Outcome::Skipped,
                // Who blocks the one who adds him is left out, and the other one does not notice.
                (true, None) if self.blocks.contains_key(&(person, by)) => {}
                (true, None) => self.places[room][person] = Some(Place::default()),
            },
            Act::Remove { person, .. } => match (owner || person == by, &self.places[room][person]) {
                (false, _) => return Outcome::Refused(17),
                (true, None) => return Outcome::Skipped,
                (true, Some(_)) => {
                    self.places[room][person] = None;
                    let messages = &self.messages;
                    self.threads.leave(person, |parent| messages[&parent].room == room);
                }
            },
            Act::Mute { person, .. } | Act::Block { person, .. } if person == by => return Outcome::Skipped,
            Act::Mute { person, on: true } => drop(self.mutes.insert((by, person))),
            Act::Mute { person, on: false } => drop(self.mutes.remove(&(by, person))),
            Act::MuteRoom { on: true, .. } => drop(self.quiet.insert((room, by))),
            Act::MuteRoom { room, on: false } => drop(self.quiet.remove(&(room, by))),
            Act::Block { person, on: true } => {
                if !self.blocks.contains_key(&(by, person)) {
                    let theirs = self.places[CONVERSATION][person].is_some();
                    let place = self.places[CONVERSATION][by].as_mut().filter(|place| theirs && !place.hidden);
                    let hid = place.map(|place| place.hidden = true).is_some();
                    self.blocks.insert((by, person), hid);
                }
            }
            Act::Block { person, on: false } => {
                if let (Some(true), Some(place)) =
                    (self.blocks.remove(&(by, person)), &mut self.places[CONVERSATION][by])
                {
                    place.hidden = false;
                }
            }
            Act::Ban { person, .. } | Act::Unban { person, .. }
                if person == OWNERS[room] || self.places[room][person].is_none() =>
            {
                return Outcome::Skipped;
            }
            Act::Ban { .. } | Act::Unban { .. } if !owner => return Outcome::Refused(17),
            Act::Ban { person, shadow, .. } => drop(self.bans.insert((room, person), shadow)),
            Act::Unban { person, .. } => match self.bans.remove(&(room, person)) {
                Some(_) => {}
                None => return Outcome::Skipped,
            },
        }
        Outcome::Done
    }

    fn set_unread(&mut self, room: Room, person: Person, unread: BTreeSet<Label>) {
        if let Some(place) = &mut self.places[room][person] {
            place.unread = unread;
        }
    }

    fn settle_threads(&mut self) {
        let messages = &self.messages;
        let has_replies = |parent| messages.values().any(|message| message.parent == Some(parent));
        self.threads.settle(|label| messages.contains_key(&label), has_replies);
    }

    /// A thread begins with the first reply. Who answers takes part, and who is answered, if he is still in the channel.
    fn answer(&mut self, parent: Label, reply: Label) {
        let (room, author, asked) =
            (self.messages[&reply].room, self.messages[&reply].author, self.messages[&parent].author);
        self.threads.join(parent, author);
        if self.places[room][asked].is_some() {
            self.threads.join(parent, asked);
        }
        for person in self.threads.participants(parent) {
            if person == author {
                self.threads.set(parent, person, BTreeSet::new());
            } else if self.counts_in_thread(person, reply) {
                self.threads.raise(parent, person, reply);
            }
        }
        for person in self.threads.participants(parent) {
            if person != author && !self.deaf(room, person, author) {
                self.tell(person, "notification.thread_message_new", Some(reply), true);
            }
        }
    }

    /// Whether a person's client shows a message.
    fn shows(&self, person: Person, label: Label) -> bool {
        let message = &self.messages[&label];
        self.sees(person, label) && (!message.shadowed || message.author == person)
    }

    /// A message that is sent now.
    fn message(&self, room: Room, author: Person, parent: Option<Label>, shown: bool, silent: bool) -> Message {
        let uncounted = (0..PEOPLE.len()).filter(|person| {
            self.mutes.contains(&(*person, author))
                || self.deaf(room, *person, author)
                || self.quiet.contains(&(room, *person))
        });
        let (uncounted, shadowed) = (uncounted.collect(), self.bans.get(&(room, author)) == Some(&true));
        Message { room, author, parent, shown, silent, deleted: false, shadowed, uncounted }
    }

    fn post(&mut self, label: Label, message: Message) {
        let (room, author, in_channel, shadowed) =
            (message.room, message.author, message.in_channel(), message.shadowed);
        let parent = message.parent.filter(|_| !shadowed);
        self.messages.insert(label, message);
        let concerned = |world: &World, person| person == author || !shadowed && !world.deaf(room, person, author);
        for person in 0..PEOPLE.len() {
            let (counts, shown) = (self.counts(person, label), concerned(self, person));
            let Some(place) = self.places[room][person].as_mut().filter(|_| in_channel) else { continue };
            place.hidden = place.hidden && !shown;
            if person == author {
                // Whoever writes has read.
                place.unread.clear();
            } else if counts {
                place.unread.insert(label);
            }
        }
        for person in 0..PEOPLE.len() {
            let Some(watching) = self.places[room][person].as_ref().map(|place| place.watching) else { continue };
            match (watching, concerned(self, person)) {
                (true, true) => self.tell(person, "message.new", Some(label), true),
                (false, true) if in_channel => self.tell(person, "notification.message_new", Some(label), true),
                // What clients drop comes without counters.
                (true, false) if !self.deaf(room, person, author) => {
                    self.tell(person, "message.new", Some(label), false)
                }
                _ => {}
            }
        }
        if let Some(parent) = parent {
            self.answer(parent, label);
        }
    }
}
