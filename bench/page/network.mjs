/**
 * Owns a stand-in for the browser's fetch and XMLHttpRequest: requests are answered in the page, in the next task, so that
 * what is timed is an SDK's own work. What the answers are: whoever calls `answerWith`.
 */
let answer = () => "{}";

/** @param give gets method, path and the parsed body of a request; gives the text of the answer. */
export const answerWith = (give) => void (answer = give);

const reply = (method, url, body) => answer(method, new URL(url, location.href).pathname, body ? JSON.parse(body) : undefined);

class FakeRequest extends EventTarget {
  readyState = 0;
  status = 0;
  statusText = "";
  responseText = "";
  responseType = "";
  timeout = 0;
  upload = new EventTarget();
  #method;
  #aborted = false;

  open(method, url) {
    [this.#method, this.responseURL, this.readyState] = [method, url, 1];
  }

  setRequestHeader() {}

  getAllResponseHeaders = () => "content-type: application/json\r\n";

  getResponseHeader = () => null;

  send(body) {
    const text = reply(this.#method, this.responseURL, body);
    setTimeout(() => {
      if (this.#aborted) return;
      Object.assign(this, { readyState: 4, status: 200, statusText: "OK", responseText: text, response: text });
      for (const name of ["readystatechange", "load", "loadend"]) {
        this[`on${name}`]?.(new Event(name));
        this.dispatchEvent(new Event(name));
      }
    });
  }

  abort() {
    this.#aborted = true;
  }
}

/** Puts the stand-ins in place. Before an SDK is imported: it may take hold of what is there then. */
export function standIn() {
  globalThis.XMLHttpRequest = FakeRequest;
  globalThis.fetch = (url, { method = "GET", body } = {}) => {
    const text = reply(method, url, body);
    return new Promise((resolve) => setTimeout(() => resolve({ ok: true, status: 200, url, headers: new Headers(), text: async () => text, json: async () => JSON.parse(text) })));
  };
}
