/**
 * Owns how two runs of a scenario are compared, field by field, and which of the differences are known. What the runs hold:
 * stage.mjs.
 */

const isObject = (value) => value !== null && typeof value === "object";

/** By what the parts of a list are recognised in the other one. */
function keyOf(part) {
  if (!isObject(part)) return JSON.stringify(part);
  if (part.method && part.path) return `${part.method} ${part.path}`;
  if (part.type && part.on) return `${part.on} ${part.type}`;
  return String(part.id ?? part.user_id ?? part.user?.id ?? "");
}

/** Pairs of two lists that keep the order of both, as many as possible: `[a?, b?]`. */
export function align(left, right) {
  if (left.length === right.length && left.every((part, at) => keyOf(part) === keyOf(right[at]))) return left.map((part, at) => [part, right[at]]);
  const best = Array.from({ length: left.length + 1 }, () => new Array(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      best[i][j] = keyOf(left[i]) === keyOf(right[j]) ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
  }
  const pairs = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && keyOf(left[i]) === keyOf(right[j])) pairs.push([left[i++], right[j++]]);
    else if (j >= right.length || (i < left.length && best[i + 1][j] >= best[i][j + 1])) pairs.push([left[i++], undefined]);
    else pairs.push([undefined, right[j++]]);
  }
  return pairs;
}

/** A part of a list in a path: an event or request by its name, others as `*`. */
function placeOf(part) {
  if (isObject(part) && part.method && part.path) return `${part.method} ${part.path}`;
  if (isObject(part) && part.type && part.on) return `${part.on} ${part.type}`;
  return "*";
}

/** Every place where two plain values differ: `{path, peer, ours}`. */
export function differ(peer, ours, path = []) {
  if (peer === ours) return [];
  if (Array.isArray(peer) && Array.isArray(ours)) {
    return align(peer, ours).flatMap(([a, b]) => differ(a, b, [...path, placeOf(a ?? b)]));
  }
  if (isObject(peer) && isObject(ours) && !Array.isArray(peer) && !Array.isArray(ours)) {
    const keys = [...new Set([...Object.keys(peer), ...Object.keys(ours)])];
    return keys.flatMap((key) => differ(peer[key], ours[key], [...path, key]));
  }
  return [{ path: path.join(" / "), peer, ours, place: path }];
}

/** A date is a `Date` in the state and a text on the wire. */
const bare = (value) => (typeof value === "string" ? value.replace(/^Date /, "") : value ?? undefined);

/** Whether ours is what the server says about what is read and unread, where the peer is not. */
function isAsServer({ place, ours }, end) {
  const [, who, section, cid, part, ...rest] = place;
  const { unread = {}, reads: all = {} } = end[who]?.server ?? {};
  if (section === "client" && cid === "user") return part in unread && ours === unread[part];
  const reads = all[cid];
  if (section !== "channels" || !reads) return false;
  if (part === "countUnread" || (part === "state" && rest[0] === "unreadCount")) return ours === reads[who]?.unread_messages;
  if (part === "lastRead") return bare(ours) === bare(reads[who]?.last_read);
  if (part !== "state" || rest[0] !== "read") return false;
  const [, user, field, ...deeper] = rest;
  if (deeper.length > 0) return false;
  return field ? bare(ours) === bare(reads[user]?.[field]) : ours === undefined && reads[user] === undefined;
}

/** The end without what the server says, which is not the SDK's. */
const shown = (end) => Object.fromEntries(Object.entries(end).map(([who, { server: _, ...all }]) => [who, all]));

/** The name of a step is its source, where bundlers number the variables. */
const unnumbered = (name) => name?.replace(/\d+/g, "");

/**
 * What differs between two runs: `{step, path, peer, ours, asServer?}`; the last one says that ours is what the server has. A
 * step's stack traces are not compared.
 */
export function differences(peer, ours) {
  const found = [];
  // A script that stops in one of them says so; what it did not get to is no further difference.
  const stopped = Boolean(peer.broke || ours.broke);
  const steps = Math[stopped ? "min" : "max"](peer.steps.length, ours.steps.length);
  for (let at = 0; at < steps; at += 1) {
    const { name: a, says: _, ...left } = peer.steps[at] ?? {};
    const { name: b, says: __, ...right } = ours.steps[at] ?? {};
    const step = a ?? b;
    if (unnumbered(a) !== unnumbered(b)) found.push({ step, path: "name", peer: a, ours: b });
    else found.push(...differ(left, right).map((one) => ({ step, ...one })));
  }
  const ends = stopped ? [] : differ(shown(peer.end), shown(ours.end), ["end"]);
  found.push(...ends.map((one) => ({ step: "end", ...one, ...(isAsServer(one, ours.end) && { asServer: true }) })));
  if (stopped) found.push({ step: "script", path: "broke", peer: peer.broke, ours: ours.broke });
  return found.map(({ place: _, ...one }) => one);
}

const matches = (entry, scenario, one) =>
  (entry.scenario?.test(scenario) ?? true) && (entry.step?.test(one.step) ?? true) && entry.path.test(one.path) && (!entry.when || Boolean(entry.when(one)));

/**
 * Sorts differences into those that the list knows and the others, and says which entries of the list are idle.
 * @param results `[{name, found}]`.
 */
export function judge(results, list) {
  const struck = list.map((entry) => ({ entry, scenarios: new Set(), count: 0 }));
  const unknown = [];
  for (const { name, found } of results) {
    for (const one of found) {
      const known = struck.find(({ entry }) => matches(entry, name, one));
      if (!known) unknown.push({ scenario: name, ...one });
      else {
        known.scenarios.add(name);
        known.count += 1;
      }
    }
  }
  return { unknown, known: struck.filter(({ count }) => count > 0), idle: struck.filter(({ count }) => count === 0).map(({ entry }) => entry) };
}
