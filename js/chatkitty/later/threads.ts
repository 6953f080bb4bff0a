/** Threads: the answers to a message, or a message that only begins one. */
import type { MessageResponse } from '../../index.js';
import type { ChannelRequest } from '../channels.js';
import { ClientError } from '../errors.js';
import type { Channel, Message, Properties, Thread } from '../models.js';
import { PAGE, type Paged, paginate } from '../paginator.js';
import type { Session } from '../session.js';
import { threadOf } from '../thread_model.js';

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

/** The thread of a message; or a new one, whose first message is its name. */
export async function createThread(session: Session, { message, channel, name, properties }: CreateThreadRequest): Promise<{ thread: Thread }> {
  if (message) return { thread: threadOf({ id: message._stream.id, created_at: message.createdTime }, message._stream.cid) };
  if (!channel) throw new ClientError('A thread needs a message or a channel.');
  const first = { text: name ?? 'Thread', silent: true, ck_thread: { name, properties } };
  return { thread: threadOf((await session.at(channel).sendMessage(first as object)).message, session.cidOf(channel)) };
}

/** Threads that the current user takes part in, in one channel if named. */
export const getThreads = (session: Session, { channel }: Partial<ChannelRequest> = {}): Promise<Paged<Thread>> => paginate(async (place) => {
  const filter = channel && { channel_cid: { $eq: session.cidOf(channel) } };
  const { threads, next } = await session.client.post<{ threads: Array<{ parent_message: MessageResponse; channel_cid: string }>; next?: string }>('/threads', { limit: PAGE, watch: false, filter, next: place });
  return { items: threads.map(({ parent_message, channel_cid }) => threadOf(parent_message, channel_cid)), next: next || undefined };
});

/** The channel that a thread is in. */
export async function getThreadChannel(session: Session, { thread }: ThreadRequest): Promise<{ channel: Channel }> {
  const bundle = await session.bundle(thread._stream.cid ?? '');
  return { channel: session.channel(bundle.channel, bundle) };
}

/** The message that a thread begins with. */
export const getThreadMessage = async (session: Session, { thread }: ThreadRequest): Promise<{ message: Message }> =>
  ({ message: session.message((await session.client.getMessage(thread._stream.id)).message, thread) });

/** Marks a thread as read. */
export async function readThread(session: Session, { thread }: ThreadRequest): Promise<{ thread: Thread }> {
  await session.at(thread).markRead({ thread_id: thread._stream.id });
  return { thread };
}
