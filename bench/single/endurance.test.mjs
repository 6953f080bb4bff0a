/** Short forms of the livestream and of coming and going: order, bounds and what is left behind, no times. Needs a build. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BOUND, livestream } from "./livestream.mjs";
import { memory } from "./memory.mjs";

const { CHROME } = process.env;
const SECONDS = 5;

test("a thousand messages a second stay in order and none is lost", async () => {
  const [seen] = await livestream(CHROME, SECONDS, [{ name: "all kept" }]);
  assert.deepEqual([seen.heard, seen.held, seen.order], [seen.sent, seen.sent, true]);
  assert.ok(seen.read > SECONDS, "the list was read while it grew");
});

test("with a bound a channel never holds more, and what it holds is the newest in order", async () => {
  const [seen] = await livestream(CHROME, SECONDS, [{ name: "bounded", options: { maxMessagesPerChannel: BOUND } }]);
  assert.deepEqual([seen.heard, seen.order], [seen.sent, true]);
  assert.ok(seen.held <= BOUND && seen.held >= BOUND / 2, `${seen.held} are held`);
  assert.ok(seen.most <= BOUND, `${seen.most} were shown`);
});

test("users who come and go leave nothing behind", async () => {
  const [before, after] = await memory(CHROME, [8, 28]);
  assert.equal(after.wasm, before.wasm, "the module's memory grew");
  // A channel with its messages is 50 kB; compiled code and the collector's own books are some kB.
  assert.ok(after.heap - before.heap < 200_000, `the heap grew by ${after.heap - before.heap} bytes in 20 cycles`);
  assert.deepEqual([after.listeners, after.sockets], [before.listeners, 0]);
});
