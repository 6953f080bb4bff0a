/** Row: a client with a socket and nothing to do; timers that it keeps pending. */
import { pause } from "../stage.mjs";

const SAMPLES = 160;
const EVERY_MS = 250;

export const name = "idle-timers";
export const lines = [{ key: "timers", fault: "nothing: an idle socket", target: "at most 1 timer pending at once" }];

/** Runs in the page before anything else: counts the timers that are set and have not ended. */
function countTimers() {
  const pending = new Set();
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  globalThis.setTimeout = (work, ms, ...rest) => {
    const id = setTimeout(() => {
      pending.delete(id);
      if (typeof work === "function") work(...rest);
    }, ms);
    pending.add(id);
    return id;
  };
  globalThis.setInterval = (...given) => {
    const id = setInterval(...given);
    pending.add(id);
    return id;
  };
  globalThis.clearTimeout = (id) => (pending.delete(id), clearTimeout(id));
  globalThis.clearInterval = (id) => (pending.delete(id), clearInterval(id));
  globalThis.pendingTimers = () => pending.size;
}

export async function measure({ server, theatre }) {
  const { page, close } = await theatre.open({ before: countTimers });
  await page.evaluate((who) => globalThis.rig.add(who).connect(), { url: server.url, key: server.key, id: "idle" });
  await pause(5_000);
  let most = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    most = Math.max(most, await page.evaluate(() => globalThis.pendingTimers()));
    await pause(EVERY_MS);
  }
  await close();
  return { timers: { text: `${most}`, holds: most <= 1, most } };
}
