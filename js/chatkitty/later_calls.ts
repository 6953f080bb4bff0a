/** The methods whose work is in `later/`: their names, and what has to be refused at once. */
import { ChannelCalls } from './channels.js';
import { CannotAddModeratorToChannelError, ChannelNotInvitableError, MessageNotAReplyError } from './errors.js';
import type * as later from './later/index.js';
import type { Channel, Message } from './models.js';
import type { Result } from './result.js';
import type { Session } from './session.js';

type Later = Omit<typeof later, 'attachmentOf' | 'reactionTypeOf'>;
/** A method whose work is the function of this name. */
type Call<Name extends keyof Later> = Later[Name] extends (session: Session, ...request: infer Request) => Promise<infer Payload extends object> ? (...request: Request) => Promise<Result<Payload>> : never;

/** The functions there, each with the names of the methods that later generations gave it. */
const NAMES =
  'getUser=retrieveUser getUsersCount=countUsers=listUsersCount=getContactsCount blockUser ' +
  'getUserBlockList=listUserBlockedRecords deleteUserBlockListItem=deleteUserBlockedRecord leaveChannel ' +
  'updateChannel deleteChannel muteChannel unmuteChannel hideChannel unhideChannel clearChannelHistory ' +
  'readChannel inviteUser addChannelModerator ' +
  'getUserIsChannelMember=checkUserIsChannelMember triggerEvent editMessage updateMessageProperties deleteMessage ' +
  'deleteMessageForMe getMessageChannel=retrieveMessageChannel ' +
  'getMessageParent=retrieveMessageParent getMessageRepliesCount=countMessageReplies searchMessages ' +
  'reactToMessage removeReaction getReactions=listReactions getUnreadChannelsCount=countUnreadChannels ' +
  'getUnreadMessagesCount=countUnreadMessages readMessage unreadMessage ' +
  'getLastReadMessage=retrieveLastReadMessage getReadReceipts=listReadReceipts retrieveChannelContext ' +
  'createThread getThreads=listThreads getThreadChannel=listThreadChannel getThreadMessage=listThreadMessage ' +
  'readThread deleteUser startCall';

/** What is refused before anything is loaded. */
const CHECKS: Record<string, (request: { channel: Channel; message: Message }) => void> = {
  inviteUser: ({ channel }) => { if (channel.type === 'DIRECT') throw new ChannelNotInvitableError(channel); },
  addChannelModerator: ({ channel }) => { if (channel.type === 'DIRECT') throw new CannotAddModeratorToChannelError(channel); },
  getMessageParent: ({ message }) => { if (!message._stream.parentId) throw new MessageNotAReplyError(message); },
};

/** Calls beyond those of the first generation: refused at once or without a session, else run as soon as their code is there. */
export abstract class LaterCalls extends ChannelCalls {
  constructor(...given: ConstructorParameters<typeof ChannelCalls>) {
    super(...given);
    const methods: Record<string, unknown> = {};
    for (const names of NAMES.split(' ')) {
      const aliases = names.split('=');
      const name = aliases[0] as keyof Later;
      const method = (...request: unknown[]): Promise<Result<object>> => {
        this.active();
        CHECKS[name]?.(request[0] as never);
        return this.run(async (session) => (await import('./later/index.js'))[name](session, ...(request as [never])));
      };
      for (const alias of aliases) methods[alias] = method;
    }
    Object.assign(this, methods);
  }

  // Users -------------------------------------------------------------------------------------------------------------

  /** A user, by number or name. */
  declare readonly getUser: Call<'getUser'>;
  /** How many users there are, up to 1 000. */
  declare readonly getUsersCount: Call<'getUsersCount'>;
  /** Keeps the other user's messages away from the current one, in channels of the two. */
  declare readonly blockUser: Call<'blockUser'>;
  /** The users whom the current one has blocked. */
  declare readonly getUserBlockList: Call<'getUserBlockList'>;
  /** Fails: a client cannot delete users. */
  declare readonly deleteUser: Call<'deleteUser'>;
  /** Fails: Stream's chat has no calls. */
  declare readonly startCall: Call<'startCall'>;
  /** Ends a block: one of the list, or that of a user. */
  declare readonly deleteUserBlockListItem: Call<'deleteUserBlockListItem'>;

  // Channels ----------------------------------------------------------------------------------------------------------

  /** Ends the membership of the current user. */
  declare readonly leaveChannel: Call<'leaveChannel'>;
  /** Changes name and properties of a channel. */
  declare readonly updateChannel: Call<'updateChannel'>;
  /** Deletes a channel for everybody. */
  declare readonly deleteChannel: Call<'deleteChannel'>;
  /** New messages do not count and notify as muted. */
  declare readonly muteChannel: Call<'muteChannel'>;
  /** Ends what `muteChannel` began. */
  declare readonly unmuteChannel: Call<'unmuteChannel'>;
  /** Takes a channel out of the current user's list until the next message. */
  declare readonly hideChannel: Call<'hideChannel'>;
  /** Ends what `hideChannel` began. */
  declare readonly unhideChannel: Call<'unhideChannel'>;
  /** Removes what was written so far, for the current user only. */
  declare readonly clearChannelHistory: Call<'clearChannelHistory'>;
  /** Marks all in a channel as read. */
  declare readonly readChannel: Call<'readChannel'>;
  /** Adds a user. Throws `ChannelNotInvitableError` for a direct channel. */
  declare readonly inviteUser: Call<'inviteUser'>;
  /** Makes a member a moderator. Throws `CannotAddModeratorToChannelError` for a direct channel. */
  declare readonly addChannelModerator: Call<'addChannelModerator'>;
  /** Whether a user is a member; without one, the current user. */
  declare readonly getUserIsChannelMember: Call<'getUserIsChannelMember'>;
  /** Sends an event of the app's own to those who have a chat session in the channel. */
  declare readonly triggerEvent: Call<'triggerEvent'>;

