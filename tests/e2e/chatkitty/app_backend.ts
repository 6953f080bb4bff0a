/**
 * The app's own backend: it exchanges names and passwords for tokens, and does on the chat server what only a server may.
 * Not the package under test.
 */
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { LocalServer } from "../local_server.js";

/** What an app's backend is asked for a token with. */
export interface Exchange {
  apiKey: string;
  username: string;
  userId: string;
  authParams?: { password?: string };
}

interface ChannelState {
  members: { user_id: string }[];
  watchers?: { id: string }[];
  messages: { text: string; type: string }[];
}

/** The data that `POST /_dev/seed` takes, as far as it is needed here. */
export interface Seed {
  users?: { id: string; name?: string }[];
  channels?: { type: string; id: string; name?: string; members: string[]; messages?: { user: string; text: string }[] }[];
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of the application, another one each time. */
function signed(claims: object, secret: string): string {
  const body = `${part({ alg: "HS256", typ: "JWT" })}.${part({ ...claims, jti: randomUUID() })}`;
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}

export class AppBackend {
  /** What tokens were asked for with, oldest first. */
  readonly exchanges: Exchange[] = [];
  readonly #http: Server;

  private constructor(private readonly chat: LocalServer) {
    this.#http = createServer(async (request, response) => {
      response.setHeader("Access-Control-Allow-Origin", "*").setHeader("Access-Control-Allow-Headers", "*");
      if (request.method !== "POST") return void response.end();
      const exchange = await bodyOf<Exchange>(request);
      this.exchanges.push(exchange);
      if (exchange.authParams?.password === "wrong") return void response.writeHead(403).end("{}");
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ token: signed({ user_id: exchange.userId }, this.chat.apiSecret) }));
    });
  }

  static async start(chat: LocalServer): Promise<AppBackend> {
    const backend = new AppBackend(chat);
    backend.#http.listen(0, "127.0.0.1");
    await once(backend.#http, "listening");
    return backend;
  }

  stop(): void {
    this.#http.closeAllConnections();
    this.#http.close();
  }

  /** Where tokens are exchanged. */
  get authUrl(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/token`;
  }

  async #post<Answer>(path: string, body: object, user = ""): Promise<Answer> {
    const query = new URLSearchParams({ api_key: this.chat.apiKey, ...(user && { user_id: user }) });
    const headers = { authorization: signed({ server: true }, this.chat.apiSecret), "stream-auth-type": "jwt", "content-type": "application/json" };
    const response = await fetch(`${this.chat.url}${path}?${query}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  /** Fills the chat server. */
  async seed(seed: Seed): Promise<void> {
    await this.#post("/_dev/seed", seed);
  }

  /** A message of a user, or of the application itself with `type: "system"`. */
  async send(cid: string, user: string, message: Record<string, unknown>): Promise<void> {
    await this.#post(`${pathOf(cid)}/message`, { message: { ...message, user_id: user } });
  }

  /** An event that is not stored, such as `typing.start`. */
  async event(cid: string, user: string, event: { type: string }): Promise<void> {
    await this.#post(`${pathOf(cid)}/event`, { event: { ...event, user_id: user } });
  }

  #state(cid: string): Promise<ChannelState> {
    return this.#post(`${pathOf(cid)}/query`, { state: true, watchers: { limit: 30 }, members: { limit: 30 } });
  }

  /** Ids of the members, sorted. */
  async members(cid: string): Promise<string[]> {
    return (await this.#state(cid)).members.map(({ user_id }) => user_id).sort();
  }

  /** Ids of those who watch a channel, sorted. */
  async watchers(cid: string): Promise<string[]> {
    return ((await this.#state(cid)).watchers ?? []).map(({ id }) => id).sort();
  }

  /** How many channels there are, thirty at most. */
  async channelCount(): Promise<number> {
    const { channels } = await this.#post<{ channels: object[] }>("/channels", { filter_conditions: {}, limit: 30 });
    return channels.length;
  }
}

const pathOf = (cid: string) => `/channels/${cid.replace(":", "/")}`;

async function bodyOf<Body>(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Body;
}
