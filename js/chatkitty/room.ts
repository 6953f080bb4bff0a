/**
 * A channel that is watched, and what becomes of its events. It is watched while somebody holds it: chat sessions, or those
 * who want to know who types anywhere. Watching and its end come one after the other, so that none overtakes another.
 */
import type { Channel as StreamChannel, Event } from '../index.js';
import type { ChatSessionCallbacks } from './chat_session.js';
import { isKind, kindOf } from './channel_model.js';
import { reactionModel, type StreamMessage } from './message_model.js';
import type { Keystrokes, Message, Thread, User } from './models.js';
import { call } from './observers.js';
import type { Session } from './session.js';
import { threadOf } from './thread_model.js';
import { nameOf, type OwnFields, timeText } from './user_model.js';

/** Milliseconds between two marks of what was read. */
const READ_EVERY = 1_000;
/** Members whose presence comes with watching. */
const PRESENT = 10;
/** Messages at most that are kept in mind as told. */
const TOLD = 1_000;

/** What is called with what, by name of callback. */
type Told = { [Name in keyof ChatSessionCallbacks]-?: Parameters<NonNullable<ChatSessionCallbacks[Name]>> };

/** Fields of events of this facade's own. */
type OwnEvent = Event & { keys?: string; event_type?: string; properties?: Record<string, unknown> };

/** A channel that is watched. */
export class Room {
  /** Those for whom it is watched. */
  readonly holders = new Set<object>();
  /** Chat sessions that are told of events. */
  readonly listeners = new Set<ChatSessionCallbacks>();
  readonly stream: StreamChannel;
  private watched = false;
  private done: Promise<void> = Promise.resolve();
  private readonly typing = new Set<string>();
  private readonly told = new Set<string>();
  private readonly moderators = new Set<string>();
  private readonly lastRead = new Map<string, number>();
  private since = 0;
  private reading: ReturnType<typeof setTimeout> | undefined;
  private readAgain = false;

  constructor(private readonly session: Session, readonly cid: string, private readonly onTyping: (user: User, typing: boolean) => void) {
    this.stream = session.stream(cid);
    this.stream.on((event) => this.hear(event));
  }

  /** Watches it, or stops, as it is wanted now. Resolves when that has happened, also when it went wrong. */
  follow = (): Promise<void> => (this.done = this.done.then(() => this.change()).catch((error: unknown) => {
    const { onError } = this.session.settings;
    if (onError) call(onError, error);
    else console.warn('A chat session could not begin or end:', error);
  }));

  /** Resolves when all that was asked for has happened. */
  get ready(): Promise<void> {
    return this.done;
  }

  /** True while a chat session marks what comes as read. */
  get reads(): boolean {
    return this.listeners.size > 0 && this.mayRead;
  }

  /** Something reached the user although it is not watched yet, or after the connection was gone. */
  receive(message: StreamMessage): void {
    if (this.told.has(message.id) || message.type === 'deleted' || message.type === 'ephemeral' || message.type === 'error') return;
    this.told.add(message.id);
    for (const oldest of this.told) {
      if (this.told.size <= TOLD) break;
      this.told.delete(oldest);
    }
    this.since = Math.max(this.since, new Date(message.created_at ?? 0).getTime());
    const model = this.session.message({ ...message, cid: this.cid });
    const { parent_id: parent } = message;
    if (!parent) this.tell('onReceivedMessage', model);
    else void this.parentOf(parent).then((known) => {
      this.tell('onThreadReceivedMessage', threadOf(known ?? { id: parent, cid: this.cid }), model);
      if (message.show_in_channel) this.tell('onReceivedMessage', model, ...(known ? [this.session.message({ ...known, cid: this.cid })] : []));
    });
    if (message.user?.id !== this.session.me) this.read();
  }

  /** After a return: watched if that had failed, and what came meanwhile is told. */
  recover(): void {
    if (!this.watched) return void this.follow();
    for (const message of this.stream.state.messages) {
      if (message.created_at.getTime() > this.since) this.receive(message);
    }
    void this.knowPresence();
  }

  // Watching ---------------------------------------------------------------------------------------------------------

  private async change(): Promise<void> {
    const wanted = this.holders.size > 0;
    if (wanted && !this.watched) {
      await this.stream.watch({ presence: true });
      this.watched = true;
      this.note();
    } else if (!wanted && this.watched) {
      this.watched = false;
      this.typing.clear();
      await this.stream.stopWatching();
    }
    if (wanted && this.reads) await this.stream.markRead();
  }

  /** What is known from here on: messages that were there, how far others have read, who moderates. */
  private note(): void {
    const { messages, read, members } = this.stream.state;
    for (const { id, created_at } of messages) {
      if (created_at.getTime() > this.since) this.since = created_at.getTime();
      this.told.add(id);
    }
    for (const [id, { last_read }] of Object.entries(read)) this.lastRead.set(id, last_read.getTime());
    this.moderators.clear();
    for (const [id, { channel_role }] of Object.entries(members)) if (channel_role === 'channel_moderator') this.moderators.add(id);
    void this.knowPresence();
  }

  /** Watching tells of the presence of a few members only: the others are asked for. */
  private async knowPresence(): Promise<void> {
    const ids = Object.keys(this.stream.state.members);
    if (ids.length <= PRESENT) return;
    await this.session.client.queryUsers({ id: { $in: ids.slice(0, 100) } }, {}, { presence: true, limit: 100 }).catch(() => undefined);
  }

