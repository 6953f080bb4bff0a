/**
 * Owns what goes through the page's network while two SDKs are compared: every request by `fetch` or `XMLHttpRequest` and
 * every socket is noted, whoever makes it. Says whether all has arrived. Has to be imported before the SDK is.
 */

import { breathe } from "./clock.mjs";

const original = { fetch: globalThis.fetch.bind(globalThis), XMLHttpRequest: globalThis.XMLHttpRequest, WebSocket: globalThis.WebSocket };

/** The same `fetch` as the browser's, not noted. */
export const quietFetch = original.fetch;

let requests = [];
let open = 0;
let moves = 0;
let tampers = false;
const sockets = new Set();
let held = [];

const isPoll = (url) => url.includes("/longpoll");

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function bodyOf(body) {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return parse(body);
  if (body instanceof FormData) {
    const part = (value) => (value instanceof Blob ? { name: value.name, type: value.type, size: value.size } : parse(value));
    return { form: [...body].map(([name, value]) => ({ name, value: part(value) })) };
  }
  return Object.prototype.toString.call(body);
}

/** Path, parameters (JSON ones as values) and whose it is. */
function note(method, address, body, headers) {
  const url = new URL(address, globalThis.location);
  const query = Object.fromEntries([...url.searchParams].map(([name, value]) => [name, /^[[{]/.test(value) ? parse(value) : value]));
  const who = query.user_id ?? query.json?.user_id ?? query.json?.user_details?.id ?? "nobody";
  const entry = { who, method: method.toUpperCase(), path: decodeURIComponent(url.pathname), query, auth: headers };
  requests.push(entry);
  moves += 1;
  const known = bodyOf(body).then((value) => {
    if (value !== undefined) entry.body = value;
  });
  entry.known = known;
}

const authOf = (get) => ({ type: get("stream-auth-type") ?? undefined, token: Boolean(get("authorization")) });

globalThis.fetch = async (input, options = {}) => {
  const request = new Request(input, options);
  note(request.method, request.url, options.body, authOf((name) => request.headers.get(name)));
  const counts = isPoll(request.url) ? 0 : 1;
  open += counts;
  try {
    const response = await original.fetch(input, options);
    response.clone().arrayBuffer().catch(() => {}).then(() => ended(counts));
    return response;
  } catch (error) {
    ended(counts);
    throw error;
  }
};

globalThis.XMLHttpRequest = class extends original.XMLHttpRequest {
  #call = { headers: {} };
  open(method, url, ...rest) {
    this.#call = { method, url: String(url), headers: {} };
    return super.open(method, url, ...rest);
  }
  setRequestHeader(name, value) {
    this.#call.headers[name.toLowerCase()] = value;
    return super.setRequestHeader(name, value);
  }
  send(body) {
    const { method, url, headers } = this.#call;
    note(method, url, body, authOf((name) => headers[name]));
    const counts = isPoll(url) ? 0 : 1;
    open += counts;
    this.addEventListener("loadend", () => ended(counts));
    return super.send(body);
  }
};

globalThis.WebSocket = class extends original.WebSocket {
  constructor(url, ...rest) {
    super(url, ...rest);
    note("socket", String(url), undefined, {});
    const state = { socket: this, received: 0, connection: undefined };
    sockets.add(state);
    // Before any listener of the SDK, so that it can hold back, count and change what comes.
    super.addEventListener("message", (event) => {
      moves += 1;
      if (open > 0 || held.length > 0) {
        event.stopImmediatePropagation();
        held.push({ socket: this, data: event.data });
        return;
      }
      this.#take(event, state);
    });
    super.addEventListener("close", () => {
      moves += 1;
      sockets.delete(state);
    });
  }

  #take(event, state) {
    const frame = parse(event.data);
    state.connection ??= frame.connection_id;
    if (state.received === 0 || frame.type !== "health.check") state.received += 1;
    if (tampers && frame.type === "message.new") {
      frame.message.text += "~";
      Object.defineProperty(event, "data", { value: JSON.stringify(frame) });
    }
  }
};

/**
 * Whether an event or the answer of the call that caused it comes first is chance. Here answers come first: frames wait while
 * a request is on its way.
 */
async function release() {
  await breathe();
  await breathe();
  while (open === 0 && held.length > 0) {
    const [{ socket, data }] = held;
    const waiting = held.splice(0);
    socket.dispatchEvent(new MessageEvent("message", { data }));
    held.push(...waiting.slice(1));
    await breathe();
  }
}

function ended(counts) {
  open -= counts;
  moves += 1;
  if (open === 0 && held.length > 0) release();
}

/** Forgets what was. @param options.tamper changes the text of every new message: a difference that has to be found. */
export function reset({ tamper = false } = {}) {
  requests = [];
  sockets.clear();
  held = [];
  open = 0;
  tampers = tamper;
}

/** The requests since the last time, as `{who, method, path, query, body, auth}`. */
export async function takeRequests() {
  const taken = requests;
  requests = [];
  await Promise.all(taken.map(({ known }) => known));
  return taken.map(({ known: _, ...request }) => request);
}

/** Lets something else count as on its way: what an app's own token function waits for. */
export async function during(promise) {
  open += 1;
  try {
    return await promise;
  } finally {
    ended(1);
  }
}

/** How often something has happened. */
export const movements = () => moves;

/** Whether a request is on its way or a socket has not been greeted. */
export const isBusy = () => open > 0 || held.length > 0 || [...sockets].some(({ received, socket }) => received === 0 && socket.readyState < 2);

/** Whether the open sockets have received what the server's ledger says was or will be sent to them. */
export const hasAll = ({ connections }) => connections.every(({ connection_id: id, sent, waiting, open: still }) => {
  const state = [...sockets].find(({ connection }) => connection === id);
  if (!state) return true;
  return state.received >= sent.length && waiting === 0 && (still || state.socket.readyState === 3);
});
