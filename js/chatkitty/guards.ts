/** Questions about models that narrow their types. */
import type {
  Channel, DirectChannel, FileMessage, Message, Notification, NotificationData, PrivateChannel, PublicChannel, SystemFileMessage, SystemMessage, SystemTextMessage, TextMessage, UserMessage,
} from './models.js';

/** A notification about one thing. */
export type NotificationAbout<Type extends NotificationData['type']> = Notification & { data: Extract<NotificationData, { type: Type }> };

/** Whether it is a direct channel. */
export const isDirectChannel = (channel: Channel): channel is DirectChannel => channel.type === 'DIRECT';
/** Whether it is a public channel. */
export const isPublicChannel = (channel: Channel): channel is PublicChannel => channel.type === 'PUBLIC';
/** Whether it is a private channel. */
export const isPrivateChannel = (channel: Channel): channel is PrivateChannel => channel.type === 'PRIVATE';

/** Whether it is a text, of a user or the system. */
export const isTextMessage = (message: Message): message is TextMessage | SystemTextMessage => message.type === 'TEXT' || message.type === 'SYSTEM_TEXT';
/** Whether it has files, of a user or the system. */
export const isFileMessage = (message: Message): message is FileMessage | SystemFileMessage => message.type === 'FILE' || message.type === 'SYSTEM_FILE';
/** Whether a user sent it. */
export const isUserMessage = (message: Message): message is UserMessage => message.type === 'TEXT' || message.type === 'FILE';
/** Whether the system sent it. */
export const isSystemMessage = (message: Message): message is SystemMessage => !isUserMessage(message);

/** Whether the message of a result is a text. */
export const sentTextMessage = (result: { message?: Message }): result is { message: TextMessage } => result.message?.type === 'TEXT';
/** Whether the message of a result is a file. */
export const sentFileMessage = (result: { message?: Message }): result is { message: FileMessage } => result.message?.type === 'FILE';

const about = <Type extends NotificationData['type']>(type: Type) => (notification: Notification): notification is NotificationAbout<Type> => notification.data.type === type;

/** Whether it is about a message of the system. */
export const isSystemSentMessageNotification = about('SYSTEM:SENT:MESSAGE');
/** Whether it is about a message of a user. */
export const isUserSentMessageNotification = about('USER:SENT:MESSAGE');
/** Whether it is about an answer to a message of the current user. */
export const isUserRepliedToMessageNotification = about('USER:REPLIED_TO:MESSAGE');
/** Whether it is about a message that names the current user. */
export const isUserMentionedNotification = about('USER:MENTIONED:USER');
/** Never: channels cannot be mentioned. */
export const isUserMentionedChannelNotification = (_notification: Notification): boolean => false;
