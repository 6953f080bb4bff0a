/**
 * User names and the ids of users: a name may be any text, an id has lower-case letters, digits, `@`, `_` and `-`. A name
 * that is no id is written with `_xx` for each byte that an id cannot have; so every name has one id, and every id one name.
 */

/** The id of the user of this name. */
export function userIdOf(username: string): string {
  return username.replace(/[^a-z0-9@_-]+|_(?=[0-9a-f]{2})/g, (part) =>
    Array.from(new TextEncoder().encode(part), (byte) => `_${(byte + 256).toString(16).slice(1)}`).join(''));
}

/** The name of the user of this id. */
export function usernameOf(userId: string): string {
  try {
    return decodeURIComponent(userId.replace(/%/g, '%25').replace(/_([0-9a-f]{2})/g, '%$1'));
  } catch {
    return userId;
  }
}
