/**
 * Owns which methods of the SDK a step has really called. Its objects are handed out as stand-ins that note the name of
 * every function called through them and pass everything on; what the SDK calls within itself is not noted.
 */

const isPlain = (value) => value !== null && typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** The same value with `change` applied to it, or to what a list or a plain object holds. Copies only what changes. */
function withParts(value, change) {
  const own = change(value);
  if (own !== value) return own;
  const parts = Array.isArray(value) || isPlain(value) ? Object.entries(value) : [];
  const changed = parts.map(([key, part]) => [key, Array.isArray(part) ? withParts(part, change) : change(part)]);
  if (changed.every(([, part], at) => part === parts[at][1])) return value;
  return Array.isArray(value) ? changed.map(([, part]) => part) : Object.fromEntries(changed);
}

export class Recorder {
  #names;
  #standIns = new WeakMap();
  #originals = new WeakMap();
  /** Names like `Channel.sendMessage`, since last emptied. */
  calls = new Set();

  /** @param sdk the SDK's module: objects of the classes that it exports are recorded. */
  constructor(sdk) {
    this.#names = new Map(Object.entries(sdk)
      .filter(([, value]) => typeof value === "function" && value.prototype)
      .map(([name, value]) => [value, name]));
    this.sdk = sdk;
  }

  /** A new object of an exported class. */
  create(name, ...args) {
    return this.record(new this.sdk[name](...this.#plain(args)));
  }

  /** The stand-in of an object of the SDK; anything else as it is. */
  record(value) {
    const name = this.#nameOf(value);
    if (!name) return value;
    if (!this.#standIns.has(value)) {
      const standIn = new Proxy(value, { get: (target, key) => this.#property(name, target, key) });
      this.#standIns.set(value, standIn);
      this.#originals.set(standIn, value);
    }
    return this.#standIns.get(value);
  }

  #nameOf(value) {
    if (value === null || typeof value !== "object" || value instanceof Error || this.#originals.has(value)) return undefined;
    for (let kind = Object.getPrototypeOf(value); kind; kind = Object.getPrototypeOf(kind)) {
      const name = this.#names.get(kind.constructor);
      if (name) return name;
    }
    return undefined;
  }

  /** What the SDK gets: its own objects, not their stand-ins. */
  #plain(args) {
    return withParts(args, (value) => withParts(value, (part) => this.#originals.get(part) ?? part));
  }

  #results(value) {
    if (value instanceof Promise) return value.then((result) => this.#results(result));
    return withParts(value, (part) => this.record(part));
  }

  #property(name, target, key) {
    const value = Reflect.get(target, key, target);
    if (typeof value !== "function" || key === "constructor") return this.record(value);
    return (...args) => {
      this.calls.add(`${name}.${String(key)}`);
      return this.#results(Reflect.apply(value, target, this.#plain(args)));
    };
  }
}
