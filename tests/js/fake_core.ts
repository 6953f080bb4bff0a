/** A stand-in for the WebAssembly client: records what it is asked and answers what a test sets. Has no logic of its own. */
import type { CoreHost, CoreModule, Json, Slot } from '../../js/core.js';
import { provide } from '../../js/runtime.js';

/** What the fake entry is made of. */
export const OWN_BYTES = new Uint8Array([1]);

export interface Call {
  name: string;
  args: unknown[];
}

export interface Fake {
  /** Everything the core was asked, in order; views are not recorded. */
  calls: Call[];
  /** What endpoints and asynchronous methods answer, by method or endpoint name. A function is called. */
  answers: Record<string, unknown>;
  /** What views give, by method name. */
  views: Record<string, unknown>;
  /** How often the module was instantiated, and from what. */
  loads: unknown[];
  /** While set, instantiating fails with it. */
  loadFailure: Error | undefined;
  /** Options of the clients made. */
  options: Json[];
  host: CoreHost | undefined;
  /** Delivers an event as the core would. */
  event(event: Json, slot?: Slot): void;
  names(): string[];
}

const VIEWS = new Set([
  'user', 'userID', 'clientID', 'connectionID', 'isHealthy', 'users', 'channelCid', 'channelId', 'channelData', 'channelMessages',
  'channelMembers', 'channelRead', 'channelTyping', 'channelWatchers', 'channelMembership', 'channelWatcherCount',
  'channelUnreadCount', 'channelLastMessageAt', 'channelInitialized', 'channelDisconnected', 'countUnread', 'removeMessage',
]);

/** Installs a fake in place of the WebAssembly. The bytes are the string "wasm". */
export function installFake(): Fake {
  const listeners: Array<(event: Json, slot: Slot | undefined) => void> = [];
  const cids: string[] = [];
  const fake: Fake = {
    calls: [], answers: {}, views: {}, loads: [], loadFailure: undefined, options: [], host: undefined,
    event: (event, slot) => listeners.forEach((listener) => listener(event, slot)),
    names: () => fake.calls.map(({ name }) => name),
  };

  const builtIn: Record<string, (...args: never[]) => unknown> = {
    listen: (listener: (event: Json, slot: Slot | undefined) => void) => void listeners.push(listener),
    openChannel: (type: string, id: string | undefined, data: { members?: string[] } | undefined) => {
      const cid = `${type}:${id ?? `!members-${[...(data?.members ?? [])].sort().join(',')}`}`;
      return cids.includes(cid) ? cids.indexOf(cid) : cids.push(cid) - 1;
    },
    channelCid: (slot: Slot) => cids[slot],
    channelId: (slot: Slot) => cids[slot]?.split(':')[1],
    channelDisconnected: () => false,
  };

  const answer = (name: string, args: unknown[]): unknown => {
    const given = VIEWS.has(name) ? fake.views[name] : fake.answers[name];
    return typeof given === 'function' ? given(...args) : given;
  };

  class FakeCore {
    constructor(_key: string, options: Json, host: CoreHost) {
      fake.options.push(options);
      fake.host = host;
      return new Proxy(this, {
        get: (_target, name: string) => (...args: unknown[]) => {
          if (!VIEWS.has(name) && name !== 'listen') fake.calls.push({ name, args });
          if (name in fake.views || name in fake.answers) return VIEWS.has(name) ? answer(name, args) : promised(() => answer(name, args));
          if (name in builtIn) return (builtIn[name] as (...all: unknown[]) => unknown)(...args);
          if (name === 'call') return promised(() => answer(args[0] as string, args) ?? {});
          return VIEWS.has(name) ? undefined : Promise.resolve({});
        },
      });
    }
  }

  provide(
    {
      StreamChat: FakeCore as unknown as CoreModule['StreamChat'],
      async default(source) {
        fake.loads.push(source);
        if (fake.loadFailure) throw fake.loadFailure;
      },
    },
    () => OWN_BYTES,
  );
  return fake;
}

/** An answer that is a promise is handed out as it is. */
function promised(work: () => unknown): Promise<unknown> {
  const result = work();
  return result instanceof Promise ? result : Promise.resolve(result);
}

/** Arguments of the first endpoint call of that name, without trailing nothing. */
export function endpointCall(fake: Fake, endpoint: string): unknown[] | undefined {
  const call = fake.calls.find(({ name, args }) => name === 'call' && args[0] === endpoint);
  const args = call && [...call.args.slice(1)];
  while (args?.length && args.at(-1) === undefined) args.pop();
  return args;
}

