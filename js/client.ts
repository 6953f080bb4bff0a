/** The client as apps hold it. Maps calls to the core and to endpoints; connection, state and retries are the core's. */
import type { Channel } from './channel.js';
import { Channels } from './channels.js';
import { ClientState } from './client_state.js';
import { Command, type Json, type Slot, View } from './core.js';
import { Emitter, reportUncaught, type Subscription } from './emitter.js';
import { connectionState, NOT_CONNECTED } from './connection_state.js';
import { ChatError } from './errors.js';
import { Link, NO_LIST } from './link.js';
import { type Logger, readOptions, type StreamChatOptions } from './options.js';
import { devToken, messageInput, sortParams } from './parameters.js';
import { load, type WasmSource } from './runtime.js';
import type { APIResponse, RequestOptions } from './types/api.js';
import type { AppSettingsAPIResponse } from './types/app.js';
import type * as C from './types/channel.js';
import type { ConnectionState, Event, EventAPIResponse, EventHandler, EventTypes } from './types/event.js';
import type { ChannelFilters, ChannelSort, UserFilters, UserSort } from './types/filters.js';
import type * as M from './types/message.js';
import type * as R from './types/reaction.js';
import type * as U from './types/user.js';

export class StreamChat {
  static #instance: StreamChat | undefined;

  /** The API key. */
  readonly key: string;
  /** The options as given. */
  readonly options: StreamChatOptions;
  /** Passes a record to the app's logger if the log level lets it through. */
  readonly logger: Logger;
  /** What the client knows beside channels. */
  readonly state: ClientState;
  readonly #link: Link;
  readonly #channels: Channels;
  readonly #emitter = new Emitter();
  readonly #connection: { readonly isHealthy: boolean; readonly connectionID: string | undefined };
  #connectionState = connectionState(NOT_CONNECTED);
  /** The latest `connectUser` that has not settled: its user shows as `user` until the core has taken it over. */
  #connecting: { user: U.UserResponse; promise: U.ConnectAPIResponse } | undefined;

