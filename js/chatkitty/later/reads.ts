/** What was read, by whom: counts and receipts. Stream keeps for each user how far it has read, not each message. */
import type { ReadResponse } from '../../index.js';
import { kindOf } from '../channel_model.js';
import { type ChannelRequest, unreadIn } from '../channels.js';
import type { MessageRequest } from '../messages.js';
import type { ChannelType, Message, ReadReceipt } from '../models.js';
import { type Paged, whole } from '../paginator.js';
import type { Session } from '../session.js';
import { nameOf, timeText } from '../user_model.js';

/** Who has read which messages, by number. */
export interface ChannelContext {
  startCursor: string | undefined;
  endCursor: string | undefined;
  readBy: Record<number, number[]>;
}

/** How many channels have unread messages, of one kind if named. */
export async function getUnreadChannelsCount(session: Session, { filter: { type } = {} }: { filter?: { type?: ChannelType } } = {}): Promise<{ count: number }> {
  const { channels } = await session.client.getUnreadCount();
  const unread = channels.filter(({ unread_count }) => unread_count).map(({ channel_id }) => channel_id);
  if (!type || !unread.length) return { count: unread.length };
  const bundles = await session.query({ cid: { $in: unread } }, 30);
  return { count: bundles.filter(({ channel }) => kindOf(channel, session.settings) === type).length };
}

/** How many messages are unread, in one channel if named. */
export const getUnreadMessagesCount = async (session: Session, { channel }: Partial<ChannelRequest> = {}): Promise<{ count: number }> =>
  ({ count: channel ? await unreadIn(session, channel) : (await session.client.getUnreadCount()).total_unread_count });

/** The last message that a user has read; none if there is none. */
export async function getLastReadMessage(session: Session, { channel, username }: ChannelRequest & { username: string }): Promise<{ message?: Message }> {
  const { read = [] } = await session.bundle(channel);
  const id = read.find(({ user }) => nameOf(user) === username)?.last_read_message_id;
  return id ? { message: session.message((await session.client.getMessage(id)).message, channel) } : {};
}

/** Who else has read a message. The time is that of the user's last reading. */
export async function getReadReceipts(session: Session, { message }: MessageRequest): Promise<Paged<ReadReceipt>> {
  const { read } = await session.bundle(message._stream.cid ?? '');
  const author = 'user' in message && message.user._stream.id;
  return whole(covering(read, message.createdTime).filter(({ user }) => user.id !== author)
    .map(({ user, last_read }) => ({ user: session.person(user), createdTime: timeText(last_read) })));
}

/** Who has read which of the newest 100 messages. The cursors are given back as they came. */
export async function retrieveChannelContext(session: Session, { channel, startCursor, endCursor }: ChannelRequest & { startCursor?: string; endCursor?: string }): Promise<{ context: ChannelContext }> {
  const { messages, read } = await session.state(channel, { messages: { limit: 100 } });
  const readBy = Object.fromEntries(messages.map((message) =>
    [session.message(message, channel).id, covering(read, timeText(message.created_at)).map(({ user }) => session.person(user).id)]));
  return { context: { startCursor, endCursor, readBy } };
}

/** Those whose reading goes as far as a time. */
const covering = (read: ReadResponse[] = [], time: string): ReadResponse[] => read.filter(({ last_read }) => timeText(last_read) >= time);
