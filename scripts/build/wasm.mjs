/**
 * Owns the way from Rust sources to one small WebAssembly module and its JavaScript side, in js/generated. Knows nothing
 * of the TypeScript classes around it.
 */
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { inRoot, wasmTarget } from "../paths.mjs";
import { ask, environment, run } from "../process.mjs";
import { ordered } from "./order.mjs";
import { packed } from "./pack.mjs";
import { exportsUsed, shortened, trimmed } from "./shorten.mjs";

export const generated = inRoot("js", "generated");
/** The same module with function names, for `npm run size`. */
export const namedModule = path.join(wasmTarget, "named.wasm");
const name = "stream_chat_wasm";

/** What every browser since 2023 has and rustc uses; wasm-opt must be told. */
export const features = ["bulk-memory", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext", "multivalue"]
  .map((feature) => `--enable-${feature}`);

/** Programs and settings for cargo and wasm-bindgen with target wasm32. */
export const wasmEnvironment = (tools, more = {}) => environment(
  [...tools.wasm.folders, tools.bindgen, inRoot("node_modules", ".bin")],
  { CARGO_TARGET_DIR: wasmTarget, ...more },
);

/**
 * What makes cargo compile the standard library along, small and without the messages of panics, which nobody reads in
 * a browser: 13 % less to load. The flags are not stable, so the compiler is told to accept them; a toolchain that
 * cannot do it builds with the library it has.
 */
const lean = {
  args: ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"],
  env: {
    RUSTC_BOOTSTRAP: "1",
    // Without panic messages nobody reads where a panic would come from; the places would be paths of this machine.
    RUSTFLAGS: "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none",
    CARGO_TARGET_DIR: `${wasmTarget}-lean`,
  },
};

/** Names the folders of this machine as what they are: their paths would be in the panic messages of the package. */
const withoutMachinePaths = () => [[inRoot(), "stream-chat-wasm"], [homedir(), "home"]]
  .map(([folder, name]) => `--remap-path-prefix=${folder}=/${name}`).join(" ");

/**
 * Compiles with a profile and runs wasm-bindgen; leaves `<name>.js`, `<name>_bg.wasm`, types and `snippets/` (the
 * JavaScript of src/browser) in `out`.
 */
export async function compile(tools, { profile = "wasm", target = "web", out, flags = [] }) {
  const { args, env: more } = tools.wasm.lean ? lean : { args: [], env: { RUSTFLAGS: withoutMachinePaths() } };
  const env = wasmEnvironment(tools, more);
  await run(tools.wasm.cargo,
    ["build", "--lib", "-p", "stream-chat-wasm", "--target", "wasm32-unknown-unknown", "--profile", profile, ...args],
    { cwd: inRoot(), env });
  const module = path.join(env.CARGO_TARGET_DIR, "wasm32-unknown-unknown", profile, `${name}.wasm`);
  await run(path.join(tools.bindgen, "wasm-bindgen"), [module, "--target", target, "--out-dir", out, "--out-name", name, ...flags], { env });
}

/**
 * For the bytes that travel: functions called from one place stay functions unless they are tiny, since inlining them
 * leaves fewer bytes but ones that compress 5 % worse (measured with gzip and brotli; 25 is the best of eight sizes).
 * Following values through the whole module (`gufa`) saves 0.3 %.
 */
const binaryen = (program) => inRoot("node_modules", "binaryen", "bin", program);
const wasmOpt = binaryen("wasm-opt");

const optimise = (input, output, flags = []) => run(process.execPath,
  [wasmOpt, input, "-o", output, "-Oz", "--gufa-optimizing", "-Oz",
    "--one-caller-inline-max-function-size=25", ...features, ...flags]);

/** Leaves out of the module what only exports without a user need. */
async function withOnly(exports, input, output) {
  const nodes = exports.map((name, index) => ({ name: `export${index}`, export: name }));
  const graph = `${output}.json`;
  writeFileSync(graph, JSON.stringify([{ name: "root", root: true, reaches: nodes.map(({ name }) => name) }, ...nodes]));
  // It prints every unused part.
  ask(process.execPath, [binaryen("wasm-metadce"), input, "-o", output, "-g", `--graph-file=${graph}`, ...features]);
}

/** Puts a module's functions into the order that packs best: 2 % less to load. */
async function reorder(module) {
  const text = `${module}.wat`;
  await run(process.execPath, [binaryen("wasm-dis"), module, "-o", text, ...features]);
  writeFileSync(text, ordered(readFileSync(text, "utf8")));
  await run(process.execPath, [binaryen("wasm-as"), text, "-o", module, ...features]);
}

/** Compiles js/entry/lzma.rs, the small module that unpacks the large one. It needs no crate and of the library only `core`. */
async function unpacker(tools) {
  const [made, small] = ["lzma.wasm", "lzma_small.wasm"].map((file) => path.join(wasmTarget, file));
  await run(tools.wasm.rustc, [inRoot("js", "entry", "lzma.rs"), "--edition", "2024", "--crate-type", "cdylib", "--target", "wasm32-unknown-unknown",
    "-Copt-level=z", "-Cpanic=abort", "-Clto=fat", "-Cstrip=symbols", "-Clink-arg=-zstack-size=65536", "-o", made],
  { env: wasmEnvironment(tools, { RUSTFLAGS: withoutMachinePaths() }) });
  await withOnly(["memory", "unpack"], made, small);
  await optimise(small, small, ["--strip-debug", "--strip-producers", "--strip-target-features"]);
  return readFileSync(small);
}

/** Fills js/generated: `stream_chat_wasm.js`, `snippets/`, `stream_chat_wasm_bg.wasm`, `wasm_inline.ts`. */
export async function buildWasm(tools) {
  mkdirSync(generated, { recursive: true });
  const out = path.join(wasmTarget, "bindgen");
  // wasm-bindgen adds to what it finds; snippets of an earlier build must not be shipped.
  rmSync(out, { recursive: true, force: true });
  // The module's place is left to js/entry: bundlers would otherwise ship the file beside the inlined bytes.
  await compile(tools, { out, flags: ["--omit-default-module-path"] });
  const glue = trimmed(readFileSync(path.join(out, `${name}.js`), "utf8"));
  const full = path.join(out, "used.wasm");
  await withOnly(exportsUsed(glue), path.join(out, `${name}_bg.wasm`), full);
  await optimise(full, namedModule, ["-g"]);
  const small = path.join(out, "small.wasm");
  const stripped = path.join(out, "stripped.wasm");
  await optimise(full, stripped, ["--strip-debug", "--strip-producers", "--strip-target-features"]);
  await reorder(stripped);
  const table = ask(process.execPath, [wasmOpt, stripped, "-o", small, "--minify-imports-and-exports-and-modules", ...features]);

  const bytes = readFileSync(small);
  const text = packed(bytes).toString("base64");
  writeFileSync(path.join(generated, "wasm_inline.ts"),
    `/** Generated by the build, never edited: ${name}_bg.wasm, packed by LZMA, and what unpacks it, both in base64. */\n` +
    `export const unpackerBase64: string = "${(await unpacker(tools)).toString("base64")}";\n` +
    `export const wasmPackedBase64: string = "${text}";\nexport const wasmSize: number = ${bytes.length};\n`);
  writeFileSync(path.join(generated, `${name}.js`), shortened(glue, JSON.parse(table)));
  // Its types are those of js/core.ts, written by hand: the generated ones know only `any`.
  writeFileSync(path.join(generated, `${name}.d.ts`),
    "/** Generated by the build, never edited: the types of js/core.ts for the glue beside it. */\n" +
    'import type { CoreModule } from "../core.js";\n' +
    'export declare const StreamChat: { readonly prototype: object };\n' +
    'declare const init: CoreModule["default"];\nexport default init;\n');
  rmSync(path.join(generated, "snippets"), { recursive: true, force: true });
  cpSync(path.join(out, "snippets"), path.join(generated, "snippets"), { recursive: true });
  renameSync(small, path.join(generated, `${name}_bg.wasm`));
  console.log(`  wasm: ${bytes.length} bytes, ${text.length} as text`);
}
