/**
 * Owns three clients in one page and what their users do in many channels at once, all drawn from one seed, and the
 * comparison with what a fresh query of the server says. What goes wrong meanwhile is the spec's.
 */
import { type Channel, type Event, StreamChat } from "stream-chat-wasm";

export interface Gathering {
  url: string;
  key: string;
  users: readonly string[];
  channels: readonly string[];
  seed: number;
}

type Fields = Record<string, unknown>;
type Message = Fields & { id: string };

/** What of a message must be the same; the order of own reactions is nobody's. */
function essence(message: Fields): Fields {
  const reactions = (message["own_reactions"] ?? []) as Fields[];
  return {
    id: message["id"], text: message["text"], type: message["type"], replies: message["reply_count"] ?? 0,
    counts: message["reaction_counts"] ?? {}, scores: message["reaction_scores"] ?? {}, pinned: message["pinned"] ?? false,
    own: reactions.map(({ type, score }) => `${type} ${score}`).sort(),
  };
}

/** Numbers from one seed (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One of the people: the client that is looked at, and requests as if from another device of theirs. */
class Person {
  readonly client: StreamChat;
  token = "";
  recovered: Event[] = [];

  constructor(
    readonly id: string,
    private readonly at: Gathering,
  ) {
    this.client = new StreamChat(at.key, { baseURL: at.url });
    this.client.on("connection.recovered", (event) => void this.recovered.push(event));
  }

  async enter(): Promise<void> {
    const answer = await fetch(`${this.at.url}/_dev/token?user_id=${this.id}`);
    this.token = ((await answer.json()) as { token: string }).token;
    await this.client.connectUser({ id: this.id }, this.token);
  }

  async request<Answer>(method: string, path: string, body?: object, query: Record<string, string> = {}): Promise<Answer> {
    const address = `${this.at.url}${path}?${new URLSearchParams({ api_key: this.at.key, user_id: this.id, ...query })}`;
    const headers = { authorization: this.token, "stream-auth-type": "jwt", "content-type": "application/json" };
    const answer = await fetch(address, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return (await answer.json()) as Answer;
  }
}

export class Crowd {
  readonly #people: Person[];
  readonly #draw: (below: number) => number;
  /** Ids of messages that were sent, by channel. */
  readonly #sent = new Map<string, string[]>();
  #count = 0;

  constructor(private readonly at: Gathering) {
    this.#people = at.users.map((id) => new Person(id, at));
    this.#draw = numbersFrom(at.seed);
  }

  async enter(): Promise<void> {
    await Promise.all(this.#people.map((person) => person.enter()));
    for (const id of this.at.channels) {
      await this.#people[0]!.request("POST", `/channels/messaging/${id}/query`, { data: { members: this.at.users } });
      this.#sent.set(id, []);
    }
    await Promise.all(this.#people.map(({ client }) => client.queryChannels({ cid: { $in: this.at.channels.map((id) => `messaging:${id}`) } }, {}, { limit: 30 })));
  }

  /** So many random operations in every channel, a few at a time; what fails in bad weather is as if it was not tried. */
  async act(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const all = this.at.channels.map((id) => this.#one(id).catch(() => undefined));
      await Promise.all(all);
    }
  }

  #one(id: string): Promise<unknown> {
    const person = this.#people[this.#draw(this.#people.length)]!;
    const { client } = person;
    const sent = this.#sent.get(id)!;
    const some = sent[this.#draw(Math.max(sent.length, 1))];
    const kind = this.#draw(20);
    if (!some || kind < 6) return this.#send(client.channel("messaging", id), {});
    const message = `/messages/${some}`;
    switch (kind) {
      case 6: case 7: return this.#send(client.channel("messaging", id), { parent_id: some, show_in_channel: this.#draw(2) === 0 });
      case 8: case 9: return person.request("PUT", message, { set: { text: `edited ${this.#draw(1000)}` } });
      case 10: return person.request("DELETE", message);
      case 11: return person.request("DELETE", message, undefined, { hard: "true" });
      case 12: case 13: case 14: {
        const reaction = { type: ["like", "love", "wow"][this.#draw(3)], score: 1 + this.#draw(3) };
        return person.request("POST", `${message}/reaction`, { reaction, enforce_unique: this.#draw(3) === 0 });
      }
      case 15: return person.request("DELETE", `${message}/reaction/like`);
      case 16: return client.channel("messaging", id).markRead();
      case 17: return person.request("POST", `/channels/messaging/${id}/unread`, { message_id: some });
      case 18: return person.request("PUT", message, { set: { pinned: this.#draw(3) > 0 } });
      default: return person.request("PATCH", `/channels/messaging/${id}`, { set: { name: `name ${this.#draw(1000)}` } });
    }
  }

  async #send(channel: Channel, more: Fields): Promise<void> {
    const id = `${channel.id}-${++this.#count}`;
    const list = this.#sent.get(channel.id!)!;
    // An answer may be an edited message's, or a reply's: those have no replies.
    if (!("parent_id" in more)) list.push(id);
    await channel.sendMessage({ id, text: `text ${this.#count}`, ...more });
  }

  /** What differs between a client and the server, in words; empty when nothing does. */
  async differences(): Promise<string[]> {
    const found: string[] = [];
    for (const person of this.#people) {
      for (const id of this.at.channels) {
        const here = person.client.channel("messaging", id);
        const there = await person.request<{ channel: Fields; messages: Message[]; read: { user: { id: string }; last_read: string; unread_messages: number }[] }>(
          "POST", `/channels/messaging/${id}/query`, { state: true, messages: { limit: 300 } });
        const own = there.read.find(({ user }) => user.id === person.id);
        const held = here.state.messages.filter(({ status }) => status === "received") as unknown as Message[];
        const pairs: [string, unknown, unknown][] = [
          ["messages", held.map(essence), there.messages.map(essence)],
          ["name", here.data?.["name"], there.channel["name"]],
          ["members", Object.keys(here.state.members).sort(), [...this.at.users].sort()],
          ["unread", here.countUnread(), own?.unread_messages],
          ["own read", here.state.read[person.id]?.last_read.getTime(), own && Date.parse(own.last_read)],
        ];
        for (const [what, shown, due] of pairs) {
          const [one, other] = [JSON.stringify(shown), JSON.stringify(due)];
          if (one !== other) found.push(`${person.id} in ${id}, ${what}: shows ${one}, should be ${other}`);
        }
      }
    }
    return found;
  }

  async leave(): Promise<void> {
    await Promise.all(this.#people.map(({ client }) => client.disconnectUser()));
  }
}

declare global {
  var crowd: Crowd;
  var gather: (at: Gathering) => Promise<void>;
}

globalThis.gather = async (at) => {
  globalThis.crowd = new Crowd(at);
  await globalThis.crowd.enter();
};
