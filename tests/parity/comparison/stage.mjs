/**
 * Owns how a scenario is played: its people, one step after the other, each in a second of its own and finished only when
 * everything has arrived, and what is noted of it. What is compared in the end: snapshot.mjs.
 */
import * as clock from "./clock.mjs";
import { Plain } from "./plain.mjs";
import { ofClient } from "./snapshot.mjs";
import * as wire from "./wire.mjs";

/** How long a step may take to come to rest, in real milliseconds: a busy machine is no difference. */
const REST = 30_000;

/** How long it has to be quiet, in times that the slowest question took. */
const PATIENCE = 6;

/** What a step is called: the call that it makes. */
const nameOf = (action) => action.toString().replace(/^(async )?\(\) => /, "").replace(/\s+/g, " ").slice(0, 90);

/** The same random numbers in every run: a shuffled list is no difference. */
function steady() {
  let seed = 1;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed;
  };
  Math.random = () => next() / 2_147_483_647;
  crypto.getRandomValues = (list) => {
    const bytes = new Uint8Array(list.buffer, list.byteOffset, list.byteLength);
    for (const at of bytes.keys()) bytes[at] = next() >> 8;
    return list;
  };
}

class Stage {
  #people = new Map();
  #held = [];
  #steps = [];
  #seconds = 0;
  #pace = 1;
  #current;

  constructor({ sdk, url, key, begin }) {
    this.sdk = sdk;
    this.url = url;
    this.key = key;
    this.begin = begin;
    this.plain = new Plain({ begin, sdk, url });
  }

