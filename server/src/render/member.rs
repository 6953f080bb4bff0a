//! Owns how members and their read marks look.
use serde_json::{Map, Value};

use super::View;
use super::fields::Fields;
use crate::db::channels::Channel;
use crate::db::members::Member;
use crate::error::Result;

/// Field names that belong to the protocol and can never be custom data of a member.
pub const BUILT_IN: &[&str] = &[
    "archived",
    "archived_at",
    "ban_expires",
    "banned",
    "channel_role",
    "created_at",
    "custom",
    "deleted_at",
    "invite_accepted_at",
    "invite_rejected_at",
    "invited",
    "is_moderator",
    "notifications_muted",
    "pinned",
    "pinned_at",
    "role",
    "shadow_banned",
    "status",
    "updated_at",
    "user",
    "user_id",
];

impl View<'_> {
    /// A member with the user inside.
    pub fn member(&self, channel: &Channel, member: &Member) -> Result<Value> {
        let mut object = Map::new();
        self.put_member(&mut object, channel, member)?;
        Ok(object.into())
    }

    /// The fields of a member.
    pub(super) fn put_member(&self, object: &mut impl Fields, channel: &Channel, member: &Member) -> Result<()> {
        let moderator = member.channel_role == "channel_moderator";
        let role = match () {
            _ if channel.created_by == member.user_id => "owner",
            _ if moderator => "moderator",
            _ => "member",
        };
        let standing = member.standing(self.app.clock.reading());
        object.put("user_id", &member.user_id);
        object.put_user("user", &*self.known(&member.user_id)?);
        object.put("role", role);
        object.put("channel_role", &member.channel_role);
        object.put("status", status(member));
        object.put("created_at", member.created_at);
        object.put("updated_at", member.updated_at);
        object.put("banned", standing.banned);
        // Whoever is shadow banned must not learn it.
        object.put("shadow_banned", standing.shadow_banned && member.user_id != self.viewer());
        object.put("notifications_muted", member.notifications_muted);
        object.put("is_moderator", moderator);
        object.put("invited", member.invited);
        let optional = [
            ("invite_accepted_at", member.invite_accepted_at),
            ("invite_rejected_at", member.invite_rejected_at),
            ("pinned_at", member.pinned_at),
            ("archived_at", member.archived_at),
            ("ban_expires", member.ban_expires.filter(|_| standing.banned)),
        ];
        for (key, value) in optional {
            if let Some(at) = value {
                object.put(key, at);
            }
        }
        object.put_custom(&member.custom);
        Ok(())
    }

    /// Whether the viewer may see the member's read mark.
    pub(super) fn shows_read_mark(&self, member: &Member) -> Result<bool> {
        self.shares(member, "read_receipts")
    }

    /// The fields of a member's read mark.
    pub(super) fn put_read_mark(&self, object: &mut impl Fields, member: &Member) -> Result<()> {
        object.put_user("user", &*self.known(&member.user_id)?);
        object.put("last_read", member.last_read);
        object.put("unread_messages", member.unread_messages);
        if self.shares(member, "delivery_receipts")? {
            if let Some(at) = member.last_delivered_at {
                object.put("last_delivered_at", at);
            }
            if let Some(id) = &member.last_delivered_message_id {
                object.put("last_delivered_message_id", id);
            }
        }
        if let Some(id) = &member.last_read_message_id {
            object.put("last_read_message_id", id);
        }
        Ok(())
    }

    fn shares(&self, member: &Member, receipts: &str) -> Result<bool> {
        let user = self.known(&member.user_id)?;
        Ok(member.user_id == self.viewer() || user.stored.as_ref().is_none_or(|user| user.shares(receipts)))
    }
}

fn status(member: &Member) -> &'static str {
    match (member.invited, member.invite_accepted_at, member.invite_rejected_at) {
        (false, _, _) => "member",
        (true, Some(_), _) => "accepted",
        (true, None, Some(_)) => "rejected",
        (true, None, None) => "pending",
    }
}
