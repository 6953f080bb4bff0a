//! Owns who may do what in a channel: one table of grants per role, both enforced and shown as `own_capabilities`.
//! A channel type starts with this table and may change it.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::channel_type::{ChannelType, ChannelTypes, Grants};
use crate::db::channels::Channel;
use crate::db::members::Member;
use crate::db::users::User;
use crate::error::{Error, Result};

/// The role that whoever created a channel has in it, beside his other ones.
pub const OWNER_ROLE: &str = "channel_owner";
/// Roles of users and roles in channels that are always there.
pub const USER_ROLES: &[&str] = &["admin", "anonymous", "guest", "moderator", "user"];
/// Roles of members.
pub const CHANNEL_ROLES: &[&str] = &["channel_member", "channel_moderator", OWNER_ROLE];

/// Every permission there is. Those in the second table are not shown to clients.
pub const CAPABILITIES: &[&str] = &[
    "ban-channel-members",
    "cast-poll-vote",
    "connect-events",
    "create-attachment",
    "create-mention",
    "delete-any-message",
    "delete-channel",
    "delete-own-message",
    "delivery-events",
    "flag-message",
    "freeze-channel",
    "join-channel",
    "leave-channel",
    "mute-channel",
    "notify-channel",
    "notify-group",
    "notify-here",
    "notify-role",
    "pin-message",
    "query-poll-votes",
    "quote-message",
    "read-events",
    "search-messages",
    "send-custom-events",
    "send-links",
    "send-message",
    "send-poll",
    "send-reaction",
    "send-reply",
    "send-restricted-visibility-message",
    "send-typing-events",
    "set-channel-cooldown",
    "share-location",
    "skip-slow-mode",
    "slow-mode",
    "typing-events",
    "update-any-message",
    "update-channel",
    "update-channel-members",
    "update-own-message",
    "update-thread",
    "upload-file",
];
/// Permissions that are granted and enforced but are no capabilities of the protocol.
pub const HIDDEN: &[&str] = &["create-channel", "read-channel", "use-frozen-channel"];

/// What every member of a channel may do.
const MEMBER: &[&str] = &[
    "cast-poll-vote",
    "connect-events",
    "create-attachment",
    "create-mention",
    "delete-own-message",
    "delivery-events",
    "flag-message",
    "join-channel",
    "leave-channel",
    "mute-channel",
    "pin-message",
    "query-poll-votes",
    "quote-message",
    "read-channel",
    "read-events",
    "search-messages",
    "send-custom-events",
    "send-links",
    "send-message",
    "send-poll",
    "send-reaction",
    "send-reply",
    "send-typing-events",
    "share-location",
    "typing-events",
    "update-own-message",
    "update-thread",
    "upload-file",
];
/// What the creator may do besides.
const OWNER: &[&str] = &["delete-channel", "update-channel", "update-channel-members"];
/// What moderators may do besides.
const MODERATOR: &[&str] = &[
    "ban-channel-members",
    "delete-any-message",
    "freeze-channel",
    "notify-channel",
    "notify-group",
    "notify-here",
    "notify-role",
    "send-restricted-visibility-message",
    "set-channel-cooldown",
    "skip-slow-mode",
    "update-any-message",
];
/// What a user may do in an open channel without belonging to it.
const VISITOR: &[&str] = &[
    "cast-poll-vote",
    "connect-events",
    "create-attachment",
    "create-mention",
    "delete-own-message",
    "flag-message",
    "join-channel",
    "query-poll-votes",
    "quote-message",
    "read-channel",
    "read-events",
    "search-messages",
    "send-custom-events",
    "send-links",
    "send-message",
    "send-reaction",
    "send-reply",
    "send-typing-events",
    "typing-events",
    "update-own-message",
    "upload-file",
];
/// What an anonymous visitor may do in an open channel beside reading.
const ANONYMOUS: &[&str] = &["connect-events", "read-channel"];

/// The table that a channel type starts with. `open` lets everybody read and join.
pub fn default_grants(open: bool) -> Grants {
    let set = |parts: &[&[&str]]| -> BTreeSet<String> {
        parts.iter().flat_map(|part| part.iter().map(|name| (*name).to_owned())).collect()
    };
    let create: &[&str] = &["create-channel"];
    let visitor: &[&str] = if open { VISITOR } else { &[] };
    let admin: Vec<&str> = CAPABILITIES.iter().chain(HIDDEN).copied().filter(|name| *name != "slow-mode").collect();
    BTreeMap::from([
        ("admin".to_owned(), set(&[&admin])),
        ("moderator".to_owned(), set(&[MEMBER, OWNER, MODERATOR, create])),
        ("user".to_owned(), set(&[create, visitor])),
        ("guest".to_owned(), set(&[create, visitor])),
        ("anonymous".to_owned(), set(&[if open { ANONYMOUS } else { &[] }])),
        ("channel_member".to_owned(), set(&[MEMBER])),
        ("channel_moderator".to_owned(), set(&[MEMBER, OWNER, MODERATOR])),
        (OWNER_ROLE.to_owned(), set(&[MEMBER, OWNER])),
    ])
}

/// Capabilities that vanish while a switch of the channel type is off.
const SWITCHED: &[(&str, &[&str])] = &[
    ("connect_events", &["connect-events"]),
    ("custom_events", &["send-custom-events"]),
    ("delivery_events", &["delivery-events"]),
    ("mutes", &["mute-channel"]),
    ("polls", &["cast-poll-vote", "query-poll-votes", "send-poll"]),
    ("quotes", &["quote-message"]),
    ("reactions", &["send-reaction"]),
    ("read_events", &["read-events"]),
    ("replies", &["send-reply"]),
    ("search", &["search-messages"]),
    ("shared_locations", &["share-location"]),
    ("typing_events", &["send-typing-events", "typing-events"]),
    ("uploads", &["upload-file"]),
];

