/**
 * Owns `npm run build` and what of it other commands need: the package in pkg/ and the demo in www/dist, each made only
 * when its sources changed. How: build/*.mjs.
 *
 *   node scripts/build.mjs            pkg/
 *   node scripts/build.mjs --force    even if nothing changed
 *   node scripts/build.mjs --demo     www/dist as well
 */
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { whenChanged } from "./build/stamp.mjs";
import { inTurn } from "./build/turn.mjs";
import { inRoot } from "./paths.mjs";
import { main } from "./process.mjs";
import { setUp } from "./setup.mjs";
import { seconds } from "./setup/step.mjs";

const buildScripts = ["package-lock.json", "scripts/build", "scripts/pins.mjs"];
const about = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/** pkg/ from what `setUp("build")` found, and www/dist if asked for. */
export const buildAll = (tools, options = {}) => inTurn(() => build(tools, options));

/** These modules use npm packages, so they are loaded only now. */
async function build(tools, { demo = false }) {
  const { buildWasm } = await import("./build/wasm.mjs");
  const { buildPackage } = await import("./build/package.mjs");
  const { buildDemo } = await import("./build/demo.mjs");
  const more = JSON.stringify(tools.wasm);
  await whenChanged("wasm", {
    sources: ["src", "Cargo.toml", "Cargo.lock", ...buildScripts],
    result: "js/generated/wasm_inline.ts",
    more,
  }, () => buildWasm(tools));
  const sources = ["src", "js", "tsconfig.json", "Cargo.toml", "Cargo.lock", ...about, ...buildScripts];
  await whenChanged("package", { sources, result: "pkg/package.json", more }, buildPackage);
  if (demo) {
    await whenChanged("demo", { sources: ["www", ...sources], result: "www/dist/index.html", more }, buildDemo);
  }
}

if (path.resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  main(async () => {
    const start = performance.now();
    if (process.argv.includes("--force")) rmSync(inRoot("target", "stamps"), { recursive: true, force: true });
    await buildAll(await setUp("build"), { demo: process.argv.includes("--demo") });
    console.log(`pkg/ is complete (${seconds(start)}): npm install ./pkg`);
  });
}
