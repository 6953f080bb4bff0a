/** One channel as apps hold it. Maps calls to the core and to endpoints; its state is in `channel_state.ts`. */
import { ChannelState } from './channel_state.js';
import { Command, type Core, type Slot, View } from './core.js';
import type { StreamChat } from './client.js';
import { Emitter, type Subscription } from './emitter.js';
import { type Link, type Place, read, slotOf } from './link.js';
import { channelInput, sortParams } from './parameters.js';
import type { APIResponse, AscDesc, RequestOptions } from './types/api.js';
import type * as C from './types/channel.js';
import type { Event, EventAPIResponse, EventHandler, EventTypes } from './types/event.js';
import type { MemberFilters, MemberSort } from './types/filters.js';
import type { ChannelMemberAPIResponse, NewMemberPayload, QueryMembersOptions } from './types/member.js';
import type * as M from './types/message.js';
import type { MessageSetType } from './types/message_set.js';
import type * as R from './types/reaction.js';
import type { Role } from './types/user.js';

export class Channel {
  /** Type of the channel, for instance `"messaging"`. */
  readonly type: string;
  readonly state: ChannelState;
  readonly #client: StreamChat;
  readonly #link: Link;
  readonly #place: Place;
  readonly #emitter: Emitter;

  /** Made by `client.channel()` and by queries. */
  constructor(client: StreamChat, link: Link, place: Place, emitter: Emitter) {
    this.type = place.type;
    this.state = new ChannelState(this, link, place);
    this.#client = client;
    this.#link = link;
    this.#place = place;
    this.#emitter = emitter;
  }

  // Identity and data ------------------------------------------------------------------------------------------------

