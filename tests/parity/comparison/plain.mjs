/**
 * Owns how what an SDK shows becomes plain data that can be compared: times count from the scenario's beginning, ids made at
 * random and addresses lose what is different each time, objects of the SDK become names. Nothing else is changed.
 */

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const moment = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;
const DAY = 86_400_000;

/** Lists whose order means nothing: it follows from ids made at random. */
const unordered = new Set(["maxVotedOptionIds"]);

/** Different in each run, and no matter of the SDK. */
const dropped = new Set(["duration", "X-Stream-Client", "api_key", "x-client-request-id"]);
const masked = new Set(["connection_id", "authorization", "client_id", "client_request_id", "access_token", "ahead_seconds", "user_token"]);

export class Plain {
  #labels = new Map();

  /** @param begin when the scenario began, in milliseconds since 1970. @param sdk whose classes get names. */
  constructor({ begin, sdk, url }) {
    this.begin = begin;
    this.sdk = sdk;
    this.host = new URL(url).host;
  }

  #time(ms) {
    const seconds = Math.floor((ms - this.begin) / 1000);
    return Math.abs(ms - this.begin) > 30 * DAY ? new Date(ms).toISOString() : `T${seconds < 0 ? "" : "+"}${seconds}`;
  }

  #text(text) {
    if (moment.test(text) && !text.startsWith("0001")) return this.#time(Date.parse(text));
    return text.replaceAll(this.host, "server").replace(/\/files\/[^/]+\//g, "/files/some/").replace(uuid, (id) => this.#labels.get(id) ?? "uuid");
  }

  /** Gives ids made by the server the name of what they belong to, so that options of a poll stay apart. */
  #learn(object) {
    const { id, text, name } = object;
    if (typeof id === "string" && id.length === 36 && uuid.test(id) && (text || name)) this.#labels.set(id, `id of ${text || name}`);
    uuid.lastIndex = 0;
  }

  #named(value) {
    const is = (name) => typeof this.sdk[name] === "function" && value instanceof this.sdk[name];
    if (is("StreamChat")) return `StreamChat of ${value.userID}`;
    if (is("Channel")) return `Channel ${this.#text(String(value.cid))}`;
    if (is("ChannelState")) return "ChannelState";
    if (is("Thread")) return { thread: value.state?.getLatestValue?.() };
    if (is("Poll")) return { poll: value.state?.getLatestValue?.() };
    if (is("StateStore")) return value.getLatestValue();
    return undefined;
  }

  /** An error: that it is one, and the service's code and status. The sentence is each SDK's own. */
  error(error) {
    if (!(error instanceof Error)) return { thrown: this.of(error) };
    const { code, status } = error;
    const numbers = Object.fromEntries(Object.entries({ code, status }).filter(([, value]) => typeof value === "number" && value > 0));
    return { thrown: "Error", ...numbers };
  }

  /** Plain data for any value. */
  of(value, above = []) {
    if (value === null || value === undefined || typeof value === "boolean") return value ?? null;
    if (typeof value === "string") return this.#text(value);
    if (Number.isNaN(value)) return "not a number";
    if (typeof value === "number") return value > 1e12 && Math.abs(value - this.begin) < 30 * DAY ? `ms ${this.#time(value)}` : value;
    if (typeof value === "bigint" || typeof value === "symbol") return String(value);
    if (value instanceof Date) return `Date ${Number.isNaN(value.getTime()) ? "invalid" : this.#time(value.getTime())}`;
    if (value instanceof Error) return this.error(value);
    if (above.includes(value)) return "itself";
    const named = this.#named(value);
    const inside = [...above, value];
    if (named !== undefined) return typeof named === "string" ? named : this.of(named, inside);
    if (value instanceof Map || value instanceof Set) return this.of([...value], inside);
    if (Array.isArray(value)) return value.map((part) => this.of(part, inside));
    this.#learn(value);
    return this.#fields(value, inside);
  }

  #fields(value, inside) {
    const fields = [];
    for (const key of Object.keys(value)) {
      const part = value[key];
      if (dropped.has(key) || part === undefined || typeof part === "function") continue;
      const plain = masked.has(key) && part ? `some ${key}` : this.of(part, inside);
      fields.push([this.#text(key), unordered.has(key) && Array.isArray(plain) ? plain.sort() : plain]);
    }
    return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
