/**
 * Owns a stand-in for the browser's WebSocket: it opens, greets and closes as the service would, and delivers frames on
 * command and synchronously, so that handling them can be timed. What is in the frames: content.mjs.
 */
import { hello } from "./content.mjs";

/** The socket an SDK opened last. */
let latest;

const open = new Set();

/** How many sockets are not closed. */
export const openSockets = () => open.size;

class FakeWebSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  static #count = 0;
  onopen = null;
  onmessage = null;
  onclose = null;
  onerror = null;
  readyState = FakeWebSocket.CONNECTING;
  binaryType = "blob";
  #connection = `connection-${++FakeWebSocket.#count}`;

  constructor(url) {
    this.url = String(url);
    latest = this;
    open.add(this);
    setTimeout(() => {
      this.readyState = FakeWebSocket.OPEN;
      this.onopen?.(new Event("open"));
      this.#greet();
    });
  }

  /** A ping gets the answer the service gives. */
  send() {
    setTimeout(() => this.#greet());
  }

  close(code = 1000, reason = "") {
    if (this.readyState >= FakeWebSocket.CLOSING) return;
    this.readyState = FakeWebSocket.CLOSING;
    setTimeout(() => {
      this.readyState = FakeWebSocket.CLOSED;
      open.delete(this);
      this.onclose?.(new CloseEvent("close", { code, reason, wasClean: true }));
    });
  }

  #greet() {
    if (this.readyState === FakeWebSocket.OPEN) this.onmessage?.(frame(hello(this.#connection)));
  }
}

// At import, and imported first: an SDK may take hold of the constructor when it is imported itself.
globalThis.WebSocket = FakeWebSocket;

/** A frame as the browser hands it over. */
export const frame = (event) => new MessageEvent("message", { data: JSON.stringify(event) });

/** The socket opened by the SDK that connected last; its `onmessage` is that SDK's whole way of an event. */
export function latestSocket() {
  if (typeof latest?.onmessage !== "function") throw new Error("the SDK has opened no socket, or does not listen to it");
  return latest;
}
