/** The README's example: the first `js` or `ts` block that imports the package runs as it stands, against a local server. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import * as esbuild from "esbuild";
import { inRoot } from "../../scripts/paths.mjs";
import { startServer } from "../../scripts/server.mjs";
import { page } from "./chat_app.mjs";
import { browserForTests, reportOf, serveFolder } from "./page.mjs";
import { app } from "./tarball.mjs";

const held = browserForTests();

test("the README's example runs to its end", async () => {
  const blocks = [...readFileSync(inRoot("README.md"), "utf8").matchAll(/^```(?:js|ts|javascript|typescript)\n([\s\S]*?)^```/gm)].map(([, code]) => code);
  const example = blocks.find((code) => /from ["']stream-chat-wasm["']/.test(code));
  assert.ok(example, "README.md has no js or ts block that imports stream-chat-wasm");
  const [, key] = /getInstance\(\s*["']([^"']+)["']/.exec(example) ?? [];
  assert.ok(key, "the example calls StreamChat.getInstance with a key");

  const server = await startServer(["--port", "0", "--memory", "--seed", "demo", "--api-key", key]);
  try {
    const address = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/g;
    assert.match(example, address, "the example names a local server, so that it can be run");
    const folder = app({
      "main.ts": `${example.replaceAll(address, server.url)}\nglobalThis.report = "ran to its end";\n`,
      "dist/index.html": page("/main.js"),
    });
    await esbuild.build({
      entryPoints: [path.join(folder, "main.ts")], outdir: path.join(folder, "dist"), bundle: true, format: "esm", target: "es2022", logLevel: "error",
    });
    const site = await serveFolder(path.join(folder, "dist"));
    try {
      assert.equal((await reportOf(held.browser, site.url)).report, "ran to its end");
    } finally {
      await site.close();
    }
  } finally {
    await server.stop();
  }
});
