/** A store's value, who is called when it changes, and two stores as one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPatch, MergedStateStore, StateStore } from '../../js/index.js';

const store = () => new StateStore<{ a: number; b: number; c?: number | undefined }>({ a: 1, b: 2 });

test('a handler is called at once without a previous value, then with every new value', () => {
  const held = store();
  const seen: unknown[] = [];
  const end = held.subscribe((next, previous) => seen.push([next, previous]));
  held.partialNext({ a: 3 });
  held.next((value) => ({ ...value, b: 4 }));
  held.next({ a: 0, b: 0 });
  end();
  end();
  held.partialNext({ a: 9 });
  assert.deepEqual(seen, [
    [{ a: 1, b: 2 }, undefined],
    [{ a: 3, b: 2 }, { a: 1, b: 2 }],
    [{ a: 3, b: 4 }, { a: 3, b: 2 }],
    [{ a: 0, b: 0 }, { a: 3, b: 4 }],
  ]);
});

test('the very same value is no change, an equal one is', () => {
  const held = store();
  let calls = 0;
  held.subscribe(() => calls++);
  held.next(held.getLatestValue());
  held.next((value) => value);
  assert.equal(calls, 1);
  held.next({ a: 1, b: 2 });
  held.partialNext({});
  assert.equal(calls, 3);
});

test('the same handler counts once', () => {
  const held = store();
  let calls = 0;
  const handler = () => calls++;
  const end = held.subscribe(handler);
  held.subscribe(handler);
  held.partialNext({ a: 3 });
  assert.equal(calls, 3);
  end();
  held.partialNext({ a: 4 });
  assert.equal(calls, 3);
});

test('a handler that sets another value leaves nobody with an old one', () => {
  const held = store();
  const seen: number[] = [];
  held.subscribe(({ a }) => { if (a === 3) held.partialNext({ a: 4 }); });
  held.subscribe(({ a }) => seen.push(a));
  held.partialNext({ a: 3 });
  assert.deepEqual(seen, [1, 4, 4]);
});

test('a selector calls only when a picked field is another', () => {
  const held = store();
  const seen: unknown[] = [];
  const end = held.subscribeWithSelector(({ a }) => ({ a }), (next, previous) => seen.push([next, previous]));
  held.partialNext({ b: 5 });
  held.partialNext({ a: 6 });
  end();
  held.partialNext({ a: 7 });
  assert.deepEqual(seen, [[{ a: 1 }, undefined], [{ a: 6 }, { a: 1 }]]);
  const list: unknown[] = [];
  held.subscribeWithSelector(({ a, b }) => [a, b], (next) => list.push(next));
  held.partialNext({ c: 1 });
  held.partialNext({ b: 8 });
  assert.deepEqual(list, [[7, 5], [7, 8]]);
});

test('fields are those of the last pick: a lost one is a change, a new one is not', () => {
  const held = store();
  const seen: unknown[] = [];
  held.subscribeWithSelector(({ a, c }) => (c === undefined ? { a } : { a, c }), (next) => seen.push(next));
  held.partialNext({ c: 1 });
  held.partialNext({ a: 2 });
  held.partialNext({ c: undefined });
  assert.deepEqual(seen, [{ a: 1 }, { a: 2, c: 1 }, { a: 2 }]);
});

test('a preprocessor changes the value before it is set', () => {
  const held = store();
  const end = held.addPreprocessor((next, previous) => { next.a += previous?.a ?? 0; });
  held.partialNext({ a: 10 });
  assert.equal(held.getLatestValue().a, 11);
  held.next(held.getLatestValue());
  assert.equal(held.getLatestValue().a, 11);
  end();
  held.partialNext({ a: 1 });
  assert.equal(held.getLatestValue().a, 1);
});

test('an error of a handler reaches the caller, and the value is set', () => {
  const held = store();
  held.subscribe(({ a }) => { if (a === 3) throw new Error('mine'); });
  assert.throws(() => held.partialNext({ a: 3 }), /mine/);
  assert.equal(held.getLatestValue().a, 3);
});

test('two stores are read and watched as one', () => {
  const other = new StateStore<{ x: number }>({ x: 3 });
  const held = store();
  const both = held.merge(other);
  assert.ok(both instanceof MergedStateStore && both instanceof StateStore);
  assert.deepEqual(both.getLatestValue(), { a: 1, b: 2, x: 3 });
  assert.equal(both.getLatestValue(), both.getLatestValue());
  const seen: unknown[] = [];
  const end = both.subscribe((next, previous) => seen.push([next.a, next.x, previous?.a, previous?.x]));
  held.partialNext({ a: 4 });
  other.partialNext({ x: 5 });
  end();
  held.partialNext({ a: 6 });
  assert.deepEqual(seen, [[1, 3, undefined, undefined], [4, 3, 1, 3], [4, 5, 4, 3]]);
  assert.equal(both.getLatestValue().a, 6);
});

test('a merged store refuses to be set', (context) => {
  const warn = context.mock.method(console, 'warn', () => undefined);
  const both = store().merge(new StateStore<{ x: number }>({ x: 3 }));
  both.next();
  both.partialNext();
  both.addPreprocessor()();
  assert.deepEqual(both.getLatestValue(), { a: 1, b: 2, x: 3 });
  assert.equal(warn.mock.callCount(), 3);
});

test('a patch is a function', () => {
  assert.deepEqual([isPatch(() => 1), isPatch({})], [true, false]);
});
