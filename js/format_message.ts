/** A message of the service as `channel.state` holds it. Shapes only; the core does the same for what it loads. */
import type { LocalMessage, MessageResponse } from './types/message.js';
import type { ReactionGroupResponse } from './types/reaction.js';

/**
 * A message with times as dates. What the service leaves out gets its default: `created_at` and `updated_at` are now,
 * `status` is `"received"`, `reaction_groups` are made of counts and scores. A quoted message gets the same form.
 */
export function formatMessage(message: MessageResponse | LocalMessage): LocalMessage {
  const { quoted_message } = message;
  return {
    ...shown(message),
    error: (message as LocalMessage).error ?? null,
    quoted_message: quoted_message ? shown(quoted_message) : null,
  };
}

function shown(message: MessageResponse | LocalMessage): LocalMessage {
  return {
    ...message,
    created_at: message.created_at ? new Date(message.created_at) : new Date(),
    updated_at: message.updated_at ? new Date(message.updated_at) : new Date(),
    deleted_at: message.deleted_at ? new Date(message.deleted_at) : null,
    pinned_at: message.pinned_at ? new Date(message.pinned_at) : null,
    reaction_groups: groups(message),
    status: (message as LocalMessage).status || 'received',
  } as LocalMessage;
}

function groups({ reaction_groups, reaction_counts, reaction_scores }: MessageResponse | LocalMessage): LocalMessage['reaction_groups'] {
  if (reaction_groups || !reaction_counts) return reaction_groups ?? null;
  const group = (type: string) => ({ count: reaction_counts[type], sum_scores: reaction_scores?.[type] ?? 0 }) as ReactionGroupResponse;
  return Object.fromEntries(Object.keys(reaction_counts).map((type) => [type, group(type)]));
}
