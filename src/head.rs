//! Owns the few fields that decide what happens with an event or a message: their *heads*. They are read once per
//! frame; the browser writes each head into the module's memory in one crossing of the boundary, which is what keeps an
//! event cheap (a crossing costs some 0.1 us, a whole event 7 us, of which 3 are `JSON.parse`; measured in `bench`).
//! Decides nothing.

use crate::node::Node;
use crate::text::Text;
use crate::time::Nanos;

/// What an event says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventHead {
    /// `type`, empty when the frame has none.
    pub kind: Text,
    /// `cid`, empty when the event belongs to no channel.
    pub cid: Text,
    /// Id of `user`, empty when there is none.
    pub user_id: Text,
    /// `created_at`.
    pub at: Option<Nanos>,
    /// Id of the user whose reaction it tells of; empty when it tells of none.
    pub reactor: Text,
    /// `watcher_count`.
    pub watcher_count: Option<u32>,
    /// Whether the event carries unread totals for the own user.
    pub has_totals: bool,
    /// The head of `message`; without id when the event has none.
    pub message: MessageHead,
}

/// What a message says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MessageHead {
    /// `id`, empty when the object is no message.
    pub id: Text,
    /// `created_at`.
    pub at: Option<Nanos>,
    /// `updated_at`.
    pub updated_at: Option<Nanos>,
    /// Id of the author, empty when unknown.
    pub user_id: Text,
    /// When the author's own record was changed last: tells a newer copy of a user from an older one.
    pub user_updated_at: Option<Nanos>,
    /// `parent_id`, empty for a message that is no reply.
    pub parent_id: Text,
    /// A reply that is also shown in the channel.
    pub shown_in_channel: bool,
    /// Sent without raising unread counts.
    pub silent: bool,
    /// Of a shadow-banned author: others never see it.
    pub shadowed: bool,
    /// `type` is `ephemeral` or `error`: exists only for the sender.
    pub private: bool,
    /// `type` is `deleted`.
    pub deleted: bool,
    /// `pinned`.
    pub pinned: bool,
    /// It quotes another message.
    pub quotes: bool,
    /// Only some users get it, those in `restricted_visibility`.
    pub restricted: bool,
    /// It lists reactions.
    pub reacted: bool,
}

/// What a read state in a channel's bundle says.
#[derive(Clone, Copy, Debug)]
pub struct ReadHead<'a> {
    /// Id of `user`, empty when there is none.
    pub user_id: &'a str,
    /// `last_read`.
    pub last_read: Option<Nanos>,
    /// `last_delivered_at`.
    pub delivered_at: Option<Nanos>,
    /// `unread_messages`.
    pub unread: u32,
}

/// Separates the fields of joined heads.
pub const SEPARATOR: char = '\0';

/// What the browser wrote of a head (`src/browser/objects.js`), read from front to back. What is missing reads as empty.
struct Written<'a>(&'a str);

impl<'a> Written<'a> {
    /// A number of so many times seven bits, the lowest first.
    fn number(&mut self, places: usize) -> u32 {
        let (bits, rest) = self.0.split_at_checked(places).unwrap_or_default();
        self.0 = rest;
        let (mut number, mut shift) = (0, 0);
        for bits in bits.as_bytes() {
            number |= u32::from(*bits) << shift;
            shift += 7;
        }
        number
    }

    /// A text behind its length in bytes.
    fn text(&mut self) -> &'a str {
        let [low, high, ..] = *self.0.as_bytes() else { return "" };
        let end = 2 + (usize::from(low) | usize::from(high) << 7);
        let text = self.0.get(2..end).unwrap_or_default();
        self.0 = self.0.get(end..).unwrap_or_default();
        text
    }

    fn owned(&mut self) -> Text {
        Text::from(self.text())
    }

    fn time(&mut self) -> Option<Nanos> {
        Nanos::parse(self.text())
    }
}

impl EventHead {
    /// Reads the head field by field.
    pub fn read<N: Node>(event: &N) -> Self {
        let reaction = event.get("reaction");
        EventHead {
            kind: event.str("type").unwrap_or_default(),
            cid: event.str("cid").unwrap_or_default(),
            user_id: event.str_in("user", "id").unwrap_or_default(),
            at: event.time("created_at"),
            reactor: reaction
                .and_then(|reaction| reaction.str("user_id").or_else(|| reaction.str_in("user", "id")))
                .unwrap_or_default(),
            watcher_count: event.num("watcher_count").map(|count| count as u32),
            has_totals: event.get("total_unread_count").is_some() || event.get("unread_channels").is_some(),
            message: event.get("message").map(|message| MessageHead::read(&message)).unwrap_or_default(),
        }
    }

    /// Reads the head as the browser writes it: seven bits that say what is there, then the fields in the order of the
    /// struct, each text and time behind its length.
    pub fn from_written(written: &str) -> Self {
        let mut written = Written(written);
        let bits = written.number(1);
        EventHead {
            has_totals: bits & 1 != 0,
            watcher_count: (bits & 2 != 0).then(|| written.number(5)),
            kind: written.owned(),
            cid: written.owned(),
            user_id: written.owned(),
            at: written.time(),
            reactor: written.owned(),
            message: if bits & 4 != 0 { MessageHead::from_written(written.0) } else { MessageHead::default() },
        }
    }
}

