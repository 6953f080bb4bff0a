/**
 * Owns starting other programs: run to the end, capture, log to a file, stop. Knows nothing of what they do.
 */
import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";

export class CommandFailed extends Error {
  constructor(command, args, how, output = "") {
    super(`${path.basename(command)} ${args.join(" ")}: ${how}`);
    this.output = output;
  }
}

/** Standard output of a short command, trimmed; undefined when it cannot be started or fails. */
export function ask(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: "utf8", timeout: 15_000, ...options });
  return done.status === 0 ? done.stdout.trim() : undefined;
}

/**
 * Runs a command to its end.
 * @param options.log file that takes its output; without it the output goes to the terminal.
 * @param options.capture resolve with the output as well as showing it.
 * @param options.limitMs stop it after this long.
 */
export function run(command, args, { log, capture = false, limitMs, env, cwd } = {}) {
  let file;
  if (log) {
    mkdirSync(path.dirname(log), { recursive: true });
    file = openSync(log, "a");
  }
  const output = file ?? (capture ? "pipe" : "inherit");
  const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ["ignore", output, output] });
  let text = "";
  let late = false;
  if (capture) {
    for (const [stream, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
      stream.on("data", (bytes) => {
        text += bytes;
        to.write(bytes);
      });
    }
  }
  const timer = limitMs && setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, limitMs);
  return new Promise((resolve, reject) => {
    const end = (act) => {
      clearTimeout(timer);
      if (file !== undefined) closeSync(file);
      act();
    };
    child.on("error", (error) => end(() => reject(new CommandFailed(command, args, error.message, text))));
    child.on("close", (code, signal) => end(() => {
      if (code === 0) resolve(text);
      else reject(new CommandFailed(command, args, late ? `not finished after ${limitMs / 1000} s` : signal ?? `exit code ${code}`, text));
    }));
  });
}

/** The environment with folders put before PATH and further variables set. */
export function environment(folders, more = {}) {
  return { ...process.env, PATH: [...folders, process.env.PATH].join(path.delimiter), ...more };
}

/** Runs a command of package.json. When a program that it started failed, its message is enough; a stack would hide it. */
export function main(work) {
  work().catch((error) => {
    console.error(error instanceof CommandFailed ? `\n${error.message}` : error);
    process.exit(1);
  });
}
