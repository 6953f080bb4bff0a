/** A user's session: the client that is connected, and what this session has seen. Does not start or end itself. */
import { type ChannelAPIResponse, type ChannelMemberResponse, type ChannelResponse, type Event, StreamChat, type UserResponse } from '../index.js';
import { channelModel } from './channel_model.js';
import type { Settings } from './configuration.js';
import { ClientError, ResourceNotFoundError } from './errors.js';
import { isOwnNumber, Seen } from './ids.js';
import { messageModel, type StreamMessage } from './message_model.js';
import type { Channel, Message, StreamReference, User } from './models.js';
import { nameOf, type OwnFields, userModelOf } from './user_model.js';
import { userIdOf } from './usernames.js';

/** A channel as requests name it: a model, its number, or `type:id`. */
export type ChannelReference = Pick<Channel, 'id'> | number | string;
/** A user as requests name it: a model, a number, or a name. */
export type UserReference = { id: number | string } | { username: string } | number | string;

/** Where a filter by fields of this facade's own is written: the client's types do not know them. */
export const filter = <Filter>(fields: object): Filter => fields as Filter;

/** One session. */
export class Session {
  readonly client: StreamChat;
  readonly #users = new Seen();
  readonly #channels = new Seen();
  readonly #names = new Map<string, string>();

  constructor(readonly settings: Settings) {
    this.client = new StreamChat(settings.key, { enableWSFallback: true, ...(settings.baseUrl && { baseURL: settings.baseUrl }), ...settings.client });
    if (settings.wsUrl) this.client.wsBaseURL = settings.wsUrl;
  }

  /** Id of the own user. */
  get me(): string {
    return this.client.userID ?? '';
  }

  // Models -----------------------------------------------------------------------------------------------------------

  /** The model of a user. */
  user = (user: UserResponse | null | undefined, id?: string): User => {
    if (user) this.#names.set(nameOf(user), user.id);
    return this.#users.note(userModelOf(user, id));
  };

  /** The model of a channel, with what is known of it. */
  channel = (channel: ChannelResponse, known?: { members?: ChannelMemberResponse[]; messages?: StreamMessage[] }): Channel => {
    for (const { user } of known?.members ?? []) if (user) this.user(user);
    return this.#channels.note(channelModel(channel, this.settings, this.me, known as never));
  };

  /** The model of a channel with its state. */
  channelOf = (bundle: ChannelAPIResponse): Channel => this.channel(bundle.channel, bundle);

  /** The model of a message. */
  message = (message: StreamMessage): Message => {
    if (message.user) this.user(message.user);
    return messageModel(message);
  };

  // Finding ----------------------------------------------------------------------------------------------------------

  /** Type and id of a channel, as far as this session knows it. */
  cidOf(channel: ChannelReference): string {
    const found = this.#known(channel);
    if (!found) throw new ClientError('This is no channel of this session: get it with getChannel first.');
    return found;
  }

  #known(channel: ChannelReference): string | undefined {
    if (typeof channel === 'string') return channel.includes(':') ? channel : undefined;
    const reference = typeof channel === 'number' ? undefined : (channel as Partial<Channel>)._stream;
    return reference?.cid ?? this.#channels.find(typeof channel === 'number' ? channel : channel.id)?.cid;
  }

  /** The client's object for a channel. Sends nothing. */
  stream(cid: string): ReturnType<StreamChat['channel']> {
    const at = cid.indexOf(':');
    return this.client.channel(cid.slice(0, at), cid.slice(at + 1));
  }

  /** Asks for channels, without watching them. */
  query(conditions: object, { limit = 1, offset = 0, messages = 1 }: { limit?: number; offset?: number; messages?: number } = {}, sort: object = { last_message_at: -1 }): Promise<ChannelAPIResponse[]> {
    const options = { watch: false, state: true, limit, offset, message_limit: messages, member_limit: 10 };
    return this.client.queryChannelsRequest(filter(conditions), sort, options);
  }

  /** A channel as it is now. Rejects with `ResourceNotFoundError`. */
  async bundle(channel: ChannelReference): Promise<ChannelAPIResponse> {
    const cid = this.#known(channel);
    const { channelTypes } = this.settings;
    const types = { $in: [...new Set(Object.values(channelTypes))] };
    const given = typeof channel === 'object' ? channel.id : channel;
    const wanted = cid !== undefined ? { cid }
      : typeof given === 'string' ? { $or: [{ id: given }, { name: given }] }
      : isOwnNumber(given) ? { type: types, id: String(given) }
      : { ck_id: given };
    const [found] = await this.query(wanted);
    if (!found) throw new ResourceNotFoundError('There is no such channel, or none that the current user may see.');
    return found;
  }

  /** The id of a user, as far as it can be told without asking. */
  #userId(user: UserReference): string | undefined {
    const given = typeof user === 'object' ? (user as { _stream?: StreamReference })._stream?.id ?? this.#named(user) : this.#named({ id: user });
    return given;
  }

  #named(user: { id: number | string } | { username: string }): string | undefined {
    if ('username' in user) return this.#names.get(user.username);
    return typeof user.id === 'number' ? this.#users.find(user.id)?.id : this.#names.get(user.id);
  }

  /** Users as they are now. Rejects with `ResourceNotFoundError` if one is missing. */
  async people(users: UserReference[]): Promise<UserResponse[]> {
    const conditions = users.map((user) => {
      const id = this.#userId(user);
      if (id !== undefined) return { id };
      const given = typeof user === 'object' ? ('username' in user ? user.username : user.id) : user;
      return typeof given === 'number' ? { ck_id: given } : { $or: [{ id: userIdOf(given) }, { ck_username: given }] };
    });
    if (!conditions.length) return [];
    const { users: found } = await this.client.queryUsers(filter(conditions.length > 1 ? { $or: conditions } : conditions[0] ?? {}), {}, { limit: 100 });
    for (const user of found) this.user(user);
    const matching = (condition: (typeof conditions)[number]): boolean => found.some((user) => {
      const { ck_id, ck_username } = user as OwnFields;
      if ('$or' in condition) return condition.$or.some((either) => either.id === user.id || (either.ck_username !== undefined && either.ck_username === ck_username));
      return 'id' in condition ? condition.id === user.id : condition.ck_id === ck_id;
    });
    if (!conditions.every(matching)) throw new ResourceNotFoundError('There is no such user.');
    return found;
  }

  /** The own user, as the client has it. */
  get own(): UserResponse {
    return this.client.user ?? { id: this.me };
  }

  /** Whether an event was caused by the own user. */
  isOwn = ({ user, user_id }: Event): boolean => (user?.id ?? user_id) === this.me;
}
