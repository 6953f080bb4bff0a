/**
 * Owns that only one build runs in a clone at a time (cargo does the same for its own part). Does not build.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inRoot } from "../paths.mjs";

const lock = inRoot("target", "build.lock");
/** Milliseconds between looks at the lock; there is nothing to be told by. */
const look = 200;

/** The process that holds the lock, or undefined when it is gone. */
function holder() {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

function take() {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

/** Runs `work` when no other process builds here. */
export async function inTurn(work) {
  mkdirSync(path.dirname(lock), { recursive: true });
  for (let told = false; !take(); await pause(look)) {
    const pid = holder();
    if (pid === undefined) rmSync(lock, { force: true });
    else if (!told) console.log(`  waiting for another build here (process ${pid})`);
    told = true;
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
