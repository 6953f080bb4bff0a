/**
 * Owns where a chapter plays: a server and a page of its own for each, in one headless Chromium, and the calls that a
 * backend would make. Asserts nothing.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import { SourceMap } from "node:module";
import path from "node:path";
import { inRoot } from "../../scripts/paths.mjs";
import { serverToken, startServer } from "../../scripts/server.mjs";

/** As the tests start it (Debian's Chromium needs the first one when it runs as root). */
export const browserOptions = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const folder = inRoot("tests", "parity");
export const entries = { ours: inRoot("pkg", "index.js"), peer: path.join(folder, "node_modules", "stream-chat") };

/** The script of a page with the SDK of this module, and a function that finds in which line of a chapter an error arose. */
export async function pageScript(page, sdk) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, page)],
    alias: { sdk },
    outfile: path.join(folder, "main.js"), sourcemap: "external",
    bundle: true, minify: false, write: false, format: "esm", platform: "browser", target: "es2022", logLevel: "error", legalComments: "none",
  });
  const file = (ending) => outputFiles.find(({ path: name }) => name.endsWith(ending)).text;
  const map = new SourceMap(JSON.parse(file(".map")));
  const placeOf = (stack = "") => [...stack.matchAll(/main\.js:(\d+):(\d+)/g)]
    .map(([, line, column]) => map.findEntry(Number(line) - 1, Number(column) - 1))
    .filter(({ originalSource }) => /^page\/(?!checks|people|play|recorder)/.test(originalSource))
    .map(({ originalSource, originalLine }) => `${originalSource}:${originalLine + 1}`)[0];
  return { code: file("main.js"), placeOf };
}

const html = '<!doctype html><html lang="en"><meta charset="utf-8"><title>parity</title><link rel="icon" href="data:,"><script type="module" src="/main.js"></script></html>';

/** What a link in a message leads to. */
const article = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Plum cake</title><meta property="og:title" content="Plum cake"><meta property="og:description" content="Best with cream"><p>Take plums.</p>';

/** A site with the page, on another origin than the server: as apps have it. */
export async function openSite(code) {
  const files = { "/main.js": ["text/javascript", code], "/article": ["text/html", article] };
  const site = createServer((request, response) => {
    const [type, body] = files[request.url] ?? ["text/html", html];
    response.setHeader("Content-Type", type);
    response.end(body);
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const close = () => {
    site.closeAllConnections();
    site.close();
  };
  return { url: `http://127.0.0.1:${site.address().port}/`, close };
}

/** What a backend calls: `(method, path, body, user)`, with `user` acting. Resolves with the answer, throws on an error. */
export function backendOf(server) {
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
  const { code, placeOf } = await pageScript("page/main.mjs", entries[sdk]);
  const site = await openSite(code);
  const browser = await chromium.launch({ executablePath, args: browserOptions });
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
    chapters: chapters.map(({ name }) => name),
    version: browser.version(),
    async play(chapter) {
      const start = performance.now();
      const { serverOptions } = chapters.find(({ name }) => name === chapter);
      const options = serverOptions.map((option) => option.replace("{site}", new URL(site.url).host));
      const server = await startServer(["--port", "0", "--memory", ...options], program);
      const { page, failed } = await open();
      try {
        await page.exposeFunction("backend", backendOf(server));
        const played = page.evaluate((what) => globalThis.tour.play(what), { chapter, url: server.url, key: server.api_key });
        const result = await Promise.race([played, failed]);
        const steps = result.steps.map(({ stack, ...step }) => ({ ...step, place: placeOf(stack) }));
        return { ...result, steps, seconds: (performance.now() - start) / 1000 };
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