  // Messages ----------------------------------------------------------------------------------------------------------

  /** Replaces the text of a message. */
  declare readonly editMessage: Call<'editMessage'>;
  /** Replaces the properties of a message. */
  declare readonly updateMessageProperties: Call<'updateMessageProperties'>;
  /** Deletes a message for everybody. */
  declare readonly deleteMessage: Call<'deleteMessage'>;
  /** Deletes a message for the current user only. */
  declare readonly deleteMessageForMe: Call<'deleteMessageForMe'>;
  /** The channel of a message. */
  declare readonly getMessageChannel: Call<'getMessageChannel'>;
  /** The message that a message answers. Throws `MessageNotAReplyError`. */
  declare readonly getMessageParent: Call<'getMessageParent'>;
  /** How many answers a message has. */
  declare readonly getMessageRepliesCount: Call<'getMessageRepliesCount'>;
  /** Files in a channel, or without one what the current user has written anywhere, as `getMessages` gives them. */
  protected declare readonly searchMessages: Call<'searchMessages'>;
  /** Adds a reaction of the current user. */
  declare readonly reactToMessage: Call<'reactToMessage'>;
  /** Takes a reaction of the current user back. */
  declare readonly removeReaction: Call<'removeReaction'>;
  /** The reactions to a message, the newest first. */
  declare readonly getReactions: Call<'getReactions'>;

  // Reading -----------------------------------------------------------------------------------------------------------

  /** How many channels have unread messages, of one kind if named. */
  declare readonly getUnreadChannelsCount: Call<'getUnreadChannelsCount'>;
  /** How many messages are unread, in one channel if named. */
  declare readonly getUnreadMessagesCount: Call<'getUnreadMessagesCount'>;
  /** Marks a message, and all before it, as read. */
  declare readonly readMessage: Call<'readMessage'>;
  /** Marks a message, and all after it, as unread. */
  declare readonly unreadMessage: Call<'unreadMessage'>;
  /** The last message that a user has read; none if there is none. */
  declare readonly getLastReadMessage: Call<'getLastReadMessage'>;
  /** Who else has read a message. The time is that of the user's last reading. */
  declare readonly getReadReceipts: Call<'getReadReceipts'>;
  /** Who has read which of the newest 100 messages. The cursors are given back as they came. */
  declare readonly retrieveChannelContext: Call<'retrieveChannelContext'>;

  // Threads -----------------------------------------------------------------------------------------------------------

  /** The thread of a message; or a new one, whose first message is its name. */
  declare readonly createThread: Call<'createThread'>;
  /** Threads that the current user takes part in, in one channel if named. */
  declare readonly getThreads: Call<'getThreads'>;
  /** The channel that a thread is in. */
  declare readonly getThreadChannel: Call<'getThreadChannel'>;
  /** The message that a thread begins with. */
  declare readonly getThreadMessage: Call<'getThreadMessage'>;
  /** Marks a thread as read. */
  declare readonly readThread: Call<'readThread'>;

  // The names that later generations gave -----------------------------------------------------------------------------

  /** As `getUser`. */
  declare readonly retrieveUser: LaterCalls['getUser'];
  /** As `getUsersCount`. */
  declare readonly countUsers: LaterCalls['getUsersCount'];
  /** As `getUsersCount`. */
  declare readonly listUsersCount: LaterCalls['getUsersCount'];
  /** As `getUsersCount`. */
  declare readonly getContactsCount: LaterCalls['getUsersCount'];
  /** As `getUserBlockList`. */
  declare readonly listUserBlockedRecords: LaterCalls['getUserBlockList'];
  /** As `deleteUserBlockListItem`. */
  declare readonly deleteUserBlockedRecord: LaterCalls['deleteUserBlockListItem'];
  /** As `getUserIsChannelMember`. */
  declare readonly checkUserIsChannelMember: LaterCalls['getUserIsChannelMember'];
  /** As `getMessageChannel`. */
  declare readonly retrieveMessageChannel: LaterCalls['getMessageChannel'];
  /** As `getMessageParent`. */
  declare readonly retrieveMessageParent: LaterCalls['getMessageParent'];
  /** As `getMessageRepliesCount`. */
  declare readonly countMessageReplies: LaterCalls['getMessageRepliesCount'];
  /** As `getReactions`. */
  declare readonly listReactions: LaterCalls['getReactions'];
  /** As `getUnreadChannelsCount`. */
  declare readonly countUnreadChannels: LaterCalls['getUnreadChannelsCount'];
  /** As `getUnreadMessagesCount`. */
  declare readonly countUnreadMessages: LaterCalls['getUnreadMessagesCount'];
  /** As `getLastReadMessage`. */
  declare readonly retrieveLastReadMessage: LaterCalls['getLastReadMessage'];
  /** As `getReadReceipts`. */
  declare readonly listReadReceipts: LaterCalls['getReadReceipts'];
  /** As `getThreads`. */
  declare readonly listThreads: LaterCalls['getThreads'];
  /** As `getThreadChannel`. */
  declare readonly listThreadChannel: LaterCalls['getThreadChannel'];
  /** As `getThreadMessage`. */
  declare readonly listThreadMessage: LaterCalls['getThreadMessage'];
}
