//! Owns the list of the service's endpoints that this client calls, in the order of the service's own description. Facts only.

/// What a word of the table is in its packed text.
macro_rules! packed {
    (Nothing) => {
        "n"
    };
    (Token) => {
        "t"
    };
    (User) => {
        "u"
    };
    (ConnectionToWatch) => {
        "w"
    };
    // Doing it twice is the same as once.
    (IDEMPOTENT) => {
        "="
    };
    // Doing it twice may do it twice.
    (ONCE) => {
        "1"
    };
}

/// Makes of the list the names, and one text: what the module carries has no names and no addresses of a hundred texts.
macro_rules! endpoints {
    ($($name:ident: $method:ident $path:literal $needs:ident $repeated:ident,)*) => {
        /// The endpoints by their names in the service's own description of its interface. The number of each is its
        /// place in the list, as in `js/endpoint.ts`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Name {
            $(#[doc = $path] $name,)*
        }

        /// Every name, in order.
        pub const NAMES: &[&str] = &[$(stringify!($name),)*];

        /// A line for each, in order: method and path, then one letter for what it needs and one for repeating it.
        pub(super) const TABLE: &str = concat!($(stringify!($method), " ", $path, packed!($needs), packed!($repeated), "\n",)*);
    };
}

// Placeholders are the path arguments, in order: channel type, channel id, message id, reaction type, user id, as the path
// says. `*` is the rest of a path as the app wrote it.
endpoints! {
    CreateGuest: POST "/guest" Nothing ONCE,
    LongPoll: GET "/longpoll" Token ONCE,
    GetApp: GET "/app" User IDEMPOTENT,
    Sync: POST "/sync" User IDEMPOTENT,
    QueryChannels: POST "/channels" ConnectionToWatch IDEMPOTENT,
    DeleteChannels: POST "/channels/delete" User IDEMPOTENT,
    GetOrCreateDistinctChannel: POST "/channels/{}/query" ConnectionToWatch IDEMPOTENT,
    GetOrCreateChannel: POST "/channels/{}/{}/query" ConnectionToWatch IDEMPOTENT,
    StopWatchingChannel: POST "/channels/{}/{}/stop-watching" User IDEMPOTENT,
    UpdateChannel: POST "/channels/{}/{}" User ONCE,
    UpdateChannelPartial: PATCH "/channels/{}/{}" User IDEMPOTENT,
    UpdateMemberPartial: PATCH "/channels/{}/{}/member" User IDEMPOTENT,
    UpdateMemberOfUser: PATCH "/channels/{}/{}/member/{}" User IDEMPOTENT,
    DeleteChannel: DELETE "/channels/{}/{}" User IDEMPOTENT,
    TruncateChannel: POST "/channels/{}/{}/truncate" User ONCE,
    HideChannel: POST "/channels/{}/{}/hide" User IDEMPOTENT,
    ShowChannel: POST "/channels/{}/{}/show" User IDEMPOTENT,
    SendMessage: POST "/channels/{}/{}/message" User ONCE,
    GetMessage: GET "/messages/{}" User IDEMPOTENT,
    GetManyMessages: GET "/channels/{}/{}/messages" User IDEMPOTENT,
    UpdateMessage: POST "/messages/{}" User IDEMPOTENT,
    UpdateMessagePartial: PUT "/messages/{}" User IDEMPOTENT,
    DeleteMessage: DELETE "/messages/{}" User IDEMPOTENT,
    GetReplies: GET "/messages/{}/replies" User IDEMPOTENT,
    GetPinnedMessages: GET "/channels/{}/{}/pinned_messages" User IDEMPOTENT,
    Search: GET "/search" User IDEMPOTENT,
    SendReaction: POST "/messages/{}/reaction" User ONCE,
    DeleteReaction: DELETE "/messages/{}/reaction/{}" User IDEMPOTENT,
    GetReactions: GET "/messages/{}/reactions" User IDEMPOTENT,
    QueryReactions: POST "/messages/{}/reactions" User IDEMPOTENT,
    SendEvent: POST "/channels/{}/{}/event" User ONCE,
    MarkRead: POST "/channels/{}/{}/read" User IDEMPOTENT,
    MarkChannelsRead: POST "/channels/read" User IDEMPOTENT,
    MarkUnread: POST "/channels/{}/{}/unread" User IDEMPOTENT,
    UnreadCounts: GET "/unread" User IDEMPOTENT,
    QueryMembers: GET "/members" User IDEMPOTENT,
    QueryUsers: GET "/users" ConnectionToWatch IDEMPOTENT,
    UpdateUsers: POST "/users" User IDEMPOTENT,
    UpdateUsersPartial: PATCH "/users" User IDEMPOTENT,
    MuteUser: POST "/moderation/mute" User IDEMPOTENT,
    UnmuteUser: POST "/moderation/unmute" User IDEMPOTENT,
    MuteChannel: POST "/moderation/mute/channel" User IDEMPOTENT,
    UnmuteChannel: POST "/moderation/unmute/channel" User IDEMPOTENT,
    BlockUsers: POST "/users/block" User IDEMPOTENT,
    UnblockUsers: POST "/users/unblock" User IDEMPOTENT,
    GetBlockedUsers: GET "/users/block" User IDEMPOTENT,
    ListBlockLists: GET "/blocklists" User IDEMPOTENT,
    CreateBlockList: POST "/blocklists" User ONCE,
    DeleteBlockList: DELETE "/blocklists/{}" User IDEMPOTENT,
    UpdateBlockList: PUT "/blocklists/{}" User IDEMPOTENT,
    MarkDelivered: POST "/channels/delivered" User IDEMPOTENT,
    DeleteDraft: DELETE "/channels/{}/{}/draft" User IDEMPOTENT,
    GetDraft: GET "/channels/{}/{}/draft" User IDEMPOTENT,
    CreateDraft: POST "/channels/{}/{}/draft" User IDEMPOTENT,
    UploadChannelFile: POST "/channels/{}/{}/file" User ONCE,
    DeleteChannelFile: DELETE "/channels/{}/{}/file" User IDEMPOTENT,
    UploadChannelImage: POST "/channels/{}/{}/image" User ONCE,
    DeleteChannelImage: DELETE "/channels/{}/{}/image" User IDEMPOTENT,
    DeleteDevice: DELETE "/devices" User IDEMPOTENT,
    ListDevices: GET "/devices" User IDEMPOTENT,
    CreateDevice: POST "/devices" User IDEMPOTENT,
    QueryDrafts: POST "/drafts/query" User IDEMPOTENT,
    RunMessageAction: POST "/messages/{}/action" User ONCE,
    TranslateMessage: POST "/messages/{}/translate" User IDEMPOTENT,
    CastPollVote: POST "/messages/{}/polls/{}/vote" User ONCE,
    DeletePollVote: DELETE "/messages/{}/polls/{}/vote/{}" User IDEMPOTENT,
    DeleteReminder: DELETE "/messages/{}/reminders" User IDEMPOTENT,
    UpdateReminder: PATCH "/messages/{}/reminders" User IDEMPOTENT,
    CreateReminder: POST "/messages/{}/reminders" User ONCE,
    Unban: DELETE "/moderation/ban" User IDEMPOTENT,
    Ban: POST "/moderation/ban" User IDEMPOTENT,
    Flag: POST "/moderation/flag" User ONCE,
    QueryMessageFlags: GET "/moderation/flags/message" User IDEMPOTENT,
    GetOG: GET "/og" User IDEMPOTENT,
    CreatePoll: POST "/polls" User ONCE,
    UpdatePoll: PUT "/polls" User IDEMPOTENT,
    QueryPolls: POST "/polls/query" User IDEMPOTENT,
    DeletePoll: DELETE "/polls/{}" User IDEMPOTENT,
    GetPoll: GET "/polls/{}" User IDEMPOTENT,
    UpdatePollPartial: PATCH "/polls/{}" User IDEMPOTENT,
    CreatePollOption: POST "/polls/{}/options" User ONCE,
    UpdatePollOption: PUT "/polls/{}/options" User IDEMPOTENT,
    DeletePollOption: DELETE "/polls/{}/options/{}" User IDEMPOTENT,
    GetPollOption: GET "/polls/{}/options/{}" User IDEMPOTENT,
    QueryPollVotes: POST "/polls/{}/votes" User IDEMPOTENT,
    UpdatePushNotificationPreferences: POST "/push_preferences" User IDEMPOTENT,
    QueryBannedUsers: GET "/query_banned_users" User IDEMPOTENT,
    QueryFutureChannelBans: GET "/query_future_channel_bans" User IDEMPOTENT,
    QueryReminders: POST "/reminders/query" User IDEMPOTENT,
    SearchRoles: GET "/roles/search" User IDEMPOTENT,
    QueryThreads: POST "/threads" ConnectionToWatch IDEMPOTENT,
    GetThread: GET "/threads/{}" ConnectionToWatch IDEMPOTENT,
    UpdateThreadPartial: PATCH "/threads/{}" User IDEMPOTENT,
    UploadFile: POST "/uploads/file" User ONCE,
    DeleteFile: DELETE "/uploads/file" User IDEMPOTENT,
    UploadImage: POST "/uploads/image" User ONCE,
    DeleteImage: DELETE "/uploads/image" User IDEMPOTENT,
    ListUserGroups: GET "/usergroups" User IDEMPOTENT,
    CreateUserGroup: POST "/usergroups" User ONCE,
    SearchUserGroups: GET "/usergroups/search" User IDEMPOTENT,
    DeleteUserGroup: DELETE "/usergroups/{}" User IDEMPOTENT,
    GetUserGroup: GET "/usergroups/{}" User IDEMPOTENT,
    UpdateUserGroup: PUT "/usergroups/{}" User IDEMPOTENT,
    AddUserGroupMembers: POST "/usergroups/{}/members" User IDEMPOTENT,
    RemoveUserGroupMembers: POST "/usergroups/{}/members/delete" User IDEMPOTENT,
    GetUserLiveLocations: GET "/users/live_locations" User IDEMPOTENT,
    UpdateLiveLocation: PUT "/users/live_locations" User IDEMPOTENT,
    // Not in the description, but in the JavaScript SDK.
    Unflag: POST "/moderation/unflag" User IDEMPOTENT,
    UnblockMessage: POST "/moderation/unblock_message" User IDEMPOTENT,
    Translate: POST "/translate" User IDEMPOTENT,
    FlagContent: POST "/api/v2/moderation/flag" User IDEMPOTENT,
    MuteUsers: POST "/api/v2/moderation/mute" User IDEMPOTENT,
    UnmuteUsers: POST "/api/v2/moderation/unmute" User IDEMPOTENT,
    QueryReviewQueue: POST "/api/v2/moderation/review_queue" User IDEMPOTENT,
    SubmitAction: POST "/api/v2/moderation/submit_action" User ONCE,
    GetModerationReport: GET "/api/v2/moderation/user_report" User IDEMPOTENT,
    UpsertModerationConfig: POST "/api/v2/moderation/config" User IDEMPOTENT,
    GetModerationConfig: GET "/api/v2/moderation/config/{}" User IDEMPOTENT,
    DeleteModerationConfig: DELETE "/api/v2/moderation/config/{}" User IDEMPOTENT,
    QueryModerationConfigs: POST "/api/v2/moderation/configs" User IDEMPOTENT,
    // Any address below the service's, for `client.get` and its siblings.
    Get: GET "/*" ConnectionToWatch IDEMPOTENT,
    Post: POST "/*" ConnectionToWatch ONCE,
    Put: PUT "/*" User IDEMPOTENT,
    Patch: PATCH "/*" User IDEMPOTENT,
    Delete: DELETE "/*" User IDEMPOTENT,
}
