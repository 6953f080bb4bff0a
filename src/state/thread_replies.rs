//! Owns what a thread shows: its state from an answer of the service, how events change it, where replies go and what
//! counts as unread. Holds no thread; state comes in, new state goes out. What a channel holds of its threads is elsewhere.

use super::poll::{is_newer, is_news, part_of, take};
use super::reactions::has_another;
use super::users::Users;
use crate::node::Node;
use crate::text::Text;
use crate::time::Nanos;

/// When the newest own reply was counted.
const SENT: &str = ":sent";

/// Fills in what a thread shows, from the service's description of it: its replies, the message it hangs on and who has
/// read how far. `now`: when the app got it, a date; `me` is the own user.
pub fn thread_state<N: Node>(state: &N, thread: &N, now: N, me: Option<&N>, users: &mut Users<N>) {
    take_definition(state, thread);
    state.set("createdAt", date(thread, "created_at"));
    state.set("replyCount", N::number(f64::from(thread.count("reply_count"))));
    let latest = thread.get("latest_replies").unwrap_or_else(N::array);
    state.set("replies", merge_replies(&N::array(), &latest, false, users));
    if let Some(parent) = thread.get("parent_message") {
        take_parent(state, &parent, users);
    }
    let reads = N::object();
    for read in thread.each("read") {
        let Some(user) = read.get("user") else { continue };
        let Some(id) = user.str("id") else { continue };
        let (unread, last) = (read.count("unread_messages"), read.get("last_read_message_id"));
        reads.set_named(&id, read_entry(users.share(user), unread, date(&read, "last_read"), last));
    }
    if let Some((me, id)) = me.and_then(|me| Some((me, me.str("id")?)))
        && reads.get_named(&id).is_none()
    {
        reads.set_named(&id, read_entry(me.clone(), 0, now, None));
    }
    state.set("read", reads);
}

fn read_entry<N: Node>(user: N, unread: u32, at: N, last: Option<N>) -> N {
    let entry = N::object();
    entry.set("user", user);
    entry.set("unreadMessageCount", N::number(f64::from(unread)));
    entry.set("lastReadAt", at);
    if let Some(last) = last {
        entry.set("lastReadMessageId", last);
    }
    entry
}

/// Title and times of a thread. Its own fields are picked by whoever asks.
fn take_definition<N: Node>(state: &N, thread: &N) {
    state.set("updatedAt", date(thread, "updated_at"));
    state.set("deletedAt", date(thread, "deleted_at"));
    take(state, thread, &["title"]);
}

/// The state after an event; `None` when it concerns another thread or says nothing new. `seen` is an object that belongs
/// to the thread: it remembers when the events came that decided about reads, own reactions and removed replies, so that
/// an older one that arrives late, or again, undoes nothing. `cid` is the thread's channel.
pub fn thread_event<N: Node>(state: &N, seen: &N, event: &N, cid: &str, me: &str, users: &mut Users<N>) -> Option<N> {
    let id = state.str_in("parentMessage", "id")?;
    let kind = event.str("type")?;
    let user_id = author_of(event);
    let next = state.copy();
    match kind.as_str() {
        "thread.updated" => {
            let thread = event.get("thread").filter(|thread| thread.says("parent_message_id", &id))?;
            if !is_news(seen, ":thread", event) {
                return None;
            }
            take_definition(&next, &thread);
        }
        "user.watching.stop" => {
            let named = event.str_in("channel", "cid").or_else(|| event.str("cid"))?;
            if user_id != me || named != cid || state.is("isStateStale") {
                return None;
            }
            next.set("isStateStale", N::flag(true));
        }
        "message.read" => {
            event.get("thread").filter(|thread| thread.says("parent_message_id", &id))?;
            take_read(&next, seen, event, &user_id)?;
        }
        "notification.mark_unread" => {
            if !event.says("thread_id", &id) || !is_news(seen, &part_of(me, "read"), event) {
                return None;
            }
            let reads = next.get("read")?.copy();
            let entry = reads.get_named(me)?.copy();
            entry.set("lastReadAt", date(event, "last_read_at"));
            entry.set("unreadMessageCount", N::number(f64::from(event.count("unread_messages"))));
            if let Some(first) = event.get("first_unread_message_id") {
                entry.set("firstUnreadMessageId", first);
            }
            reads.set_named(me, entry);
            next.set("read", reads);
        }
        // The shared object of the user has changed already; a new state says so.
        "user.updated" => {
            state.get("read")?.get_named(&user_id)?;
        }
        "user.deleted" | "user.messages.deleted" => delete_of_user(&next, event, cid, &user_id)?,
        _ => {
            let message = event.get("message")?;
            if message.says("id", &id) {
                if is_older(&message, state.get("parentMessage").as_ref()) {
                    return None;
                }
                let parent = state.get("parentMessage");
                take_parent(&next, &with_own_reactions(&message, parent.as_ref(), seen, event, me), users);
            } else if message.says("parent_id", &id) {
                take_reply(&next, seen, event, &message, me, users)?;
            } else {
                return None;
            }
        }
    }
    Some(next)
}