/// What a banned user keeps: he reads, and may clean up after himself.
const BANNED: &[&str] = &[
    "connect-events",
    "delete-own-message",
    "delivery-events",
    "flag-message",
    "leave-channel",
    "mute-channel",
    "query-poll-votes",
    "read-channel",
    "read-events",
    "search-messages",
    "typing-events",
];
/// What nobody may do in a frozen or disabled channel without `use-frozen-channel`.
const ADDING: &[&str] = &["send-message", "send-poll", "send-reaction", "send-reply", "share-location"];

/// What bans make of a user in a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// He only reads.
    pub banned: bool,
    /// What he writes is shadowed for everybody else.
    pub shadow_banned: bool,
}

/// A channel together with the caller's place in it.
#[derive(Debug)]
pub struct Access {
    /// The channel.
    pub channel: Channel,
    /// The caller's membership.
    pub member: Option<Member>,
    /// The channel's type, with the channel's own settings.
    pub kind: Arc<ChannelType>,
    /// Whether the caller is banned.
    pub standing: Standing,
    /// The caller's roles here, for the table of grants.
    roles: Vec<String>,
}

impl Access {
    /// Works out the caller's roles; refuses callers who may not even read. A server counts as administrator.
    pub fn new(
        types: &ChannelTypes,
        channel: Channel,
        member: Option<Member>,
        standing: Standing,
        caller: &User,
        server: bool,
    ) -> Result<Self> {
        let mut kind = types.find(channel.cid.kind())?;
        if let Some(overrides) = &channel.config_overrides {
            kind = Arc::new(kind.overridden(overrides));
        }
        let mut roles = vec![if server { "admin".to_owned() } else { caller.role.clone() }];
        if caller.role != "anonymous" {
            roles.extend(member.iter().map(|member| member.channel_role.clone()));
            // A role of the application's own making adds to what every member may do.
            roles.extend(member.iter().map(|_| "channel_member".to_owned()));
            roles.extend((channel.created_by == caller.id).then(|| OWNER_ROLE.to_owned()));
        }
        let standing = Standing { banned: standing.banned && !server, ..standing };
        let access = Access { channel, member, kind, standing, roles };
        match access.granted("read-channel") {
            true => Ok(access),
            false => Err(Error::not_allowed(format!(
                "user {:?} may not read channel {}: only its members may",
                caller.id, access.channel.cid
            ))),
        }
    }

    fn granted(&self, permission: &str) -> bool {
        self.roles.iter().any(|role| self.kind.grants(role, permission))
    }

    /// Whether the caller is a moderator or an administrator here, or a server.
    pub fn moderates(&self) -> bool {
        self.roles.iter().any(|role| matches!(role.as_str(), "admin" | "moderator" | "channel_moderator"))
    }

    /// Whether the caller may do this.
    pub fn can(&self, permission: &str) -> bool {
        let off = SWITCHED.iter().any(|(switch, tied)| tied.contains(&permission) && !self.kind.is_on(switch));
        let banned = self.standing.banned && !BANNED.contains(&permission);
        match permission {
            _ if banned || (ADDING.contains(&permission) && self.closed().is_some()) => false,
            "slow-mode" => self.channel.cooldown > 0 && !self.granted("skip-slow-mode"),
            _ => !off && self.granted(permission),
        }
    }

    /// Everything the caller may do here, in alphabetical order.
    pub fn capabilities(&self) -> Vec<&'static str> {
        CAPABILITIES.iter().copied().filter(|capability| self.can(capability)).collect()
    }

    /// Refuses callers who may not do this (code 17).
    pub fn require(&self, permission: &str) -> Result<()> {
        let cid = &self.channel.cid;
        match (self.can(permission), self.closed()) {
            (true, _) => Ok(()),
            (false, _) if self.standing.banned => Err(Error::not_allowed(format!("the user is banned from {cid}"))),
            (false, Some(why)) if ADDING.contains(&permission) => {
                Err(Error::not_allowed(format!("channel {cid} is {why}")))
            }
            (false, _) => Err(Error::not_allowed(format!("capability {permission:?} is missing in channel {cid}"))),
        }
    }

    /// Why nobody of the caller's roles can add anything to the channel.
    fn closed(&self) -> Option<&'static str> {
        match (self.channel.frozen, self.channel.disabled) {
            (false, false) => None,
            _ if self.granted("use-frozen-channel") => None,
            (true, _) => Some("frozen"),
            (_, true) => Some("disabled"),
        }
    }

    /// Refuses to add to a frozen or disabled channel.
    pub fn require_open(&self) -> Result<()> {
        match self.closed() {
            None => Ok(()),
            Some(why) => Err(Error::not_allowed(format!("channel {} is {why}", self.channel.cid))),
        }
    }
}

/// Refuses callers whose role may not create channels of this type (code 17).
pub fn require_creation(kind: &ChannelType, role: &str) -> Result<()> {
    match kind.grants(role, "create-channel") {
        true => Ok(()),
        false => {
            Err(Error::not_allowed(format!("users of role {role:?} may not create channels of type {:?}", kind.name)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grant_and_every_switch_names_a_permission_that_exists() {
        let known = |name: &&str| CAPABILITIES.contains(name) || HIDDEN.contains(name);
        for open in [true, false] {
            assert!(default_grants(open).values().flatten().all(|name| known(&name.as_str())));
        }
        assert!(BANNED.iter().chain(ADDING).all(known));
        assert!(SWITCHED.iter().flat_map(|(_, tied)| tied.iter()).all(known));
        assert!(CAPABILITIES.is_sorted());
    }
}
