/** A stand-in for the WebAssembly client: records what it is asked and answers what a test sets. Has no logic of its own. */
import { readFileSync } from 'node:fs';
import type { CoreHost, CoreModule, Json, Slot } from '../../js/core.js';
import { provide } from '../../js/runtime.js';

/** The endpoints in the order of the core's table: their numbers are their places. */
export const ENDPOINTS = [...readFileSync(new URL('../../src/api/table.rs', import.meta.url), 'utf8').matchAll(/^    (\w+): ([A-Z]+) "([^"]+)" /gm)]
  .map(([, name, method, path]) => ({ name: `${name}`, method: `${method}`, path: `${path}` }));

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

/** Names of the views and commands, by their numbers in `js/core.ts`. */
const VIEWS = Object.assign([
  'user', 'userID', 'clientID', 'connectionID', 'isHealthy', 'users', 'countUnread', 'removeMessage', 'channelCid', 'channelId',
  'channelData', 'channelMessages', 'channelMembers', 'channelRead', 'channelTyping', 'channelWatchers', 'channelMembership',
  'channelWatcherCount', 'channelUnreadCount', 'channelLastMessageAt', 'channelInitialized', 'channelDisconnected', 'channelGaps',
], {
  30: 'latestMessages', 31: 'messageSets', 32: 'threads', 33: 'pinnedMessages', 34: 'pendingMessages', 35: 'isUpToDate',
  36: 'assign', 37: 'addMessages', 38: 'findMessage', 39: 'show', 40: 'pin', 41: 'unpin', 42: 'prune', 43: 'forgetMessages',
  44: 'removeErrors', 45: 'requote', 46: 'findMessageAt', 50: 'react',
  51: 'userChannels', 52: 'token', 53: 'updateUser', 54: 'deleteUserMessages', 55: 'knowUser',
});
const COMMANDS = [
  'queryChannels', 'queryChannel', 'stopWatching', 'sendMessage', 'keystroke', 'stopTyping', 'markRead', 'connectAnonymousUser',
  'setGuestUser', 'openConnection', 'closeConnection',
];
Object.assign(VIEWS, { 60: 'hydrate', 70: 'muteStatus', 71: 'unreadMentions', 72: 'ownTyping', 73: 'pushPreferences', 74: 'cooldown' });
const STORE_VIEWS = ['pollState', 'pollEvent', 'mayVote', 'threadState', 'threadEvent', 'upsertReply', 'deleteReply', 'mergeReplies', 'threadParent'];
STORE_VIEWS.forEach((name, index) => { VIEWS[80 + index] = name; });
Object.assign(COMMANDS, { 40: 'dispatchEvent', 41: 'recoverState', 42: 'syncDelivered' });
/** Commands that concern no channel: their slot is left out of what is recorded. */
const WITHOUT_SLOT = new Set(['dispatchEvent', 'recoverState', 'syncDelivered', 'queryChannels', 'connectAnonymousUser', 'setGuestUser', 'openConnection', 'closeConnection']);

/** Installs a fake in place of the WebAssembly. The bytes are the string "wasm". */
export function installFake(): Fake {
  const cids: string[] = [];
  const fake: Fake = {
    calls: [], answers: {}, views: {}, loads: [], loadFailure: undefined, options: [], host: undefined,
    event: (event, slot) => fake.host?.event(event, slot),
    names: () => fake.calls.map(({ name }) => name),
  };

  const openChannel = (type: string, id: string | undefined, data: { members?: string[] } | undefined): Slot => {
    const cid = `${type}:${id ?? `!members-${[...(data?.members ?? [])].sort().join(',')}`}`;
    return cids.includes(cid) ? cids.indexOf(cid) : cids.push(cid) - 1;
  };
  const builtIn: Record<string, (slot: Slot) => unknown> = {
    channelCid: (slot) => cids[slot],
    channelId: (slot) => cids[slot]?.split(':')[1],
    channelDisconnected: () => false,
  };

  const answer = (given: unknown, args: unknown[]): unknown => (typeof given === 'function' ? given(...args) : given);
  const view = (name: string, args: unknown[]): unknown =>
    name in fake.views ? answer(fake.views[name], args) : builtIn[name]?.(args[0] as Slot);

  class FakeCore {
    constructor(_key: string, options: Json, host: CoreHost) {
      fake.options.push(options);
      fake.host = host;
      return new Proxy(this, {
        get: (_target, method: string) => (...all: unknown[]) => {
          if (method === 'view') return view(VIEWS[all[0] as number] as string, all.slice(1));
          const name = method === 'command' ? (COMMANDS[all[0] as number] as string) : method;
          const args = method === 'command' ? withoutTail(all.slice(WITHOUT_SLOT.has(name) ? 2 : 1)) : all;
          if (method === 'call' || method === 'upload') args[0] = ENDPOINTS[args[0] as number]?.name;
          fake.calls.push({ name, args });
          if (name in fake.answers) return promised(() => answer(fake.answers[name], args));
          if (name === 'openChannel') return openChannel(...(args as Parameters<typeof openChannel>));
          return name === 'call' ? promised(() => answer(fake.answers[args[0] as string], args) ?? {}) : Promise.resolve({});
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
  return args && withoutTail(args);
}

/** An argument that is undefined at the end is as good as none. */
function withoutTail(args: unknown[]): unknown[] {
  while (args.length && args.at(-1) === undefined) args.pop();
  return args;
}

