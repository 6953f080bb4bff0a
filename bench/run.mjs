/**
 * Owns `npm run bench`: microseconds per event and milliseconds per task beside npm `stream-chat` in one headless run, the
 * tables, the file in results/, the verdict on the targets.
 *
 * What is measured. Events: from calling the socket's `onmessage` with a frame until it has returned and microtasks have
 * run (page/main.mjs; results/README.md has the conditions). "Nobody reads" has no listener; "list read each time" has one
 * that reads `channel.state.messages.length`, as a component does that shows the list. Tasks: single/tasks.mjs says for
 * each from when until when. Both SDKs do the same work, in turn, and afterwards it is checked that they did.
 *
 *   npm run bench                        builds what changed, measures, prints
 *   npm run bench -- --assert            exit code 1 when a target is missed (without it only when measuring fails)
 *   npm run bench -- --built             takes pkg/ as it is
 *   npm run bench -- --rounds 100        batches per row and SDK
 *   npm run bench -- --row R --held N    only the rows of this name, only with so many messages held
 *   npm run bench -- --against DIR       beside another build of this package (a copy of pkg/) instead of the other SDK
 *   npm run bench -- --tasks             only the tasks
 *   npm run bench -- --livestream        a thousand messages a second instead; --seconds 60
 *   npm run bench -- --memory            connecting and disconnecting two hundred times instead
 *   npm run bench -- --docs              everything, and the figures go into docs/
 *   npm run bench -- --profile           where our own time goes, by function; on message.new at 25 unless told
 */
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../scripts/build.mjs";
import { inRoot } from "../scripts/paths.mjs";
import { setUp } from "../scripts/setup.mjs";
import { heading, summary, tableLine, verdict } from "./figures.mjs";
import { folder, installPeer } from "./peer.mjs";
import { writeDocs } from "./report.mjs";
import { livestream, streamHeading, streamLine } from "./single/livestream.mjs";
import { memory, memoryHeading, memoryLine } from "./single/memory.mjs";
import { measureTasks } from "./single/tasks.mjs";

/** Batches per row and SDK: enough that two runs differ by a few percent, and a run takes about a minute. */
const ROUNDS = "50";

/** Fresh pages of each SDK for the tasks. */
const PAGES = 7;
/** After how many cycles of connecting and disconnecting the memory is looked at. */
const LOOKS = [1, 20, 50, 100, 150, 200];

const { values: asked } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    built: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
    rounds: { type: "string", default: ROUNDS },
    row: { type: "string" },
    held: { type: "string" },
    against: { type: "string" },
    tasks: { type: "boolean", default: false },
    livestream: { type: "boolean", default: false },
    seconds: { type: "string", default: "60" },
    memory: { type: "boolean", default: false },
    docs: { type: "boolean", default: false },
  },
});

/** Prints the table line by line; gives its lines. */
async function measure({ CHROME }, peer, what) {
  const { openPage } = await import("./browser.mjs");
  const { page, failed, version, close } = await openPage(CHROME, { against: asked.against });
  const machine = { cpu: os.cpus()[0]?.model, cores: os.cpus().length, load: os.loadavg()[0], chromium: version };
  const lines = [];
  try {
    console.log(`\nthis package beside npm ${peer.name} ${peer.version}; Chromium ${version}; ${machine.cpu} x ${machine.cores}, load ${machine.load.toFixed(1)}`);
    console.log(heading());
    await page.exposeFunction("report", (times) => {
      lines.push(summary(times));
      console.log(tableLine(lines.at(-1)));
    });
    await Promise.race([page.evaluate((wanted) => globalThis.bench.measure(wanted, globalThis.report), what), failed]);
    if (lines.length === 0) throw new Error("there is no such row");
  } finally {
    await close();
  }
  return { machine, lines };
}

async function main() {
  const rounds = Number(asked.rounds);
  const held = asked.held && Number(asked.held);
  if (!(rounds >= 1)) throw new Error(`--rounds ${asked.rounds} is not a number of batches`);
  const { browsers } = await setUp("page").then(async (tools) => {
    if (!asked.built) await buildAll(tools);
    return tools;
  });
  const peer = await installPeer();
  const date = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const result = (ending) => path.join(folder, "results", `${date}.${ending}`);
  mkdirSync(path.join(folder, "results"), { recursive: true });

  if (asked.profile) {
    const { profile } = await import("./profile.mjs");
    await profile(browsers.CHROME, { row: asked.row ?? "message.new, nobody reads", held: held ?? 25, file: result("cpuprofile") });
    return 0;
  }
  const streams = asked.livestream || asked.docs ? await livestream(browsers.CHROME, Number(asked.seconds)) : [];
  const cycles = asked.memory || asked.docs ? await memory(browsers.CHROME, LOOKS) : [];
  if (streams.length) console.log([streamHeading, ...streams.map(streamLine)].join("\n"));
  if (cycles.length) console.log([memoryHeading, ...cycles.map(memoryLine)].join("\n"));
  if ((streams.length || cycles.length) && !asked.docs) return 0;

  const { machine, lines } = asked.tasks ? { lines: [] } : await measure(browsers, peer, { rounds, row: asked.row, held });
  // A choice among the rows, or another build instead of the other SDK, is about events.
  const tasks = asked.row || held || asked.against ? [] : await measureTasks(browsers.CHROME, PAGES);
  const { holds, text } = verdict([...lines, ...tasks]);
  const figures = { date, peer, machine, rounds, holds, lines, tasks, streams, cycles };
  writeFileSync(result("json"), `${JSON.stringify(figures, null, 2)}\n`);
  if (asked.docs) writeDocs(figures);
  console.log(`\n${text}\nwritten to ${path.relative(inRoot(), result("json"))}`);
  return asked.assert && !holds ? 1 : 0;
}

process.exit(await main().catch((error) => {
  console.error(`\nmeasuring failed: ${error.message}`);
  return 1;
}));
