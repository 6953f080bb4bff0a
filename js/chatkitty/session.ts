/** A user's session: the client that is connected, and what this session has seen. Does not start or end itself. */
import { type Channel as StreamChannel, type ChannelAPIResponse, type ChannelMemberResponse, type ChannelResponse, type Event, type MessageResponse, StreamChat, type UserResponse } from '../index.js';
import { channelModel } from './channel_model.js';
import type { Settings } from './configuration.js';
import { ClientError, ResourceNotFoundError } from './errors.js';
import { isOwnNumber } from './ids.js';
import { messageModel, type StreamMessage } from './message_model.js';
import type { Channel, Message, StreamReference, User } from './models.js';
import { type OwnFields, userModelOf } from './user_model.js';
import { userIdOf } from './usernames.js';

/** A channel as requests name it: a model, its number, or `type:id`. */
export type ChannelReference = Pick<Channel, 'id'> | number | string;
/** A user as requests name it: a model, a number, or a name. */
export type UserReference = { id: number | string } | { username: string } | number | string;
/** What is in a channel, or is one. */
export type Placed = { _stream: StreamReference };

/** Where a filter by fields of this facade's own is written: the client's types do not know them. */
export const filter = <Filter>(fields: object): Filter => fields as Filter;

/** One session. */
export class Session {
  readonly client: StreamChat;
  /** Ids of users by number and by name, and of channels by number, as far as they were seen. */
  readonly #users = new Map<number | string, string>();
  readonly #channels = new Map<number, string>();

  constructor(readonly settings: Settings) {
    this.client = new StreamChat(settings.key, { enableWSFallback: true, ...(settings.baseUrl && { baseURL: settings.baseUrl }), ...settings.client });
    if (settings.wsUrl) this.client.wsBaseURL = settings.wsUrl;
  }

  /** Id of the own user. */
  get me(): string {
    return this.client.userID ?? '';
  }

  /** The own user, as the client has it. */
  get user(): UserResponse {
    return this.client.user ?? { id: this.me };
  }

  /** Whether an event was caused by the own user. */
  isOwn = ({ user, user_id }: Event): boolean => (user?.id ?? user_id) === this.me;

  // Models -----------------------------------------------------------------------------------------------------------

  /** The model of a user. */
  person = (user: UserResponse | null | undefined, id?: string): User => {
    const model = userModelOf(user, id);
    this.#users.set(model.id, model._stream.id).set(model.name, model._stream.id);
    return model;
  };

  /** The model of a channel, with what is known of it. */
  channel = (channel: ChannelResponse, known?: { members?: ChannelMemberResponse[]; messages?: MessageResponse[] }): Channel => {
    const model = channelModel(channel, this.settings, this.me, this.person, known);
    this.#channels.set(model.id, channel.cid);
    return model;
  };

  /** The model of a message. `place`: what is in the same channel. */
  message = (message: StreamMessage, place?: Placed): Message => {
    if (message.user) this.person(message.user);
    return messageModel(message, message.cid ?? place?._stream.cid);
  };

  // Channels ---------------------------------------------------------------------------------------------------------

  /** Type and id of a channel, as far as this session knows it. */
  cidOf(channel: ChannelReference): string {
    const found = this.#knownCid(channel);
    if (!found) throw new ClientError('Get the channel with getChannel first.');
    return found;
  }

  #knownCid(channel: ChannelReference): string | undefined {
    if (typeof channel === 'string') return channel.includes(':') ? channel : undefined;
    return typeof channel === 'number' ? this.#channels.get(channel) : (channel as Partial<Placed>)._stream?.cid ?? this.#channels.get(channel.id);
  }

  /** The client's object for a channel, or for that of a message or thread. Sends nothing. */
  at(place: ChannelReference | Placed): StreamChannel {
    const [, type = '', id] = /^([^:]*):(.*)$/.exec(this.cidOf(place as ChannelReference)) ?? [];
    return this.client.channel(type, id);
  }

  /** Asks for a channel's state in pages, without watching it. */
  state(place: ChannelReference, page: object): Promise<ChannelAPIResponse> {
    const { type, id = '' } = this.at(place);
    return this.client.post(`/channels/${type}/${encodeURIComponent(id)}/query`, { state: true, watch: false, ...page });
  }

  /** Asks for channels, without watching them. */
  query(conditions: object, limit = 1, offset = 0, sort: object = { last_message_at: -1 }): Promise<ChannelAPIResponse[]> {
    return this.client.queryChannelsRequest(filter(conditions), sort, { watch: false, limit, offset, message_limit: 1, member_limit: 10 });
  }

  /** A channel as it is now. Rejects with `ResourceNotFoundError`. */
  async bundle(channel: ChannelReference): Promise<ChannelAPIResponse> {
    const cid = this.#knownCid(channel);
    const given = typeof channel === 'object' ? channel.id : channel;
    const wanted = cid ? { cid }
      : typeof given === 'string' ? { $or: [{ id: given }, { name: given }] }
      : isOwnNumber(given) ? { type: { $in: [...new Set(Object.values(this.settings.channelTypes))] }, id: `${given}` }
      : { ck_id: given };
    return must((await this.query(wanted))[0], 'channel');
  }

  // Users ------------------------------------------------------------------------------------------------------------

  /** Ids of users who exist. Rejects with `ResourceNotFoundError` if one does not. */
  async people(users: UserReference[]): Promise<User[]> {
    const wanted = users.map((user) => {
      const key = typeof user !== 'object' ? user : 'username' in user ? user.username : user.id;
      const id = (user as Partial<Placed>)._stream?.id ?? this.#users.get(key);
      return id ? [{ id }] : typeof key === 'number' ? [{ ck_id: key }] : [{ id: userIdOf(key) }, { ck_username: key }];
    });
    if (!wanted.length) return [];
    const { users: found } = await this.client.queryUsers(filter({ $or: wanted.flat() }), {}, { limit: 100 });
    return wanted.map((either) => {
      const user = found.find((one: UserResponse & OwnFields) =>
        either.some((condition: { id?: string } & OwnFields) => condition.id === one.id || condition.ck_id === (one.ck_id ?? 0) || condition.ck_username === (one.ck_username ?? '')));
      return this.person(must(user, 'user'));
    });
  }

  /** A user who exists. */
  async one(user: UserReference): Promise<User> {
    return must((await this.people([user]))[0], 'user');
  }
}

function must<Found>(found: Found | undefined, what: string): Found {
  if (found === undefined) throw new ResourceNotFoundError(`There is no such ${what}.`);
  return found;
}
