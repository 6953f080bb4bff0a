/**
 * Owns the page and its browser: bundles page/main.mjs with both SDKs, serves it with canned answers for their queries on
 * a free port of 127.0.0.1, and opens it in headless Chromium. Measures nothing.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { inRoot } from "../scripts/paths.mjs";
import { bundle } from "./page/content.mjs";
import { folder } from "./peer.mjs";

/** As the tests start it (Debian's Chromium needs the first one when it runs as root). */
const args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const document = '<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,"><script type="module" src="/main.js"></script></html>';

/** Minified as an app's bundler does it, unless names are wanted. @param entry file in pkg/. */
async function script(entry, minify, against) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, "page", "main.mjs")],
    alias: { "stream-chat-wasm": inRoot("pkg", entry), ...(against && { "stream-chat": path.resolve(against, "index.js") }) },
    bundle: true, minify, write: false, format: "esm", platform: "browser", target: "es2022", logLevel: "error", legalComments: "none",
  });
  return Buffer.from(outputFiles[0].contents);
}

/** What the service answers to `POST /channels/messaging/held-{number}-{k}/query`. */
function answer(pathname) {
  const [, id, held] = /^\/channels\/messaging\/(held-(\d+)-\d+)\/query$/.exec(pathname) ?? [];
  return id && JSON.stringify(bundle(id, Number(held)));
}

/** @param files further files, by path. */
async function serve(files) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    // An isolated page has a clock of 5 microseconds instead of 100 (High Resolution Time, "coarsen time").
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    const [type, body] = files[pathname] ?? ["application/json", answer(pathname)];
    response.setHeader("Content-Type", type);
    response.writeHead(body ? 200 : 404).end(body || "{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => { server.closeAllConnections(); server.close(); } };
}

/**
 * Opens the page. Rejects `failed` when a script of it throws.
 * @param options.entry file in pkg/ to measure. @param options.minify false keeps the functions' names.
 * @param options.against folder of another build of this package, to stand in for the other SDK.
 * @param options.wasm WebAssembly to serve as /stream_chat_wasm_bg.wasm. @param options.before function to run in the page first.
 */
export async function openPage(executablePath, { entry = "index.js", minify = true, wasm, before, against } = {}) {
  const { chromium } = await import("@playwright/test");
  const server = await serve({
    "/": ["text/html", document],
    "/main.js": ["text/javascript", await script(entry, minify, against)],
    "/stream_chat_wasm_bg.wasm": ["application/wasm", wasm],
  });
  const browser = await chromium.launch({ executablePath, args });
  const page = await browser.newPage();
  const failed = new Promise((_, reject) => page.on("pageerror", reject));
  failed.catch(() => {});
  if (before) await page.addInitScript(before);
  await page.goto(server.url);
  await Promise.race([page.waitForFunction(() => globalThis.bench), failed]);
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { page, failed, version: browser.version(), close };
}
