//! Owns the few fields that decide what happens with an event or a message: their *heads*. They are read once per
//! frame; the browser reads each head in one crossing of the wasm boundary, which is what keeps an event cheap
//! (a crossing costs about 0.13 us, a whole event about 5 us; measured in `bench`). Decides nothing.

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

/// Separates the fields of a joined head. Text that holds it counts as absent, so that nobody can forge a field: the
/// type of a custom event is chosen by other users.
pub const SEPARATOR: char = '\0';

fn field(text: Option<Text>) -> Text {
    text.filter(|text| !text.contains(SEPARATOR)).unwrap_or_default()
}

/// The six fields of a joined head, empty where there is none, and what is behind them.
#[inline(never)]
fn fields(joined: &str) -> ([&str; 6], &str) {
    let mut fields = [""; 6];
    let (mut start, mut end) = (0, 0);
    for field in &mut fields {
        while joined.as_bytes().get(end).is_some_and(|byte| *byte != SEPARATOR as u8) {
            end += 1;
        }
        *field = joined.get(start..end).unwrap_or_default();
        end += 1;
        start = end;
    }
    (fields, joined.get(start..).unwrap_or_default())
}

impl EventHead {
    /// Reads the head field by field.
    pub fn read<N: Node>(event: &N) -> Self {
        EventHead {
            kind: field(event.str("type")),
            cid: field(event.str("cid")),
            user_id: field(event.str_in("user", "id")),
            at: event.time("created_at"),
            watcher_count: event.num("watcher_count").map(|count| count as u32),
            has_totals: event.get("total_unread_count").is_some() || event.get("unread_channels").is_some(),
            message: event.get("message").map(|message| MessageHead::read(&message)).unwrap_or_default(),
        }
    }

    /// Reads the head from its fields joined by [`SEPARATOR`], in the order of the struct; the message's at the end.
    pub fn from_joined(joined: &str) -> Self {
        let ([kind, cid, user_id, at, watcher_count, totals], message) = fields(joined);
        EventHead {
            kind: Text::from(kind),
            cid: Text::from(cid),
            user_id: Text::from(user_id),
            at: Nanos::parse(at),
            watcher_count: whole(watcher_count),
            has_totals: !totals.is_empty(),
            message: MessageHead::from_joined(message),
        }
    }
}

impl MessageHead {
    /// Reads the head field by field.
    pub fn read<N: Node>(message: &N) -> Self {
        let user = message.get("user");
        let kind = message.str("type").unwrap_or_default();
        MessageHead {
            id: field(message.str("id")),
            at: message.time("created_at"),
            user_id: field(user.as_ref().and_then(|user| user.str("id"))),
            user_updated_at: user.as_ref().and_then(|user| user.time("updated_at")),
            parent_id: field(message.str("parent_id")),
            shown_in_channel: message.is("show_in_channel"),
            silent: message.is("silent"),
            shadowed: message.is("shadowed"),
            private: kind == "ephemeral" || kind == "error",
            deleted: kind == "deleted",
            pinned: message.is("pinned"),
            quotes: message.get("quoted_message").is_some(),
            restricted: message.get("restricted_visibility").is_some_and(|users| !users.is_empty()),
        }
    }

    /// Reads the head from its fields joined by [`SEPARATOR`], in the order of the struct; a flag is any text.
    pub fn from_joined(joined: &str) -> Self {
        let ([id, at, user_id, user_updated_at, parent_id, flags], _) = fields(joined);
        // The flags are one field of letters: a flag costs a byte, not a separator.
        let has = |flag: u8| flags.bytes().any(|known| known == flag);
        MessageHead {
            id: Text::from(id),
            at: Nanos::parse(at),
            user_id: Text::from(user_id),
            user_updated_at: Nanos::parse(user_updated_at),
            parent_id: Text::from(parent_id),
            shown_in_channel: has(b'c'),
            silent: has(b's'),
            shadowed: has(b'w'),
            private: has(b'p'),
            deleted: has(b'd'),
            pinned: has(b'n'),
            quotes: has(b'q'),
            restricted: has(b'r'),
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
