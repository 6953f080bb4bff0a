/**
 * The contract between the TypeScript classes and the WebAssembly client: the methods of the exported Rust class
 * `StreamChat` (`src/browser/exports.rs`), typed by hand. Nothing here has logic.
 *
 * Everything that decides (order, retries, counting, timing, validation) happens behind this interface. Channels are
 * named by a *slot*: a small integer that stays the same for the life of the client, so no WebAssembly pointer is ever
 * held by JavaScript and nothing has to be freed.
 */
import type { Endpoint } from './endpoint.js';

/** A plain JavaScript object as it came from `JSON.parse`. The typed classes give it its public type. */
export type Json = Record<string, unknown>;

/** Index of a channel inside the client. Stable until the client is dropped; never reused for another channel. */
export type Slot = number;

/** What the core needs from the page around it. */
export interface CoreHost {
  /** Turns a failure into the error class the package exports. Called once per failure, right before it is thrown. */
  error(failure: CoreFailure): Error;
  /** One log record. Never carries a token or a message text. `level`: "info" | "warn" | "error" | "debug". */
  log(level: string, message: string, extra?: Json): void;
  /** Every event, after the client's state has taken it. `slot` is the channel it belongs to, or undefined. */
  event(event: Json, slot: Slot | undefined): void;
}

/** A failure as the core describes it. */
export interface CoreFailure {
  message: string;
  /** Number: the service's code (docs/errors.md). String: a failure of the client itself, `area/what`. */
  code: number | string;
  /** HTTP status, 0 when there was no answer. */
  status: number;
  /** The service's answer: parsed body and HTTP status. Absent when there was none. */
  response?: { data: unknown; status: number };
  cause?: unknown;
}

/** Per-call settings. */
export interface CallOptions {
  /** Milliseconds until the call is given up. Default: the client's `timeout`. */
  timeout?: number;
  /** Aborts the call; it rejects with code `request/cancelled`. */
  signal?: AbortSignal;
}

/** A file on its way: the page sends it, the core only looks at its name, type and size. */
export interface Upload {
  form: FormData;
  name: string;
  type: string;
  /** Bytes. */
  size: number;
  progress: ((event: ProgressEvent) => void) | undefined;
}

export type TokenSource = string | null | undefined | (() => string | Promise<string>);

/** What `Core.command` can be asked for; the numbers are those of `command` in `src/browser/exports.rs`. */
export const enum Command {
  /** Filter, sort terms, options. Resolves with `{slots, answer}`: the channels in the answer's order, their state filled. */
  QueryChannels,
  /**
   * Create, watch, query: `POST .../query` with the options as body (`watch`, `state`, `presence`, `messages`, ...), and
   * where messages go that touch none that are loaded: "latest", "current" or "new".
   */
  QueryChannel,
  StopWatching,
  /** Message, options. With `optimisticUpdates` it shows at once; a failed message is sent again by its own id. */
  SendMessage,
  /** Id of the thread's message, options. */
  Keystroke,
  StopTyping,
  /** Resolves with null when the channel has read events switched off. */
  MarkRead,
  ConnectAnonymousUser,
  /** User. */
  SetGuestUser,
  OpenConnection,
  CloseConnection,
  // From here on what has a method of its own in `Core`; `entry/glue.ts` turns one into the other.
  Call,
  OpenChannel,
  ConnectUser,
  DisconnectUser,
  /** Event: taken as if the service had sent it. */
  DispatchEvent = 40,
  /** Resolves with whether `connection.recovered` will follow. */
  RecoverState,
  /** Slots: their newest messages reached this device. */
  SyncDelivered,
  /** Endpoint, values of its path, query; the file comes with the settings. */
  Upload = 50,
  /** The first number that is a view: `View` counts from here. */
  Views = 100,
}

