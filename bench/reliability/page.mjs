/**
 * Owns what the measured page offers: clients of one SDK, what each of them received and when, and its calls for tokens.
 * Which SDK is behind `sdk` is the bundler's to say; only public names that both have are used here.
 */
import { StreamChat } from "sdk";

const fetched = async (url, id) => (await (await fetch(`${url}/_dev/token?user_id=${id}`)).json()).token;

class Visitor {
  /** `{at, type, id, cid}` of every event that carries a message, in the order of arrival. */
  received = [];
  /** When the SDK said `connection.recovered`, and what it declared. */
  recoveries = [];
  tokens = 0;
  connected = undefined;
  failure = undefined;

  constructor({ url, key, id, options }) {
    this.id = id;
    this.url = url;
    this.client = new StreamChat(key, { baseURL: url, ...options });
    this.client.on((event) => {
      if (event.message) this.received.push({ at: Date.now(), type: event.type, id: event.message.id, cid: event.cid });
      if (event.type === "connection.recovered") this.recoveries.push({ at: Date.now(), channels: { ...event.channels } });
    });
  }

  /** @param how.fixed one token instead of a function. Resolves with the milliseconds it took; null when it was refused. */
  async connect({ fixed } = {}) {
    const token = fixed ?? (() => {
      this.tokens++;
      return fetched(this.url, this.id);
    });
    const from = Date.now();
    try {
      await this.client.connectUser({ id: this.id }, token);
      this.connected = Date.now();
      return this.connected - from;
    } catch (error) {
      this.failure = { after: Date.now() - from, text: String(error?.message ?? error) };
      return null;
    }
  }

  /** Watches every channel of a filter, 30 at a time. */
  async watchAll(filter) {
    const all = [];
    for (;;) {
      const page = await this.client.queryChannels(filter, { created_at: 1 }, { watch: true, state: true, limit: 30, offset: all.length });
      all.push(...page);
      if (page.length < 30) return all.length;
    }
  }
}

const visitors = new Map();

globalThis.rig = {
  token: fetched,
  visitor: (id) => visitors.get(id),
  visitors: () => [...visitors.values()],
  /** A client for a user; `connect` is up to the row. */
  add(options) {
    const visitor = new Visitor(options);
    visitors.set(options.id, visitor);
    return visitor;
  },
};
