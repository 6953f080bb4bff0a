//! Owns the list of the service's endpoints that this client calls, in the order of the service's own description. Facts only.

use super::Method::{Delete, Get, Patch, Post, Put};
use super::Needs::{ConnectionToWatch, Nothing, Token, User};
use super::{Endpoint, Method, Needs};

/// Doing it twice is the same as once.
const IDEMPOTENT: bool = true;
/// Doing it twice may do it twice.
const ONCE: bool = false;

const fn row(name: &'static str, method: Method, path: &'static str, needs: Needs, idempotent: bool) -> Endpoint {
    Endpoint { name, method, path, needs, idempotent }
}

/// Every endpoint, looked up by name. Placeholders are the path arguments, in order: channel type, channel id, message
/// id, reaction type, user id, as the path says.
#[rustfmt::skip]
pub const ENDPOINTS: &[Endpoint] = &[
    row("CreateGuest", Post, "/guest", Nothing, ONCE),
    row("LongPoll", Get, "/longpoll", Token, ONCE),
    row("GetApp", Get, "/app", User, IDEMPOTENT),
    row("Sync", Post, "/sync", User, IDEMPOTENT),
    row("QueryChannels", Post, "/channels", ConnectionToWatch, IDEMPOTENT),
    row("DeleteChannels", Post, "/channels/delete", User, IDEMPOTENT),
    row("GetOrCreateDistinctChannel", Post, "/channels/{}/query", ConnectionToWatch, IDEMPOTENT),
    row("GetOrCreateChannel", Post, "/channels/{}/{}/query", ConnectionToWatch, IDEMPOTENT),
    row("StopWatchingChannel", Post, "/channels/{}/{}/stop-watching", User, IDEMPOTENT),
    row("UpdateChannel", Post, "/channels/{}/{}", User, ONCE),
    row("UpdateChannelPartial", Patch, "/channels/{}/{}", User, IDEMPOTENT),
    row("UpdateMemberPartial", Patch, "/channels/{}/{}/member/{}", User, IDEMPOTENT),
    row("DeleteChannel", Delete, "/channels/{}/{}", User, IDEMPOTENT),
    row("TruncateChannel", Post, "/channels/{}/{}/truncate", User, ONCE),
    row("HideChannel", Post, "/channels/{}/{}/hide", User, IDEMPOTENT),
    row("ShowChannel", Post, "/channels/{}/{}/show", User, IDEMPOTENT),
    row("SendMessage", Post, "/channels/{}/{}/message", User, ONCE),
    row("GetMessage", Get, "/messages/{}", User, IDEMPOTENT),
    row("GetManyMessages", Get, "/channels/{}/{}/messages", User, IDEMPOTENT),
    row("UpdateMessage", Post, "/messages/{}", User, IDEMPOTENT),
    row("UpdateMessagePartial", Put, "/messages/{}", User, IDEMPOTENT),
    row("DeleteMessage", Delete, "/messages/{}", User, IDEMPOTENT),
    row("GetReplies", Get, "/messages/{}/replies", User, IDEMPOTENT),
    row("GetPinnedMessages", Get, "/channels/{}/{}/pinned_messages", User, IDEMPOTENT),
    row("Search", Get, "/search", User, IDEMPOTENT),
    row("SendReaction", Post, "/messages/{}/reaction", User, ONCE),
    row("DeleteReaction", Delete, "/messages/{}/reaction/{}", User, IDEMPOTENT),
    row("GetReactions", Get, "/messages/{}/reactions", User, IDEMPOTENT),
    row("QueryReactions", Post, "/messages/{}/reactions", User, IDEMPOTENT),
    row("SendEvent", Post, "/channels/{}/{}/event", User, ONCE),
    row("MarkRead", Post, "/channels/{}/{}/read", User, IDEMPOTENT),
    row("MarkChannelsRead", Post, "/channels/read", User, IDEMPOTENT),
    row("MarkUnread", Post, "/channels/{}/{}/unread", User, IDEMPOTENT),
    row("UnreadCounts", Get, "/unread", User, IDEMPOTENT),
    row("QueryMembers", Get, "/members", User, IDEMPOTENT),
    row("QueryUsers", Get, "/users", ConnectionToWatch, IDEMPOTENT),
    row("UpdateUsers", Post, "/users", User, IDEMPOTENT),
    row("UpdateUsersPartial", Patch, "/users", User, IDEMPOTENT),
    row("MuteUser", Post, "/moderation/mute", User, IDEMPOTENT),
    row("UnmuteUser", Post, "/moderation/unmute", User, IDEMPOTENT),
    row("MuteChannel", Post, "/moderation/mute/channel", User, IDEMPOTENT),
    row("UnmuteChannel", Post, "/moderation/unmute/channel", User, IDEMPOTENT),
    row("BlockUsers", Post, "/users/block", User, IDEMPOTENT),
    row("UnblockUsers", Post, "/users/unblock", User, IDEMPOTENT),
    row("GetBlockedUsers", Get, "/users/block", User, IDEMPOTENT),
];
