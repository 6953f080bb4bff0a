/** The packed package in Node, as server-side rendering uses it: importing touches nothing and starts nothing. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { inRoot } from "../../scripts/paths.mjs";
import { app, tarball } from "./tarball.mjs";

/** Globals that a client may be tempted to read while it is imported. Reading one throws. */
const trap = `
for (const name of ["window", "document", "navigator", "localStorage", "sessionStorage", "WebSocket", "XMLHttpRequest", "fetch",
  "WebAssembly", "DecompressionStream", "atob", "setTimeout", "setInterval", "addEventListener", "crypto"]) {
  const was = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { configurable: true, get() { throw new Error("touched " + name); }, set() { throw new Error("set " + name); } });
  restore.push(() => was ? Object.defineProperty(globalThis, name, was) : delete globalThis[name]);
}`;

/** After the import an instance is made and used as far as no connection is needed. */
const use = `
for (const again of restore) again();
const client = StreamChat.getInstance("key");
const channel = client.channel("messaging", "general");
const report = {
  same: client === StreamChat.getInstance("key"),
  sameChannel: channel === client.channel("messaging", "general"),
  messages: channel.state.messages,
  cid: channel.cid,
  userID: client.userID ?? null,
};
console.log(JSON.stringify(report));`;

const expected = { same: true, sameChannel: true, messages: [], cid: "messaging:general", userID: null };

let folder;
before(() => {
  folder = app({
    "esm.mjs": `const restore = [];${trap}\nconst { StreamChat } = await import("stream-chat-wasm");${use}`,
    "required.cjs": `const restore = [];${trap}\nconst { StreamChat } = require("stream-chat-wasm");${use}`,
    "slim.mjs": `const restore = [];${trap}\nconst { StreamChat } = await import("stream-chat-wasm/slim");${use}`,
  });
});

/** A time limit, because a started timer or socket would keep Node alive. */
const output = (script) => execFileSync(process.execPath, [path.join(folder, script)], { encoding: "utf8", timeout: 10_000 });

for (const [script, how] of [["esm.mjs", "import"], ["required.cjs", "require"], ["slim.mjs", "import of the slim entry"]]) {
  test(`${how} touches no global, and an instance can be made without keeping Node alive`, () => {
    assert.deepEqual(JSON.parse(output(script)), expected);
  });
}

test("nothing in the package names a folder of the machine that built it", () => {
  for (const file of ["index.js", "slim.js", "server.js", "stream_chat_wasm_bg.wasm"]) {
    const content = readFileSync(inRoot("pkg", file), "latin1");
    for (const folder of [inRoot(), homedir()]) assert.ok(!content.includes(`${folder}/`), `${file} names ${folder}`);
  }
});

test("the tarball holds what is needed and nothing else", () => {
  const { contents } = tarball();
  for (const file of ["package.json", "index.js", "index.cjs", "slim.js", "stream_chat_wasm_bg.wasm", "types/entry/inline.d.ts", "LICENSE-MIT", "LICENSE-APACHE", "README.md"]) {
    assert.ok(contents.includes(file), `${file} is missing`);
  }
  const unexpected = contents.filter((file) =>
    !/^(index\.c?js|slim\.js|server\.js|types-node\/(server|binary)\.d\.ts|chatkitty\/(index\.(mjs|cjs)|chunk\.mjs|later\.mjs|es2019\.js|package\.json)|server-source\/(Cargo\.(toml|lock)|src\/.*\.(rs|sql))|stream_chat_wasm_bg\.wasm|package\.json|README\.md|CHANGELOG\.md|LICENSE-(MIT|APACHE)|types(-cjs)?\/.*\.d\.ts|types-cjs\/package\.json)$/.test(file));
  assert.deepEqual(unexpected, []);
});
