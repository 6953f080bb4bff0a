/** Channel methods that are one endpoint each: the request they make, which is the one version 9 of the JavaScript SDK makes. */
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

const path = ['messaging', 'general'];
const cid = 'messaging:general';
const inChannel = { type: 'messaging', id: 'general' };
const term = (field: string, direction: number) => ({ field, direction });
type Row = [call: (channel: Channel) => Promise<unknown>, endpoint: string, ...args: unknown[]];
const rows: Row[] = [
  [(c) => c.addFilterTags(['a'], { text: 'm' }, { skip_push: true }), 'UpdateChannel', path, undefined, { add_filter_tags: ['a'], message: { text: 'm' }, skip_push: true }],
  [(c) => c.removeFilterTags(['a']), 'UpdateChannel', path, undefined, { remove_filter_tags: ['a'] }],
  [(c) => c.updateMemberPartial({ set: { pinned: true } }), 'UpdateMemberPartial', path, undefined, { set: { pinned: true } }],
  [(c) => c.updateMemberPartial({ unset: ['pinned'] }, { userId: 'bob' }), 'UpdateMemberPartial', path, { user_id: 'bob' }, { unset: ['pinned'] }],
  [(c) => c.banUser('bob', { timeout: 5, reason: 'r' }), 'Ban', [], undefined, { target_user_id: 'bob', timeout: 5, reason: 'r', ...inChannel }],
  [(c) => c.shadowBan('bob', {}), 'Ban', [], undefined, { target_user_id: 'bob', shadow: true, ...inChannel }],
  [(c) => c.unbanUser('bob'), 'Unban', [], { target_user_id: 'bob', ...inChannel }],
  [(c) => c.removeShadowBan('bob'), 'Unban', [], { target_user_id: 'bob', shadow: true, ...inChannel }],
  [(c) => c.createDraft({ text: 'd', parent_id: 'p' }), 'CreateDraft', path, undefined, { message: { text: 'd', parent_id: 'p' } }],
  [(c) => c.getDraft({ parent_id: 'p' }), 'GetDraft', path, { parent_id: 'p' }],
  [(c) => c.getDraft(), 'GetDraft', path, { parent_id: undefined }],
  [(c) => c.deleteDraft({ parent_id: 'p' }), 'DeleteDraft', path, { parent_id: 'p' }],
  [(c) => c.deleteFile('https://x/a'), 'DeleteChannelFile', path, { url: 'https://x/a' }],
  [(c) => c.deleteImage('https://x/a'), 'DeleteChannelImage', path, { url: 'https://x/a' }],
  [(c) => c.getPinnedMessages({ limit: 2 }, [{ pinned_at: -1 }]), 'GetPinnedMessages', path, { payload: { limit: 2, sort: [term('pinned_at', -1)] } }],
  [(c) => c.hide(), 'HideChannel', path, undefined, { user_id: null, clear_history: false }],
  [(c) => c.hide('ann', true), 'HideChannel', path, undefined, { user_id: 'ann', clear_history: true }],
  [(c) => c.show(), 'ShowChannel', path, undefined, { user_id: null }],
  [(c) => c.mute({ expiration: 1000 }), 'MuteChannel', [], undefined, { channel_cid: cid, expiration: 1000 }],
  [(c) => c.unmute(), 'UnmuteChannel', [], undefined, { channel_cid: cid }],
  [(c) => c.search('hi', { limit: 2, offset: 1 }), 'Search', [], { payload: { filter_conditions: { cid }, limit: 2, offset: 1, query: 'hi' } }],
  [(c) => c.search({ text: 'x' }, { sort: { created_at: -1 }, next: 'n' }), 'Search', [], { payload: { filter_conditions: { cid }, next: 'n', sort: [term('created_at', -1)], message_filter_conditions: { text: 'x' } } }],
  [(c) => c.sendAction('m', { a: 'b' }), 'RunMessageAction', ['m'], undefined, { message_id: 'm', form_data: { a: 'b' }, ...inChannel }],
  [(c) => c.truncate({ hard_delete: true }), 'TruncateChannel', path, undefined, { hard_delete: true }],
  [(c) => c.updateAIState('m', 'AI_STATE_THINKING', { ai_message: 'hm' }), 'SendEvent', path, undefined, { event: { ai_message: 'hm', type: 'ai_indicator.update', message_id: 'm', ai_state: 'AI_STATE_THINKING' } }],
  [(c) => c.clearAIIndicator(), 'SendEvent', path, undefined, { event: { type: 'ai_indicator.clear' } }],
  [(c) => c.stopAIResponse(), 'SendEvent', path, undefined, { event: { type: 'ai_indicator.stop' } }],
  [(c) => c.vote('m', 'p', { option_id: 'o' }), 'CastPollVote', ['m', 'p'], undefined, { vote: { option_id: 'o' } }],
  [(c) => c.removeVote('m', 'p', 'v'), 'DeletePollVote', ['m', 'p', 'v']],
];
for (const [call, endpoint, ...args] of rows) {
  const name = `${call}`.replace(/^\(c\) ?=> ?c\./, '').slice(0, 60);
  test(`${name} calls ${endpoint}`, async () => {
    await call(channel);
    assert.deepEqual(endpointCall(fake, endpoint), args);
  });
}

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
