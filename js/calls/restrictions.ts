/** Calls that restrict others: bans, flags, word lists. Mutes and blocks are in users.ts; the review dashboard is `Moderation`. */
import { Endpoint } from '../endpoint.js';
import { sortParams } from '../parameters.js';
import type { APIResponse } from '../types/api.js';
import type * as R from '../types/restriction.js';
import { UserCalls } from './users.js';

/** Calls about bans, flags, blocks and lists of words. */
export abstract class RestrictionCalls extends UserCalls {
  /** Bans a user from the whole app, or with `type` and `id` from a channel. */
  banUser(targetUserID: string, options?: R.BanUserOptions): Promise<APIResponse> {
    return this.link.call(Endpoint.Ban, [], undefined, { target_user_id: targetUserID, ...options });
  }

  /** Ends a ban. */
  unbanUser(targetUserID: string, options?: R.UnBanUserOptions): Promise<APIResponse> {
    return this.link.call(Endpoint.Unban, [], { target_user_id: targetUserID, ...options });
  }

  /** Bans a user without its knowledge: only it still sees what it writes. */
  shadowBan(targetUserID: string, options?: R.BanUserOptions): Promise<APIResponse> {
    return this.banUser(targetUserID, { shadow: true, ...options });
  }

  /** Ends a shadow ban. */
  removeShadowBan(targetUserID: string, options?: R.UnBanUserOptions): Promise<APIResponse> {
    return this.unbanUser(targetUserID, { shadow: true, ...options });
  }

  /** Bans, for those who may see them. */
  queryBannedUsers(filterConditions: R.BannedUsersFilters = {}, sort: R.BannedUsersSort = [], options: R.BannedUsersPaginationOptions = {}): Promise<R.BannedUsersResponse> {
    return this.link.call(Endpoint.QueryBannedUsers, [], { payload: { filter_conditions: filterConditions, sort: sortParams(sort), ...options } });
  }

  /** Bans from channels made later. */
  queryFutureChannelBans(options: R.QueryFutureChannelBansOptions = {}): Promise<R.FutureChannelBansResponse> {
    return this.link.call(Endpoint.QueryFutureChannelBans, [], { payload: options });
  }

  /** Brings a message to the moderators. */
  flagMessage(targetMessageID: string, options: R.FlagOptions = {}): Promise<R.FlagMessageResponse> {
    return this.link.call(Endpoint.Flag, [], undefined, { target_message_id: targetMessageID, ...options });
  }

  /** Brings a user to the moderators. */
  flagUser(targetID: string, options: R.FlagOptions = {}): Promise<R.FlagUserResponse> {
    return this.link.call(Endpoint.Flag, [], undefined, { target_user_id: targetID, ...options });
  }

  /** @deprecated Flags are ended in review. */
  unflagMessage(targetMessageID: string, options: { user_id?: string } = {}): Promise<R.FlagMessageResponse> {
    return this.link.call(Endpoint.Unflag, [], undefined, { target_message_id: targetMessageID, ...options });
  }

  /** @deprecated Flags are ended in review. */
  unflagUser(targetID: string, options: { user_id?: string } = {}): Promise<R.FlagUserResponse> {
    return this.link.call(Endpoint.Unflag, [], undefined, { target_user_id: targetID, ...options });
  }

  /** Lets a message pass that moderation has blocked; for moderators. */
  unblockMessage(targetMessageID: string, options: { user_id?: string } = {}): Promise<APIResponse> {
    return this.link.call(Endpoint.UnblockMessage, [], undefined, { target_message_id: targetMessageID, ...options });
  }

  /** Flagged messages, for moderators. */
  queryMessageFlags(filterConditions: R.MessageFlagsFilters = {}, options: R.MessageFlagsPaginationOptions = {}): Promise<R.MessageFlagsResponse> {
    return this.link.call(Endpoint.QueryMessageFlags, [], { payload: { filter_conditions: filterConditions, ...options } });
  }

  /** Makes a list of words; for moderators. */
  createBlockList(blockList: R.BlockList): Promise<R.BlockListAPIResponse> {
    return this.link.call(Endpoint.CreateBlockList, [], undefined, blockList);
  }

  /** The lists of words; for moderators. */
  listBlockLists(data?: { team?: string }): Promise<R.BlockListsAPIResponse> {
    return this.link.call(Endpoint.ListBlockLists, [], data);
  }

  /** Replaces the words of a list; for moderators. */
  updateBlockList(name: string, data: { words: string[]; team?: string }): Promise<R.BlockListAPIResponse> {
    return this.link.call(Endpoint.UpdateBlockList, [name], undefined, data);
  }

  /** Removes a list of words; for moderators. */
  deleteBlockList(name: string, data?: { team?: string }): Promise<APIResponse> {
    return this.link.call(Endpoint.DeleteBlockList, [name], data);
  }
}
