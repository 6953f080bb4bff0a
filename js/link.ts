/** The way from one client to its core: starts it when needed and lets calls wait for it. Knows no endpoint. */
import type { Endpoint } from './endpoint.js';
import type { Core, CoreHost, Json, Slot, Upload, View } from './core.js';
import { ChatError, errorFrom } from './errors.js';
import type { Logger } from './options.js';
import { load } from './runtime.js';
import type { RequestOptions } from './types/api.js';

/** The link of each client, for classes that apps may make by hand from a client. */
const links = new WeakMap<object, Link>();

/** Says which link a client uses, for what apps may make themselves and belongs to a client: polls and threads. */
export const tie = (client: object, link: Link): unknown => links.set(client, link);

/** The core of a client, once it is there. */
export const coreOf = (client: object): Core | undefined => links.get(client)?.core;

/** The way from one client to its core. */
export class Link {
  /** The core, once it is there. Everything that must not wait asks here and has an answer for its absence. */
  core: Core | undefined;
  /** Whose signal the next call of an endpoint obeys. */
  nextAbort: AbortController | undefined;
  readonly #key: string;
  readonly #options: Json;
  readonly #log: Logger;
  readonly #arrive: (core: Core) => void;
  readonly #event: CoreHost['event'];
  #starting: Promise<void> | undefined;
  /** Calls made before the core was there, in order. */
  #waiting: Array<(core: Core) => void> = [];

  /** `arrive` is called once, before any waiting call; `event` for every event after it. */
  constructor(key: string, options: Json, log: Logger, arrive: (core: Core) => void, event: CoreHost['event']) {
    this.#key = key;
    this.#options = options;
    this.#log = log;
    this.#arrive = arrive;
    this.#event = event;
  }

  /** Starts the core. After a failure the next call tries again. */
  start(): Promise<void> {
    return (this.#starting ??= load().then((module) => {
      const core = new module.StreamChat(this.#key, this.#options, {
        error: errorFrom,
        log: this.#log as CoreHost['log'],
        event: this.#event,
      });
      this.core = core;
      this.#arrive(core);
      this.#waiting.splice(0).forEach((run) => run(core));
    }).catch((error: unknown) => {
      // Their promises are rejected by `use`; a later start must not run them.
      this.#waiting = [];
      this.#starting = undefined;
      throw error;
    }));
  }

  /** True while there is no core and nothing waits for one. */
  get idle(): boolean {
    return !this.core && !this.#waiting.length;
  }

  /**
   * Runs `work` with the core: now (and hands out its very promise), or in order of call as soon as the core is there.
   * `T` is the public type of what the core gives as plain JSON.
   */
  use<T>(work: (core: Core) => Promise<unknown>): Promise<T> {
    const { core } = this;
    if (core) return settle<T>(() => work(core));
    return new Promise((resolve, reject) => {
      this.#waiting.push((ready) => resolve(settle<T>(() => work(ready))));
      this.start().catch(reject);
    });
  }

  /** The settings of a call that is made now: its own, and the signal it was given beforehand. */
  settings(options?: RequestOptions): RequestOptions | undefined {
    const { nextAbort } = this;
    this.nextAbort = undefined;
    return nextAbort ? { signal: nextAbort.signal, ...options } : options;
  }

  /** Calls an endpoint of the endpoint table. */
  call<T>(endpoint: Endpoint, path: Array<string | undefined> = [], query?: object, body?: object, options?: RequestOptions): Promise<T> {
    const settings = this.settings(options);
    return this.use((core) => core.call(endpoint, whole(path), query as Json, body as Json, settings));
  }

  /** Calls an endpoint that takes a file. Without a `timeout` it may take as long as it takes. */
  upload<T>(endpoint: Endpoint, path: Array<string | undefined>, file: Upload, { timeout, signal }: RequestOptions = {}): Promise<T> {
    return this.use((core) => core.upload(endpoint, whole(path), file, { timeout: timeout || Infinity, ...(signal && { signal }) }));
  }
}

/** The values of a path, if none is missing: an empty segment would address another endpoint. */
function whole(path: Array<string | undefined>): string[] {
  if (!path.every((segment) => segment && typeof segment === 'string')) {
    throw new ChatError('An id is missing', { code: 'request/missing-id' });
  }
  return path as string[];
}

/** Turns a synchronous throw into a rejection. */
function settle<T>(work: () => Promise<unknown>): Promise<T> {
  try {
    return Promise.resolve(work() as Promise<T>);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** A channel's place in the core: what it was opened with, and its slot once it has one. */
export interface Place {
  /** As far as it was known when the channel object was made, or when its user left; in between the core knows. */
  cid: string;
  readonly type: string;
  id: string | undefined;
  /** What it was opened with before the core was there. */
  data: Json | undefined;
  slot: Slot | undefined;
}

/** What views give before the core is there: always the same objects, so that nothing seems to have changed. */
export const NO_LIST: never[] = Object.freeze([]) as unknown as never[];
export const NO_MAP: Record<string, never> = Object.freeze({});

/** Reads from the core, or gives `absent` while there is none, and for a channel of a user who left. */
export function read<T>(link: Link, place: Place, what: View, absent: T, argument?: unknown): T {
  const { core } = link;
  return core ? ((core.view(what, slotOf(core, place), argument) ?? absent) as T) : absent;
}

/** The slot of a channel, opening it if that has not happened. */
export function slotOf(core: Core, place: Place): Slot {
  return (place.slot ??= core.openChannel(place.type, place.id, place.data));
}
