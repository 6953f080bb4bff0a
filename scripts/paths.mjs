/**
 * Owns where things are: the repository, its build folders, the user's cache of built tools. Creates nothing.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const inRoot = (...parts) => path.join(root, ...parts);

/** Built tools, `<name>-<version>/`: shared by all clones of one user. */
export const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "stream-chat-wasm");

/** The wasm build has a target folder of its own: it may use another compiler than the native one. */
export const wasmTarget = inRoot("target", "wasm");
export const nativeTarget = process.env.CARGO_TARGET_DIR || inRoot("target");
export const serverBinary = path.join(nativeTarget, "release", "stream-chat-local");

/** First folder of PATH that has the program, as a full path. */
export function onPath(program) {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const full = path.join(folder, program);
    if (folder && existsSync(full)) return full;
  }
  return undefined;
}
