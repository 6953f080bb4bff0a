/** Channels: making, listing, finding and joining them, their members, and being told of changes. What changes one: `later/channels.ts`. */
import type { ChannelAPIResponse, Event } from '../index.js';
import { isKind } from './channel_model.js';
import { ChannelNotPubliclyJoinableError, ClientError } from './errors.js';
import { newChannelId } from './ids.js';
import type { Channel, ChannelType, Properties } from './models.js';
import { byOffset, LARGEST, PAGE, type Paged, whole } from './paginator.js';
import type { Result } from './result.js';
import type { Room } from './room.js';
import { filter, type Session, type UserReference } from './session.js';
import type { OwnFields } from './user_model.js';
import { type GetUsersResult, UserCalls } from './users.js';

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

/** What `getChannelMembers` takes. */
export interface GetChannelMembersRequest extends ChannelRequest {
  filter?: { displayName?: string };
  /** Members on a page. Default 25. */
  size?: number;
}

/** A channel. */
export type ChannelResult = Result<{ channel: Channel }>;
/** A page of channels. */
export type GetChannelsResult = Result<Paged<Channel>>;

/** Whether there is something unread. */
export type GetChannelUnreadResult = Result<{ unread: boolean }>;

/** Others in a direct channel at most. */
const OTHERS = 9;
/** Channels in one answer of the service, but for the one that tells whether there are more. */
const MOST = 29;

/** Calls about channels. */
export abstract class ChannelCalls extends UserCalls {
  /** Channels that are watched, by `type:id`. */
  protected readonly rooms = new Map<string, Room>();

  /** Makes a channel, or finds the one that is the same: by its members if direct, by its name if public or open. */
  createChannel = ({ type, name, displayName = name, properties, members = [] }: CreateChannelRequest): Promise<ChannelResult> => this.run(async (session) => {
    if (!isKind(type)) throw new ClientError(`There is no type ${type}.`);
    const ids = new Set([session.me, ...(await session.people(members)).map(({ _stream: { id } }) => id)]);
    const direct = type === 'DIRECT';
    if (direct && (ids.size < 2 || ids.size > OTHERS + 1)) throw new ClientError(`A direct channel has 1 to ${OTHERS} others.`);
    const path = `/channels/${session.settings.channelTypes[type]}${direct ? '' : `/${newChannelId(type, type === 'PRIVATE' ? undefined : name)}`}/query`;
    const data = { name: displayName, ck_type: type, properties, members: [...ids] };
    const bundle = await session.client.post<ChannelAPIResponse>(path, { data, state: true, watch: false });
    if (type === 'PUBLIC' && !bundle.membership) return join(session, bundle);
    const channel = session.channel(bundle.channel, bundle);
    const { created_by, ck_id } = bundle.channel as typeof bundle.channel & OwnFields;
    // The number of a direct channel is written on it once, so that it can be found by it.
    if (direct && !ck_id && created_by?.id === session.me) await session.at(channel).updatePartial({ set: { ck_id: channel.id } as object }).catch(() => undefined);
    return { channel };
  });

  /** The channels that the current user can chat in: those it is a member of, and open ones. Or those it can join. */
  getChannels = ({ joinable, filter: { name, joined, unread } = {}, size = PAGE, sort }: GetChannelsRequest = {}): Promise<GetChannelsResult> => this.run((session) => {
    const { channelTypes: { PUBLIC, OPEN } } = session.settings;
    const mine = { members: { $in: [session.me] } };
    const open = joinable || joined === false;
    const which = open ? { type: PUBLIC, joined: false } : joined || unread ? mine : { $or: [mine, { type: OPEN }] };
    const conditions = { ...which, ...(name && { name }), ...(unread && { has_unread: true }) };
    // One that moves to the front while pages are turned comes only once.
    const pages = new Map<string, number>();
    return byOffset(Math.min(size, MOST), (limit, offset) => session.query(conditions, limit, offset, sort), (bundle, offset) => {
      const { channel, membership } = bundle;
      const first = Math.min(pages.get(channel.cid) ?? offset, offset);
      pages.set(channel.cid, first);
      return first < offset || (open && membership) ? [] : [session.channel(channel, bundle)];
    });
  });

