//! Owns what the events of members do to a channel: who belongs to it, and as what.

use super::super::{Channel, Users, Viewer};
use crate::head::EventHead;
use crate::node::Node;

impl<N: Node> Channel<N> {
    /// `member.added`, `member.updated`, `member.removed`. Such an event also says how many there are.
    pub(super) fn apply_member(&mut self, event: &N, head: &EventHead, users: &mut Users<N>, viewer: &Viewer) {
        let member = event.get("member");
        if head.kind == "member.removed" {
            let gone = member.and_then(|member| member.str("user_id")).unwrap_or_else(|| head.user_id.clone());
            self.remove_member(&gone, viewer);
        } else if let Some(member) = member {
            self.put_member(member, users, viewer);
        }
        if let (Some(count), Some(data)) = (event.num("channel_member_count"), &self.data)
            && data.num("member_count").is_some_and(|known| known != count)
        {
            let data = data.copy();
            data.set("member_count", N::number(count));
            self.data = Some(data);
        }
    }

    /// `notification.invited`, `.invite_accepted`, `.invite_rejected`: the own user's answer, also for channels whose
    /// events do not come.
    pub(super) fn apply_invite(&mut self, event: &N, users: &mut Users<N>, viewer: &Viewer) {
        if let Some(member) = event.get("member").filter(|member| member.says("user_id", &viewer.user_id)) {
            // It tells of the invitation as it was: a newer copy may be held.
            let held = self.members.read().get_named(&viewer.user_id);
            if held.is_none_or(|held| held.time("updated_at") <= member.time("updated_at")) {
                self.put_member(member, users, viewer);
            }
        }
    }

    /// `user.banned`, `user.unbanned` in this channel.
    pub(super) fn apply_ban(&mut self, event: &N, head: &EventHead, viewer: &Viewer) {
        let Some(member) = self.members.read().get_named(&head.user_id) else { return };
        let (banned, shadow) = (head.kind == "user.banned", event.is("shadow"));
        let member = member.copy();
        member.set("banned", N::flag(banned && !shadow));
        member.set("shadow_banned", N::flag(banned && shadow));
        if head.user_id == viewer.user_id {
            self.membership = member.clone();
        }
        self.members.change().set_named(&head.user_id, member);
    }
}
