/**
 * Owns finding the repository's own text files. Neither what was built or downloaded, nor any rule about the files.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

const notOurs = new Set([".git", "node_modules", "target", "pkg", "dist", "generated", "test-results", ".stream-chat-local"]);
const binary = /\.(png|jpg|ico|woff2?|wasm|db)$/;

/** All text files as `{path, text}`, `path` relative to the repository and with forward slashes. */
export function sourceFiles(folder = "") {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const place = path.posix.join(folder, entry.name);
    if (notOurs.has(entry.name)) return [];
    if (entry.isDirectory()) return sourceFiles(place);
    return !entry.isFile() || binary.test(place) ? [] : [{ path: place, text: readFileSync(path.join(root, place), "utf8") }];
  });
}

export const existsInRepository = (place) => existsSync(path.join(root, place));
