/** One thread as apps hold it: its state, its pages, and when it is read. What an event changes is the core's to decide. */
import type { Channel } from './channel.js';
import type { StreamChat } from './client.js';
import { View } from './core.js';
import { ChatError } from './errors.js';
import { coreOf } from './link.js';
import { StateStore } from './state_store.js';
import { throttle } from './throttle.js';
import { WithSubscriptions } from './with_subscriptions.js';
import type { Event, EventAPIResponse } from './types/event.js';
import type { GetRepliesAPIResponse, LocalMessage, MessageResponse } from './types/message.js';
import type { ThreadResponse } from './types/thread.js';
import type { QueryRepliesOptions, ThreadState } from './types/thread_state.js';

/** Replies per page. The JavaScript SDK asks for as many. */
const PAGE = 50;
/** Milliseconds between two calls that mark an active thread as read. The JavaScript SDK waits as long. */
const READ_EVERY = 1000;

/** Events that may change a thread. */
const HEARD = [
  'message.deleted', 'message.new', 'message.read', 'message.undeleted', 'message.updated', 'notification.mark_unread',
  'reaction.deleted', 'reaction.new', 'reaction.updated', 'thread.updated', 'user.deleted', 'user.messages.deleted', 'user.updated',
  'user.watching.stop',
];

/** What `hydrateState` takes from another thread. */
const HYDRATED = ['createdAt', 'custom', 'deletedAt', 'pagination', 'parentMessage', 'participants', 'read', 'replyCount', 'title', 'updatedAt'] as const;

/**
 * A message with its replies. `thread.state` follows events between `registerSubscriptions` and
 * `unregisterSubscriptions`; threads in the list of `client.threads` do so while that is subscribed.
 *
 * @example
 * const thread = await client.getThread(message.id);
 * thread.registerSubscriptions();
 * thread.state.subscribeWithSelector(({ replies }) => ({ replies }), ({ replies }) => console.log(replies.length));
 * thread.activate(); // it is on the screen: marks it as read, now and with every reply
 * await thread.loadPrevPage();
 */
export class Thread extends WithSubscriptions {
  /** Id of the message the thread hangs on. */
  readonly id: string;
  /** What the thread holds; can be watched. */
  readonly state: StateStore<ThreadState>;
  readonly #client: StreamChat;
  /** What the core remembers of the events that made the state. */
  #seen = {};
  readonly #readSoon = throttle(
    () => this.markAsRead().catch((error: unknown) => this.#client.logger('warn', 'thread: could not be marked as read', { error })),
    READ_EVERY,
  );

  /** Made by `client.getThread` and the list of threads, or by hand of an answer. */
  constructor({ client, threadData }: { client: StreamChat; threadData: ThreadResponse }) {
    super();
    this.#client = client;
    this.id = threadData.parent_message_id;
    const [type, id] = threadData.channel_cid?.split(':') ?? [];
    const { channel: data } = threadData;
    const channel = client.channel(data?.type ?? type ?? '', data?.id ?? id, data?.name === undefined ? {} : { name: data.name });
    this.state = new StateStore<ThreadState>(stateOf(client, threadData, channel));
  }

  /** The channel of its messages. */
  get channel(): Channel {
    return this.state.getLatestValue().channel;
  }

  /** True once events may have been missed: `reload` makes it whole, and an active thread reloads itself. */
  get hasStaleState(): boolean {
    return this.state.getLatestValue().isStateStale;
  }

