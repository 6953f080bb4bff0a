/**
 * Owns the comparison of two SDKs: the same scenarios on npm `stream-chat` and on this package, and what may differ. The
 * scenarios: scenarios/*.mjs; the differences that are meant: differences.mjs. Led by run.mjs, or by itself:
 *
 *   npm run compare                        every scenario; fails on a difference that is not listed
 *   npm run compare -- --write             publishes docs/parity.md as well
 *   npm run compare -- --only polls,drafts scenarios whose name contains one of these
 *   npm run compare -- --self              the peer with itself: what differs then is noise
 *   npm run compare -- --server FILE       takes this program as it is
 *   npm run compare -- --package FOLDER    takes this build of the package as it is
 *   npm run compare -- --pairs 2           so many pairs of pages side by side; 3 by default
 *   npm run compare -- --verbose           every single difference; --dump FILE: everything that was noted
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { installPeer } from "../../bench/peer.mjs";
import { inRoot } from "../../scripts/paths.mjs";
import { buildServer } from "../../scripts/server.mjs";
import { setUp } from "../../scripts/setup.mjs";
import { differences, judge } from "./comparison/diff.mjs";
import { document, grouped, tally } from "./comparison/report.mjs";
import { known } from "./differences.mjs";

/** Played before all others on a wire that is tampered with: a comparison that finds nothing there would find nothing anywhere. */
const CANARY = "sending: a plain message";

const options = {
  write: { type: "boolean", default: false },
  only: { type: "string" },
  self: { type: "boolean", default: false },
  server: { type: "string" },
  package: { type: "string" },
  pairs: { type: "string" },
  verbose: { type: "boolean", default: false },
  dump: { type: "string" },
};

/** Builds what is needed; gives the browser and the two sides. */
async function prepare(asked) {
  const alone = asked.self;
  const tools = await setUp(alone || asked.package ? "parity" : "page");
  const peer = await installPeer(inRoot("tests", "parity"));
  if (!alone && !asked.package) {
    const { buildAll } = await import("../../scripts/build.mjs");
    await buildAll(tools);
  }
  if (!asked.server) await buildServer();
  const { entries } = await import("./theatre.mjs");
  const ours = asked.package ? path.resolve(asked.package, "index.js") : entries.ours;
  return { browser: tools.browsers.CHROME, entries: [entries.peer, alone ? entries.peer : ours], title: alone ? `npm ${peer.name} ${peer.version} with itself` : `this package with npm ${peer.name} ${peer.version}` };
}

/** Compares; gives how many complaints there are. */
export async function compare(asked) {
  const start = performance.now();
  const { browser, entries, title } = await prepare(asked);
  const { openLab } = await import("./comparison/lab.mjs");
  const lab = await openLab(browser, { entries, program: asked.server, pairs: Number(asked.pairs ?? 3) });
  const results = [];
  try {
    const wanted = lab.names.filter((name) => !asked.only || asked.only.split(",").some((part) => name.includes(part)));
    console.log(`\n${title}: ${wanted.length} scenarios in Chromium ${lab.version}, against the local server\n`);
    if (differences(...await lab.tampered(CANARY)).length === 0) throw new Error(`texts were changed on the wire, and "${CANARY}" did not notice`);
    await lab.run(wanted, (name, [peer, ours]) => {
      const found = differences(peer, ours);
      results.push({ name, found, peer, ours });
    });
    results.sort((a, b) => lab.names.indexOf(a.name) - lab.names.indexOf(b.name));
  } finally {
    await lab.close();
  }
  const verdict = judge(results, asked.self ? [] : known);
  const idle = asked.only || asked.self ? [] : verdict.idle;
  console.log(grouped(verdict.unknown, asked.verbose));
  for (const { path: where, scenario, reason } of idle) console.log(`differences.mjs: nothing differs any more at ${scenario ?? "any"} ${where} (${reason})`);
  const { requests, events, steps } = tally(results);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`\n${results.length} scenarios, ${steps} steps, ${requests} requests and ${events} events compared; ${verdict.unknown.length} differences that are not listed, ${verdict.known.reduce((sum, { count }) => sum + count, 0)} that are; ${seconds} s`);
  if (asked.dump) writeFileSync(asked.dump, JSON.stringify(results, null, 1));
  const complaints = verdict.unknown.length + idle.length;
  if (asked.write && complaints === 0 && !asked.only && !asked.self) writeFileSync(inRoot("docs", "parity.md"), document(results, verdict, title));
  return complaints;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { values } = parseArgs({ options });
  const complaints = await compare(values).catch((error) => {
    console.error(`\nthe comparison ended early: ${error.stack}`);
    return 1;
  });
  process.exit(complaints === 0 ? 0 : 1);
}
