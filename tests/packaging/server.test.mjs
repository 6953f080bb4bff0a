/** `stream-chat-wasm/server` of the packed package: the examples of its document run, and no server outlives its test. */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { before, test } from "node:test";
import { inRoot, serverBinary } from "../../scripts/paths.mjs";
import { app, temporaryFolder } from "./tarball.mjs";

const document = readFileSync(inRoot("docs", "local-server.md"), "utf8");
const examples = [...document.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code);

/** A program that starts a server, says where, and stays. */
const leaves = `
import { startLocalServer } from "stream-chat-wasm/server";
const server = await startLocalServer();
console.log(server.url);
`;

let folder;
before(() => {
  const files = Object.fromEntries(examples.map((code, index) => [`example-${index}.mjs`, code]));
  folder = app({ ...files, "leaves.mjs": leaves, "stays.mjs": `${leaves}setInterval(() => {}, 1000);\n` });
});

/** The program that was just built, as users name theirs. */
const env = { ...process.env, STREAM_CHAT_LOCAL: serverBinary };
/** Node 20 has the socket that the client needs only if asked; 22 has it anyway. */
if (!globalThis.WebSocket) env.NODE_OPTIONS = "--experimental-websocket";
const options = (more = {}) => ({ cwd: folder, encoding: "utf8", timeout: 60_000, env: { ...env, NODE_TEST_CONTEXT: undefined }, ...more });

for (const [index, code] of examples.entries()) {
  const title = /^test\(/m.test(code) ? "a test file" : "a program";
  test(`example ${index + 1} of docs/local-server.md runs as ${title}`, () => {
    const args = title === "a test file" ? ["--test", `example-${index}.mjs`] : [`example-${index}.mjs`];
    execFileSync(process.execPath, args, options());
  });
}

/** Whether anything answers there. */
const answers = (url) => fetch(`${url}/hi`).then(() => true, () => false);

/** Waits for what must happen within some seconds. */
async function eventually(happened) {
  for (const end = Date.now() + 10_000; Date.now() < end;) if (await happened()) return true;
  return false;
}

test("a server that nobody stops does not keep Node alive, and ends with it", async () => {
  const url = execFileSync(process.execPath, ["leaves.mjs"], options()).trim();
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.ok(await eventually(async () => !(await answers(url))), "the server outlived its program");
});

test("a server ends with a program that is killed", async () => {
  const child = spawn(process.execPath, ["stays.mjs"], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  const [url] = await once(createInterface({ input: child.stdout }), "line");
  assert.ok(await answers(url));
  child.kill("SIGKILL");
  assert.ok(await eventually(async () => !(await answers(url))), "the server outlived its program");
});

const run = (code, more = {}) =>
  spawnSync(process.execPath, ["--input-type=module", "-e", `import { startLocalServer } from "stream-chat-wasm/server";\n${code}`], options({ env: { ...env, ...more } }));

test("a program that is not there, or does not start, is named", () => {
  assert.match(run("await startLocalServer({ binary: '/no/such/program' })").stderr, /no program \/no\/such\/program/);
  assert.match(run("await startLocalServer({ seed: '/no/such/seed.json' })").stderr, /did not start[\s\S]*no\/such\/seed\.json/);
  assert.match(run("await startLocalServer({ seed: { channels: [{ type: 'messaging', id: 'a' }] } })").stderr, /channels\[0\]/);
});

test("without a program and without Rust, it says what to do", () => {
  const empty = temporaryFolder();
  const bare = { STREAM_CHAT_LOCAL: "", PATH: empty, HOME: empty, CARGO_HOME: empty, XDG_CACHE_HOME: empty };
  assert.match(run("await startLocalServer()", bare).stderr, /Install Rust|STREAM_CHAT_LOCAL/);
});

test("the sources in the package are a whole crate", () => {
  const sources = path.join(folder, "node_modules", "stream-chat-wasm", "server-source");
  assert.ok(existsSync(path.join(sources, "src", "main.rs")));
  const locked = spawnSync("cargo", ["update", "--workspace", "--offline", "--locked", "--manifest-path", path.join(sources, "Cargo.toml")], { encoding: "utf8" });
  assert.equal(locked.status, 0, locked.stderr);
});
