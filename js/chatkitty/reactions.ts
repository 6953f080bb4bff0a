/** Reactions and threads: what hangs on a message. */
import type { MessageResponse, ReactionResponse } from '../index.js';
import { emojiOf, reactionTypeOf } from './emoji.js';
import { ClientError } from './errors.js';
import { reactionModel } from './message_model.js';
import type { MessageRequest } from './messages.js';
import type { Channel, Emoji, Message, Properties, Reaction, Thread } from './models.js';
import { byOffset, type ChatKittyPaginator, PAGE, paginate } from './paginator.js';
import { ReadCalls } from './reads.js';
import type { EmptyResult, Result } from './result.js';
import { threadOf } from './thread_model.js';

/** Names a message and an emoji: its character, or a name such as `thumbsup`. */
export interface ReactionRequest extends MessageRequest {
  emoji: string | Emoji;
}

/** A reaction. */
export type ReactionResult = Result<{ reaction: Reaction }>;
/** A thread. */
export type ThreadResult = Result<{ thread: Thread }>;

/** What `createThread` takes: a message, whose answers are the thread, or a channel for one that stands alone. */
export interface CreateThreadRequest {
  message?: Message;
  channel?: Channel;
  name?: string;
  properties?: Properties;
}

/** Names a thread. */
export interface ThreadRequest {
  thread: Thread;
}

/** Calls about reactions and threads. */
export abstract class ReactionCalls extends ReadCalls {
  /** Adds a reaction of the current user. */
  reactToMessage = ({ message, emoji }: ReactionRequest): Promise<ReactionResult> => this.run(async (session) => {
    const { reaction } = await session.stream(message._stream.cid ?? '').sendReaction(message._stream.id, { type: reactionTypeOf(emoji) });
    return { reaction: reactionModel({ ...reaction, user: reaction.user ?? session.own }) };
  });

  /** Takes a reaction of the current user back. */
  removeReaction = ({ message, emoji }: ReactionRequest): Promise<ReactionResult> => this.run(async (session) => {
    const type = reactionTypeOf(emoji);
    await session.stream(message._stream.cid ?? '').deleteReaction(message._stream.id, type);
    return { reaction: { emoji: emojiOf(type), user: session.user(session.own), createdTime: new Date().toISOString() } };
  });

  /** The reactions to a message, the newest first. */
  getReactions = ({ message }: MessageRequest): Promise<Result<{ paginator: ChatKittyPaginator<Reaction> }>> => this.run(async (session) => {
    const load = async (limit: number, offset: number): Promise<Reaction[]> =>
      (await session.stream(message._stream.cid ?? '').getReactions(message._stream.id, { limit, offset })).reactions.map((reaction: ReactionResponse) => reactionModel(reaction));
    return { paginator: await paginate(byOffset(PAGE, load)) };
  });

  /** The thread of a message; or a new one, whose first message has no text. */
  createThread = ({ message, channel, name, properties }: CreateThreadRequest): Promise<ThreadResult> => this.run(async (session) => {
    if (message) return { thread: threadOf({ id: message._stream.id, cid: message._stream.cid ?? '', created_at: message.createdTime }) };
    if (!channel) throw new ClientError('A thread needs a message or a channel.');
    const cid = session.cidOf(channel);
    const first = { text: name ?? 'Thread', silent: true, ck_thread: { ...(name !== undefined && { name }), ...(properties && { properties }) } };
    const { message: root } = await session.stream(cid).sendMessage(first as object);
    return { thread: threadOf({ cid, ...root }) };
  });

  /** Threads that the current user takes part in, in one channel if named: the newest. */
  getThreads = (request: { channel?: Channel } = {}): Promise<Result<{ paginator: ChatKittyPaginator<Thread> }>> => this.run(async (session) => {
    const cid = request.channel && session.cidOf(request.channel);
    const load = async (next: string | undefined): Promise<{ items: Thread[]; next: string | undefined }> => {
      const answer = await session.client.post<{ threads: Array<{ parent_message: MessageResponse; channel_cid: string }>; next?: string }>('/threads', { limit: PAGE, watch: false, ...(cid && { filter: { channel_cid: { $eq: cid } } }), ...(next && { next }) });
      return { items: answer.threads.map((thread) => threadOf({ cid: thread.channel_cid, ...thread.parent_message })), next: answer.next || undefined };
    };
    return { paginator: await paginate(load) };
  });

  /** The channel that a thread is in. */
  getThreadChannel = ({ thread }: ThreadRequest): ReturnType<ReadCalls['getChannel']> => this.getChannel(thread._stream.cid ?? '');

  /** The message that a thread begins with. */
  getThreadMessage = ({ thread }: ThreadRequest): Promise<Result<{ message: Message }>> => this.run(async (session) => {
    const { message } = await session.client.getMessage(thread._stream.id);
    return { message: session.message({ cid: thread._stream.cid ?? '', ...message }) };
  });

  /** Marks a thread as read. */
  readThread = ({ thread }: ThreadRequest): Promise<ThreadResult> => this.run(async (session) => {
    await session.stream(thread._stream.cid ?? '').markRead({ thread_id: thread._stream.id });
    return { thread };
  });

  /** Sends an event of the app's own to those who have a chat session in the channel. */
  triggerEvent = ({ channel, type, properties = {} }: { channel: Channel; type: string; properties?: Properties }): Promise<Result<{ channel: Channel }>> => this.run(async (session) => {
    await session.stream(session.cidOf(channel)).sendEvent({ type: 'chatkitty_event', event_type: type, properties } as { type: string });
    return { channel };
  });

  /** As `getReactions`. */
  listReactions = this.getReactions;
  /** As `getThreads`. */
  listThreads = this.getThreads;
  /** As `getThreadChannel`. */
  listThreadChannel = this.getThreadChannel;
  /** As `getThreadMessage`. */
  listThreadMessage = this.getThreadMessage;
  /** Calls are not part of Stream's chat: fails. */
  startCall = (): Promise<EmptyResult> => this.unmapped('startCall');

  /** A result that says that there is nothing of the kind. */
  protected abstract unmapped(what: string): Promise<EmptyResult>;
}
