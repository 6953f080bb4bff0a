/** Importing the package does nothing: no global is read or written, nothing is loaded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

test('importing reads and writes no global and making a client loads nothing outside a page', async () => {
  const before = Object.getOwnPropertyNames(globalThis).sort();
  const watched = ['document', 'window', 'navigator', 'WebAssembly', 'WebSocket', 'fetch', 'localStorage', 'DecompressionStream'];
  const kept = new Map(watched.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
  const touched: string[] = [];
  for (const name of watched) {
    Object.defineProperty(globalThis, name, { configurable: true, get: () => void touched.push(name), set: () => void touched.push(name) });
  }

  const { StreamChat } = await import('../../js/index.js');

  for (const [name, descriptor] of kept) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete (globalThis as Record<string, unknown>)[name];
  }
  assert.deepEqual(touched, []);
  assert.deepEqual(Object.getOwnPropertyNames(globalThis).sort(), before);

  const { installFake } = await import('./fake_core.js');
  const fake = installFake();
  const client = new StreamChat('key');
  assert.equal(client.userID, undefined);
  assert.deepEqual(fake.loads, []);
});
