/** The address of a conversation in the page's hash: `#/channel/<cid>`. Nothing else has an address. */

const PREFIX = "#/channel/";

/** The colon and `!` of a cid stay readable; everything that could end a hash is escaped. */
export function channelAddress(cid: string): string {
  return PREFIX + encodeURIComponent(cid).replaceAll("%3A", ":");
}

export const LIST_ADDRESS = "#/";

/** The cid in the address bar, or undefined. A hash that cannot be decoded is none. */
export function addressedCid(hash = location.hash): string | undefined {
  if (!hash.startsWith(PREFIX)) return undefined;
  try {
    return decodeURIComponent(hash.slice(PREFIX.length)) || undefined;
  } catch {
    return undefined;
  }
}

/** Splits `type:id`; undefined if it is not of that form. */
export function splitCid(cid: string): { type: string; id: string } | undefined {
  const [type, id, ...rest] = cid.split(":");
  return type && id && rest.length === 0 ? { type, id } : undefined;
}