  private get mayRead(): boolean {
    const { data, type } = this.stream;
    const kind = (data as OwnFields | undefined)?.ck_type;
    return this.session.settings.autoRead !== false && (isKind(kind) ? kind : kindOf({ id: this.stream.id ?? '', type }, this.session.settings)) !== 'OPEN';
  }

  /** Marks as read, at most once a second. */
  private read(): void {
    if (!this.reads) return;
    if (this.reading !== undefined) {
      this.readAgain = true;
      return;
    }
    this.readAgain = false;
    this.stream.markRead().catch(() => undefined);
    this.reading = setTimeout(() => {
      this.reading = undefined;
      if (this.readAgain) this.read();
    }, READ_EVERY);
  }

  // Events -----------------------------------------------------------------------------------------------------------

  private tell<Name extends keyof ChatSessionCallbacks>(name: Name, ...given: Told[Name]): void {
    for (const listener of [...this.listeners]) {
      if (this.listeners.has(listener)) call(listener[name] as (...given: unknown[]) => void, ...given);
    }
  }

  private hear(event: OwnEvent): void {
    const { type, user, message, reaction, member, parent_id } = event;
    const mine = this.session.isOwn(event);
    const person = (): User => this.session.user(user, event.user_id);
    const model = (): Message => this.session.message({ cid: this.cid, ...message } as StreamMessage);
    const thread = (): Thread => threadOf({ id: parent_id ?? '', cid: this.cid });
    switch (type) {
      case 'message.new':
        if (message) this.receive(message);
        break;
      case 'message.updated':
        return message && this.tell('onMessageUpdated', model());
      case 'message.deleted':
        return message && this.tell('onMessageDeleted', model());
      case 'reaction.new':
        return message && reaction && this.tell('onMessageReactionAdded', model(), reactionModel(reaction));
      case 'reaction.deleted':
        return message && reaction && this.tell('onMessageReactionRemoved', model(), reactionModel(reaction));
      case 'typing.start':
      case 'typing.stop':
        return mine ? undefined : this.typed(person(), type === 'typing.start', parent_id ? thread() : undefined);
      case 'keystrokes': {
        if (mine || !user) return undefined;
        const keystrokes: Keystrokes = { username: nameOf(user), keys: event.keys ?? '' };
        return parent_id ? this.tell('onThreadReceivedKeystrokes', thread(), keystrokes) : this.tell('onReceivedKeystrokes', keystrokes);
      }
      case 'user.watching.start':
      case 'user.watching.stop':
        return mine ? undefined : this.tell(type === 'user.watching.start' ? 'onParticipantEnteredChat' : 'onParticipantLeftChat', person());
      case 'message.read':
        return mine ? undefined : this.readBy(event);
      case 'member.added':
        return this.tell('onMemberJoined', this.session.user(member?.user ?? user));
      case 'member.removed':
        return this.tell('onMemberLeft', this.session.user(member?.user ?? user));
      case 'member.updated':
        return this.moderates(member?.user?.id ?? member?.user_id ?? '', member?.channel_role === 'channel_moderator', this.session.user(member?.user, member?.user_id));
      case 'user.banned':
      case 'user.unbanned':
        return this.tell(type === 'user.banned' ? 'onMemberBlocked' : 'onMemberUnblocked', person());
      case 'channel.updated':
      case 'channel.deleted':
        return event.channel && this.tell(type === 'channel.updated' ? 'onChannelUpdated' : 'onChannelDeleted', this.session.channel(event.channel));
      case 'notification.mark_unread': {
        const found = this.stream.state.findMessage(event.first_unread_message_id ?? '');
        return found && this.tell('onMessageUnread', this.session.message({ ...found, cid: this.cid }));
      }
      case 'chatkitty_event':
        return this.tell('onEventTriggered', { type: event.event_type ?? '', user: person(), properties: event.properties ?? {} });
    }
  }

  /** A member came, went, or says something else about being there. */
  present(user: User): void {
    if (this.stream.state.members[user._stream.id]) this.tell('onParticipantPresenceChanged', user);
  }

  private typed(user: User, typing: boolean, thread?: Thread): void {
    const place = `${thread?.id ?? ''} ${user._stream.id}`;
    if (typing === this.typing.has(place)) return;
    if (typing) this.typing.add(place);
    else this.typing.delete(place);
    if (thread) return this.tell(typing ? 'onThreadTypingStarted' : 'onThreadTypingStopped', thread, user);
    this.tell(typing ? 'onTypingStarted' : 'onTypingStopped', user);
    this.onTyping(user, typing);
  }

  private moderates(id: string, moderator: boolean, user: User): void {
    if (moderator === this.moderators.has(id)) return;
    if (moderator) this.moderators.add(id);
    else this.moderators.delete(id);
    this.tell(moderator ? 'onModeratorAdded' : 'onModeratorDeleted', user);
  }

  /** One event covers all messages up to a time: those that it covers for the first time are told. */
  private readBy({ user, created_at }: Event): void {
    if (!user) return;
    const [before, now] = [this.lastRead.get(user.id) ?? 0, new Date(created_at ?? Date.now()).getTime()];
    this.lastRead.set(user.id, now);
    const receipt = { user: this.session.user(user), createdTime: timeText(created_at) };
    for (const message of this.stream.state.messages) {
      const at = message.created_at.getTime();
      if (at > before && at <= now && message.user?.id !== user.id) this.tell('onMessageRead', this.session.message({ ...message, cid: this.cid }), receipt);
    }
  }

  private async parentOf(id: string): Promise<StreamMessage | undefined> {
    return this.stream.state.findMessage(id) ?? (await this.session.client.getMessage(id).then(({ message }) => message, () => undefined));
  }
}
