/**
 * The hands of one client: the browser's WebSocket, fetch and timer, the app's functions, and the promises its calls got.
 * Decides nothing: it carries out what the engine orders (`driver.rs`) and tells it what happened, through one function,
 * `report(kind, id, number, value)`. Touches a global only when called, so importing it is safe where there is no page.
 */
import { parse, plain } from './objects.js';

/** What can be reported; the same numbers stand in `page.rs`. */
const ANSWER = 0, NO_ANSWER = 1, TOKEN = 2, NO_TOKEN = 3, TIMER = 4, UP = 5, DOWN = 6, FRAME = 7, CLOSED = 8, CANCEL = 9,
  VISIBILITY = 10, RESUMED = 11, NOISE = 12;

/** The close code of a wanted end, and what browsers report when there was no closing handshake (RFC 6455, 7.4.1). */
const NORMAL = 1000, ABNORMAL = 1006;

/** The hosted service. */
const SERVICE = 'https://chat.stream-io-api.com';

/** What the app's own function threw becomes an uncaught error of the page, as it would without us. */
function throwLater(error) {
  if (typeof reportError === 'function') reportError(error);
  else queueMicrotask(() => { throw error; });
}

function tell(listener, event, slot) {
  try {
    listener(event, slot);
  } catch (error) {
    throwLater(error);
  }
}

export class Page {
  /** Entries `{type, listener}`; without a type for every event. Replaced, never changed: see `listeners.js`. */
  listeners = [];
  #report;
  #host;
  #options;
  #socket;
  #requests = new Map();
  #promises = new Map();
  #provider;
  #timer;
  #unwatch;

  constructor(report, options, host) {
    this.#report = report;
    this.#host = host;
    if (host?.event) this.listeners = [{ listener: host.event }];
    this.#options = options ?? {};
  }

  /** A number among the options: milliseconds, or 1 for a switch that is on and -1 for one that is off; 0 when it is not set. */
  option(first, second) {
    const value = this.#options[first] ?? this.#options[second];
    return value === false ? -1 : value === true || value > 0 ? Number(value) : 0;
  }

  /** Where the service is; the app may change it. */
  get #base() {
    return (this.#options.baseURL || SERVICE).replace(/\/$/, '');
  }

  now = () => performance.now();
  wall = () => Date.now();

  /** 53 random bits: the seed of everything the client draws. */
  seed() {
    const words = crypto.getRandomValues(new Uint32Array(2));
    return words[0] * 0x200000 + (words[1] >>> 11);
  }

