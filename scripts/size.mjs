/**
 * Owns `npm run size`: what an app loads for `import { StreamChat } from "stream-chat-wasm"`, what each part costs, and
 * the comparison with size-budget.json (exit code 1 over budget). Builds first unless called with --built.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { inRoot } from "./paths.mjs";

const sizes = (bytes) => ({ raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length });
const plus = (a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli });

function row(name, { raw, gzip, brotli }, note = "") {
  console.log(`${name.padEnd(46)}${[raw, gzip, brotli].map((n) => String(n).padStart(9)).join("")}  ${note}`.trimEnd());
}
const head = (title) => console.log(`\n${title.padEnd(46)}${["raw", "gzip", "brotli"].map((n) => n.padStart(9)).join("")}`);

/** Functions by crate. */
function grouped(code) {
  const groups = new Map();
  for (const one of code) {
    const crate = crateOf(one.name);
    groups.set(crate, [...(groups.get(crate) ?? []), one]);
  }
  return groups;
}

if (!process.argv.includes("--built")) {
  const { setUp } = await import("./setup.mjs");
  const { buildAll } = await import("./build.mjs");
  await buildAll(await setUp("build"));
}
const { build } = await import("esbuild");
const { crateOf, functions, readable, sections } = await import("./size/wasm_parts.mjs");
const { generated, namedModule } = await import("./build/wasm.mjs");

/** Minified as an app's bundler does it. */
async function bundled(options) {
  const { outputFiles } = await build({
    bundle: true, minify: true, write: false, format: "esm", target: "es2022", legalComments: "none", logLevel: "error", ...options,
  });
  return Buffer.from(outputFiles[0].contents);
}
const app = (file, external = []) => bundled({
  stdin: { contents: `import { StreamChat } from ${JSON.stringify(file)}; globalThis.used = StreamChat;`, resolveDir: inRoot() }, external,
});
const wasm = readFileSync(inRoot("pkg", "stream_chat_wasm_bg.wasm"));

/** Files of an app of ChatKitty's that belong to that entry: those that it begins with, or the one it loads when needed. */
async function facade(wanted) {
  const { outputFiles } = await build({
    stdin: { contents: 'import ChatKitty from "./pkg/chatkitty/index.mjs"; globalThis.used = ChatKitty;', resolveDir: inRoot() },
    bundle: true, minify: true, write: false, format: "esm", target: "es2022", legalComments: "none", logLevel: "error",
    splitting: true, outdir: inRoot("target", "size"), external: ["../index.js"],
  });
  return Buffer.concat(outputFiles.filter(({ path: file }) => wanted({ name: path.basename(file) })).map(({ contents }) => contents));
}

const entries = {
  default: { note: "stream-chat-wasm: one file, wasm inside", ...sizes(await app(inRoot("pkg", "index.js"))) },
  slim: { note: "stream-chat-wasm/slim: JavaScript and .wasm file", ...plus(sizes(await app(inRoot("pkg", "slim.js"))), sizes(wasm)) },
  chatkitty: { note: "stream-chat-wasm/chatkitty: added to the default entry", ...sizes(await facade(({ name }) => !name.startsWith("later"))) },
  "chatkitty, later": { note: "loaded when a call of a later generation is first used", ...sizes(await facade(({ name }) => name.startsWith("later"))) },
};
head("what an app loads (bytes)");
for (const [name, entry] of Object.entries(entries)) row(name, entry, entry.note);

head("what each part costs by itself (bytes)");
row("wasm", sizes(wasm), "the client");
row("wasm as text in the default entry", sizes(readFileSync(`${generated}/wasm_inline.ts`)), "LZMA, base64");
row("its JavaScript side", sizes(await bundled({ entryPoints: [`${generated}/stream_chat_wasm.js`] })), "wasm-bindgen's and src/browser/*.js");
row("classes (js/)", sizes(await app(inRoot("js", "entry", "inline.ts"), ["../generated/stream_chat_wasm.js", "../generated/wasm_inline.js"])));

if (existsSync(namedModule)) {
  const named = readFileSync(namedModule);
  const code = functions(named);
  const total = (list) => list.reduce((sum, { bytes }) => sum + bytes, 0);
  const lines = [...grouped(code)]
    .map(([crate, list]) => ({ crate, bytes: total(list), count: list.length }))
    .sort((a, b) => b.bytes - a.bytes);
  console.log("\ncode in the wasm by crate (raw bytes)");
  for (const { crate, bytes, count } of lines) console.log(`${crate.padEnd(46)}${String(bytes).padStart(9)}  ${count} functions`);
  const rest = sections(named).filter(({ name }) => name !== "code" && name !== "name");
  for (const { name, start, end } of rest.filter(({ start, end }) => end - start > 200)) {
    console.log(`${`(${name})`.padEnd(46)}${String(end - start).padStart(9)}`);
  }
  console.log("\nlargest functions (raw bytes)");
  for (const { name, bytes } of [...code].sort((a, b) => b.bytes - a.bytes).slice(0, 20)) {
    console.log(`${String(bytes).padStart(7)}  ${readable(name).slice(0, 110)}`);
  }
}

console.log();
/** The most that each entry may have, and what it should come down to. */
const { budget, goal } = JSON.parse(readFileSync(inRoot("size-budget.json"), "utf8"));
let over = false;
for (const [name, kinds] of Object.entries(budget)) {
  for (const [kind, limit] of Object.entries(kinds)) {
    const size = entries[name][kind];
    if (size > limit) over = true;
    const wanted = goal[name]?.[kind];
    const short = wanted !== undefined && size > wanted ? `; the goal of ${wanted} is not reached` : "";
    console.log(`${size > limit ? "OVER BUDGET" : "within budget"}: ${name} ${kind} ${size} of ${limit} bytes${short}`);
  }
}
// Set-up has said so as well: without the library's source the module cannot be as small, and that is no change's fault.
const { lean } = JSON.parse(readFileSync(inRoot("target", "tools.json"), "utf8")).wasm;
if (over && !lean) console.log("not counted: this Rust cannot compile its standard library for size, which the budget is for");
process.exit(over && lean ? 1 : 0);
