/** The local server with faults switched on: placing and removing them, and reading its books. */
import { LocalServer, type ServerOptions } from "../local_server.js";

export interface LedgerConnection {
  connection_id: string;
  transport: "websocket" | "longpoll";
  open: boolean;
  sent: { type: string; message_id: string | null }[];
}

export interface LedgerRequest {
  at_ms: number;
  method: string;
  path: string;
  endpoint: string | null;
  status: number | null;
}

export interface Ledger {
  now_ms: number;
  accepted: { cid: string; id: string }[];
  connections: LedgerConnection[];
  requests: LedgerRequest[];
}

export type Fault = { kind: string } & Record<string, unknown>;

export class BreakableServer {
  private constructor(
    private program: LocalServer,
    private readonly options: ServerOptions,
  ) {}

  static async start(options: ServerOptions = {}): Promise<BreakableServer> {
    const all = { ...options, faults: true };
    return new BreakableServer(await LocalServer.start(all), all);
  }

  get url(): string {
    return this.program.url;
  }

  get local(): LocalServer {
    return this.program;
  }

  /** Starts the program again at the same address. What was in memory is gone, faults too. */
  async startAgain(): Promise<void> {
    this.program = await LocalServer.start({ ...this.options, port: this.program.port });
  }

  stop(signal?: "SIGKILL" | "SIGTERM"): Promise<void> {
    return this.program.stop(signal);
  }

  async #dev<Answer>(method: string, what: string, body?: object): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${this.url}/_dev/${what}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${what}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  /** Places a fault. Gives what removes it and says how often it struck. */
  async breaks(fault: Fault): Promise<() => Promise<number>> {
    const { id } = await this.#dev<{ id: number }>("POST", "faults", fault);
    return async () => (await this.#dev<{ struck: number }>("DELETE", `faults/${id}`)).struck;
  }

  /** What the server knows to have done for a user. */
  ledger(user: string, since = 0): Promise<Ledger> {
    return this.#dev("GET", `ledger?of_user=${user}&since_ms=${since}`);
  }
}
