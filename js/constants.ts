/** Constants that apps compare with or set. Decides nothing. */

/** Numbers of the service that the client treats specially. */
export const chatCodes = {
  /** Error code: the token has expired. */
  TOKEN_EXPIRED: 40,
  /** Close code of a wanted end (RFC 6455, 7.4.1). */
  WS_CLOSED_SUCCESS: 1000,
};

/** Most options a poll may have. */
export const MAX_POLL_OPTIONS = 100;

/** What `max_votes_allowed` of a poll may be, as text. */
export const VALID_MAX_VOTES_VALUE_REGEX = /^([2-9]|10)$/;

/** Who sees who voted what in a poll. */
export enum VotingVisibility {
  anonymous = 'anonymous',
  public = 'public',
}

/** Names of events by their first word. */
const EVENTS: Record<string, string> = {
  channel: 'created deleted hidden kicked muted truncated unmuted updated visible',
  draft: 'deleted updated',
  health: 'check',
  member: 'added removed updated',
  message: 'deleted new read updated undeleted delivered read_locally',
  notification: 'added_to_channel channel_deleted channel_mutes_updated channel_truncated invite_accepted invite_rejected invited mark_read mark_unread message_new mutes_updated reminder_due removed_from_channel thread_message_new',
  poll: 'closed updated vote_casted vote_changed vote_removed',
  reaction: 'deleted new updated',
  reminder: 'created deleted updated',
  thread: 'updated',
  typing: 'start stop',
  user: 'banned deleted messages.deleted presence.changed unbanned unread_message_reminder updated watching.start watching.stop',
  ai_indicator: 'update stop clear',
  channels: 'queried',
  offline_reactions: 'queried',
  connection: 'changed recovered',
  transport: 'changed',
  capabilities: 'changed',
  live_location_sharing: 'started stopped',
};

/** The events that are not an app's own: true for each name. */
export const EVENT_MAP: Record<string, true> = /* @__PURE__ */ names(EVENTS);

function names(events: Record<string, string>): Record<string, true> {
  return Object.fromEntries(Object.entries(events).flatMap(([first, rest]) => rest.split(' ').map((name) => [`${first}.${name}`, true])));
}
