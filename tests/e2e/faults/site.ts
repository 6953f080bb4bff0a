/** Serves a bare test page, with the package in it, on a port of its own: an app and its chat server are two hosts. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const html = '<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script></html>';

export interface Site {
  url: string;
  close(): void;
}

/**
 * @param script what the page runs: a file below tests/e2e.
 * @param chatkitty what `chatkitty` is for it: the file of pkg/ that its bundler would take.
 */
export async function openSite(script = "faults/page/rig.ts", chatkitty = "chatkitty/index.mjs"): Promise<Site> {
  const { outputFiles } = await build({
    entryPoints: [here(`../${script}`)],
    alias: { "stream-chat-wasm": here("../../../pkg/index.js"), chatkitty: here(`../../../pkg/${chatkitty}`) },
    bundle: true, splitting: true, outdir: "/", entryNames: "page", write: false, format: "esm", target: "es2022", logLevel: "error",
  });
  const scripts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const server = createServer((request, response) => {
    const script = scripts.get(request.url ?? "");
    response.setHeader("Content-Type", script === undefined ? "text/html" : "text/javascript");
    response.end(script ?? html);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
