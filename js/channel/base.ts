/** What a channel is to an app before anything is asked of it: identity, data, listeners. Its calls stand beside this. */
import { ChannelState } from '../channel_state.js';
import type { Channel } from '../channel.js';
import type { StreamChat } from '../client.js';
import { Command, type Core, type Slot, View } from '../core.js';
import type { Endpoint } from '../endpoint.js';
import type { Emitter } from '../emitter.js';
import { type Link, type Place, read, slotOf } from '../link.js';
import { Listening } from '../listening.js';
import type { ChannelData, ChannelResponse } from '../types/channel.js';
import type { ChannelConfigWithInfo } from '../types/channel_config.js';
import type { ChannelPushPreference } from '../types/device.js';
import type { Event } from '../types/event.js';

/** Identity, data and listeners of a channel. */
export abstract class ChannelBase extends Listening {
  /** Type of the channel, for instance `"messaging"`. */
  readonly type: string;
  /** What the channel holds: messages, members, reads, who types and watches. */
  readonly state: ChannelState;
  /** False: this client keeps nothing for times without a network. */
  readonly offlineMode: boolean = false;
  readonly #client: StreamChat;
  readonly #place: Place;
  /** Whoever listens. */
  protected readonly emitter: Emitter;
  /** The way to the core. */
  protected readonly link: Link;

  /** @internal Made by `client.channel()` and by queries. */
  constructor(client: StreamChat, link: Link, place: Place, emitter: Emitter) {
    super();
    this.type = place.type;
    this.state = new ChannelState(this as unknown as Channel, link, place);
    this.link = link;
    this.#client = client;
    this.#place = place;
    this.emitter = emitter;
  }

  // Identity and data ------------------------------------------------------------------------------------------------

  /** `type:id`; for a channel named by its members a temporary one until the service has given it an id. */
  get cid(): string {
    return this.view(View.Cid, this.#place.cid);
  }

  /** Undefined for a channel named by its members until the service has given it one. */
  get id(): string | undefined {
    return this.view(View.Id, this.#place.id);
  }

  /** Name, member count, capabilities, own fields, ...; before the first query what the app gave. */
  get data(): Partial<ChannelData & ChannelResponse> | undefined {
    return this.view(View.Data, this.#place.data);
  }

  /** True once the channel was queried with its state. */
  get initialized(): boolean {
    return this.view(View.Initialized, false);
  }

  /** True after the channel was deleted or the user removed from it: it cannot be used any more. */
  get disconnected(): boolean {
    return this.view(View.Disconnected, false);
  }

  /** What the own user wants to be pushed from this channel, as the last query said; undefined: nothing was set. */
  get push_preferences(): ChannelPushPreference | undefined {
    return this.view<ChannelPushPreference | undefined>(View.PushPreferences, undefined);
  }

  /** The client it belongs to. */
  getClient(): StreamChat {
    return this.#client;
  }

  /** Feature switches of the channel's type, once queried. */
  getConfig(): ChannelConfigWithInfo | undefined {
    return this.data?.config;
  }

  // Events -----------------------------------------------------------------------------------------------------------

  /** Does nothing: what other SDKs clear by this (typists who went silent) this client clears by itself, in time. */
  clean(): void {}

  // For the calls ----------------------------------------------------------------------------------------------------

  /** Shows something of this channel, or `absent` while there is no core. */
  protected view<T>(what: View, absent: T, argument?: unknown): T {
    return read(this.link, this.#place, what, absent, argument);
  }

  /** Runs something with the core and this channel's place in it, as soon as the core is there. */
  protected use<T>(work: (core: Core, slot: Slot) => Promise<unknown>): Promise<T> {
    return this.link.use((core) => work(core, slotOf(core, this.#place)));
  }

  /** Has the core do something with this channel. */
  protected command<T>(what: Command, first?: unknown, second?: unknown): Promise<T> {
    return this.use((core, slot) => core.command(what, slot, first, second));
  }

  /** Calls an endpoint whose path begins with this channel's. */
  protected call<T>(endpoint: Endpoint, query?: object, body?: object, rest: Array<string | undefined> = []): Promise<T> {
    // The id is asked for when the call is made: before the core is there it may be unknown yet.
    return this.use(() => this.link.call(endpoint, [this.type, this.id, ...rest], query, body));
  }

  /** Lets state and listeners have an event that this client makes itself. */
  protected hear(event: Event): void {
    void this.link.use((core) => core.command(Command.DispatchEvent, 0, event));
  }
}
