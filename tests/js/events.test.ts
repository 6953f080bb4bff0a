/** Listening to events: order, removal, and listeners that throw. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { StreamChat } from '../../js/index.js';
import { type Fake, installFake } from './fake_core.js';

let fake: Fake;
let client: StreamChat;
let heard: string[];
beforeEach(async () => {
  fake = installFake();
  client = new StreamChat('key');
  heard = [];
  await client.getAppSettings();
});

test('client listeners come before channel listeners, those for all before those by type', () => {
  const channel = client.channel('messaging', 'general');
  channel.on('message.new', () => heard.push('channel type'));
  channel.on(() => heard.push('channel all'));
  client.on('message.new', () => heard.push('client type'));
  client.on('all', () => heard.push('client all'));
  client.on('typing.start', () => heard.push('other type'));
  fake.event({ type: 'message.new' }, 0);
  assert.deepEqual(heard, ['client all', 'client type', 'channel all', 'channel type']);
});

test('an event reaches only the channel of its slot, and the client when it has none', () => {
  client.channel('messaging', 'a').on(() => heard.push('a'));
  client.channel('messaging', 'b').on(() => heard.push('b'));
  client.on(() => heard.push('client'));
  fake.event({ type: 'x' }, 1);
  fake.event({ type: 'y' });
  assert.deepEqual(heard, ['client', 'b', 'client']);
});

test('unsubscribe ends one registration, off ends all of a function', () => {
  const listener = () => heard.push('x');
  const first = client.on('x', listener);
  client.on('x', listener);
  first.unsubscribe();
  first.unsubscribe();
  fake.event({ type: 'x' });
  assert.equal(heard.length, 1);
  client.on('x', listener);
  client.off('x', listener);
  client.on(listener);
  client.off(listener);
  fake.event({ type: 'x' });
  assert.equal(heard.length, 1);
});

test('a listener removed during an event is not called, one added is called from the next event on', () => {
  client.on('x', () => {
    heard.push('first');
    second.unsubscribe();
    client.on('x', () => heard.push('added'));
  });
  const second = client.on('x', () => heard.push('second'));
  fake.event({ type: 'x' });
  assert.deepEqual(heard, ['first']);
  fake.event({ type: 'x' });
  assert.deepEqual(heard.slice(1), ['first', 'added']);
});

test('a listener that throws is reported and logged, and the others are called', async (t) => {
  const reported: unknown[] = [];
  const logged: unknown[][] = [];
  const globals = globalThis as { reportError?: (error: unknown) => void };
  globals.reportError = (error) => void reported.push(error);
  t.after(() => delete globals.reportError);

  const failure = new Error('text of a message');
  const noisy = new StreamChat('key', { logger: (...record) => void logged.push(record) });
  noisy.on('x', () => { throw failure; });
  noisy.on('x', () => heard.push('still called'));
  noisy.channel('messaging', 'general').on('x', () => heard.push('channel too'));
  await noisy.getAppSettings();
  fake.event({ type: 'x' }, 0);
  assert.deepEqual(heard, ['still called', 'channel too']);
  assert.deepEqual(reported, [failure]);
  assert.deepEqual(logged, [['error', 'event: a listener threw on x', undefined]]);
});

test('registering something that is no function throws at once', () => {
  assert.throws(() => client.on('x', undefined as unknown as () => void), TypeError);
  assert.throws(() => client.on('x' as unknown as () => void), TypeError);
});
