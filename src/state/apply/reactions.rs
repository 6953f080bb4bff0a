//! Owns what the events of reactions do to a message: whose reactions the reader sees as the own ones.

use super::super::{Channel, Users, Viewer};
use crate::node::Node;

impl<N: Node> Channel<N> {
    /// `reaction.new`, `reaction.updated`, `reaction.deleted`.
    pub(super) fn apply_reaction(&mut self, event: &N, kind: &str, users: &mut Users<N>, viewer: &Viewer) {
        let held = self.replace_message(event, users, viewer);
        if let (Some(held), Some(reaction)) = (held, event.get("reaction")) {
            let id = reaction.str("user_id").or_else(|| reaction.get("user")?.str("id"));
            if id.as_deref() == Some(viewer.user_id.as_str()) {
                own_reaction(&held, &reaction, kind);
            }
        }
    }
}

/// Adds or removes an own reaction of a held message; the event's own list is not the reader's.
fn own_reaction<N: Node>(held: &N, reaction: &N, kind: &str) {
    let kept = N::array();
    if kind != "reaction.updated" {
        let changed = reaction.str("type");
        for own in held.each("own_reactions") {
            if own.str("type") != changed {
                kept.push(own);
            }
        }
    }
    if kind != "reaction.deleted" {
        kept.push(reaction.clone());
    }
    held.set("own_reactions", kept);
}