/// Replies with one put in its place: by time, after those of the same moment. `moved`: it may be held under another time,
/// as one that was shown before the service gave it its time. `None` when it has no time.
pub fn upsert_reply<N: Node>(replies: &N, message: &N, moved: bool, users: &mut Users<N>) -> Option<N> {
    message.time("created_at")?;
    let replies = replies.copy();
    put_reply(&replies, &local_copy(message, users), moved);
    Some(replies)
}

/// Replies without one; `None` when it is not held under that id and time.
pub fn delete_reply<N: Node>(replies: &N, message: &N) -> Option<N> {
    let found = find(replies, message)?;
    let replies = replies.copy();
    replies.remove_at(found);
    Some(replies)
}

/// Replies with a page of others, or, `failed_only`, with those of `more` that could not be sent and are not among them.
pub fn merge_replies<N: Node>(replies: &N, more: &N, failed_only: bool, users: &mut Users<N>) -> N {
    let merged = replies.copy();
    for reply in more.items() {
        if !failed_only {
            put_reply(&merged, &local_copy(&reply, users), false);
        } else if reply.says("status", "failed") && find_anywhere(&merged, &reply).is_none() {
            put_reply(&merged, &reply, false);
        }
    }
    merged
}

/// The state with a newer copy of the message that the thread hangs on.
pub fn take_parent<N: Node>(state: &N, message: &N, users: &mut Users<N>) {
    let parent = local_copy(message, users);
    state.set("deletedAt", parent.get("deleted_at").unwrap_or_else(N::null));
    if let Some(count) = parent.get("reply_count") {
        state.set("replyCount", count);
    }
    state.set("parentMessage", parent);
}

fn take_reply<N: Node>(next: &N, seen: &N, event: &N, message: &N, me: &str, users: &mut Users<N>) -> Option<()> {
    let id = message.str("id")?;
    let kind = event.str("type")?;
    let replies = next.get("replies")?.copy();
    let gone = part_of(&id, "gone");
    if kind == "message.deleted" && event.is("hard_delete") {
        // Remembered even when it is not held: the message itself may come late.
        is_news(seen, &gone, event);
        replies.remove_at(find(&replies, message)?);
        next.set("replies", replies);
        return Some(());
    }
    if seen.get_named(&gone).is_some() {
        return None;
    }
    let author = author_of(message);
    let own = !me.is_empty() && author == me;
    let at = if own { find_anywhere(&replies, message) } else { find(&replies, message) };
    let held = at.and_then(|at| replies.at(at)).filter(|held| held.says("status", "received"));
    // Of the time that is loaded every reply is held: one that is not is new, even if its first word is an edit. An own
    // reply may be held already, from the answer to sending it, and is counted by its event all the same.
    let is_new = kind == "message.new";
    let first = match held {
        Some(_) => is_new && own && !is_counted(seen, message),
        None => is_new || place(&replies, message.time("created_at")?) > 0,
    };
    if first {
        count_reply(next, seen, message, &author, me);
    }
    if own {
        is_news(seen, SENT, message);
    }
    let fresh = with_own_reactions(message, held.as_ref(), seen, event, me);
    if is_older(message, held.as_ref()) {
        // The copy that is held is newer; only what is one's own may be news.
        let held = held?.copy();
        held.set("own_reactions", fresh.get("own_reactions").unwrap_or_else(N::array));
        put_reply(&replies, &held, false);
    } else {
        put_reply(&replies, &local_copy(&fresh, users), own);
    }
    next.set("replies", replies);
    Some(())
}

