//! Owns the one view the client has of JSON-like data. The app's data are live JavaScript objects in the browser and
//! [`crate::json::Json`] natively; all logic is written once, over this trait. Knows no event and no message.
//!
//! A node is a handle with the semantics of a JavaScript value: clones of an object share it, `set` is seen by all.

use crate::head::{EventHead, MessageHead, ReadHead};
use crate::text::Text;
use crate::time::Nanos;

/// A JSON-like value. Absent, `undefined` and `null` are the same to every reader: `None`.
pub trait Node: Clone + 'static {
    /// A fresh empty object.
    fn object() -> Self;
    /// A fresh empty array.
    fn array() -> Self;
    /// A string.
    fn text(value: &str) -> Self;
    /// A number.
    fn number(value: f64) -> Self;
    /// A boolean.
    fn flag(value: bool) -> Self;
    /// `null`.
    fn null() -> Self;
    /// A time as the app sees it: a `Date` in JavaScript (milliseconds), RFC 3339 text natively.
    fn date(value: Nanos) -> Self;
    /// Parses JSON text; `None` when it is not JSON.
    fn parse(text: &str) -> Option<Self>;
    /// Parses JSON text in base64 of either alphabet, with or without padding: the payload of a token. `None` when it is
    /// neither.
    fn parse_base64(text: &str) -> Option<Self>;

    /// A member of an object. `None` when absent or null, or when this is no object.
    fn get(&self, key: &'static str) -> Option<Self>;
    /// A member whose name is data (a user id, a reaction type).
    fn get_named(&self, key: &str) -> Option<Self>;
    /// Sets a member of an object; nothing happens on other values.
    fn set(&self, key: &'static str, value: Self);
    /// Sets a member whose name is data.
    fn set_named(&self, key: &str, value: Self);
    /// Removes a member whose name is data.
    fn remove_named(&self, key: &str);
    /// Own keys of an object, in their order.
    fn keys(&self) -> Vec<Text>;

    /// The string, if this is one.
    fn as_text(&self) -> Option<Text>;
    /// The number, if this is one.
    fn as_number(&self) -> Option<f64>;
    /// The boolean, if this is one.
    fn as_flag(&self) -> Option<bool>;
    /// The time, if this is a `Date` or a string that holds an RFC 3339 time.
    fn as_time(&self) -> Option<Nanos>;
    /// Whether this is an array.
    fn is_array(&self) -> bool;
    /// Whether this is an object and no array.
    fn is_object(&self) -> bool;

    /// Length of an array, 0 for anything else.
    fn len(&self) -> u32;
    /// Whether this is an array without elements, or no array.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// An element of an array.
    fn at(&self, index: u32) -> Option<Self>;
    /// An element that is there. The browser does not ask whether it is.
    fn known_at(&self, index: u32) -> Self {
        self.at(index).unwrap_or_else(Self::null)
    }
    /// A member that is there. The browser does not ask whether it is.
    fn known(&self, key: &'static str) -> Self {
        self.get(key).unwrap_or_else(Self::null)
    }
    /// Appends to an array.
    fn push(&self, value: Self);
    /// Puts a value at `index` of an array, moving the rest up.
    fn insert_at(&self, index: u32, value: Self);
    /// Replaces the element at `index`.
    fn set_at(&self, index: u32, value: Self);
    /// Removes the element at `index`, moving the rest down.
    fn remove_at(&self, index: u32);

    /// A shallow copy of an object or array.
    fn copy(&self) -> Self;
    /// Copies every member of `from` over this object's (like `Object.assign`).
    fn assign(&self, from: &Self);
    /// Bytes of this value as JSON in UTF-8.
    fn json_size(&self) -> usize;
    /// Whether both are the very same object (identity, not equality).
    fn same(&self, other: &Self) -> bool;

    /// A copy of a message as the app sees it in a channel's state: its four times are dates, `status` is `"received"`
    /// unless it has one, `reaction_groups` are made of counts and scores where they are missing, a quoted message has the
    /// same form, and the author is `user` if that is given.
    fn local_message(&self, user: Option<&Self>) -> Self {
        let copy = shown(self);
        if let Some(user) = user {
            copy.set("user", user.clone());
        }
        copy.set("error", self.get("error").unwrap_or_else(Self::null));
        copy.set("quoted_message", self.get("quoted_message").map_or_else(Self::null, |quoted| shown(&quoted)));
        copy
    }

    /// The same for a message of this head that takes the place of `known`. What an event says about own reactions is not
    /// personal, what a query said is: where nothing is said they stay, and after an event that changes a message (`told`)
    /// both copies have them.
    fn newer_message(&self, _head: &MessageHead, user: Option<&Self>, known: Option<&Self>, told: bool) -> Self {
        let local = self.local_message(user);
        if let Some(own) = known.and_then(|known| known.get("own_reactions"))
            && (told || self.get("own_reactions").is_none_or(|said| said.is_empty()))
        {
            if told {
                self.set("own_reactions", own.clone());
            }
            local.set("own_reactions", own);
        }
        local
    }

    /// Names of members that `other` does not have, or has as null. The browser looks in one go.
    fn missing_in(&self, other: &Self) -> Vec<Text> {
        self.keys().into_iter().filter(|key| other.get_named(key).is_none()).collect()
    }

    /// Takes over the unread totals that an event carries for the own user, which this object is.
    fn take_totals(&self, event: &Self) {
        for key in ["total_unread_count", "unread_channels", "unread_count", "unread_threads"] {
            if let Some(total) = event.get(key) {
                self.set(key, total);
            }
        }
    }

    /// The fields of an event that decide what happens with it. The browser reads them in one go.
    fn event_head(&self) -> EventHead {
        EventHead::read(self)
    }

    /// The fields of a message that decide where it goes.
    fn message_head(&self) -> MessageHead {
        MessageHead::read(self)
    }

    /// The users of a list of members or read states. The browser leaves out those that `known`, a record by user id, has
    /// with the same times: they are no news.
    fn users_in(&self, _known: &Self) -> Self {
        let users = Self::array();
        for user in self.items().filter_map(|one| one.get("user")) {
            users.push(user);
        }
        users
    }

    /// Gives what each of a list of read states says. The browser reads all in one go.
    fn each_read(&self, take: &mut dyn FnMut(ReadHead<'_>)) {
        for state in self.items() {
            take(ReadHead {
                user_id: &state.str_in("user", "id").unwrap_or_default(),
                last_read: state.time("last_read"),
                delivered_at: state.time("last_delivered_at"),
                unread: state.count("unread_messages"),
            });
        }
    }

    /// A list of members, or of read states, as the record by user id that apps see: copies whose user is the one in
    /// `users`. In a read state times are dates, and what is unread is a count. The browser makes it in one go.
    fn by_user(&self, users: &Self, read_states: bool) -> Self {
        let record = Self::object();
        for one in self.items() {
            let copy = one.copy();
            let mut id = one.str_in("user", "id");
            if let Some(user) = id.as_deref().and_then(|id| users.get_named(id)) {
                copy.set("user", user);
            }
            if read_states {
                for key in ["last_read", "last_delivered_at"] {
                    if let Some(time) = one.time(key) {
                        copy.set(key, Self::date(time));
                    }
                }
                copy.set("unread_messages", Self::number(f64::from(one.count("unread_messages"))));
            } else {
                id = one.str("user_id").or(id);
            }
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                record.set_named(&id, copy);
            }
        }
        record
    }

    /// A string member.
    fn str(&self, key: &'static str) -> Option<Text> {
        self.get(key)?.as_text()
    }

    /// Whether a string member is this text.
    fn says(&self, key: &'static str, text: &str) -> bool {
        self.str(key).as_deref() == Some(text)
    }

    /// A string member of an object member: whose user, whose channel.
    fn str_in(&self, object: &'static str, key: &'static str) -> Option<Text> {
        self.get(object)?.str(key)
    }

    /// A number member.
    fn num(&self, key: &'static str) -> Option<f64> {
        self.get(key)?.as_number()
    }

    /// A count: a number member that is not negative, cut to whole; 0 when absent.
    fn count(&self, key: &'static str) -> u32 {
        // `as` saturates: NaN and negatives become 0.
        self.num(key).map_or(0, |value| value as u32)
    }

    /// A boolean member; `false` when absent.
    fn is(&self, key: &'static str) -> bool {
        self.get(key).and_then(|value| value.as_flag()).unwrap_or(false)
    }

    /// A time member.
    fn time(&self, key: &'static str) -> Option<Nanos> {
        self.get(key)?.as_time()
    }

    /// Sets a string member.
    fn set_text(&self, key: &'static str, value: &str) {
        self.set(key, Self::text(value));
    }

    /// The elements of an array; empty for anything else.
    fn items(&self) -> impl Iterator<Item = Self> {
        (0..self.len()).filter_map(|index| self.at(index))
    }

    /// The elements of an array member; empty when absent.
    fn each(&self, key: &'static str) -> Vec<Self> {
        let mut items = Vec::new();
        if let Some(list) = self.get(key) {
            for index in 0..list.len() {
                if let Some(item) = list.at(index) {
                    items.push(item);
                }
            }
        }
        items
    }
}

/// A copy of a message in the form that apps see. The browser does the same in one go (`localMessage`).
fn shown<N: Node>(message: &N) -> N {
    let copy = message.copy();
    for key in ["created_at", "updated_at", "pinned_at", "deleted_at"] {
        copy.set(key, message.time(key).map_or_else(N::null, N::date));
    }
    if copy.get("status").is_none() {
        copy.set("status", N::text("received"));
    }
    if let (None, Some(counts)) = (message.get("reaction_groups"), message.get("reaction_counts")) {
        let groups = N::object();
        for kind in counts.keys() {
            let group = N::object();
            let score = message.get("reaction_scores").and_then(|scores| scores.get_named(&kind));
            group.set("count", counts.get_named(&kind).unwrap_or_else(N::null));
            group.set("sum_scores", score.unwrap_or_else(|| N::number(0.0)));
            groups.set_named(&kind, group);
        }
        copy.set("reaction_groups", groups);
    }
    copy
}
