/** Calls that give threads as objects. What they ask for one thread's own data is in channels.ts. */
import { Endpoint } from '../endpoint.js';
import type { StreamChat } from '../client.js';
import { sortParams } from '../parameters.js';
import { Thread } from '../thread.js';
import type { GetThreadAPIResponse } from '../types/thread.js';
import type { GetThreadOptions, QueryThreadsAPIResponse, QueryThreadsOptions } from '../types/thread_state.js';
import { refused } from './call.js';
import { ChannelCalls } from './channels.js';

/** Calls about threads. */
export abstract class ThreadCalls extends ChannelCalls {
  /** Threads the own user takes part in, page by page: the unread ones first, then the newest. */
  async queryThreads(options: QueryThreadsOptions = {}): Promise<{ threads: Thread[]; next: string | undefined }> {
    const { sort, ...rest } = options;
    const body = { limit: 10, participant_limit: 10, reply_limit: 3, watch: true, ...rest, ...(sort && { sort: sortParams(sort) }) };
    const { threads, next } = await this.link.call<QueryThreadsAPIResponse>(Endpoint.QueryThreads, [], undefined, body);
    return { threads: threads.map((threadData) => new Thread({ client: this.#client, threadData })), next };
  }

  /** The thread of a message. Rejects with `request/missing-id` without its id. */
  async getThread(messageId: string, options: GetThreadOptions = {}): Promise<Thread> {
    if (!messageId) return refused('Please specify the messageId when calling getThread', 'request/missing-id');
    const query = { participant_limit: 100, reply_limit: 3, watch: true, ...options };
    const { thread } = await this.link.call<GetThreadAPIResponse>(Endpoint.GetThread, [messageId], query);
    return new Thread({ client: this.#client, threadData: thread });
  }

  /** These calls are those of a client, and of nothing else. */
  get #client(): StreamChat {
    return this as unknown as StreamChat;
  }
}
