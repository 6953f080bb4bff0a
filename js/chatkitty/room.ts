/**
 * A channel that is watched, and what becomes of its events. It is watched while somebody holds it: chat sessions, or those
 * who want to know who types anywhere. Watching and its end come one after the other, so that none overtakes another.
 */
import type { Channel as StreamChannel, Event } from '../index.js';
import type { ChatSessionCallbacks } from './chat_session.js';
import { kindOf } from './channel_model.js';
import { reactionModel, type StreamMessage } from './message_model.js';
import type { Message, Thread, User } from './models.js';
import { call } from './observers.js';
import type { Session } from './session.js';
import { threadOf } from './thread_model.js';
import { timeText } from './user_model.js';

/** Milliseconds between two marks of what was read. */
const READ_EVERY = 1_000;
/** Members whose presence comes with watching, and those who can be asked for. */
const PRESENT = 10;
const ASKED = 100;
/** Messages at most that are kept in mind as told. */
const TOLD = 1_000;

/** What is called with what, by name of callback. */
type Told = { [Name in keyof ChatSessionCallbacks]-?: Parameters<NonNullable<ChatSessionCallbacks[Name]>> };

/** Fields of events of this facade's own. */
type OwnEvent = Event & { keys?: string; event_type?: string; properties?: Record<string, unknown> };

const timeOf = (time: string | Date | undefined): number => new Date(time ?? 0).getTime();

/** A channel that is watched. */
export class Room {
  /** Those for whom it is watched. */
  readonly holders = new Set<object>();
  /** Chat sessions that are told of events. */
  readonly listeners = new Set<ChatSessionCallbacks>();
  readonly stream: StreamChannel;
  /** Resolves when all that was asked for has happened, also when it went wrong. */
  ready: Promise<void> = Promise.resolve();
  readonly #session: Session;
  readonly #onTyping: (user: User, typing: boolean) => void;
  #watched = false;
  readonly #typing = new Set<string>();
  readonly #told = new Set<string>();
  readonly #lastRead = new Map<string, number>();
  readonly #presences = new Map<number, string>();
  /** The time of the newest message that is known here. */
  #newest = 0;
  #reading: ReturnType<typeof setTimeout> | undefined;
  #readAgain = false;

