/**
 * What a channel holds: views into the core. Every view keeps its reference until something in it changed; changing a
 * view changes nothing, setting a property does. What decides (order, parts, copies) is the core's.
 */
import type { Channel } from './channel.js';
import { View } from './core.js';
import { formatMessage } from './format_message.js';
import { type Link, NO_LIST, NO_MAP, type Place, read, slotOf } from './link.js';
import type { ChannelMemberResponse, ChannelReadStatus } from './types/member.js';
import type { Event } from './types/event.js';
import type { LocalMessage, MessageGap, MessageResponse } from './types/message.js';
import type { MessagePagination, MessageSet, MessageSetType, PendingMessageResponse } from './types/message_set.js';
import type { ReactionResponse } from './types/reaction.js';
import type { UserResponse } from './types/user.js';

/** What there is before the core: the same objects each time. */
const NO_PAGES: MessagePagination = Object.freeze({ hasNext: false, hasPrev: false });
const NO_SET: MessageSet = Object.freeze({ messages: NO_LIST, isCurrent: true, isLatest: true, pagination: NO_PAGES });
const NO_SETS = Object.freeze([NO_SET]) as MessageSet[];

/** What adding messages gives back. */
export interface AddedMessages {
  /** The part they are in. */
  messageSet: MessageSet;
  /** Ids of those that the user may not see: they were not added. */
  filteredMessageIds: string[];
}

/**
 * What a channel holds, as `channel.state`. Every list and map keeps its reference until something in it changes, so that
 * comparing references tells whether to draw anew. Changing a list in place changes nothing; setting the property does.
 */
export class ChannelState {
  /** Users the own user has muted in this channel; the service has no such list, so it is what the app puts here. */
  mutedUsers: UserResponse[] = [];
  readonly #channel: Channel;
  readonly #link: Link;
  readonly #place: Place;
  #lastMessageAt: Date | null = null;

  /** @internal Made with its channel. */
  constructor(channel: Channel, link: Link, place: Place) {
    this.#channel = channel;
    this.#link = link;
    this.#place = place;
  }

  // Messages ---------------------------------------------------------------------------------------------------------

  /** The messages that are shown, oldest first; thread replies only where they show in the channel. */
  get messages(): LocalMessage[] {
    return this.#read<LocalMessage[]>(View.Messages, NO_LIST);
  }
  set messages(messages: LocalMessage[]) {
    this.#assign('messages', messages);
  }

  /** The newest messages, oldest first: others than `messages` after a jump to older ones. New ones are added here. */
  get latestMessages(): LocalMessage[] {
    return this.#read<LocalMessage[]>(View.LatestMessages, NO_LIST);
  }
  set latestMessages(messages: LocalMessage[]) {
    this.#assign('latestMessages', messages);
  }

  /** The parts of the messages that are loaded, newest first. Parts that come to touch each other become one. */
  get messageSets(): MessageSet[] {
    return this.#read(View.MessageSets, NO_SETS);
  }
  set messageSets(sets: MessageSet[]) {
    this.initMessages();
    for (const { messages, isLatest } of sets) this.addMessagesSorted(messages, false, false, true, isLatest ? 'latest' : 'new');
    const shown = sets.find(({ isCurrent }) => isCurrent)?.messages[0];
    if (shown) this.#edit(View.Show, shown.id);
  }

  /** Whether the service may have more messages before and after those in `messages`. */
  get messagePagination(): MessagePagination {
    return this.messageSets.find(({ isCurrent }) => isCurrent)?.pagination ?? NO_PAGES;
  }

  /**
   * Where messages may be missing after a reconnect that could not fill in everything, oldest first; usually empty. Ask
   * for what is missing with `channel.query({ messages: { limit: 100, id_lt: gap.before } })`: the gap becomes smaller, and
   * goes when it is filled.
   */
  get gaps(): MessageGap[] {
    return this.#read<MessageGap[]>(View.Gaps, NO_LIST);
  }

