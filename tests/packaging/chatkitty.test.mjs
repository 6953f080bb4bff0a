/** The packed entry for ChatKitty's apps: in Node, in Vite, and as bundlers of its time read it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import * as esbuild from "esbuild";
import * as vite from "vite";
import { inRoot } from "../../scripts/paths.mjs";
import { startServer } from "../../scripts/server.mjs";
import { addressOf, page } from "./chat_app.mjs";
import { browserForTests, reportOf, serveFolder, strictPolicy } from "./page.mjs";
import { app } from "./tarball.mjs";

const held = browserForTests();
let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

/** An app as ChatKitty's documentation has it. `how`: how it gets the class. */
const main = (how) => `
${how}
const wanted = new URLSearchParams(location.search);
const [key, baseUrl, username] = ["key", "server", "user"].map((name) => wanted.get(name));
const kitty = ChatKitty.getInstance(key);
ChatKitty.configure({ baseUrl, tokenProvider: async ({ userId }) => (await (await fetch(baseUrl + "/_dev/token?user_id=" + userId)).json()).token });
(async () => {
  const { session, error } = await kitty.startSession({ username, authParams: {} });
  if (error) throw new Error(error.message);
  const { channel } = await kitty.createChannel({ type: "PUBLIC", name: username });
  const heard = new Promise((resolve) => kitty.startChatSession({ channel, onReceivedMessage: resolve }));
  const { message } = await kitty.sendMessage({ channel, body: "hello" });
  const { count } = await kitty.getUsersCount();
  globalThis.report = { name: session.user.name, same: (await heard).id === message.id, count };
})();
`;
const report = (user) => ({ name: user, same: true, count: 0 });

async function reported(folder, user, options) {
  await server.stop();
  server = await startServer();
  const site = await serveFolder(folder, options);
  try {
    return (await reportOf(held.browser, addressOf(site.url, server, user))).report;
  } finally {
    await site.close();
  }
}

test("a Vite app chats under a strict Content-Security-Policy, with the client once and the rest when it is needed", async () => {
  const folder = app({ "index.html": page("/main.js"), "main.js": main('import ChatKitty from "stream-chat-wasm/chatkitty";\nimport { StreamChat } from "stream-chat-wasm";\nglobalThis.used = StreamChat;') });
  await vite.build({ root: folder, logLevel: "error", configFile: false });
  const scripts = readdirSync(path.join(folder, "dist", "assets"));
  assert.ok(scripts.some((name) => /later/.test(name)), `${scripts}`);
  const all = scripts.map((name) => readFileSync(path.join(folder, "dist", "assets", name), "utf8")).join("");
  assert.equal(all.split("client/secret-given").length - 1, 1, "one client");
  assert.deepEqual(await reported(path.join(folder, "dist"), "vite", { policy: strictPolicy }), report("vite"));
});

/** Files that a bundler of webpack 4's time comes to: it knows no `exports`, so the folder's package.json says which. */
function foundWithoutExports(folder) {
  const at = path.join(folder, "node_modules", "stream-chat-wasm", "chatkitty");
  assert.ok(!existsSync(`${at}.js`), "a file of this name would be taken before the folder");
  return path.join(at, JSON.parse(readFileSync(path.join(at, "package.json"), "utf8")).main);
}

test("what a bundler without exports finds is one script of ECMAScript 2019, without import.meta", async () => {
  const file = foundWithoutExports(app({}));
  const text = readFileSync(file, "utf8");
  const written = (target, code) => esbuild.transformSync(code, { target, charset: "utf8" }).code;
  assert.equal(written("es2019", text), written("esnext", text), "nothing is newer");
  for (const newer of ["a?.b", "a ?? b", "class A { #b = 1 }", "import('a')"]) assert.ok(newer.startsWith("import") || written("es2019", newer) !== written("esnext", newer), newer);
  assert.doesNotMatch(text, /import\.meta|\bimport\(|\brequire\(/);
});

test("that script, bundled as old apps are, connects and sends", async () => {
  const folder = app({ "main.cjs": main('const ChatKitty = require("chatkitty").default;'), "dist/index.html": page("/main.js") });
  await esbuild.build({
    entryPoints: [path.join(folder, "main.cjs")], outfile: path.join(folder, "dist", "main.js"), alias: { chatkitty: foundWithoutExports(folder) },
    bundle: true, format: "iife", target: "es2019", logLevel: "error",
  });
  assert.deepEqual(await reported(path.join(folder, "dist"), "old"), report("old"));
});

test("importing it in Node starts nothing, and both module systems have the names that apps import", () => {
  const use = 'const kitty = ChatKitty.getInstance("key");\nconst seen = [];\nkitty.onCurrentUserChanged((user) => seen.push(user));\nconsole.log(JSON.stringify([kitty === ChatKitty.getInstance("key"), seen, same, typeof isTextMessage, typeof succeeded]));';
  const folder = app({
    "esm.mjs": `import ChatKitty, { ChatKitty as Named, isTextMessage, succeeded } from "stream-chat-wasm/chatkitty";\nconst same = ChatKitty === Named;\n${use}`,
    "required.cjs": `const { default: ChatKitty, ChatKitty: Named, isTextMessage, succeeded } = require("stream-chat-wasm/chatkitty");\nconst same = ChatKitty === Named;\n${use}`,
  });
  for (const script of ["esm.mjs", "required.cjs"]) {
    const printed = execFileSync(process.execPath, [path.join(folder, script)], { encoding: "utf8", timeout: 10_000 });
    assert.deepEqual(JSON.parse(printed), [true, [null], true, "function", "function"]);
  }
});

test("an app that does not import it has nothing of it", async () => {
  const folder = app({ "main.js": 'import { StreamChat } from "stream-chat-wasm";\nglobalThis.used = StreamChat;' });
  const { outputFiles } = await esbuild.build({ entryPoints: [path.join(folder, "main.js")], bundle: true, format: "esm", write: false, target: "es2022" });
  assert.doesNotMatch(outputFiles[0].text, /chatkitty/i);
  assert.doesNotMatch(readFileSync(inRoot("pkg", "index.js"), "utf8"), /chatkitty/i);
});
