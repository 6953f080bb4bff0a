/** What the bare test page offers: one client of the package, and what it told. Runs in the page; imports nothing but the package. */
import "./crowd.js";
import { type ConnectionState, type Event, StreamChat, type StreamChatOptions } from "stream-chat-wasm";

export interface Visitor {
  url: string;
  key: string;
  id: string;
  options: StreamChatOptions;
}

export class Rig {
  readonly client: StreamChat;
  readonly events: Event[] = [];
  /** Every `connectionState` there was, oldest first. */
  readonly states: ConnectionState[] = [];
  /** How often the token function was called. */
  tokens = 0;

  constructor(private readonly visitor: Visitor) {
    this.client = new StreamChat(visitor.key, { baseURL: visitor.url, ...visitor.options });
    this.client.on((event) => {
      this.events.push(event);
      if (event.type === "connection.state_changed") this.states.push(this.client.connectionState);
    });
  }

  /** Resolves with the milliseconds it took. */
  async connect(): Promise<number> {
    const from = performance.now();
    await this.client.connectUser({ id: this.visitor.id }, async () => {
      this.tokens++;
      const answer = await fetch(`${this.visitor.url}/_dev/token?user_id=${this.visitor.id}`);
      return ((await answer.json()) as { token: string }).token;
    });
    return performance.now() - from;
  }

  /** Connects and watches a channel. */
  async enter(channel: string): Promise<void> {
    await this.connect();
    await this.client.channel("messaging", channel).watch();
  }

  /** Texts of the messages that a channel holds, in its order. */
  texts(channel: string): string[] {
    return this.client.channel("messaging", channel).state.messages.map(({ text }) => text ?? "");
  }

  /** Texts of `message.new` as listeners got them, in their order. */
  heard(): string[] {
    return this.events.filter(({ type }) => type === "message.new").map(({ message }) => message?.text ?? "");
  }

  /** Reasons of the connection's states, without repetition in a row. */
  reasons(): string[] {
    return this.states.map(({ reason }) => reason).filter((reason, at, all) => reason !== all[at - 1]);
  }
}

/** Work that was begun and is asked for later, for a driver that can do one thing at a time: outcomes as JSON, by number. */
class Runs {
  readonly #done = new Map<number, string>();

  begin(number: number, work: () => unknown): void {
    const note = (outcome: object): void => void this.#done.set(number, JSON.stringify(outcome));
    new Promise((resolve) => resolve(work())).then((value) => note({ value }), (error) => note({ error: String(error) }));
  }

  /** Null while it is under way. */
  outcome(number: number): string | null {
    return this.#done.get(number) ?? null;
  }
}

declare global {
  var rig: Rig;
  var runs: Runs;
  var enterPage: (visitor: Visitor) => void;
}

globalThis.runs = new Runs();
globalThis.enterPage = (visitor) => void (globalThis.rig = new Rig(visitor));
