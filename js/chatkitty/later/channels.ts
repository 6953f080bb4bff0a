/** Channels: changing and leaving them, for all members or for the current user only; their members. */
import type { ChannelRequest } from '../channels.js';
import type { Channel, Message, Properties, User } from '../models.js';
import type { Session, UserReference } from '../session.js';

/** What `updateChannel` takes: the model with what is to change, or that apart. */
export interface UpdateChannelRequest extends ChannelRequest {
  name?: string;
  displayName?: string;
  properties?: Properties;
}

/** Names a channel and a user. */
export interface ChannelUserRequest extends ChannelRequest {
  user: UserReference;
}

type Gives = Promise<{ channel: Channel }>;
type Stream = ReturnType<Session['at']>;

/** A call in a channel that gives back that channel. */
const inChannel = (work: (stream: Stream, session: Session) => Promise<unknown>) => async (session: Session, { channel }: ChannelRequest): Gives => {
  await work(session.at(channel), session);
  return { channel };
};

/** Changes name and properties of a channel. Only what differs from the channel as it is now is sent. */
export async function updateChannel(session: Session, { channel, name = channel.name, displayName = channel.displayName, properties = channel.properties }: UpdateChannelRequest): Gives {
  const bundle = await session.bundle(channel);
  const before = session.channel(bundle.channel, bundle);
  // The service has one name: an app may change either.
  const shown = displayName === before.displayName ? name : displayName;
  const set = { ...(shown !== before.name && { name: shown }), ...(JSON.stringify(properties) !== JSON.stringify(before.properties) && { properties }) };
  if (!Object.keys(set).length) return { channel: before };
  const { channel: changed, members } = await session.at(channel).updatePartial({ set });
  return { channel: session.channel(changed, { members }) };
}

/** Ends the membership of the current user. */
export const leaveChannel = inChannel((stream, session) => stream.removeMembers([session.me]));
/** Deletes a channel for everybody. */
export const deleteChannel = inChannel((stream) => stream.delete());
/** New messages do not count and notify as muted. */
export const muteChannel = inChannel((stream) => stream.mute());
/** Ends what `muteChannel` began. */
export const unmuteChannel = inChannel((stream) => stream.unmute());
/** Takes a channel out of the current user's list until the next message. */
export const hideChannel = inChannel((stream) => stream.hide());
/** Ends what `hideChannel` began. */
export const unhideChannel = inChannel((stream) => stream.show());
/** Removes what was written so far, for the current user only. */
export const clearChannelHistory = inChannel(async (stream) => {
  await stream.hide(null, true);
  await stream.show();
});
/** Marks all in a channel as read. */
export const readChannel = inChannel((stream) => stream.markRead());

/** The channel of a message. */
export async function getMessageChannel(session: Session, { message }: { message: Message }): Gives {
  const bundle = await session.bundle(message._stream.cid ?? message.channelId);
  return { channel: session.channel(bundle.channel, bundle) };
}

/** Whether a user is a member; without one, the current user. */
export async function getUserIsChannelMember(session: Session, { channel, user }: ChannelRequest & { user?: UserReference }): Promise<{ isMember: boolean; isChannelMember: boolean }> {
  const id = user === undefined ? session.me : (await session.one(user))._stream.id;
  const isMember = (await session.at(channel).queryMembers({ id })).members.length > 0;
  return { isMember, isChannelMember: isMember };
}

const withUser = (work: (stream: Stream, id: string) => Promise<unknown>) => async (session: Session, { channel, user }: ChannelUserRequest): Promise<{ channel: Channel; user: User }> => {
  const found = await session.one(user);
  await work(session.at(channel), found._stream.id);
  return { channel, user: found };
};

/** Adds a user. */
export const inviteUser = withUser((stream, id) => stream.addMembers([id]));
/** Makes a member a moderator. */
export const addChannelModerator = withUser((stream, id) => stream.addModerators([id]));

/** Sends an event of the app's own to those who have a chat session in the channel. */
export const triggerEvent = async (session: Session, { channel, type, properties = {} }: ChannelRequest & { type: string; properties?: Properties }): Gives =>
  inChannel((stream) => stream.sendEvent({ type: 'chatkitty_event', event_type: type, properties } as { type: string }))(session, { channel });
