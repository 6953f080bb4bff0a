//! Owns the steps of a sequence, how they are chosen and how they are printed. Does not know what they lead to.
use std::fmt;

/// Who takes part.
pub const PEOPLE: [&str; 3] = ["amira", "ben", "chen"];
/// The channels: all three people, a conversation of two, and one that people join and leave.
pub const CHANNELS: usize = 3;

/// A person, by place in [`PEOPLE`].
pub type Person = usize;
/// A channel, by number.
pub type Room = usize;
/// A message, by the number of the step that sent it.
pub type Label = usize;

/// Something that one person does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Send { room: Room, silent: bool },
    Reply { parent: Label, shown: bool, silent: bool },
    Read { room: Room, up_to: Option<Label> },
    ReadAll,
    MarkUnread { from: Label },
    Truncate { room: Room, hard: bool },
    Hide { room: Room, clear: bool },
    Show { room: Room },
    Delete { message: Label, hard: bool },
    Add { room: Room, person: Person },
    Remove { room: Room, person: Person },
    Mute { person: Person, on: bool },
    MuteRoom { room: Room, on: bool },
    Block { person: Person, on: bool },
    Ban { room: Room, person: Person, shadow: bool },
    Unban { room: Room, person: Person },
    ReadThread { parent: Label },
    UnreadThread { parent: Label },
}

/// One step: its number, who acts, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub number: usize,
    pub by: Person,
    pub act: Act,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>3} {:<5} {:?}", self.number, PEOPLE[self.by], self.act)
    }
}

/// Numbers that look random and are the same for the same seed (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, odds: usize) -> bool {
        self.below(odds) == 0
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
}

/// Chooses a step. `sent` are the messages so far; a step that makes no sense is skipped when it is taken.
pub fn choose(dice: &mut Dice, number: usize, sent: &[Label]) -> Step {
    let (by, room) = (dice.below(PEOPLE.len()), dice.below(CHANNELS));
    let silent = dice.one_in(6);
    // Newer messages are the more interesting ones: they may be unread.
    let newest = &sent[sent.len().saturating_sub(6)..];
    let message = dice.of(newest).copied();
    let person = dice.below(PEOPLE.len());
    let on = !dice.one_in(3);
    let act = match (dice.below(130), message) {
        (0..34, _) | (_, None) => Act::Send { room, silent },
        (34..46, Some(parent)) => Act::Reply { parent, shown: dice.one_in(3), silent },
        (46..56, _) => Act::Read { room, up_to: message.filter(|_| dice.one_in(3)) },
        (56..58, _) => Act::ReadAll,
        (58..66, Some(from)) => Act::MarkUnread { from },
        (66..70, _) => Act::Truncate { room, hard: dice.one_in(2) },
        (70..76, _) => Act::Hide { room, clear: dice.one_in(2) },
        (76..79, _) => Act::Show { room },
        (79..90, Some(message)) => Act::Delete { message, hard: dice.one_in(2) },
        (90..96, _) => Act::Add { room, person },
        (96..100, _) => Act::Remove { room, person },
        (100..104, _) => Act::Mute { person, on },
        (104..108, _) => Act::MuteRoom { room, on },
        (108..112, _) => Act::Block { person, on },
        (112..117, _) => Act::Ban { room, person, shadow: dice.one_in(2) },
        (117..120, _) => Act::Unban { room, person },
        (120..126, Some(parent)) => Act::ReadThread { parent },
        (_, Some(parent)) => Act::UnreadThread { parent },
    };
    Step { number, by, act }
}