  /** Loaded replies, oldest first, by the id of the message they answer. */
  get threads(): Record<string, LocalMessage[]> {
    return this.#read<Record<string, LocalMessage[]>>(View.Threads, NO_MAP);
  }
  set threads(threads: Record<string, LocalMessage[]>) {
    this.#assign('threads', threads);
  }

  /** Pinned messages, the one pinned last at the end. */
  get pinnedMessages(): LocalMessage[] {
    return this.#read<LocalMessage[]>(View.PinnedMessages, NO_LIST);
  }
  set pinnedMessages(messages: LocalMessage[]) {
    this.#assign('pinnedMessages', messages);
  }

  /** Own messages that wait to be let through, as the last query brought them. */
  get pending_messages(): PendingMessageResponse[] {
    return this.#read<PendingMessageResponse[]>(View.PendingMessages, NO_LIST);
  }
  set pending_messages(messages: PendingMessageResponse[]) {
    this.#assign('pending_messages', messages);
  }

  /** False: the app has said that new messages are not to be added. Default true. */
  get isUpToDate(): boolean {
    return this.#read(View.IsUpToDate, true);
  }
  set isUpToDate(isUpToDate: boolean) {
    this.#assign('isUpToDate', isUpToDate);
  }

  /** Sets `isUpToDate`. */
  setIsUpToDate = (isUpToDate: boolean): void => {
    this.isUpToDate = isUpToDate;
  };

