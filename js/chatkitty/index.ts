/** What `stream-chat-wasm/chatkitty` exports. */
export type { ChatKittyRequest } from './base.js';
export type {
  ChannelRequest, ChannelResult, CreateChannelRequest, GetChannelMembersRequest, GetChannelsFilter, GetChannelsRequest, GetChannelsResult, GetChannelUnreadResult,
} from './channels.js';
export type { ChatSession, ChatSessionCallbacks, StartChatSessionRequest } from './chat_session.js';
export type { SendKeystrokesRequest, StartChatSessionResult } from './chat_sessions.js';
export { ChatKitty, ChatKitty as default } from './chatkitty.js';
export type { ChatKittyConfiguration, TokenAnswer, TokenExchange, TokenRequest } from './configuration.js';
export type { CurrentUserResult, StartSessionResult, UpdateCurrentUserDisplayPictureRequest, UserSession } from './current_user.js';
export * from './errors.js';
export { type ChatKittyExternalFile, ChatKittyUploadResult, type ChatKittyUploadProgressListener, type ChatKittyUriFile, type CreateChatKittyFileProperties } from './files.js';
export * from './guards.js';
export type { ChannelContext, ChannelUserRequest, CreateThreadRequest, ReactionRequest, ThreadRequest, UpdateChannelRequest } from './later/index.js';
export type { GetMessagesRequest, GetMessagesResult, MessageRequest, MessageResult, SendMessageRequest } from './messages.js';
export type * from './models.js';
export type { ChatKittyObserver, ChatKittyUnsubscribe, Observe } from './observers.js';
export { ChatKittyPaginator, type Page, type Paged } from './paginator.js';
export { cancelled, type EmptyResult, type Failed, failed, type Outcome, type Result, type Succeeded, succeeded } from './result.js';
export type { ChannelReference, UserReference } from './session.js';
export type { StartSessionRequest } from './sign_in.js';
export type { GetUsersRequest, GetUsersResult, UserFilter } from './users.js';
