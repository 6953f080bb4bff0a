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
    row("UpdateMemberPartial", Patch, "/channels/{}/{}/member", User, IDEMPOTENT),
    row("UpdateMemberOfUser", Patch, "/channels/{}/{}/member/{}", User, IDEMPOTENT),
    row("DeleteChannel", Delete, "/channels/{}/{}", User, IDEMPOTENT),
    row("TruncateChannel", Post, "/channels/{}/{}/truncate", User, ONCE),
    row("HideChannel", Post, "/channels/{}/{}/hide", User, IDEMPOTENT),
    row("ShowChannel", Post, "/channels/{}/{}/show", User, IDEMPOTENT),
    row("GetDraft", Get, "/channels/{}/{}/draft", User, IDEMPOTENT),
    row("CreateDraft", Post, "/channels/{}/{}/draft", User, IDEMPOTENT),
    row("DeleteDraft", Delete, "/channels/{}/{}/draft", User, IDEMPOTENT),
    row("SendMessage", Post, "/channels/{}/{}/message", User, ONCE),
    row("GetMessage", Get, "/messages/{}", User, IDEMPOTENT),
    row("GetManyMessages", Get, "/channels/{}/{}/messages", User, IDEMPOTENT),
    row("UpdateMessage", Post, "/messages/{}", User, IDEMPOTENT),
    row("UpdateMessagePartial", Put, "/messages/{}", User, IDEMPOTENT),
    row("DeleteMessage", Delete, "/messages/{}", User, IDEMPOTENT),
    row("RunMessageAction", Post, "/messages/{}/action", User, ONCE),
    row("GetReplies", Get, "/messages/{}/replies", User, IDEMPOTENT),
    row("GetPinnedMessages", Get, "/channels/{}/{}/pinned_messages", User, IDEMPOTENT),
    row("Search", Get, "/search", User, IDEMPOTENT),
    row("SendReaction", Post, "/messages/{}/reaction", User, ONCE),
    row("DeleteReaction", Delete, "/messages/{}/reaction/{}", User, IDEMPOTENT),
    row("GetReactions", Get, "/messages/{}/reactions", User, IDEMPOTENT),
    row("QueryReactions", Post, "/messages/{}/reactions", User, IDEMPOTENT),
    row("CastPollVote", Post, "/messages/{}/polls/{}/vote", User, IDEMPOTENT),
    row("DeletePollVote", Delete, "/messages/{}/polls/{}/vote/{}", User, IDEMPOTENT),
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
    row("Ban", Post, "/moderation/ban", User, IDEMPOTENT),
    row("Unban", Delete, "/moderation/ban", User, IDEMPOTENT),
    row("FlagContent", Post, "/api/v2/moderation/flag", User, IDEMPOTENT),
    row("MuteUsers", Post, "/api/v2/moderation/mute", User, IDEMPOTENT),
    row("UnmuteUsers", Post, "/api/v2/moderation/unmute", User, IDEMPOTENT),
    row("QueryReviewQueue", Post, "/api/v2/moderation/review_queue", User, IDEMPOTENT),
    row("SubmitAction", Post, "/api/v2/moderation/submit_action", User, ONCE),
    row("GetModerationReport", Get, "/api/v2/moderation/user_report", User, IDEMPOTENT),
    row("UpsertModerationConfig", Post, "/api/v2/moderation/config", User, IDEMPOTENT),
    row("GetModerationConfig", Get, "/api/v2/moderation/config/{}", User, IDEMPOTENT),
    row("DeleteModerationConfig", Delete, "/api/v2/moderation/config/{}", User, IDEMPOTENT),
    row("QueryModerationConfigs", Post, "/api/v2/moderation/configs", User, IDEMPOTENT),
    row("UploadFile", Post, "/uploads/file", User, ONCE),
    row("DeleteFile", Delete, "/uploads/file", User, IDEMPOTENT),
    row("UploadImage", Post, "/uploads/image", User, ONCE),
    row("DeleteImage", Delete, "/uploads/image", User, IDEMPOTENT),
    row("UploadChannelFile", Post, "/channels/{}/{}/file", User, ONCE),
    row("DeleteChannelFile", Delete, "/channels/{}/{}/file", User, IDEMPOTENT),
    row("UploadChannelImage", Post, "/channels/{}/{}/image", User, ONCE),
    row("DeleteChannelImage", Delete, "/channels/{}/{}/image", User, IDEMPOTENT),
    row("UpdateLiveLocation", Put, "/users/live_locations", User, IDEMPOTENT),
    row("BlockUsers", Post, "/users/block", User, IDEMPOTENT),
    row("UnblockUsers", Post, "/users/unblock", User, IDEMPOTENT),
    row("GetBlockedUsers", Get, "/users/block", User, IDEMPOTENT),
];
