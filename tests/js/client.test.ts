/** Client methods that only map arguments, the logger, the options and the error classes. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ChatError, ErrorFromResponse, StreamChat, type StreamChatOptions } from '../../js/index.js';
import { type Fake, installFake } from './fake_core.js';

let fake: Fake;
let client: StreamChat;
beforeEach(() => {
  fake = installFake();
  client = new StreamChat('key');
});

test('updateMessage takes a message from state and leaves out what only the service writes', async () => {
  const fromState = {
    id: 'm', text: 'new', mood: 'glad', user: { id: 'ann' }, created_at: new Date(0), status: 'received', reaction_groups: {}, type: 'regular' as const,
    pinned_at: new Date(0), mentioned_users: [{ id: 'bob' }, 'eve'],
  };
  await client.updateMessage(fromState, undefined, { skip_push: true });
  const message = { id: 'm', text: 'new', mood: 'glad', pinned: true, mentioned_users: ['bob', 'eve'] };
  assert.deepEqual(fake.calls[0]?.args.slice(0, 4), ['UpdateMessage', ['m'], undefined, { message, skip_push: true }]);
});

test('per-call settings reach the core', async () => {
  const signal = new AbortController().signal;
  await client.queryUsers({}, [], {}, { signal, timeout: 5 });
  assert.deepEqual(fake.calls[0]?.args[4], { signal, timeout: 5 });
});

test('queryChannels fills in its defaults and turns the sort around', async () => {
  fake.answers['queryChannels'] = { slots: [] };
  await client.queryChannels({ members: { $in: ['ann'] } }, { last_message_at: -1 }, { limit: 5, presence: true });
  assert.deepEqual(fake.calls[0]?.args, [
    { members: { $in: ['ann'] } }, [{ field: 'last_message_at', direction: -1 }], { state: true, watch: true, presence: true, limit: 5 },
  ]);
});

test('queryChannels without a filter sends none', async () => {
  fake.answers['queryChannels'] = { slots: [] };
  await client.queryChannels();
  assert.equal((fake.calls[0]?.args as unknown[])[0], undefined);
});

test('users that were found are known to the core', async () => {
  const known: unknown[] = [];
  fake.views['knowUser'] = (_slot: number, user: unknown) => void known.push(user);
  fake.answers['QueryUsers'] = { users: [{ id: 'ann' }, { id: 'bob' }] };
  await client.queryUsers({});
  assert.deepEqual(known, [{ id: 'ann' }, { id: 'bob' }]);
});

test('a connection without a user is anonymous until it ends', async () => {
  await client.connectAnonymousUser();
  assert.deepEqual([client.anonymous, client.getAuthType()], [true, 'anonymous']);
  await client.disconnectUser();
  assert.deepEqual([client.anonymous, client.getAuthType()], [false, 'jwt']);
});

test('a detached method still works', async () => {
  const { connectUser, disconnectUser, setUser } = client;
  await connectUser({ id: 'ann' }, 't');
  await disconnectUser(10);
  await setUser({ id: 'bob' }, 't');
  assert.deepEqual(fake.calls.map(({ name, args }) => [name, args[0]]), [['connectUser', { id: 'ann' }], ['disconnectUser', 10], ['connectUser', { id: 'bob' }]]);
});

test('wsConnection tells health and id once there is a user', async () => {
  await client.getAppSettings();
  Object.assign(fake.views, { userID: 'ann', isHealthy: true, connectionID: 'c1' });
  assert.equal(client.wsConnection?.isHealthy, true);
  assert.equal(client.wsConnection?.connectionID, 'c1');
  assert.equal(client.wsConnection, client.wsConnection);
});

test('the core gets the options it knows, under one spelling, and unknown ones are named in one debug record', async () => {
  const records: unknown[][] = [];
  const options = {
    baseURL: 'http://127.0.0.1:1', timeout: 6000, enableWSFallBack: true, optimisticUpdates: true, connectTimeout: undefined,
    colour: 'red', size: 1, logger: (...record: unknown[]) => void records.push(record),
  };
  const configured = new StreamChat('key', options as unknown as StreamChatOptions);
  await configured.getAppSettings();
  assert.deepEqual(fake.options[0], { baseURL: 'http://127.0.0.1:1', timeout: 6000, enableWSFallback: true, optimisticUpdates: true });
  assert.equal(records.length, 1);
  assert.equal(records[0]?.[0], 'debug');
  assert.match(String(records[0]?.[1]), /colour, size/);
  assert.equal(configured.options, options);
});

test('logLevel drops records below it, in either case of letters', async () => {
  const levels: string[] = [];
  const quiet = new StreamChat('key', { logLevel: 'WARN', logger: (level) => void levels.push(level) });
  await quiet.getAppSettings();
  for (const level of ['debug', 'info', 'warn', 'error']) fake.host?.log(level, 'x');
  assert.deepEqual(levels, ['warn', 'error']);
});

test('with a log level and no logger records go to the console, with neither nowhere', (t) => {
  const warn = t.mock.method(console, 'warn', () => undefined);
  new StreamChat('key', { logLevel: 'info' }).logger('warn', 'seen', { a: 1 });
  new StreamChat('key').logger('warn', 'unseen');
  assert.deepEqual(warn.mock.calls.map((call) => call.arguments), [['seen', { a: 1 }]]);
});

test('a failure with an answer of the service becomes ErrorFromResponse, any other ChatError', async () => {
  await client.getAppSettings();
  const data = { code: 4, message: 'bad input', StatusCode: 400, duration: '1ms', more_info: '' };
  const refused = fake.host?.error({ message: 'text', code: 4, status: 400, response: { data, status: 400 } });
  assert.ok(refused instanceof ErrorFromResponse && refused instanceof ChatError && refused instanceof Error);
  assert.deepEqual([refused.name, refused.code, refused.status, refused.response.data], ['ErrorFromResponse', 4, 400, data]);
  assert.deepEqual(JSON.parse(JSON.stringify(refused)), { name: 'ErrorFromResponse', code: 4, status: 400, message: 'text' });

  const cause = new TypeError('network');
  const failed = fake.host?.error({ message: 'text', code: 'request/failed', status: 0, cause });
  assert.ok(failed instanceof ChatError && !(failed instanceof ErrorFromResponse));
  assert.deepEqual([failed.name, failed.code, failed.status, failed.cause], ['ChatError', 'request/failed', 0, cause]);
});
