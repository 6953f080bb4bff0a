/** The packed package in apps made with Vite and esbuild, without configuration, opened in Chromium. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import * as esbuild from "esbuild";
import * as vite from "vite";
import { startServer } from "../../scripts/server.mjs";
import { addressOf, main, page, wellFor } from "./chat_app.mjs";
import { browserForTests, reportOf, serveFolder, strictPolicy } from "./page.mjs";
import { app } from "./tarball.mjs";

const held = browserForTests();
let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

async function opened(folder, user, options) {
  const site = await serveFolder(folder, options);
  try {
    return await reportOf(held.browser, addressOf(site.url, server, user));
  } finally {
    await site.close();
  }
}
const filesIn = (folder) => readdirSync(folder, { recursive: true }).map(String);

test("a plain Vite app connects and sends, in one script and under a strict Content-Security-Policy", async () => {
  const folder = app({ "index.html": page("/main.ts"), "main.ts": main("stream-chat-wasm") });
  await vite.build({ root: folder, logLevel: "error", configFile: false });
  const dist = path.join(folder, "dist");
  assert.deepEqual(filesIn(dist).filter((file) => file.endsWith(".wasm")), [], "the default entry needs no second file");
  const { report } = await opened(dist, "vite", { policy: strictPolicy });
  assert.deepEqual(report, wellFor("vite"));
});

test("Vite's development server serves the package as it is", async () => {
  const folder = app({ "index.html": page("/main.ts"), "main.ts": main("stream-chat-wasm") });
  const site = await vite.createServer({ root: folder, logLevel: "error", configFile: false, server: { host: "127.0.0.1", port: 0, hmr: false } });
  try {
    await site.listen();
    const { port } = site.httpServer.address();
    const { report } = await reportOf(held.browser, addressOf(`http://127.0.0.1:${port}/`, server, "vite-dev"));
    assert.deepEqual(report, wellFor("vite-dev"));
  } finally {
    await site.close();
  }
});

test("the slim entry in a Vite app loads exactly one .wasm file", async () => {
  const folder = app({ "index.html": page("/main.ts"), "main.ts": main("stream-chat-wasm/slim") });
  await vite.build({ root: folder, logLevel: "error", configFile: false, build: { assetsInlineLimit: 0 } });
  const dist = path.join(folder, "dist");
  assert.equal(filesIn(dist).filter((file) => file.endsWith(".wasm")).length, 1);
  const { report, loaded } = await opened(dist, "vite-slim", { policy: strictPolicy });
  assert.deepEqual(report, wellFor("vite-slim"));
  assert.equal(loaded.filter((address) => new URL(address).pathname.endsWith(".wasm")).length, 1);
});

test("an esbuild bundle, also one of the CommonJS build, connects and sends", async () => {
  for (const [user, code] of [
    ["esbuild", main("stream-chat-wasm")],
    ["esbuild-cjs", main("./required.cjs")],
  ]) {
    const folder = app({
      "main.ts": code,
      "required.cjs": 'module.exports = require("stream-chat-wasm");',
      "dist/index.html": page("/main.js"),
    });
    await esbuild.build({
      entryPoints: [path.join(folder, "main.ts")], outdir: path.join(folder, "dist"),
      bundle: true, format: "esm", target: "es2022", minify: true, logLevel: "error",
    });
    const { report } = await opened(path.join(folder, "dist"), user);
    assert.deepEqual(report, wellFor(user));
  }
});

test("without a bundler the package's file is loaded as it is", async () => {
  const folder = app({ "index.html": page("/main.js"), "main.js": main("/node_modules/stream-chat-wasm/index.js") });
  const { report } = await opened(folder, "no-bundler", { policy: strictPolicy });
  assert.deepEqual(report, wellFor("no-bundler"));
});
