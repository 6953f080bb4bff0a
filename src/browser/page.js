/**
 * What Rust needs of the page around it at once: clocks, addresses, failures, logs. Touches a global only when called, so
 * importing it is safe where there is no page.
 */
import { report } from './listeners.js';

export const monotonicMs = () => performance.now();
export const wallMs = () => Date.now();

/** 53 random bits: the seed of everything the client draws. */
export const seed = () => {
  const words = crypto.getRandomValues(new Uint32Array(2));
  return words[0] * 0x200000 + (words[1] >>> 11);
};

const encode = (value) => encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : value);

/** An address with its query: objects and arrays as JSON, absent values left out. */
export function address(base, path, query) {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return `${base}${path}?${pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`;
}

export const stringify = (value) => JSON.stringify(value);

/** The failure as the host's error, or as an ordinary one where there is no host. */
export function failure(host, fields) {
  if (host?.error) return host.error(fields);
  const { message, cause, ...rest } = fields;
  return Object.assign(new Error(message, { cause }), rest);
}

/** One log record; a logger that throws is the app's defect, not ours. */
export function log(host, level, message, extra) {
  try {
    host?.log?.(level, message, extra);
  } catch (error) {
    report(error);
  }
}

/** Runs `cancel` when the signal aborts; at once when it has already. */
export function onAbort(signal, cancel) {
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
}
