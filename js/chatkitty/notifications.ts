/** Notifications: what happened in channels where the current user has no chat session. Made here, not stored anywhere. */
import type { ChannelResponse, MessageResponse } from '../index.js';
import { ChannelChangeCalls } from './channel_changes.js';
import { numberOf } from './ids.js';
import type { Notification, NotificationData, SystemMessage, UserMessage } from './models.js';
import { type ChatKittyObserver, type ChatKittyUnsubscribe, Observers } from './observers.js';
import type { Session } from './session.js';

/** Messages at most that are kept in mind as told. */
const TOLD = 1_000;

/** Notifications. */
export abstract class NotificationCalls extends ChannelChangeCalls {
  private readonly notifications = new Observers<Notification>();

  /** Tells of messages of others in channels where there is no chat session. */
  onNotificationReceived = (observer: ChatKittyObserver<Notification>): ChatKittyUnsubscribe => this.notifications.add(observer);

  /** @internal */
  protected readonly listenToNotifications = this.begun.push((session) => {
    const told = new Set<string>();
    const receive = (message: MessageResponse | undefined, cid: string, channel?: ChannelResponse): void => {
      if (this.session !== session || !message || message.user?.id === session.me && message.type !== 'system') return;
      const room = this.rooms.get(cid);
      // The chat session is there, only watching has not begun yet.
      if (room?.listeners.size) return room.receive(message);
      if (told.has(message.id) || !this.notifications.any) return;
      told.add(message.id);
      if (told.size > TOLD) told.clear();
      void this.notify(session, { ...message, cid }, channel);
    };
    for (const type of ['notification.message_new', 'notification.thread_message_new', 'message.new']) {
      session.client.on(type, ({ message, cid = message?.cid ?? '', channel }) => {
        if (type !== 'message.new' || !this.rooms.get(cid)?.listeners.size) receive(message, cid, channel);
      });
    }
  });

  private async notify(session: Session, message: MessageResponse, channel: ChannelResponse | undefined): Promise<void> {
    const model = session.message(message);
    const data = await dataOf(session, message, model as UserMessage);
    if (this.session !== session) return;
    const author = 'user' in model ? model.user.displayName : undefined;
    this.notifications.tell({
      id: numberOf(`notification:${message.id}`),
      title: author === undefined ? 'System message sent' : `${author} sent a message`,
      body: model.type === 'TEXT' || model.type === 'SYSTEM_TEXT' ? model.body : (model.body ?? 'File attachment'),
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
  if (message.type === 'system') return { type: 'SYSTEM:SENT:MESSAGE', channelId: model.channelId, message: model as never as SystemMessage };
  if (message.parent_id) {
    const parent = await session.client.getMessage(message.parent_id).then((answer) => answer.message, () => undefined);
    if (parent?.user?.id === session.me) return { type: 'USER:REPLIED_TO:MESSAGE', ...about, parent: session.message(parent) };
  }
  const mentioned = message.mentioned_users?.find(({ id }) => id === session.me);
  return mentioned ? { type: 'USER:MENTIONED:USER', ...about, mentionedUser: session.user(mentioned) } : { type: 'USER:SENT:MESSAGE', ...about };
}
