/**
 * Owns the page's time while two SDKs are compared: `Date`, `performance.now` and the timers follow the server's frozen clock,
 * so that both see the same second in the same step and nobody waits for real. Time moves between steps alone: on a slow
 * machine a timer would end up in another one. Has to be imported before the SDK is.
 */

/** Timers shorter than this are left to the browser: they only let something else go first. Milliseconds. */
const SHORT = 50;

const real = {
  Date: globalThis.Date,
  now: performance.now.bind(performance),
  setTimeout: globalThis.setTimeout.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
};

let moment = real.Date.now();
let isHeld = false;
const first = moment;
const short = new Map();
const long = new Map();
let last = 1_000_000;

/** This moment, in milliseconds since 1970. */
const now = () => moment;

class PageDate extends real.Date {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }
  static now() {
    return now();
  }
}

function start(call, wait, args, every) {
  const ms = Math.max(0, Number(wait) || 0);
  const id = ++last;
  if (ms >= SHORT) long.set(id, { at: now() + ms, call: () => call(...args), every: every ? ms : 0 });
  else {
    const fire = () => {
      if (every) short.set(id, { handle: real.setTimeout(fire, ms), every });
      else short.delete(id);
      call(...args);
    };
    short.set(id, { handle: real.setTimeout(fire, ms), every });
  }
  return id;
}

function stop(id) {
  long.delete(id);
  if (short.has(id)) real.clearTimeout(short.get(id).handle);
  short.delete(id);
}

/** Puts this clock in the place of the browser's. */
function install() {
  Object.assign(globalThis, {
    Date: PageDate,
    setTimeout: (call, ms, ...args) => start(call, ms, args, false),
    setInterval: (call, ms, ...args) => start(call, ms, args, true),
    clearTimeout: stop,
    clearInterval: stop,
  });
  performance.now = () => now() - first;
}

/** Lets the browser do what is due; `ms` real milliseconds. */
export const breathe = (ms = 0) => new Promise((resolve) => real.setTimeout(resolve, ms));

/** Real milliseconds, for limits. */
export const stopwatch = real.now;

/** Whether a timer is about to fire by itself. */
export const isDue = () => [...short.values()].some(({ every }) => !every);

/** Begins at this moment (milliseconds since 1970) with no timer left of what was before. */
export function begin(at) {
  for (const id of [...short.keys(), ...long.keys()]) stop(id);
  moment = at;
  isHeld = false;
}

/**
 * From here on time goes by and no timer fires, as on a device that sleeps, until `wake`: pauses that each SDK chooses at
 * random then end in the same step and at the same moment.
 */
export function hold() {
  isHeld = true;
}

/** Ends `hold`: what is overdue fires with the next `goTo`. */
export function wake() {
  isHeld = false;
}

/** Goes on to this moment. Timers fire in their order, each at its time; those that are overdue at once. */
export async function goTo(at) {
  while (!isHeld) {
    const due = [...long].filter(([, timer]) => timer.at <= at).sort(([, a], [, b]) => a.at - b.at)[0];
    if (!due) break;
    const [id, timer] = due;
    moment = Math.max(moment, timer.at);
    if (timer.every) timer.at = moment + timer.every;
    else long.delete(id);
    timer.call();
    await breathe();
  }
  moment = at;
}

install();
