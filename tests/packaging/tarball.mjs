/**
 * Owns what a user gets from `npm pack ./pkg`: the tarball, and empty apps with it installed as npm does it. Knows no
 * bundler and no browser.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inRoot } from "../../scripts/paths.mjs";

const npm = (args, cwd) => execFileSync("npm", [...args, "--loglevel=error", "--offline", "--no-audit", "--no-fund"], { cwd, encoding: "utf8" });

/** An empty folder that is removed when the tests of the file are over. (`after` would end with the test that asked.) */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "stream-chat-wasm-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let packed;
/** Packs pkg/ once: `{file, contents}`, the tarball's full path and the files in it. */
export function tarball() {
  if (!packed) {
    const folder = temporaryFolder();
    const [about] = JSON.parse(npm(["pack", inRoot("pkg"), "--json", "--pack-destination", folder], folder));
    packed = { file: path.join(folder, about.filename), contents: about.files.map((file) => file.path) };
  }
  return packed;
}

/**
 * A new app with the packed package in its node_modules.
 * @param files texts by path.
 */
export function app(files, manifest = { type: "module" }) {
  const folder = temporaryFolder();
  const all = { "package.json": JSON.stringify({ name: "app", version: "1.0.0", private: true, ...manifest }), ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  npm(["install", tarball().file], folder);
  return folder;
}
