/** What channel methods do beside their request: refusals, answers, events of the client's own. Their requests: endpoints.test.ts. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type Channel, StreamChat } from '../../js/index.js';
import { endpointCall, type Fake, installFake } from './fake_core.js';

let fake: Fake;
let channel: Channel;
beforeEach(async () => {
  fake = installFake();
  const client = new StreamChat('key');
  await client.getAppSettings();
  channel = client.channel('messaging', 'general');
  fake.views['userID'] = 'ann';
  fake.calls.length = 0;
});

const cid = 'messaging:general';

test('pin, archive and their opposites change the own member, or the one named, and give it', async () => {
  fake.answers['UpdateMemberOfUser'] = { channel_member: { user_id: 'ann' } };
  assert.deepEqual(await channel.pin(), { user_id: 'ann' });
  await channel.unpin();
  await channel.archive({ user_id: 'bob' });
  await channel.unarchive();
  const asked = fake.calls.map(({ args }) => [(args[1] as string[])[2], (args[3] as { set: object }).set]);
  assert.deepEqual(asked, [['ann', { pinned: true }], ['ann', { pinned: false }], ['bob', { archived: true }], ['ann', { archived: false }]]);
});

test('what can only be wrong is refused before the core', async () => {
  await assert.rejects(channel.search('x', { offset: 1, next: 'n' }), { code: 'request/bad-argument' });
  await assert.rejects(channel.sendReaction('m', undefined as never), { code: 'request/bad-argument' });
  await assert.rejects(channel.vote('m', '', { option_id: 'o' }), { code: 'request/missing-id' });
  fake.views['userID'] = undefined;
  await assert.rejects(channel.pin(), { code: 'request/missing-id' });
  assert.deepEqual(fake.calls, []);
});

test('a shared location is a message; only one that lasts is announced', async () => {
  const place = { latitude: 1, longitude: 2, created_by_device_id: 'd' };
  fake.answers['sendMessage'] = { message: { id: 'm' } };
  await channel.sendSharedLocation(place);
  assert.deepEqual(fake.calls.map(({ name, args }) => [name, ...args]), [['sendMessage', 0, { shared_location: place }, {}]]);
  fake.calls.length = 0;
  const live = { ...place, end_at: '2030-01-01T00:00:00Z', message_id: 'm' };
  await channel.sendSharedLocation(live);
  assert.deepEqual(fake.calls.map(({ name, args }) => [name, ...args]), [
    ['sendMessage', 0, { id: 'm', shared_location: live }, {}],
    ['dispatchEvent', { type: 'live_location_sharing.started', message: { id: 'm' } }],
  ]);
});

test('sharing ends now, and that is announced', async () => {
  fake.answers['UpdateLiveLocation'] = { message_id: 'm', end_at: 'x' };
  const before = Date.now();
  await channel.stopLiveLocationSharing({ message_id: 'm', created_by_device_id: 'd', end_at: '2020-01-01T00:00:00Z' });
  const [, , body] = endpointCall(fake, 'UpdateLiveLocation') as [unknown, unknown, { end_at: string }];
  assert.ok(Date.parse(body.end_at) >= before);
  assert.deepEqual(fake.calls.at(-1), { name: 'dispatchEvent', args: [{ type: 'live_location_sharing.stopped', live_location: { message_id: 'm', end_at: 'x' } }] });
});

test('markReadLocally lets state and listeners have an event, and gives it', () => {
  assert.equal(channel.markReadLocally(), undefined);
  fake.views['user'] = { id: 'ann' };
  fake.views['latestMessages'] = [{ id: 'm1' }, { id: 'm2' }];
  const event = channel.markReadLocally();
  assert.equal(event?.type, 'message.read_locally');
  assert.deepEqual([event?.cid, event?.channel_id, event?.channel_type, event?.user, event?.last_read_message_id], [cid, 'general', 'messaging', { id: 'ann' }, 'm2']);
  assert.deepEqual(fake.calls, [{ name: 'dispatchEvent', args: [event] }]);
});

test('what the core counts and times is asked with the present moment', () => {
  const before = Date.now();
  const asked: number[] = [];
  const status = { muted: true, createdAt: new Date(1), expiresAt: null };
  Object.assign(fake.views, {
    muteStatus: (_slot: number, now: number) => (asked.push(now), status),
    unreadMentions: (_slot: number, now: number) => (asked.push(now), 3),
    pushPreferences: { chat_level: 'none' },
  });
  assert.equal(channel.muteStatus(), status);
  assert.equal(channel.countUnreadMentions(), 3);
  assert.ok(asked.every((now) => now >= before && now <= Date.now()));
  assert.deepEqual(channel.push_preferences, { chat_level: 'none' });
});

test('typing shows since when, and when a key was pressed last', async () => {
  assert.deepEqual([channel.isTyping, channel.lastTypingEvent, channel.lastKeyStroke], [false, null, undefined]);
  fake.views['ownTyping'] = 5;
  await channel.keystroke();
  assert.deepEqual([channel.isTyping, channel.lastTypingEvent?.getTime()], [true, 5]);
  assert.ok(channel.lastKeyStroke instanceof Date);
});

test('listeners are shown by type, as a copy', () => {
  const every = () => {};
  const some = () => {};
  channel.on(every);
  channel.on('message.new', some);
  assert.deepEqual(channel.listeners, { all: [every], 'message.new': [some] });
  channel.listeners['all']?.pop();
  assert.deepEqual(channel.listeners['all'], [every]);
  channel.off(every);
  assert.deepEqual(channel.listeners['all'], []);
});

test('before the core is there everything has an answer', () => {
  installFake();
  const early = new StreamChat('key').channel('messaging', 'general');
  assert.deepEqual(early.muteStatus(), { muted: false, createdAt: null, expiresAt: null });
  assert.deepEqual([early.countUnreadMentions(), early.isTyping, early.push_preferences, early.cooldownTimer.cooldownRemaining], [0, false, undefined, 0]);
});
