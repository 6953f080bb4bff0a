/**
 * Owns set-up: which command needs what, side by side where possible, and the report of what is where.
 * Not how a thing is installed (setup/*.mjs). Uses nothing but Node, since it runs before `npm ci`.
 *
 *   node scripts/setup.mjs [--for start|build|serve|parity|test]     default: test (everything)
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inRoot } from "./paths.mjs";
import { chrome, firefox } from "./setup/browsers.mjs";
import { cargoTool } from "./setup/cargo_tools.mjs";
import { npmPackages } from "./setup/npm_packages.mjs";
import { compiler, nativeRust, wasmRust } from "./setup/rust.mjs";
import { seconds, StepFailed, stepsDone } from "./setup/step.mjs";

const parts = {
  npm: async () => (await npmPackages(), {}),
  wasm: async () => ({ wasm: await wasmRust() }),
  bindgen: async () => ({ bindgen: await cargoTool("wasm-bindgen-cli") }),
  chrome: async () => ({ browsers: await chrome() }),
  firefox: async () => ({ browsers: await firefox() }),
};

/** Writes down where things are, keeping what another command asked for before. */
function remember(tools) {
  const file = inRoot("target", "tools.json");
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  mkdirSync(inRoot("target"), { recursive: true });
  const all = { ...known, ...tools, browsers: { ...known.browsers, ...tools.browsers } };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}

/** What each command needs beyond Rust and a C compiler. */
const needs = {
  serve: [],
  build: ["npm", "wasm", "bindgen"],
  start: ["npm", "wasm", "bindgen"],
  parity: ["npm", "chrome"],
  page: ["npm", "wasm", "bindgen", "chrome"],
  test: ["npm", "wasm", "bindgen", "chrome", "firefox"],
};

/**
 * Installs what a command needs and is missing. Resolves with where things are:
 * `{wasm: {kind, cargo, rustc, folders}, bindgen: folder, browsers: {CHROME, ...}}`, as far as asked for. The same is
 * written to target/tools.json for programs that are not started by these scripts.
 * Every part is tried even if another fails; exits with code 1 after naming what failed.
 */
export async function setUp(command) {
  if (!needs[command]) throw new Error(`set-up knows ${Object.keys(needs).join(", ")}; not "${command}"`);
  const start = performance.now();
  const tools = { browsers: {} };
  const failures = [];
  const attempt = (work) => Promise.resolve().then(work).catch((error) => failures.push(error));

  await attempt(nativeRust);
  if (failures.length === 0) await attempt(compiler);
  if (failures.length === 0) {
    await Promise.all(needs[command].map((part) => attempt(async () => {
      const { browsers, ...found } = await parts[part]();
      Object.assign(tools, found);
      Object.assign(tools.browsers, browsers);
    })));
  }
  if (failures.length > 0) {
    for (const error of failures) {
      if (!(error instanceof StepFailed)) throw error;
      console.error(`\nset-up failed at "${error.step}": ${error.message}\n${error.advice}`);
    }
    console.error("\nWhat is done stays done. Run the same command again after that.");
    process.exit(1);
  }
  remember(tools);
  if (stepsDone().length > 0) console.error(`set-up: ${stepsDone().length} steps in ${seconds(start)}`);
  return tools;
}

if (path.resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf("--for");
  const start = performance.now();
  const tools = await setUp(at < 0 ? "test" : process.argv[at + 1]);
  console.log(`set-up: complete in ${seconds(start)} (Rust for WebAssembly: ${tools.wasm?.kind ?? "not asked for"})`);
}
