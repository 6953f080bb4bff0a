/**
 * Owns the users of a chapter: each has a client of the SDK and an inbox of the events it dispatched. Asserts only that
 * what a step waits for arrives.
 */
import { PATIENCE } from "./checks.mjs";

let bells = 0;

export class Person {
  /** Events that no step has asked for yet, in the order of arrival. */
  inbox = [];
  #waiting = new Set();

  constructor({ id, client, url }) {
    this.id = id;
    this.client = client;
    this.url = url;
    client.on((event) => {
      this.inbox.push(event);
      for (const look of this.#waiting) look();
    });
  }

  /** A token from the server's back door. */
  token = async () => (await (await fetch(`${this.url}/_dev/token?user_id=${this.id}`)).json()).token;

  async connect(details = {}) {
    await this.client.connectUser({ id: this.id, name: this.id, ...details }, this.token);
    return this;
  }

  /** Takes the first event of this type that passes the test out of the inbox, waiting for it if need be. */
  hears(type, test = () => true) {
    const take = () => {
      const at = this.inbox.findIndex((event) => event.type === type && test(event));
      return at < 0 ? undefined : this.inbox.splice(at, 1)[0];
    };
    const already = take();
    if (already) return Promise.resolve(already);
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      const look = () => {
        const event = take();
        if (!event) return;
        done();
        resolve(event);
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`${this.id} did not receive ${type}; but ${this.inbox.map((event) => event.type).join(", ") || "nothing"}`));
      }, PATIENCE);
      this.#waiting.add(look);
    });
  }

  /** Resolves when everything has arrived that the server did before: events come in the order of what caused them. */
  async settled() {
    const bell = ++bells;
    await globalThis.backend("PATCH", "/users", { users: [{ id: this.id, set: { bell } }] });
    await this.hears("user.updated", ({ user }) => user.id === this.id && user.bell === bell);
  }

  /** Asserts that no such event came, and none is on its way. */
  async hearsNo(type, test = () => true) {
    await this.settled();
    if (this.inbox.some((event) => event.type === type && test(event))) throw new Error(`${this.id} received ${type}`);
  }
}
