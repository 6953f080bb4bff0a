/** The client as apps hold it. Maps calls to the core and to endpoints; connection, state and retries are the core's. */
import type { Channel } from './channel.js';
import { EnvironmentCalls } from './calls/environment.js';
import { Channels } from './channels.js';
import { ClientState } from './client_state.js';
import { Command, type Json, type Slot, View } from './core.js';
import { Emitter, reportUncaught } from './emitter.js';
import { connectionState, NOT_CONNECTED } from './connection_state.js';
import { ChatError } from './errors.js';
import { Link, NO_LIST, tie } from './link.js';
import { type Logger, readOptions, type StreamChatOptions } from './options.js';
import { devToken } from './parameters.js';
import { Moderation } from './moderation.js';
import { PollManager } from './polls.js';
import { FixedSizeQueueCache } from './queue_cache.js';
import { load, type WasmSource } from './runtime.js';
import { refuseServerOnly } from './server_only.js';
import { ThreadManager } from './threads.js';
import { observed, TokenManager } from './tokens.js';
import type * as C from './types/channel.js';
import type { Configs } from './types/channel_config.js';
import type { ConnectionState, Event } from './types/event.js';
import type * as U from './types/user.js';

/** How connecting went, in numbers. */
export interface InsightMetrics {
  /** Milliseconds since 1970 at which the latest attempt began; null before the first. */
  connectionStartTimestamp: number | null;
  /** Failed attempts since the client was made. */
  wsTotalFailures: number;
  /** Failed attempts in a row. */
  wsConsecutiveFailures: number;
  /** Names this client object. */
  instanceClientId: string;
}

/** A name nobody else has; only where there is no source of randomness, an empty one. */
const newId = (): string => globalThis.crypto?.randomUUID?.() ?? '';

/**
 * The client: one user, one connection, and the channels in use. It loads its WebAssembly by itself; calls wait for it.
 * Every call rejects with a `ChatError` with a stable code, or with an `ErrorFromResponse` when the service refused.
 *
 * @example
 * const client = StreamChat.getInstance('key');
 * await client.connectUser({ id: 'amira', name: 'Amira' }, async () => (await fetch('/token')).text());
 * const channels = await client.queryChannels({ members: { $in: ['amira'] } }, { last_message_at: -1 });
 */
export class StreamChat extends EnvironmentCalls {
  static #instance: StreamChat | undefined;

  /** The API key. */
  readonly key: string;
  /** The options as given. */
  readonly options: StreamChatOptions;
  /** Passes a record to the app's logger if the log level lets it through. */
  readonly logger: Logger;
  /** What the client knows beside channels. */
  readonly state: ClientState;
  /** The threads of the own user, as a list that keeps itself up to date. */
  readonly threads: ThreadManager;
  /** The polls this client has met, as objects. */
  readonly polls: PollManager;
  /** The present token. The client tells it; the core decides when another one is needed. */
  readonly tokenManager = new TokenManager();
  /** What `connectUser` gave last: pending, or settled; null before it and after `disconnectUser`. */
  setUserPromise: U.ConnectAPIResponse | null = null;
  /** A place where a UI keeps its message composers: the 64 used last. This package puts nothing there. */
  readonly messageComposerCache = new FixedSizeQueueCache<string, unknown>(64);
  /** True: the app keeps threads itself. Nothing of a thread is dropped here, so it changes nothing. Default false. */
  preventThreadCleanup = false;
  /** How connecting went, in numbers. */
  readonly insightMetrics: InsightMetrics = { connectionStartTimestamp: null, wsTotalFailures: 0, wsConsecutiveFailures: 0, instanceClientId: newId() };
  /** Flagging, muting, reviewing. */
  readonly moderation: Moderation;
  /** The way to the core. */
  protected readonly link: Link;
  /** The options that the core understands. */
  protected readonly coreOptions: Json;
  readonly #channels: Channels;
  /** Whoever listens. */
  protected readonly emitter = new Emitter();
  readonly #connection: { readonly isHealthy: boolean; readonly connectionID: string | undefined };
  #connectionState = connectionState(NOT_CONNECTED);
  #anonymous = false;
  /** The latest `connectUser` that has not settled: its user shows as `user` until the core has taken it over. */
  #connecting: { user: U.UserResponse; promise: U.ConnectAPIResponse } | undefined;

