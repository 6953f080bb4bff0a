//! Owns which reactions of a message are the reader's own, whatever the order in which they are heard of, and what a
//! reaction does to a message before the service has answered. Where messages are held is the channel's.

use super::users::Users;
use super::viewer::Viewer;
use crate::id::Id;
use crate::node::Node;
use crate::text::Text;
use crate::time::Nanos;

/// An event about an own reaction.
#[derive(Debug)]
struct Heard<N> {
    id: Id,
    at: Nanos,
    change: Change,
    reaction: N,
}

/// The latest events about own reactions, oldest first by the service's time.
#[derive(Debug)]
pub struct OwnReactions<N> {
    heard: Vec<Heard<N>>,
}

/// How many of them are remembered: more than any link delivers out of order.
const MOST: usize = 100;

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

impl<N> Default for OwnReactions<N> {
    fn default() -> Self {
        OwnReactions { heard: Vec::new() }
    }
}

impl<N: Node> OwnReactions<N> {
    /// The own reactions after one more event, from those shown: as if all had come in the order of their times.
    pub fn take(&mut self, id: &str, shown: N, reaction: N, change: Change, at: Nanos) -> N {
        let place = self.heard.partition_point(|heard| heard.at <= at);
        self.heard.insert(place, Heard { id: id.into(), at, change, reaction });
        if self.heard.len() > MOST {
            self.heard.remove(0);
        }
        let mut own = shown;
        for heard in &self.heard {
            if *heard.id == *id {
                own = edit(&own, &heard.reaction, heard.change);
            }
        }
        own
    }

    /// The own reactions of a message that came after events about them, from those that came with it.
    pub fn of(&self, id: &str, mut own: N) -> N {
        for heard in &self.heard {
            if *heard.id == *id {
                own = edit(&own, &heard.reaction, heard.change);
            }
        }
        own
    }

    /// A query brought what the service knows: that counts, and what was heard until it was asked does not.
    pub fn forget(&mut self, asked: Nanos) {
        self.heard.retain(|heard| heard.at > asked);
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
            None => (reaction.str("message_id")?, Text::default()),
        };
        let held = self.held(&id, &parent).map(|found| found.message);
        let user_id = giver(reaction);
        let shown = held.as_ref().and_then(|held| held.get("own_reactions")).unwrap_or_else(N::array);
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
        let own = if user_id == viewer.user_id { edit(&shown, reaction, change) } else { shown };
        fresh.set("own_reactions", own);
        if held.is_some() {
            self.replace_held(&id, &parent, &fresh);
        }
        Some(fresh)
    }
}

/// Who gave a reaction.
#[inline(never)]
fn giver<N: Node>(reaction: &N) -> Text {
    reaction.str("user_id").or_else(|| reaction.str_in("user", "id")).unwrap_or_default()
}

/// Whether a message names a reaction of another type by the same user among its latest. `reaction.updated` says that a
/// reaction became the only one of its user, and as well that it has another score: only then there can be another.
pub fn has_another<N: Node>(message: &N, reaction: &N, user_id: &str) -> bool {
    let other = |one: &N| *giver(one) == *user_id && one.str("type") != reaction.str("type");
    message.each("latest_reactions").iter().any(other)
}

/// The reader's own reactions, oldest first as events bring them, when a message lists all that it has: newest first.
pub fn listed<N: Node>(message: &N, viewer: &Viewer) -> Option<N> {
    let (latest, groups) = (message.get("latest_reactions")?, message.get("reaction_groups")?);
    let (own, mut missing) = (N::array(), -f64::from(latest.len()));
    for kind in groups.keys() {
        missing += groups.get_named(&kind)?.num("count")?;
    }
    for index in (0..latest.len()).rev() {
        if let Some(reaction) = latest.at(index).filter(|one| one.says("user_id", &viewer.user_id)) {
            own.push(reaction);
        }
    }
    if missing == 0.0 && latest.len() > 0 { Some(own) } else { None }
}

/// Reactions of one user after a change.
fn edit<N: Node>(shown: &N, reaction: &N, change: Change) -> N {
    let kept = N::array();
    for index in 0..shown.len() {
        if let Some(own) = shown.at(index)
            && change != Change::Replaced
            && own.str("type") != reaction.str("type")
        {
            kept.push(own);
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
        let same = known.says("type", &kind);
        if *giver(&known) == *user_id && (same || change == Change::Replaced) {
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
