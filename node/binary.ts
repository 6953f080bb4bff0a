/**
 * Owns where the local server's program is: given, installed, built before, or built now. Does not start it.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

const program = process.platform === "win32" ? "stream-chat-local.exe" : "stream-chat-local";

/** The version of this package, and of the program that belongs to it. Set when the package is built. */
declare const PACKAGE_VERSION: string;

/** Where a program built from the package's sources is kept: one for all projects of a user. */
function builtFolder(): string {
  const cache = process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache");
  return path.join(cache, "stream-chat-wasm", `server-${PACKAGE_VERSION}`);
}

const say = (text: string): void => {
  process.stderr.write(`stream-chat-wasm/server: ${text}\n`);
};

/** What a program says about its version; undefined if it cannot be started. */
function versionOf(file: string): string | undefined {
  const done = spawnSync(file, ["--version"], { encoding: "utf8", timeout: 10_000 });
  return done.status === 0 ? done.stdout.trim().split(" ").at(-1) : undefined;
}

/** Places where an installed program may be. One of another version may speak otherwise, so it does not count. */
function installed(): string | undefined {
  const folders = [
    ...(process.env["PATH"] ?? "").split(path.delimiter),
    path.join(process.env["CARGO_HOME"] || path.join(homedir(), ".cargo"), "bin"),
    path.join(builtFolder(), "bin"),
  ];
  for (const folder of folders.filter(Boolean)) {
    const file = path.join(folder, program);
    if (!existsSync(file)) continue;
    const version = versionOf(file);
    if (version === PACKAGE_VERSION) return file;
    say(`${file} is of version ${version ?? "unknown"}, not ${PACKAGE_VERSION}: it is not used`);
  }
  return undefined;
}

/** Builds the program from the sources that the package carries. */
async function build(sources: string): Promise<string> {
  if (spawnSync("cargo", ["--version"], { encoding: "utf8" }).status !== 0) {
    throw new Error(
      "the local server's program is not installed and cannot be built without Rust. Install Rust (https://rustup.rs), " +
        "or give the program as the option `binary` or in the environment variable STREAM_CHAT_LOCAL",
    );
  }
  say(`building the local server, once for version ${PACKAGE_VERSION} (some minutes)`);
  const args = ["install", "--locked", "--path", sources, "--root", builtFolder()];
  // Its own target folder, for the package's may not be writable.
  const env = { ...process.env, CARGO_TARGET_DIR: path.join(builtFolder(), "target") };
  const child = spawn("cargo", args, { env, stdio: ["ignore", process.stderr, process.stderr] });
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`the local server could not be built: cargo ended with ${code ?? "a signal"}, its output is above`);
  return path.join(builtFolder(), "bin", program);
}

let building: Promise<string> | undefined;

/** The program's file: the one that is given, else `STREAM_CHAT_LOCAL`, else an installed one, else one that is built. */
export async function findBinary(given: string | undefined, sources: string): Promise<string> {
  const named = given ?? process.env["STREAM_CHAT_LOCAL"];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`there is no program ${named} (${given ? "option `binary`" : "environment variable STREAM_CHAT_LOCAL"})`);
  }
  return installed() ?? (building ??= build(sources));
}
