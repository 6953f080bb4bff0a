/**
 * Owns programs built with `cargo install` into the cache. Which and which version: ../pins.mjs.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { cache } from "../paths.mjs";
import { cargoTools } from "../pins.mjs";
import { run } from "../process.mjs";
import { step, wholeFolder } from "./step.mjs";

/** Compiling them fully optimised takes a fifth longer than they could ever win back: they run for a second or two. */
const quickly = { CARGO_PROFILE_RELEASE_OPT_LEVEL: "1" };

let queue = Promise.resolve(); // One after the other: each keeps all cores busy.

/** Resolves with the folder that holds the tool's programs, built when it is not there yet. */
export function cargoTool(name) {
  const { version, programs, flags, why, usually } = cargoTools[name];
  const folder = path.join(cache, `${name}-${version}`);
  const bin = path.join(folder, "bin");
  if (programs.every((program) => existsSync(path.join(bin, program)))) return Promise.resolve(bin);
  const turn = queue.then(() => step({ name: `${name} ${version}`, why, usually }, (log) =>
    wholeFolder(folder, async (half) => {
      const bins = programs.flatMap((program) => ["--bin", program]);
      const args = ["install", name, "--version", version, ...flags, ...bins, "--root", half, "--target-dir", path.join(half, "work")];
      await run("cargo", args, { log, env: { ...process.env, ...quickly } });
      await run("rm", ["-rf", path.join(half, "work")], { log });
    })));
  queue = turn.catch(() => {});
  return turn.then(() => bin);
}