  constructor(session: Session, cid: string, onTyping: (user: User, typing: boolean) => void) {
    this.#session = session;
    this.#onTyping = onTyping;
    this.stream = session.at(cid);
    this.stream.on((event) => this.#hear(event));
  }

  /** Watches it, or stops, as it is wanted now. */
  follow(): Promise<void> {
    return (this.ready = this.ready.then(() => this.#change()).catch((error: unknown) =>
      call(this.#session.settings.onError ?? console.warn, error)));
  }

  /** Nobody is told anything any more. */
  leave(): void {
    this.listeners.clear();
    this.holders.clear();
  }

  /** True while a chat session marks what comes as read. */
  get reads(): boolean {
    const { data, id, type } = this.stream;
    return this.listeners.size > 0 && this.#session.settings.autoRead !== false && kindOf({ ...data, id, type }, this.#session.settings) !== 'OPEN';
  }

  /** A message has come: by an event, as a notification before the channel was watched, or found after a return. */
  receive(message: StreamMessage): void {
    const { id, type, parent_id: parentId } = message;
    if (this.#told.has(id) || /^(deleted|ephemeral|error)$/.test(type)) return;
    if (this.#told.size > TOLD) this.#told.clear();
    this.#see(message);
    const model = this.#model(message);
    if (!parentId) this.#tell('onReceivedMessage', model);
    else void this.#find(parentId).then((parent) => {
      this.#tell('onThreadReceivedMessage', this.#thread(parentId, parent), model);
      if (message.show_in_channel) this.#tell('onReceivedMessage', model, parent && this.#model(parent));
    });
    if (message.user?.id !== this.#session.me) this.#read();
  }

  /** After a return: watched if that had failed, and what came meanwhile is told. */
  recover(): void {
    if (!this.#watched) return void this.follow();
    for (const message of this.stream.state.messages) if (timeOf(message.created_at) > this.#newest) this.receive(message);
    this.#members();
  }

  /** A member came, went, or says something else about being there: told if it is not what is known. */
  present(user: User): void {
    const now = JSON.stringify(user.presence);
    if (!this.stream.state.members[user._stream.id] || this.#presences.get(user.id) === now) return;
    this.#presences.set(user.id, now);
    if (this.#watched) this.#tell('onParticipantPresenceChanged', user);
  }

  // Watching ---------------------------------------------------------------------------------------------------------

  async #change(): Promise<void> {
    const wanted = this.holders.size > 0;
    if (wanted !== this.#watched) {
      if (wanted) {
        await this.stream.watch({ presence: true });
        this.#note();
      }
      this.#watched = wanted;
      if (!wanted) await this.stream.stopWatching();
    }
    if (this.reads) await this.stream.markRead();
  }

  /** What is known from here on: messages that were there, and how far others have read. */
  #note(): void {
    this.#typing.clear();
    const { messages, read } = this.stream.state;
    for (const message of messages) this.#see(message);
    for (const [id, { last_read }] of Object.entries(read)) this.#lastRead.set(id, timeOf(last_read));
    this.#members();
  }

  #see({ id, created_at }: Pick<StreamMessage, 'id' | 'created_at'>): void {
    this.#told.add(id);
    this.#newest = Math.max(this.#newest, timeOf(created_at));
  }

  /** Watching tells of the presence of a few members only: the others are asked for. */
  #members(): void {
    const { members } = this.stream.state;
    for (const { user } of Object.values(members)) this.present(this.#session.person(user));
    const ids = Object.keys(members).slice(0, ASKED);
    if (ids.length > PRESENT) this.#session.client.queryUsers({ id: { $in: ids } }, {}, { presence: true, limit: ASKED }).catch(() => undefined);
  }

  /** Marks as read, at most once a second. */
  #read(): void {
    if (!this.reads) return;
    this.#readAgain = this.#reading !== undefined;
    if (this.#readAgain) return;
    this.stream.markRead().catch(() => undefined);
    this.#reading = setTimeout(() => {
      this.#reading = undefined;
      if (this.#readAgain) this.#read();
    }, READ_EVERY);
  }

  // Events -----------------------------------------------------------------------------------------------------------

  #model = (message: StreamMessage): Message => this.#session.message({ ...message, cid: this.stream.cid });
  #thread = (id: string, first: object = {}): Thread => threadOf({ ...first, id }, this.stream.cid);

  async #find(id: string): Promise<StreamMessage | undefined> {
    return this.stream.state.findMessage(id) ?? this.#session.client.getMessage(id).then(({ message }) => message, () => undefined);
  }

  #tell<Name extends keyof ChatSessionCallbacks>(name: Name, ...given: Told[Name]): void {
    for (const listener of [...this.listeners]) {
      if (this.listeners.has(listener)) call(listener[name] as (...given: unknown[]) => void, ...given);
    }
  }

  #hear(event: OwnEvent): void {
    const { type, message, reaction, parent_id: parentId, channel } = event;
    const person = (): User => this.#session.person(event.user, event.user_id);
    if (message) {
      if (type === 'message.new') return this.receive(message);
      if (type === 'message.updated') return this.#tell('onMessageUpdated', this.#model(message));
      if (type === 'message.deleted') return this.#tell('onMessageDeleted', this.#model(message));
      if (reaction && type !== 'reaction.updated') return this.#tell(type === 'reaction.new' ? 'onMessageReactionAdded' : 'onMessageReactionRemoved', this.#model(message), reactionModel(reaction));
    }
    if (type === 'chatkitty_event') return this.#tell('onEventTriggered', { type: event.event_type ?? '', user: person(), properties: event.properties ?? {} });
    if (type === 'channel.updated' && channel) return this.#tell('onChannelUpdated', this.#session.channel(channel));
    if (type === 'notification.mark_unread') {
      return void this.#find(event.first_unread_message_id ?? '').then((first) => first && this.#tell('onMessageUnread', this.#model(first)));
    }
    // What follows is told of others only.
    if (this.#session.isOwn(event)) return;
    if (/^typing/.test(type)) this.#typed(person(), type === 'typing.start', parentId);
    else if (type === 'user.watching.start') this.#tell('onParticipantEnteredChat', person());
    else if (type === 'user.watching.stop') this.#tell('onParticipantLeftChat', person());
    else if (type === 'message.read') this.#readBy(event);
    else if (type === 'keystrokes') {
      const keystrokes = { username: person().name, keys: event.keys ?? '' };
      if (parentId) this.#tell('onThreadReceivedKeystrokes', this.#thread(parentId), keystrokes);
      else this.#tell('onReceivedKeystrokes', keystrokes);
    }
  }

  /** Told when it changes, however often it is said. */
  #typed(user: User, typing: boolean, parentId?: string): void {
    const place = `${parentId} ${user._stream.id}`;
    if (typing === this.#typing.has(place)) return;
    if (typing) this.#typing.add(place);
    else this.#typing.delete(place);
    if (parentId) return this.#tell(typing ? 'onThreadTypingStarted' : 'onThreadTypingStopped', this.#thread(parentId), user);
    this.#tell(typing ? 'onTypingStarted' : 'onTypingStopped', user);
    this.#onTyping(user, typing);
  }

  /** One event covers all messages up to a time: those that it covers for the first time are told. */
  #readBy({ user, created_at }: Event): void {
    if (!user) return;
    const [before = 0, now] = [this.#lastRead.get(user.id), timeOf(created_at)];
    this.#lastRead.set(user.id, now);
    const receipt = { user: this.#session.person(user), createdTime: timeText(created_at) };
    for (const message of this.stream.state.messages) {
      const at = timeOf(message.created_at);
      if (at > before && at <= now && message.user?.id !== user.id) this.#tell('onMessageRead', this.#model(message), receipt);
    }
  }
}
