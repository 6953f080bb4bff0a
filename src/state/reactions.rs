//! Owns which reactions of a message are the reader's own, whatever the order in which they are heard of, and what a
//! reaction does to a message before the service has answered. Where messages are held is the channel's.

use super::users::Users;
use super::viewer::Viewer;
use crate::id::Id;
use crate::node::Node;
use crate::sorted::Sorted;
use crate::time::Nanos;

/// What the newest event said about the own reactions of one type.
#[derive(Debug)]
struct Heard {
    kind: String,
    at: Nanos,
}

/// What events said about the own reactions to one message.
#[derive(Debug, Default)]
struct Known {
    heard: Vec<Heard>,
    /// All own reactions from before this time were replaced by one.
    cleared: Option<Nanos>,
}

/// Message id → what was heard of own reactions. Grows only with what the own user does.
#[derive(Debug, Default)]
pub struct OwnReactions {
    known: Sorted<Id, Known>,
}

/// What a reaction's event does to the own ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// One more, or another of the same type.
    Added,
    /// It is the only one now.
    Replaced,
    /// One less.
    Removed,
}

impl OwnReactions {
    /// The own reactions after a change at that time, from those shown; `None` when newer news are known.
    pub fn take<N: Node>(&mut self, id: &str, shown: &[N], reaction: &N, change: Change, at: Nanos) -> Option<N> {
        if !self.known.contains(id) {
            self.known.insert(id.into(), Known::default());
        }
        let known = self.known.get_mut(id)?;
        let kind = reaction.str("type").unwrap_or_default();
        if known.cleared > Some(at) || known.heard.iter().any(|heard| heard.kind == kind && heard.at > at) {
            return None;
        }
        if change == Change::Replaced {
            known.cleared = Some(at);
            known.heard.retain(|heard| heard.at > at);
        }
        known.heard.retain(|heard| heard.kind != kind);
        let newer = |other: &N| {
            let kind = other.str("type").unwrap_or_default();
            known.heard.iter().any(|heard| heard.kind == kind && heard.at > at)
        };
        let list = N::array();
        let mut placed = change == Change::Removed;
        for own in shown {
            if own.str("type").as_ref() == Some(&kind) || (change == Change::Replaced && !newer(own)) {
                continue;
            }
            if !placed && newer(own) {
                placed = true;
                list.push(reaction.clone());
            }
            list.push(own.clone());
        }
        if !placed {
            list.push(reaction.clone());
        }
        known.heard.push(Heard { kind, at });
        Some(list)
    }
}

impl<N: Node> super::Channel<N> {
    /// A reaction as the app adds or removes it, without waiting for the service: to the copy given, which takes the
    /// place of the one held, or to the held one, whose counts change. The message afterwards.
    pub fn react(
        &mut self,
        reaction: &N,
        message: Option<N>,
        change: Change,
        users: &mut Users<N>,
        viewer: &Viewer,
    ) -> Option<N> {
        let head = message.as_ref().map(N::message_head);
        let (id, parent) = match &head {
            Some(head) => (head.id.clone(), head.parent_id.clone()),
            None => (reaction.str("message_id")?, String::new()),
        };
        let held = self.held(&id, &parent).map(|found| found.message);
        let user_id = reaction.str("user_id").or_else(|| reaction.get("user")?.str("id")).unwrap_or_default();
        let shown = held.as_ref().map(|held| held.each("own_reactions")).unwrap_or_default();
        let fresh = match (message, &held) {
            (Some(message), _) => {
                let user = message.get("user").map(|user| users.share(user));
                message.local_message(user.as_ref())
            }
            (None, Some(held)) => {
                let fresh = held.copy();
                tally(&fresh, reaction, &user_id, change);
                fresh
            }
            (None, None) => return None,
        };
        let own = if user_id == viewer.user_id { edit(&shown, reaction, change) } else { list(&shown) };
        fresh.set("own_reactions", own);
        if held.is_some() {
            self.replace_held(&id, &parent, &fresh);
        }
        Some(fresh)
    }
}

fn list<N: Node>(items: &[N]) -> N {
    let list = N::array();
    for item in items {
        list.push(item.clone());
    }
    list
}

/// Reactions of one user after a change.
fn edit<N: Node>(shown: &[N], reaction: &N, change: Change) -> N {
    let kept = N::array();
    for own in shown {
        if change != Change::Replaced && own.str("type") != reaction.str("type") {
            kept.push(own.clone());
        }
    }
    if change != Change::Removed {
        kept.push(reaction.clone());
    }
    kept
}

/// Changes the newest reactions and the counts of a message, which is a copy already.
fn tally<N: Node>(message: &N, reaction: &N, user_id: &str, change: Change) {
    let kind = reaction.str("type").unwrap_or_default();
    let groups = message.get("reaction_groups").map_or_else(N::object, |groups| groups.copy());
    let latest = N::array();
    for known in message.each("latest_reactions") {
        let same = known.str("type").as_ref() == Some(&kind);
        let theirs = known.str("user_id").or_else(|| known.get("user")?.str("id")).as_deref() == Some(user_id);
        if theirs && (same || change == Change::Replaced) {
            count(&groups, &known, -1.0);
        } else {
            latest.push(known);
        }
    }
    if change != Change::Removed {
        count(&groups, reaction, 1.0);
        latest.push(reaction.clone());
    }
    message.set("reaction_groups", groups);
    message.set("latest_reactions", latest);
}

/// One reaction more or less in its group, which is gone when it is empty.
fn count<N: Node>(groups: &N, reaction: &N, by: f64) {
    let kind = reaction.str("type").unwrap_or_default();
    let group = groups.get_named(&kind).map_or_else(N::object, |group| group.copy());
    let count = group.num("count").unwrap_or(0.0) + by;
    if count <= 0.0 {
        return groups.remove_named(&kind);
    }
    group.set("count", N::number(count));
    let score = reaction.num("score").unwrap_or(1.0);
    group.set("sum_scores", N::number(group.num("sum_scores").unwrap_or(0.0) + by * score));
    if let (true, Some(at)) = (by > 0.0, reaction.get("created_at")) {
        if group.get("first_reaction_at").is_none() {
            group.set("first_reaction_at", at.clone());
        }
        group.set("last_reaction_at", at);
    }
    groups.set_named(&kind, group);
}
