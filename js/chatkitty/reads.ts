/** What was read, by whom: unread marks, counts, receipts. Stream keeps for each user how far it has read, not each message. */
import type { ReadResponse } from '../index.js';
import type { ChannelRequest, ChannelResult } from './channels.js';
import { kindOf } from './channel_model.js';
import { MessageCalls, type MessageRequest, type MessageResult } from './messages.js';
import type { ChannelType, Message, ReadReceipt } from './models.js';
import { type ChatKittyPaginator, paginate } from './paginator.js';
import type { Result } from './result.js';
import type { Session } from './session.js';
import { nameOf, timeText } from './user_model.js';
import type { CountResult } from './users.js';

/** Whether there is something unread. */
export type GetChannelUnreadResult = Result<{ unread: boolean }>;

/** Who has read which messages, by number. */
export interface ChannelContext {
  startCursor: string | undefined;
  endCursor: string | undefined;
  readBy: Record<number, number[]>;
}

/** Calls about reading. */
export abstract class ReadCalls extends MessageCalls {
  /** Whether a channel has messages that the current user has not read. An open channel never has. */
  getChannelUnread = ({ channel }: ChannelRequest): Promise<GetChannelUnreadResult> => this.run(async (session) => {
    if (channel.type === 'OPEN') return { unread: false };
    const room = this.rooms.get(session.cidOf(channel));
    await room?.ready;
    if (room?.reads) return { unread: false };
    const { read } = await session.bundle(channel);
    return { unread: (own(session, read)?.unread_messages ?? 0) > 0 };
  });

  /** How many channels have unread messages, of one kind if named. */
  getUnreadChannelsCount = (request: { filter?: { type?: ChannelType } } = {}): Promise<CountResult> => this.run(async (session) => {
    const { channels } = await session.client.getUnreadCount();
    const type = request.filter?.type;
    const unread = channels.filter(({ unread_count }) => unread_count > 0).map(({ channel_id }) => channel_id);
    if (!type || !unread.length) return { count: unread.length };
    const bundles = await session.query({ cid: { $in: unread } }, { limit: 30 });
    return { count: bundles.filter(({ channel }) => kindOf(channel, session.settings) === type).length };
  });

  /** How many messages are unread, in one channel if named. */
  getUnreadMessagesCount = (request: Partial<ChannelRequest> = {}): Promise<CountResult> => this.run(async (session) => {
    if (!request.channel) return { count: (await session.client.getUnreadCount()).total_unread_count };
    const { read } = await session.bundle(request.channel);
    return { count: own(session, read)?.unread_messages ?? 0 };
  });

  /** Marks all in a channel as read. */
  readChannel = ({ channel }: ChannelRequest): Promise<ChannelResult> => this.run(async (session) => {
    if (channel.type !== 'OPEN') await session.stream(session.cidOf(channel)).markRead();
    return { channel };
  });

  /** Marks a message, and all before it, as read. */
  readMessage = ({ message }: MessageRequest): Promise<MessageResult> => this.run(async (session) => {
    await session.stream(message._stream.cid ?? '').markRead({ message_id: message._stream.id });
    return { message };
  });

  /** Marks a message, and all after it, as unread. */
  unreadMessage = ({ message }: MessageRequest): Promise<MessageResult> => this.run(async (session) => {
    await session.stream(message._stream.cid ?? '').markUnread({ message_id: message._stream.id });
    return { message };
  });

  /** The last message that a user has read; undefined if there is none among the newest. */
  getLastReadMessage = ({ channel, username }: ChannelRequest & { username: string }): Promise<Result<{ message?: Message }>> => this.run(async (session) => {
    const { read = [], messages } = await session.bundle(channel);
    const mark = read.find(({ user }) => nameOf(user) === username);
    const known = messages.find(({ id }) => id === mark?.last_read_message_id);
    if (!mark?.last_read_message_id) return {};
    const message = known ?? (await session.client.getMessage(mark.last_read_message_id)).message;
    return { message: session.message({ cid: session.cidOf(channel), ...message }) };
  });

  /** Who else has read a message. The time is that of the user's last reading. */
  getReadReceipts = ({ message }: MessageRequest): Promise<Result<{ paginator: ChatKittyPaginator<ReadReceipt> }>> => this.run(async (session) => {
    const { read = [] } = await session.bundle(message._stream.cid ?? '');
    const author = 'user' in message ? message.user._stream.id : '';
    const items = covering(read, message.createdTime).filter(({ user }) => user.id !== author)
      .map(({ user, last_read }) => ({ user: session.user(user), createdTime: timeText(last_read) }));
    return { paginator: await paginate(async () => ({ items, next: undefined }), items.length) };
  });

  /** Who has read which of the newest messages. The cursors are given back as they came. */
  retrieveChannelContext = ({ channel, startCursor, endCursor }: ChannelRequest & { startCursor?: string; endCursor?: string }): Promise<Result<{ context: ChannelContext }>> => this.run(async (session) => {
    const [bundle] = await session.query({ cid: session.cidOf(channel) }, { messages: 100 });
    const readBy = Object.fromEntries((bundle?.messages ?? []).map((message) =>
      [session.message(message).id, covering(bundle?.read ?? [], timeText(message.created_at)).map(({ user }) => session.user(user).id)]));
    return { context: { startCursor, endCursor, readBy } };
  });

  /** As `getChannelUnread`. */
  checkChannelUnread = this.getChannelUnread;
  /** As `getUnreadChannelsCount`. */
  countUnreadChannels = this.getUnreadChannelsCount;
  /** As `getUnreadMessagesCount`. */
  countUnreadMessages = this.getUnreadMessagesCount;
  /** As `getLastReadMessage`. */
  retrieveLastReadMessage = this.getLastReadMessage;
  /** As `getReadReceipts`. */
  listReadReceipts = this.getReadReceipts;
}

const own = (session: Session, read: ReadResponse[] = []): ReadResponse | undefined => read.find(({ user }) => user.id === session.me);

/** Those whose reading goes as far as a time. */
const covering = (read: ReadResponse[], time: string): ReadResponse[] => read.filter(({ last_read }) => timeText(last_read) >= time);