fn is_counted<N: Node>(seen: &N, message: &N) -> bool {
    seen.get_named(SENT).and_then(|at| at.as_time()).is_some_and(|sent| Some(sent) >= message.time("created_at"))
}

/// Counts a reply for all who read the thread but its author, who has read up to it. It does not count for the own user
/// while the thread is active, and for nobody who is known to have read further.
fn count_reply<N: Node>(next: &N, seen: &N, message: &N, author: &str, me: &str) {
    let Some(reads) = next.get("read") else { return };
    let at = message.time("created_at");
    let counted = N::object();
    for id in reads.keys() {
        let Some(held) = reads.get_named(&id) else { continue };
        let part = part_of(&id, "read");
        let entry = held.copy();
        let known = seen.get_named(&part).and_then(|at| at.as_time()).or_else(|| held.time("lastReadAt"));
        if id == author {
            if is_news(seen, &part, message) {
                entry.set("unreadMessageCount", N::number(f64::from(unread_since(next, &id, message))));
                entry.set("lastReadAt", date(message, "created_at"));
            }
        } else if (id != me || !next.is("active")) && known.is_none_or(|known| at > Some(known)) {
            entry.set("unreadMessageCount", N::number(held.num("unreadMessageCount").unwrap_or(0.0) + 1.0));
        }
        counted.set_named(&id, entry);
    }
    next.set("read", counted);
}

fn take_read<N: Node>(next: &N, seen: &N, event: &N, user_id: &str) -> Option<()> {
    let user = event.get("user").filter(|_| is_news(seen, &part_of(user_id, "read"), event))?;
    let unread = unread_since(next, user_id, event);
    let entry = read_entry(user, unread, date(event, "created_at"), event.get("last_read_message_id"));
    let reads = next.get("read")?.copy();
    reads.set_named(user_id, entry);
    next.set("read", reads);
    Some(())
}

/// Replies of others that are newer than an event or a reply, which therefore came late; looks at no older ones.
fn unread_since<N: Node>(state: &N, user_id: &str, event: &N) -> u32 {
    let (Some(replies), Some(since)) = (state.get("replies"), event.time("created_at")) else { return 0 };
    let mut unread = 0;
    for index in (0..replies.len()).rev() {
        let Some(reply) = replies.at(index).filter(|reply| reply.time("created_at") > Some(since)) else { break };
        if author_of(&reply) != user_id {
            unread += 1;
        }
    }
    unread
}

/// The id of who made something; empty when it is not said.
#[inline(never)]
fn author_of<N: Node>(made: &N) -> Text {
    made.str_in("user", "id").unwrap_or_default()
}

/// Marks all replies of a user as deleted, or takes them out.
fn delete_of_user<N: Node>(next: &N, event: &N, cid: &str, user_id: &str) -> Option<()> {
    let hard = event.is("hard_delete");
    let everywhere = event.str("cid").is_none_or(|named| named == "*" || named == cid);
    // Deleting a user keeps the messages unless the event says otherwise.
    let meant = hard || event.is("mark_messages_deleted") || event.says("type", "user.messages.deleted");
    if !everywhere || !meant {
        return None;
    }
    let replies = next.get("replies")?;
    let kept = N::array();
    let mut changed = false;
    for reply in replies.items() {
        if author_of(&reply) != user_id {
            kept.push(reply);
            continue;
        }
        changed = true;
        if !hard {
            let deleted = reply.copy();
            deleted.set_text("type", "deleted");
            deleted.set("deleted_at", date(event, "created_at"));
            kept.push(deleted);
        }
    }
    next.set("replies", kept);
    changed.then_some(())
}

