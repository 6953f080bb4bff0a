/**
 * Owns the question "did anything change since this was built?", answered by content, not by time. Builds nothing.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../paths.mjs";

const madeHere = new Set(["generated", "dist", "node_modules", "target", "test-results"]);

function filesIn(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place)
    .filter((name) => !madeHere.has(name))
    .sort()
    .flatMap((name) => filesIn(path.join(place, name)));
}

const hashOf = (...parts) => parts.reduce((hash, part) => hash.update(part).update("\0"), createHash("sha256")).digest("hex");

/**
 * Runs `make` unless the sources are as they were when it last succeeded and its result is as it left it (`wasm-pack`
 * by hand writes to pkg/ as well).
 * @param result one file that `make` leaves. @param sources files and folders relative to the repository. @param more further text the result depends on.
 */
export async function whenChanged(name, { sources, result, more = "" }, make) {
  const wanted = hashOf(more, ...sources.flatMap((source) => filesIn(inRoot(source)))
    .flatMap((file) => [path.relative(inRoot(), file), readFileSync(file)]));
  const state = () => existsSync(inRoot(result)) && `${wanted} ${hashOf(readFileSync(inRoot(result)))}`;
  const stamp = inRoot("target", "stamps", name);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === state()) {
    console.log(`  ${result} is up to date`);
    return;
  }
  await make();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, state());
}
