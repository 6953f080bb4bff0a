/** Calls about users: finding and changing them, mutes and blocks. Bans and flags have a file of their own. */
import { type Json, View } from '../core.js';
import { Endpoint } from '../endpoint.js';
import { StateStore } from '../state_store.js';
import { sortParams } from '../parameters.js';
import type { APIResponse, RequestOptions } from '../types/api.js';
import type { UserFilters, UserSort } from '../types/filters.js';
import type { BlockedUsersState, BlockUserAPIResponse, GetBlockedUsersAPIResponse } from '../types/restriction.js';
import type * as U from '../types/user.js';
import { Calls, onBehalf, refused } from './call.js';

/** Calls about users. */
export abstract class UserCalls extends Calls {
  /** Ids of the users the own user has blocked, as far as the client was told: asked for with `getBlockedUsers`, changed by `blockUser` and `unBlockUser`. */
  blockedUsers = new StateStore<BlockedUsersState>({ userIds: [] });

  /** The own user's mutes. */
  abstract readonly mutedUsers: U.Mute[];

  /** Finds users; they are in `state.users` then. Default order: the service's. */
  async queryUsers(filterConditions: UserFilters, sort: UserSort = [], options: U.UserOptions = {}, requestOptions?: RequestOptions): Promise<U.UsersAPIResponse> {
    const payload = { filter_conditions: filterConditions, sort: sortParams(sort), presence: false, ...options };
    const answer = await this.link.call<U.UsersAPIResponse>(Endpoint.QueryUsers, [], { payload }, undefined, requestOptions);
    for (const user of answer.users ?? []) this.link.core?.view(View.KnowUser, 0, user as unknown as Json);
    return answer;
  }

  /** Creates or replaces users; from a client only the own one. Rejects with `user/id-missing` for a user without id. */
  upsertUsers(users: U.UserResponse[]): Promise<U.UpdateUsersAPIResponse> {
    if (!users.every((user) => user.id)) return withoutId();
    return this.link.call(Endpoint.UpdateUsers, [], undefined, { users: Object.fromEntries(users.map((user) => [user.id, user])) });
  }

  /** Creates or replaces a user; from a client only the own one. */
  upsertUser(userObject: U.UserResponse): Promise<U.UpdateUsersAPIResponse> {
    return this.upsertUsers([userObject]);
  }

  /** @deprecated Older name of `upsertUsers`. */
  updateUsers = (users: U.UserResponse[]): Promise<U.UpdateUsersAPIResponse> => this.upsertUsers(users);

  /** @deprecated Older name of `upsertUser`. */
  updateUser = (userObject: U.UserResponse): Promise<U.UpdateUsersAPIResponse> => this.upsertUser(userObject);

  /** Writes and removes single fields of users; from a client only of the own one. */
  partialUpdateUsers(users: U.PartialUserUpdate[]): Promise<U.UpdateUsersAPIResponse> {
    return users.every((user) => user.id) ? this.link.call(Endpoint.UpdateUsersPartial, [], undefined, { users }) : withoutId();
  }

  /** Writes and removes single fields of a user; from a client only of the own one. */
  partialUpdateUser(partialUserObject: U.PartialUserUpdate): Promise<U.UpdateUsersAPIResponse> {
    return this.partialUpdateUsers([partialUserObject]);
  }

  /** Mutes a user: messages still arrive, but do not count as unread. */
  muteUser(targetID: string, userID?: string, options: U.MuteUserOptions = {}): Promise<U.MuteUserResponse> {
    return this.link.call(Endpoint.MuteUser, [], undefined, { target_id: targetID, ...onBehalf(userID), ...options });
  }

  /** Ends a mute. */
  unmuteUser(targetID: string, currentUserID?: string): Promise<APIResponse> {
    return this.link.call(Endpoint.UnmuteUser, [], undefined, { target_id: targetID, ...onBehalf(currentUserID) });
  }

  /** True while the own user has this user muted. */
  userMuteStatus(targetID: string): boolean {
    return this.mutedUsers.some(({ target }) => target.id === targetID);
  }

  /** Blocks a user: the two no longer see each other's messages in channels of their own. `blockedUsers` has it afterwards. */
  async blockUser(blockedUserID: string, user_id?: string): Promise<BlockUserAPIResponse> {
    const answer = await this.link.call<BlockUserAPIResponse>(Endpoint.BlockUsers, [], undefined, { blocked_user_id: blockedUserID, ...onBehalf(user_id) });
    this.blockedUsers.next(({ userIds }) => ({ userIds: userIds.includes(blockedUserID) ? userIds : [...userIds, blockedUserID] }));
    return answer;
  }

  /** The users the own user has blocked. `blockedUsers` has their ids afterwards. */
  async getBlockedUsers(user_id?: string): Promise<GetBlockedUsersAPIResponse> {
    const answer = await this.link.call<GetBlockedUsersAPIResponse>(Endpoint.GetBlockedUsers, [], onBehalf(user_id));
    this.blockedUsers.next({ userIds: answer.blocks.map((block) => block.blocked_user_id) });
    return answer;
  }

  /** Ends a block. */
  async unBlockUser(blockedUserID: string, userID?: string): Promise<APIResponse> {
    const answer = await this.link.call<APIResponse>(Endpoint.UnblockUsers, [], undefined, { blocked_user_id: blockedUserID, ...onBehalf(userID) });
    this.blockedUsers.next(({ userIds }) => ({ userIds: userIds.filter((id) => id !== blockedUserID) }));
    return answer;
  }

  /** Unread counts of all channels and threads. */
  getUnreadCount(userID?: string): Promise<U.GetUnreadCountAPIResponse> {
    return this.link.call(Endpoint.UnreadCounts, [], onBehalf(userID));
  }
}

const withoutId = (): Promise<never> => refused('User ID is required when updating a user', 'user/id-missing');
