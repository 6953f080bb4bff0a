/**
 * Every method of the client that is a call of an endpoint sends the request that the JavaScript SDK was observed to send
 * (`requests.json`: arguments, then method, path, query and body). A method that is neither there nor named below fails.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { StreamChat } from '../../js/index.js';
import { ENDPOINTS, installFake } from './fake_core.js';

interface Observed { method: string; args: unknown[]; request: string; query?: object; body?: object }

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
const OTHERS = new Set([
  'connectUser', 'setUser', 'connectAnonymousUser', 'setAnonymousUser', 'setGuestUser', 'disconnectUser', 'disconnect', 'openConnection',
  'closeConnection', 'devToken', 'on', 'off', 'channel', 'userMuteStatus', 'getAuthType', 'dispatchEvent', 'recoverState',
  'createAbortControllerForNextRequest', 'hydrateActiveChannels', 'setBaseURL', 'getUserAgent', 'setUserAgent', 'setLocalDevice', 'logger',
  'get', 'post', 'put', 'patch', 'delete', 'doAxiosRequest', 'axiosInstance', 'handleResponse', 'errorFromResponse', 'syncDeliveredCandidates',
  // Uploads carry a file: tests/js of uploads.
  'sendFile', 'uploadFile', 'uploadImage',
  // Inside.
  'constructor', 'introduce', 'channelsAt',
  // A command of the core, which makes the request: tests/js/client.test.ts, tests/sim.
  'queryChannels',
]);

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? {}));

/** The one request that a call makes. */
async function requestOf({ method, args }: Pick<Observed, 'method' | 'args'>): Promise<{ request: string; query: unknown; body: unknown }> {
  const fake = installFake();
  fake.answers['call'] = { duration: '1ms', blocks: [], message: {}, channels: [], threads: [], users: [], thread: { parent_message_id: 'm', channel_cid: 'messaging:a' } };
  const client = new StreamChat('key') as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  await client[method]?.(...args);
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

for (const { method, args, request, query, body } of observed) {
  test(`${method}(${JSON.stringify(args).slice(1, -1).slice(0, 80)}) sends ${request}`, async () => {
    assert.deepEqual(await requestOf({ method, args }), { request, query: query ?? {}, body: body ?? {} });
  });
}

test('every method of the client is among those observed', () => {
  const names = new Set<string>();
  const client = new StreamChat('key');
  const needsSecret = (name: string) => Object.getOwnPropertyDescriptor(StreamChat.prototype, name)?.enumerable === false
    && /client\/server-only/.test(String((client as unknown as Record<string, unknown>)[name]));
  for (let level: object = client; level !== Object.prototype; level = Object.getPrototypeOf(level) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) if (typeof value === 'function') names.add(name);
  }
  const missing = [...names].filter((name) => !OTHERS.has(name) && !needsSecret(name) && !observed.some(({ method }) => method === name));
  assert.deepEqual(missing, []);
});

const endpoints = here('../../../shared/surface/surface-endpoints.json');
test('the requests are those of the table of the JavaScript SDK', { skip: existsSync(endpoints) ? false : 'the table is not here' }, () => {
  const { rows } = JSON.parse(readFileSync(endpoints, 'utf8')) as { rows: Array<{ class: string; method: string; http: string; flag?: string }> };
  const wanted = rows.filter((row) => row.class === 'StreamChat' && row.flag !== 'S' && !OTHERS.has(row.method));
  const wrong = wanted.filter(({ method, http }) => {
    const pattern = new RegExp(`^${http.replace(/\{\}/g, '[^/]+')}$`);
    const seen = observed.filter((one) => one.method === method.replace(/^_/, ''));
    return !seen.length || !seen.every(({ request }) => pattern.test(request));
  });
  assert.deepEqual(wrong.map(({ method, http }) => `${method}: ${http}`), []);
});
