/** The objects apps hold: users, channels, messages and what hangs on them. Types only; what makes them is in `*_model.ts`. */

/** Fields of the app's own. */
export type Properties = Record<string, unknown>;

/** What a model is in Stream's service. Requests read only this, so that copies of a model are as good as itself. */
export interface StreamReference {
  /** The id there. */
  id: string;
  /** Channels: `type:id`. Messages: the channel they are in. */
  cid?: string;
  /** Messages: the message they answer. */
  parentId?: string;
}

/** Whether a user is connected, and what they say about it. */
export interface UserPresence {
  /** What the user has set, else whether it is connected. */
  status: 'AVAILABLE' | 'UNAVAILABLE' | 'DO_NOT_DISTURB' | 'INVISIBLE' | (string & {});
  online: boolean;
}

/** A user. */
export interface User {
  id: number;
  /** The unique user name, as it was given to `startSession`. */
  name: string;
  displayName: string;
  /** Address of the picture; a generated one when none was set. */
  displayPictureUrl: string;
  isGuest: boolean;
  presence: UserPresence;
  properties: Properties;
  /** @internal */
  _stream: StreamReference;
}

/** The user of the session. */
export type CurrentUser = User;

/** The kinds of channels. */
export type ChannelType = 'DIRECT' | 'PUBLIC' | 'PRIVATE' | 'OPEN';

/** What all channels have. */
export interface BaseChannel {
  id: number;
  type: ChannelType;
  name: string;
  /** Shown name: of a direct channel without a name, those of the others. */
  displayName: string;
  creator?: User;
  lastReceivedMessage?: Message;
  /** ISO 8601. */
  createdTime: string;
  properties: Properties;
  /** @internal */
  _stream: StreamReference;
}

/** A conversation of two to ten users; nobody can be added. */
export interface DirectChannel extends BaseChannel {
  type: 'DIRECT';
  /** The own user is one of them. */
  members: User[];
}

/** A channel that everybody may join. */
export interface PublicChannel extends BaseChannel {
  type: 'PUBLIC';
}

/** A channel that a member has to add others to. */
export interface PrivateChannel extends BaseChannel {
  type: 'PRIVATE';
}

/** A channel where everybody may read and write without being a member. */
export interface OpenChannel extends BaseChannel {
  type: 'OPEN';
}

/** A channel. */
export type Channel = DirectChannel | PublicChannel | PrivateChannel | OpenChannel;

/** An emoji of a reaction. */
export interface Emoji {
  character: string;
  description: string;
  aliases: string[];
  tags: string[];
}

/** A reaction of one user. */
export interface Reaction {
  emoji: Emoji;
  user: User;
  /** ISO 8601. */
  createdTime: string;
}

/** All reactions to a message with one emoji. */
export interface ReactionSummary {
  emoji: Emoji;
  /** Those of the users that are known: the latest. */
  users: User[];
  count: number;
}

/** A link in a text. Positions count characters; the end is the one behind the last. */
export interface MessageLink {
  source: string;
  startPosition: number;
  endPosition: number;
  /** Absent until the service has read the page. */
  preview?: {
    url: string;
    title: string;
    image: { source: string };
    description?: string;
    siteName?: string;
  };
}

/** A user named in a text as `<@username>`. Positions as in links. */
export interface MessageMention {
  type: 'USER';
  tag: string;
  startPosition: number;
  endPosition: number;
  user: User;
}

/** A file of a message. */
export interface ChatKittyFile {
  /** `HOSTED`: uploaded with the message; `EXTERNAL`: somewhere else. */
  type: 'HOSTED' | 'EXTERNAL';
  url: string;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
}

/** What all messages have. */
export interface BaseMessage {
  id: number;
  channelId: number;
  /** ISO 8601. */
  createdTime: string;
  properties: Properties;
  groupTag?: string;
  reactions?: ReactionSummary[];
  repliesCount?: number;
  /** 0: in the channel; 1: a reply; 2: a reply to a reply. */
  nestedLevel: number;
  /** @internal */
  _stream: StreamReference;
}

/** What messages with a text have. */
export interface TextContent {
  body: string;
  links: MessageLink[];
  mentions: MessageMention[];
}

/** What messages with files have. */
export interface FileContent {
  /** The first file. */
  file: ChatKittyFile;
  /** All files. */
  files: ChatKittyFile[];
  /** The text beside them; absent if there is none. */
  body?: string;
}

/** A text of a user. */
export interface TextMessage extends BaseMessage, TextContent {
  type: 'TEXT';
  user: User;
}

/** Files of a user. */
export interface FileMessage extends BaseMessage, FileContent {
  type: 'FILE';
  user: User;
}

/** A text of the application's own server. */
export interface SystemTextMessage extends BaseMessage, TextContent {
  type: 'SYSTEM_TEXT';
}

/** Files of the application's own server. */
export interface SystemFileMessage extends BaseMessage, FileContent {
  type: 'SYSTEM_FILE';
}

/** A message. */
export type Message = TextMessage | FileMessage | SystemTextMessage | SystemFileMessage;
/** A message of a user. */
export type UserMessage = TextMessage | FileMessage;
/** A message of the application's own server. */
export type SystemMessage = SystemTextMessage | SystemFileMessage;

/** What a user has typed so far. */
export interface Keystrokes {
  username: string;
  /** The whole text, not the last key. */
  keys: string;
}

/** Who has read a message, and when. */
export interface ReadReceipt {
  user: User;
  /** ISO 8601. */
  createdTime: string;
}

/** The replies to a message. */
export interface Thread {
  id: string;
  type: 'MESSAGE' | 'STANDALONE' | 'MAIN';
  name?: string;
  properties: Properties;
  /** ISO 8601. */
  createdTime: string;
  /** @internal */
  _stream: StreamReference;
}

/** An event of the app's own, sent with `triggerEvent`. */
export interface ChannelEvent {
  type: string;
  user: User;
  properties: Properties;
}

/** A user whom the own user has blocked. */
export interface UserBlockedRecord {
  user: User;
  /** ISO 8601. */
  createdTime: string;
}

/** What a notification is about, by its type. */
export type NotificationData =
  | { type: 'USER:SENT:MESSAGE'; channelId: number; message: UserMessage }
  | { type: 'SYSTEM:SENT:MESSAGE'; channelId: number; message: SystemMessage }
  | { type: 'USER:REPLIED_TO:MESSAGE'; channelId: number; message: UserMessage; parent: Message }
  | { type: 'USER:MENTIONED:USER'; channelId: number; message: UserMessage; mentionedUser: User };

/** Something that happened where no chat session is. */
export interface Notification {
  id: number;
  title: string;
  body: string;
  channel: Channel | null;
  data: NotificationData;
  /** The own user has muted the channel. */
  muted: boolean;
  /** ISO 8601. */
  createdTime: string;
  readTime: string | null;
}
