/** Small public functions over texts and plain objects: tokens, base64, messages, type guards. Keeps and asks nothing. */
import { devToken } from './parameters.js';
import type { LocalMessage, Message } from './types/message.js';
import type { SharedLocationResponse } from './types/reminder.js';
import type { OwnUserResponse, UserResponse } from './types/user.js';

/** A token the service accepts only while its app has authentication checks switched off. */
export const DevToken = (userId: string): string => devToken(userId);

/** The bytes of a text of one-byte characters as base64. */
export const encodeBase64 = (data: string): string => btoa(data);

/** The text that `encodeBase64` was given. What is no base64 is skipped. */
export const decodeBase64 = (s: string): string => atob(s.replace(/-/g, '+').replace(/_/g, '/').replace(/[^A-Za-z0-9+/]/g, ''));

/** The user a token was made for; an empty text when it has not three parts. Throws a `SyntaxError` when the middle one is no JSON. */
export function UserFromToken(token: string): string {
  const [, payload, signature, more] = token.split('.');
  return payload === undefined || signature === undefined || more !== undefined ? '' : JSON.parse(decodeBase64(payload)).user_id;
}

/** True for the object of the own user once the service has answered: it has the unread totals. */
export const isOwnUser = (user?: OwnUserResponse | UserResponse): user is OwnUserResponse => (user as OwnUserResponse | undefined)?.total_unread_count !== undefined;

/** True for a location that belongs to a message. */
export function isSharedLocationResponse(location: unknown): location is SharedLocationResponse {
  const { latitude, longitude, channel_cid } = location as Partial<SharedLocationResponse>;
  return !!latitude && !!longitude && !!channel_cid;
}

/** For a call nobody waits for: a failure becomes a warning on the console, with `name` in it. */
export function logChatPromiseExecution<T>(promise: Promise<T>, name: string): void {
  promise.then(undefined, (error: unknown) => console.warn(`failed to do ${name}, ran into error: `, error));
}

/** Fields of a held message that do not travel when it is sent. */
const LOCAL: readonly string[] = [
  'command', 'created_at', 'deleted_at', 'error', 'html', 'i18n', 'latest_reactions', 'mentioned_groups', 'own_reactions', 'quoted_message',
  'reply_count', 'status', 'updated_at',
];

/** A message from `channel.state` as `sendMessage` takes it. */
export function localMessageToNewMessagePayload(localMessage: LocalMessage): Message {
  const kept = Object.entries(localMessage).filter(([name]) => !LOCAL.includes(name));
  const { mentioned_users, pinned_at } = localMessage;
  return {
    ...Object.fromEntries(kept),
    ...('pinned_at' in localMessage && { pinned_at: pinned_at?.toISOString() }),
    ...(mentioned_users && { mentioned_users: mentioned_users.map(({ id }) => id) }),
  } as Message;
}
