/** When the WebAssembly is loaded, and what a failed load does. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ChatError, StreamChat } from '../../js/index.js';
import { OWN_BYTES, type Fake, installFake } from './fake_core.js';

let fake: Fake;
beforeEach(() => { fake = installFake(); });

/** Runs `work` as if on a page. */
function onPage<T>(work: () => T): T {
  Object.defineProperty(globalThis, 'document', { configurable: true, value: {} });
  try {
    return work();
  } finally {
    delete (globalThis as Record<string, unknown>)['document'];
  }
}

test('getInstance is synchronous and gives one client whatever the arguments', () => {
  const first = StreamChat.getInstance('key', { timeout: 6000 });
  assert.equal(StreamChat.getInstance('other'), first);
  assert.equal(StreamChat.getInstance('other', undefined, {}), first);
  assert.equal(first.key, 'key');
});

test('a secret is refused with an error that says so', () => {
  const make = () => new StreamChat('key', 'secret' as unknown as undefined);
  assert.throws(make, (error: ChatError) => error instanceof ChatError && error.code === 'client/secret-given');
});

test('outside a page loading starts with the first call, on a page with the client', async () => {
  const client = new StreamChat('key');
  await Promise.resolve();
  assert.equal(fake.loads.length, 0);
  await client.getAppSettings();
  assert.deepEqual(fake.loads, [OWN_BYTES]);

  const onLoad = installFake();
  const onPageClient = onPage(() => new StreamChat('key'));
  assert.equal(onLoad.calls.length, 0);
  await onPageClient.getAppSettings();
  assert.equal(onLoad.loads.length, 1);
});

test('two clients share one load and have a core each', async () => {
  await Promise.all([new StreamChat('a').getAppSettings(), new StreamChat('b').getAppSettings()]);
  assert.equal(fake.loads.length, 1);
  assert.equal(fake.options.length, 2);
});

test('a failed load rejects the call with what to do, and the next call tries again', async () => {
  const client = new StreamChat('key');
  const cause = (fake.loadFailure = new Error('blocked'));
  await assert.rejects(client.connectUser({ id: 'ann' }, 't'), (error: ChatError) => {
    assert.equal(error.code, 'wasm/load-failed');
    assert.match(error.message, /wasm-unsafe-eval/);
    assert.equal(error.cause, cause);
    return error instanceof ChatError;
  });
  assert.equal(client.userID, undefined);
  fake.loadFailure = undefined;
  await client.getAppSettings();
  assert.equal(fake.loads.length, 2);
  // The rejected call must not run after all.
  assert.deepEqual(fake.names(), ['call']);
});

test('a failed load in the background is no unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  fake.loadFailure = new Error('blocked');
  onPage(() => new StreamChat('key'));
  // Node reports unhandled rejections after the microtasks of a turn; two turns later it would have.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  process.off('unhandledRejection', note);
  assert.equal(fake.loads.length, 1);
  assert.deepEqual(unhandled, []);
});

test('StreamChat.load takes the source the app names, also for a second attempt', async () => {
  const bytes = new Uint8Array([0]);
  fake.loadFailure = new Error('not yet');
  await assert.rejects(StreamChat.load(bytes));
  fake.loadFailure = undefined;
  await new StreamChat('key').getAppSettings();
  assert.deepEqual(fake.loads, [bytes, bytes]);
});
