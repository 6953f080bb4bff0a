/**
 * Owns how a set-up step is announced, timed, logged and reported when it fails. Knows none of the steps.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../paths.mjs";

/** A step that could not be done. `advice` says what the reader can do about it. */
export class StepFailed extends Error {
  constructor(name, reason, advice) {
    super(reason);
    this.step = name;
    this.advice = advice;
  }
}

export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const done = [];
/** What was done in this run, in order of completion. */
export const stepsDone = () => done;

/**
 * Runs one step: says what and why, keeps its output in a log file, says how long it took. All on standard error:
 * standard output belongs to the command that is being set up.
 * @param step.usually how long it takes on two cores, for the reader who waits.
 * @param work called with the log file's path.
 */
export async function step({ name, why, usually }, work) {
  const log = inRoot("target", "setup", `${name.replace(/[^\w.-]+/g, "-")}.log`);
  rmSync(log, { force: true });
  mkdirSync(path.dirname(log), { recursive: true });
  console.error(`  .. ${name}: ${why} (usually ${usually})`);
  const start = performance.now();
  try {
    const result = await work(log);
    console.error(`  done ${name}: ${seconds(start)}`);
    done.push({ name, seconds: (performance.now() - start) / 1000 });
    return result;
  } catch (error) {
    if (error instanceof StepFailed) throw error;
    const tail = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-25).join("\n") : "";
    throw new StepFailed(name, `${error.message}\n${tail}`.trimEnd(), `The whole output is in ${path.relative(process.cwd(), log)}.`);
  }
}

let parts = 0;

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Half-filled folders of programs that were stopped. */
function leftOvers(folder) {
  const beginning = `${path.basename(folder)}.`;
  const siblings = existsSync(path.dirname(folder)) ? readdirSync(path.dirname(folder)) : [];
  return siblings
    .filter((name) => name.startsWith(beginning) && name.endsWith(".part") && !alive(Number(name.slice(beginning.length).split(".")[0])))
    .map((name) => path.join(path.dirname(folder), name));
}

/**
 * Fills a folder completely or not at all: built beside, then renamed. A second program doing the same at the same
 * time is no error: the first to finish wins. Called only when the folder is not usable; what is there goes.
 */
export async function wholeFolder(folder, fill) {
  for (const old of [folder, ...leftOvers(folder)]) rmSync(old, { recursive: true, force: true });
  const half = `${folder}.${process.pid}.${parts++}.part`;
  mkdirSync(half, { recursive: true });
  try {
    await fill(half);
    if (!existsSync(folder)) renameSync(half, folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}
