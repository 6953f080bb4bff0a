/** The guides: every example compiles in strict TypeScript, and every guide's story runs against a local server. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import * as esbuild from "esbuild";
import ts from "typescript";
import { inRoot } from "../../scripts/paths.mjs";
import { serverToken, startServer } from "../../scripts/server.mjs";
import { browserForTests, serveFolder } from "../packaging/page.mjs";
import { modulesOf } from "./examples.mjs";

const here = inRoot("tests", "docs");
const folder = inRoot("docs", "guides");
const guides = readdirSync(folder).filter((file) => file.endsWith(".md")).sort();
/** Markdown beside the guides whose examples are compiled. */
const others = ["README.md", "docs/migration.md", "docs/errors.md"].map((file) => inRoot(...file.split("/"))).filter(existsSync);
const held = browserForTests();
const scratch = mkdtempSync(path.join(here, "scratch-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

test("there are guides", () => assert.ok(guides.length >= 13, `${guides.length} guides`));

/** What the compiler says about these modules, with their names. */
function complaints(modules) {
  const config = ts.getParsedCommandLineOfConfigFile(path.join(here, "tsconfig.json"), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: assert.fail });
  const names = Object.entries(modules).map(([name, code]) => {
    const file = path.join(scratch, `${name}.ts`);
    writeFileSync(file, code);
    return file;
  });
  const program = ts.createProgram([...names, path.join(here, "globals.d.ts")], config.options);
  return ts.getPreEmitDiagnostics(program)
    .filter(({ file }) => file?.fileName.startsWith(scratch))
    .map(({ file, start, messageText }) => {
      const { line } = file.getLineAndCharacterOfPosition(start);
      return `${path.basename(file.fileName)}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}\n    ${file.text.split("\n")[line]}`;
    });
}

test("every example compiles in strict TypeScript", () => {
  const files = [...guides.map((guide) => path.join(folder, guide)), ...others];
  const modules = Object.fromEntries(files.flatMap((file) => {
    const name = path.basename(file, ".md");
    const { story, apart } = modulesOf(file);
    return [[name, story], ...apart.map((code, at) => [`${name}-${at + 1}`, code])];
  }));
  assert.deepEqual(complaints(modules), []);
});

/** Blocks in the documents that the product was asked for from: those of JavaScript, by the marks that they have. */
function seedSnippets(seeds) {
  return readdirSync(seeds).filter((file) => /^00[012]_/.test(file)).sort().flatMap((file) => {
    const text = readFileSync(path.join(seeds, file), "utf8");
    const fenced = [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code);
    // Pages without marks number the lines of each block instead; JavaScript is what names the package or awaits a client.
    const numbered = text.split(/^(?:\d+\n)+/m).filter((block) => /from 'stream-chat'|^await (?:client|chatClient)\.(?!setUser)/m.test(block))
      .map((block) => block.split(/\n(?=[A-Z][\w ]+\n)/)[0]);
    return [...fenced, ...(fenced.length > 0 ? [] : numbered)].map((code) => ({ file, code }));
  });
}

test("every JavaScript snippet of the documents that the product was asked for from compiles", (context) => {
  const seeds = inRoot("..", "shared", "seeds");
  let snippets;
  try {
    snippets = seedSnippets(seeds);
  } catch {
    return context.skip("the documents are not part of the product, and not here");
  }
  assert.ok(snippets.length >= 7, `${snippets.length} snippets`);
  const declared = "declare const tokenProvider: () => Promise<string>;\n";
  const modules = Object.fromEntries(snippets.map(({ file, code }, at) => {
    // One of them has typographic quotation marks.
    const clean = code.replaceAll(/[‘’]/g, "'").replace(/from ['"]stream-chat['"]/, 'from "stream-chat-wasm"');
    const needs = /(?:const|let) (chatClient|client) =/.test(clean) ? "" : "declare const client: StreamChat, chatClient: StreamChat;\n";
    const imports = /import \{ StreamChat \}/.test(clean) ? "" : 'import { StreamChat } from "stream-chat-wasm";\n';
    return [`seed-${file.slice(0, 3)}-${at}`, `${imports}${declared}${needs}${clean}\nexport {};\n`];
  }));
  assert.deepEqual(complaints(modules), []);
});

/** The page that says how ChatKitty's apps are written has its code between its sentences: what looks like code, up to the next sentence. */
function chatKittySnippets(text) {
  const lines = text.split("\n");
  const snippets = [];
  for (let at = 0; at < lines.length; at++) {
    if (!/^(import |export |const |await |kitty\.|ChatKitty\.endChatSession|session\.end)/.test(lines[at])) continue;
    let code = "";
    // As many lines as it takes to close every bracket, and further as long as what follows is code.
    while (at < lines.length && (depth(code) > 0 || /^(import |export |const |await |kitty\.\w+\(\{?|ChatKitty\.endChatSession\(session\);|session\.end|if \(result|unsubscribe\(\))/.test(lines[at]))) code += `${lines[at++]}\n`;
    snippets.push(code);
    at--;
  }
  return snippets;
}
const depth = (code) => [...code.replaceAll(/\/\/.*|"[^"]*"/g, "")].reduce((sum, mark) => sum + ("({[".includes(mark) ? 1 : 0) - (")}]".includes(mark) ? 1 : 0), 0);

test("every snippet of the documents of ChatKitty compiles", (context) => {
  let text;
  try {
    const seeds = inRoot("..", "shared", "seeds");
    text = readFileSync(path.join(seeds, readdirSync(seeds).find((file) => file.startsWith("004_"))), "utf8");
  } catch {
    return context.skip("the document is not part of the product, and not here");
  }
  const snippets = chatKittySnippets(text);
  assert.ok(snippets.length >= 20, `${snippets.length} snippets`);
  const imported = 'import ChatKitty, { type Channel, type ChatSession } from "stream-chat-wasm/chatkitty";\n';
  const known = "declare const CHATKITTY_API_KEY: string, email: string, password: string, newPropertyValue: string, channelName: string, userId: number, anotherUserId: number, channelId: number, channel: Channel, messageText: string, file: File, session: ChatSession;\n";
  const modules = Object.fromEntries(snippets.map((code, at) => {
    const clean = code.replace(/^import .*\n/m, "");
    const kitty = /const kitty =/.test(clean) ? "" : "declare const kitty: ChatKitty;\n";
    return [`chatkitty-${at}`, `${imported}${known}${kitty}${clean}\nexport {};\n`];
  }));
  assert.deepEqual(complaints(modules), []);
});

/** Runs a guide's story in a page against a fresh server. Rejects with what went wrong and where. */
async function runs(guide) {
  const server = await startServer(["--port", "0", "--memory"]);
  const dist = mkdtempSync(path.join(scratch, "dist-"));
  try {
    const { story } = modulesOf(path.join(folder, guide));
    const file = path.join(scratch, `run-${path.basename(guide, ".md")}.ts`);
    writeFileSync(file, `import ${JSON.stringify(path.join(here, "page.js"))};\n${story}\nglobalThis.report = "ran to its end";\n`);
    await esbuild.build({
      entryPoints: [file], outfile: path.join(dist, "main.js"), alias: { "stream-chat-wasm/chatkitty": inRoot("pkg", "chatkitty", "index.mjs"), "stream-chat-wasm": inRoot("pkg", "index.js") },
      bundle: true, format: "esm", target: "es2022", logLevel: "error",
    });
    await asBackend(server, "POST", "/users", { users: { amira: { id: "amira" }, ben: { id: "ben", name: "Ben" } } });
    const known = `API_KEY = ${JSON.stringify(server.api_key)}; BASE_URL = ${JSON.stringify(server.url)};`;
    writeFileSync(path.join(dist, "index.html"), `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script>${known}</script><script type="module" src="/main.js"></script>`);
    const site = await serveFolder(dist);
    const page = await held.browser.newPage();
    try {
      await page.exposeFunction("backend", (method, where, body, user = "") => asBackend(server, method, where, body, user));
      const failed = new Promise((_, reject) => page.on("pageerror", reject));
      failed.catch(() => {});
      await page.goto(site.url);
      const line = () => page.evaluate(() => globalThis.where?.());
      await Promise.race([failed, page.waitForFunction(() => globalThis.report, undefined, { timeout: 60_000 })])
        .catch(async (error) => assert.fail(`docs/guides/${guide}, in the block at line ${await line()}: ${error.message}`));
    } finally {
      await page.close();
      await site.close();
    }
  } finally {
    await server.stop();
  }
}

async function asBackend(server, method, where, body, user) {
  const url = new URL(where, server.url);
  url.searchParams.set("api_key", server.api_key);
  if (user) url.searchParams.set("user_id", user);
  const headers = { authorization: serverToken(server.api_secret), "stream-auth-type": "jwt", "content-type": "application/json" };
  const response = await fetch(url, { method, body: body && JSON.stringify(body), headers });
  const answer = await response.json();
  if (!response.ok) throw new Error(`backend ${method} ${where}: ${response.status} ${answer.message}`);
  return answer;
}

for (const guide of guides) test(`the examples of ${guide} run to their end`, () => runs(guide));
