/** Channels: making, listing, finding, joining and leaving them. What changes one is in `channel_changes.ts`. */
import type { ChannelAPIResponse } from '../index.js';
import { isKind, kindOf } from './channel_model.js';
import { ChannelNotPubliclyJoinableError, ClientError } from './errors.js';
import { newChannelId } from './ids.js';
import type { Channel, ChannelType, Properties } from './models.js';
import { byOffset, type ChatKittyPaginator, type Load, PAGE, paginate } from './paginator.js';
import type { Result } from './result.js';
import type { Session, UserReference } from './session.js';
import type { OwnFields } from './user_model.js';
import { UserCalls } from './users.js';

/** What `createChannel` takes. */
export interface CreateChannelRequest {
  /** `DIRECT`, `PUBLIC`, `PRIVATE` or `OPEN`. */
  type: ChannelType | (string & {});
  /** Public and open channels of one name are one channel. */
  name?: string;
  displayName?: string;
  /** Besides the current user. Of a direct channel 1 to 9 others: the same ones give the same channel. */
  members?: UserReference[];
  properties?: Properties;
}

/** Which channels to list. */
export interface GetChannelsFilter {
  name?: string;
  /** False: those that can be joined. Default: those the current user can chat in. */
  joined?: boolean;
  /** True: those with unread messages. */
  unread?: boolean;
}

/** What `getChannels` takes. */
export interface GetChannelsRequest {
  /** True: as `filter.joined` false. */
  joinable?: boolean;
  filter?: GetChannelsFilter;
  /** Channels on a page, at most 29. Default 25. */
  size?: number;
  /** Default: the last message first. */
  sort?: object;
}

/** Names a channel. */
export interface ChannelRequest {
  channel: Channel;
}

/** A channel. */
export type ChannelResult = Result<{ channel: Channel }>;
/** A page of channels. */
export type GetChannelsResult = Result<{ paginator: ChatKittyPaginator<Channel> }>;

/** Others in a direct channel, and channels in one answer of the service. */
const MOST_OTHERS = 9;
const LARGEST = 29;

/** Calls about channels. */
export abstract class ChannelCalls extends UserCalls {
  /** Makes a channel, or finds the one that is the same: by its members if direct, by its name if public or open. */
  createChannel = (request: CreateChannelRequest): Promise<ChannelResult> => this.run(async (session) => {
    const { type, name, displayName, properties } = request;
    if (!isKind(type)) throw new ClientError(`There are no channels of type ${JSON.stringify(type)}.`);
    const found = await session.people(request.members ?? []);
    const others = [...new Set(found.map(({ id }) => id))].filter((id) => id !== session.me);
    if (type === 'DIRECT' && (others.length < 1 || others.length > MOST_OTHERS)) throw new ClientError(`A direct channel has 1 to ${MOST_OTHERS} members beside the current user.`);
    const shown = displayName ?? name;
    const data = { ...(shown !== undefined && { name: shown }), ck_type: type, ...(properties && { properties }), members: [session.me, ...others] };
    const path = `/channels/${session.settings.channelTypes[type]}${type === 'DIRECT' ? '' : `/${newChannelId(type, type === 'PRIVATE' ? undefined : name)}`}/query`;
    const bundle = await session.client.post<ChannelAPIResponse>(path, { data, state: true, watch: false, presence: false });
    if (type === 'DIRECT') return { channel: await findable(session, bundle) };
    return { channel: type === 'PUBLIC' && !bundle.membership ? await join(session, bundle) : session.channelOf(bundle) };
  });

  /** The channels that the current user can chat in: those it is a member of, and open ones. Or those it can join. */
  getChannels = (request: GetChannelsRequest = {}): Promise<GetChannelsResult> => this.run(async (session) => {
    const size = Math.min(request.size ?? PAGE, LARGEST);
    return { paginator: await paginate(onceEach(size, session, conditionsOf(session, request), request.sort), size) };
  });

