/**
 * What Rust needs of live JavaScript objects, one small function each: reading and writing members, and the few places
 * where one crossing of the WebAssembly boundary must do the work of ten. Decides nothing about chat.
 *
 * Names that come from data (user ids, reaction types) may be `__proto__` or `constructor`; they are read as own
 * members only and never written through a setter.
 */

/** `JSON.parse` without exceptions. */
export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The payload of a token: JSON in base64 of either alphabet, with or without padding. */
export function parseBase64(text) {
  try {
    const bytes = atob(text.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/'));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
  } catch {
    return undefined;
  }
}

/** A copy of the app's object that nothing outside can change, read before any Rust state is borrowed. */
export const plain = (value) => JSON.parse(JSON.stringify(value));

export const get = (object, key) => object?.[key];
export const getOwn = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
const getOf = (type) => (object, key) => {
  const value = object?.[key];
  return typeof value === type ? value : undefined;
};
export const getText = getOf('string');
export const getNumber = getOf('number');
export const getFlag = getOf('boolean');
export const getTime = (object, key) => asTime(object?.[key]);
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
export const newObject = () => ({});
export const newArray = () => [];
export const newDate = (ms) => new Date(ms);
export const isArray = (value) => Array.isArray(value);
export const at = (array, index) => (Array.isArray(array) ? array[index] : undefined);
export const put = (array, index, value) => void (array[index] = value);
export const push = (array, value) => void array.push(value);
export const keys = (value) => (isObject(value) ? Object.keys(value) : []);
/** Names of members that another object does not have. */
export const missing = (object, other) => keys(object).filter((key) => getOwn(other, key) == null);
export const size = (value) => (Array.isArray(value) ? value.length : 0);

/** A time as text, whether it is still text or a `Date` already. */
export function asTime(value) {
  if (typeof value === 'string') return value;
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
}

export function set(object, key, value) {
  if (typeof object !== 'object' || object === null) return;
  if (key === '__proto__') Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}

export function remove(object, key) {
  delete object[key];
}

export const copy = (value) => (Array.isArray(value) ? value.slice() : { ...value });

export function assign(object, from) {
  for (const key of Object.keys(from)) set(object, key, from[key]);
}

export const splice = (array, at, count, ...added) => void array.splice(at, count, ...added);

export const jsonSize = (value) => new TextEncoder().encode(JSON.stringify(value)).length;

/** The module's memory, and where in it the next part of a head goes, up to an end. */
let bytes = new Uint8Array(), next = 0, end = 0;

/** Bytes that the lengths and marks of one head's fields take together, and some more. */
const RESERVED = 64;

/** Begins a head: the module keeps `size` bytes for it from `to` on. */
function begin(memory, to, size) {
  // Memory that has grown leaves an array without length.
  if (bytes.length === 0) bytes = new Uint8Array(memory.buffer);
  next = to;
  end = to + size - RESERVED;
}

/** Writes a text behind its length in bytes, which is nothing for what is no text, or longer than any name. */
function write(value) {
  const to = bytes, at = next + 2;
  let length = 0;
  if (typeof value === 'string' && value.length * 3 <= end - at) {
    const letters = value.length;
    for (; length < letters; length++) {
      const code = value.charCodeAt(length);
      if (code > 127) {
        length = new TextEncoder().encodeInto(value, to.subarray(at)).written;
        break;
      }
      to[at + length] = code;
    }
  }
  to[at - 2] = length & 127;
  to[at - 1] = length >> 7;
  next = at + length;
}

/** A count as Rust reads numbers: whole, and moved to the nearest end of what 32 bits hold. */
const count = (value) => (typeof value === 'number' ? Math.min(Math.max(Math.trunc(value), 0), 0xffff_ffff) : '');

const writeTime = (value) => write(typeof value === 'string' ? value : asTime(value));

/** Writes the head of an event; order and meaning as in `src/head.rs`. Where it ends. */
export function eventHead(event, memory, to, size) {
  begin(memory, to, size);
  const { message, reaction, watcher_count: watchers } = event;
  const counts = typeof watchers === 'number';
  bytes[next++] = ((event.total_unread_count ?? event.unread_channels) == null ? 0 : 1) | (counts ? 2 : 0) | (message == null ? 0 : 4);
  if (counts) {
    let rest = count(watchers);
    for (let place = 0; place < 5; place++, rest = rest >>> 7) bytes[next++] = rest & 127;
  }
  write(event.type);
  write(event.cid);
  write(event.user?.id);
  writeTime(event.created_at);
  write(typeof reaction?.user_id === 'string' ? reaction.user_id : reaction?.user?.id);
  if (message != null) writeMessage(message);
  return next;
}

/** Writes the head of a message; order and meaning as in `src/head.rs`. Where it ends. */
export function messageHead(message, memory, to, size) {
  begin(memory, to, size);
  writeMessage(message);
  return next;
}

function writeMessage(message) {
  const { type, user, created_at: created, updated_at: updated } = message;
  // A message that was never changed has the same time twice.
  const unchanged = updated === created;
  bytes[next++] = (message.show_in_channel === true ? 1 : 0) | (message.silent === true ? 2 : 0) | (message.shadowed === true ? 4 : 0)
    | (type === 'ephemeral' || type === 'error' ? 8 : 0) | (type === 'deleted' ? 16 : 0)
    | (message.pinned === true ? 32 : 0) | (message.quoted_message ? 64 : 0);
  bytes[next++] = (message.restricted_visibility?.length ? 1 : 0) | (unchanged ? 2 : 0) | (message.latest_reactions?.length ? 4 : 0);
  write(message.id);
  writeTime(created);
  if (!unchanged) writeTime(updated);
  write(user?.id);
  writeTime(user?.updated_at);
  write(message.parent_id);
}

/** The users of a list of members or read states, but for those that `known` has with the same times. */
export const usersIn = (list, known) => list.map((one) => one?.user).filter((user) => {
  const before = getOwn(known, user?.id);
  return before?.updated_at !== user?.updated_at || before?.last_active !== user?.last_active || !before;
});

/** What a list of read states says, joined; order and meaning as in `ReadHead` in `src/head.rs`. */
export const readHeads = (states) => states.flatMap((one) =>
  [getText(one?.user, 'id'), asTime(one?.last_read), asTime(one?.last_delivered_at), count(one?.unread_messages)]).join('\0');

/** A list of members or read states as the record that apps see, each with the one object of its user (`by_user` in `src/node.rs`). */
export function byUser(list, users, readStates) {
  const record = {};
  for (const one of list) {
    const copy = { ...one };
    const own = getText(copy.user, 'id');
    if (own) copy.user = getOwn(users, own) ?? copy.user;
    if (readStates) {
      copy.last_read &&= date(copy.last_read);
      copy.last_delivered_at &&= date(copy.last_delivered_at);
      copy.unread_messages = +count(copy.unread_messages);
    }
    const id = readStates ? own : getText(copy, 'user_id') ?? own;
    if (id) set(record, id, copy);
  }
  return record;
}

/** A `Date` of what holds a time; null for anything else, never an invalid one. */
function date(value) {
  if (value == null) return null;
  const time = Date.parse(asTime(value) ?? '');
  return Number.isNaN(time) ? null : new Date(time);
}

/** The groups of reactions, made of counts and scores where the service gave none; null without reactions. */
function groups({ reaction_groups, reaction_counts, reaction_scores }) {
  if (reaction_groups || !reaction_counts) return reaction_groups ?? null;
  return Object.fromEntries(Object.keys(reaction_counts).map((type) => [type, { count: reaction_counts[type], sum_scores: reaction_scores?.[type] ?? 0 }]));
}

/**
 * The message as an app reads it from a channel's state; its author is the object that all messages of them share. A
 * quoted message is in the same form, without a quote of its own. `created` and `updated` are milliseconds since 1970
 * that need not be read from the message again; they are not a number where they are not known.
 */
export function localMessage(message, user, created, updated) {
  const local = shown(message, created, updated);
  if (user) local.user = user;
  local.error = message.error ?? null;
  local.quoted_message = message.quoted_message ? shown(message.quoted_message) : null;
  return local;
}

/**
 * The same for a copy that takes the place of another. What an event says about own reactions is not personal, what a
 * query said is: where nothing is said they stay, and after an event that changes a message (`told`) both copies have
 * them.
 */
export function newerMessage(message, user, created, updated, known, told) {
  const own = known?.own_reactions;
  const keeps = own != null && (told || !message.own_reactions?.length);
  if (keeps && told) message.own_reactions = own;
  const local = localMessage(message, user, created, updated);
  if (keeps) local.own_reactions = own;
  return local;
}

const dated = (time, value) => (time === time ? new Date(time) : date(value));

function shown(message, created = NaN, updated = NaN) {
  return {
    ...message,
    created_at: dated(created, message.created_at),
    updated_at: dated(updated, message.updated_at),
    pinned_at: date(message.pinned_at),
    deleted_at: date(message.deleted_at),
    reaction_groups: groups(message),
    status: message.status || 'received',
  };
}

/** The own user's unread totals, as far as an event has them. */
export function takeTotals(me, event) {
  for (const name of ['total_unread_count', 'unread_channels', 'unread_count', 'unread_threads']) {
    if (event[name] != null) me[name] = event[name];
  }
}