impl MessageHead {
    /// Reads the head field by field.
    pub fn read<N: Node>(message: &N) -> Self {
        let user = message.get("user");
        let kind = message.str("type").unwrap_or_default();
        MessageHead {
            id: message.str("id").unwrap_or_default(),
            at: message.time("created_at"),
            updated_at: message.time("updated_at"),
            user_id: user.as_ref().and_then(|user| user.str("id")).unwrap_or_default(),
            user_updated_at: user.as_ref().and_then(|user| user.time("updated_at")),
            parent_id: message.str("parent_id").unwrap_or_default(),
            shown_in_channel: message.is("show_in_channel"),
            silent: message.is("silent"),
            shadowed: message.is("shadowed"),
            private: kind == "ephemeral" || kind == "error",
            deleted: kind == "deleted",
            pinned: message.is("pinned"),
            quotes: message.get("quoted_message").is_some(),
            restricted: message.get("restricted_visibility").is_some_and(|users| !users.is_empty()),
            reacted: message.get("latest_reactions").is_some_and(|reactions| !reactions.is_empty()),
        }
    }

    /// Reads the head as the browser writes it: the marks in two times seven bits, then the fields in the order of the
    /// struct. A time of the last change that is the time of creation is one of the marks.
    pub fn from_written(written: &str) -> Self {
        let mut written = Written(written);
        let marks = written.number(2);
        let marked = |place: u32| marks >> place & 1 != 0;
        let id = written.owned();
        let at = written.time();
        MessageHead {
            id,
            at,
            updated_at: if marked(8) { at } else { written.time() },
            user_id: written.owned(),
            user_updated_at: written.time(),
            parent_id: written.owned(),
            shown_in_channel: marked(0),
            silent: marked(1),
            shadowed: marked(2),
            private: marked(3),
            deleted: marked(4),
            pinned: marked(5),
            quotes: marked(6),
            restricted: marked(7),
            reacted: marked(9),
        }
    }

    /// A reply that lives in its thread only: not in the channel's list, not counted as unread.
    pub fn thread_only(&self) -> bool {
        !self.parent_id.is_empty() && !self.shown_in_channel
    }
}

impl ReadHead<'_> {
    /// Reads the heads of a list, joined by [`SEPARATOR`] as their fields are, and gives them one by one. The service takes
    /// no user id with that character.
    pub fn each(mut joined: &str, take: &mut dyn FnMut(ReadHead<'_>)) {
        while !joined.is_empty() {
            take(ReadHead {
                user_id: cut(&mut joined),
                last_read: Nanos::parse(cut(&mut joined)),
                delivered_at: Nanos::parse(cut(&mut joined)),
                unread: whole(cut(&mut joined)).unwrap_or_default(),
            });
        }
    }
}

/// Takes the first field off.
#[inline(never)]
fn cut<'a>(joined: &mut &'a str) -> &'a str {
    let end = joined.bytes().take_while(|byte| *byte != SEPARATOR as u8).count();
    let field = joined.get(..end).unwrap_or_default();
    *joined = joined.get(end + 1..).unwrap_or_default();
    field
}

/// A whole number in decimal digits that 32 bits hold; `None` when the text is empty.
fn whole(digits: &str) -> Option<u32> {
    let value = digits.bytes().fold(0u32, |value, digit| value.wrapping_mul(10).wrapping_add(u32::from(digit & 0xf)));
    if digits.is_empty() { None } else { Some(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two letters that say how long a text is, and the text.
    fn field(text: &str) -> String {
        let length = [text.len() as u8 & 127, (text.len() >> 7) as u8];
        length.into_iter().map(char::from).chain(text.chars()).collect()
    }

    #[test]
    fn a_written_head_is_read_in_its_order() {
        let long = "l".repeat(300);
        let message = ["m", "2026-01-01T00:00:00Z", "ann", "", &long].map(field).concat();
        let fields = ["message.new", "messaging:a", "ann", "", "bob"].map(field).concat();
        let head = EventHead::from_written(&format!("\u{7}\u{1}\u{1}\0\0\0{fields}\u{20}\u{2}{message}"));
        assert_eq!((head.has_totals, head.watcher_count, head.reactor.as_str()), (true, Some(129), "bob"));
        let message = &head.message;
        assert_eq!((message.id.as_str(), message.user_id.as_str(), message.parent_id == *long), ("m", "ann", true));
        assert!(message.pinned && !message.restricted && message.at.is_some() && message.updated_at == message.at);
    }

    #[test]
    fn what_is_cut_off_reads_as_missing() {
        let fields = ["message.new", "messaging:a", "ann", "2026-01-01T00:00:00Z", ""].map(field).concat();
        let whole = format!("\u{4}{fields}\0\0{}", field("m"));
        for end in 0..whole.len() {
            let head = EventHead::from_written(&whole[..end]);
            assert!(head.message.id.is_empty(), "{end}");
            assert!(head.kind == "message.new" || (head.kind.is_empty() && end < 14), "{end}");
        }
        assert_eq!(EventHead::from_written(&whole).message.id, "m");
    }
}