/// A message as an event has it, with the own reactions that are known: those of the event are not the reader's.
fn with_own_reactions<N: Node>(message: &N, held: Option<&N>, seen: &N, event: &N, me: &str) -> N {
    let fresh = message.copy();
    let reaction = event.get("reaction");
    let own = reaction.filter(|one| !me.is_empty() && one.says("user_id", me));
    let Some(held) = held else { return fresh };
    let Some(reaction) = own else {
        if let Some(mine) = held.get("own_reactions") {
            fresh.set("own_reactions", mine);
        }
        return fresh;
    };
    let (id, kind) = (message.str("id").unwrap_or_default(), event.str("type").unwrap_or_default());
    let sort = reaction.str("type");
    let part = |sort: Option<&Text>| part_of(&id, sort.map_or("", |sort| sort));
    let kept = N::array();
    let news = is_news(seen, &part(sort.as_ref()), event);
    let only = kind == "reaction.updated" && !has_another(message, &reaction, me);
    for one in held.each("own_reactions") {
        let other = one.str("type");
        let stays = match other == sort {
            true => !news,
            // The only one takes the place of all of them, but for those that are newer.
            false => !only || is_newer(seen, &part(other.as_ref()), event),
        };
        if stays {
            kept.push(one);
        }
    }
    if news && kind != "reaction.deleted" {
        kept.push(reaction);
    }
    fresh.set("own_reactions", kept);
    fresh
}

/// A message as the app sees it, with the one object of its author.
fn local_copy<N: Node>(message: &N, users: &mut Users<N>) -> N {
    let copy = message.local_message(None);
    if let Some(user) = message.get("user") {
        copy.set("user", users.share(user));
    }
    copy
}

/// Whether a message is from before the copy that is held.
fn is_older<N: Node>(message: &N, held: Option<&N>) -> bool {
    match (message.time("updated_at"), held.and_then(|held| held.time("updated_at"))) {
        // The copy that is held is a date, cut to milliseconds.
        (Some(fresh), Some(held)) => fresh.unix_ms() < held.unix_ms(),
        _ => false,
    }
}

/// How many replies are not newer than a time.
fn place<N: Node>(replies: &N, at: Nanos) -> u32 {
    let (mut low, mut high) = (0, replies.len());
    while low < high {
        let middle = low.midpoint(high);
        match replies.at(middle).and_then(|reply| reply.time("created_at")) {
            Some(other) if other.unix_ms() > at.unix_ms() => high = middle,
            _ => low = middle + 1,
        }
    }
    low
}

/// Where a reply is, among those of its time.
fn find<N: Node>(replies: &N, message: &N) -> Option<u32> {
    let at = message.time("created_at")?;
    let id = message.str("id")?;
    for index in (0..place(replies, at)).rev() {
        let reply = replies.at(index)?;
        if reply.time("created_at").is_some_and(|other| other.unix_ms() < at.unix_ms()) {
            return None;
        }
        if reply.says("id", &id) {
            return Some(index);
        }
    }
    None
}

/// Where a reply is, whatever its time; the newest are looked at first.
fn find_anywhere<N: Node>(replies: &N, message: &N) -> Option<u32> {
    if let Some(found) = find(replies, message) {
        return Some(found);
    }
    let id = message.str("id")?;
    let mut index = replies.len();
    while index > 0 {
        index -= 1;
        if replies.at(index).is_some_and(|reply| reply.says("id", &id)) {
            return Some(index);
        }
    }
    None
}

fn put_reply<N: Node>(replies: &N, reply: &N, moved: bool) {
    if let Some(held) = find(replies, reply) {
        return replies.set_at(held, reply.clone());
    }
    if let Some(held) = moved.then(|| find_anywhere(replies, reply)).flatten() {
        replies.remove_at(held);
    }
    if let Some(at) = reply.time("created_at") {
        replies.insert_at(place(replies, at), reply.clone());
    }
}

/// A time as the app sees it, null when there is none.
fn date<N: Node>(of: &N, key: &'static str) -> N {
    of.time(key).map_or_else(N::null, N::date)
}

#[cfg(test)]
#[path = "tests/thread_replies.rs"]
mod tests;