  /** When the newest message was made; null when there is none. */
  get last_message_at(): Date | null {
    const at = this.#read<number | undefined>(View.LastMessageAt, undefined);
    if (at !== this.#lastMessageAt?.getTime()) this.#lastMessageAt = at === undefined ? null : new Date(at);
    return this.#lastMessageAt;
  }
  set last_message_at(at: Date | null) {
    this.#assign('last_message_at', at);
  }

  // People -----------------------------------------------------------------------------------------------------------

  /** Members by user id. */
  get members(): Record<string, ChannelMemberResponse> {
    return this.#read<Record<string, ChannelMemberResponse>>(View.Members, NO_MAP);
  }
  set members(members: Record<string, ChannelMemberResponse>) {
    this.#assign('members', members);
  }

  /** How far each user has read, by user id. */
  get read(): ChannelReadStatus {
    return this.#read<ChannelReadStatus>(View.Read, NO_MAP);
  }
  set read(read: ChannelReadStatus) {
    this.#assign('read', Object.entries(read).map(([id, state]) => ({ ...state, user: state.user ?? { id } })));
  }

  /** The `typing.start` event of each user who is typing, by user id. Ends by itself after some seconds. */
  get typing(): Record<string, Event> {
    return this.#read<Record<string, Event>>(View.Typing, NO_MAP);
  }
  /** Whatever is set, nobody types then: who does is known by events only. */
  set typing(typing: Record<string, Event>) {
    this.#assign('typing', typing);
  }

  /** Users who watch the channel, as far as known, by user id. */
  get watchers(): Record<string, UserResponse> {
    return this.#read<Record<string, UserResponse>>(View.Watchers, NO_MAP);
  }
  set watchers(watchers: Record<string, UserResponse>) {
    this.#assign('watchers', watchers);
  }

  /** Users who watch the channel, counted by the service. */
  get watcher_count(): number {
    return this.#read(View.WatcherCount, 0);
  }
  set watcher_count(count: number) {
    this.#assign('watcher_count', count);
  }

  /** The own member; empty when not a member. */
  get membership(): ChannelMemberResponse {
    return this.#read<ChannelMemberResponse>(View.Membership, NO_MAP);
  }
  set membership(membership: ChannelMemberResponse) {
    this.#assign('membership', membership);
  }

  /** Unread messages of the own user. */
  get unreadCount(): number {
    return this.#read(View.UnreadCount, 0);
  }
  set unreadCount(count: number) {
    this.#assign('unreadCount', count);
  }

  // Changing the lists by hand ---------------------------------------------------------------------------------------

  /** Adds one message, or replaces its copy: see `addMessagesSorted`. */
  addMessageSorted(newMessage: MessageResponse | LocalMessage, timestampChanged = false, addIfDoesNotExist = true, messageSetToAddToIfDoesNotExist: MessageSetType = 'latest'): AddedMessages {
    return this.addMessagesSorted([newMessage], timestampChanged, false, addIfDoesNotExist, messageSetToAddToIfDoesNotExist);
  }

  /**
   * Adds messages at their places by time, or replaces their copies; replies go to `threads`. Only the local lists
   * change. `timestampChanged` and `initializing` are as in version 9 and need not be given: a message whose time changed
   * moves by itself.
   * @param addIfDoesNotExist false: only copies are replaced.
   * @param messageSetToAddToIfDoesNotExist where messages go that touch none that are loaded.
   */
  addMessagesSorted(newMessages: Array<MessageResponse | LocalMessage>, _timestampChanged = false, _initializing = false, addIfDoesNotExist = true, messageSetToAddToIfDoesNotExist: MessageSetType = 'latest'): AddedMessages {
    const messages = newMessages.map((message) => (message.created_at ? message : formatMessage(message)));
    const placement = addIfDoesNotExist ? messageSetToAddToIfDoesNotExist : undefined;
    const { place, filtered } = this.#edit(View.AddMessages, { messages, placement }, { place: 0, filtered: [] as string[] });
    return { messageSet: this.messageSets[place] ?? NO_SET, filteredMessageIds: filtered };
  }

  /** Adds a message to `pinnedMessages`, or replaces its copy there. */
  addPinnedMessage(pinnedMessage: MessageResponse): void {
    this.addPinnedMessages([pinnedMessage]);
  }

  /** Adds messages to `pinnedMessages`, or replaces their copies there. */
  addPinnedMessages(pinnedMessages: MessageResponse[]): void {
    this.#edit(View.Pin, pinnedMessages);
  }

  /** Takes a message out of `pinnedMessages`, by its id. */
  removePinnedMessage(message: MessageResponse): void {
    this.#edit(View.Unpin, { id: message.id });
  }

  /** Drops a message from the local lists only, such as a failed one the user gives up. True if it was there. */
  removeMessage(messageToRemove: { id: string; messageSetIndex?: number; parent_id?: string }): boolean {
    return this.#edit(View.RemoveMessage, { id: messageToRemove.id, parent_id: messageToRemove.parent_id }, false);
  }

  /** A list without the message of this id, and whether it was in it. Changes neither the list nor the state. */
  removeMessageFromArray = (msgArray: LocalMessage[], msg: { id: string; parent_id?: string }): { removed: boolean; result: LocalMessage[] } => {
    const result = msgArray.filter(({ id }) => id !== msg.id);
    return { removed: result.length < msgArray.length, result };
  };

  /** Removes messages of type `error`: those that only tell why something was refused. */
  filterErrorMessages(): void {
    this.#edit(View.RemoveErrors, null);
  }

  /** Messages that quote this one show it as it is here; of a deleted one nothing is attached. */
  removeQuotedMessageReferences(message: MessageResponse): void {
    this.#edit(View.Requote, { ...formatMessage(message), attachments: [] });
  }

  /** Keeps only the newest messages of those that are shown; what was not sent stays. 0 keeps all. */
  pruneOldest(maxMessages: number): void {
    this.#edit(View.Prune, maxMessages);
  }

  /** Forgets all messages, but not threads and pinned messages. */
  initMessages(): void {
    this.#edit(View.ForgetMessages, null);
  }

  /** Forgets all messages and pinned messages. */
  clearMessages(): void {
    this.initMessages();
    this.pinnedMessages = [];
  }

  /** Does nothing, and is here because version 9 has it: who stopped typing without a word goes by itself. */
  clean(): void {}

  // Finding ----------------------------------------------------------------------------------------------------------

  /** A loaded message; with `parentMessageId` one of the replies to that message. */
  findMessage(messageId: string, parentMessageId?: string): LocalMessage | undefined {
    return this.#edit<LocalMessage | undefined>(View.FindMessage, { id: messageId, parent_id: parentMessageId }, undefined);
  }

  /**
   * The loaded message that was made at a time, in milliseconds since 1970, or the next one after it; null when the
   * messages that are loaded do not reach back to then. With `exactTsMatch` only one made in that very millisecond.
   */
  findMessageByTimestamp(timestampMs: number, parentMessageId?: string, exactTsMatch = false): LocalMessage | null {
    return this.#edit<LocalMessage | undefined>(View.FindMessageAt, { at: timestampMs, parent_id: parentMessageId, exact: exactTsMatch }, undefined) ?? null;
  }

  /**
   * Shows the part of the messages that a message is in, asking the service for it if it is not loaded: `messages` has it
   * then. `"latest"` goes back to the newest messages.
   * @param parentMessageId for a reply: the message it answers. That one is shown, and the reply is in `threads`.
   * @param limit messages to load around it. Default 25.
   */
  async loadMessageIntoState(messageId: string | 'latest', parentMessageId?: string, limit = 25): Promise<void> {
    if (messageId === 'latest') return void this.#edit(View.Show, null);
    const id = parentMessageId ?? messageId;
    if (!this.#edit(View.Show, id, false)) {
      await this.#channel.query({ messages: { id_around: id, limit } }, 'new');
      this.#edit(View.Show, id);
    }
    if (parentMessageId && !this.findMessage(messageId, parentMessageId)) {
      await this.#channel.getReplies(parentMessageId, { id_around: messageId, limit });
    }
  }

  /**
   * Shows a reaction before the service has answered. With `message` that copy takes the place of the one held; without,
   * the reaction is added to the counts of the one held. The message afterwards; undefined when none is known.
   * @param enforceUnique it replaces the other reactions of its user.
   */
  addReaction(reaction: ReactionResponse, message?: MessageResponse, enforceUnique?: boolean): LocalMessage | undefined {
    return this.#edit<LocalMessage | undefined>(View.React, [reaction, message, enforceUnique ? 1 : 0]);
  }

  /** Takes a reaction away before the service has answered; as `addReaction`. */
  removeReaction(reaction: ReactionResponse, message?: MessageResponse): LocalMessage | undefined {
    return this.#edit<LocalMessage | undefined>(View.React, [reaction, message, 2]);
  }

  /** Shows the messages of a user with what is new of that user, in all channels. */
  updateUserMessages = (user: UserResponse): void => this.#edit(View.UpdateUser, user);

  /**
   * Shows the messages of a user as deleted, and what quotes them as well.
   * @param hardDelete nothing of their content is left. Default false.
   * @param deletedAt default: not set.
   */
  deleteUserMessages = (user: UserResponse, hardDelete = false, deletedAt?: Date): void =>
    this.#edit(View.DeleteUserMessages, { user: { id: user.id }, hard_delete: hardDelete, created_at: deletedAt });

  /** The message with times as dates, as this state holds it. */
  formatMessage = (message: MessageResponse | LocalMessage): LocalMessage => formatMessage(message);

  // Inside -----------------------------------------------------------------------------------------------------------

  #read<T>(what: View, absent: T): T {
    return read(this.#link, this.#place, what, absent);
  }

  /** Asks the core at once; before it is there, when it is, and gives `absent` until then. */
  #edit<T>(what: View, given: unknown, absent?: T): T {
    if (this.#link.core) return this.#link.core.view(what, slotOf(this.#link.core, this.#place), given) as T;
    void this.#link.use((core) => Promise.resolve(core.view(what, slotOf(core, this.#place), given)));
    return absent as T;
  }

  #assign(name: string, value: unknown): void {
    this.#edit(View.Assign, { name, value });
  }
}
