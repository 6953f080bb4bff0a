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

/**
 * Runs `make` unless the sources are as they were when it last succeeded and its result is still there.
 * @param sources files and folders relative to the repository. @param more further text the result depends on.
 */
export async function whenChanged(name, { sources, result, more = "" }, make) {
  const hash = createHash("sha256").update(more);
  for (const file of sources.flatMap((source) => filesIn(inRoot(source)))) {
    hash.update(path.relative(inRoot(), file)).update("\0").update(readFileSync(file)).update("\0");
  }
  const now = hash.digest("hex");
  const stamp = inRoot("target", "stamps", name);
  if (existsSync(inRoot(result)) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) {
    console.log(`  ${result} is up to date`);
    return;
  }
  await make();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}