  /** One client per app is the rule: see `getInstance`. Opens no connection. */
  constructor(key: string, options?: StreamChatOptions);
  constructor(key: string, secret: undefined, options?: StreamChatOptions);
  constructor(key: string, secretOrOptions?: string | StreamChatOptions, options?: StreamChatOptions) {
    if (typeof secretOrOptions === 'string' && secretOrOptions) {
      throw new ChatError('An API secret belongs on a server; this client works with user tokens only', { code: 'client/secret-given' });
    }
    this.key = key;
    this.options = (secretOrOptions as StreamChatOptions | '') || options || {};
    const { core: coreOptions, logger } = readOptions(this.options);
    this.logger = logger;
    const link = (this.#link = new Link(
      key, coreOptions, logger,
      (core) => this.#channels.arrive(core, logger),
      (event, slot) => this.#hear(event as unknown as Event, slot),
    ));
    this.#channels = new Channels(this, link.of(this));
    this.state = new ClientState({ client: this });
    this.#connection = {
      get isHealthy() { return (link.core?.view(View.IsHealthy) ?? false) as boolean; },
      get connectionID() { return link.core?.view(View.ConnectionId) as string | undefined; },
    };
    // On a page loading begins at once; a failure shows in the first call, which tries again.
    if (typeof document !== 'undefined') link.start().catch(() => undefined);
  }

  /** The one client of this page: made by the first call, whatever later calls are given. */
  static getInstance(key: string, options?: StreamChatOptions): StreamChat;
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
    const { core } = this.#link;
    return core ? ((core.view(View.User) ?? undefined) as U.OwnUserResponse | undefined) : this.#connecting?.user;
  }

  get userID(): string | undefined {
    const { core } = this.#link;
    return core ? (core.view(View.UserId) as string | undefined) : this.#connecting?.user?.id;
  }

  /** Names this client in its connection: `{userID}--{uuid}`. */
  get clientID(): string | undefined {
    return this.#link.core?.view(View.ClientId) as string | undefined;
  }

  /** The connection, null while no user is set. */
  get wsConnection(): { readonly isHealthy: boolean; readonly connectionID: string | undefined } | null {
    return this.userID ? this.#connection : null;
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
    const promise: U.ConnectAPIResponse = this.#link.use((core) => core.connectUser(user as unknown as Json, userTokenOrProvider));
    // A second, different user is the core's to refuse; the first one stays.
    if (!this.#connecting) {
      const connecting = (this.#connecting = { user, promise });
      const settled = () => { if (this.#connecting === connecting) this.#connecting = undefined; };
      promise.then(settled, settled);
    }
    return promise;
  };

  /** @deprecated Older name of `connectUser`. */
  setUser = this.connectUser;

  /** Connects without identity: may read what is public. */
  connectAnonymousUser = (): U.ConnectAPIResponse => this.#link.use((core) => core.command(Command.ConnectAnonymousUser, 0));

  /** @deprecated Older name of `connectAnonymousUser`. */
  setAnonymousUser = this.connectAnonymousUser;

  /** Makes a guest user and connects as it. The service may give it another id: see `userID` afterwards. */
  setGuestUser = (user: U.UserResponse): U.ConnectAPIResponse => this.#link.use((core) => core.command(Command.SetGuestUser, 0, user));

  /** Closes the connection and forgets the user and all state. `timeout`: milliseconds to wait for a clean close. */
  disconnectUser = (timeout?: number): Promise<void> => {
    this.#connecting = undefined;
    return this.#link.idle ? Promise.resolve() : this.#link.use((core) => this.#channels.leave(() => core.disconnectUser(timeout)));
  };

  /** @deprecated Older name of `disconnectUser`. */
  disconnect = this.disconnectUser;

  /** Connects the user set before, after `closeConnection`. */
  openConnection = (): U.ConnectAPIResponse => this.#link.use((core) => core.command(Command.OpenConnection, 0));

  /** Closes the connection and keeps user and state. */
  closeConnection = (timeout?: number): Promise<void> => this.#link.use((core) => core.command(Command.CloseConnection, 0, timeout));

  /** A token the service accepts only while its app has authentication checks switched off. */
  devToken(userID: string): string {
    return devToken(userID);
  }

  // Events -----------------------------------------------------------------------------------------------------------

  /** Listens to all events of the client, or to one type. State has taken an event before listeners get it. */
  on(listener: EventHandler): Subscription;
  on(type: EventTypes, listener: EventHandler): Subscription;
  on(...args: [EventHandler] | [EventTypes, EventHandler]): Subscription {
    return this.#emitter.on(...args);
  }

  /** Ends what `on` with the same arguments began. */
  off(listener: EventHandler): void;
  off(type: EventTypes, listener: EventHandler): void;
  off(...args: [EventHandler] | [EventTypes, EventHandler]): void {
    this.#emitter.off(...args);
  }

  // Channels ---------------------------------------------------------------------------------------------------------

  /** Channels in use, by cid. The same object until one comes or goes. */
  get activeChannels(): Record<string, Channel> {
    return this.#channels.active();
  }

  /** The channel object for an id, or for an exact set of members: always the same one. Sends nothing; see `channel.watch`. */
  channel(channelType: string, channelID?: string | null, custom?: C.ChannelData): Channel;
  channel(channelType: string, custom?: C.ChannelData): Channel;
  channel(channelType: string, idOrData?: string | C.ChannelData | null, custom: C.ChannelData = {}): Channel {
    return idOrData && typeof idOrData === 'object'
      ? this.#channels.open(channelType, undefined, idOrData)
      : this.#channels.open(channelType, idOrData || undefined, custom);
  }

  /** Finds channels, loads their state and watches them. Default order: last activity first. */
  queryChannels(filterConditions: ChannelFilters = {}, sort: ChannelSort = [], options: C.ChannelOptions = {}): Promise<Channel[]> {
    return this.#link.use(async (core) => {
      const all = { state: true, watch: true, presence: false, ...options };
      const slots = (await core.command(Command.QueryChannels, 0, filterConditions, sortParams(sort), all)) as Slot[];
      return Array.from(slots, (slot) => this.#channels.at(core, slot).channel);
    });
  }

  /** Deletes several channels in the background. */
  deleteChannels(cids: string[], options: { hard_delete?: boolean } = {}): Promise<C.DeleteChannelsResponse> {
    return this.#link.call('DeleteChannels', [], undefined, { cids, ...options });
  }

  /** Marks several channels, or all, as read. */
  markChannelsRead(data: C.MarkChannelsReadOptions = {}): Promise<EventAPIResponse> {
    return this.#link.call('MarkChannelsRead', [], undefined, data);
  }

  /** @deprecated Older name of `markChannelsRead`. */
  markAllRead = (data?: C.MarkChannelsReadOptions): Promise<EventAPIResponse> => this.markChannelsRead(data);

  /** Unread counts of all channels and threads. */
  getUnreadCount(userID?: string): Promise<U.GetUnreadCountAPIResponse> {
    return this.#link.call('UnreadCounts', [], userID ? { user_id: userID } : undefined);
  }

  /** Events missed in the given channels since a time (RFC 3339, at most 30 days ago). */
  sync(channel_cids: string[], last_sync_at: string, options: C.SyncOptions = {}): Promise<C.SyncResponse> {
    return this.#link.call('Sync', [], undefined, { channel_cids, last_sync_at, ...options });
  }

  // Messages ---------------------------------------------------------------------------------------------------------

  getMessage(messageID: string, options?: M.GetMessageOptions): Promise<M.SendMessageAPIResponse> {
    return this.#link.call('GetMessage', [messageID], options);
  }

  /** Replaces a message as a whole. Takes one from state as it is: fields only the service writes are left out. */
  updateMessage(message: M.UpdatedMessage, partialUserOrUserId?: string | { id: string }, options?: M.UpdateMessageOptions): Promise<M.UpdateMessageAPIResponse> {
    return this.#link.call('UpdateMessage', [message.id], undefined, { message: { ...messageInput(message), ...onBehalf(partialUserOrUserId) }, ...options });
  }

  /** Writes and removes single fields of a message. */
  partialUpdateMessage(id: string, partialMessageObject: M.PartialMessageUpdate, partialUserOrUserId?: string | { id: string }, options?: M.UpdateMessageOptions): Promise<M.UpdateMessageAPIResponse> {
    return this.#link.call('UpdateMessagePartial', [id], undefined, { ...partialMessageObject, ...options, ...onBehalf(partialUserOrUserId) });
  }

  /** Deletes a message; `true` or `hardDelete`: without a trace. */
  deleteMessage(messageID: string, optionsOrHardDelete: M.DeleteMessageOptions | boolean = {}): Promise<M.DeleteMessageAPIResponse> {
    const { hardDelete, deleteForMe } = typeof optionsOrHardDelete === 'object' ? optionsOrHardDelete : { hardDelete: optionsOrHardDelete, deleteForMe: false };
    return this.#link.call('DeleteMessage', [messageID], { ...(hardDelete && { hard: true }), ...(deleteForMe && { delete_for_me: true }) });
  }

  queryReactions(messageID: string, filter: R.ReactionFilters, sort: R.ReactionSort = [], options: R.QueryReactionsOptions = {}): Promise<R.QueryReactionsAPIResponse> {
    return this.#link.call('QueryReactions', [messageID], undefined, { filter, sort: sortParams(sort), ...options });
  }

  // Users ------------------------------------------------------------------------------------------------------------

  /** Finds users. */
  queryUsers(filterConditions: UserFilters, sort: UserSort = [], options: U.UserOptions = {}, requestOptions?: RequestOptions): Promise<U.UsersAPIResponse> {
    const payload = { presence: false, filter_conditions: filterConditions, sort: sortParams(sort), ...options };
    return this.#link.call('QueryUsers', [], { payload }, undefined, requestOptions);
  }

  /** Creates or replaces users; from a client only the own one. */
  upsertUsers(users: U.UserResponse[]): Promise<U.UpdateUsersAPIResponse> {
    return this.#link.call('UpdateUsers', [], undefined, { users: Object.fromEntries(users.map((user) => [user.id, user])) });
  }

  upsertUser(userObject: U.UserResponse): Promise<U.UpdateUsersAPIResponse> {
    return this.upsertUsers([userObject]);
  }

  /** @deprecated Older name of `upsertUsers`. */
  updateUsers = (users: U.UserResponse[]): Promise<U.UpdateUsersAPIResponse> => this.upsertUsers(users);

  /** @deprecated Older name of `upsertUser`. */
  updateUser = (userObject: U.UserResponse): Promise<U.UpdateUsersAPIResponse> => this.upsertUser(userObject);

  /** Writes and removes single fields of users; from a client only of the own one. */
  partialUpdateUsers(users: U.PartialUserUpdate[]): Promise<U.UpdateUsersAPIResponse> {
    return this.#link.call('UpdateUsersPartial', [], undefined, { users });
  }

  partialUpdateUser(partialUserObject: U.PartialUserUpdate): Promise<U.UpdateUsersAPIResponse> {
    return this.partialUpdateUsers([partialUserObject]);
  }

  /** Mutes a user: messages still arrive, but do not count as unread. */
  muteUser(targetID: string, userID?: string, options: U.MuteUserOptions = {}): Promise<U.MuteUserResponse> {
    return this.#link.call('MuteUser', [], undefined, { target_id: targetID, ...onBehalf(userID), ...options });
  }

  unmuteUser(targetID: string, currentUserID?: string): Promise<APIResponse> {
    return this.#link.call('UnmuteUser', [], undefined, { target_id: targetID, ...onBehalf(currentUserID) });
  }

  /** True while the own user has this user muted. */
  userMuteStatus(targetID: string): boolean {
    return this.mutedUsers.some(({ target }) => target.id === targetID);
  }

  /** Settings of the app, for instance upload limits. */
  getAppSettings(): Promise<AppSettingsAPIResponse> {
    return this.#link.call('GetApp');
  }

  // Inside -----------------------------------------------------------------------------------------------------------

  #hear(event: Event, slot: Slot | undefined): void {
    if (event.type === 'connection.state_changed') this.#connectionState = connectionState(event);
    const { core } = this.#link;
    const threw = (error: unknown): void => {
      this.logger('error', `event: a listener threw on ${event.type}`);
      reportUncaught(error);
    };
    this.#emitter.emit(event, threw);
    if (core && slot !== undefined) this.#channels.listeners(core, slot)?.emit(event, threw);
  }
}

/** Names the user a call is made for; only the own user is allowed without a secret. */
function onBehalf(user?: string | { id: string }): object | undefined {
  return user === undefined ? user : typeof user === 'string' ? { user_id: user } : { user };
}
