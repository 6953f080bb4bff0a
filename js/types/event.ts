/** Events: their names, their fields, and the functions that listen to them. */
import type { APIResponse } from './api.js';
import type { ChannelResponse } from './channel.js';
import type { CustomEventData, CustomEventTypes } from './custom.js';
import type { LiteralStringForUnion } from './generic.js';
import type { ChannelMemberResponse } from './member.js';
import type { MessageResponse } from './message.js';
import type { PollAnswer, PollResponse, PollVote } from './poll.js';
import type { ReactionResponse } from './reaction.js';
import type { ThreadResponse } from './thread.js';
import type { OwnUserResponse, UserResponse } from './user.js';

/** Events the service sends. */
export type ServiceEventType =
  | 'ai_indicator.clear' | 'ai_indicator.stop' | 'ai_indicator.update' | 'app.updated'
  | 'channel.created' | 'channel.deleted' | 'channel.frozen' | 'channel.hidden' | 'channel.kicked' | 'channel.muted'
  | 'channel.truncated' | 'channel.unfrozen' | 'channel.unmuted' | 'channel.updated' | 'channel.visible'
  | 'draft.deleted' | 'draft.updated' | 'health.check'
  | 'member.added' | 'member.removed' | 'member.updated'
  | 'message.deleted' | 'message.delivered' | 'message.new' | 'message.read' | 'message.undeleted' | 'message.updated'
  | 'notification.added_to_channel' | 'notification.channel_deleted' | 'notification.channel_mutes_updated'
  | 'notification.channel_truncated' | 'notification.invite_accepted' | 'notification.invite_rejected'
  | 'notification.invited' | 'notification.mark_read' | 'notification.mark_unread' | 'notification.message_new'
  | 'notification.mutes_updated' | 'notification.reminder_due' | 'notification.removed_from_channel'
  | 'notification.thread_message_new'
  | 'poll.closed' | 'poll.deleted' | 'poll.updated' | 'poll.vote_casted' | 'poll.vote_changed' | 'poll.vote_removed'
  | 'reaction.deleted' | 'reaction.new' | 'reaction.updated'
  | 'reminder.created' | 'reminder.deleted' | 'reminder.updated' | 'thread.updated'
  | 'typing.start' | 'typing.stop'
  | 'user.banned' | 'user.deactivated' | 'user.deleted' | 'user.messages.deleted' | 'user.muted'
  | 'user.presence.changed' | 'user.reactivated' | 'user.unbanned' | 'user.unread_message_reminder' | 'user.updated'
  | 'user.watching.start' | 'user.watching.stop';

/** Events the client makes itself. */
export type ClientEventType =
  | 'capabilities.changed' | 'channels.queried' | 'connection.changed' | 'connection.recovered'
  | 'connection.state_changed' | 'live_location_sharing.started' | 'live_location_sharing.stopped' | 'message.read_locally'
  | 'transport.changed';

/** `"all"`, a known event, or the name of an own one. */
export type EventTypes = 'all' | ServiceEventType | ClientEventType | keyof CustomEventTypes | LiteralStringForUnion;

/**
 * Where a connection stands. `closed`: nobody wants one. `connecting`: an attempt is under way. `connected`: open and alive.
 * `in-doubt`: open, but the page is offline or a probe is not answered yet. `waiting`: before the next attempt. `failed`:
 * ended for good.
 */
export type ConnectionStateName = 'closed' | 'connecting' | 'connected' | 'in-doubt' | 'waiting' | 'failed';

/** Where the connection stands. The object is a new one with each change, and never changes itself. */
export interface ConnectionState {
  readonly state: ConnectionStateName;
  readonly transport: 'websocket' | 'longpoll';
  /** Since when. */
  readonly since: Date;
  /** Why, as one of the words in docs/errors.md, "Reasons". */
  readonly reason: string;
  /** Failed attempts in a row. */
  readonly attempt: number;
  /** When the next attempt is made; null when none is planned. */
  readonly nextAttemptAt: Date | null;
  /** Code of the failure that ended it, null while it can come back. */
  readonly error: number | string | null;
}

/** Built-in fields of all events in one; which of them an event has depends on its `type`. */
export interface EventFields {
  type: Exclude<EventTypes, 'all'>;
  /** The channel it belongs to, as `type:id`; `"*"` when it belongs to none. */
  cid?: string;
  channel_id?: string;
  channel_type?: string;
  channel?: ChannelResponse;
  /** RFC 3339, when it happened. */
  created_at?: string;
  /** When the client got it. */
  received_at?: string | Date;
  /** Who caused it. */
  user?: UserResponse;
  user_id?: string;
  /** The own user, on events that change it. */
  me?: OwnUserResponse;
  message?: MessageResponse;
  message_id?: string;
  /** The thread it belongs to. */
  parent_id?: string;
  reaction?: ReactionResponse;
  poll?: PollResponse;
  poll_vote?: PollVote | PollAnswer;
  thread?: ThreadResponse;
  member?: ChannelMemberResponse;
  team?: string;
  /** `connection.changed`: whether the client is connected now. */
  online?: boolean;
  /** `transport.changed`: how the client is connected now. */
  mode?: string;
  /** `connection.recovered`: for each channel that was watched (by cid) whether all that was missed was filled in. */
  channels?: Record<string, 'complete' | 'gap'>;
  /** `connection.state_changed`: where the connection stands; see `client.connectionState`. */
  state?: ConnectionStateName;
  /** `connection.state_changed`. */
  transport?: 'websocket' | 'longpoll';
  /** `connection.state_changed`: failed attempts in a row. */
  attempt?: number;
  /** `connection.state_changed`: milliseconds until the next attempt. */
  retry_in?: number;
  /** `connection.state_changed`: the code of the failure that ended it. */
  error?: number | string;
  connection_id?: string;
  watcher_count?: number;
  unread_count?: number;
  total_unread_count?: number;
  unread_channels?: number;
  unread_threads?: number;
  unread_thread_messages?: number;
  /** `notification.mark_unread`: messages that became unread in the channel. */
  unread_messages?: number;
  first_unread_message_id?: string;
  last_read_at?: string;
  last_read_message_id?: string;
  last_delivered_at?: string;
  last_delivered_message_id?: string;
  thread_id?: string;
  hard_delete?: boolean;
  deleted_for_me?: boolean;
  mark_messages_deleted?: boolean;
  clear_history?: boolean;
  own_capabilities?: string[];
  queriedChannels?: { channels: ChannelResponse[] };
  /** `ai_indicator.update`: what the assistant is doing. */
  ai_state?: string;
  ai_message?: string;
  /** `live_location_sharing.stopped`: the location as it is stored now. */
  live_location?: object;
  reason?: string;
  expiration?: string;
  shadow?: boolean;
}

/** An event as listeners get it. Which fields are there depends on `type`; fields of own events come from `CustomEventData`. */
export type Event = CustomEventData & EventFields;

/** The client is connected from now on, or no longer. */
export type ConnectionChangeEvent = Event & { type: 'connection.changed'; online: boolean };

/** Somebody types in a channel, or in the thread of `parent_id`. */
export type TypingStartEvent = Event & { type: 'typing.start' };

/** Listens to events. One that throws does not keep others from being called. */
export type EventHandler = (event: Event) => void;

/** The event as the service sent it to those who watch; after `markRead` the one about the own reading. */
export interface EventAPIResponse extends APIResponse {
  event: Event;
}