  async #dev(method, path, body) {
    const answer = await wire.quietFetch(`${this.url}/_dev/${path}`, { method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" } });
    return answer.json();
  }

  token = async (id, seconds) => (await this.#dev("GET", `token?user_id=${id}${seconds ? `&expires_in=${seconds}` : ""}`)).token;

  /** A time counted from the beginning, as the protocol writes it. */
  time = (seconds) => new Date(this.begin + seconds * 1000).toISOString();

  /** Calls the server as the app's backend: `(method, path, body, user who acts)`. Then everybody hears of it. */
  backend = async (method, path, body, user) => {
    const answer = await this.act(() => globalThis.backend(method, path, body, user), `backend: ${method} ${path}`);
    return answer;
  };

  /** Places a fault; all fields as in docs/faults.md. */
  fault = (what) => this.#dev("POST", "faults", what);
  mend = () => this.#dev("DELETE", "faults");

  /** Fills the server, as docs/local-server.md says; nothing is noted. */
  seed = (what) => this.#dev("POST", "seed", what);

  /** Messages of the past, ten seconds apart, for `room`: ids `h1`, `h2`, ... */
  history = (count, user, fields = {}) => Array.from({ length: count }, (_, at) => ({
    id: `h${at + 1}`, text: `text ${at + 1}`, user, created_at: this.time(-5_000 + 10 * at), ...fields,
  }));

  /** Somebody with a client that is not connected: `{id, client, token}`. */
  stranger = (id, { as = id, ...options } = {}) => {
    const client = new this.sdk.StreamChat(this.key, { baseURL: this.url, ...options });
    this.#people.set(as, client);
    client.on((event) => this.#hear(as, "client", event));
    return { id, client, token: () => wire.during(this.token(id)) };
  };

  /** People who are connected. */
  people = async (...ids) => {
    const all = [];
    for (const id of ids) {
      const person = this.stranger(id);
      await this.act(async () => void await person.client.connectUser({ id, name: id }, person.token), `${id} connects`);
      all.push(person);
    }
    return all;
  };

  /** A channel of one of them, whose listeners are noted. */
  channel = ({ client, id: who }, ...args) => {
    const channel = client.channel(...args);
    this.#hold(who, channel);
    return channel;
  };

  #hold(who, channel) {
    if (this.#held.some((held) => held.channel === channel)) return;
    this.#held.push({ who, channel });
    channel.on((event) => this.#hear(who, "channel", event));
  }

  /** A channel that exists already, made by the first of them, with all as members who watch it. In the same order. */
  room = async (people, { id = "kitchen", type = "messaging", watch = true, messages = [], ...data } = {}) => {
    await this.seed({ channels: [{ type, id, members: people.map((person) => person.id), created_by: people[0].id, created_at: this.time(-9_000), ...data, messages }] });
    const channels = people.map((person) => this.channel(person, type, id));
    if (watch) for (const [at, channel] of channels.entries()) await this.act(() => this.#watched(people[at].id, channel), `${people[at].id} watches ${id}`);
    return channels;
  };

  /** Watches, and waits for the event that says so. */
  async #watched(who, channel) {
    const answer = await channel.watch();
    if (answer.channel.config?.connect_events) await this.heard(who, "user.watching.start");
    return answer;
  }

  #hear(who, on, event) {
    if (!this.#current) return;
    const heard = on === "client" ? { on, ...this.plain.of(event) } : { on, type: event.type };
    if (event.type === "health.check" && !event.me) return;
    (this.#current.events[who] ??= []).push(heard);
  }

  /** Resolves when somebody's client has heard an event of this type in the present step: what the step waits for. */
  heard = async (who, type) => {
    while (!this.#current?.events[who]?.some((event) => event.type === type)) await clock.breathe(1);
  };

  /** Notes a value under a name: in the present step or the last one, before the first in one of its own. */
  look = (name, value) => {
    if (!this.#current && this.#steps.length === 0) this.#steps.push({ name: "at first", events: {}, requests: {}, looks: {} });
    (this.#current ?? this.#steps.at(-1)).looks[name] = this.plain.of(value);
  };

  /** One step: an action and all that follows from it. Gives what the action gave, undefined when it failed. */
  act = async (action, name = nameOf(action)) => {
    const step = { name, events: {}, requests: {}, looks: {} };
    this.#current = step;
    const before = wire.movements();
    await this.#tick(this.#pace);
    // What timers sent has to be over before the action, or the two race.
    if (wire.isBusy() || wire.movements() !== before) await this.#rest();
    let result;
    let isOver = false;
    const run = (async () => {
      try {
        result = await action();
        step.result = this.plain.of(result);
      } catch (error) {
        step.error = this.plain.error(error);
        step.says = String(error?.stack ?? error).slice(0, 400);
      }
      isOver = true;
    })();
    const late = clock.breathe(REST).then(() => {
      if (!isOver) step.result = "never answered";
    });
    await Promise.race([run, late]);
    await this.#rest();
    await this.#close(step);
    return result;
  };

  async #close(step) {
    for (const { who, ...request } of await wire.takeRequests()) {
      (step.requests[this.plain.of(who)] ??= []).push(this.plain.of(request));
    }
    this.#current = undefined;
    this.#steps.push(step);
  }

  /** Begins an action; what follows from it is part of the next step. Gives a function that makes a step of waiting for its end. */
  started = (action) => {
    const outcome = action();
    outcome.catch(() => {});
    return () => this.act(() => outcome, nameOf(action));
  };

  /** Lets time pass, second by second. */
  pass = async (seconds, name = `${seconds} s pass`) => {
    const step = { name, events: {}, requests: {}, looks: {} };
    this.#current = step;
    await this.#rest();
    for (let second = 0; second < seconds; second += 1) {
      await this.#tick(1);
      await this.#rest();
    }
    await this.#close(step);
  };

  /** Seconds from one step to the next, from here on; 1 at first. */
  pace = (seconds) => {
    this.#pace = seconds;
  };

  /** Time goes by and no timer fires, until `wake`. */
  hold = () => clock.hold();

  /** Lets so many seconds pass at once, as on a device that slept, and what is overdue happen then. */
  wake = async (seconds, name = `awake after ${seconds} s`) => {
    const step = { name, events: {}, requests: {}, looks: {} };
    this.#current = step;
    await this.#tick(seconds);
    clock.wake();
    await this.#tick(0);
    await this.#rest();
    await this.#close(step);
  };

  async #tick(seconds) {
    this.#seconds += seconds;
    await this.#dev("POST", "clock", { set: this.time(this.#seconds) });
    await clock.goTo(this.begin + this.#seconds * 1000);
  }

  /** Whether all that the server has sent has arrived, and nothing is on its way. */
  async #isQuiet() {
    const before = wire.movements();
    const ledger = await this.#dev("GET", "ledger");
    await clock.breathe(1);
    return wire.hasAll(ledger) && !wire.isBusy() && !clock.isDue() && wire.movements() === before;
  }

  /**
   * Resolves when it has been quiet several times in a row, and for longer the slower the machine answers: the server notes
   * an event a moment after the answer.
   */
  async #rest() {
    const end = clock.stopwatch() + REST;
    let [quiet, since, slowest] = [0, clock.stopwatch(), 0];
    while (clock.stopwatch() < end && (quiet < 3 || clock.stopwatch() - since < PATIENCE * slowest)) {
      const asked = clock.stopwatch();
      await clock.breathe(1);
      const isQuiet = await this.#isQuiet();
      slowest = Math.max(slowest, clock.stopwatch() - asked);
      if (!isQuiet) [quiet, since] = [0, clock.stopwatch()];
      else quiet += 1;
    }
  }

  /** What the server has about who has read what, as this user sees it: where the SDKs disagree, it is right. */
  async #readOnServer(who, { type, id }) {
    const bundle = await globalThis.backend("POST", `/channels/${type}/${id}/query`, { state: true }, who).catch(() => ({}));
    return Object.fromEntries((bundle.read ?? []).map(({ user, ...read }) => [user.id, this.plain.of(read)]));
  }

  /** The totals that the server has for this user, named as in `client.user`. */
  async #unreadOnServer(who) {
    const { total_unread_count: total, channels = [], total_unread_threads_count: threads } = await globalThis.backend("GET", "/unread", undefined, who).catch(() => ({}));
    return { total_unread_count: total, unread_count: total, unread_channels: channels.length, unread_threads: threads };
  }

  /** What was noted: the steps, and how everything is in the end. */
  async finish() {
    const end = {};
    for (const [who, client] of this.#people) {
      end[who] = ofClient(client, this.#held.filter((held) => held.who === who).map(({ channel }) => channel), this.plain);
    }
    for (const who of this.#people.keys()) end[who].server = { unread: await this.#unreadOnServer(who), reads: {} };
    for (const { who, channel } of this.#held) end[who].server.reads[this.plain.of(channel.cid)] ??= await this.#readOnServer(who, channel);
    const gone = Promise.allSettled([...this.#people.values()].map((client) => client.disconnectUser()));
    await Promise.race([gone, clock.breathe(1_000)]);
    return { steps: this.#steps, end };
  }
}

/** Plays one scenario; gives `{steps, end}`, plain. */
export async function play(scenario, { sdk, url, key, begin, tamper }) {
  clock.begin(begin);
  wire.reset({ tamper });
  steady();
  const stage = new Stage({ sdk, url, key, begin });
  try {
    await scenario(stage);
    return await stage.finish();
  } catch (error) {
    const { steps } = await stage.finish().catch(() => ({ steps: [] }));
    return { steps, end: {}, broke: String(error?.stack ?? error) };
  }
}
