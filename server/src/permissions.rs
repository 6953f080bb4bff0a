//! Owns who may do what in a channel: one table of capabilities, both enforced and shown as `own_capabilities`.
use crate::channel_type::{self, ChannelType};
use crate::db::channels::Channel;
use crate::db::members::Member;
use crate::db::users::User;
use crate::error::{Error, Result};

/// How a user stands to a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Administrator of the application, or the application's own server.
    Admin,
    /// Moderator of the channel.
    Moderator,
    /// Created the channel.
    Owner,
    /// Belongs to it.
    Member,
    /// A user or guest who does not belong to it.
    Visitor,
    /// Nobody known.
    Anonymous,
}

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
/// What moderators and administrators may do besides.
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
    "connect-events",
    "create-attachment",
    "create-mention",
    "delete-own-message",
    "flag-message",
    "join-channel",
    "quote-message",
    "read-events",
    "send-custom-events",
    "send-links",
    "send-message",
    "send-reaction",
    "send-reply",
    "send-typing-events",
    "typing-events",
    "update-own-message",
];
/// What an anonymous visitor may do in an open channel beside reading.
const ANONYMOUS: &[&str] = &["connect-events"];

/// Capabilities that vanish while a switch of the channel type is off.
const SWITCHED: &[(&str, &[&str])] = &[
    ("polls", &["cast-poll-vote", "query-poll-votes", "send-poll"]),
    ("uploads", &["upload-file"]),
    ("search", &["search-messages"]),
    ("mutes", &["mute-channel"]),
    ("shared_locations", &["share-location"]),
    ("delivery_events", &["delivery-events"]),
];

/// A channel together with the caller's place in it.
#[derive(Debug)]
pub struct Access {
    /// The channel.
    pub channel: Channel,
    /// The caller's membership.
    pub member: Option<Member>,
    /// The caller's standing.
    pub standing: Standing,
    /// The channel's type.
    pub kind: &'static ChannelType,
}

impl Access {
    /// Works out the standing; refuses callers who may not even read.
    pub fn new(channel: Channel, member: Option<Member>, caller: &User, server: bool) -> Result<Self> {
        let kind = channel_type::find(channel.cid.kind())?;
        let standing = match &member {
            _ if server || caller.role == "admin" => Standing::Admin,
            _ if caller.role == "anonymous" => Standing::Anonymous,
            Some(member) if member.channel_role == "channel_moderator" => Standing::Moderator,
            _ if channel.created_by == caller.id => Standing::Owner,
            Some(_) => Standing::Member,
            None => Standing::Visitor,
        };
        let access = Access { channel, member, standing, kind };
        match access.may_read() {
            true => Ok(access),
            false => Err(Error::not_allowed(format!(
                "user {:?} may not read channel {}: only its members may",
                caller.id, access.channel.cid
            ))),
        }
    }

    fn may_read(&self) -> bool {
        self.kind.open || !matches!(self.standing, Standing::Visitor | Standing::Anonymous)
    }

    /// Everything the caller may do here.
    pub fn capabilities(&self) -> Vec<&'static str> {
        let grants: &[&[&'static str]] = match self.standing {
            Standing::Admin | Standing::Moderator => &[MEMBER, OWNER, MODERATOR],
            Standing::Owner => &[MEMBER, OWNER],
            Standing::Member => &[MEMBER],
            Standing::Visitor if self.kind.open => &[VISITOR],
            Standing::Anonymous if self.kind.open => &[ANONYMOUS],
            Standing::Visitor | Standing::Anonymous => &[],
        };
        let off = |capability: &str| {
            SWITCHED.iter().any(|(switch, tied)| !self.kind.is_on(switch) && tied.contains(&capability))
        };
        let mut all: Vec<&'static str> =
            grants.iter().flat_map(|part| part.iter().copied()).filter(|c| !off(c)).collect();
        if self.channel.cooldown > 0 && !all.contains(&"skip-slow-mode") {
            all.push("slow-mode");
        }
        all.sort_unstable();
        all
    }

    /// Whether the caller may do this.
    pub fn can(&self, capability: &str) -> bool {
        self.capabilities().contains(&capability)
    }

    /// Refuses callers who may not do this (code 17).
    pub fn require(&self, capability: &str) -> Result<()> {
        match self.can(capability) {
            true => Ok(()),
            false => {
                Err(Error::not_allowed(format!("capability {capability:?} is missing in channel {}", self.channel.cid)))
            }
        }
    }

    /// Refuses to add to a frozen or disabled channel.
    pub fn require_open(&self) -> Result<()> {
        let cid = &self.channel.cid;
        match (self.channel.frozen, self.channel.disabled) {
            _ if self.standing == Standing::Admin => Ok(()),
            (true, _) => Err(Error::not_allowed(format!("channel {cid} is frozen"))),
            (_, true) => Err(Error::not_allowed(format!("channel {cid} is disabled"))),
            (false, false) => Ok(()),
        }
    }
}
