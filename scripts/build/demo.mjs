/**
 * Owns www/dist: the demo page, bundled against pkg/ as any app would be. Does not build the package.
 */
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { inRoot } from "../paths.mjs";

export async function buildDemo() {
  const to = inRoot("www", "dist");
  mkdirSync(to, { recursive: true });
  await build({
    entryPoints: [inRoot("www", "main.ts"), inRoot("www", "style.css")],
    outdir: to,
    alias: { "stream-chat-wasm": inRoot("pkg", "index.js") },
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    logLevel: "warning",
  });
  for (const file of ["index.html", "icon.svg"]) copyFileSync(inRoot("www", file), path.join(to, file));
}