/** What `Core.view` can show; the numbers are those of `src/browser/views.rs`. From `CountUnread` on about one channel. */
export const enum View {
  /** Own user object (with `mutes`, unread totals, ...), null before `connectUser` and after `disconnectUser`. */
  User,
  UserId,
  /** `{userId}--{uuid}` of this connection attempt. */
  ClientId,
  ConnectionId,
  /** True while the connection is open and alive. */
  IsHealthy,
  /** Users seen so far by id: one shared object per user. The map keeps its reference until a user is added or changed. */
  Users,
  /** Argument: milliseconds since 1970 of the last read, or nothing. */
  CountUnread,
  /** Removes a message, `{id, parent_id}`, from the local lists only. True if it was there. */
  RemoveMessage,
  Cid,
  Id,
  Data,
  Messages,
  Members,
  Read,
  Typing,
  Watchers,
  Membership,
  WatcherCount,
  UnreadCount,
  /** Milliseconds since 1970, undefined when the channel has no message. */
  LastMessageAt,
  /** True once the channel was queried with state. */
  Initialized,
  /** True after the channel was deleted or the user removed from it: it cannot be used any more. */
  Disconnected,
  /** Where messages may be missing: `{after?, before}`, ids. */
  Gaps,

  // Parts of the messages, threads, pinned ones.
  LatestMessages = 30,
  MessageSets,
  Threads,
  PinnedMessages,
  PendingMessages,
  IsUpToDate,
  /** Sets a property of the state: `{name, value}`. */
  Assign,
  /** `{messages, placement}`; without `placement` only copies are replaced. Gives `{place, filtered}`. */
  AddMessages,
  /** `{id, parent_id}`. Gives the message. */
  FindMessage,
  /** Shows the part that holds the message with this id, or the newest ones. True if it is held. */
  Show,
  /** A list of messages. */
  Pin,
  /** `{id}`. */
  Unpin,
  /** How many messages of the part that is shown are kept. */
  Prune,
  ForgetMessages,
  RemoveErrors,
  /** A message, as those that quote it are to show it. */
  Requote,
  /** `{at, parent_id, exact}`. Gives the message. */
  FindMessageAt,
  /**
   * Shows a reaction before the service has answered. Argument: the reaction, the message or nothing, and 0 to add it,
   * 1 to let it replace all of its user, 2 to remove it. The message afterwards; undefined when none is known.
   */
  React = 50,
  /** Of no channel: user id → cid → true, where each user is known. */
  UserChannels,
  /** Of no channel: the present token, undefined when there is none. */
  Token,
  /** Of no channel: takes news of the user given as argument. Gives nothing. */
  UpdateUser,
  /** `{user, hard_delete, created_at}`: the messages of this user are shown as deleted. Gives nothing. */
  DeleteUserMessages,
  /** Of no channel: notes a user that an answer brought. Gives nothing. */
  KnowUser,
  /** Argument: bundles of channels from elsewhere. Their slots, with the bundles taken. */
  Hydrate = 60,
  /** Argument here and where "now" stands: milliseconds since 1970. Now. `{muted, createdAt, expiresAt}`. */
  MuteStatus = 70,
  /** Now. Unread messages that mention the own user. */
  UnreadMentions,
  /** Milliseconds since 1970 of the last `typing.start` sent; undefined when the own user does not type. */
  OwnTyping,
  PushPreferences,
  /** `{now, last?}`, both in milliseconds since 1970. `{seconds, remaining, exempt, last}`. */
  Cooldown,
  // What the stores of threads and polls ask, with a list of arguments. Each gives a new value, or undefined for "as it was".
  /** Poll of an answer, now. The poll's state. */
  PollState = 80,
  /** State, what its events left to remember, event, event type. The next state. */
  PollEvent,
  /** State. Whether one more vote may be sent. */
  MayVote,
  /** State, thread of an answer, now. The next state: with replies, read states, times. */
  ThreadState,
  /** State, what its events left to remember, event, cid. The next state. */
  ThreadEvent,
  /** Replies, reply, whether it may be held under another time. The next replies. */
  UpsertReply,
  /** Replies, reply. The next replies. */
  DeleteReply,
  /** Replies, other replies, whether only those that could not be sent. The next replies. */
  MergeReplies,
  /** State, message. The next state, with that message as the one the thread hangs on. */
  ThreadParent,
}

export interface Core {
  connectUser(user: Json, tokenOrProvider: TokenSource): Promise<Json>;
  disconnectUser(timeoutMs?: number): Promise<void>;
  /**
   * Calls an endpoint of the table in `src/api`, by its number there.
   * @param path values for the placeholders of the endpoint's path, in order; percent-encoded by the core.
   * @param query query parameters; objects and arrays are JSON-encoded, undefined dropped.
   * @param body JSON body.
   * Waits for a pending connection. Resolves with the parsed answer, rejects with `host.error(...)`.
   */
  call(endpoint: Endpoint, path: string[], query?: Json, body?: Json, options?: CallOptions): Promise<Json>;
  /**
   * The slot for a channel, made on first use. Without `id`, `data.members` names a distinct channel.
   * Throws (synchronously) code `channel/invalid-type`, `channel/invalid-id`.
   */
  openChannel(type: string, id: string | undefined, data: Json | undefined): Slot;
  /** As `call`, for an endpoint that takes a file. Code `upload/...` when the app does not take it. */
  upload(endpoint: Endpoint, path: string[], file: Upload, options?: CallOptions): Promise<Json>;
  /** Asks for something of a channel, or of none: then `slot` is 0 and means nothing. */
  command(what: Command, slot: Slot, first?: unknown, second?: unknown, third?: unknown, settings?: CallOptions): Promise<unknown>;
  /** Shows something at once: the same reference until something in it changed, then a new one. */
  view(what: View, slot?: Slot, argument?: unknown): unknown;
}

/** The module that `wasm-bindgen` makes (target `web`), as far as the classes use it. */
export interface CoreModule {
  StreamChat: { new (key: string, options: Json, host: CoreHost): Core };
  /** Instantiates the module. Resolves once; a failed call may be repeated. */
  default(source: WebAssembly.Module | BufferSource): Promise<unknown>;
}
