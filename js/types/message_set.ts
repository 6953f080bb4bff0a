/** Parts of a channel's messages: what is loaded may have holes between them. */
import type { MessageResponse, LocalMessage } from './message.js';

/** Where messages go that touch none that are loaded: to the newest, to those shown, or to a part of their own. */
export type MessageSetType = 'latest' | 'current' | 'new';

/** Whether the service may have more messages beyond a part. */
export interface MessagePagination {
  /** Newer ones. */
  readonly hasNext: boolean;
  /** Older ones. */
  readonly hasPrev: boolean;
}

/** Messages without holes between them, oldest first. */
export interface MessageSet {
  messages: LocalMessage[];
  /** `state.messages` shows this part. */
  isCurrent: boolean;
  /** Holds the newest messages: new ones are added here. */
  isLatest: boolean;
  pagination: MessagePagination;
}

/** An own message that waits to be let through. */
export interface PendingMessageResponse {
  message: MessageResponse;
  /** What was given with it, `pending_message_metadata`. */
  metadata?: Record<string, string>;
}
