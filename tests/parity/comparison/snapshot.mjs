/**
 * Owns which parts of a client and of its channels are compared at the end of a scenario. A part that throws is noted as
 * such. How they become plain data: plain.mjs.
 */

const ids = (messages) => messages?.map(({ id }) => id);

const channelParts = {
  cid: (channel) => channel.cid,
  id: (channel) => channel.id,
  type: (channel) => channel.type,
  data: (channel) => channel.data,
  initialized: (channel) => channel.initialized,
  disconnected: (channel) => channel.disconnected,
  config: (channel) => channel.getConfig(),
  countUnread: (channel) => channel.countUnread(),
  countUnreadMentions: (channel) => channel.countUnreadMentions(),
  lastMessage: (channel) => channel.lastMessage()?.id,
  lastRead: (channel) => channel.lastRead(),
  muteStatus: (channel) => channel.muteStatus(),
};

const stateParts = {
  messages: (state) => state.messages,
  latestMessages: (state) => ids(state.latestMessages),
  threads: (state) => state.threads,
  pinnedMessages: (state) => state.pinnedMessages,
  members: (state) => state.members,
  membership: (state) => state.membership,
  watchers: (state) => state.watchers,
  watcher_count: (state) => state.watcher_count,
  read: (state) => state.read,
  typing: (state) => state.typing,
  unreadCount: (state) => state.unreadCount,
  messageSets: (state) => state.messageSets.map(({ messages, isCurrent, isLatest, pagination }) => ({ messages: ids(messages), isCurrent, isLatest, pagination })),
  messagePagination: (state) => state.messagePagination,
  last_message_at: (state) => state.last_message_at,
  isUpToDate: (state) => state.isUpToDate,
  mutedUsers: (state) => state.mutedUsers,
  pending_messages: (state) => state.pending_messages,
};

const clientParts = {
  userID: (client) => client.userID,
  user: (client) => client.user,
  anonymous: (client) => client.anonymous,
  authType: (client) => client.getAuthType(),
  mutedUsers: (client) => client.mutedUsers,
  mutedChannels: (client) => client.mutedChannels,
  blockedUsers: (client) => client.blockedUsers.getLatestValue(),
  activeChannels: (client) => Object.keys(client.activeChannels).sort(),
  users: (client) => client.state.users,
  userChannelReferences: (client) => client.state.userChannelReferences,
  threads: ({ threads }) => {
    const { threads: list, unreadThreadCount, unseenThreadIds, ready, active } = threads.state.getLatestValue();
    return { threads: list, unreadThreadCount, unseenThreadIds, ready, active };
  },
  polls: (client) => Object.fromEntries([...client.polls.data].map(([id, poll]) => [id, poll.data])),
};

function read(parts, subject, plain) {
  const values = Object.entries(parts).map(([name, get]) => {
    try {
      return [name, plain.of(get(subject))];
    } catch {
      return [name, "throws"];
    }
  });
  return Object.fromEntries(values);
}

/** One channel, plain. */
export const ofChannel = (channel, plain) => ({ ...read(channelParts, channel, plain), state: read(stateParts, channel.state, plain) });

/** A client with the channels it knows and those that the scenario holds, plain. */
export function ofClient(client, held, plain) {
  const channels = new Map([...Object.values(client.activeChannels), ...held].map((channel) => [plain.of(channel.cid), channel]));
  return {
    client: read(clientParts, client, plain),
    channels: Object.fromEntries([...channels].map(([cid, channel]) => [cid, ofChannel(channel, plain)])),
  };
}
