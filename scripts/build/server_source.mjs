/**
 * Owns the server's sources inside the package, from which `stream-chat-wasm/server` builds the program where there is
 * none: a crate that needs no workspace, without its tests. Does not compile it.
 */
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../paths.mjs";
import { run } from "../process.mjs";

/** A manifest that stands alone: what it takes from the workspace is written out, and what only tests need is left out. */
export function standalone(manifest, workspace) {
  const shared = /^\[workspace\.package\]\n([\s\S]*?)(?=^\[)/m.exec(workspace)?.[1] ?? "";
  const value = (key) => new RegExp(`^${key} = .*$`, "m").exec(shared)?.[0] ?? "";
  const own = manifest
    .replaceAll(/^([\w-]+)\.workspace = true$/gm, (_, key) => value(key))
    .replace(/^\[dev-dependencies\]\n[\s\S]*?(?=^\[|(?![\s\S]))/m, "");
  return `${own.trimEnd()}\n\n[workspace]\n`;
}

/** Writes the crate into a folder. */
export async function writeServerSource(to) {
  mkdirSync(to, { recursive: true });
  cpSync(inRoot("server", "src"), path.join(to, "src"), { recursive: true });
  const manifest = standalone(readFileSync(inRoot("server", "Cargo.toml"), "utf8"), readFileSync(inRoot("Cargo.toml"), "utf8"));
  writeFileSync(path.join(to, "Cargo.toml"), manifest);
  copyFileSync(inRoot("Cargo.lock"), path.join(to, "Cargo.lock"));
  // Drops from the lock file what the rest of the workspace needs; no version changes, nothing is downloaded.
  await run("cargo", ["update", "--workspace", "--offline", "--quiet", "--manifest-path", path.join(to, "Cargo.toml")]);
}
