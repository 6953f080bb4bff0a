/**
 * Owns fresh pages that have one SDK each: bundles page.mjs and the SDK, serves both on a free port of 127.0.0.1, opens
 * pages in one headless Chromium and looks at their memory after collection. Measures no time.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { inRoot } from "../../scripts/paths.mjs";
import { folder } from "../peer.mjs";

const document = '<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script></html>';

/** As the tests start it (Debian's Chromium needs the first one when it runs as root). */
const args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Minified as an app's bundler does it. */
async function script(options) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ ...options, bundle: true, minify: true, write: false, format: "esm", platform: "browser", target: "es2022", logLevel: "error", legalComments: "none" });
  return Buffer.from(outputFiles[0].contents);
}

/** Where the SDKs are: ours as it is built, the other one as it is installed here. */
const sdks = { ours: inRoot("pkg", "index.js"), peer: "stream-chat" };

/** Only the class, so that a bundler leaves out what nobody uses. */
const sdkScript = (from) => script({ stdin: { contents: `export { StreamChat } from ${JSON.stringify(from)}`, resolveDir: folder } });

/** @param names SDKs whose pages are wanted: `ours`, `peer`. */
export async function openStage(executablePath, names) {
  const { chromium } = await import("@playwright/test");
  const page = await script({ entryPoints: [path.join(folder, "single", "page.mjs")] });
  const scripts = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await sdkScript(sdks[name])])));
  let sdk;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    // An isolated page has a clock of 5 microseconds instead of 100 (High Resolution Time, "coarsen time").
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    const [type, body] = { "/": ["text/html", document], "/page.js": ["text/javascript", page], "/sdk.js": ["text/javascript", sdk] }[pathname] ?? [];
    if (type) response.setHeader("Content-Type", type);
    response.writeHead(body ? 200 : 404).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await chromium.launch({ executablePath, args });

  /** A page nobody was on before, with this SDK's script to start. */
  async function fresh(name) {
    sdk = scripts[name];
    const context = await browser.newContext();
    const opened = await context.newPage();
    const failed = new Promise((_, reject) => opened.on("pageerror", reject));
    failed.catch(() => {});
    await opened.goto(`http://127.0.0.1:${server.address().port}/`);
    await opened.waitForFunction(() => globalThis.single);
    const session = await context.newCDPSession(opened);
    return {
      /** Runs one of the functions of page.mjs. */
      run: (what, options) => Promise.race([opened.evaluate(([what, options]) => globalThis.single[what](options), [what, options]), failed]),
      /** Bytes in use after collection: objects of JavaScript, memory of WebAssembly, and listeners on the page. */
      async memory() {
        for (let time = 0; time < 3; time++) await session.send("HeapProfiler.collectGarbage");
        const { usedSize } = await session.send("Runtime.getHeapUsage");
        await session.send("Performance.enable");
        const { metrics } = await session.send("Performance.getMetrics");
        return { heap: usedSize, wasm: await opened.evaluate(() => globalThis.single.wasmBytes()), listeners: metrics.find(({ name }) => name === "JSEventListeners").value };
      },
      close: () => context.close(),
    };
  }
  const close = async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  };
  return { fresh, version: browser.version(), close };
}
