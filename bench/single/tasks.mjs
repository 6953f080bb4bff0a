/**
 * Owns the whole tasks that are measured in fresh pages of one SDK each, in turn: starting, loading a channel list, holding
 * messages. What they do in the page: page.mjs.
 *
 * - start: from the script's text in memory to a connected client: compiling, evaluating, unpacking and compiling the
 *   WebAssembly, `getInstance`, `connectUser`, the first frame (from a socket in the page). Nothing is in a cache.
 * - load cold, load warm: from calling `queryChannels` (30 channels with 25 messages and 31 members each, 2.1 MB) until every
 *   channel's messages and members were read: request, `JSON.parse`, state. Cold is the page's first, warm the median of
 *   the later ones, each with a client of its own.
 * - heap: what 10 000 messages in one channel add after collection: JavaScript objects and the WebAssembly's memory.
 */
import { quartiles, taskLine, taskSummary } from "../figures.mjs";
import { openStage } from "./stage.mjs";

const LIST = { channels: 30, held: 25 };
const HELD = 10_000;
/** Loads per page: the first is cold, the next few still compile. */
const LOADS = 9;
const STILL_COMPILING = 4;

const MB = 1_000_000;

/** What 10 000 messages add, in MB. */
async function heap(stage, name) {
  const page = await stage.fresh(name);
  await page.run("start");
  // The same way once before, so that only the messages make the difference.
  await page.run("hold", 25);
  const before = await page.memory();
  await page.run("hold", HELD);
  const after = await page.memory();
  await page.close();
  return (after.heap - before.heap + after.wasm - before.wasm) / MB;
}

/** @param rounds fresh pages of each SDK. Gives the table's lines, and prints each. */
export async function measureTasks(executablePath, rounds) {
  const stage = await openStage(executablePath, ["ours", "peer"]);
  const times = { start: {}, "load cold": {}, "load warm": {}, heap: {} };
  const note = (task, name, time) => (times[task][name] ??= []).push(time);
  try {
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 ? ["ours", "peer"] : ["peer", "ours"]) {
        const page = await stage.fresh(name);
        note("start", name, await page.run("start"));
        const { figures } = await page.run("hydrate", { ...LIST, times: LOADS });
        note("load cold", name, figures[0]);
        note("load warm", name, quartiles(figures.slice(STILL_COMPILING))[1]);
        await page.close();
        if (round < 3) note("heap", name, await heap(stage, name));
      }
    }
  } finally {
    await stage.close();
  }
  const list = `${LIST.channels} channels x ${LIST.held} messages x 31 members`;
  const names = { start: "script to connected client", "load cold": `queryChannels, ${list}, cold`, "load warm": `queryChannels, ${list}, warm`, heap: "heap of 10 000 messages, WebAssembly included" };
  return Object.entries(times).map(([task, { ours, peer }]) => {
    const line = taskSummary({ task, what: names[task], unit: task === "heap" ? "MB" : "ms", ours, peer });
    console.log(taskLine(line));
    return line;
  });
}
