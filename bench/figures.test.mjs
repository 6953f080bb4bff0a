/** Medians, quartiles and the verdict on the targets, without a browser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { quartiles, summary, tableLine, targets, taskSummary, verdict } from "./figures.mjs";

const measured = (ours, peer, held = 25, kind = "message.new") =>
  summary({ row: kind, kind, held, bytes: 2_100, times: { parse: [3], ours, peer } });

test("quartiles do not depend on the order of the times, and outliers do not move the median", () => {
  assert.deepEqual(quartiles([5, 1, 4, 900, 2]), [2, 4, 5]);
  assert.deepEqual(quartiles([7]), [7, 7, 7]);
});

test("a target holds up to and including its ratio", () => {
  assert.equal(measured([6], [10]).holds, true);
  assert.equal(measured([6.1], [10]).holds, false);
});

test("only rows with a target are judged", () => {
  const free = measured([30], [10], 25, "typing.start");
  assert.equal("holds" in free, false);
  assert.equal(verdict([free, measured([1], [10])]).holds, true);
});

test("one missed target decides, and the verdict names it", () => {
  const { holds, text } = verdict([measured([1], [10]), measured([5], [10], 1_000)]);
  assert.equal(holds, false);
  assert.match(text, /^1 of 2 missed: message\.new at 1000 \(0\.50x, not 0\.25x\)$/);
});

test("nothing judged is not a success, and is said", () => {
  const { holds, text } = verdict([measured([1], [10], 25, "typing.start")]);
  assert.equal(holds, false);
  assert.match(text, /none of these rows has a target/);
});

test("a line shows whether its target holds", () => {
  assert.match(tableLine(measured([5], [10])), /0\.50x {2}<= 0\.6x holds$/);
  assert.match(tableLine(measured([9], [10])), /0\.90x {2}<= 0\.6x MISSED$/);
});

test("a task is judged by its own target and named in the verdict", () => {
  const line = taskSummary({ task: "start", what: "start", unit: "ms", ours: [7], peer: [10] });
  assert.deepEqual([line.ratio, line.holds], [0.7, false]);
  assert.match(verdict([line]).text, /start \(0\.70x, not 0\.6x\)/);
});

test("message.new has a target at three sizes", () => {
  assert.deepEqual(Object.keys(targets["message.new"]).map(Number), [25, 1_000, 10_000]);
});
