/**
 * Owns `npm run bench`: microseconds per event beside npm `stream-chat` in one headless run, the table, the file in
 * results/, the verdict on the targets. What is measured: page/main.mjs.
 *
 *   npm run bench                        builds what changed, measures, prints
 *   npm run bench -- --assert            exit code 1 when a target is missed (without it only when measuring fails)
 *   npm run bench -- --built             takes pkg/ as it is
 *   npm run bench -- --rounds 100        batches per row and SDK
 *   npm run bench -- --row R --held N    only the rows of this name, only with so many messages held
 *   npm run bench -- --against DIR       beside another build of this package (a copy of pkg/) instead of the other SDK
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

/** Batches per row and SDK: enough that two runs differ by a few percent, and a run takes about a minute. */
const ROUNDS = "50";

const { values: asked } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    built: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
    rounds: { type: "string", default: ROUNDS },
    row: { type: "string" },
    held: { type: "string" },
    against: { type: "string" },
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
  const { machine, lines } = await measure(browsers, peer, { rounds, row: asked.row, held });
  const { holds, text } = verdict(lines);
  writeFileSync(result("json"), `${JSON.stringify({ date, peer, machine, rounds, holds, lines }, null, 2)}\n`);
  console.log(`\n${text}\nwritten to ${path.relative(inRoot(), result("json"))}`);
  return asked.assert && !holds ? 1 : 0;
}

process.exit(await main().catch((error) => {
  console.error(`\nmeasuring failed: ${error.message}`);
  return 1;
}));
