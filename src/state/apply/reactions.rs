//! Owns what the events of reactions do to a message: the service's newer copy takes its place, and the reader's own
//! reactions follow the events about them.

use super::super::reactions::{Change, has_another, listed};
use super::super::{Channel, Users, Viewer};
use crate::head::EventHead;
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> Channel<N> {
    /// `reaction.new`, `reaction.updated`, `reaction.deleted`. The event's own list is not the reader's.
    pub(super) fn apply_reaction(&mut self, event: &N, head: &EventHead, users: &mut Users<N>, viewer: &Viewer) {
        let held = self.replace_message(event, head, users, viewer);
        if head.reactor.is_empty() || head.reactor != viewer.user_id {
            return;
        }
        let (Some(message), Some(reaction)) = (event.get("message"), event.get("reaction")) else { return };
        let Some(id) = message.str("id") else { return };
        let change = match head.kind.as_str() {
            // Of the same type again, or the only one from now on.
            "reaction.updated" if !has_another(&message, &reaction, &viewer.user_id) => Change::Replaced,
            "reaction.deleted" => Change::Removed,
            _ => Change::Added,
        };
        let shown = held.as_ref().and_then(|held| held.get("own_reactions")).unwrap_or_else(N::array);
        // Also of a message that is still to come.
        let own = self.own_reactions.take(&id, shown, reaction, change, head.at.unwrap_or(Nanos::LAST));
        // Events may have been missed: the message tells, if it lists all.
        let own = listed(held.as_ref().unwrap_or(&message), viewer).unwrap_or(own);
        message.set("own_reactions", own.clone());
        let Some(held) = held else { return };
        let fresh = held.copy();
        fresh.set("own_reactions", own);
        self.replace_held(&id, &held.str("parent_id").unwrap_or_default(), &fresh);
    }
}
