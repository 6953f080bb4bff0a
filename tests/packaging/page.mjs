/**
 * Owns opening a built app in headless Chromium and waiting for what it reports. Serves files on a free port of
 * 127.0.0.1; does not build anything.
 */
import { once } from "node:events";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { after, before } from "node:test";
import { chromium } from "@playwright/test";

const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** Headers of a careful site: scripts of its own only, WebAssembly allowed, connections anywhere. */
export const strictPolicy = "default-src 'self'; img-src data:; script-src 'self' 'wasm-unsafe-eval'; connect-src http: ws:";

/** Serves a folder. Resolves with `{url, close()}`. */
export async function serveFolder(folder, { policy } = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = path.join(folder, pathname === "/" ? "index.html" : path.normalize(decodeURIComponent(pathname)));
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("Content-Type", types[path.extname(file)] ?? "application/octet-stream");
    if (policy) response.setHeader("Content-Security-Policy", policy);
    createReadStream(file).pipe(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => new Promise((done) => {
    server.closeAllConnections();
    server.close(done);
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, close };
}

/** Chromium for the tests of a file: started before, closed after. */
export function browserForTests() {
  const holder = {};
  before(async () => {
    holder.browser = await chromium.launch({
      executablePath: process.env.CHROME,
      args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
  });
  after(() => holder.browser?.close());
  return holder;
}

/**
 * Opens a page and waits until it has set `globalThis.report`. Rejects when the page fails instead.
 * @returns what the page reported, and the addresses it loaded.
 */
export async function reportOf(browser, url) {
  const page = await browser.newPage();
  const loaded = [];
  page.on("request", (request) => loaded.push(request.url()));
  const failed = new Promise((_, reject) => {
    page.on("pageerror", (error) => reject(error));
    page.on("console", (message) => message.type() === "error" && reject(new Error(`${message.text()} (${message.location().url})`)));
  });
  try {
    await Promise.race([page.goto(url), failed]);
    const report = await Promise.race([page.waitForFunction(() => globalThis.report, undefined, { timeout: 30_000 }), failed]);
    return { report: await report.jsonValue(), loaded };
  } finally {
    failed.catch(() => {});
    await page.close();
  }
}
