/**
 * Every method of clients, channels, moderation, threads and polls that is a call of an endpoint sends the request that the
 * JavaScript SDK was observed to send (`requests.json`: arguments, then method, path, query and body; `on` names the class,
 * `StreamChat` without it). A method that is neither there nor named below fails.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type PollResponse, Poll, StreamChat, Thread, type ThreadResponse } from '../../js/index.js';
import { ENDPOINTS, installFake } from './fake_core.js';

type Class = 'StreamChat' | 'Channel' | 'Moderation' | 'Thread' | 'Poll' | 'PollManager';
interface Observed { on?: Class; method: string; args: unknown[]; request: string; query?: object; body?: object }

const here = (path: string) => new URL(path, import.meta.url);
const observed = JSON.parse(readFileSync(here('requests.json'), 'utf8')) as Observed[];

/** Method and path of each endpoint, by its name in the core's table. */
const table = new Map(ENDPOINTS.map(({ name, ...endpoint }) => [name, endpoint]));

test('the endpoints have the same numbers here and in the core', () => {
  const [, list = ''] = /const enum Endpoint \{([^}]*)\}/.exec(readFileSync(here('../../js/endpoint.ts'), 'utf8')) ?? [];
  assert.ok(ENDPOINTS.length > 100);
  assert.deepEqual(list.match(/\w+/g), ENDPOINTS.map(({ name }) => name));
});

/** What is no endpoint's call: identity, connection, events, and requests by path, which are tested in their own files. */
const OTHERS: Record<Class, Set<string>> = {
  StreamChat: new Set([
    'connectUser', 'setUser', 'connectAnonymousUser', 'setAnonymousUser', 'setGuestUser', 'disconnectUser', 'disconnect', 'openConnection',
    'closeConnection', 'devToken', 'on', 'off', 'channel', 'userMuteStatus', 'getAuthType', 'dispatchEvent', 'recoverState',
    'createAbortControllerForNextRequest', 'hydrateActiveChannels', 'setBaseURL', 'getUserAgent', 'setUserAgent', 'setLocalDevice', 'logger',
    'get', 'post', 'put', 'patch', 'delete', 'doAxiosRequest', 'axiosInstance', 'handleResponse', 'errorFromResponse', 'syncDeliveredCandidates',
    // Uploads carry a file: uploads.test.ts.
    'sendFile', 'uploadFile', 'uploadImage',
    // A command of the core, which makes the request: client.test.ts, tests/sim.
    'queryChannels',
  ]),
  Channel: new Set([
    'on', 'off', 'getClient', 'getConfig', 'clean', 'countUnread', 'countUnreadMentions', 'lastMessage', 'lastRead', 'muteStatus', 'markReadLocally',
    'sendFile', 'sendImage',
    // Commands of the core: channel.test.ts, tests/sim.
    'create', 'watch', 'query', 'stopWatching', 'sendMessage', 'keystroke', 'stopTyping', 'markRead', 'markAsReadRequest',
    // A message, and a request with the present moment: channel_calls.test.ts.
    'sendSharedLocation', 'stopLiveLocationSharing',
  ]),
  Moderation: new Set(),
  Thread: new Set([
    'activate', 'deactivate', 'registerSubscriptions', 'unregisterSubscriptions', 'addUnsubscribeFunction', 'hydrateState', 'deleteReplyLocally',
    'updateParentMessageLocally', 'updateParentMessageOrReplyLocally', 'upsertReplyLocally',
    // A command of the core, and requests that depend on the state: threads.test.ts.
    'markAsRead', 'loadNextPage', 'loadPrevPage',
  ]),
  Poll: new Set(['reinitializeState', 'handlePollUpdated', 'handlePollClosed', 'handleVoteCasted', 'handleVoteChanged', 'handleVoteRemoved']),
  PollManager: new Set(['fromState', 'hydratePollCache', 'registerSubscriptions', 'unregisterSubscriptions', 'addUnsubscribeFunction']),
};
/** Inside: not among the types of any class. */
const INSIDE = new Set(['constructor', 'introduce', 'channelsAt', 'call', 'command', 'use', 'view', 'hear', 'change', 'incrementRefCount']);

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? {}));

