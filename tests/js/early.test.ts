/** What works before the core is there, and how the core takes it over. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { StreamChat } from '../../js/index.js';
import { type Fake, installFake } from './fake_core.js';

let fake: Fake;
let client: StreamChat;
beforeEach(() => {
  fake = installFake();
  client = new StreamChat('key');
});

test('the user just passed shows at once, and the core has it from then on', async () => {
  fake.answers['connectUser'] = () => new Promise(() => undefined);
  const user = { id: 'ann', name: 'Ann' };
  void client.connectUser(user, 'token');
  assert.equal(client.userID, 'ann');
  assert.equal(client.user, user);
  fake.views['user'] = { id: 'ann', mutes: [{ target: { id: 'bob' } }] };
  fake.views['userID'] = 'ann';
  await client.getAppSettings();
  assert.equal(client.user, fake.views['user']);
  assert.equal(client.userMuteStatus('bob'), true);
  assert.equal(client.userMuteStatus('eve'), false);
});

test('connecting the same user again gives the same promise, before and after the core is there', async () => {
  let open: (value: unknown) => void = () => undefined;
  fake.answers['connectUser'] = () => new Promise((resolve) => { open = resolve; });
  const first = client.connectUser({ id: 'ann' }, 'token');
  assert.equal(client.connectUser({ id: 'ann' }, 'token'), first);
  await client.getAppSettings();
  assert.equal(client.connectUser({ id: 'ann' }, 'token'), first);
  open({ connection_id: 'c1' });
  assert.deepEqual(await first, { connection_id: 'c1' });
  assert.equal(fake.names().filter((name) => name === 'connectUser').length, 1);
});

test('another user while the first connects is left to the core to refuse', async () => {
  fake.answers['connectUser'] = (user: { id: string }) => (user.id === 'ann' ? Promise.resolve({}) : Promise.reject(new Error('other user')));
  const first = client.connectUser({ id: 'ann' }, 'token');
  await assert.rejects(client.connectUser({ id: 'bob' }, 'token'), /other user/);
  await first;
});

test('calls made before the core is there reach it in order, even a later one that finds it ready', async () => {
  const done = [client.connectUser({ id: 'ann' }, 't'), client.disconnectUser(), client.connectUser({ id: 'ann' }, 't'), client.getAppSettings()];
  await Promise.all(done);
  assert.deepEqual(fake.names(), ['connectUser', 'disconnectUser', 'connectUser', 'call']);
});

test('disconnecting when nothing was started resolves and loads nothing', async () => {
  await client.disconnectUser();
  assert.deepEqual(fake.loads, []);
});

test('disconnecting while a guest connects is not lost', async () => {
  const guest = client.setGuestUser({ id: 'gus' });
  await Promise.all([guest, client.disconnectUser()]);
  assert.deepEqual(fake.names(), ['setGuestUser', 'disconnectUser']);
});

test('a channel keeps its identity when the core arrives', async () => {
  const general = client.channel('messaging', 'general', { name: 'General' });
  const pair = client.channel('messaging', { members: ['bob', 'ann'] });
  assert.equal(client.channel('messaging', 'general'), general);
  assert.equal(client.channel('messaging', null, { members: ['ann', 'bob'] }), pair);
  assert.equal(general.cid, 'messaging:general');
  assert.equal(pair.cid, 'messaging:!members-ann,bob');
  assert.equal(pair.id, undefined);
  assert.equal(general.data?.name, 'General');
  assert.deepEqual(Object.keys(client.activeChannels), ['messaging:general', 'messaging:!members-ann,bob']);

  fake.answers['queryChannels'] = { slots: [1, 0] };
  assert.deepEqual(await client.queryChannels({}), [pair, general]);
  assert.deepEqual(fake.calls.slice(0, 2).map(({ args }) => args), [
    ['messaging', 'general', { name: 'General' }],
    ['messaging', undefined, { members: ['ann', 'bob'] }],
  ]);
  assert.equal(client.channel('messaging', 'general'), general);
  assert.equal(general.initialized, false);
});

test('an invalid channel type or id throws at once', () => {
  const codeOf = (make: () => unknown) => {
    try {
      make();
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
    return 'nothing thrown';
  };
  assert.equal(codeOf(() => client.channel('mess:aging', 'a')), 'channel/invalid-type');
  assert.equal(codeOf(() => client.channel('', 'a')), 'channel/invalid-type');
  assert.equal(codeOf(() => client.channel(undefined as unknown as string, 'a')), 'channel/invalid-type');
  assert.equal(codeOf(() => client.channel('messaging', 'a:b')), 'channel/invalid-id');
  assert.equal(codeOf(() => client.channel('messaging', 'a b')), 'channel/invalid-id');
  assert.equal(codeOf(() => client.channel('messaging')), 'channel/unnamed');
  assert.equal(codeOf(() => client.channel('messaging', { members: [] })), 'channel/unnamed');
  assert.equal(codeOf(() => client.channel('my-type_1', '!members-aZ_9')), 'nothing thrown');
});

test('views are empty and keep their references', () => {
  const { state } = client.channel('messaging', 'general');
  for (const name of ['messages', 'members', 'read', 'typing', 'watchers', 'membership'] as const) {
    assert.equal(Object.keys(state[name]).length, 0, name);
    assert.equal(state[name], state[name], name);
  }
  assert.equal(state.last_message_at, null);
  assert.equal(state.unreadCount, 0);
  assert.equal(state.watcher_count, 0);
  assert.equal(state.removeMessage({ id: 'm' }), false);
  assert.equal(client.mutedUsers, client.mutedUsers);
  assert.equal(client.state.users, client.state.users);
  assert.equal(client.activeChannels, client.activeChannels);
  assert.equal(client.wsConnection, null);
});

test('listeners registered early hear the first event', async () => {
  const heard: string[] = [];
  client.on('message.new', () => heard.push('client'));
  client.channel('messaging', 'general').on('message.new', () => heard.push('channel'));
  await client.getAppSettings();
  fake.event({ type: 'message.new' }, 0);
  assert.deepEqual(heard, ['client', 'channel']);
});

test('devToken has the three parts the service expects', () => {
  const [header, payload, signature, ...more] = client.devToken('ann').split('.');
  assert.deepEqual(JSON.parse(atob(header as string)), { alg: 'HS256', typ: 'JWT' });
  assert.deepEqual(JSON.parse(atob(payload as string)), { user_id: 'ann' });
  assert.equal(signature, 'devtoken');
  assert.deepEqual(more, []);
  assert.doesNotThrow(() => client.devToken('änn'));
});
