/**
 * Owns pkg/: the npm package, made from js/ and js/generated. Does not compile Rust.
 */
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { inRoot } from "../paths.mjs";
import { run } from "../process.mjs";
import { writeServerSource } from "./server_source.mjs";
import { generated } from "./wasm.mjs";

/** Rust sources and the package carry one version, written in Cargo.toml. */
export const version = () => /^\[workspace\.package\]\s*version = "([^"]+)"/m.exec(readFileSync(inRoot("Cargo.toml"), "utf8"))[1];

const moduleFile = "stream_chat_wasm_bg.wasm";

export const manifest = () => ({
  name: "stream-chat-wasm",
  version: version(),
  description: "A chat client for Stream's service, compiled from Rust to WebAssembly, with the API of the JavaScript SDK version 9",
  keywords: ["chat", "realtime", "webassembly", "rust"],
  license: "MIT OR Apache-2.0",
  type: "module",
  sideEffects: false,
  main: "./index.cjs",
  module: "./index.js",
  types: "./types/entry/inline.d.ts",
  exports: {
    ".": {
      import: { types: "./types/entry/inline.d.ts", default: "./index.js" },
      require: { types: "./types-cjs/entry/inline.d.ts", default: "./index.cjs" },
    },
    "./slim": { types: "./types/entry/slim.d.ts", default: "./slim.js" },
    // The folder's own package.json is for bundlers that know no `exports`.
    "./chatkitty": {
      import: { types: "./types/entry/chatkitty.d.ts", default: "./chatkitty/index.mjs" },
      require: { types: "./types-cjs/entry/chatkitty.d.ts", default: "./chatkitty/index.cjs" },
    },
    "./server": { types: "./types-node/server.d.ts", default: "./server.js" },
    [`./${moduleFile}`]: `./${moduleFile}`,
    "./package.json": "./package.json",
  },
  files: ["index.js", "index.cjs", "slim.js", "chatkitty", "server.js", "server-source", moduleFile, "types", "types-cjs", "types-node", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"],
});

/** What bundlers without `exports` find in the folder of the entry for ChatKitty's apps: one script that they can read. */
const chatkittyManifest = { main: "./es2019.js", types: "../types/entry/chatkitty.d.ts" };

/** Where js/chatkitty has its client from: `to`, another file of the package or a source. */
export const clientFrom = (to) => ({
  name: "client",
  setup: ({ onResolve }) => onResolve({ filter: /^(\.\.\/)+index\.js$/ }, ({ importer, path: from }) =>
    importer.startsWith(inRoot("js", "chatkitty")) && path.resolve(path.dirname(importer), from) === inRoot("js", "index.js") ? to : undefined),
});

/** The entry in three forms: with a second file for calls that few use, as CommonJS, and for old bundlers with its client inside. */
const chatkitty = (to) => Promise.all([
  bundle("chatkitty.ts", undefined, "esm", {
    entryPoints: { index: inRoot("js", "entry", "chatkitty.ts") }, outdir: to, splitting: true, chunkNames: "[name]", outExtension: { ".js": ".mjs" },
    plugins: [clientFrom({ path: "../index.js", external: true })],
  }),
  bundle("chatkitty.ts", path.join(to, "index.cjs"), "cjs", { plugins: [clientFrom({ path: "../index.cjs", external: true })] }),
  bundle("chatkitty.ts", path.join(to, "es2019.js"), "cjs", { target: "es2019", plugins: [clientFrom({ path: inRoot("js", "entry", "inline.ts") })] }),
]);

/** Settings that are the same for every bundle of the package; apps minify, so the package stays readable. */
const bundle = (entry, outfile, format, more = {}) => build({
  entryPoints: [inRoot("js", "entry", entry)],
  ...(outfile && { outfile }),
  format,
  bundle: true,
  platform: "neutral",
  target: "es2022",
  // Puts numbers in the place of constants, which the bundler of an app cannot do for a script that is bundled already.
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
  ...more,
});

/** The part for Node: it starts the local server, and knows which version of it belongs to this package. */
const bundleForNode = (outfile) => build({
  entryPoints: [inRoot("node", "server.ts")],
  outfile,
  format: "esm",
  bundle: true,
  platform: "node",
  target: "node20",
  define: { PACKAGE_VERSION: JSON.stringify(version()) },
  logLevel: "warning",
});

/** Declarations of the part for Node, which name no types of Node. */
const declarationsForNode = (to) => run(process.execPath, [
  inRoot("node_modules", "typescript", "bin", "tsc"), "-p", inRoot("node"), "--noEmit", "false", "--declaration", "--emitDeclarationOnly",
  "--allowImportingTsExtensions", "false", "--rewriteRelativeImportExtensions", "--rootDir", inRoot("node"), "--outDir", path.join(to, "types-node"),
]);

/** Declarations of both module systems. The second folder differs only in the package.json that says which it is. */
async function declarations(to) {
  const project = inRoot("target", "tsconfig.declarations.json");
  writeFileSync(project, JSON.stringify({
    extends: "../tsconfig.json",
    compilerOptions: {
      noEmit: false, declaration: true, emitDeclarationOnly: true, declarationMap: false, sourceMap: false, composite: false,
      incremental: false, allowImportingTsExtensions: false, rewriteRelativeImportExtensions: true,
      rootDir: "../js", outDir: path.join(to, "types"),
    },
    include: [],
    files: ["../js/entry/inline.ts", "../js/entry/slim.ts", "../js/entry/chatkitty.ts"],
  }));
  await run(process.execPath, [inRoot("node_modules", "typescript", "bin", "tsc"), "-p", project]);
  cpSync(path.join(to, "types"), path.join(to, "types-cjs"), { recursive: true });
  writeFileSync(path.join(to, "types-cjs", "package.json"), '{ "type": "commonjs" }\n');
}

/** Makes pkg/ anew; the old one is replaced only when the new one is complete. */
export async function buildPackage() {
  const half = inRoot("target", "pkg");
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  await Promise.all([
    bundle("inline.ts", path.join(half, "index.js"), "esm"),
    bundle("inline.ts", path.join(half, "index.cjs"), "cjs"),
    bundle("slim.ts", path.join(half, "slim.js"), "esm"),
    chatkitty(path.join(half, "chatkitty")),
    declarations(half),
    bundleForNode(path.join(half, "server.js")),
    declarationsForNode(half),
    writeServerSource(path.join(half, "server-source")),
  ]);
  copyFileSync(path.join(generated, moduleFile), path.join(half, moduleFile));
  for (const file of ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"]) {
    if (existsSync(inRoot(file))) copyFileSync(inRoot(file), path.join(half, file));
  }
  writeFileSync(path.join(half, "chatkitty", "package.json"), `${JSON.stringify(chatkittyManifest, null, 2)}\n`);
  writeFileSync(path.join(half, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
  rmSync(inRoot("pkg"), { recursive: true, force: true });
  renameSync(half, inRoot("pkg"));
}
