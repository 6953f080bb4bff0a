/** Members of a channel, what they may do, and what the channel is to the own member: muted, hidden, pinned, archived. */
import { Endpoint } from '../endpoint.js';
import { View } from '../core.js';
import { sortParams } from '../parameters.js';
import type { APIResponse, RequestOptions } from '../types/api.js';
import type * as C from '../types/channel.js';
import type * as Calls from '../types/channel_calls.js';
import type { MemberFilters, MemberSort } from '../types/filters.js';
import type { ChannelMemberAPIResponse, ChannelMemberResponse, NewMemberPayload, QueryMembersOptions } from '../types/member.js';
import type { Message } from '../types/message.js';
import type { BanUserOptions, UnBanUserOptions } from '../types/restriction.js';
import type { Role } from '../types/user.js';
import { ChannelActivity } from './activity.js';

/** @inline */
type Updated = Promise<C.UpdateChannelAPIResponse>;

const NOT_MUTED: Calls.ChannelMuteStatus = Object.freeze({ muted: false, createdAt: null, expiresAt: null });

/** Members of a channel, and what the channel is to the own member. */
export abstract class ChannelMembers extends ChannelActivity {
  /** Finds members; the loaded ones are in `state.members`. */
  queryMembers(filterConditions: MemberFilters, sort: MemberSort = [], options: QueryMembersOptions = {}, requestOptions?: RequestOptions): Promise<ChannelMemberAPIResponse> {
    return this.use(() => {
      const which = this.id ? { id: this.id } : { members: this.data?.members };
      const payload = { type: this.type, ...which, filter_conditions: filterConditions, sort: sortParams(sort), ...options };
      return this.link.call(Endpoint.QueryMembers, [], { payload }, undefined, requestOptions);
    });
  }

  /** Adds members. `message` is a system message that tells the others. */
  addMembers(members: string[] | NewMemberPayload[], message?: Message, options?: C.ChannelUpdateOptions): Updated {
    return this.change({ add_members: members }, message, options);
  }

  /** Removes members; a member removing itself leaves. */
  removeMembers(members: string[], message?: Message, options?: C.ChannelUpdateOptions): Updated {
    return this.change({ remove_members: members }, message, options);
  }

  /** Invites users: they are members once they accept. */
  inviteMembers(members: string[] | NewMemberPayload[], message?: Message, options?: C.ChannelUpdateOptions): Updated {
    return this.change({ invites: members }, message, options);
  }

  /** Accepts the own invitation. `message` in the options: a system message that tells the others. */
  acceptInvite(options: C.UpdateChannelOptions = {}): Updated {
    return this.change({ accept_invite: true, ...options });
  }

  /** Declines the own invitation. */
  rejectInvite(options: C.UpdateChannelOptions = {}): Updated {
    return this.change({ reject_invite: true, ...options });
  }

  /** Gives members the role of a moderator. */
  addModerators(members: string[], message?: Message, options?: C.ChannelUpdateOptions): Updated {
    return this.change({ add_moderators: members }, message, options);
  }

  /** Takes the role of a moderator from members. */
  demoteModerators(members: string[], message?: Message, options?: C.ChannelUpdateOptions): Updated {
    return this.change({ demote_moderators: members }, message, options);
  }

  /** Gives members roles in this channel. */
  assignRoles(roles: Array<{ channel_role: Role; user_id: string }>, message?: Message, options?: C.ChannelUpdateOptions): Updated {
    return this.change({ assign_roles: roles }, message, options);
  }

  /** Writes and removes own fields of the own member, or with a secret of another. */
  updateMemberPartial(updates: Calls.PartialUpdateMember, options?: { userId?: string }): Promise<Calls.PartialUpdateMemberAPIResponse> {
    return this.call(Endpoint.UpdateMemberPartial, options?.userId ? { user_id: options.userId } : undefined, updates);
  }

  // Bans -------------------------------------------------------------------------------------------------------------

  /** Keeps a user out of this channel; `timeout` in minutes, for ever without. */
  banUser(targetUserID: string, options: BanUserOptions): Promise<APIResponse> {
    return this.#inChannel((where) => this.link.call(Endpoint.Ban, [], undefined, { target_user_id: targetUserID, ...options, ...where }));
  }

