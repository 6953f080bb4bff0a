/**
 * Numbers for Stream's ids. A channel made here has a decimal id below 2^52, which is its number. Anything else has the
 * hash of its id, from 2^52 on, so that the two never meet.
 */
const HALF = 2 ** 52;

/** 52 bits of the public hash "cyrb53". */
function hash(text: string): number {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (two & 0xfffff) * 2 ** 32 + (one >>> 0);
}

/** The number of a user or message. */
export const numberOf = (id: string): number => HALF + hash(id);

/** The number of a channel: its id where that is one, else the hash of `type:id`. */
export function channelNumber(cid: string): number {
  const id = cid.slice(cid.indexOf(':') + 1);
  const number = /^[1-9]\d{0,15}$/.test(id) ? Number(id) : HALF;
  return number < HALF ? number : numberOf(cid);
}

/** Whether a number is the id of a channel made here. */
export const isOwnNumber = (number: number): boolean => number > 0 && number < HALF;

/** The id of a new channel. The same kind and name give the same one; without a name it is a random one. */
export const newChannelId = (kind: string, name?: string): string =>
  String(name === undefined ? Math.floor(Math.random() * HALF) : hash(`${kind}:${name}`));
