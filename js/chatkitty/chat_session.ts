/** One chat session: what an app is told of a channel while it is there, and its end. What happens comes from `room.ts`. */
import type { Channel, ChannelEvent, Keystrokes, Message, Reaction, ReadReceipt, Thread, User } from './models.js';

/** What an app wants to be told of a channel. */
export interface ChatSessionCallbacks {
  /** A message was sent, also by the current user. `parent`: the message it answers. */
  onReceivedMessage?: (message: Message, parent?: Message) => void;
  /** What another user has typed so far. */
  onReceivedKeystrokes?: (keystrokes: Keystrokes) => void;
  onTypingStarted?: (user: User) => void;
  /** Also after seven seconds of silence. */
  onTypingStopped?: (user: User) => void;
  /** Another user has begun a chat session here. */
  onParticipantEnteredChat?: (user: User) => void;
  /** Another user has ended its chat session, or gone. */
  onParticipantLeftChat?: (user: User) => void;
  /** A member came, went, or says something else about being there. */
  onParticipantPresenceChanged?: (user: User) => void;
  onMessageUpdated?: (message: Message) => void;
  onMessageDeleted?: (message: Message) => void;
  /** A user has read this message, and all before it. */
  onMessageRead?: (message: Message, receipt: ReadReceipt) => void;
  /** The current user has marked this message, and all after it, as unread. */
  onMessageUnread?: (message: Message) => void;
  onMessageReactionAdded?: (message: Message, reaction: Reaction) => void;
  onMessageReactionRemoved?: (message: Message, reaction: Reaction) => void;
  onChannelUpdated?: (channel: Channel) => void;
  onEventTriggered?: (event: ChannelEvent) => void;
  onThreadReceivedMessage?: (thread: Thread, message: Message) => void;
  onThreadReceivedKeystrokes?: (thread: Thread, keystrokes: Keystrokes) => void;
  onThreadTypingStarted?: (thread: Thread, user: User) => void;
  onThreadTypingStopped?: (thread: Thread, user: User) => void;
}

/** What `startChatSession` takes. */
export interface StartChatSessionRequest extends ChatSessionCallbacks {
  channel: Channel;
}

/** The current user is in a channel. */
export interface ChatSession {
  channel: Channel;
  /** The thread that the app shows, as it has set it. */
  readonly thread: Thread | null;
  setThread: (thread: Thread | null) => void;
  /** Ends it: nothing is told any more. May be called alone, and again. */
  end: () => void;
}
