/**
 * The contract between the TypeScript classes and the WebAssembly client: the methods of the exported Rust class
 * `StreamChat` (`src/browser/exports.rs`), typed by hand. Nothing here has logic.
 *
 * Everything that decides (order, retries, counting, timing, validation) happens behind this interface. Channels are
 * named by a *slot*: a small integer that stays the same for the life of the client, so no WebAssembly pointer is ever
 * held by JavaScript and nothing has to be freed.
 */

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

export type TokenSource = string | null | undefined | (() => string | Promise<string>);

export interface Core {
  // Connection and identity ------------------------------------------------------------------------------------------
  connectUser(user: Json, tokenOrProvider: TokenSource): Promise<Json>;
  connectAnonymousUser(): Promise<Json>;
  setGuestUser(user: Json): Promise<Json>;
  disconnectUser(timeoutMs?: number): Promise<void>;
  openConnection(): Promise<Json | undefined>;
  closeConnection(timeoutMs?: number): Promise<void>;
  /** Own user object (with `mutes`, unread totals, ...), null before `connectUser` and after `disconnectUser`. */
  user(): Json | null;
  userID(): string | undefined;
  /** `{userId}--{uuid}` of this connection attempt. */
  clientID(): string | undefined;
  connectionID(): string | undefined;
  /** True while the connection is open and alive. */
  isHealthy(): boolean;
  /** Users seen so far by id: one shared object per user. The map keeps its reference until a user is added or changed. */
  users(): Record<string, Json>;

  // Events -----------------------------------------------------------------------------------------------------------
  /** Every event, after the client's state has taken it. `slot` is the channel it belongs to, or undefined. */
  listen(listener: (event: Json, slot: Slot | undefined) => void): void;

  // Requests ---------------------------------------------------------------------------------------------------------
  /**
   * Calls an endpoint of the table in `src/api`, by its name there (for instance `"QueryUsers"`).
   * @param path values for the placeholders of the endpoint's path, in order; percent-encoded by the core.
   * @param query query parameters; objects and arrays are JSON-encoded, undefined dropped.
   * @param body JSON body.
   * Waits for a pending connection. Resolves with the parsed answer, rejects with `host.error(...)`.
   */
  call(endpoint: string, path: string[], query?: Json, body?: Json, options?: CallOptions): Promise<Json>;

  // Channels ---------------------------------------------------------------------------------------------------------
  /**
   * The slot for a channel, made on first use. Without `id`, `data.members` names a distinct channel.
   * Throws (synchronously) code `channel/invalid-type`, `channel/invalid-id`.
   */
  openChannel(type: string, id: string | undefined, data: Json | undefined): Slot;
  /** Slots of the channels the query returned, in its order; their state is filled. */
  queryChannels(filter: Json, sort: Json[], options: Json): Promise<Slot[]>;
  /** Create, watch, query: `POST .../query` with `options` as body (`watch`, `state`, `presence`, `messages`, ...). */
  queryChannel(slot: Slot, options: Json): Promise<Json>;
  stopWatching(slot: Slot): Promise<Json>;
  /** Sends; with `optimisticUpdates` the message shows at once. A failed message is sent again by its own id. */
  sendMessage(slot: Slot, message: Json, options?: Json): Promise<Json>;
  /** Removes a message from the local list only (a failed one that the user gives up). True if it was there. */
  removeMessage(slot: Slot, id: string): boolean;
  keystroke(slot: Slot, parentId?: string, options?: Json): Promise<void>;
  stopTyping(slot: Slot, parentId?: string, options?: Json): Promise<void>;
  /** Resolves with null when the channel has read events switched off. */
  markRead(slot: Slot, options?: Json): Promise<Json | null>;
  countUnread(slot: Slot, lastReadMs?: number): number;

  // Views: the same reference until something in them changed, then a new one -----------------------------------------
  channelCid(slot: Slot): string;
  channelId(slot: Slot): string | undefined;
  channelData(slot: Slot): Json | undefined;
  channelMessages(slot: Slot): Json[];
  channelMembers(slot: Slot): Record<string, Json>;
  channelRead(slot: Slot): Record<string, Json>;
  channelTyping(slot: Slot): Record<string, Json>;
  channelWatchers(slot: Slot): Record<string, Json>;
  channelMembership(slot: Slot): Json;
  channelWatcherCount(slot: Slot): number;
  channelUnreadCount(slot: Slot): number;
  /** Milliseconds since 1970, undefined when the channel has no message. */
  channelLastMessageAt(slot: Slot): number | undefined;
  /** True once the channel was queried with state. */
  channelInitialized(slot: Slot): boolean;
  /** True after the channel was deleted or the user removed from it: it cannot be used any more. */
  channelDisconnected(slot: Slot): boolean;
}

/** The module that `wasm-bindgen` makes (target `web`), as far as the classes use it. */
export interface CoreModule {
  StreamChat: { new (key: string, options: Json, host: CoreHost): Core };
  /** Instantiates the module. Resolves once; a failed call may be repeated. */
  default(source: WebAssembly.Module | BufferSource): Promise<unknown>;
}
