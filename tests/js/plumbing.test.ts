/** What stands around the calls: tokens, requests by path, addresses, the user agent, members that need the secret, small functions. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import {
  ChatError, decodeBase64, DevToken, encodeBase64, ErrorFromResponse, EVENT_MAP, FixedSizeQueueCache, formatMessage, isOwnUser, isSharedLocationResponse,
  type LocalMessage, localMessageToNewMessagePayload, logChatPromiseExecution, StreamChat, TokenManager, UserFromToken,
} from '../../js/index.js';
import { VERSION } from '../../js/version.js';
import { type Fake, installFake } from './fake_core.js';

let fake: Fake;
let client: StreamChat;
beforeEach(() => {
  fake = installFake();
  client = new StreamChat('key');
});

const code = (expected: string) => (error: unknown) => error instanceof ChatError && error.code === expected;

test('requests by path go to any address below the base, with their query and settings', async () => {
  const signal = new AbortController().signal;
  await client.get(`${client.baseURL}/polls/p/votes?user_id=u`, { a: 1 }, { timeout: 5, signal });
  await client.post('/x', { b: 1 });
  await client.delete('/y', { c: 1 });
  assert.deepEqual(fake.calls.map(({ args }) => args.slice(0, 4)), [
    ['Get', ['polls/p/votes'], { user_id: 'u', a: 1 }, undefined], ['Post', ['x'], {}, { b: 1 }], ['Delete', ['y'], { c: 1 }, undefined],
  ]);
  assert.deepEqual(fake.calls[0]?.args[4], { timeout: 5, signal });
});

test('axiosInstance takes an address and settings, or settings alone', async () => {
  fake.answers['call'] = { a: 1 };
  assert.deepEqual(await client.axiosInstance('/x', { method: 'POST', data: { b: 1 } }), { data: { a: 1 }, status: 200 });
  await client.axiosInstance({ url: '/y', params: { c: 1 } });
  assert.deepEqual(fake.calls.map(({ args }) => args.slice(0, 4)), [['Post', ['x'], {}, { b: 1 }], ['Get', ['y'], { c: 1 }, undefined]]);
});

test('a bounded cache drops what was not asked for longest', () => {
  const dropped: string[] = [];
  const cache = new FixedSizeQueueCache<string, number>(2, { dispose: (key) => dropped.push(key) });
  cache.add('a', 1);
  cache.add('b', 2);
  assert.equal(cache.get('a'), 1);
  cache.add('c', 3);
  assert.deepEqual([dropped, cache.peek('b'), cache.peek('a')], [['b'], undefined, 1]);
  cache.add('d', 4);
  cache.clear();
  assert.deepEqual([dropped, cache.get('d')], [['b', 'a', 'c', 'd'], undefined]);
});

test('a request to somebody else, or of another kind, is refused before the token could go there', async () => {
  for (const url of ['https://elsewhere.example/x', '//elsewhere.example/x', 'data:text/plain,x']) await assert.rejects(client.get(url), code('request/bad-argument'));
  await assert.rejects(client.doAxiosRequest('bogus', '/x'), code('request/bad-argument'));
  assert.deepEqual(fake.calls, []);
});

test('an answer is its data, or an error with the number of the service', () => {
  assert.deepEqual(client.handleResponse({ status: 201, data: { a: 1 } }), { a: 1 });
  const data = { code: 4, message: 'm', StatusCode: 400, duration: '', more_info: '' };
  assert.throws(() => client.handleResponse({ status: 400, data }), (error) => error instanceof ErrorFromResponse && error.code === 4 && error.message === 'StreamChat error code 4: m');
});

test('addresses may change, and the core reads the new ones', async () => {
  await client.getAppSettings();
  client.setBaseURL('http://127.0.0.1:1234');
  assert.deepEqual([client.baseURL, client.wsBaseURL, fake.options[0]?.['baseURL']], ['http://127.0.0.1:1234', 'ws://127.0.0.1:1234', 'http://127.0.0.1:1234']);
});

test('the user agent names the package, and whoever is built over it', async () => {
  await client.getAppSettings();
  assert.equal(client.getUserAgent(), `stream-chat-wasm-v${VERSION}-node`);
  client.sdkIdentifier = { name: 'react', version: '1.2' };
  client.appIdentifier = { name: 'App', version: '3' };
  client.deviceIdentifier = { os: 'iOS', model: 'm' };
  assert.equal(fake.options[0]?.['userAgent'], `stream-chat-react-v1.2-llc-wasm-v${VERSION}|app=App|app_version=3|os=iOS|device_model=m`);
  client.setUserAgent('own');
  assert.equal(fake.options[0]?.['userAgent'], 'own');
});

test('the version is that of Cargo.toml', () => {
  const manifest = readFileSync(new URL('../../Cargo.toml', import.meta.url), 'utf8');
  assert.equal(VERSION, /^\[workspace\.package\]\s*version = "([^"]+)"/m.exec(manifest)?.[1]);
});

test('members that need the secret say so: those with a promise reject it, the others throw', async () => {
  const all = client as unknown as Record<string, () => unknown>;
  await assert.rejects(all['deleteUser']?.() as Promise<unknown>, code('client/server-only'));
  assert.throws(() => all['createToken']?.(), code('client/server-only'));
});

test('the token manager knows each token the client gets', async () => {
  const tokens = ['one', 'two'];
  await client.connectUser({ id: 'ann' }, async () => tokens.shift() ?? '');
  const ask = fake.calls[0]?.args[1] as () => Promise<string>;
  assert.equal(await ask(), 'one');
  assert.equal(client.tokenManager.getToken(), 'one');
  assert.equal(await ask(), 'two');
  assert.deepEqual([client.tokenManager.getToken(), client.tokenManager.isStatic(), client.tokenManager.user], ['two', false, { id: 'ann' }]);
  await client.disconnectUser();
  assert.throws(() => client.tokenManager.getToken(), code('client/not-connected'));
});

test('the token manager shows the token of a guest, and that the anonymous user has none', async () => {
  Object.assign(fake.views, { user: { id: 'guest-gus' }, userID: 'guest-gus', token: 'given' });
  await client.setGuestUser({ id: 'gus' });
  assert.deepEqual([client.tokenManager.getToken(), client.tokenManager.user?.id, await client.tokenManager.tokenReady()], ['given', 'guest-gus', 'given']);
  await client.disconnectUser();
  Object.assign(fake.views, { user: { id: 'nobody' }, userID: 'nobody', token: undefined });
  await client.connectAnonymousUser();
  assert.deepEqual([client.tokenManager.getToken(), client.tokenManager.user], [undefined, { id: 'nobody', anon: true }]);
});

test('the token manager forgets a user who could not be connected, unless the client keeps the user', async () => {
  fake.answers['connectUser'] = () => Promise.reject(new Error('no'));
  await assert.rejects(client.connectUser({ id: 'ann' }, async () => 'one'));
  assert.deepEqual([client.tokenManager.user, client.tokenManager.isStatic(), client.tokenManager.tokenReady()], [undefined, true, null]);
  const connecting = client.connectUser({ id: 'ann' }, async () => 'one');
  fake.views['userID'] = 'ann';
  await assert.rejects(connecting);
  assert.deepEqual([client.tokenManager.user, client.tokenManager.isStatic()], [{ id: 'ann' }, false]);
});

test('a token manager by itself takes tokens and functions, and refuses what cannot be a token', async () => {
  const manager = new TokenManager();
  const token = DevToken('ann');
  await manager.setTokenOrProvider(token, { id: 'ann' });
  assert.deepEqual([manager.getToken(), manager.isStatic(), await manager.tokenReady()], [token, true, token]);
  await assert.rejects(manager.setTokenOrProvider(token, { id: 'bob' }), code('token/foreign'));
  for (const rubbish of ['rubbish', 'a.b.c', 'a.bnVsbA.c']) await assert.rejects(manager.setTokenOrProvider(rubbish, { id: 'ann' }), code('token/foreign'));
  await assert.rejects(manager.setTokenOrProvider('', { id: 'ann' }), code('token/malformed'));
  await assert.rejects(manager.setTokenOrProvider(() => { throw new Error('no'); }, { id: 'ann' }), code('token/provider-failed'));
  manager.validateToken(null, { id: 'x', anon: true });
});

test('the next call obeys the controller made for it, and no other does', async () => {
  const controller = client.createAbortControllerForNextRequest();
  await client.getAppSettings();
  await client.getAppSettings();
  assert.deepEqual(fake.calls.map(({ args }) => (args[4] as { signal?: unknown } | undefined)?.signal), [controller.signal, undefined]);
});

test('blocked users are a store that calls and the own user keep up to date', async () => {
  fake.answers['GetBlockedUsers'] = { blocks: [{ blocked_user_id: 'x' }] };
  await client.getBlockedUsers();
  await client.blockUser('y');
  await client.blockUser('y');
  assert.deepEqual(client.blockedUsers.getLatestValue(), { userIds: ['x', 'y'] });
  await client.unBlockUser('x');
  assert.deepEqual(client.blockedUsers.getLatestValue(), { userIds: ['y'] });
  fake.event({ type: 'health.check', me: { id: 'ann', blocked_user_ids: ['z'] } });
  assert.deepEqual(client.blockedUsers.getLatestValue(), { userIds: ['z'] });
});

test('recoverState resolves with the event that tells the outcome, or at once without a connection', async () => {
  fake.answers['recoverState'] = false;
  await client.recoverState();
  fake.answers['recoverState'] = true;
  let done = false;
  const recovered = client.recoverState().then(() => { done = true; });
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  assert.equal(done, false);
  fake.event({ type: 'connection.recovered' });
  await recovered;
  assert.deepEqual(client.listeners, { 'connection.recovered': [] });
});

test('queryChannels with the whole answer has the channel objects in it', async () => {
  fake.answers['queryChannels'] = { slots: [0], answer: { duration: '1ms', channels: [{}], predefined_filter: { name: 'x' } } };
  const channel = client.channel('messaging', 'a');
  const answer = await client.queryChannels({}, [], {}, { withResponse: true });
  assert.deepEqual(answer, { duration: '1ms', channels: [channel], predefined_filter: { name: 'x' } });
  await client.queryChannels({ type: 'a' }, [], { predefined_filter: 'x' });
  assert.equal(fake.calls.at(-1)?.args[0], undefined);
});

test('small functions give what they gave before', async (t) => {
  assert.deepEqual([UserFromToken(DevToken('ann')), UserFromToken('x'), decodeBase64(encodeBase64('hello'))], ['ann', '', 'hello']);
  assert.deepEqual([isOwnUser({ id: 'a' }), isOwnUser(), isOwnUser({ id: 'a', total_unread_count: 0 } as never)], [false, false, true]);
  assert.deepEqual([isSharedLocationResponse({ latitude: 1, longitude: 2, channel_cid: 'a:b' }), isSharedLocationResponse({})], [true, false]);
  assert.deepEqual([Object.keys(EVENT_MAP).length, EVENT_MAP['user.messages.deleted']], [70, true]);
  const message = formatMessage({ id: 'm', type: 'regular', created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-01T00:00:00Z', quoted_message: { id: 'q', type: 'regular' } });
  assert.deepEqual([message.created_at, message.deleted_at, message.status, message.quoted_message?.id], [new Date('2020-01-01T00:00:00Z'), null, 'received', 'q']);
  const held = { id: 'm', text: 't', created_at: new Date(), status: 'failed', mentioned_users: [{ id: 'b' }], pinned_at: null, html: 'x' } as unknown as LocalMessage;
  assert.deepEqual(localMessageToNewMessagePayload(held), { id: 'm', text: 't', mentioned_users: ['b'], pinned_at: undefined });
  const warn = t.mock.method(console, 'warn', () => undefined);
  logChatPromiseExecution(Promise.reject(new Error('no')), 'thing');
  await new Promise((resolve) => { setTimeout(resolve, 1); });
  assert.equal(warn.mock.calls[0]?.arguments[0], 'failed to do thing, ran into error: ');
});
