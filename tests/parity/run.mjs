/**
 * Owns `npm run parity`: leads npm `stream-chat`, unmodified and through its public names, through the local server, then
 * compares this package with it (compare.mjs, which runs by itself as `npm run compare`); the tour's report and the exit
 * code. What the tour asserts: page/*.mjs.
 *
 *   npm run parity                          builds, plays every chapter, then every scenario on both SDKs
 *   npm run parity -- --write               publishes what passed: docs/server.md, docs/parity.md
 *   npm run parity -- --tour                every chapter, and no comparison
 *   npm run parity -- --only polls,threads  these chapters of the tour, and no comparison
 *   npm run parity -- --sdk ours            the tour with this package instead of the peer, and no comparison
 *   npm run parity -- --server FILE         takes this program as it is
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { installPeer } from "../../bench/peer.mjs";
import { inRoot, serverBinary } from "../../scripts/paths.mjs";
import { buildServer } from "../../scripts/server.mjs";
import { setUp } from "../../scripts/setup.mjs";
import { compare } from "./compare.mjs";
import { chapterLine, document, failures, heading, methodsOf, namedIn } from "./report.mjs";

/** Distinct methods that have to pass: what the server promises. */
const ENOUGH = 150;

const table = inRoot("docs", "server.md");

const { values: asked } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    tour: { type: "boolean", default: false },
    only: { type: "string" },
    sdk: { type: "string", default: "peer" },
    server: { type: "string" },
  },
});

/** Builds what the run needs; gives where the browser is and the name of the SDK. */
async function prepare() {
  if (!["peer", "ours"].includes(asked.sdk)) throw new Error(`--sdk ${asked.sdk}: there are "peer" and "ours"`);
  const ours = asked.sdk === "ours";
  const tools = await setUp(ours ? "page" : "parity");
  // The steps use the folder's own packages whichever SDK they lead.
  const peer = await installPeer(inRoot("tests", "parity"));
  if (ours) {
    const { buildAll } = await import("../../scripts/build.mjs");
    await buildAll(tools);
  }
  if (!asked.server) await buildServer();
  return { browser: tools.browsers.CHROME, name: ours ? "this package" : `npm ${peer.name} ${peer.version}` };
}

/** What is wrong with a whole run, as sentences. */
function complaints(results) {
  const passed = methodsOf(results);
  const named = asked.write || asked.sdk === "ours" || !existsSync(table) ? [] : namedIn(readFileSync(table, "utf8"));
  return [
    ...named.filter((name) => !passed.includes(name)).map((name) => `docs/server.md names ${name}, which did not pass`),
    ...(passed.length < ENOUGH ? [`${passed.length} methods passed, ${ENOUGH} have to`] : []),
  ];
}

async function main() {
  const { browser, name } = await prepare();
  const { openTheatre } = await import("./theatre.mjs");
  const theatre = await openTheatre(browser, { sdk: asked.sdk, program: asked.server });
  const wanted = asked.only?.split(",");
  const unknown = (wanted ?? []).filter((one) => !theatre.chapters.includes(one));
  const results = [];
  try {
    if (unknown.length > 0) throw new Error(`there is no chapter ${unknown.join(", ")}; there are ${theatre.chapters.join(", ")}`);
    console.log(`\n${name} in Chromium ${theatre.version}, against the local server\n\n${heading()}`);
    for (const chapter of wanted ?? theatre.chapters) {
      const stopped = (error) => ({ title: chapter, steps: [{ says: "is played to its end", covers: [], error: error.message }], seconds: 0 });
      results.push(await theatre.play(chapter).catch(stopped));
      console.log(chapterLine(results.at(-1)));
    }
  } finally {
    await theatre.close();
  }
  const failed = failures(results);
  const wrong = [...failed, ...(wanted ? [] : complaints(results))];
  console.log(`\n${results.flatMap(({ steps }) => steps).length} steps, ${failed.length} failed; ${methodsOf(results).length} methods passed`);
  if (wrong.length > 0) console.log(`\n${wrong.join("\n")}`);
  if (asked.write && !wanted) {
    writeFileSync(table, document(results, name));
    console.log("\nwritten to docs/server.md");
  }
  const alone = asked.tour || wanted !== undefined || asked.sdk === "ours";
  const differing = alone ? 0 : await compare({ write: asked.write, server: asked.server ?? serverBinary });
  return wrong.length + differing === 0 ? 0 : 1;
}

process.exit(await main().catch((error) => {
  console.error(`\nthe run ended early: ${error.message}`);
  return 1;
}));
