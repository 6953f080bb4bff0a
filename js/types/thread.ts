/** Threads as the service gives and takes them. What a `Thread` object holds is elsewhere. */
import type { APIResponse } from './api.js';
import type { ChannelResponse } from './channel.js';
import type { CustomThreadData } from './custom.js';
import type { ReadResponse } from './member.js';
import type { MessageResponse } from './message.js';
import type { DraftResponse } from './reminder.js';
import type { UserResponse } from './user.js';

/** A message with its replies. */
export type ThreadResponse = CustomThreadData & {
  channel_cid: string;
  /** The message the thread hangs on. */
  parent_message_id: string;
  parent_message: MessageResponse;
  /** RFC 3339. */
  created_at: string;
  /** RFC 3339. */
  updated_at: string;
  created_by_user_id: string;
  /** Newest replies, oldest first. */
  latest_replies: MessageResponse[];
  title: string;
  reply_count: number;
  participant_count: number;
  active_participant_count: number;
  channel?: ChannelResponse;
  created_by?: UserResponse;
  deleted_at?: string;
  draft?: DraftResponse;
  last_message_at?: string;
  read?: ReadResponse[];
  thread_participants?: Array<{
    channel_cid: string;
    created_at: string;
    last_read_at: string;
    last_thread_message_at?: string;
    left_thread_at?: string;
    thread_id?: string;
    user?: UserResponse;
    user_id?: string;
  }>;
};

/** One thread. */
export interface GetThreadAPIResponse extends APIResponse {
  thread: ThreadResponse;
}

/** Writes and removes single fields of a thread: its title and own ones. */
export interface PartialThreadUpdate {
  set?: Partial<CustomThreadData> & { title?: string };
  unset?: string[];
}
