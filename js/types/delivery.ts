/** Which messages reached a device or were read, and telling of it. Read states of members are member.ts. */
import type { UserResponse } from './user.js';

/** The newest message that reached the own user's device. */
export interface DeliveredMessageConfirmation {
  cid: string;
  id: string;
}

/** What reached the own user's device. */
export interface MarkDeliveredOptions {
  /** At most 100. */
  latest_delivered_messages?: DeliveredMessageConfirmation[];
  user_id?: string;
}

/** What goes with the messages that reached the device. */
export type AnnounceDeliveryOptions = Omit<MarkDeliveredOptions, 'latest_delivered_messages'>;

/** A place among the messages of a channel. */
export interface MsgRef {
  /** Milliseconds since 1970, of the message's `created_at`. */
  timestampMs: number;
  msgId: string;
}

/** Up to where a user has read, and up to where messages reached a device of the user. */
export interface UserProgress {
  user: UserResponse;
  lastReadRef: MsgRef;
  lastDeliveredRef: MsgRef;
}
