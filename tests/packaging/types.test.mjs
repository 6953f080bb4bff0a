/** The packed package's types, as strict TypeScript projects of each module system see them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { inRoot } from "../../scripts/paths.mjs";
import { app } from "./tarball.mjs";

const usage = `
const client: StreamChat = StreamChat.getInstance("key", { timeout: 3000 });
export async function run(): Promise<string | undefined> {
  await client.connectUser({ id: "ann" }, async () => "token");
  const channel = client.channel("messaging", "general");
  const { unsubscribe } = channel.on("message.new", (event) => console.log(event.message?.text));
  unsubscribe();
  return channel.state.messages[0]?.text;
}
`;
const augmentation = `
declare module "stream-chat-wasm" {
  interface CustomMessageData { mood?: "good" | "bad" }
}
export const mood = (): string | undefined => client.channel("messaging", "general").state.messages[0]?.mood;
`;

/** What the compiler says about an app; empty when it is content. */
function complaints(files, options, manifest) {
  const folder = app({
    ...files,
    "tsconfig.json": JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, target: "ES2022", lib: ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"], types: [], skipLibCheck: false, ...options },
      include: ["*.ts", "*.cts", "*.mts"],
    }),
  }, manifest);
  return spawnSync(process.execPath, [inRoot("node_modules", "typescript", "bin", "tsc"), "-p", folder], { encoding: "utf8" }).stdout;
}
const imported = `import { StreamChat } from "stream-chat-wasm";\n${usage}`;

test("a bundler's project compiles, with custom fields added to messages", () => {
  assert.equal(complaints({ "main.ts": imported + augmentation }, { module: "ESNext", moduleResolution: "bundler" }), "");
});

test("Node's ES modules compile", () => {
  assert.equal(complaints({ "main.ts": imported }, { module: "Node16", moduleResolution: "Node16" }), "");
});

test("Node's CommonJS modules compile", () => {
  assert.equal(complaints({ "main.cts": imported }, { module: "Node16", moduleResolution: "Node16" }, { type: "commonjs" }), "");
});

test("the server's types compile without those of Node", () => {
  const test = `import { startLocalServer } from "stream-chat-wasm/server";
export async function run(): Promise<string> {
  await using server = await startLocalServer({ seed: { users: [{ id: "ann", title: "captain" }] }, faults: true });
  const { now }: { now: string } = await server.clock({ advance_seconds: 60 });
  return server.token("ann", { expiresIn: 60 }) + now;
}
`;
  assert.equal(complaints({ "main.ts": test }, { module: "Node16", moduleResolution: "Node16" }), "");
  const wrong = test.replace("advance_seconds: 60", 'advance_seconds: "60"');
  assert.match(complaints({ "main.ts": wrong }, { module: "Node16", moduleResolution: "Node16" }), /main\.ts.*TS2322/);
});

test("a wrong call does not compile", () => {
  const wrong = `${imported}\nclient.connectUser({ id: 7 }, "token");\n`;
  assert.match(complaints({ "main.ts": wrong }, { module: "ESNext", moduleResolution: "bundler" }), /main\.ts.*TS2322/);
});
