/** The threads of the own user as a list: loads it, keeps it in step with events and reloads it after a lost connection. */
import type { StreamChat } from './client.js';
import { StateStore } from './state_store.js';
import type { Thread } from './thread.js';
import { throttle } from './throttle.js';
import { WithSubscriptions } from './with_subscriptions.js';
import type { Event } from './types/event.js';
import type { QueryThreadsOptions, ThreadManagerState } from './types/thread_state.js';

/** Threads per page, and replies of each. The JavaScript SDK asks for as many. */
const PAGE = { limit: 25, reply_limit: 10 };
/** Most threads the service gives at a time. */
const MOST = 100;
/** Milliseconds between two reloads after lost connections. The JavaScript SDK waits as long. */
const RECOVER_EVERY = 1000;

/** What `client.threads.state` holds at first. */
export const THREAD_MANAGER_INITIAL_STATE: ThreadManagerState = {
  active: false,
  wasActivatedAtLeastOnce: false,
  isThreadOrderStale: false,
  threads: [],
  unreadThreadCount: 0,
  unseenThreadIds: [],
  lastConnectionDropAt: null,
  pagination: { isLoading: false, isLoadingNext: false, nextCursor: null },
  ready: false,
};

/**
 * The list of threads: `client.threads`. Follows events between `registerSubscriptions` and `unregisterSubscriptions`,
 * and the threads in it do too.
 *
 * @example
 * client.threads.registerSubscriptions();
 * client.threads.activate(); // the list is on the screen: loads it
 * client.threads.state.subscribe(({ threads, unreadThreadCount }) => console.log(threads.length, unreadThreadCount));
 */
export class ThreadManager extends WithSubscriptions {
  /** The list and what is known of it; can be watched. */
  readonly state = new StateStore<ThreadManagerState>(THREAD_MANAGER_INITIAL_STATE);
  readonly #client: StreamChat;
  #byId: { threads: Thread[]; record: Record<string, Thread | undefined> } | undefined;

  /** Made with its client. */
  constructor({ client }: { client: StreamChat }) {
    super();
    this.#client = client;
  }

