/** Channel methods: what they ask the core, and what views give. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type Channel, type LocalMessage, StreamChat } from '../../js/index.js';
import { endpointCall, type Fake, installFake } from './fake_core.js';

let fake: Fake;
let client: StreamChat;
let channel: Channel;
beforeEach(async () => {
  fake = installFake();
  client = new StreamChat('key');
  await client.getAppSettings();
  channel = client.channel('messaging', 'general');
  fake.calls.length = 0;
});

test('create, watch and query ask for what their names say', async () => {
  await channel.create();
  await channel.watch({ messages: { limit: 5 } });
  await channel.query({ messages: { id_lt: 'm' } });
  assert.deepEqual(fake.calls, [
    { name: 'queryChannel', args: [0, { watch: false, state: false, presence: false }, 'latest'] },
    { name: 'queryChannel', args: [0, { state: true, watch: true, presence: false, messages: { limit: 5 } }, 'latest'] },
    { name: 'queryChannel', args: [0, { state: true, messages: { id_lt: 'm' } }, 'current'] },
  ]);
});

test('methods with a decision in them go to the core with the channel\'s slot', async () => {
  fake.answers['sendMessage'] = { message: { id: 'm' }, duration: '1ms' };
  fake.views['countUnread'] = (slot: number, since: number) => [slot, since];
  assert.deepEqual(await channel.sendMessage({ text: 'hi' }), { message: { id: 'm' }, duration: '1ms' });
  await channel.keystroke('parent');
  await channel.stopTyping();
  await channel.markRead({ message_id: 'm' });
  await channel.stopWatching();
  assert.deepEqual(fake.names(), ['sendMessage', 'keystroke', 'stopTyping', 'markRead', 'stopWatching']);
  assert.deepEqual(fake.calls[0]?.args, [0, { text: 'hi' }, {}]);
  assert.deepEqual(fake.calls[1]?.args, [0, 'parent']);
  assert.deepEqual(channel.countUnread(new Date(7)), [0, 7]);
  assert.deepEqual(channel.countUnread(null), [0, undefined]);
});

const path = ['messaging', 'general'];
const mapped: Array<[name: string, call: () => Promise<unknown>, endpoint: string, ...args: unknown[]]> = [
  ['sendReaction', () => channel.sendReaction('m', { type: 'like' }, { enforce_unique: true }), 'SendReaction', ['m'], undefined, { reaction: { type: 'like' }, enforce_unique: true }],
  ['deleteReaction', () => channel.deleteReaction('m', 'like'), 'DeleteReaction', ['m', 'like']],
  ['getReactions', () => channel.getReactions('m', { limit: 3 }), 'GetReactions', ['m'], { limit: 3 }],
  ['getReplies', () => channel.getReplies('m', { limit: 3 }, [{ created_at: -1 }]), 'GetReplies', ['m'], { limit: 3, sort: [{ field: 'created_at', direction: -1 }] }],
  ['getMessagesById', () => channel.getMessagesById(['a', 'b']), 'GetManyMessages', path, { ids: 'a,b' }],
  ['sendEvent', () => channel.sendEvent({ type: 'wave' }), 'SendEvent', path, undefined, { event: { type: 'wave' } }],
  ['markUnread', () => channel.markUnread({ message_id: 'm' }), 'MarkUnread', path, undefined, { message_id: 'm' }],
  ['update', () => channel.update({ name: 'New', cid: 'messaging:general', created_at: 'x' }, { text: 'renamed' }, { skip_push: true }), 'UpdateChannel', path, undefined, { data: { name: 'New' }, message: { text: 'renamed' }, skip_push: true }],
  ['updatePartial', () => channel.updatePartial({ set: { name: 'New' }, unset: ['image'] }), 'UpdateChannelPartial', path, undefined, { set: { name: 'New' }, unset: ['image'] }],
  ['delete', () => channel.delete({ hard_delete: true }), 'DeleteChannel', path, { hard_delete: true }],
  ['addMembers', () => channel.addMembers(['bob'], { text: 'hello bob' }, { hide_history: true }), 'UpdateChannel', path, undefined, { add_members: ['bob'], message: { text: 'hello bob' }, hide_history: true }],
  ['removeMembers', () => channel.removeMembers(['bob']), 'UpdateChannel', path, undefined, { remove_members: ['bob'] }],
  ['inviteMembers', () => channel.inviteMembers(['bob']), 'UpdateChannel', path, undefined, { invites: ['bob'] }],
  ['acceptInvite', () => channel.acceptInvite(), 'UpdateChannel', path, undefined, { accept_invite: true }],
  ['rejectInvite', () => channel.rejectInvite(), 'UpdateChannel', path, undefined, { reject_invite: true }],
  ['addModerators', () => channel.addModerators(['bob']), 'UpdateChannel', path, undefined, { add_moderators: ['bob'] }],
  ['demoteModerators', () => channel.demoteModerators(['bob']), 'UpdateChannel', path, undefined, { demote_moderators: ['bob'] }],
  ['assignRoles', () => channel.assignRoles([{ user_id: 'bob', channel_role: 'x' }]), 'UpdateChannel', path, undefined, { assign_roles: [{ user_id: 'bob', channel_role: 'x' }] }],
  ['enableSlowMode', () => channel.enableSlowMode(10), 'UpdateChannel', path, undefined, { cooldown: 10 }],
  ['disableSlowMode', () => channel.disableSlowMode(), 'UpdateChannel', path, undefined, { cooldown: 0 }],
  ['queryMembers', () => channel.queryMembers({ name: { $autocomplete: 'a' } }, { created_at: 1 }, { limit: 2 }), 'QueryMembers', [], { payload: { type: 'messaging', id: 'general', filter_conditions: { name: { $autocomplete: 'a' } }, sort: [{ field: 'created_at', direction: 1 }], limit: 2 } }],
];
for (const [name, call, endpoint, ...args] of mapped) {
  test(`${name} calls ${endpoint}`, async () => {
    fake.answers[endpoint] = { duration: '1ms' };
    assert.deepEqual(await call(), { duration: '1ms' });
    assert.deepEqual(endpointCall(fake, endpoint), args);
  });
}

test('a call whose id is missing is refused before the core', async () => {
  await assert.rejects(channel.sendReaction('', { type: 'like' }), { code: 'request/missing-id', name: 'ChatError' });
  await assert.rejects(channel.getReplies(undefined as unknown as string), { code: 'request/missing-id' });
  fake.views['channelId'] = undefined;
  await assert.rejects(channel.delete(), { code: 'request/missing-id' });
  assert.deepEqual(fake.calls, []);
});

test('views are the core\'s own objects', () => {
  const messages = [{ id: 'a' }, { id: 'b' }];
  Object.assign(fake.views, { channelMessages: messages, latestMessages: messages, channelMembers: { ann: {} }, channelWatcherCount: 3, channelUnreadCount: 2, channelInitialized: true });
  assert.equal(channel.state.messages, messages);
  assert.equal(channel.lastMessage(), messages[1]);
  assert.equal(channel.state.members, fake.views['channelMembers']);
  assert.equal(channel.state.watcher_count, 3);
  assert.equal(channel.state.unreadCount, 2);
  assert.equal(channel.initialized, true);
});

test('last_message_at is the same date until it changes', () => {
  fake.views['channelLastMessageAt'] = 1000;
  const first = channel.state.last_message_at;
  assert.equal(first?.getTime(), 1000);
  assert.equal(channel.state.last_message_at, first);
  fake.views['channelLastMessageAt'] = 2000;
  assert.equal(channel.state.last_message_at?.getTime(), 2000);
  fake.views['channelLastMessageAt'] = undefined;
  assert.equal(channel.state.last_message_at, null);
});

test('a list without a message is a new one, whichever thread the message is in', () => {
  const { state } = client.channel('messaging', 'general');
  const list = [{ id: 'a' }, { id: 'b', parent_id: 'p' }] as LocalMessage[];
  assert.deepEqual(state.removeMessageFromArray(list, { id: 'a', parent_id: 'q' }), { removed: true, result: [list[1]] });
  assert.deepEqual(state.removeMessageFromArray(list, { id: 'c' }), { removed: false, result: list });
});

test('lastRead is the own read date, null when unknown, undefined when nobody is connected', () => {
  assert.equal(channel.lastRead(), undefined);
  fake.views['userID'] = 'ann';
  fake.views['channelRead'] = {};
  assert.equal(channel.lastRead(), null);
  const at = new Date(5);
  fake.views['channelRead'] = { ann: { last_read: at } };
  assert.equal(channel.lastRead(), at);
});

test('the same object stands for a channel wherever it comes from, and follows its cid', async () => {
  const pair = client.channel('messaging', { members: ['a', 'b'] });
  fake.views['channelCid'] = (slot: number) => (slot === 1 ? 'messaging:!members-real' : 'messaging:general');
  fake.views['channelId'] = (slot: number) => (slot === 1 ? '!members-real' : 'general');
  fake.answers['queryChannels'] = { slots: [1, 2] };
  const [found, unknown] = await client.queryChannels();
  assert.equal(found, pair);
  assert.equal(pair.cid, 'messaging:!members-real');
  assert.equal(pair.id, '!members-real');
  assert.equal(unknown?.type, 'messaging');
  assert.equal(unknown?.getClient(), client);
});

test('activeChannels keeps its reference until a channel comes or goes', () => {
  const first = client.activeChannels;
  assert.equal(first['messaging:general'], channel);
  assert.equal(client.activeChannels, first);
  const other = client.channel('messaging', 'other');
  const second = client.activeChannels;
  assert.notEqual(second, first);
  assert.equal(second['messaging:other'], other);
  fake.views['channelDisconnected'] = (slot: number) => slot === 0;
  assert.deepEqual(Object.keys(client.activeChannels), ['messaging:other']);
});

test('what the core throws from channel() reaches the caller', () => {
  const failure = new Error('core says no');
  const throwing = installFake();
  throwing.views['channelCid'] = () => { throw failure; };
  fake.views['channelCid'] = () => { throw failure; };
  assert.throws(() => client.channel('messaging', 'new'), failure);
});

test('when the user leaves, channels keep their names and hear nothing any more', async () => {
  const heard: unknown[] = [];
  channel.on((event) => heard.push(event.type));
  fake.event({ type: 'message.new' }, 0);
  fake.views['channelCid'] = () => 'messaging:renamed';
  await client.disconnectUser();
  fake.views['channelCid'] = () => undefined;
  fake.event({ type: 'message.new' }, 0);
  assert.deepEqual(heard, ['message.new']);
  assert.equal(channel.cid, 'messaging:renamed');
  assert.deepEqual(client.activeChannels, {});
});