  /** A channel by its number, its name, or as `type:id`. */
  getChannel = (id: number | string): Promise<ChannelResult> =>
    this.run(async (session) => ({ channel: session.channelOf(await session.bundle(id)) }));

  /** Makes the current user a member. An open channel needs none. Throws `ChannelNotPubliclyJoinableError`. */
  joinChannel = ({ channel }: ChannelRequest): Promise<ChannelResult> => {
    this.active();
    if (channel.type === 'PRIVATE' || channel.type === 'DIRECT') throw new ChannelNotPubliclyJoinableError(channel);
    return this.run(async (session) => {
      const bundle = await session.bundle(channel);
      const kind = kindOf(bundle.channel, session.settings);
      if (kind === 'PRIVATE' || kind === 'DIRECT') throw new ChannelNotPubliclyJoinableError(channel);
      return { channel: bundle.membership || kind === 'OPEN' ? session.channelOf(bundle) : await join(session, bundle) };
    });
  };

  /** Ends the membership of the current user. */
  leaveChannel = ({ channel }: ChannelRequest): Promise<ChannelResult> => this.run(async (session) => {
    const { channel: left } = await session.stream(session.cidOf(channel)).removeMembers([session.me]);
    return { channel: session.channel(left) };
  });

  /** The channel of a message. */
  getMessageChannel = ({ message }: { message: { channelId: number; _stream: { cid?: string } } }): Promise<ChannelResult> =>
    this.getChannel(message._stream.cid ?? message.channelId);

  /** Channels that can be joined. */
  getJoinableChannels = (request: GetChannelsRequest = {}): Promise<GetChannelsResult> => this.getChannels({ ...request, joinable: true });
  /** Channels with unread messages. */
  getUnreadChannels = (request: GetChannelsRequest = {}): Promise<GetChannelsResult> => this.getChannels({ ...request, filter: { ...request.filter, unread: true } });
  /** As `getChannels`. */
  listChannels = this.getChannels;
  /** As `getChannel`. */
  retrieveChannel = this.getChannel;
  /** As `getMessageChannel`. */
  retrieveMessageChannel = this.getMessageChannel;
}

/** What is asked of the service for a list. */
function conditionsOf({ me, settings: { channelTypes } }: Session, { joinable, filter: { name, joined, unread } = {} }: GetChannelsRequest): object {
  const mine = { members: { $in: [me] } };
  const which = joinable || joined === false ? { type: channelTypes.PUBLIC, joined: false } : joined || unread ? mine : { $or: [mine, { type: channelTypes.OPEN }] };
  return { ...which, ...(name !== undefined && { name }), ...(unread && { has_unread: true }) };
}

/** Pages of channels. One that moves to the front while pages are turned comes only once. */
function onceEach(size: number, session: Session, conditions: object, sort?: object): Load<Channel, number> {
  const pages = new Map<string, number>();
  const joinable = 'joined' in conditions;
  return async (place) => {
    const { items, next } = await byOffset(size, (limit, offset) => session.query(conditions, { limit, offset }, sort))(place);
    const fresh = items.filter(({ channel: { cid }, membership }) => {
      const first = pages.get(cid) ?? place ?? 0;
      pages.set(cid, first);
      return first === (place ?? 0) && !(joinable && membership);
    });
    return { items: fresh.map(session.channelOf), next };
  };
}

/** Makes the current user a member. */
async function join(session: Session, { channel, messages }: ChannelAPIResponse): Promise<Channel> {
  const { channel: joined, members } = await session.stream(channel.cid).addMembers([session.me]);
  return session.channel(joined, { members, messages });
}

/** The number of a direct channel is written on it once, so that it can be found by it. */
async function findable(session: Session, bundle: ChannelAPIResponse): Promise<Channel> {
  const model = session.channelOf(bundle);
  const { created_by, ck_id } = bundle.channel as typeof bundle.channel & OwnFields;
  if (ck_id === undefined && created_by?.id === session.me) {
    const set = { ck_id: model.id } as object;
    await session.stream(bundle.channel.cid).updatePartial({ set }).catch(() => undefined);
  }
  return model;
}
