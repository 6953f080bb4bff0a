//! Owns who receives which event, as one table. Does not own the connections it chooses from.
use std::collections::BTreeSet;

use super::event::Event;
use super::hub::Live;

/// A group of connections, seen from the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Every connection that watches the channel.
    Watchers,
    /// The same without the connection that caused the event.
    OtherWatchers,
    /// Connections of the concerned users that do not watch the channel.
    AbsentMembers,
    /// All connections of the concerned users.
    Concerned,
    /// Connections that subscribed to the presence of the concerned user, or of the members of one of his channels.
    PresenceSubscribers,
    /// The same, and whoever watches a channel together with the concerned user, and he himself.
    Acquaintances,
    /// Every connection that watches the channel, and all connections of the concerned users.
    WatchersAndConcerned,
    /// Every connection there is.
    Everybody,
}

/// The table. A type that is not in it is a custom event: it goes to watchers, or, outside any channel, to whom it concerns.
pub const TABLE: &[(&str, To)] = &[
    ("message.new", To::Watchers),
    ("message.updated", To::Watchers),
    ("message.deleted", To::Watchers),
    ("message.undeleted", To::Watchers),
    ("message.read", To::Watchers),
    ("message.delivered", To::Watchers),
    ("reaction.new", To::Watchers),
    ("reaction.updated", To::Watchers),
    ("reaction.deleted", To::Watchers),
    ("typing.start", To::OtherWatchers),
    ("typing.stop", To::OtherWatchers),
    ("user.watching.start", To::Watchers),
    ("user.watching.stop", To::Watchers),
    ("channel.created", To::Watchers),
    ("channel.updated", To::Watchers),
    ("channel.truncated", To::Watchers),
    ("channel.deleted", To::Watchers),
    ("channel.hidden", To::Concerned),
    ("channel.visible", To::Concerned),
    ("member.added", To::Watchers),
    ("member.updated", To::Watchers),
    ("member.removed", To::Watchers),
    ("notification.message_new", To::AbsentMembers),
    ("notification.channel_deleted", To::AbsentMembers),
    ("notification.channel_truncated", To::AbsentMembers),
    ("notification.added_to_channel", To::Concerned),
    ("notification.removed_from_channel", To::Concerned),
    ("notification.invited", To::Concerned),
    ("notification.invite_accepted", To::Concerned),
    ("notification.invite_rejected", To::Concerned),
    ("notification.mark_read", To::Concerned),
    ("notification.mark_unread", To::Concerned),
    ("notification.thread_message_new", To::Concerned),
    ("notification.mutes_updated", To::Concerned),
    ("notification.channel_mutes_updated", To::Concerned),
    ("notification.reminder_due", To::Concerned),
    ("channel.kicked", To::Concerned),
    ("draft.updated", To::Concerned),
    ("draft.deleted", To::Concerned),
    ("reminder.created", To::Concerned),
    ("reminder.updated", To::Concerned),
    ("reminder.deleted", To::Concerned),
    ("thread.updated", To::Watchers),
    ("poll.updated", To::Watchers),
    ("poll.closed", To::Watchers),
    ("poll.deleted", To::Watchers),
    ("poll.vote_casted", To::Watchers),
    ("poll.vote_changed", To::Watchers),
    ("poll.vote_removed", To::Watchers),
    ("user.presence.changed", To::PresenceSubscribers),
    ("user.updated", To::Acquaintances),
    ("user.deleted", To::Acquaintances),
    ("user.deactivated", To::Acquaintances),
    ("user.reactivated", To::Acquaintances),
    ("user.banned", To::WatchersAndConcerned),
    ("user.unbanned", To::WatchersAndConcerned),
    ("user.muted", To::Concerned),
    ("user.messages.deleted", To::WatchersAndConcerned),
    ("user_group.created", To::Concerned),
    ("user_group.updated", To::Concerned),
    ("user_group.deleted", To::Concerned),
    ("user_group.member_added", To::Concerned),
    ("user_group.member_removed", To::Concerned),
    ("app.updated", To::Everybody),
];

