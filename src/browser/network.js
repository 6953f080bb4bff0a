/**
 * The browser's own functions that answer later: `fetch`, timers, the app's token function, the page's network and
 * visibility. Every answer goes to one function, `report(kind, id, number, value)`; the kinds stand in `network.rs`.
 * Decides nothing; touches a global only when called.
 */
const ANSWER = 0, NO_ANSWER = 1, TOKEN = 2, NO_TOKEN = 3, TIMER = 4, UP = 5, DOWN = 6;

/** Sends a request; gives back what aborts it. */
export function send(report, id, method, url, headers, body) {
  const abort = new AbortController();
  (async () => {
    const response = await fetch(url, { method, headers, body, signal: abort.signal });
    const text = await response.text();
    let parsed;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not JSON: something between the app and the service answered.
    }
    report(ANSWER, id, response.status, parsed);
  })().catch((error) => report(NO_ANSWER, id, 0, error));
  return abort;
}

/** Puts a question to the app's token function; a synchronous throw and a rejection are the same. */
export function ask(report, question, provider) {
  (async () => provider())().then((token) => report(TOKEN, question, 0, token), (error) => report(NO_TOKEN, question, 0, error));
}

/** Reports once, after `ms`; gives back what `clearTimeout` takes. */
export const arm = (report, ms) => setTimeout(report, ms, TIMER, 0, 0);
export const disarm = (timer) => clearTimeout(timer);

/** Reports what the page says about its network and visibility, until the returned function is called. */
export function watch(report) {
  const page = globalThis.document;
  const up = () => report(UP, 0, 0);
  const down = () => report(DOWN, 0, 0);
  const visible = () => page.visibilityState === 'visible' && up();
  globalThis.addEventListener?.('online', up);
  globalThis.addEventListener?.('offline', down);
  page?.addEventListener('visibilitychange', visible);
  return () => {
    globalThis.removeEventListener?.('online', up);
    globalThis.removeEventListener?.('offline', down);
    page?.removeEventListener('visibilitychange', visible);
  };
}
