/** Tests of counting results: a failure must never be counted away. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { count, failures } from "./counts.mjs";

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

test("what failed is told again: the part of the output that says it", () => {
  const cargo = "test a ... ok\n\nfailures:\n\n---- b stdout ----\npanicked at x.rs:1\n\nfailures:\n    b\n\ntest result: FAILED. 1 passed; 1 failed;\n\nrunning 9 tests";
  assert.match(failures("cargo", cargo), /^failures:\n\n---- b stdout ----\npanicked at x\.rs:1[^]*test result: FAILED\..*$/);
  const node = "✔ a\n✖ b\nℹ fail 1\n\n✖ failing tests:\n\ntest at a.mjs:3:1\n✖ b\n  AssertionError: no\n";
  assert.equal(failures("node", node), "✖ failing tests:\n\ntest at a.mjs:3:1\n✖ b\n  AssertionError: no");
  const pages = "  ✓  1 a.spec.ts:1:1 › x (1s)\n  ✘  2 a.spec.ts:2:1 › y (1s)\n\n\n  1) a.spec.ts:2:1 › y ────\n\n    Error: no\n\n  1 failed\n";
  assert.equal(failures("playwright", pages), "  1) a.spec.ts:2:1 › y ────\n\n    Error: no\n\n  1 failed");
});

test("a program that says nothing of failures is told by its last lines", () =>
  assert.equal(failures("cargo", `${"early\n".repeat(100)}killed by SIGKILL\n`), `${"early\n".repeat(39)}killed by SIGKILL`));