  /** A promise for a call, settled by `settle`. */
  promise(call) {
    return new Promise((resolve, reject) => this.#promises.set(call, [resolve, reject]));
  }

  settle(call, failed, value) {
    this.#promises.get(call)?.[failed ? 1 : 0](failed ? this.failure(value) : value);
    this.#promises.delete(call);
  }

  /** Rejects everything that waits: the engine cannot go on. */
  settleAll(fields) {
    for (const call of [...this.#promises.keys()]) this.settle(call, true, fields);
  }

  /** Cancels a call when the signal aborts; at once when it has already. */
  cancelOn(signal, call) {
    const cancel = () => this.#report(CANCEL, call, 0);
    if (signal?.aborted) cancel();
    else signal?.addEventListener?.('abort', cancel, { once: true });
  }

  /** The failure as the host's error, or as an ordinary one where there is no host. */
  failure(fields) {
    if (this.#host?.error) return this.#host.error(fields);
    const { message, cause, ...rest } = fields;
    return Object.assign(new Error(message, { cause }), rest);
  }

  /** Those for every event first, then those for its type. One that throws stops nobody; a new one hears the next event. */
  notify(event, slot) {
    // Events of the client's own have it too, and what the app dispatches came in as JSON.
    if (!(event.received_at instanceof Date)) event.received_at = new Date(event.received_at ?? Date.now());
    const entries = this.listeners;
    for (const { type, listener } of entries) if (type === undefined) tell(listener, event, slot);
    for (const { type, listener } of entries) if (type !== undefined && type === event.type) tell(listener, event, slot);
  }

  /** One log record; a logger that throws is the app's defect, not ours. */
  log(level, message, extra) {
    try {
      this.#host?.log?.(level, message, extra);
    } catch (error) {
      throwLater(error);
    }
  }

  /** The query of a request that makes a connection, with the device the app has named. */
  #introduced(query) {
    const { device } = this.#options;
    if (device && query.json) query.json = { ...query.json, device };
    return query;
  }

  /** Opens a socket; what it reports carries the generation. An address the browser refuses is a socket that closed. */
  open(generation, query) {
    const report = this.#report;
    try {
      const socket = new WebSocket(address((this.#options.wsBaseURL || this.#base).replace(/^http/, 'ws'), '/connect', this.#introduced({ ...query, 'X-Stream-Client': this.#options.userAgent ?? query['X-Stream-Client'] })));
      socket.onmessage = ({ data }) => {
        const event = stamped(parse(data));
        if (event) report(FRAME, generation, performance.now(), event);
        else report(NOISE, generation, 0);
      };
      socket.onclose = ({ code }) => report(CLOSED, generation, code);
      this.#socket = { socket, generation };
    } catch {
      report(CLOSED, generation, ABNORMAL);
    }
  }

  sendFrame(generation, frame) {
    // A socket that is closing drops what it is given; it is about to report its end.
    if (this.#socket?.generation === generation) this.#socket.socket.send(JSON.stringify(frame));
  }

  /** Closes a socket and hears nothing of it any more. */
  close(generation) {
    if (this.#socket?.generation !== generation) return;
    const { socket } = this.#socket;
    this.#socket = socket.onmessage = socket.onclose = undefined;
    socket.close(NORMAL);
  }

  /** Sends a request and reports its end, unless it was aborted. */
  request(id, method, path, query, body, token, requestId, client) {
    // What the app gives as JSON can hold no form: this is a file (`Upload` in `js/core.ts`).
    const form = body?.form instanceof FormData ? body.form : undefined;
    const headers = {
      ...(token && { Authorization: token }),
      'stream-auth-type': token ? 'jwt' : 'anonymous',
      'X-Stream-Client': this.#options.userAgent ?? client,
      'x-client-request-id': requestId,
      ...(body && !form && { 'Content-Type': 'application/json' }),
    };
    const url = address(this.#base, path, path === '/longpoll' ? this.#introduced(query) : query);
    const end = (kind, number, value) => this.#requests.delete(id) && this.#report(kind, id, number, value);
    const answered = (status, retryAfter, text) => end(ANSWER, status + 1000 * (retryAfter >>> 0), parse(text));
    const failed = () => end(NO_ANSWER, 0);
    if (path === '/longpoll') return this.#requests.set(id, transfer('GET', url, headers, answered, failed));
    // Where there is no such request (outside of a page), a file goes without its progress.
    if (form && globalThis.XMLHttpRequest) return this.#requests.set(id, transfer(method, url, headers, answered, failed, form, body.progress));
    const abort = new AbortController();
    this.#requests.set(id, abort);
    fetch(url, { method, headers, body: form ?? (body && JSON.stringify(body)), signal: abort.signal })
      .then(async (response) => [response.status, response.headers.get('Retry-After'), await response.text()])
      .then((answer) => answered(...answer), (error) => end(NO_ANSWER, 0, error));
  }

  abort(id) {
    const abort = this.#requests.get(id);
    this.#requests.delete(id);
    abort?.abort();
  }

  setProvider(provider) {
    this.#provider = provider;
  }

  /** Puts a question to the app's token function; a synchronous throw and a rejection are the same. */
  ask(question) {
    (async () => this.#provider())().then((token) => this.#report(TOKEN, question, 0, token), (error) => this.#report(NO_TOKEN, question, 0, error));
  }

  /** Reports once, after `ms`, replacing an earlier timer; never when `ms` is undefined. */
  arm(ms) {
    clearTimeout(this.#timer);
    this.#timer = ms === undefined ? undefined : setTimeout(this.#report, ms, TIMER, 0, 0);
  }

  /** Reports what the page says about its network and visibility, while it is wanted. */
  watch(wanted) {
    if (wanted === !!this.#unwatch) return;
    if (!wanted) return void (this.#unwatch = this.#unwatch());
    const { document } = globalThis;
    const up = () => this.#report(UP, 0, 0);
    const down = () => this.#report(DOWN, 0, 0);
    const visibility = () => this.#report(VISIBILITY, 0, +document.hidden);
    const resumed = () => this.#report(RESUMED, 0, 0);
    const each = (change) => {
      globalThis[change]?.('online', up);
      globalThis[change]?.('offline', down);
      globalThis[change]?.('pageshow', resumed);
      document?.[change]('visibilitychange', visibility);
      document?.[change]('resume', resumed);
    };
    each('addEventListener');
    this.#unwatch = () => each('removeEventListener');
    if (globalThis.navigator?.onLine === false) down();
    if (document?.hidden) visibility();
  }

  /** A copy of what the app gave that nothing outside can change, in a list; undefined when it is no plain JSON. */
  plain(value) {
    try {
      return plain([value]);
    } catch {
      return undefined;
    }
  }
}

/** An event with the time at which it came. */
function stamped(event) {
  if (event !== null && typeof event === 'object') event.received_at = new Date();
  return event;
}

/**
 * A request by the one way of asking that the oldest proxies know, and the only one that tells how much of a body is sent.
 * Gives back what can abort it.
 */
function transfer(method, url, headers, answered, failed, body, progress) {
  const request = new XMLHttpRequest();
  request.open(method, url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  // Only where it matters: a header that the service does not expose makes the browser complain on the console.
  request.onload = () => answered(request.status, request.status > 399 ? request.getResponseHeader('Retry-After') : 0, request.responseText);
  request.onerror = failed;
  // Not touched without need: a listener there makes the browser ask other origins for permission first.
  if (progress) request.upload.onprogress = progress;
  request.send(body);
  return request;
}

const encode = (value) => encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : value);

/** An address with its query: objects and arrays as JSON, absent values left out. */
function address(base, path, query) {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return `${base}${path}?${pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`;
}
