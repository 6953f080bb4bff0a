/**
 * Owns `stream-chat-wasm/server`: starting the local server from a test and ending it. Not where its program comes from.
 */
/// <reference lib="esnext.disposable" preserve="true" />
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findBinary } from "./binary.ts";

/** How the server is started. Everything has a default: on a free port, in memory, empty. */
export interface LocalServerOptions {
  /** Port; a free one by default. */
  port?: number;
  /** Address to listen on, 127.0.0.1 by default. */
  host?: string;
  /** Database file. Without it everything is kept in memory and gone in the end. */
  db?: string;
  /** `"demo"`, the path of a JSON file, or what such a file holds. */
  seed?: "demo" | Seed | (string & {});
  /** Offers `/_dev/faults`, by which tests break the server on purpose. */
  faults?: boolean;
  /** Key of the application, `local-key` by default. */
  apiKey?: string;
  /** Secret that signs tokens. */
  apiSecret?: string;
  /** Refuses calls beyond the service's limits: `true`, or the calls a minute of one user to one endpoint. */
  rateLimits?: boolean | number;
  /** How much is logged to standard error: `warn` by default. */
  log?: "off" | "error" | "warn" | "info" | "debug" | "trace";
  /** More options for the program, as on its command line. */
  args?: readonly string[];
  /** The program. By default it is looked for, and built if there is none. */
  binary?: string;
  /** How long it may take to be ready, in milliseconds; 20 000 by default. Building does not count. */
  timeout?: number;
}

/** Data for tests. What is there already stays. */
export interface Seed {
  users?: readonly ({ id: string; name?: string; image?: string; role?: string; teams?: readonly string[] } & Custom)[];
  channels?: readonly ({
    type: string;
    id: string;
    /** The first member by default. */
    created_by?: string;
    members?: readonly (string | { user_id: string; channel_role?: string })[];
    messages?: readonly SeedMessage[];
    /** By member: up to which message it has read; `null` is nothing. Who is not named has read everything. */
    read?: Readonly<Record<string, string | null>>;
    team?: string;
    frozen?: boolean;
    cooldown?: number;
    created_at?: string;
  } & Custom)[];
}

/** A message of a seed. Without a time of its own it is a minute younger than the one before. */
export type SeedMessage = {
  id?: string;
  user: string;
  text?: string;
  type?: "regular" | "system";
  parent_id?: string;
  show_in_channel?: boolean;
  silent?: boolean;
  pinned?: boolean;
  attachments?: readonly Readonly<Record<string, unknown>>[];
  mentioned_users?: readonly string[];
  created_at?: string;
  reactions?: readonly { type: string; user: string; score?: number }[];
} & Custom;

/** Whatever the application adds. */
export type Custom = Readonly<Record<string, unknown>>;

/** Where the clock stands. */
export interface LocalClock {
  now: string;
  ahead_seconds: number;
  frozen: boolean;
}

/** A running server. */
export interface LocalServer {
  /** Base URL, for example `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** A token for a user, signed here. `expiresIn` is in seconds; a negative one has expired. */
  token(userId: string, options?: { expiresIn?: number }): string;
  /** A token of the application's own server, which may do everything. */
  serverToken(): string;
  /** Empties the database; every client is cut off and connects again. */
  reset(): Promise<void>;
  /** Fills in a seed, or the demonstration. */
  seed(seed?: Seed): Promise<void>;
  /** Keeps everything under a name, to go back to it by `restore`. */
  snapshot(name?: string): Promise<void>;
  /** Back to a snapshot; every client is cut off and connects again. */
  restore(name?: string): Promise<void>;
  /** Turns the server's clock: what is over then is over at once. */
  clock(turn?: { set?: string; advance_seconds?: number; freeze?: boolean }): Promise<LocalClock>;
  /** Calls the back door: `dev("GET", "/ledger")`. Rejects with what the server says is wrong. */
  dev<T = unknown>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<T>;
  /** Ends it. Safe to call twice. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The sources that the package carries beside this file. */
const sources = fileURLToPath(new URL("./server-source", import.meta.url));

function commandLine(options: LocalServerOptions): string[] {
  const { port = 0, host, db, seed, faults, apiKey, apiSecret, rateLimits, log, args = [] } = options;
  const values: [string, string | number | undefined][] = [
    ["--port", port],
    ["--host", host],
    ["--db", db],
    ["--seed", typeof seed === "string" ? seed : undefined],
    ["--api-key", apiKey],
    ["--api-secret", apiSecret],
    ["--rate-limit", typeof rateLimits === "number" ? rateLimits : undefined],
    ["--log", log],
  ];
  return [
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)])),
    ...(db === undefined && !args.includes("--db") ? ["--memory"] : []),
    ...(faults ? ["--faults"] : []),
    ...(rateLimits === true ? ["--rate-limits"] : []),
    ...args,
    "--exit-with-parent",
  ];
}

function sign(secret: string, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

/**
 * Starts a local server and resolves when it is ready. It ends by `stop()`, at the end of an `await using` block, and in any
 * case with this process, which it does not keep alive.
 */
export async function startLocalServer(options: LocalServerOptions = {}): Promise<LocalServer> {
  const binary = await findBinary(options.binary, sources);
  // Its standard input is open as long as this process lives; the server ends when it closes.
  const child = spawn(binary, commandLine(options), { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (bytes: Buffer) => {
    complaint = (complaint + String(bytes)).slice(-4000);
    process.stderr.write(bytes);
  });
  const gone = new Promise<void>((resolve) => void child.once("exit", () => resolve()).once("error", () => resolve()));
  const { timeout = 20_000 } = options;
  const line = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`the local server was not ready after ${timeout} ms`));
    }, timeout);
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`the local server did not start: ${complaint.trim() || why}`));
    };
    child.once("error", (error) => fail(error.message)).once("close", (code) => fail(`${binary} ended with ${code ?? "a signal"}`));
    createInterface({ input: child.stdout }).once("line", (text) => {
      clearTimeout(timer);
      resolve(text);
    });
  });
  const { url, api_key: apiKey, api_secret: apiSecret } = JSON.parse(line) as { url: string; api_key: string; api_secret: string };
  // None of these keeps Node alive: a test that forgets to stop the server still ends, and the server with it.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref();

  const dev = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/_dev${path}`, { method, ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }) });
    const answer = (await response.json()) as T & { message?: string };
    if (!response.ok) throw new Error(`${method} /_dev${path}: ${answer.message ?? response.status}`);
    return answer;
  };
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    child.stdin.end();
    child.kill("SIGTERM");
    await gone;
  };
  const server: LocalServer = {
    url,
    apiKey,
    apiSecret,
    token(userId, { expiresIn } = {}) {
      const now = Math.floor(Date.now() / 1000);
      return sign(apiSecret, { user_id: userId, ...(expiresIn === undefined ? {} : { iat: now - 1, exp: now + expiresIn }) });
    },
    serverToken: () => sign(apiSecret, { server: true }),
    reset: async () => void (await dev("POST", "/reset", {})),
    seed: async (seed) => void (await dev("POST", "/seed", seed ?? {})),
    snapshot: async (name) => void (await dev("POST", "/snapshot", { name })),
    restore: async (name) => void (await dev("POST", "/restore", { name })),
    clock: (turn) => (turn ? dev("POST", "/clock", turn) : dev("GET", "/clock")),
    dev,
    stop,
    [Symbol.asyncDispose]: stop,
  };
  if (typeof options.seed === "object") {
    try {
      await server.seed(options.seed);
    } catch (error) {
      await stop();
      throw error;
    }
  }
  return server;
}