  /** A channel by its number, its name, or as `type:id`. */
  getChannel = (id: number | string): Promise<ChannelResult> => this.run(async (session) => {
    const bundle = await session.bundle(id);
    return { channel: session.channel(bundle.channel, bundle) };
  });

  /** Makes the current user a member. An open channel needs none. Throws `ChannelNotPubliclyJoinableError`. */
  joinChannel = ({ channel }: ChannelRequest): Promise<ChannelResult> => {
    this.active();
    if (channel.type === 'PRIVATE' || channel.type === 'DIRECT') throw new ChannelNotPubliclyJoinableError(channel);
    return this.run(async (session) => {
      const bundle = await session.bundle(channel);
      return bundle.membership || channel.type === 'OPEN' ? { channel: session.channel(bundle.channel, bundle) } : join(session, bundle);
    });
  };

  /** The members of a channel; of an open one the 100 who are there now. */
  getChannelMembers = ({ channel, filter: { displayName } = {}, size = PAGE }: GetChannelMembersRequest): Promise<GetUsersResult> => this.run(async (session) => {
    if (channel.type === 'OPEN') {
      const { watchers = [] } = await session.state(channel, { watchers: { limit: 100, offset: 0 } });
      return whole(watchers.map((user) => session.person(user)));
    }
    const conditions = !displayName ? {} : { name: { $autocomplete: displayName } };
    return byOffset(Math.min(size, LARGEST), async (limit, offset) =>
      (await session.at(channel).queryMembers(filter(conditions), { created_at: 1 }, { limit, offset })).members, ({ user, user_id }) => [session.person(user, user_id)]);
  });

  /** Whether a channel has messages that the current user has not read. An open channel never has. */
  getChannelUnread = ({ channel }: ChannelRequest): Promise<GetChannelUnreadResult> => this.run(async (session) => {
    const room = this.rooms.get(session.cidOf(channel));
    await room?.ready;
    return { unread: channel.type !== 'OPEN' && !room?.reads && (await unreadIn(session, channel)) > 0 };
  });

  /** Tells of channels that the current user was added to, or has joined. */
  onChannelJoined = this.observe(['notification.added_to_channel'], channelIn);
  /** Tells of channels that the current user is no longer in. */
  onChannelLeft = this.observe(['notification.removed_from_channel'], channelIn);
  /** Tells of changed channels, as far as there are chat sessions in them. */
  onChannelUpdated = this.observe(['channel.updated'], channelIn);
  /** Tells of channels that the current user has hidden. */
  onChannelHidden = this.observe(['channel.hidden'], channelIn);
  /** Tells of channels that are shown again. */
  onChannelUnhidden = this.observe(['channel.visible'], channelIn);
  /** Tells of channels that were deleted. */
  onChannelDeleted = this.observe(['channel.deleted', 'notification.channel_deleted'], channelIn);

  /** Channels that can be joined. */
  getJoinableChannels = (request: GetChannelsRequest = {}): Promise<GetChannelsResult> => this.getChannels({ ...request, joinable: true });
  /** Channels with unread messages. */
  getUnreadChannels = (request: GetChannelsRequest = {}): Promise<GetChannelsResult> => this.getChannels({ ...request, filter: { ...request.filter, unread: true } });
  /** As `getChannels`. */
  listChannels = this.getChannels;
  /** As `getChannel`. */
  retrieveChannel = this.getChannel;
  /** As `getChannelMembers`. */
  listChannelMembers = this.getChannelMembers;
  /** As `getChannelUnread`. */
  checkChannelUnread = this.getChannelUnread;
  /** As `onChannelJoined`. */
  onJoinedChannel = this.onChannelJoined;
}

const channelIn = (session: Session, { channel }: Event): Channel | undefined => channel && session.channel(channel);

/** How many messages in a channel the current user has not read. */
export async function unreadIn(session: Session, channel: Channel): Promise<number> {
  const { read = [] } = await session.bundle(channel);
  return read.find(({ user }) => user.id === session.me)?.unread_messages ?? 0;
}

/** Makes the current user a member. */
async function join(session: Session, { channel, messages }: ChannelAPIResponse): Promise<{ channel: Channel }> {
  const { channel: joined, members } = await session.at(channel.cid).addMembers([session.me]);
  return { channel: session.channel(joined, { members, messages }) };
}
