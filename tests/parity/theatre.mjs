/**
 * Owns where a chapter plays: a server and a page of its own for each, in one headless Chromium, and the calls that a
 * backend would make. Asserts nothing.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { inRoot } from "../../scripts/paths.mjs";
import { serverToken, startServer } from "../../scripts/server.mjs";

/** As the tests start it (Debian's Chromium needs the first one when it runs as root). */
const args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const folder = inRoot("tests", "parity");
const entries = { ours: inRoot("pkg", "index.js"), peer: path.join(folder, "node_modules", "stream-chat") };

async function script(sdk) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, "page", "main.mjs")],
    alias: { sdk: entries[sdk] },
    bundle: true, minify: false, write: false, format: "esm", platform: "browser", target: "es2022", logLevel: "error", legalComments: "none",
  });
  return outputFiles[0].text;
}

const html = '<!doctype html><html lang="en"><meta charset="utf-8"><title>parity</title><link rel="icon" href="data:,"><script type="module" src="/main.js"></script></html>';

/** A site with the page, on another origin than the server: as apps have it. */
async function openSite(code) {
  const site = createServer((request, response) => {
    const isScript = request.url === "/main.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? code : html);
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const close = () => {
    site.closeAllConnections();
    site.close();
  };
  return { url: `http://127.0.0.1:${site.address().port}/`, close };
}

/** What a backend calls: `(method, path, body, user)`, with `user` acting. Resolves with the answer, throws on an error. */
function backendOf(server) {
  const authorization = serverToken(server.api_secret);
  return async (method, where, body, user = "") => {
    const url = new URL(where, server.url);
    url.searchParams.set("api_key", server.api_key);
    if (user) url.searchParams.set("user_id", user);
    const response = await fetch(url, {
      method, body: body && JSON.stringify(body),
      headers: { authorization, "stream-auth-type": "jwt", "content-type": "application/json" },
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`backend ${method} ${where}: ${response.status} ${answer.message}`);
    return answer;
  };
}

/** Resolves with `{chapters, version, play(chapter), close()}`. @param options.program the server's, if not the released one. */
export async function openTheatre(executablePath, { sdk, program }) {
  const { chromium } = await import("@playwright/test");
  const site = await openSite(await script(sdk));
  const browser = await chromium.launch({ executablePath, args });
  const open = async () => {
    const page = await browser.newPage();
    const failed = new Promise((_, reject) => page.on("pageerror", reject));
    failed.catch(() => {});
    await page.goto(site.url);
    await Promise.race([page.waitForFunction(() => globalThis.tour), failed]);
    return { page, failed };
  };
  const { page: first } = await open();
  const chapters = await first.evaluate(() => globalThis.tour.chapters);
  await first.close();

  return {
    chapters,
    version: browser.version(),
    async play(chapter) {
      const start = performance.now();
      const server = await startServer(["--port", "0", "--memory"], program);
      const { page, failed } = await open();
      try {
        await page.exposeFunction("backend", backendOf(server));
        const played = page.evaluate((what) => globalThis.tour.play(what), { chapter, url: server.url, key: server.api_key });
        const result = await Promise.race([played, failed]);
        return { ...result, seconds: (performance.now() - start) / 1000 };
      } finally {
        await page.close();
        await server.stop();
      }
    },
    async close() {
      await browser.close();
      site.close();
    },
  };
}
