/** What the families of calls share: the way to the core, and refusals made before anything is asked of it. Has no call of its own. */
import { ChatError } from '../errors.js';
import type { Link } from '../link.js';
import { Listening } from '../listening.js';

/** What every family of calls has: the way to the core. */
export abstract class Calls extends Listening {
  /** The way to the core. */
  protected abstract readonly link: Link;
}

/** Names the user a call is made for; only the own user is allowed without a secret. */
export const onBehalf = (user?: string): object | undefined => (user === undefined ? user : { user_id: user });

/** A call that cannot be made as it is: nothing is sent. */
export const refused = (message: string, code = 'request/bad-argument'): Promise<never> => Promise.reject(new ChatError(message, { code }));

/** A time as the service takes it: a number counts seconds from now, null and nothing mean no time. */
export function timeFrom(time: Date | number | string | null | undefined): string | null {
  const date = typeof time === 'number' ? new Date(Date.now() + time * 1000) : time;
  return date instanceof Date ? date.toISOString() : (date ?? null);
}
