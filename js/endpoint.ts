/** The numbers of the endpoints: their places in the core's table (`src/api/table.rs`), which says what each of them is. */

export const enum Endpoint {
  CreateGuest, LongPoll, GetApp, Sync, QueryChannels, DeleteChannels, GetOrCreateDistinctChannel, GetOrCreateChannel,
  StopWatchingChannel, UpdateChannel, UpdateChannelPartial, UpdateMemberPartial, UpdateMemberOfUser, DeleteChannel,
  TruncateChannel, HideChannel, ShowChannel, SendMessage, GetMessage, GetManyMessages, UpdateMessage,
  UpdateMessagePartial, DeleteMessage, GetReplies, GetPinnedMessages, Search, SendReaction, DeleteReaction,
  GetReactions, QueryReactions, SendEvent, MarkRead, MarkChannelsRead, MarkUnread, UnreadCounts, QueryMembers,
  QueryUsers, UpdateUsers, UpdateUsersPartial, MuteUser, UnmuteUser, MuteChannel, UnmuteChannel, BlockUsers,
  UnblockUsers, GetBlockedUsers, ListBlockLists, CreateBlockList, DeleteBlockList, UpdateBlockList, MarkDelivered,
  DeleteDraft, GetDraft, CreateDraft, UploadChannelFile, DeleteChannelFile, UploadChannelImage, DeleteChannelImage,
  DeleteDevice, ListDevices, CreateDevice, QueryDrafts, RunMessageAction, TranslateMessage, CastPollVote,
  DeletePollVote, DeleteReminder, UpdateReminder, CreateReminder, Unban, Ban, Flag, QueryMessageFlags, GetOG,
  CreatePoll, UpdatePoll, QueryPolls, DeletePoll, GetPoll, UpdatePollPartial, CreatePollOption, UpdatePollOption,
  DeletePollOption, GetPollOption, QueryPollVotes, UpdatePushNotificationPreferences, QueryBannedUsers,
  QueryFutureChannelBans, QueryReminders, SearchRoles, QueryThreads, GetThread, UpdateThreadPartial, UploadFile,
  DeleteFile, UploadImage, DeleteImage, ListUserGroups, CreateUserGroup, SearchUserGroups, DeleteUserGroup,
  GetUserGroup, UpdateUserGroup, AddUserGroupMembers, RemoveUserGroupMembers, GetUserLiveLocations, UpdateLiveLocation,
  Unflag, UnblockMessage, Translate, FlagContent, MuteUsers, UnmuteUsers, QueryReviewQueue, SubmitAction,
  GetModerationReport, UpsertModerationConfig, GetModerationConfig, DeleteModerationConfig, QueryModerationConfigs,
  Get, Post, Put, Patch, Delete,
}
