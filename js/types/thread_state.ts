/** What calls about whole threads take, and what `Thread` and `ThreadManager` hold. A thread as it travels: thread.ts. */
import type { Channel } from '../channel.js';
import type { Thread } from '../thread.js';
import type { APIResponse, AscDesc } from './api.js';
import type { CustomThreadData } from './custom.js';
import type { QueryFilter, QueryFilters } from './filters.js';
import type { LocalMessage, MessagePaginationOptions } from './message.js';
import type { ThreadResponse } from './thread.js';
import type { UserResponse } from './user.js';

/** Own fields of a thread, by the name the app gave them. */
export type ThreadCustom = CustomThreadData & Record<string, unknown>;

/** How much of a thread to load. */
export interface GetThreadOptions {
  /** Default 100. */
  participant_limit?: number;
  /** Default 3, at most 10. */
  reply_limit?: number;
  /** Receive the channel's events from now on. Default true. */
  watch?: boolean;
}

/** Which threads to find, for instance `{ channel_cid: 'messaging:garden' }`. */
export type ThreadFilters = QueryFilters<{
  channel_cid: QueryFilter<string>;
  created_at: QueryFilter<string>;
  created_by_user_id: QueryFilter<string>;
  last_message_at: QueryFilter<string>;
  parent_message_id: QueryFilter<string>;
  updated_at: QueryFilter<string>;
}>;

/** Fields to order threads by; -1: the greatest first. */
export interface ThreadSortBase {
  active_participant_count?: AscDesc;
  created_at?: AscDesc;
  has_unread?: AscDesc;
  last_message_at?: AscDesc;
  parent_message_id?: AscDesc;
  participant_count?: AscDesc;
  reply_count?: AscDesc;
  updated_at?: AscDesc;
}
/** At most 5 terms. Default of the service: unread first, then the newest. */
export type ThreadSort = ThreadSortBase | ThreadSortBase[];

/** Which threads to load, how much of each, and which page. */
export interface QueryThreadsOptions {
  filter?: ThreadFilters;
  /** Threads per page. Default 10, of `ThreadManager` 25; at most 100. */
  limit?: number;
  member_limit?: number;
  /** Cursor of the next page. */
  next?: string;
  /** Default 10. */
  participant_limit?: number;
  /** Default 3, of `ThreadManager` 10; at most 10. */
  reply_limit?: number;
  sort?: ThreadSort;
  /** Receive the events of the threads' channels from now on. Default true. */
  watch?: boolean;
}

/** A page of threads. */
export interface QueryThreadsAPIResponse extends APIResponse {
  threads: ThreadResponse[];
  next?: string;
}

/** Which part of the replies to load, and in what order. */
export type QueryRepliesOptions = MessagePaginationOptions & { sort?: Array<{ created_at: AscDesc }> };

/** How far a user has read a thread. */
export type ThreadUserReadState = {
  lastReadAt: Date;
  /** Replies of others since then. */
  unreadMessageCount: number;
  user: UserResponse;
  lastReadMessageId?: string;
  /** After a reply was marked as unread: that one. */
  firstUnreadMessageId?: string;
};

/** Read states by user id. */
export type ThreadReadState = Record<string, ThreadUserReadState | undefined>;

/** Which replies of a thread are loaded. */
export type ThreadRepliesPagination = {
  isLoadingNext: boolean;
  isLoadingPrev: boolean;
  /** Id of the newest reply held while there are newer ones; null at the end. */
  nextCursor: string | null;
  /** Id of the oldest reply held while there are older ones; null at the beginning. */
  prevCursor: string | null;
};

/** What `thread.state` holds. */
export type ThreadState = {
  /** True while the app shows it: then it is marked as read by itself. */
  active: boolean;
  channel: Channel;
  createdAt: Date;
  /** Fields of the app. */
  custom: ThreadCustom;
  /** When the message it hangs on was deleted. */
  deletedAt: Date | null;
  isLoading: boolean;
  /** True once events may have been missed: `reload` makes it whole. */
  isStateStale: boolean;
  pagination: ThreadRepliesPagination;
  parentMessage: LocalMessage;
  participants: ThreadResponse['thread_participants'];
  read: ThreadReadState;
  /** Loaded replies, oldest first. */
  replies: LocalMessage[];
  /** All replies, counted by the service. */
  replyCount: number;
  title: string;
  updatedAt: Date | null;
};

/** Which threads are loaded. */
export type ThreadManagerPagination = {
  isLoading: boolean;
  isLoadingNext: boolean;
  /** Null when there is no further page. */
  nextCursor: string | null;
};

/** What `client.threads.state` holds. */
export type ThreadManagerState = {
  active: boolean;
  /** True once a loaded thread got a reply: the order is that of before. */
  isThreadOrderStale: boolean;
  /** When the connection was lost first; null while it never was. */
  lastConnectionDropAt: Date | null;
  pagination: ThreadManagerPagination;
  /** True once the first page is there. */
  ready: boolean;
  threads: Thread[];
  /** Threads with unread replies, counted by the service. */
  unreadThreadCount: number;
  /** Threads that got a reply and are not loaded, by id. */
  unseenThreadIds: string[];
  wasActivatedAtLeastOnce: boolean;
};