  /** One client per app is the rule: see `getInstance`. Opens no connection. */
  constructor(key: string, options?: StreamChatOptions);
  /** The same; a place for the secret that only servers have. */
  constructor(key: string, secret: undefined, options?: StreamChatOptions);
  constructor(key: string, secretOrOptions?: string | StreamChatOptions, options?: StreamChatOptions) {
    if (typeof secretOrOptions === 'string' && secretOrOptions) {
      throw new ChatError('An API secret belongs on a server; this client works with user tokens only', { code: 'client/secret-given' });
    }
    super();
    this.key = key;
    this.options = (secretOrOptions as StreamChatOptions | '') || options || {};
    const { core: coreOptions, logger } = readOptions(this.options);
    this.logger = logger;
    this.coreOptions = coreOptions;
    this.introduce();
    const link = (this.link = new Link(
      key, coreOptions, logger,
      (core) => this.#channels.arrive(core, logger),
      (event, slot) => this.#hear(event as unknown as Event, slot),
    ));
    this.#channels = new Channels(this, link);
    this.moderation = new Moderation(this, link);
    this.state = new ClientState({ client: this });
    this.#connection = {
      get isHealthy() { return (link.core?.view(View.IsHealthy) ?? false) as boolean; },
      get connectionID() { return link.core?.view(View.ConnectionId) as string | undefined; },
    };
    tie(this, link);
    this.threads = new ThreadManager({ client: this });
    this.polls = new PollManager({ client: this });
    // On a page loading begins at once; a failure shows in the first call, which tries again.
    if (typeof document !== 'undefined') link.start().catch(() => undefined);
  }

  /** The one client of this page: made by the first call, whatever later calls are given. */
  static getInstance(key: string, options?: StreamChatOptions): StreamChat;
  /** The same; a place for the secret that only servers have. */
  static getInstance(key: string, secret: undefined, options?: StreamChatOptions): StreamChat;
  static getInstance(key: string, secretOrOptions?: StreamChatOptions, options?: StreamChatOptions): StreamChat {
    return (StreamChat.#instance ??= new StreamChat(key, secretOrOptions as undefined, options));
  }

  /**
   * Loads the WebAssembly now, from `source` if given. Needed only to choose where it comes from (before the first
   * client is made), or to have it ready early.
   */
  static async load(source?: WasmSource): Promise<void> {
    await load(source);
  }

  // Identity and connection ------------------------------------------------------------------------------------------

  /** The own user: as given until the service has answered, then as stored; undefined when nobody is connected. */
  get user(): U.OwnUserResponse | U.UserResponse | undefined {
    const { core } = this.link;
    return core ? ((core.view(View.User) ?? undefined) as U.OwnUserResponse | undefined) : this.#connecting?.user;
  }

  /** Id of the own user. */
  get userID(): string | undefined {
    const { core } = this.link;
    return core ? (core.view(View.UserId) as string | undefined) : this.#connecting?.user?.id;
  }

  /** Names this client in its connection: `{userID}--{uuid}`. */
  get clientID(): string | undefined {
    return this.link.core?.view(View.ClientId) as string | undefined;
  }

  /** True from `connectAnonymousUser` on until `disconnectUser`. */
  get anonymous(): boolean {
    return this.#anonymous;
  }

  /** How requests are authorised. */
  getAuthType(): 'anonymous' | 'jwt' {
    return this.anonymous ? 'anonymous' : 'jwt';
  }

  /** The connection, null while no user is set. */
  get wsConnection(): { readonly isHealthy: boolean; readonly connectionID: string | undefined } | null {
    return this.userID ? this.#connection : null;
  }

  /** What connecting gave last; null before it and after `disconnectUser`. */
  get wsPromise(): U.ConnectAPIResponse | null {
    return this.setUserPromise;
  }

  /** The polling connection; undefined while a socket is used. */
  get wsFallback(): {
    /** True while the connection is open and alive. */
    readonly isHealthy: () => boolean;
    readonly connectionID: string | undefined;
  } | undefined {
    const { connectionID } = this.#connection;
    return this.#connectionState.transport === 'longpoll' ? { isHealthy: () => this.#connection.isHealthy, connectionID } : undefined;
  }

  /** Failed attempts to connect, in a row. */
  get consecutiveFailures(): number {
    return this.#connectionState.attempt;
  }

  /** As the option of this name: whether channels are watched again and filled in after a reconnect. Default true. */
  get recoverStateOnReconnect(): boolean {
    return this.options.recoverStateOnReconnect ?? true;
  }

  /** As the option of this name. */
  get persistUserOnConnectionFailure(): boolean | undefined {
    return this.options.persistUserOnConnectionFailure;
  }

  /** Always undefined: this client has no such timer; the core keeps one for everything. */
  get cleaningIntervalRef(): undefined {
    return undefined;
  }

  /** Always undefined: no store is used. */
  get offlineDb(): undefined {
    return undefined;
  }

  /**
   * Where the connection stands, why, and when the next attempt is made. The same object until something changes; the
   * event `connection.state_changed` tells when.
   */
  get connectionState(): ConnectionState {
    return this.#connectionState;
  }

  /** Users the own user has muted. */
  get mutedUsers(): U.Mute[] {
    return (this.user as U.OwnUserResponse | undefined)?.mutes ?? NO_LIST;
  }

  /** Channels the own user has muted. */
  get mutedChannels(): U.ChannelMute[] {
    return (this.user as U.OwnUserResponse | undefined)?.channel_mutes ?? NO_LIST;
  }

  /**
   * Sets the user and connects. Resolves when the service has answered. The same user again gets the pending promise;
   * another one needs `disconnectUser` first.
   */
  connectUser = (user: U.OwnUserResponse | U.UserResponse, userTokenOrProvider: U.TokenOrProvider): U.ConnectAPIResponse => {
    if (this.#connecting && this.#connecting.user?.id === user?.id) return this.#connecting.promise;
    const source = this.userID === undefined ? observed(this.tokenManager, user, userTokenOrProvider) : userTokenOrProvider;
    const promise: U.ConnectAPIResponse = this.link.use((core) => core.connectUser(user as unknown as Json, source));
    this.setUserPromise ??= promise;
    // A second, different user is the core's to refuse; the first one stays.
    if (!this.#connecting) {
      const connecting = (this.#connecting = { user, promise });
      const settled = () => { if (this.#connecting === connecting) this.#connecting = undefined; };
      promise.then(settled, () => { settled(); if (this.userID === undefined) this.tokenManager.reset(); });
    }
    return promise;
  };

  /** @deprecated Older name of `connectUser`. */
  setUser = this.connectUser;

  /** Connects without identity: may read what is public. */
  connectAnonymousUser = (): U.ConnectAPIResponse => {
    this.#anonymous = true;
    return this.#connectWithout(Command.ConnectAnonymousUser);
  };

  /** @deprecated Older name of `connectAnonymousUser`. */
  setAnonymousUser = this.connectAnonymousUser;

  /** Makes a guest user and connects as it. The service may give it another id: see `userID` afterwards. */
  setGuestUser(user: U.UserResponse): U.ConnectAPIResponse {
    return this.#connectWithout(Command.SetGuestUser, user);
  }

  /** Closes the connection and forgets the user and all state. `timeout`: milliseconds to wait for a clean close. */
  disconnectUser = (timeout?: number): Promise<void> => {
    this.#connecting = undefined;
    this.#anonymous = false;
    this.setUserPromise = null;
    this.tokenManager.reset();
    this.blockedUsers.next({ userIds: [] });
    this.threads.resetState();
    this.polls.data.clear();
    return this.link.idle ? Promise.resolve() : this.link.use((core) => this.#channels.leave(() => core.disconnectUser(timeout)));
  };

  /** @deprecated Older name of `disconnectUser`. */
  disconnect = this.disconnectUser;

  /** Connects the user set before, after `closeConnection`. */
  openConnection = (): U.ConnectAPIResponse => this.link.use((core) => core.command(Command.OpenConnection, 0));

  /** Closes the connection and keeps user and state. */
  closeConnection = (timeout?: number): Promise<void> => this.link.use((core) => core.command(Command.CloseConnection, 0, timeout));

  /** A token the service accepts only while its app has authentication checks switched off. */
  devToken(userID: string): string {
    return devToken(userID);
  }

  // Events -----------------------------------------------------------------------------------------------------------

  /** Takes an event as if the service had sent it: state first, then listeners, which get a copy. */
  dispatchEvent = (event: Event): void => void this.link.use((core) => core.command(Command.DispatchEvent, 0, event)).catch(() => undefined);

  /**
   * Watches again what was watched and fills in what was missed, as after a reconnect. Resolves when
   * `connection.recovered` has told the outcome; at once while there is no connection.
   */
  recoverState = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const { unsubscribe } = this.on('connection.recovered', () => end());
      const end = (): void => { unsubscribe(); resolve(); };
      this.link.use((core) => core.command(Command.RecoverState, 0)).then((begun) => { if (!begun) end(); }, reject);
    });

  /** A controller whose signal the next call of an endpoint obeys: aborting it rejects that call with `request/cancelled`. */
  createAbortControllerForNextRequest(): AbortController {
    return (this.link.nextAbort = new AbortController());
  }

  /** Reports which messages reached this device. Queries and new messages do so by themselves. */
  readonly messageDeliveryReporter = {
    /** As `client.syncDeliveredCandidates`. */
    syncDeliveredCandidates: (collections: Channel[]): void => this.syncDeliveredCandidates(collections),
  };

  /**
   * Reports that the newest messages of these channels reached this device, unless they were read or reported. Reports
   * are gathered for a second; 100 channels go at once. Queries and new messages do so by themselves.
   */
  syncDeliveredCandidates(collections: Channel[]): void {
    const { core } = this.link;
    if (core) core.command(Command.SyncDelivered, 0, collections.map((channel) => this.#channels.slotOf(core, channel))).catch(() => undefined);
  }

  // Channels ---------------------------------------------------------------------------------------------------------

  /** Channels in use, by cid. The same object until one comes or goes. */
  get activeChannels(): Record<string, Channel> {
    return this.#channels.active();
  }

  /** Feature switches of the channels in use, by cid. */
  get configs(): Configs {
    return Object.fromEntries(Object.values(this.activeChannels).map((channel) => [channel.cid, channel.getConfig()]));
  }

  /** The channel object for an id, or for an exact set of members: always the same one. Sends nothing; see `channel.watch`. */
  channel(channelType: string, channelID?: string | null, custom?: C.ChannelData): Channel;
  /** The channel object for an exact set of members (`custom.members`). */
  channel(channelType: string, custom?: C.ChannelData): Channel;
  channel(channelType: string, idOrData?: string | C.ChannelData | null, custom: C.ChannelData = {}): Channel {
    return idOrData && typeof idOrData === 'object'
      ? this.#channels.open(channelType, undefined, idOrData)
      : this.#channels.open(channelType, idOrData || undefined, custom);
  }

  /** Makes channels of bundles that come from elsewhere, for instance from a store of the app's own. Asks the service nothing. */
  hydrateActiveChannels(channelsFromApi: C.ChannelAPIResponse[] = [], _stateOptions: C.ChannelStateOptions = {}, _queryChannelsOptions?: C.ChannelOptions): Channel[] {
    const { core } = this.link;
    if (core) {
      const channels = this.channelsAt(core.view(View.Hydrate, 0, channelsFromApi) as Slot[]);
      this.syncDeliveredCandidates(channels);
      return channels;
    }
    void this.link.use(async () => this.hydrateActiveChannels(channelsFromApi));
    return channelsFromApi.map(({ channel }) => this.channel(channel.type, channel.id));
  }

  // Inside -----------------------------------------------------------------------------------------------------------

  /** True while the connection is open and alive. */
  protected get isConnected(): boolean {
    return this.#connection.isHealthy;
  }

  /** The channel objects of places in the core. */
  protected channelsAt(slots: Slot[]): Channel[] {
    const { core } = this.link;
    return core ? Array.from(slots, (slot) => this.#channels.at(core, slot).channel) : [];
  }

  /** Connects without a token of the app; the token manager shows what there is then. */
  #connectWithout(how: Command, given?: U.UserResponse): U.ConnectAPIResponse {
    return (this.setUserPromise = this.link.use(async (core) => {
      const answer = await core.command(how, 0, given);
      const { user, anonymous: anon } = this;
      if (user) observed(this.tokenManager, { ...user, anon }, core.view(View.Token) as string);
      return answer;
    }));
  }

  #hear(event: Event, slot: Slot | undefined): void {
    if (event.type === 'connection.state_changed') this.#note(connectionState(event));
    if (event.me?.blocked_user_ids) this.blockedUsers.next({ userIds: event.me.blocked_user_ids });
    const { core } = this.link;
    const threw = (error: unknown): void => {
      this.logger('error', `event: a listener threw on ${event.type}`);
      reportUncaught(error);
    };
    this.emitter.emit(event, threw);
    if (core && slot !== undefined) this.#channels.listeners(core, slot)?.emit(event, threw);
  }

  #note(state: ConnectionState): void {
    const failures = state.attempt - this.#connectionState.attempt;
    this.#connectionState = state;
    Object.assign(this.insightMetrics, {
      wsConsecutiveFailures: state.attempt,
      wsTotalFailures: this.insightMetrics.wsTotalFailures + Math.max(failures, 0),
      ...(state.state === 'connecting' && { connectionStartTimestamp: state.since.getTime() }),
    });
  }
}

refuseServerOnly(StreamChat.prototype);
