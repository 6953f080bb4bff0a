/** What `wasm-pack build` leaves, without the classes of js/: it is usable as the JavaScript SDK is. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import * as vite from "vite";
import { compile } from "../../scripts/build/wasm.mjs";
import { inRoot } from "../../scripts/paths.mjs";
import { startServer } from "../../scripts/server.mjs";
import { addressOf, page } from "./chat_app.mjs";
import { browserForTests, reportOf, serveFolder } from "./page.mjs";
import { temporaryFolder } from "./tarball.mjs";

const held = browserForTests();
const tools = JSON.parse(readFileSync(inRoot("target", "tools.json"), "utf8"));
let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const main = (load) => `
${load}
const wanted = new URLSearchParams(location.search);
const [key, baseURL, id] = ["key", "server", "user"].map((name) => wanted.get(name));
const client = StreamChat.getInstance(key, { baseURL });
const { token } = await (await fetch(baseURL + "/_dev/token?user_id=" + id)).json();
const { me } = await client.connectUser({ id }, token);
globalThis.report = { me: me.id, same: client === StreamChat.getInstance(key) };
`;

async function reported(folder, user) {
  const site = await serveFolder(folder);
  try {
    return (await reportOf(held.browser, addressOf(site.url, server, user))).report;
  } finally {
    await site.close();
  }
}

test("the output for bundlers connects", async () => {
  const folder = temporaryFolder();
  await compile(tools, { target: "bundler", out: path.join(folder, "pkg") });
  writeFileSync(path.join(folder, "main.js"), main('import { StreamChat } from "./pkg/stream_chat_wasm.js";'));
  writeFileSync(path.join(folder, "index.html"), page("/main.js"));
  await vite.build({ root: folder, logLevel: "error", configFile: false, build: { target: "es2022" } });
  assert.deepEqual(await reported(path.join(folder, "dist"), "bare-bundler"), { me: "bare-bundler", same: true });
});

test("the output for the web connects after its own loading step", async () => {
  const folder = temporaryFolder();
  await compile(tools, { target: "web", out: path.join(folder, "pkg") });
  writeFileSync(path.join(folder, "main.js"), main('import init, { StreamChat } from "./pkg/stream_chat_wasm.js";\nawait init();'));
  writeFileSync(path.join(folder, "index.html"), page("/main.js"));
  assert.deepEqual(await reported(folder, "bare-web"), { me: "bare-web", same: true });
});
