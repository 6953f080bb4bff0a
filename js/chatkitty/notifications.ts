/** Notifications: what happened in channels where the current user has no chat session. Made here, not stored anywhere. */
import type { ChannelResponse, MessageResponse } from '../index.js';
import { numberOf } from './ids.js';
import { MessageCalls } from './messages.js';
import type { Notification, NotificationData, UserMessage } from './models.js';
import { Observers } from './observers.js';
import type { Session } from './session.js';

/** Notifications. */
export abstract class NotificationCalls extends MessageCalls {
  readonly #notifications = new Observers<Notification>();
  /** The message that was told of last: of an answer two events may come. */
  #notified = '';

  /** Tells of messages of others in channels where there is no chat session. */
  onNotificationReceived = this.#notifications.add;

  /** Messages wherever they are. */
  protected override readonly heard = this.observe<void>(['notification.message_new', 'notification.thread_message_new', 'message.new'], (session, { type, message, cid = '', channel }) => {
    if (!message || (message.type !== 'system' && message.user?.id === session.me)) return;
    const room = this.rooms.get(cid);
    if (room?.listeners.size) {
      // The chat session is there, only watching has not begun yet.
      if (type !== 'message.new') room.receive(message);
    } else if (this.#notifications.any && this.#notified !== message.id) {
      this.#notified = message.id;
      void this.#notify(session, { ...message, cid }, channel);
    }
  });

  async #notify(session: Session, message: MessageResponse, channel: ChannelResponse | undefined): Promise<void> {
    const model = session.message(message);
    const data = await dataOf(session, message, model as UserMessage);
    if (this.session !== session) return;
    this.#notifications.tell({
      id: numberOf(`notification:${message.id}`),
      title: 'user' in model ? `${model.user.displayName} sent a message` : 'System message sent',
      body: model.body ?? 'File attachment',
      channel: channel ? session.channel(channel) : null,
      data,
      muted: session.client.mutedChannels.some((mute) => mute.channel?.cid === message.cid),
      createdTime: model.createdTime,
      readTime: null,
    });
  }
}

/** What a message is to the current user: from the system, an answer, a mention, or just a message. */
async function dataOf(session: Session, message: MessageResponse, model: UserMessage): Promise<NotificationData> {
  const about = { channelId: model.channelId, message: model };
  if (message.type === 'system') return { type: 'SYSTEM:SENT:MESSAGE', ...(about as { channelId: number; message: never }) };
  if (message.parent_id) {
    const parent = await session.client.getMessage(message.parent_id).then((answer) => answer.message, () => undefined);
    if (parent?.user?.id === session.me) return { type: 'USER:REPLIED_TO:MESSAGE', ...about, parent: session.message(parent) };
  }
  const mentioned = message.mentioned_users?.find(({ id }) => id === session.me);
  return mentioned ? { type: 'USER:MENTIONED:USER', ...about, mentionedUser: session.person(mentioned) } : { type: 'USER:SENT:MESSAGE', ...about };
}
