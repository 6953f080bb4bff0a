/** One chat session: what an app is told of a channel while it is there, and its end. What happens comes from `room.ts`. */
import type { Channel, ChannelEvent, Keystrokes, Message, Reaction, ReadReceipt, Thread, User } from './models.js';

/** What an app wants to be told of a channel. */
export interface ChatSessionCallbacks {
  /** A message was sent, also by the current user. `parent`: the message it answers. */
  onReceivedMessage?: (message: Message, parent?: Message) => void;
  /** What another user has typed so far. */
  onReceivedKeystrokes?: (keystrokes: Keystrokes) => void;
  /** Another user has begun to type. */
  onTypingStarted?: (user: User) => void;
  /** Another user types no more, or nothing was heard of it for seven seconds. */
  onTypingStopped?: (user: User) => void;
  /** Another user has begun a chat session here. */
  onParticipantEnteredChat?: (user: User) => void;
  /** Another user has ended its chat session, or gone. */
  onParticipantLeftChat?: (user: User) => void;
  /** A member came, went, or says something else about being there. */
  onParticipantPresenceChanged?: (user: User) => void;
  /** A message was changed, also by the service: links get their previews so. */
  onMessageUpdated?: (message: Message) => void;
  /** A message was deleted. */
  onMessageDeleted?: (message: Message) => void;
  /** A user has read this message, and all before it. */
  onMessageRead?: (message: Message, receipt: ReadReceipt) => void;
  /** The current user has marked this message, and all after it, as unread. */
  onMessageUnread?: (message: Message) => void;
  /** Somebody has reacted to a message. */
  onMessageReactionAdded?: (message: Message, reaction: Reaction) => void;
  /** Somebody has taken a reaction back. */
  onMessageReactionRemoved?: (message: Message, reaction: Reaction) => void;
  /** The channel was changed. */
  onChannelUpdated?: (channel: Channel) => void;
  /** Somebody has sent an event of the app's own, with `triggerEvent`. */
  onEventTriggered?: (event: ChannelEvent) => void;
  /** As `onReceivedMessage`, in a thread. */
  onThreadReceivedMessage?: (thread: Thread, message: Message) => void;
  /** As `onReceivedKeystrokes`, in a thread. */
  onThreadReceivedKeystrokes?: (thread: Thread, keystrokes: Keystrokes) => void;
  /** As `onTypingStarted`, in a thread. */
  onThreadTypingStarted?: (thread: Thread, user: User) => void;
  /** As `onTypingStopped`, in a thread. */
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
  /** Notes the thread that the app shows. */
  setThread: (thread: Thread | null) => void;
  /** Ends it: nothing is told any more. May be called alone, and again. */
  end: () => void;
}
