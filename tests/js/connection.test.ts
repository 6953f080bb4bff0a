/** Where the connection stands, and where messages may be missing, as apps read it. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type ConnectionState, StreamChat } from '../../js/index.js';
import { type Fake, installFake } from './fake_core.js';

let fake: Fake;
let client: StreamChat;
beforeEach(async () => {
  fake = installFake();
  client = new StreamChat('key');
  await client.getAppSettings();
});

test('before anybody asked for a connection it is closed, with the same object at each read', () => {
  assert.equal(client.connectionState.state, 'closed');
  assert.equal(client.connectionState.nextAttemptAt, null);
  assert.equal(client.connectionState, client.connectionState);
});

test('each change makes a new object that listeners find already there', () => {
  const seen: ConnectionState[] = [];
  client.on('connection.state_changed', () => seen.push(client.connectionState));
  const before = Date.now();
  fake.event({ type: 'connection.state_changed', state: 'waiting', transport: 'websocket', reason: 'socket-closed', attempt: 3, retry_in: 5_000 });
  fake.event({ type: 'connection.state_changed', state: 'connected', transport: 'longpoll', reason: 'open', attempt: 0 });
  const [waiting, connected] = seen;
  assert.ok(waiting && connected && Object.isFrozen(waiting));
  assert.deepEqual([waiting.state, waiting.reason, waiting.attempt, waiting.error], ['waiting', 'socket-closed', 3, null]);
  assert.ok(waiting.nextAttemptAt && waiting.nextAttemptAt.getTime() - before >= 5_000);
  assert.ok(waiting.since.getTime() >= before);
  assert.deepEqual([connected.transport, connected.nextAttemptAt], ['longpoll', null]);
});

test('a connection that failed for good has the code of the failure', () => {
  fake.event({ type: 'connection.state_changed', state: 'failed', transport: 'websocket', reason: 'refused', attempt: 1, error: 43 });
  assert.equal(client.connectionState.error, 43);
});

test('the gaps of a channel are the core\'s', () => {
  const channel = client.channel('messaging', 'a');
  const gaps = [{ after: 'm1', before: 'm9' }];
  fake.views['channelGaps'] = gaps;
  assert.equal(channel.state.gaps, gaps);
});

test('the options of the connection reach the core', () => {
  installFake();
  const made = installFake();
  return new StreamChat('key', { recoverStateOnReconnect: false, persistUserOnConnectionFailure: true, enableWSFallback: true })
    .getAppSettings()
    .then(() => assert.deepEqual(made.options, [{ recoverStateOnReconnect: false, persistUserOnConnectionFailure: true, enableWSFallback: true }]));
});