  /** Unread replies of the own user. */
  get ownUnreadCount(): number {
    return ownUnread(this.#client, this.state.getLatestValue());
  }

  /** Says that the app shows it: while that is so it is marked as read by itself. */
  activate = (): void => this.state.partialNext({ active: true });

  /** Says that the app no longer shows it. */
  deactivate = (): void => this.state.partialNext({ active: false });

  /** Follows events. A second call does nothing. */
  registerSubscriptions = (): void => {
    if (this.hasSubscriptions) return;
    for (const type of HEARD) this.addUnsubscribeFunction(this.#client.on(type, (event) => this.#take(event)).unsubscribe);
    this.addUnsubscribeFunction(this.state.subscribeWithSelector(
      (state) => ({ active: state.active, unread: ownUnread(this.#client, state) }),
      ({ active, unread }) => { if (active && unread) this.#readSoon(); },
    ));
    this.addUnsubscribeFunction(this.state.subscribeWithSelector(
      ({ active, isStateStale }) => ({ active, isStateStale }),
      ({ active, isStateStale }) => { if (active && isStateStale) void this.reload(); },
    ));
    this.addUnsubscribeFunction(() => this.#readSoon.cancel());
  };

  /** No longer follows events, so that the state is stale from now on. */
  override unregisterSubscriptions = (): symbol => {
    const followed = this.hasSubscriptions;
    const mark = super.unregisterSubscriptions();
    if (followed && !this.hasSubscriptions) this.state.partialNext({ isStateStale: true });
    return mark;
  };

  /** Loads the thread anew. Replies that could not be sent stay. A failure is logged, and the thread stays stale. */
  reload = async (): Promise<void> => {
    if (this.state.getLatestValue().isLoading) return;
    this.state.partialNext({ isLoading: true });
    try {
      this.hydrateState(await this.#client.getThread(this.id, { watch: true }));
    } catch (error) {
      this.#client.logger('error', 'thread: could not be reloaded', { error });
    } finally {
      this.state.partialNext({ isLoading: false });
    }
  };

  /** Takes the state of a newer copy of the same thread. Throws `request/bad-argument` when it is another one. */
  hydrateState = (thread: Thread): void => {
    if (thread === this) return;
    if (thread.id !== this.id) throw wrong("Cannot hydrate thread's state using thread with different threadId");
    const held = this.state.getLatestValue();
    const fresh = thread.state.getLatestValue();
    const replies = coreOf(this.#client)?.view(View.MergeReplies, 0, [fresh.replies, held.replies, true]) ?? fresh.replies;
    this.#seen = {};
    const taken = Object.fromEntries(HYDRATED.map((name) => [name, fresh[name]]));
    this.state.partialNext({ ...taken, replies: replies as LocalMessage[], isStateStale: false });
  };

  /** Marks it as read. Sends nothing, and gives null, when nothing is unread, unless `force` is set. */
  markAsRead = async ({ force = false }: { force?: boolean } = {}): Promise<EventAPIResponse | null> =>
    this.ownUnreadCount || force ? this.channel.markRead({ thread_id: this.id }) : null;

  /** Replies as the service has them. The state stays as it is. Default: the newest 50. */
  queryReplies = ({ limit = PAGE, sort = [{ created_at: -1 }], ...otherOptions }: QueryRepliesOptions = {}): Promise<GetRepliesAPIResponse> =>
    this.channel.getReplies(this.id, { limit, ...otherOptions }, sort);

  /** Loads newer replies, if there are any. `limit`: default 50. A failure is logged. */
  loadNextPage = ({ limit = PAGE }: { limit?: number } = {}): Promise<void> => this.#loadPage('Next', limit);

  /** Loads older replies, if there are any. `limit`: default 50. A failure is logged. */
  loadPrevPage = ({ limit = PAGE }: { limit?: number } = {}): Promise<void> => this.#loadPage('Prev', limit);

  /**
   * Puts a reply in its place, or a newer copy in the place of the one that is there. `timestampChanged`: it may be there
   * under another time. Throws `request/bad-argument` for a reply to another message.
   */
  upsertReplyLocally = ({ message, timestampChanged = false }: { message: MessageResponse | LocalMessage; timestampChanged?: boolean }): void => {
    if (message.parent_id !== this.id) throw wrong('Reply does not belong to this thread');
    this.#setReplies(View.UpsertReply, message, timestampChanged);
  };

  /** Takes a reply out of the list, here only. */
  deleteReplyLocally = ({ message }: { message: MessageResponse }): void => this.#setReplies(View.DeleteReply, message);

  /** Takes a newer copy of the message the thread hangs on. Throws `request/bad-argument` for any other message. */
  updateParentMessageLocally = ({ message }: { message: MessageResponse }): void => {
    if (message.id !== this.id) throw wrong('Message does not belong to this thread');
    const next = coreOf(this.#client)?.view(View.ThreadParent, 0, [this.state.getLatestValue(), message]);
    if (next) this.state.next(next as ThreadState);
  };

  /** One of the two above, whichever it belongs to; other messages change nothing. */
  updateParentMessageOrReplyLocally = (message: MessageResponse): void => {
    if (message.parent_id === this.id) this.upsertReplyLocally({ message });
    if (!message.parent_id && message.id === this.id) this.updateParentMessageLocally({ message });
  };

  async #loadPage(way: 'Next' | 'Prev', limit: number): Promise<void> {
    const [loading, cursorName] = way === 'Next' ? (['isLoadingNext', 'nextCursor'] as const) : (['isLoadingPrev', 'prevCursor'] as const);
    const { pagination } = this.state.getLatestValue();
    const cursor = pagination[cursorName];
    if (!cursor || pagination[loading]) return;
    const turn = (change: Partial<ThreadState['pagination']>) => ({ ...this.state.getLatestValue().pagination, ...change });
    this.state.partialNext({ pagination: turn({ [loading]: true }) });
    try {
      const { messages } = await this.queryReplies({ limit, [way === 'Next' ? 'id_gt' : 'id_lt']: cursor });
      const last = way === 'Next' ? messages.at(-1) : messages[0];
      const replies = coreOf(this.#client)?.view(View.MergeReplies, 0, [this.state.getLatestValue().replies, messages, false]);
      this.state.partialNext({
        replies: replies as LocalMessage[],
        pagination: turn({ [loading]: false, [cursorName]: messages.length < limit ? null : (last?.id ?? null) }),
      });
    } catch (error) {
      this.#client.logger('error', 'thread: a page of replies could not be loaded', { error });
      this.state.partialNext({ pagination: turn({ [loading]: false }) });
    }
  }

  #setReplies(what: View, message: object, moved = false): void {
    const replies = coreOf(this.#client)?.view(what, 0, [this.state.getLatestValue().replies, message, moved]);
    if (replies) this.state.partialNext({ replies: replies as LocalMessage[] });
  }

  #take(event: Event): void {
    const next = coreOf(this.#client)?.view(View.ThreadEvent, 0, [this.state.getLatestValue(), this.#seen, event, this.channel.cid]);
    if (!next) return;
    const { thread } = event;
    this.state.next({ ...(next as ThreadState), ...(event.type === 'thread.updated' && thread && { custom: customOf(thread) }) });
  }
}

const wrong = (message: string): ChatError => new ChatError(message, { code: 'request/bad-argument' });

const ownUnread = (client: StreamChat, { read }: ThreadState): number => read[client.userID ?? '']?.unreadMessageCount ?? 0;

/** The fields of a thread that are the app's. */
function customOf(thread: ThreadResponse): ThreadState['custom'] {
  const {
    active_participant_count, channel, channel_cid, created_at, created_by, created_by_user_id, deleted_at, draft, last_message_at,
    latest_replies, parent_message, parent_message_id, participant_count, read, reply_count, thread_participants, title, updated_at,
    ...custom
  } = thread;
  return custom;
}

/** Threads come from answers, so the core is there; an app that makes one before gets it without replies, and stale. */
function stateOf(client: StreamChat, thread: ThreadResponse, channel: Channel): ThreadState {
  const { latest_replies: latest = [], reply_count = 0 } = thread;
  const core = coreOf(client);
  const bare = {
    active: false, isLoading: false, isStateStale: !core, channel, createdAt: new Date(thread.created_at), updatedAt: null, deletedAt: null,
    custom: customOf(thread), participants: thread.thread_participants, replies: [], replyCount: reply_count, title: thread.title, read: {},
    parentMessage: { id: thread.parent_message_id } as LocalMessage,
    pagination: { isLoadingNext: false, isLoadingPrev: false, nextCursor: null, prevCursor: (reply_count > latest.length && latest[0]?.id) || null },
  } satisfies ThreadState;
  return (core?.view(View.ThreadState, 0, [bare, thread, new Date()]) ?? bare) as ThreadState;
}