/** Objects of every class, of one client with its core. */
async function objects() {
  const fake = installFake();
  const poll = { id: 'p' } as PollResponse;
  fake.views['userID'] = 'ann';
  fake.views['threadState'] = fake.views['pollState'] = (_slot: unknown, [state]: [object]) => state;
  fake.views['addMessages'] = { place: 0, filtered: [] };
  fake.views['messageSets'] = [];
  const client = new StreamChat('key');
  await client.getAppSettings();
  assert.equal(client.moderation.client, client);
  const thread = { parent_message_id: 'p', channel_cid: 'messaging:general', channel: { type: 'messaging', id: 'general' } } as ThreadResponse;
  fake.answers['call'] = {
    duration: '1ms', blocks: [], message: {}, messages: [], channels: [], channel_member: {}, threads: [], users: [], polls: [], poll, thread,
  };
  const all: Record<Class, object> = {
    StreamChat: client, Channel: client.channel('messaging', 'general'), Moderation: client.moderation,
    Thread: new Thread({ client, threadData: thread }), Poll: new Poll({ client, poll }), PollManager: client.polls,
  };
  fake.calls.length = 0;
  return { fake, all };
}

/** The one request that a call makes. */
async function requestOf({ on = 'StreamChat', method, args }: Observed): Promise<{ request: string; query: unknown; body: unknown }> {
  const { fake, all } = await objects();
  const given = asJson(args);
  await (all[on] as Record<string, (...args: unknown[]) => Promise<unknown>>)[method]?.(...args);
  assert.deepEqual(asJson(args), given, `${method} leaves its arguments alone`);
  const calls = fake.calls.filter(({ name }) => name === 'call');
  assert.equal(calls.length, 1, `${method} makes one request`);
  const [name, path, query, body] = calls[0]?.args as [string, string[], unknown, unknown];
  const endpoint = table.get(name);
  assert.ok(endpoint, `${name} is in the core's table`);
  const values = [...path];
  const filled = endpoint.path.replace(/\{\}/g, () => values.shift() ?? '');
  assert.equal(values.length, 0, `${method} fills the path`);
  return { request: `${endpoint.method} ${filled}`, query: asJson(query), body: asJson(body) };
}

for (const one of observed) {
  const { on = 'StreamChat', method, args, request, query = {}, body = {} } = one;
  test(`${on}.${method}(${JSON.stringify(args).slice(1, -1).slice(0, 80)}) sends ${request}`, async () => {
    assert.deepEqual(await requestOf(one), { request, query, body });
  });
}

/** The names of an object's methods, its own and those it has from its classes. */
function methodsOf(object: object): string[] {
  const names = new Set<string>();
  for (let level = object; level !== Object.prototype; level = Object.getPrototypeOf(level) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) if (typeof value === 'function') names.add(name);
  }
  return [...names];
}

test('every method is among those observed', async () => {
  const { all } = await objects();
  const needsSecret = (object: object, name: string) =>
    Object.getOwnPropertyDescriptor(StreamChat.prototype, name)?.enumerable === false && /client\/server-only/.test(String((object as Record<string, unknown>)[name]));
  for (const [on, object] of Object.entries(all) as Array<[Class, object]>) {
    const seen = new Set(observed.filter((one) => (one.on ?? 'StreamChat') === on).map(({ method }) => method));
    const missing = methodsOf(object).filter((name) => !INSIDE.has(name) && !OTHERS[on].has(name) && !needsSecret(object, name) && !seen.has(name));
    assert.deepEqual(missing, [], on);
  }
});

const endpoints = here('../../../shared/surface/surface-endpoints.json');
test('the requests are those of the table of the JavaScript SDK', { skip: existsSync(endpoints) ? false : 'the table is not here' }, () => {
  const { rows } = JSON.parse(readFileSync(endpoints, 'utf8')) as { rows: Array<{ class: string; method: string; http: string; flag?: string }> };
  const wanted = rows.filter((row) => row.class in OTHERS && row.flag !== 'S').map((row) => ({ ...row, on: row.class as Class, method: row.method.replace(/^_/, '') }));
  const wrong = wanted.filter(({ on, method, http }) => {
    // The table leaves out the version that some paths begin with.
    const pattern = new RegExp(`^${http.replace(' ', ' (/api/v2)?').replace(/\{\}/g, '[^/]+')}$`);
    const seen = observed.filter((one) => (one.on ?? 'StreamChat') === on && one.method === method);
    return !OTHERS[on].has(method) && (!seen.length || !seen.every(({ request }) => pattern.test(request)));
  });
  assert.deepEqual(wrong.map(({ on, method, http }) => `${on}.${method}: ${http}`), []);
});
