/**
 * Owns `node_modules`: installed from the lock file, skipped while both say the same. Which packages: package.json.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { inRoot } from "../paths.mjs";
import { minimum } from "../pins.mjs";
import { run } from "../process.mjs";
import { step, StepFailed } from "./step.mjs";

const stamp = inRoot("node_modules", ".installed");

/** What an installation depends on: the lock file and the platform, since some packages bring programs. */
const wanted = () => createHash("sha256")
  .update(readFileSync(inRoot("package-lock.json")))
  .update(`${process.platform} ${process.arch}`)
  .digest("hex");

export async function npmPackages() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < minimum.node[0]) {
    throw new StepFailed("Node", `Node ${process.versions.node} is too old`, `Install Node ${minimum.node[0]} or newer: https://nodejs.org`);
  }
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted()) return;
  await step({ name: "npm packages", why: "the build's and tests' JavaScript tools, from package-lock.json", usually: "20 s" }, async (log) => {
    // Playwright's own browsers are not used: tests run in the installed ones.
    const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" };
    await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: inRoot(), env, log });
    writeFileSync(stamp, wanted());
  });
}
