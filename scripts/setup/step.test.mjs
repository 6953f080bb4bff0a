/** Tests of what a failed or interrupted set-up step leaves: never something that looks complete. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { wholeFolder } from "./step.mjs";

let place;
beforeEach(() => (place = mkdtempSync(path.join(tmpdir(), "stream-chat-wasm-step-"))));
afterEach(() => rmSync(place, { recursive: true, force: true }));

test("a folder appears only when it is filled, and complete", async () => {
  const folder = path.join(place, "tool-1.0.0");
  await wholeFolder(folder, (half) => {
    assert.ok(!existsSync(folder));
    writeFileSync(path.join(half, "program"), "new");
  });
  assert.equal(readFileSync(path.join(folder, "program"), "utf8"), "new");
});

test("a failed filling leaves nothing", async () => {
  const filling = wholeFolder(path.join(place, "tool-1.0.0"), (half) => {
    writeFileSync(path.join(half, "program"), "half");
    throw new Error("the line went down");
  });
  await assert.rejects(filling, /the line went down/);
  assert.deepEqual(readdirSync(place), []);
});

test("of two fillings at the same time the first to finish wins and the second is content", async () => {
  const folder = path.join(place, "tool-1.0.0");
  await wholeFolder(folder, async (half) => {
    writeFileSync(path.join(half, "program"), "second");
    await wholeFolder(folder, (other) => writeFileSync(path.join(other, "program"), "first"));
  });
  assert.equal(readFileSync(path.join(folder, "program"), "utf8"), "first");
  assert.deepEqual(readdirSync(place), ["tool-1.0.0"]);
});

test("what a stopped program left half-filled is removed, a running one's is not", async () => {
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  mkdirSync(path.join(place, `tool-1.0.0.${dead}.0.part`));
  mkdirSync(path.join(place, `tool-1.0.0.${process.ppid}.0.part`));
  await wholeFolder(path.join(place, "tool-1.0.0"), () => {});
  assert.deepEqual(readdirSync(place).sort(), ["tool-1.0.0", `tool-1.0.0.${process.ppid}.0.part`]);
});
