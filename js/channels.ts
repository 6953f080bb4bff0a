/** One `Channel` object per channel of a client, for ever. Decides nothing about channels: their slots come from the core. */
import { Channel } from './channel.js';
import type { StreamChat } from './client.js';
import { type Core, type Json, type Slot, View } from './core.js';
import { Emitter } from './emitter.js';
import { ChatError } from './errors.js';
import { type Link, type Place, slotOf } from './link.js';
import type { Logger } from './options.js';
import type { ChannelData } from './types/channel.js';

/** A channel with what only this package may touch. */
export interface Held {
  readonly channel: Channel;
  readonly place: Place;
  readonly emitter: Emitter;
}

// The core checks the same; repeated here so that `client.channel()` throws at once even before the core is there.
const TYPE = /^[\w_-]+$/;
const ID = /^[\w!_-]+$/;

/** The channel objects of one client. */
export class Channels {
  readonly #client: StreamChat;
  readonly #link: Link;
  readonly #bySlot = new Map<Slot, Held>();
  /** Opened before the core was there, by cid, in order. */
  readonly #early = new Map<string, Held>();
  #active: Record<string, Channel> = {};

  constructor(client: StreamChat, link: Link) {
    this.#client = client;
    this.#link = link;
  }

  open(type: string, id: string | undefined, data: ChannelData): Channel {
    const { core } = this.#link;
    if (core) return this.at(core, core.openChannel(type, id, data as Json)).channel;
    const cid = earlyCid(type, id, data);
    const held = this.#early.get(cid) ?? this.#hold(cid, type, id);
    this.#early.set(cid, held);
    held.place.data = { ...held.place.data, ...data };
    return held.channel;
  }

  /** The channel of a slot, made on first use. */
  at(core: Core, slot: Slot): Held {
    const known = this.#bySlot.get(slot);
    if (known) return known;
    const cid = core.view(View.Cid, slot) as string;
    const held = this.#hold(cid, cid.slice(0, cid.indexOf(':')), undefined, slot);
    this.#bySlot.set(slot, held);
    return held;
  }

  /** Who listens to the channel of a slot; nobody when its user has left meanwhile. */
  listeners(core: Core, slot: Slot): Emitter | undefined {
    const known = this.#bySlot.get(slot);
    return known || core.view(View.Cid, slot) ? (known ?? this.at(core, slot)).emitter : undefined;
  }

  /** The user leaves, by `work`. Channels keep their names; those that nobody else holds may be collected. */
  leave<T>(work: () => T): T {
    for (const { place, channel } of this.#bySlot.values()) Object.assign(place, { cid: channel.cid, id: channel.id });
    const done = work();
    this.#bySlot.clear();
    this.#active = {};
    return done;
  }

  /** The slot of a channel object. */
  slotOf(core: Core, channel: Channel): Slot {
    return core.openChannel(channel.type, channel.id, undefined);
  }

  /** Opens in the core what was opened before it was there. */
  arrive(core: Core, log: Logger): void {
    for (const held of this.#early.values()) {
      try {
        const slot = slotOf(core, held.place);
        if (!this.#bySlot.has(slot)) this.#bySlot.set(slot, held);
      } catch (error) {
        // Using the channel tries again and throws this to the caller.
        log('warn', 'channel: could not be opened', { type: held.place.type, code: (error as ChatError).code });
      }
    }
    this.#early.clear();
  }

  /** Usable channels by cid: the same object until one comes or goes. */
  active(): Record<string, Channel> {
    const held = [...(this.#link.core ? this.#bySlot : this.#early).values()];
    const usable = held.map(({ channel }) => channel).filter((channel) => !channel.disconnected);
    const next = Object.fromEntries(usable.map((channel) => [channel.cid, channel]));
    const same = Object.keys(this.#active).length === usable.length && usable.every((channel) => this.#active[channel.cid] === channel);
    return same ? this.#active : (this.#active = next);
  }

  #hold(cid: string, type: string, id: string | undefined, slot?: Slot): Held {
    const place: Place = { cid, type, id, data: undefined, slot };
    const emitter = new Emitter();
    return { place, emitter, channel: new Channel(this.#client, this.#link, place, emitter) };
  }
}

/** The cid a channel has before the core is there; throws what the core would throw. */
function earlyCid(type: string, id: string | undefined, data: ChannelData): string {
  if (typeof type !== 'string' || !TYPE.test(type)) throw new ChatError(`The channel type ${JSON.stringify(type)} is invalid`, { code: 'channel/invalid-type' });
  const members = data.members?.map((member) => (typeof member === 'string' ? member : member.user_id)).sort();
  if (id === undefined && !members?.length) throw new ChatError('The channel has no id: give it one, or members.', { code: 'channel/unnamed' });
  if (id !== undefined && !ID.test(id)) throw new ChatError(`The channel id ${JSON.stringify(id)} is invalid`, { code: 'channel/invalid-id' });
  return `${type}:${id ?? `!members-${members?.join(',')}`}`;
}
