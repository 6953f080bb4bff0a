//! Owns reading threads: the marks of participants and the events about them. Those of channels are in `reads`.
use serde_json::{Value, json};

use super::channels::totals_fields;
use super::threads;
use crate::app::Work;
use crate::clock::Time;
use crate::db::messages::{self, Message};
use crate::db::thread_participants::{self, Participant};
use crate::db::threads::{self as stored, Thread};
use crate::db::{message_pages, reads};
use crate::error::{Error, Result};
use crate::permissions::Access;
use crate::realtime::event::Event;

/// Moves the caller's mark in a thread to a reply or to the end, and tells watchers and his own connections. Whoever takes
/// no part has no mark: then nothing happens, and there is no event to answer.
pub fn mark(work: &mut Work<'_>, access: &Access, thread_id: &str, message_id: Option<&str>) -> Result<Value> {
    let user = work.author()?;
    let thread = thread_of(work, access, thread_id)?;
    if participation(work, &thread)?.is_none() {
        return Ok(Value::Null);
    }
    let now = work.now();
    let named = message_id.filter(|id| !id.is_empty() && *id != thread_id);
    let last = match named {
        Some(id) => Some(reply_of(work, &thread, id)?),
        None => newest_until(work, access, &thread, now)?,
    };
    let until = last.as_ref().filter(|_| named.is_some()).map_or(now, |reply| reply.created_at);
    let last = last.map(|reply| reply.id);
    thread_participants::mark(work.conn, &thread.parent_id, &user.id, until, last.as_deref())?;
    let rendered = work.event_thread(&thread)?;
    let mut read = Event::about("message.read", now, &access.channel)
        .with("user", work.user(&user.id)?)
        .with("thread", rendered.clone());
    let mut own = Event::about("notification.mark_read", work.now(), &access.channel)
        .with("channel", work.event_channel(&access.channel)?)
        .with("user", work.user(&user.id)?)
        .with("thread", rendered)
        .with("thread_id", thread.parent_id.as_str());
    if let Some(id) = &last {
        read = read.with("last_read_message_id", id.as_str());
        own = own.with("last_read_message_id", id.as_str());
    }
    // Whoever keeps his reading to himself hears of it only on his own devices.
    let read = read.only_for((!user.shares("read_receipts")).then(|| vec![user.id.clone()]));
    let answer = serde_json::from_str(&read.text()).unwrap_or(Value::Null);
    work.emit(read);
    add_totals(work, &mut own, &user.id)?;
    work.emit(own.concerning([user.id]));
    Ok(answer)
}

/// Rewinds the caller's mark in a thread: this reply and everything after it become unread, or the whole thread.
pub fn mark_unread(work: &mut Work<'_>, access: &Access, thread_id: &str, message_id: Option<&str>) -> Result<()> {
    let user = work.author()?;
    let thread = thread_of(work, access, thread_id)?;
    if participation(work, &thread)?.is_none() {
        return Err(Error::not_allowed("only participants can mark a thread unread"));
    }
    let named = message_id.filter(|id| !id.is_empty() && *id != thread_id);
    let first = match named {
        Some(id) => reply_of(work, &thread, id)?.created_at,
        None => thread.created_at,
    };
    let until = Time::from_micros(first.micros() - 1);
    let previous = newest_until(work, access, &thread, until)?.map(|reply| reply.id);
    thread_participants::mark(work.conn, &thread.parent_id, &user.id, until, previous.as_deref())?;
    let unread = participation(work, &thread)?.map_or(0, |mark| mark.unread_messages);
    let mut event = Event::about("notification.mark_unread", work.now(), &access.channel)
        .with("channel", work.event_channel(&access.channel)?)
        .with("user", work.user(&user.id)?)
        .with("thread_id", thread.parent_id.as_str())
        .with("first_unread_message_id", json!(named))
        .with("last_read_message_id", json!(previous))
        .with("last_read_at", until)
        .with("unread_messages", unread);
    add_totals(work, &mut event, &user.id)?;
    work.emit(event.concerning([user.id]));
    Ok(())
}

/// Adds a user's unread totals, of channels and of threads.
pub fn add_totals(work: &Work<'_>, event: &mut Event, user_id: &str) -> Result<()> {
    event.body.extend(totals_fields(reads::totals(work.conn, user_id)?));
    event.body.extend(threads::totals_fields(thread_participants::totals(work.conn, user_id)?));
    Ok(())
}

fn thread_of(work: &Work<'_>, access: &Access, thread_id: &str) -> Result<Thread> {
    let found = stored::find(work.conn, thread_id)?.filter(|thread| thread.cid == access.channel.cid);
    let thread = found.ok_or_else(|| Error::missing("thread", thread_id))?;
    work.message_access(&thread.parent_id)?;
    Ok(thread)
}

fn participation(work: &Work<'_>, thread: &Thread) -> Result<Option<Participant>> {
    let found = thread_participants::find(work.conn, &thread.parent_id, work.viewer())?;
    Ok(found.filter(|participant| participant.left_at.is_none()))
}

fn reply_of(work: &Work<'_>, thread: &Thread, id: &str) -> Result<Message> {
    messages::find(work.conn, id)?
        .filter(|reply| reply.parent_id.as_deref() == Some(&thread.parent_id))
        .ok_or_else(|| Error::missing("reply", id))
}

/// The newest reply at or before a moment, as the caller sees the thread.
fn newest_until(work: &Work<'_>, access: &Access, thread: &Thread, until: Time) -> Result<Option<Message>> {
    let sight = work.sight(&access.channel, access.member.as_ref());
    let cursor = message_pages::Cursor::Before { at: until, inclusive: true };
    let source = message_pages::Source::Thread(&thread.parent_id);
    Ok(message_pages::page(work.conn, &source, &sight, cursor, 1)?.pop())
}
