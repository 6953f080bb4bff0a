/** What a channel holds: views into the core, read-only. Every view keeps its reference until something in it changes. */
import { View } from './core.js';
import { type Link, NO_LIST, NO_MAP, type Place, read } from './link.js';
import type { ChannelMemberResponse, ChannelReadStatus } from './types/member.js';
import type { Event } from './types/event.js';
import type { LocalMessage, MessageGap } from './types/message.js';
import type { UserResponse } from './types/user.js';

export class ChannelState {
  readonly #link: Link;
  readonly #place: Place;
  #lastMessageAt: Date | null = null;

  /** Made with its channel. */
  constructor(link: Link, place: Place) {
    this.#link = link;
    this.#place = place;
  }

  /** Loaded messages, oldest first; thread replies only where they show in the channel. */
  get messages(): LocalMessage[] {
    return read<LocalMessage[]>(this.#link, this.#place, View.Messages, NO_LIST);
  }

  /**
   * Where messages may be missing after a reconnect that could not fill in everything, oldest first; usually empty. Ask
   * for what is missing with `channel.query({ messages: { limit: 100, id_lt: gap.before } })`: the gap becomes smaller, and
   * goes when it is filled.
   */
  get gaps(): MessageGap[] {
    return read<MessageGap[]>(this.#link, this.#place, View.Gaps, NO_LIST);
  }

  /** Members by user id. */
  get members(): Record<string, ChannelMemberResponse> {
    return read<Record<string, ChannelMemberResponse>>(this.#link, this.#place, View.Members, NO_MAP);
  }

  /** How far each user has read, by user id. */
  get read(): ChannelReadStatus {
    return read<ChannelReadStatus>(this.#link, this.#place, View.Read, NO_MAP);
  }

  /** The `typing.start` event of each user who is typing, by user id. Ends by itself after some seconds. */
  get typing(): Record<string, Event> {
    return read<Record<string, Event>>(this.#link, this.#place, View.Typing, NO_MAP);
  }

  /** Users who watch the channel, as far as known, by user id. */
  get watchers(): Record<string, UserResponse> {
    return read<Record<string, UserResponse>>(this.#link, this.#place, View.Watchers, NO_MAP);
  }

  /** Users who watch the channel, counted by the service. */
  get watcher_count(): number {
    return read(this.#link, this.#place, View.WatcherCount, 0);
  }

  /** The own member; an empty object when the user is not a member. */
  get membership(): ChannelMemberResponse {
    return read<ChannelMemberResponse>(this.#link, this.#place, View.Membership, NO_MAP);
  }

  /** Unread messages of the own user. */
  get unreadCount(): number {
    return read(this.#link, this.#place, View.UnreadCount, 0);
  }

  /** When the newest message was made; null when there is none. */
  get last_message_at(): Date | null {
    const at = read<number | undefined>(this.#link, this.#place, View.LastMessageAt, undefined);
    if (at !== this.#lastMessageAt?.getTime()) this.#lastMessageAt = at === undefined ? null : new Date(at);
    return this.#lastMessageAt;
  }

  /** Drops a message from the local list only, such as a failed one the user gives up. True if it was there. */
  removeMessage(message: { id: string }): boolean {
    return read(this.#link, this.#place, View.RemoveMessage, false, message.id);
  }
}