  /** `type:id`; for a channel named by its members a temporary one until the service has given it an id. */
  get cid(): string {
    return read(this.#link, this.#place, View.Cid, this.#place.cid);
  }

  /** Undefined for a channel named by its members until the service has given it one. */
  get id(): string | undefined {
    return read(this.#link, this.#place, View.Id, this.#place.id);
  }

  /** Name, member count, capabilities, own fields, ...; before the first query what the app gave. */
  get data(): Partial<C.ChannelData & C.ChannelResponse> | undefined {
    return read(this.#link, this.#place, View.Data, this.#place.data);
  }

  /** True once the channel was queried with its state. */
  get initialized(): boolean {
    return read(this.#link, this.#place, View.Initialized, false);
  }

  /** True after the channel was deleted or the user removed from it: it cannot be used any more. */
  get disconnected(): boolean {
    return read(this.#link, this.#place, View.Disconnected, false);
  }

  getClient(): StreamChat {
    return this.#client;
  }

  /** Feature switches of the channel's type, once queried. */
  getConfig(): C.ChannelConfigWithInfo | undefined {
    return this.data?.config;
  }

  // Events -----------------------------------------------------------------------------------------------------------

  /** Listens to events of this channel: to all, or to one type. */
  on(listener: EventHandler): Subscription;
  on(type: EventTypes, listener: EventHandler): Subscription;
  on(...args: [EventHandler] | [EventTypes, EventHandler]): Subscription {
    return this.#emitter.on(...args);
  }

  /** Ends what `on` with the same arguments began. */
  off(listener: EventHandler): void;
  off(type: EventTypes, listener: EventHandler): void;
  off(...args: [EventHandler] | [EventTypes, EventHandler]): void {
    this.#emitter.off(...args);
  }

  // Querying ---------------------------------------------------------------------------------------------------------

  /** Makes the channel if it does not exist, without loading or watching it. */
  create = (options: C.ChannelQueryOptions = {}): Promise<C.QueryChannelAPIResponse> =>
    this.query({ ...options, watch: false, state: false, presence: false }, 'latest');

  /** Makes the channel if it does not exist, loads its state and receives its events from now on. */
  watch(options: C.ChannelQueryOptions = {}): Promise<C.QueryChannelAPIResponse> {
    return this.query({ watch: true, presence: false, ...options }, 'latest');
  }

  /**
   * Makes the channel if it does not exist and loads what `options` ask for, for instance older messages. A page of
   * messages that touches none that are loaded goes to the part `messageSetToAddToIfDoesNotExist`; what is missing between
   * is in `state.gaps`. Default `"current"`.
   */
  query(options: C.ChannelQueryOptions = {}, messageSetToAddToIfDoesNotExist: MessageSetType = 'current'): Promise<C.QueryChannelAPIResponse> {
    return this.#command(Command.QueryChannel, { state: true, ...options }, messageSetToAddToIfDoesNotExist);
  }

  /** Ends receiving the channel's events. */
  stopWatching(): Promise<APIResponse> {
    return this.#command(Command.StopWatching);
  }

  /** Finds members; the loaded ones are in `state.members`. */
  queryMembers(filterConditions: MemberFilters, sort: MemberSort = [], options: QueryMembersOptions = {}, requestOptions?: RequestOptions): Promise<ChannelMemberAPIResponse> {
    return this.#use(() => {
      const which = this.id ? { id: this.id } : { members: this.data?.members };
      const payload = { type: this.type, ...which, filter_conditions: filterConditions, sort: sortParams(sort), ...options };
      return this.#link.call('QueryMembers', [], { payload }, undefined, requestOptions);
    });
  }

  // Messages and reactions -------------------------------------------------------------------------------------------

  /** Sends a message, or a failed one again when its `id` is that of a failed one. */
  sendMessage(message: M.Message, options: M.SendMessageOptions = {}): Promise<M.SendMessageAPIResponse> {
    return this.#command(Command.SendMessage, message, options);
  }

  /** Replies to a message, oldest first; they are in `state.threads` then. */
  async getReplies(parent_id: string, options: M.MessagePaginationOptions = {}, sort?: Array<{ created_at: AscDesc }>): Promise<M.GetRepliesAPIResponse> {
    const answer = await this.#link.call<M.GetRepliesAPIResponse>('GetReplies', [parent_id], { ...(sort && { sort: sortParams(sort) }), ...options });
    if (answer.messages) this.state.addMessagesSorted(answer.messages);
    return answer;
  }

  /** Messages of this channel by id, at most 50. */
  getMessagesById(messageIds: string[]): Promise<M.GetMultipleMessagesAPIResponse> {
    return this.#call('GetManyMessages', { ids: messageIds.join(',') });
  }

  sendReaction(messageID: string, reaction: R.Reaction, options: R.SendReactionOptions = {}): Promise<R.ReactionAPIResponse> {
    return this.#link.call('SendReaction', [messageID], undefined, { reaction, ...options });
  }

  deleteReaction(messageID: string, reactionType: string, user_id?: string): Promise<R.ReactionAPIResponse> {
    return this.#link.call('DeleteReaction', [messageID, reactionType], user_id ? { user_id } : undefined);
  }

  getReactions(message_id: string, options: { limit?: number; offset?: number } = {}): Promise<R.GetReactionsAPIResponse> {
    return this.#link.call('GetReactions', [message_id], options);
  }

  /** The newest loaded message. */
  lastMessage(): M.LocalMessage | undefined {
    return this.state.latestMessages.at(-1);
  }

  // Events of this user ----------------------------------------------------------------------------------------------

  /** Sends an event of an own type to those who watch the channel; it is not stored. */
  sendEvent(event: Event): Promise<EventAPIResponse> {
    return this.#call('SendEvent', undefined, { event });
  }

  /** Call on every key press: others learn that the user types, and that it stopped when no more calls come. */
  keystroke(parent_id?: string, options?: { user_id: string }): Promise<void> {
    return this.#command(Command.Keystroke, parent_id, options);
  }

  /** Others learn at once that the user stopped typing. */
  stopTyping(parent_id?: string, options?: { user_id: string }): Promise<void> {
    return this.#command(Command.StopTyping, parent_id, options);
  }

  // Reads ------------------------------------------------------------------------------------------------------------

  /** Marks the channel, or a thread in it, as read. Null: the channel has read events switched off. */
  markRead(data: C.MarkReadOptions = {}): Promise<EventAPIResponse | null> {
    return this.#command(Command.MarkRead, data);
  }

  /** Makes messages unread again, from the given one on. */
  markUnread(data: C.MarkUnreadOptions): Promise<APIResponse | null> {
    return this.#call('MarkUnread', undefined, data);
  }

  /** Unread messages of the own user, or the loaded messages of others since `lastRead`. */
  countUnread(lastRead?: Date | null): number {
    return read(this.#link, this.#place, View.CountUnread, 0, lastRead?.getTime());
  }

  /** When the own user last read the channel; null when unknown, undefined when nobody is connected. */
  lastRead(): Date | null | undefined {
    const { userID } = this.#client;
    return userID ? (this.state.read[userID]?.last_read ?? null) : undefined;
  }

  // Changing the channel ---------------------------------------------------------------------------------------------

  /** Replaces all own fields of the channel. To change only some, use `updatePartial`. */
  update(channelData: Partial<C.ChannelData & C.ChannelResponse> = {}, updateMessage?: M.Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ data: channelInput(channelData) }, updateMessage, options);
  }

  /** Writes and removes single fields. */
  updatePartial(update: C.PartialUpdateChannel): Promise<C.PartialUpdateChannelAPIResponse> {
    return this.#call('UpdateChannelPartial', undefined, update);
  }

  /** Deletes the channel with its messages. */
  delete(options: { hard_delete?: boolean } = {}): Promise<C.DeleteChannelAPIResponse> {
    return this.#call('DeleteChannel', options);
  }

  /** Adds members. `message` is a system message that tells the others. */
  addMembers(members: string[] | NewMemberPayload[], message?: M.Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ add_members: members }, message, options);
  }

