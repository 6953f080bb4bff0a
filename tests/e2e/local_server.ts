/** Starts and stops the local server's program for one test. Nothing of what it serves. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What the server's first line says. */
interface FirstLine {
  url: string;
  api_key: string;
  api_secret: string;
}

export interface ServerOptions {
  /** A database file, so that a second start finds what the first one stored. Default: memory. */
  database?: string;
  /** Default: any free port. */
  port?: number;
  /** True: it can be broken on purpose, see docs/faults.md. */
  faults?: boolean;
  /** True: without the demo data. */
  empty?: boolean;
}

export class LocalServer {
  readonly #process: ChildProcess;
  readonly url: string;
  readonly apiKey: string;
  /** Signs tokens. */
  readonly apiSecret: string;

  private constructor(process: ChildProcess, first: FirstLine) {
    this.#process = process;
    this.url = first.url;
    this.apiKey = first.api_key;
    this.apiSecret = first.api_secret;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  static async start({ database, port = 0, faults = false, empty = false }: ServerOptions = {}): Promise<LocalServer> {
    const storage = database ? ["--db", database] : ["--memory"];
    const options = ["--port", String(port), ...storage, ...(empty ? [] : ["--seed", "demo"]), "--static", fromRoot("www/dist"), "--exit-with-parent", ...(faults ? ["--faults"] : [])];
    const program = spawn(fromRoot("target/release/stream-chat-local"), options, { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: program.stdout });
    const failed = once(program, "exit").then(([code]) => {
      throw new Error(`the local server ended with ${code} before it was ready`);
    });
    const [line] = (await Promise.race([once(lines, "line"), failed])) as [string];
    failed.catch(() => undefined);
    return new LocalServer(program, JSON.parse(line) as FirstLine);
  }

  /** Ends it as a power cut would, or with `SIGTERM` politely. */
  async stop(signal: "SIGKILL" | "SIGTERM" = "SIGTERM"): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill(signal);
    await ended;
  }
}
