/**
 * A network that does what a test says, in place of the page's WebSocket, fetch and XMLHttpRequest. Answers nothing by itself.
 */

const { WebSocket, XMLHttpRequest, fetch } = globalThis;

/** Gives the page its own network back, whatever the tests before have left. */
export function ownNetwork() {
  Object.assign(globalThis, { WebSocket, XMLHttpRequest, fetch });
}

export class Wire {
  #sockets = [];
  #requests = [];

  constructor() {
    const sockets = this.#sockets;
    const requests = this.#requests;
    globalThis.WebSocket = class {
      sent = [];
      closed = false;
      constructor(url) {
        this.url = url;
        sockets.push(this);
      }
      send(text) {
        this.sent.push(text);
      }
      close() {
        this.closed = true;
      }
    };
    globalThis.fetch = (url, init) => new Promise((resolve, reject) => {
      requests.push({ url, init, resolve, reject });
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
  }

  /** From now on what goes by XMLHttpRequest is answered here too. */
  takeUploads() {
    const requests = this.#requests;
    globalThis.XMLHttpRequest = class {
      upload = {};
      init = { headers: {} };
      open(method, url) {
        Object.assign(this.init, { method });
        this.url = url;
      }
      setRequestHeader(name, value) {
        this.init.headers[name] = value;
      }
      getResponseHeader() {
        return null;
      }
      send(body) {
        this.init.body = body;
        this.init.signal = { aborted: false };
        requests.push({
          url: this.url, init: this.init, upload: this.upload, reject: () => this.onerror(),
          resolve: async (response) => this.onload(Object.assign(this, { status: response.status, responseText: await response.text() })),
        });
      }
      abort() {
        this.init.signal.aborted = true;
      }
    };
  }

  /** That much of the upload sent last has left. */
  progress(loaded) {
    this.#requests.at(-1).upload.onprogress?.({ loaded });
  }

  get sockets() {
    return this.#sockets.length;
  }

  get requests() {
    return this.#requests.length;
  }

  get socketUrl() {
    return this.#sockets.at(-1).url;
  }

  /** The request sent last. */
  get request() {
    const { url, init } = this.#requests.at(-1);
    return { url, method: init.method, headers: Object.fromEntries(new Headers(init.headers)), body: init.body, aborted: init.signal?.aborted };
  }

  /** A text arrives on the socket opened last. */
  frame(text) {
    this.#sockets.at(-1).onmessage?.({ data: text });
  }

  /** The socket opened last ends. */
  end(code) {
    this.#sockets.at(-1).onclose?.({ code });
  }

  /** The request sent last is answered. */
  answer(status, text) {
    this.#requests.at(-1).resolve(new Response(text, { status }));
  }

  /** The request sent last fails as it does without a network. */
  fail() {
    this.#requests.at(-1).reject(new TypeError('Failed to fetch'));
  }
}

/** Turns of the page's loop, until what was started by an answer has run. */
export async function settled() {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve));
}

/** Uncaught errors of the page while `act` runs, instead of failing the test that caused them on purpose. */
export function uncaught(act) {
  const seen = [];
  const catchOne = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    seen.push(event.error);
  };
  const previous = globalThis.onerror;
  globalThis.onerror = null;
  globalThis.addEventListener('error', catchOne, { capture: true });
  try {
    act();
  } finally {
    globalThis.removeEventListener('error', catchOne, { capture: true });
    globalThis.onerror = previous;
  }
  return seen;
}
