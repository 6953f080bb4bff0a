//! Owns deleting everything that one user wrote, in a channel or everywhere. Single deletions are in `message_edits`.
use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::reminders;
use crate::app::Work;
use crate::db::messages::{self, Message};
use crate::db::{channels, members, reactions, reads, thread_participants, threads};
use crate::error::Result;
use crate::ids::Cid;
use crate::realtime::event::Event;

/// What becomes of the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deletion {
    /// They are marked as deleted.
    Soft,
    /// The same, and what they held is gone: text, attachments, custom data, reactions.
    Pruning,
    /// They are removed, with their replies and reactions.
    Hard,
}

/// Deletes a user's messages and tells everybody with one event.
pub fn sweep(work: &mut Work<'_>, user_id: &str, cid: Option<&Cid>, deletion: Deletion) -> Result<()> {
    let all = messages::by_author(work.conn, user_id, cid)?;
    let mut touched: BTreeSet<Cid> = BTreeSet::new();
    let mut parents: BTreeSet<String> = BTreeSet::new();
    for message in all {
        touched.insert(message.cid.clone());
        parents.extend(message.parent_id.clone());
        delete(work, message, deletion)?;
    }
    for parent in &parents {
        messages::recount_replies(work.conn, parent)?;
        threads::settle(work.conn, parent)?;
    }
    for cid in &touched {
        if let Some(channel) = channels::find(work.conn, cid)?.filter(|_| deletion == Deletion::Hard) {
            let kind = work.app.types.find(cid.kind())?;
            channels::recount_messages(work.conn, &channel, &kind)?;
        }
    }
    let mut event = match cid {
        Some(cid) => Event::about("user.messages.deleted", work.now(), &work.stored_channel(cid)?),
        None => Event::new("user.messages.deleted", work.now()),
    };
    event = event.with("user", work.user(user_id)?).with("hard_delete", deletion == Deletion::Hard);
    if cid.is_none() {
        touched.extend(members::cids_of(work.conn, user_id)?);
        event.shared_channels = touched.into_iter().collect();
    }
    work.emit(event.concerning([user_id.to_owned()]));
    Ok(())
}

fn delete(work: &mut Work<'_>, mut message: Message, deletion: Deletion) -> Result<()> {
    if deletion == Deletion::Hard {
        reminders::end(work, &message.id)?;
        for gone in messages::replies_of(work.conn, &message.id)?.iter().chain([&message]) {
            reads::lower(work.conn, gone)?;
            thread_participants::lower(work.conn, gone)?;
        }
        return Ok(messages::remove(work.conn, &message.id)?);
    }
    let now = work.now();
    message.deleted_at.get_or_insert(now);
    message.updated_at = now;
    if deletion == Deletion::Pruning {
        reactions::remove_all(work.conn, &message.id)?;
        message = Message {
            text: String::new(),
            attachments: Vec::new(),
            custom: Map::<String, Value>::new(),
            mentioned_users: Vec::new(),
            reaction_count: 0,
            poll_id: None,
            has_location: false,
            i18n: None,
            moderation: None,
            ..message
        };
    }
    Ok(messages::save(work.conn, &message)?)
}
