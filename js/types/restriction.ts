/** Bans, flags and blocks: what calls take and answer. The review dashboard's own shapes are elsewhere. */
import type { APIResponse, AscDesc, PaginationOptions } from './api.js';
import type { ChannelResponse } from './channel.js';
import type { QueryFilter, QueryFilters } from './filters.js';
import type { MessageResponse } from './message.js';
import type { FlagDetails } from './moderation_result.js';
import type { UserResponse } from './user.js';

/** What ends a ban. */
export interface UnBanUserOptions {
  /** The channel's id; with `type`: only in that channel. */
  id?: string;
  /** The channel's type. */
  type?: string;
  /** Also from channels this user's creator makes later. */
  remove_future_channels_ban?: boolean;
  shadow?: boolean;
  removed_by_id?: string;
  user_id?: string;
}

/** What becomes of the messages of who is banned. `pruning`: they stay in place, emptied. */
export type MessageDeletionStrategy = 'hard' | 'pruning' | 'soft';

/** What begins a ban. */
export interface BanUserOptions extends UnBanUserOptions {
  /** The one who bans. Default: the own user. */
  banned_by?: UserResponse;
  banned_by_id?: string;
  /** Also from channels the own user makes later. */
  ban_from_future_channels?: boolean;
  delete_messages?: MessageDeletionStrategy;
  ip_ban?: boolean;
  reason?: string;
  target_user_id?: string;
  /** Minutes; absent: until unbanned. */
  timeout?: number;
}

/** What bans can be found by. */
export interface BannedUsersFilterOptions {
  banned_by_id: QueryFilter<string>;
  channel_cid: QueryFilter<string>;
  created_at: QueryFilter<string>;
  reason: QueryFilter<string>;
  user_id: QueryFilter<string>;
}

/** Which bans to find, for instance `{ channel_cid: 'messaging:garden' }`. */
export type BannedUsersFilters = QueryFilters<BannedUsersFilterOptions>;

/** One term of the order of bans; -1: the newest first. */
export interface BannedUsersSortBase {
  created_at?: AscDesc;
}

/** The order of bans: one term or several. */
export type BannedUsersSort = BannedUsersSortBase | BannedUsersSortBase[];

/** Which page of the bans to return. */
export interface BannedUsersPaginationOptions extends PaginationOptions {
  /** True: leaves out bans that have ended by time. */
  exclude_expired_bans?: boolean;
}

/** A page of bans: who, by whom, where (no channel: in the whole app), and until when (RFC 3339). */
export interface BannedUsersResponse extends APIResponse {
  bans?: Array<{
    user: UserResponse;
    banned_by?: UserResponse;
    channel?: ChannelResponse;
    created_at?: string;
    expires?: string;
    reason?: string;
    shadow?: boolean;
    target?: UserResponse;
  }>;
}

/** Whose bans to return, and which page of them. */
export interface QueryFutureChannelBansOptions extends PaginationOptions {
  exclude_expired_bans?: boolean;
  target_user_id?: string;
  user_id?: string;
}

/** A ban from channels that somebody makes later. */
export interface FutureChannelBan {
  user?: UserResponse;
  banned_by?: UserResponse;
  created_at: string;
  expires?: string;
  reason?: string;
  shadow?: boolean;
}

/** A page of bans from future channels. */
export interface FutureChannelBansResponse extends APIResponse {
  bans: FutureChannelBan[];
}

/** Who flags, and why. */
export interface FlagOptions {
  reason?: string;
  user_id?: string;
}

/** A flag: who raised it, about what, and what became of it. Times are RFC 3339. */
export interface FlagFields {
  created_at: string;
  created_by_automod: boolean;
  updated_at: string;
  user: UserResponse;
  approved_at?: string;
  details?: FlagDetails;
  reason?: string;
  rejected_at?: string;
  reviewed_at?: string;
  reviewed_by?: string;
  target_message_id?: string;
  target_user?: UserResponse;
}

/** A flag. */
export type Flag = FlagFields;

/** The flag on a message. */
export interface FlagMessageResponse extends APIResponse {
  flag: FlagFields & { target_message_id: string };
  review_queue_item_id?: string;
}

/** The flag on a user. */
export interface FlagUserResponse extends APIResponse {
  flag: FlagFields & { target_user: UserResponse };
  review_queue_item_id?: string;
}

/** What flags on messages can be found by. */
export interface MessageFlagsFiltersOptions {
  channel_cid: QueryFilter<string>;
  is_reviewed: QueryFilter<boolean>;
  team: QueryFilter<string>;
  user_id: QueryFilter<string>;
}

/** Which flags on messages to find. */
export type MessageFlagsFilters = QueryFilters<MessageFlagsFiltersOptions>;

/** Which page of the flags to return. */
export type MessageFlagsPaginationOptions = PaginationOptions;

/** A page of flags on messages. */
export interface MessageFlagsResponse extends APIResponse {
  flags?: Array<{
    message: MessageResponse;
    user: UserResponse;
    approved_at?: string;
    created_at?: string;
    created_by_automod?: boolean;
    details?: FlagDetails;
    rejected_at?: string;
    reviewed_at?: string;
    reviewed_by?: UserResponse;
    updated_at?: string;
  }>;
}

/** A user the own user has blocked. */
export interface BlockedUserDetails {
  blocked_user: UserResponse;
  blocked_user_id: string;
  created_at: string;
  user: UserResponse;
  user_id: string;
}

/** Who blocked whom, and when (RFC 3339). */
export interface BlockUserAPIResponse extends APIResponse {
  blocked_at: string;
  blocked_by_user_id: string;
  blocked_user_id: string;
}

/** The users that the own user has blocked. */
export interface GetBlockedUsersAPIResponse extends APIResponse {
  blocks: BlockedUserDetails[];
}

/** What `client.blockedUsers` holds. */
export type BlockedUsersState = {
  /** Ids of the users the own user has blocked, as far as the client was told. */
  userIds: string[];
};

/** A list of words that may not be written. */
export interface BlockList {
  name: string;
  words: string[];
  team?: string;
  /** Default `word`. */
  type?: string;
}

/** A list of words as it is stored. Times are RFC 3339. */
export interface BlockListResponse extends BlockList {
  created_at?: string;
  id?: string;
  updated_at?: string;
}

/** A list of words. */
export interface BlockListAPIResponse extends APIResponse {
  blocklist?: BlockListResponse;
}

/** All lists of words. */
export interface BlockListsAPIResponse extends APIResponse {
  blocklists: BlockListResponse[];
}
