/**
 * Owns what each row gets: a server of its own with faults, a page of its own with one SDK in it, and calls to both.
 * Measures nothing.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inRoot } from "../../scripts/paths.mjs";
import { serverToken, startServer } from "../../scripts/server.mjs";
import { folder } from "../peer.mjs";
import { openWindow } from "../../scripts/test/window.mjs";

export { pause };

/** As the tests start it (Debian's Chromium needs the first one when it runs as root). */
const args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const entries = { ours: inRoot("pkg", "index.js"), peer: path.join(folder, "node_modules", "stream-chat") };

async function script(sdk) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, "reliability", "page.mjs")],
    alias: { sdk: entries[sdk] },
    bundle: true, minify: true, write: false, format: "esm", platform: "browser", target: "es2022", logLevel: "error", legalComments: "none",
  });
  return outputFiles[0].text;
}

const html = '<!doctype html><html lang="en"><meta charset="utf-8"><title>reliability</title><link rel="icon" href="data:,"><script type="module" src="/main.js"></script></html>';

/** The pages of one SDK, served and opened: `open()` gives one that is always visible, `openTab()` one that can be hidden. */
export async function openTheatre(executablePath, sdk) {
  const { chromium } = await import("@playwright/test");
  const code = await script(sdk);
  const site = createServer((request, response) => {
    const isScript = request.url === "/main.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? code : html);
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const browser = await chromium.launch({ executablePath, args });
  const load = async (context, before) => {
    const page = await context.newPage();
    if (before) await page.addInitScript(before);
    await page.goto(`http://127.0.0.1:${site.address().port}/`);
    await page.waitForFunction(() => globalThis.rig);
    return page;
  };
  return {
    version: browser.version(),
    async open({ before } = {}) {
      const context = await browser.newContext();
      return { page: await load(context, before), context, close: () => context.close() };
    },
    async openTab() {
      const { context, close } = await openWindow(executablePath, args);
      const page = await load(context);
      return { page, other: await context.newPage(), devtools: await context.newCDPSession(page), close };
    },
    async close() {
      await browser.close();
      site.closeAllConnections();
      site.close();
    },
  };
}

/** A server that can be broken, and what a backend would call on it. */
export async function openServer() {
  const server = await startServer(["--port", "0", "--memory", "--faults"]);
  const authorization = serverToken(server.api_secret);
  const dev = async (method, what, body) => {
    const response = await fetch(`${server.url}/_dev/${what}`, { method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" } });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${what}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const post = async (where, body) => {
    const response = await fetch(`${server.url}${where}?api_key=${server.api_key}&user_id=writer`, {
      method: "POST", body: JSON.stringify(body),
      headers: { authorization, "stream-auth-type": "jwt", "content-type": "application/json" },
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${where}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    url: server.url,
    key: server.api_key,
    stop: server.stop,
    /** Places a fault; gives what removes it. */
    async fault(what) {
      const { id } = await dev("POST", "faults", what);
      return () => dev("DELETE", `faults/${id}`);
    },
    ledger: (user, since = 0) => dev("GET", `ledger?of_user=${user}&since_ms=${since}`),
    token: async (user) => (await dev("GET", `token?user_id=${user}`)).token,
    users: (ids) => post("/users", { users: Object.fromEntries(ids.map((id) => [id, { id }])) }),
    channel: (id, members) => post(`/channels/messaging/${id}/query`, { data: { members, created_by_id: "writer" } }),
    /** A message by somebody else; gives its id. */
    send: async (channel, text = "hello") =>
      (await post(`/channels/messaging/${channel}/message`, { message: { text } })).message.id,
  };
}

/** Runs work on every item, so many at once. */
export async function inLanes(count, items, work) {
  const left = [...items];
  await Promise.all(Array.from({ length: count }, async () => {
    while (left.length > 0) await work(left.shift());
  }));
}

/** Asks until the answer is not undefined or null; undefined after `limit` milliseconds. */
export async function until(limit, ask, every = 50) {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null) return answer;
    if (Date.now() >= end) return undefined;
    await pause(every);
  }
}

/**
 * Sends messages to a channel until stopped: `sent` is when each was committed, by its id. The proof of a link is that
 * one of them arrives.
 */
export function startTicking(server, channel, every) {
  const sent = new Map();
  let going = true;
  const done = (async () => {
    while (going) {
      const at = Date.now();
      sent.set(await server.send(channel), at);
      await pause(Math.max(0, at + every - Date.now()));
    }
  })();
  return { sent, stop: () => ((going = false), done) };
}

export const seconds = (ms) => (ms === undefined || ms === null ? "never" : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`);
