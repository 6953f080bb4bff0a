/**
 * Owns the folder's own packages: the SDK to compare with, installed from the lock file when it is missing (here, or in
 * tests/parity). It is used through its public names and is no part of anything that is shipped.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../scripts/paths.mjs";
import { run } from "../scripts/process.mjs";

export const folder = inRoot("bench");
const name = "stream-chat";
const versionIn = (file) => JSON.parse(readFileSync(file, "utf8")).version;

/** Installs it into a folder with a package.json when needed; gives its version. */
export async function installPeer(into = folder) {
  const wanted = JSON.parse(readFileSync(path.join(into, "package.json"), "utf8")).dependencies[name];
  const manifest = path.join(into, "node_modules", name, "package.json");
  if (!existsSync(manifest) || versionIn(manifest) !== wanted) {
    console.log(`  installing ${name} ${wanted} into ${path.relative(inRoot(), into)}/ (only this command uses it; it has its own licence)`);
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: into });
  }
  return { name, version: versionIn(manifest) };
}
