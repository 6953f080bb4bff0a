//! Owns the calls of the story, chapter by chapter, and what outsiders must never see of it. Makes none of them.

/// What a call sends.
pub enum Sends {
    Nothing,
    Json(&'static str),
    /// A form with a picture in its part `file`.
    Picture,
}
use Sends::{Json, Nothing, Picture};

/// A call: operation, caller, method, path, what it sends, and what of the answer later calls refer to as `$name`.
pub type Row = (&'static str, &'static str, &'static str, &'static str, Sends, &'static [(&'static str, &'static str)]);

/// A name that is no operation of the contract: a call that only sets the scene.
pub const SCENE: &str = "";
/// All chapters, in order.
pub const STORY: &[&[Row]] = &[PEOPLE, CHANNELS, MESSAGES, POLLS_AND_PLANS, FILES, MODERATION, GROUPS_AND_FAREWELL];

const PEOPLE: &[Row] = &[
    (SCENE, "server", "POST", "/users", Json(r#"{"users":{"ada":{"id":"ada","role":"admin"}}}"#), &[]),
    ("CreateGuest", "nobody", "POST", "/guest", Json(r#"{"user":{"id":"gina"}}"#), &[]),
    ("UpdateUsers", "amira", "POST", "/users", Json(r#"{"users":{"amira":{"id":"amira","name":"Amira"}}}"#), &[]),
    ("UpdateUsers", "ben", "POST", "/users", Json(r#"{"users":{"ben":{"id":"ben"}}}"#), &[]),
    ("UpdateUsers", "chen", "POST", "/users", Json(r#"{"users":{"chen":{"id":"chen"}}}"#), &[]),
    (
        "UpdateUsersPartial",
        "amira",
        "PATCH",
        "/users",
        Json(r#"{"users":[{"id":"amira","set":{"city":"Cairo"}}]}"#),
        &[],
    ),
    ("QueryUsers", "amira", "GET", r#"/users?payload={"filter_conditions":{"id":"ben"}}"#, Nothing, &[]),
    ("GetApp", "amira", "GET", "/app", Nothing, &[]),
    (
        "LongPoll",
        "amira",
        "GET",
        r#"/longpoll?json={"user_id":"amira"}"#,
        Nothing,
        &[("connection", "/event/connection_id")],
    ),
    ("CreateDevice", "amira", "POST", "/devices", Json(r#"{"id":"phone","push_provider":"firebase"}"#), &[]),
    ("ListDevices", "amira", "GET", "/devices", Nothing, &[]),
    ("DeleteDevice", "amira", "DELETE", "/devices?id=phone", Nothing, &[]),
    (
        "UpdatePushNotificationPreferences",
        "amira",
        "POST",
        "/push_preferences",
        Json(r#"{"preferences":[{"chat_level":"mentions"}]}"#),
        &[],
    ),
    ("SearchRoles", "amira", "GET", "/roles/search?query=mod", Nothing, &[]),
];

const CHANNELS: &[Row] = &[
    (
        "GetOrCreateChannel",
        "amira",
        "POST",
        "/channels/messaging/room/query?connection_id=$connection",
        Json(r#"{"data":{"members":["amira","ben"]},"state":true,"watch":true}"#),
        &[],
    ),
    (
        "GetOrCreateDistinctChannel",
        "amira",
        "POST",
        "/channels/messaging/query",
        Json(r#"{"data":{"members":["amira","chen"]}}"#),
        &[("distinct", "/channel/id")],
    ),
    (
        "GetOrCreateChannel",
        "amira",
        "POST",
        "/channels/messaging/old/query",
        Json(r#"{"data":{"members":["amira"]}}"#),
        &[],
    ),
    ("GetChannel", "amira", "GET", "/channels/messaging/room", Nothing, &[]),
    (
        "QueryChannels",
        "amira",
        "POST",
        "/channels",
        Json(r#"{"filter_conditions":{"members":{"$in":["amira"]}}}"#),
        &[],
    ),
    ("GroupedQueryChannels", "amira", "POST", "/channels/grouped", Json(r#"{"limit":5}"#), &[]),
    ("UpdateChannel", "amira", "POST", "/channels/messaging/room", Json(r#"{"data":{"name":"Room"}}"#), &[]),
    ("UpdateChannelPartial", "amira", "PATCH", "/channels/messaging/room", Json(r#"{"set":{"topic":"tests"}}"#), &[]),
    (
        "UpdateMemberPartial",
        "amira",
        "PATCH",
        "/channels/messaging/room/member",
        Json(r#"{"set":{"pinned":true}}"#),
        &[],
    ),
    (
        "QueryMembers",
        "amira",
        "GET",
        r#"/members?payload={"type":"messaging","id":"room","filter_conditions":{}}"#,
        Nothing,
        &[],
    ),
    ("HideChannel", "amira", "POST", "/channels/messaging/room/hide", Json(r#"{"clear_history":false}"#), &[]),
    ("ShowChannel", "amira", "POST", "/channels/messaging/room/show", Json("{}"), &[]),
    ("SendEvent", "amira", "POST", "/channels/messaging/room/event", Json(r#"{"event":{"type":"typing.start"}}"#), &[]),
    ("TruncateChannel", "amira", "POST", "/channels/messaging/old/truncate", Json("{}"), &[]),
    ("DeleteChannel", "amira", "DELETE", "/channels/messaging/old", Nothing, &[]),
];

const MESSAGES: &[Row] = &[
    (
        "SendMessage",
        "amira",
        "POST",
        "/channels/messaging/room/message",
        Json(r#"{"message":{"text":"good morning"}}"#),
        &[("message", "/message/id"), ("time", "/message/created_at")],
    ),
    (
        "SendMessage",
        "ben",
        "POST",
        "/channels/messaging/room/message",
        Json(r#"{"message":{"text":"and to you","parent_id":"$message"}}"#),
        &[("reply", "/message/id")],
    ),
    ("GetMessage", "ben", "GET", "/messages/$message", Nothing, &[]),
    ("GetManyMessages", "ben", "GET", "/channels/messaging/room/messages?ids=$message,$reply", Nothing, &[]),
    (
        "UpdateMessage",
        "amira",
        "POST",
        "/messages/$message",
        Json(r#"{"message":{"id":"$message","text":"good evening"}}"#),
        &[],
    ),
    ("UpdateMessagePartial", "amira", "PUT", "/messages/$message", Json(r#"{"set":{"pinned":true}}"#), &[]),
    ("GetPinnedMessages", "ben", "GET", "/channels/messaging/room/pinned_messages", Nothing, &[]),
    ("GetReplies", "ben", "GET", "/messages/$message/replies", Nothing, &[]),
    ("SendReaction", "ben", "POST", "/messages/$message/reaction", Json(r#"{"reaction":{"type":"like"}}"#), &[]),
    ("GetReactions", "amira", "GET", "/messages/$message/reactions", Nothing, &[]),
    ("QueryReactions", "amira", "POST", "/messages/$message/reactions", Json(r#"{"filter":{"type":"like"}}"#), &[]),
    ("DeleteReaction", "ben", "DELETE", "/messages/$message/reaction/like", Nothing, &[]),
    ("TranslateMessage", "ben", "POST", "/messages/$message/translate", Json(r#"{"language":"de"}"#), &[]),
    (
        SCENE,
        "amira",
        "POST",
        "/channels/messaging/room/message",
        Json(r#"{"message":{"text":"/giphy cats"}}"#),
        &[("giphy", "/message/id")],
    ),
    (
        "RunMessageAction",
        "amira",
        "POST",
        "/messages/$giphy/action",
        Json(r#"{"form_data":{"image_action":"send"}}"#),
        &[],
    ),
    (
        "Search",
        "ben",
        "GET",
        r#"/search?payload={"filter_conditions":{"members":{"$in":["ben"]}},"query":"evening"}"#,
        Nothing,
        &[],
    ),
    ("Sync", "ben", "POST", "/sync", Json(r#"{"channel_cids":["messaging:room"],"last_sync_at":"$time"}"#), &[]),
    ("GetOG", "amira", "GET", "/og?url=$page", Nothing, &[]),
    ("MarkRead", "ben", "POST", "/channels/messaging/room/read", Json("{}"), &[]),
    ("MarkUnread", "ben", "POST", "/channels/messaging/room/unread", Json(r#"{"message_id":"$message"}"#), &[]),
    (
        "MarkDelivered",
        "ben",
        "POST",
        "/channels/delivered",
        Json(r#"{"latest_delivered_messages":[{"cid":"messaging:room","id":"$message"}]}"#),
        &[],
    ),
    ("UnreadCounts", "ben", "GET", "/unread", Nothing, &[]),
    ("MarkChannelsRead", "ben", "POST", "/channels/read", Json("{}"), &[]),
    ("QueryThreads", "amira", "POST", "/threads", Json("{}"), &[]),
    ("GetThread", "amira", "GET", "/threads/$message", Nothing, &[]),
    ("UpdateThreadPartial", "amira", "PATCH", "/threads/$message", Json(r#"{"set":{"title":"Greetings"}}"#), &[]),
];

const POLLS_AND_PLANS: &[Row] = &[
    (
        "CreatePoll",
        "amira",
        "POST",
        "/polls",
        Json(r#"{"name":"Where?","options":[{"text":"Here"},{"text":"There"}]}"#),
        &[("poll", "/poll/id"), ("option", "/poll/options/0/id"), ("other", "/poll/options/1/id")],
    ),
    ("GetPoll", "amira", "GET", "/polls/$poll", Nothing, &[]),
    (
        "UpdatePoll",
        "amira",
        "PUT",
        "/polls",
        Json(
            r#"{"id":"$poll","name":"Where to?","options":[{"id":"$option","text":"Here"},{"id":"$other","text":"There"}]}"#,
        ),
        &[],
    ),
    ("UpdatePollPartial", "amira", "PATCH", "/polls/$poll", Json(r#"{"set":{"description":"For lunch"}}"#), &[]),
    (
        "CreatePollOption",
        "amira",
        "POST",
        "/polls/$poll/options",
        Json(r#"{"text":"Nowhere"}"#),
        &[("third", "/poll_option/id")],
    ),
    ("UpdatePollOption", "amira", "PUT", "/polls/$poll/options", Json(r#"{"id":"$third","text":"Anywhere"}"#), &[]),
    ("GetPollOption", "amira", "GET", "/polls/$poll/options/$third", Nothing, &[]),
    ("DeletePollOption", "amira", "DELETE", "/polls/$poll/options/$third", Nothing, &[]),
    (
        "SendMessage",
        "amira",
        "POST",
        "/channels/messaging/room/message",
        Json(r#"{"message":{"text":"vote","poll_id":"$poll"}}"#),
        &[("ballot", "/message/id")],
    ),
    (
        "CastPollVote",
        "ben",
        "POST",
        "/messages/$ballot/polls/$poll/vote",
        Json(r#"{"vote":{"option_id":"$option"}}"#),
        &[("vote", "/vote/id")],
    ),
    ("QueryPollVotes", "amira", "POST", "/polls/$poll/votes", Json("{}"), &[]),
    ("DeletePollVote", "ben", "DELETE", "/messages/$ballot/polls/$poll/vote/$vote", Nothing, &[]),
    ("QueryPolls", "amira", "POST", "/polls/query", Json("{}"), &[]),
    ("DeletePoll", "amira", "DELETE", "/polls/$poll", Nothing, &[]),
    ("CreateDraft", "amira", "POST", "/channels/messaging/room/draft", Json(r#"{"message":{"text":"perhaps"}}"#), &[]),
    ("GetDraft", "amira", "GET", "/channels/messaging/room/draft", Nothing, &[]),
    ("QueryDrafts", "amira", "POST", "/drafts/query", Json("{}"), &[]),
    ("DeleteDraft", "amira", "DELETE", "/channels/messaging/room/draft", Nothing, &[]),
    ("CreateReminder", "ben", "POST", "/messages/$message/reminders", Json("{}"), &[]),
    (
        "UpdateReminder",
        "ben",
        "PATCH",
        "/messages/$message/reminders",
        Json(r#"{"remind_at":"2096-01-01T00:00:00Z"}"#),
        &[],
    ),
    ("QueryReminders", "ben", "POST", "/reminders/query", Json("{}"), &[]),
    ("DeleteReminder", "ben", "DELETE", "/messages/$message/reminders", Nothing, &[]),
    (
        "SendMessage",
        "amira",
        "POST",
        "/channels/messaging/room/message",
        Json(
            r#"{"message":{"text":"","shared_location":{"latitude":1.5,"longitude":2.5,"created_by_device_id":"phone","end_at":"$soon"}}}"#,
        ),
        &[("place", "/message/id")],
    ),
    ("GetUserLiveLocations", "amira", "GET", "/users/live_locations", Nothing, &[]),
    (
        "UpdateLiveLocation",
        "amira",
        "PUT",
        "/users/live_locations",
        Json(r#"{"message_id":"$place","created_by_device_id":"phone","latitude":1.6,"longitude":2.6}"#),
        &[],
    ),
];

const FILES: &[Row] = &[
    ("UploadChannelFile", "amira", "POST", "/channels/messaging/room/file", Picture, &[("url", "/file")]),
    ("DeleteChannelFile", "amira", "DELETE", "/channels/messaging/room/file?url=$url", Nothing, &[]),
    ("UploadChannelImage", "amira", "POST", "/channels/messaging/room/image", Picture, &[("url", "/file")]),
    ("DeleteChannelImage", "amira", "DELETE", "/channels/messaging/room/image?url=$url", Nothing, &[]),
    ("UploadFile", "amira", "POST", "/uploads/file", Picture, &[("url", "/file")]),
    ("DeleteFile", "amira", "DELETE", "/uploads/file?url=$url", Nothing, &[]),
    ("UploadImage", "amira", "POST", "/uploads/image", Picture, &[("url", "/file")]),
    ("DeleteImage", "amira", "DELETE", "/uploads/image?url=$url", Nothing, &[]),
];

const MODERATION: &[Row] = &[
    ("MuteUser", "amira", "POST", "/moderation/mute", Json(r#"{"target_ids":["ben"]}"#), &[]),
    ("UnmuteUser", "amira", "POST", "/moderation/unmute", Json(r#"{"target_ids":["ben"]}"#), &[]),
    ("MuteChannel", "amira", "POST", "/moderation/mute/channel", Json(r#"{"channel_cids":["messaging:room"]}"#), &[]),
    (
        "UnmuteChannel",
        "amira",
        "POST",
        "/moderation/unmute/channel",
        Json(r#"{"channel_cids":["messaging:room"]}"#),
        &[],
    ),
    ("BlockUsers", "amira", "POST", "/users/block", Json(r#"{"blocked_user_id":"chen"}"#), &[]),
    ("GetBlockedUsers", "amira", "GET", "/users/block", Nothing, &[]),
    ("UnblockUsers", "amira", "POST", "/users/unblock", Json(r#"{"blocked_user_id":"chen"}"#), &[]),
    ("Flag", "ben", "POST", "/moderation/flag", Json(r#"{"target_message_id":"$message","reason":"spam"}"#), &[]),
    ("QueryMessageFlags", "ada", "GET", r#"/moderation/flags/message?payload={"filter_conditions":{}}"#, Nothing, &[]),
    ("Ban", "ada", "POST", "/moderation/ban", Json(r#"{"target_user_id":"chen","reason":"spam"}"#), &[]),
    ("QueryBannedUsers", "ada", "GET", r#"/query_banned_users?payload={"filter_conditions":{}}"#, Nothing, &[]),
    ("QueryFutureChannelBans", "ada", "GET", "/query_future_channel_bans?payload={}", Nothing, &[]),
    ("Unban", "ada", "DELETE", "/moderation/ban?target_user_id=chen", Nothing, &[]),
    ("CreateBlockList", "ada", "POST", "/blocklists", Json(r#"{"name":"rude","words":["bother"]}"#), &[]),
    ("ImportBlockList", "ada", "POST", "/blocklists/rude/import", Json(r#"{"items":["blast"]}"#), &[]),
    ("ListBlockLists", "ada", "GET", "/blocklists", Nothing, &[]),
    ("UpdateBlockList", "ada", "PUT", "/blocklists/rude", Json(r#"{"words":["bother","blast"]}"#), &[]),
    ("DeleteBlockList", "ada", "DELETE", "/blocklists/rude", Nothing, &[]),
];

const GROUPS_AND_FAREWELL: &[Row] = &[
    (
        "CreateUserGroup",
        "ada",
        "POST",
        "/usergroups",
        Json(r#"{"id":"crew","name":"The crew","member_ids":["amira"]}"#),
        &[],
    ),
    ("GetUserGroup", "ada", "GET", "/usergroups/crew", Nothing, &[]),
    ("ListUserGroups", "ada", "GET", "/usergroups", Nothing, &[]),
    ("SearchUserGroups", "ada", "GET", "/usergroups/search?query=crew", Nothing, &[]),
    ("UpdateUserGroup", "ada", "PUT", "/usergroups/crew", Json(r#"{"name":"The whole crew"}"#), &[]),
    ("AddUserGroupMembers", "ada", "POST", "/usergroups/crew/members", Json(r#"{"member_ids":["ben"]}"#), &[]),
    (
        "RemoveUserGroupMembers",
        "ada",
        "POST",
        "/usergroups/crew/members/delete",
        Json(r#"{"member_ids":["ben"]}"#),
        &[],
    ),
    ("DeleteUserGroup", "ada", "DELETE", "/usergroups/crew", Nothing, &[]),
    (
        "StopWatchingChannel",
        "amira",
        "POST",
        "/channels/messaging/room/stop-watching?connection_id=$connection",
        Json("{}"),
        &[],
    ),
    ("DeleteMessage", "amira", "DELETE", "/messages/$message", Nothing, &[]),
    ("DeleteChannels", "ada", "POST", "/channels/delete", Json(r#"{"cids":["messaging:room"]}"#), &[]),
];

/// What is said in the story: nobody may read it who is not in its channels.
pub const SAID: &[&str] = &["good morning", "good evening", "and to you", "Where", "perhaps", "Greetings", "\"Room\""];

/// Whether a call is about what belongs to the channels of the story or to somebody in it.
pub fn is_private(row: &Row) -> bool {
    let (operation, _, _, path, sends, _) = row;
    let body = if let Json(text) = sends { text } else { &"" };
    // `$in` is an operator, everything else after a dollar is a thing of the story.
    let things = ["room", "/old", "$"].iter().any(|thing| path.replace("$in", "").contains(thing));
    *operation != "GetOG" && (things || body.contains("room"))
}
