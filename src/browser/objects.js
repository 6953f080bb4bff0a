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
export const at = (array, index) => array[index];
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

/** Fields of a head, each with an end: text that cannot pass for more than one field. */
const fields = (...values) => values.map((value) => (typeof value === 'string' && !value.includes('\0') ? `${value}\0` : '\0')).join('');

/** A count as Rust reads numbers: whole, and moved to the nearest end of what 32 bits hold. */
const count = (value) => (typeof value === 'number' ? Math.min(Math.max(Math.trunc(value), 0), 0xffff_ffff) : '');

/** The fields of an event's head and of its message's, joined; order and meaning as in `src/head.rs`. */
export function eventHead(event) {
  const totals = event.total_unread_count ?? event.unread_channels;
  return `${fields(event.type, event.cid, event.user?.id, asTime(event.created_at))}${count(event.watcher_count)}\0${totals == null ? '' : 1}\0${messageHead(event.message)}`;
}

/** The fields of a message's head, joined; order and meaning as in `src/head.rs`. Empty when there is no message. */
export function messageHead(message) {
  if (message == null) return '';
  const { type, user } = message;
  let flags = '';
  if (message.show_in_channel === true) flags += 'c';
  if (message.silent === true) flags += 's';
  if (message.shadowed === true) flags += 'w';
  if (message.pinned === true) flags += 'n';
  if (message.quoted_message) flags += 'q';
  if (message.restricted_visibility?.length) flags += 'r';
  if (type !== 'regular') {
    if (type === 'ephemeral' || type === 'error') flags += 'p';
    if (type === 'deleted') flags += 'd';
  }
  return fields(message.id, asTime(message.created_at), user?.id, asTime(user?.updated_at), message.parent_id) + flags;
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
 * quoted message is in the same form, without a quote of its own.
 */
export function localMessage(message, user) {
  const local = shown(message);
  if (user) local.user = user;
  local.error = message.error ?? null;
  local.quoted_message = message.quoted_message ? shown(message.quoted_message) : null;
  return local;
}

function shown(message) {
  const created = date(message.created_at);
  return {
    ...message,
    created_at: created,
    // A message that was never changed has the same time twice: reading it costs more than looking.
    updated_at: created && message.updated_at === message.created_at ? new Date(created) : date(message.updated_at),
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
