/**
 * Owns `npm run reliability`: the same faults for this package and npm `stream-chat`, the table in docs/reliability.md, the
 * figures in docs/reliability.json. What is done to the clients: rows/, one fault per file.
 *
 *   npm run reliability                      builds what changed, measures both, writes
 *   npm run reliability -- --only half-open  one row, or several: a,b
 *   npm run reliability -- --sdk ours        ours or peer
 *   npm run reliability -- --built           takes pkg/ and the server as they are
 *   npm run reliability -- --assert          exit code 1 when ours misses a target
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { buildAll } from "../../scripts/build.mjs";
import { inRoot } from "../../scripts/paths.mjs";
import { buildServer } from "../../scripts/server.mjs";
import { setUp } from "../../scripts/setup.mjs";
import { installPeer } from "../peer.mjs";
import { document } from "./report.mjs";

const names = [
  "half_open", "many_channels", "missed_messages", "killed_socket", "refused_upgrade", "expired_token", "frozen_page",
  "offline_start", "idle_poll", "idle_timers", "server_restart",
];
const resultFile = inRoot("docs", "reliability.json");

const { values: asked } = parseArgs({
  options: {
    only: { type: "string" },
    sdk: { type: "string" },
    built: { type: "boolean", default: false },
    assert: { type: "boolean", default: false },
  },
});

/** Measures a row on a server of its own; prints as it goes. A row that fails says why in its cells. */
async function measureRow(row, theatre, sdk) {
  const { openServer } = await import("./stage.mjs");
  const from = performance.now();
  const server = row.native ? undefined : await openServer();
  let figures;
  try {
    figures = await row.measure({ server, theatre });
  } catch (error) {
    console.error(`  ${sdk}: ${row.name}: ${error.stack}`);
    figures = Object.fromEntries(row.lines.map(({ key }) => [key, { text: "could not be measured", holds: false, why: String(error.message) }]));
  } finally {
    await server?.stop();
  }
  console.log(`${sdk}: ${row.name} (${((performance.now() - from) / 1000).toFixed(0)} s)`);
  for (const { key, fault, target } of row.lines) {
    const { text, holds } = figures[key];
    console.log(`  ${holds === false ? "MISSED" : "      "} ${text.padEnd(28)} ${target} (${fault})`);
  }
  const measured = new Date().toISOString().slice(0, 16).replace("T", " ");
  return Object.fromEntries(Object.entries(figures).map(([key, figure]) => [`${row.name}/${key}`, { ...figure, measured }]));
}

/** First the rows that must be alone, then all that mostly wait. */
async function measureAll(sdk, rows, executablePath) {
  const { openTheatre } = await import("./stage.mjs");
  const theatre = await openTheatre(executablePath, sdk);
  const machine = { cpu: os.cpus()[0]?.model, cores: os.cpus().length, load: os.loadavg()[0], chromium: theatre.version };
  const lines = {};
  try {
    // Natively there is only ours.
    for (const row of rows.filter(({ native }) => native && sdk === "ours")) Object.assign(lines, await measureRow(row, theatre, sdk));
    for (const row of rows.filter(({ alone }) => alone)) Object.assign(lines, await measureRow(row, theatre, sdk));
    const beside = rows.filter(({ alone, native }) => !alone && !native);
    Object.assign(lines, ...await Promise.all(beside.map((row) => measureRow(row, theatre, sdk))));
  } finally {
    await theatre.close();
  }
  return { machine, lines };
}

async function main() {
  const all = await Promise.all(names.map((name) => import(`./rows/${name}.mjs`)));
  const wanted = asked.only?.split(",");
  const rows = all.filter(({ name }) => !wanted || wanted.includes(name));
  const sdks = asked.sdk ? [asked.sdk] : ["ours", "peer"];
  if (rows.length === 0 || (wanted && rows.length !== wanted.length)) throw new Error(`--only takes: ${all.map(({ name }) => name).join(", ")}`);
  if (!sdks.every((sdk) => ["ours", "peer"].includes(sdk))) throw new Error("--sdk takes ours or peer");

  const tools = await setUp("page");
  if (!asked.built) {
    await buildAll(tools);
    await buildServer();
  }
  const peer = await installPeer();
  const results = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, "utf8")) : {};
  for (const sdk of sdks) {
    const { lines, ...about } = await measureAll(sdk, rows, tools.browsers.CHROME);
    results[sdk] = { ...about, lines: { ...results[sdk]?.lines, ...lines } };
    writeFileSync(resultFile, `${JSON.stringify({ peer, ...results }, null, 1)}\n`);
    writeFileSync(inRoot("docs", "reliability.md"), document(results, all, peer));
  }
  const missed = rows.flatMap(({ name, lines }) => lines.filter(({ key }) => results.ours?.lines[`${name}/${key}`]?.holds === false).map(({ key }) => `${name}/${key}`));
  console.log(`\nwritten to docs/reliability.md; ${missed.length === 0 ? "ours meets every target that was measured" : `ours misses ${missed.join(", ")}`}`);
  return asked.assert && missed.length > 0 ? 1 : 0;
}

process.exit(await main().catch((error) => {
  console.error(`\nmeasuring failed: ${error.stack}`);
  return 1;
}));