/// Event types that exist in the protocol but that this server never sends as an event: some are made by clients, the
/// others only reach an application's own server. Clients may not send them either.
pub const RESERVED: &[&str] = &[
    "health.check",
    "connection.error",
    "connection.changed",
    "connection.recovered",
    "transport.changed",
    "capabilities.changed",
    "channel.frozen",
    "channel.unfrozen",
    "channel.muted",
    "channel.unmuted",
    "channel.max_streak_changed",
    "message.pending",
    "user.unread_message_reminder",
];

/// Event types that `/sync` replays (protocol notes, "Sync").
pub const REPLAYABLE: &[&str] = &[
    "channel.created",
    "channel.updated",
    "channel.deleted",
    "channel.hidden",
    "channel.visible",
    "channel.truncated",
    "notification.added_to_channel",
    "notification.removed_from_channel",
    "message.new",
    "message.updated",
    "message.deleted",
    "message.undeleted",
    "reaction.new",
    "reaction.updated",
    "reaction.deleted",
];

/// The table's answer for one type.
pub fn group(kind: &str) -> To {
    TABLE.iter().find(|(name, _)| *name == kind).map_or(To::Watchers, |(_, to)| *to)
}

/// Whether the protocol owns this name, so that no client can send it as a custom event.
pub fn is_built_in(kind: &str) -> bool {
    RESERVED.contains(&kind) || TABLE.iter().any(|(name, _)| *name == kind)
}

/// The connections that receive an event, each once.
pub fn of<'a>(event: &Event, live: &'a Live) -> BTreeSet<&'a str> {
    let watchers = || event.cid.iter().flat_map(|cid| live.watching(cid));
    let concerned = || event.concerned.iter().flat_map(|user| live.of_user(user));
    let subscribers = || {
        let by_user = event.concerned.iter().flat_map(|user| live.subscribed_to_user(user));
        by_user.chain(event.shared_channels.iter().flat_map(|cid| live.subscribed_to_channel(cid)))
    };
    let origin = event.origin.as_deref();
    let to = match event.cid {
        None if !is_built_in(&event.kind) => To::Concerned,
        _ => group(&event.kind),
    };
    let mut chosen: BTreeSet<&str> = match to {
        To::Watchers => watchers().collect(),
        To::OtherWatchers => watchers().filter(|id| Some(*id) != origin).collect(),
        To::AbsentMembers => {
            concerned().filter(|id| event.cid.as_ref().is_none_or(|cid| !live.watches(id, cid))).collect()
        }
        To::Concerned => concerned().filter(|id| Some(*id) != origin).collect(),
        To::PresenceSubscribers => {
            subscribers().filter(|id| !event.concerned.iter().any(|user| live.belongs(id, user))).collect()
        }
        To::Acquaintances => {
            let together = event.shared_channels.iter().flat_map(|cid| live.watching(cid));
            subscribers().chain(together).chain(concerned()).collect()
        }
        To::WatchersAndConcerned => {
            let together = event.shared_channels.iter().flat_map(|cid| live.watching(cid));
            watchers().chain(together).chain(concerned()).collect()
        }
        To::Everybody => live.all().collect(),
    };
    if let Some(only) = &event.only {
        chosen.retain(|id| only.iter().any(|user| live.belongs(id, user)));
    }
    if !event.except.is_empty() {
        chosen.retain(|id| !event.except.iter().any(|user| live.belongs(id, user)));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_type_stands_in_the_table_twice() {
        let names: BTreeSet<&str> = TABLE.iter().map(|(name, _)| *name).chain(RESERVED.iter().copied()).collect();
        assert_eq!(names.len(), TABLE.len() + RESERVED.len());
    }

    #[test]
    fn every_replayable_type_has_recipients() {
        assert!(REPLAYABLE.iter().all(|kind| TABLE.iter().any(|(name, _)| name == kind)));
    }
}
