/**
 * Owns www/dist: the demo page and the one for ChatKitty's API, bundled against pkg/ as any app would be. Does not build
 * the package.
 */
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { inRoot } from "../paths.mjs";

export async function buildDemo() {
  const to = inRoot("www", "dist");
  mkdirSync(to, { recursive: true });
  await build({
    entryPoints: {
      main: inRoot("www", "main.ts"), style: inRoot("www", "style.css"),
      chatkitty: inRoot("www", "chatkitty", "page.ts"), "chatkitty-style": inRoot("www", "chatkitty", "page.css"),
    },
    outdir: to,
    alias: { "stream-chat-wasm": inRoot("pkg", "index.js"), chatkitty: inRoot("pkg", "chatkitty", "index.mjs") },
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    logLevel: "warning",
  });
  for (const file of ["index.html", "chatkitty.html", "icon.svg"]) copyFileSync(inRoot("www", file), path.join(to, file));
}