  /** Ends what `banUser` began. */
  unbanUser(targetUserID: string, options: UnBanUserOptions = {}): Promise<APIResponse> {
    return this.#inChannel((where) => this.link.call(Endpoint.Unban, [], { target_user_id: targetUserID, ...options, ...where }));
  }

  /** As `banUser`, but the user does not notice: only the others do not see its messages. */
  shadowBan(targetUserID: string, options: BanUserOptions): Promise<APIResponse> {
    return this.banUser(targetUserID, { shadow: true, ...options });
  }

  /** Ends what `shadowBan` began. */
  removeShadowBan(targetUserID: string): Promise<APIResponse> {
    return this.unbanUser(targetUserID, { shadow: true });
  }

  // What the channel is to the own member ----------------------------------------------------------------------------

  /** Puts the channel before others in the own lists; `state.membership.pinned_at` tells since when. */
  pin(opts: { user_id?: string } = {}): Promise<ChannelMemberResponse> {
    return this.#mark({ pinned: true }, opts);
  }

  /** Ends what `pin` began. */
  unpin(opts: { user_id?: string } = {}): Promise<ChannelMemberResponse> {
    return this.#mark({ pinned: false }, opts);
  }

  /** Puts the channel away in the own lists; `state.membership.archived_at` tells since when. */
  archive(opts: { user_id?: string } = {}): Promise<ChannelMemberResponse> {
    return this.#mark({ archived: true }, opts);
  }

  /** Ends what `archive` began. */
  unarchive(opts: { user_id?: string } = {}): Promise<ChannelMemberResponse> {
    return this.#mark({ archived: false }, opts);
  }

  /** New messages do not count as unread any more. `expiration`: milliseconds; absent: until unmuted. */
  mute(opts: { expiration?: number; user_id?: string } = {}): Promise<Calls.MuteChannelAPIResponse> {
    return this.use(() => this.link.call(Endpoint.MuteChannel, [], undefined, { channel_cid: this.cid, ...opts }));
  }

  /** Ends what `mute` began. */
  unmute(opts: { user_id?: string } = {}): Promise<APIResponse> {
    return this.use(() => this.link.call(Endpoint.UnmuteChannel, [], undefined, { channel_cid: this.cid, ...opts }));
  }

  /** Whether the own user has the channel muted now. A mute that has ended by time still shows when it began and ended. */
  muteStatus(): Calls.ChannelMuteStatus {
    return this.view(View.MuteStatus, NOT_MUTED, Date.now());
  }

  /** Takes the channel out of the own lists until the next message; `clearHistory`: what is in it stays hidden after that. */
  hide(userId: string | null = null, clearHistory = false): Promise<APIResponse> {
    return this.call(Endpoint.HideChannel, undefined, { user_id: userId, clear_history: clearHistory });
  }

  /** Ends what `hide` began. */
  show(userId: string | null = null): Promise<APIResponse> {
    return this.call(Endpoint.ShowChannel, undefined, { user_id: userId });
  }

  // Inside -----------------------------------------------------------------------------------------------------------

  /** Changes the channel, with a system message about it if one is given. */
  protected change(change: C.UpdateChannelOptions, message?: Message, options?: C.ChannelUpdateOptions): Updated {
    return this.call(Endpoint.UpdateChannel, undefined, { ...change, ...(message && { message }), ...options });
  }

  #inChannel<T>(call: (where: { type: string; id: string | undefined }) => Promise<unknown>): Promise<T> {
    return this.use(() => call({ type: this.type, id: this.id }));
  }

  async #mark(set: { archived?: boolean; pinned?: boolean }, { user_id }: { user_id?: string }): Promise<ChannelMemberResponse> {
    // Who that is may be known only when the call is made: `connectUser` may be under way.
    const { channel_member } = await this.use<Calls.PartialUpdateMemberAPIResponse>(() =>
      this.link.call(Endpoint.UpdateMemberOfUser, [this.type, this.id, user_id ?? this.getClient().userID], undefined, { set }));
    return channel_member;
  }
}
