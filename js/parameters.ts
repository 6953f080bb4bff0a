/** Turns arguments of the public methods into the form the service takes. Checks nothing and keeps nothing. */
import type { SortParam } from './types/api.js';
import type { ReservedUpdatedMessageFields } from './types/message.js';

/** `{a: 1, b: -1}` or `[{a: 1}, {b: -1}]` as the list of terms the service takes. */
export function sortParams(sort: object | object[] = []): SortParam[] {
  return [sort].flat().flatMap((terms) => Object.entries(terms).map(([field, direction]) => ({ field, direction })));
}

/** Fields of a message that only the service writes; it refuses or ignores them in an update. */
const SERVICE_WRITES: readonly string[] = [
  'args', 'channel', 'cid', 'command', 'created_at', 'deleted_at', 'deleted_for_me', 'deleted_reply_count', 'error', 'html',
  'i18n', 'latest_reactions', 'member', 'message_text_updated_at', 'own_reactions', 'pinned_at', 'pinned_by', 'quoted_message',
  'reaction_counts', 'reaction_groups', 'reaction_scores', 'reply_count', 'shadowed', 'status', 'thread_participants', 'type',
  'updated_at', 'user',
] satisfies ReservedUpdatedMessageFields[];

/** Fields of a channel that only the service writes. */
const SERVICE_WRITES_TO_CHANNEL: readonly string[] = [
  'cid', 'config', 'created_at', 'created_by', 'id', 'last_message_at', 'member_count', 'own_capabilities', 'type', 'updated_at',
];

const without = (fields: readonly string[], from: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !fields.includes(name)));

/** A message from state or from an answer as an update takes it. */
export function messageInput(message: object): Record<string, unknown> {
  const input = without(SERVICE_WRITES, message) as { mentioned_users?: Array<string | { id: string }>; [name: string]: unknown };
  // A message is replaced as a whole: one that does not say so is not pinned.
  input['pinned'] = !!(message as { pinned_at?: unknown }).pinned_at;
  if (input.mentioned_users) input.mentioned_users = input.mentioned_users.map((user) => (typeof user === 'string' ? user : user.id));
  return input;
}

/** Channel data from `channel.data` as an update takes it. */
export const channelInput = (data: object): Record<string, unknown> => without(SERVICE_WRITES_TO_CHANNEL, data);

/** A token of the form the service accepts while its app has authentication checks switched off. */
export function devToken(userId: string): string {
  const payload = new TextEncoder().encode(JSON.stringify({ user_id: userId }));
  // Base64 of {"alg":"HS256","typ":"JWT"}, then the payload, then the word that stands for a signature.
  return `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${btoa(String.fromCharCode(...payload))}.devtoken`;
}