  /** Removes members; a member removing itself leaves. */
  removeMembers(members: string[], message?: M.Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ remove_members: members }, message, options);
  }

  inviteMembers(members: string[] | NewMemberPayload[], message?: M.Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ invites: members }, message, options);
  }

  acceptInvite(options: C.UpdateChannelOptions = {}): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ accept_invite: true, ...options });
  }

  rejectInvite(options: C.UpdateChannelOptions = {}): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ reject_invite: true, ...options });
  }

  addModerators(members: string[], message?: M.Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ add_moderators: members }, message, options);
  }

  demoteModerators(members: string[], message?: M.Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ demote_moderators: members }, message, options);
  }

  assignRoles(roles: Array<{ channel_role: Role; user_id: string }>, message?: M.Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ assign_roles: roles }, message, options);
  }

  /** `coolDownInterval`: seconds between two messages of a user, at most 120. */
  enableSlowMode(coolDownInterval: number): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ cooldown: coolDownInterval });
  }

  disableSlowMode(): Promise<C.UpdateChannelAPIResponse> {
    return this.#update({ cooldown: 0 });
  }

  // Inside -----------------------------------------------------------------------------------------------------------

  #use<T>(work: (core: Core, slot: Slot) => Promise<unknown>): Promise<T> {
    return this.#link.use((core) => work(core, slotOf(core, this.#place)));
  }

  #command<T>(what: Command, first?: unknown, second?: unknown): Promise<T> {
    return this.#use((core, slot) => core.command(what, slot, first, second));
  }

  /** Calls an endpoint whose path is this channel's. */
  #call<T>(endpoint: string, query?: object, body?: object): Promise<T> {
    // The id is asked for when the call is made: before the core is there it may be unknown yet.
    return this.#use(() => this.#link.call(endpoint, [this.type, this.id], query, body));
  }

  #update(change: C.UpdateChannelOptions, message?: M.Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.#call('UpdateChannel', undefined, { ...change, ...(message && { message }), ...options });
  }
}
