/**
 * Owns building and starting the local server program from scripts and tests, and the token of its owner. Not what the server does.
 */
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { inRoot, serverBinary } from "./paths.mjs";
import { CommandFailed, run } from "./process.mjs";

/** Compiles the server. Its messages go to standard error, as cargo's do. */
export const buildServer = () => run("cargo", ["build", "--release", "-p", "stream-chat-local"], { cwd: inRoot() });

/** The server is ready within 300 ms; this is for a machine that is busy with something else. */
const readyLimitMs = 20_000;

/** A token that may do anything, as a backend has. */
export function serverToken(secret) {
  const part = (value) => Buffer.from(value).toString("base64url");
  const text = `${part('{"alg":"HS256","typ":"JWT"}')}.${part('{"server":true}')}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

/**
 * Starts the compiled server (another program than the released one if named). Resolves with `{url, api_key, api_secret, ready_ms, child, stop()}` after its first line.
 * It ends with this process, however that ends, because its standard input closes.
 */
export async function startServer(args = ["--port", "0", "--memory"], program = serverBinary) {
  const child = spawn(program, [...args, "--exit-with-parent"], { cwd: inRoot(), stdio: ["pipe", "pipe", "inherit"] });
  const gone = once(child, "exit");
  gone.catch(() => {}); // A program that cannot be started is reported below.
  const lines = createInterface({ input: child.stdout });
  const timer = setTimeout(() => child.kill("SIGKILL"), readyLimitMs);
  const first = await Promise.race([
    once(lines, "line").then(([line]) => line),
    gone.then(([code]) => Promise.reject(new CommandFailed("stream-chat-local", args, `ended before it was ready (exit code ${code})`))),
  ]).finally(() => clearTimeout(timer));
  lines.on("line", (line) => console.log(line));
  const stop = async () => {
    child.stdin.end();
    child.kill("SIGTERM");
    await gone;
  };
  return { ...JSON.parse(first), child, stop };
}
