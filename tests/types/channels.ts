/** Compiles, never runs: channels, messages, reactions, events and state. */
import {
  type Channel, type ChannelFilters, type ChannelSort, type Event, type LocalMessage, type MessageResponse, StreamChat, type UserResponse,
} from 'stream-chat-wasm';

const client = StreamChat.getInstance('key');

export async function channels(): Promise<Channel[]> {
  const channel = client.channel('messaging', 'travel', { name: 'Trips', members: ['john', 'jane'] });
  const pair = client.channel('messaging', { members: ['john', 'jane'] });
  client.channel('messaging', null, { members: [{ user_id: 'john', channel_role: 'channel_moderator' }] });
  await channel.create();
  const state = await channel.watch({ presence: true, messages: { limit: 30 } });
  console.log(state.channel.own_capabilities?.includes('send-message'), state.members.length, pair.id);
  await channel.query({ messages: { limit: 30, id_lt: 'oldest' }, members: { limit: 10, offset: 0 } });
  await channel.updatePartial({ set: { name: 'Journeys', frozen: false }, unset: ['image'] });
  await channel.addMembers(['bob'], { text: 'bob came' }, { hide_history: true });
  await channel.removeMembers(['bob']);
  await channel.delete({ hard_delete: true });
  await channel.stopWatching();

  const filter: ChannelFilters = { type: 'messaging', members: { $in: ['john'] }, $or: [{ name: { $autocomplete: 'tr' } }, { frozen: false }] };
  const sort: ChannelSort = [{ last_message_at: -1 }, { created_at: 1 }];
  const found = await client.queryChannels(filter, sort, { watch: true, state: true, limit: 10 });
  await client.queryChannels({ last_message_at: { $gt: '2026-01-01T00:00:00Z', $exists: true } });
  await client.queryChannels({});
  const { members } = await channel.queryMembers({ name: { $q: 'jo' } }, { created_at: -1 }, { limit: 5 });
  console.log(members[0]?.user?.name, channel.data?.name, channel.data?.member_count, channel.getConfig()?.commands?.[0]?.name);
  return found;
}

export async function messages(channel: Channel): Promise<MessageResponse> {
  const { message } = await channel.sendMessage(
    { text: 'Hi @jane', mentioned_users: ['jane'], attachments: [{ type: 'image', image_url: 'https://example.test/a.png' }] },
    { skip_push: true },
  );
  await channel.sendMessage({ text: 'reply', parent_id: message.id, show_in_channel: true });
  const reacted = await channel.sendReaction(message.id, { type: 'love', score: 2 }, { enforce_unique: true });
  await channel.deleteReaction(reacted.reaction.message_id, 'love');
  await channel.getReplies(message.id, { limit: 10 }, [{ created_at: -1 }]);
  await client.updateMessage({ ...message, text: 'edited' });
  const last = channel.lastMessage();
  if (last) await client.updateMessage(last);
  await client.partialUpdateMessage(message.id, { set: { text: 'partly' }, unset: ['attachments'] });
  await client.deleteMessage(message.id, true);
  await client.deleteMessage(message.id, { deleteForMe: true });
  const read = await channel.markRead();
  console.log(read?.event.type);
  await channel.markUnread({ message_id: message.id });
  await channel.keystroke(message.id);
  await channel.stopTyping();
  await channel.sendEvent({ type: 'friendship_request' });
  return message;
}

export function state(channel: Channel): number {
  const newest: LocalMessage | undefined = channel.state.messages.at(-1);
  const when: number | undefined = newest?.created_at.getTime();
  const sending: boolean = newest?.status === 'sending';
  const names: Array<string | undefined> = Object.values(channel.state.members).map((member) => member.user?.name);
  const lastRead: Date | undefined = channel.state.read['john']?.last_read;
  const typists: string[] = Object.keys(channel.state.typing);
  const watching: UserResponse | undefined = channel.state.watchers['john'];
  console.log(when, sending, names, lastRead, typists, watching, channel.state.membership.channel_role, channel.state.last_message_at?.toISOString());
  channel.state.removeMessage({ id: 'failed' });
  return channel.countUnread() + channel.countUnread(channel.lastRead()) + channel.state.unreadCount + channel.state.watcher_count;
}

export function events(channel: Channel): void {
  const listener = (event: Event): void => console.log(event.type, event.user?.id, event.cid);
  const { unsubscribe } = client.on(listener);
  unsubscribe();
  client.on('message.new', (event) => console.log(event.message?.text, event.total_unread_count));
  client.on('connection.changed', ({ online }) => console.log(online));
  channel.on('typing.start', listener).unsubscribe();
  channel.on('all', listener);
  channel.on('friendship_request', listener);
  channel.off('typing.start', listener);
  client.off(listener);
}

export async function users(): Promise<UserResponse | undefined> {
  const { users: found } = await client.queryUsers({ id: { $in: ['john', 'jane'] } }, [{ last_active: -1 }], { presence: true, limit: 5 });
  await client.queryUsers({ name: { $autocomplete: 'jo' } });
  const { users: changed } = await client.partialUpdateUser({ id: 'john', set: { name: 'J' }, unset: ['image'] });
  await client.upsertUser({ id: 'john', name: 'John' });
  await client.upsertUsers([{ id: 'john' }]);
  return found[0] ?? changed['john'];
}

export const refused = async (channel: Channel): Promise<void> => {
  // @ts-expect-error Gaps are found by the client.
  channel.state.gaps = [];
  // @ts-expect-error A reaction has a type.
  await channel.sendReaction('m', { score: 1 });
  // @ts-expect-error 1 and -1 are the directions.
  await client.queryChannels({}, { created_at: 'desc' });
  // @ts-expect-error No such operator.
  await client.queryChannels({ name: { $like: 'a' } });
  // @ts-expect-error Mentions are sent as ids.
  await channel.sendMessage({ text: 'x', mentioned_users: [{ id: 'jane' }] });
  // @ts-expect-error A listener takes an event.
  client.on('message.new', (text: number) => text);
};