  /** Loaded threads by id. The same object until the list changes. */
  get threadsById(): Record<string, Thread | undefined> {
    const { threads } = this.state.getLatestValue();
    if (this.#byId?.threads !== threads) this.#byId = { threads, record: Object.fromEntries(threads.map((thread) => [thread.id, thread])) };
    return this.#byId.record;
  }

  /** Forgets everything. */
  resetState = (): void => this.state.next(THREAD_MANAGER_INITIAL_STATE);

  /** Says that the app shows the list: loads it if it is not there or no longer right. */
  activate = (): void => this.state.partialNext({ active: true, wasActivatedAtLeastOnce: true });

  /** Says that the app no longer shows the list. */
  deactivate = (): void => this.state.partialNext({ active: false });

  /** Follows events. A second call does nothing. */
  registerSubscriptions = (): void => {
    if (this.hasSubscriptions) return;
    const hear = (type: string, take: (event: Event) => void) => this.addUnsubscribeFunction(this.#client.on(type, take).unsubscribe);
    const count = (event: Event) => {
      const unread = event.me?.unread_threads ?? event.unread_threads;
      if (unread !== undefined) this.state.partialNext({ unreadThreadCount: unread });
    };
    count({ type: 'health.check', unread_threads: (this.#client.user as Event['me'])?.unread_threads } as Event);
    for (const type of COUNTED) hear(type, count);
    hear('notification.thread_message_new', ({ message, thread_id }) => this.#announce(message?.parent_id ?? thread_id));
    hear('notification.channel_deleted', ({ cid }) => this.#keep((thread) => thread.channel.cid !== cid));
    hear('connection.changed', ({ online }) => {
      if (!online && !this.state.getLatestValue().lastConnectionDropAt) this.state.partialNext({ lastConnectionDropAt: new Date() });
    });
    const recover = throttle(() => this.reload({ force: true }), RECOVER_EVERY);
    hear('connection.recovered', () => {
      const { lastConnectionDropAt, wasActivatedAtLeastOnce } = this.state.getLatestValue();
      if (lastConnectionDropAt && wasActivatedAtLeastOnce) recover();
    });
    this.addUnsubscribeFunction(recover.cancel);
    this.addUnsubscribeFunction(this.state.subscribeWithSelector(
      ({ active }) => ({ active }), ({ active }) => { if (active) void this.reload(); },
    ));
    this.addUnsubscribeFunction(this.state.subscribeWithSelector(({ threads }) => [threads] as const, ([now], before) => {
      const [old] = before ?? [[]];
      for (const thread of old) if (!now.includes(thread)) thread.unregisterSubscriptions();
      for (const thread of now) thread.registerSubscriptions();
    }));
  };

  /** No longer follows events; neither do the threads in the list. */
  override unregisterSubscriptions = (): symbol => {
    const mark = super.unregisterSubscriptions();
    if (!this.hasSubscriptions) for (const thread of this.state.getLatestValue().threads) thread.unregisterSubscriptions();
    return mark;
  };

  /**
   * Loads as many threads anew as are loaded and announced. Does nothing when the list is there and right, unless `force`
   * is set. Threads that stay keep their object. A failure is logged.
   */
  reload = async ({ force = false }: { force?: boolean | undefined } = {}): Promise<void> => {
    const { threads, unseenThreadIds, isThreadOrderStale, pagination, ready } = this.state.getLatestValue();
    if (pagination.isLoading || (!force && ready && !isThreadOrderStale && !unseenThreadIds.length)) return;
    this.#turn({ isLoading: true });
    try {
      const limit = Math.min(threads.length + unseenThreadIds.length, MOST) || PAGE.limit;
      const { threads: fresh, next } = await this.queryThreads({ limit });
      const held = this.threadsById;
      const list = fresh.map((thread) => {
        const known = held[thread.id];
        if (known?.hasStaleState) known.hydrateState(thread);
        return known ?? thread;
      });
      this.state.partialNext({ threads: list, unseenThreadIds: [], isThreadOrderStale: false, ready: true });
      this.#turn({ isLoading: false, nextCursor: next ?? null });
    } catch (error) {
      this.#client.logger('error', 'threads: could not be loaded', { error });
      this.#turn({ isLoading: false });
    }
  };

  /** Asks for threads. The list stays as it is. */
  queryThreads = (options: QueryThreadsOptions = {}): Promise<{ threads: Thread[]; next: string | undefined }> =>
    this.#client.queryThreads({ ...PAGE, participant_limit: 10, watch: true, ...options });

  /** Loads the next page, if there is one. A failure is logged. */
  loadNextPage = async (options: Omit<QueryThreadsOptions, 'next'> = {}): Promise<void> => {
    const { isLoadingNext, nextCursor } = this.state.getLatestValue().pagination;
    if (!nextCursor || isLoadingNext) return;
    this.#turn({ isLoadingNext: true });
    try {
      const { threads, next } = await this.queryThreads({ ...options, next: nextCursor });
      const held = this.threadsById;
      const news = threads.filter(({ id }) => !held[id]);
      this.state.partialNext({ threads: [...this.state.getLatestValue().threads, ...news] });
      this.#turn({ isLoadingNext: false, nextCursor: next ?? null });
    } catch (error) {
      this.#client.logger('error', 'threads: the next page could not be loaded', { error });
      this.#turn({ isLoadingNext: false });
    }
  };

  /** A thread got a reply: either the order is no longer right, or the thread is yet to be loaded. */
  #announce(id: string | undefined): void {
    const { ready, unseenThreadIds } = this.state.getLatestValue();
    if (!id || !ready) return;
    if (this.threadsById[id]) this.state.partialNext({ isThreadOrderStale: true });
    else if (!unseenThreadIds.includes(id)) this.state.partialNext({ unseenThreadIds: [...unseenThreadIds, id] });
  }

  #keep(stays: (thread: Thread) => boolean): void {
    const { threads } = this.state.getLatestValue();
    const kept = threads.filter(stays);
    if (kept.length < threads.length) this.state.partialNext({ threads: kept });
  }

  #turn(change: Partial<ThreadManagerState['pagination']>): void {
    this.state.next((state) => ({ ...state, pagination: { ...state.pagination, ...change } }));
  }
}

/** Events that carry the number of unread threads. */
const COUNTED = [
  'health.check', 'notification.channel_deleted', 'notification.mark_read', 'notification.mark_unread', 'notification.thread_message_new',
];
