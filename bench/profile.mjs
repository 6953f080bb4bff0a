/**
 * Owns `npm run bench -- --profile`: where our own time goes on one row, by function (Chromium's sampling profiler), and
 * how often each imported function is called per event, since every crossing of the WebAssembly boundary costs. Never
 * looks into the peer: its batches are not run.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { features } from "../scripts/build/wasm.mjs";
import { inRoot } from "../scripts/paths.mjs";
import { ask } from "../scripts/process.mjs";
import { openPage } from "./browser.mjs";

/** Microseconds between samples; below 100 the sampling itself shows. */
const INTERVAL_US = 100;
/** Batches: 400 of 120 events give some thousand samples. */
const ROUNDS = 400;
/** Lines of each list. */
const SHOWN = 40;

/** The function of page/lane.mjs that delivers events; what runs outside of it is preparation. */
const TIMED = "time";

/** The nodes of the call tree that stand below the timed function, by id. */
function timedFrames(nodes) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const timed = new Map();
  const add = (node) => {
    timed.set(node.id, node.callFrame);
    node.children?.forEach((id) => add(byId.get(id)));
  };
  nodes.filter(({ callFrame }) => callFrame.functionName === TIMED).forEach(add);
  return timed;
}

/** Self time by function, largest first. */
function selfTimes({ nodes, samples, timeDeltas }) {
  const timed = timedFrames(nodes);
  const times = new Map();
  let total = 0;
  samples.forEach((id, i) => {
    if (!timed.has(id)) return;
    const { functionName, url } = timed.get(id);
    const place = url.includes("wasm") ? "wasm" : url ? "js" : "engine";
    const name = `${place.padEnd(7)} ${functionName || "(anonymous)"}`;
    times.set(name, (times.get(name) ?? 0) + timeDeltas[i]);
    total += timeDeltas[i];
  });
  return [...times].map(([name, us]) => ({ name, share: us / total })).sort((a, b) => b.share - a.share);
}

/** Runs in the page before anything else: counts the calls of whatever a WebAssembly module imports. */
function countImports() {
  const counts = (globalThis.importCounts = new Map());
  const counted = (imports) => Object.fromEntries(Object.entries(imports).map(([module, functions]) =>
    [module, Object.fromEntries(Object.entries(functions).map(([name, call]) => [name, typeof call !== "function" ? call : (...args) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return call(...args);
    }]))]));
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = (source, imports) => original(source, counted(imports));
  }
}

/** Runs in the page: the row for ours alone. `step` tells when what is of interest begins and ends. */
async function deliver([row, held, rounds]) {
  await globalThis.bench.load("/stream_chat_wasm_bg.wasm");
  return globalThis.bench.profile(row, held, rounds, () => globalThis.step("begin"), () => globalThis.step("end"));
}

const share = (part) => `${(part * 100).toFixed(1)} %`.padStart(8);

async function sample(page, args) {
  const session = await page.context().newCDPSession(page);
  let sampled;
  await session.send("Profiler.enable");
  await session.send("Profiler.setSamplingInterval", { interval: INTERVAL_US });
  await page.exposeFunction("step", async (step) => {
    if (step === "begin") await session.send("Profiler.start");
    else sampled = (await session.send("Profiler.stop")).profile;
  });
  await page.evaluate(deliver, args);
  return sampled;
}

async function count(page, [row, held]) {
  await page.evaluate(() => {
    globalThis.step = (step) => {
      if (step === "begin") globalThis.importCounts.clear();
      else globalThis.counted = [...globalThis.importCounts];
    };
  });
  const events = await page.evaluate(deliver, [row, held, 1]);
  const counted = await page.evaluate(() => globalThis.counted);
  return counted.map(([name, calls]) => ({ name: name.replace(/^__wbg_|_[0-9a-f]{16}$/g, ""), calls: calls / events })).sort((a, b) => b.calls - a.calls);
}

/** The module that still has its functions' names, with the short imports and exports that the package's glue knows. */
function namedModule() {
  const named = inRoot("target", "wasm", "profile.wasm");
  ask(process.execPath, [inRoot("node_modules", "binaryen", "bin", "wasm-opt"), inRoot("target", "wasm", "named.wasm"), "-g", "-o", named,
    "--minify-imports-and-exports-and-modules", ...features]);
  return readFileSync(named);
}

/** @param options.file takes the samples. */
export async function profile(executablePath, { row, held, file }) {
  // The slim entry, because it can be given another module.
  const options = { entry: "slim.js", minify: false, wasm: namedModule() };
  const within = async (work, before) => {
    const { page, failed, close } = await openPage(executablePath, { ...options, before });
    return Promise.race([work(page, [row, held, ROUNDS]), failed]).finally(close);
  };
  const sampled = await within(sample);
  writeFileSync(file, JSON.stringify(sampled));
  console.log(`\n${row} at ${held} messages held: self time by function (${path.relative(inRoot(), file)} opens in the browser's developer tools)`);
  for (const one of selfTimes(sampled).slice(0, SHOWN)) console.log(`${share(one.share)}  ${one.name.slice(0, 120)}`);

  const calls = await within(count, countImports);
  console.log(`\ncrossings from WebAssembly to JavaScript per event: ${calls.reduce((sum, one) => sum + one.calls, 0).toFixed(1)}`);
  for (const one of calls.slice(0, SHOWN)) console.log(`${one.calls.toFixed(2).padStart(8)}  ${one.name}`);
}
