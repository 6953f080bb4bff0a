/** Tests of counting results: a failure must never be counted away. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "./counts.mjs";

test("cargo's test programs are added up", () => {
  const output = "test result: ok. 3 passed; 0 failed; 1 ignored;\n\ntest result: FAILED. 4 passed; 2 failed; 0 ignored;\n";
  assert.deepEqual(count("cargo", output, false), { passed: 7, failed: 2, notes: [] });
});

test("Node's and Playwright's summaries are read, also in colour", () => {
  assert.deepEqual(count("node", "\u001b[34mℹ pass 12\u001b[39m\nℹ fail 0\n", true), { passed: 12, failed: 0, notes: [] });
  assert.deepEqual(count("playwright", "  1 failed\n    a.spec.ts:1:1 › x\n  1 flaky\n  2 did not run\n  7 passed (9.1s)\n", false), { passed: 7, failed: 4, notes: [] });
});

test("a program that ends badly has failed, whatever it counted", () => {
  assert.equal(count("cargo", "test result: ok. 3 passed; 0 failed;", false).failed, 1);
  assert.equal(count("one", "", false).failed, 1);
});

test("a suite that ran no test has failed", () =>
  assert.deepEqual(count("node", "ℹ pass 0\nℹ fail 0", true), { passed: 0, failed: 1, notes: ["ran no test"] }));

test("skipped parts are told", () =>
  assert.deepEqual(count("node", "ℹ pass 1\nskipped: the peer is not here\n", true).notes, ["skipped: the peer is not here"]));
