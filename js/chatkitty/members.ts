/** Members of channels: listing, inviting, moderators, blocks. */
import { ChannelCalls, type ChannelRequest, type ChannelResult } from './channels.js';
import { CannotAddModeratorToChannelError, ChannelNotInvitableError } from './errors.js';
import type { User, UserBlockedRecord } from './models.js';
import { byOffset, type ChatKittyPaginator, PAGE, paginate } from './paginator.js';
import type { EmptyResult, Result } from './result.js';
import { filter, type Session, type UserReference } from './session.js';
import { timeText } from './user_model.js';
import type { GetUsersResult } from './users.js';

/** What `getChannelMembers` takes. */
export interface GetChannelMembersRequest extends ChannelRequest {
  filter?: { displayName?: string };
  /** Members on a page. Default 25. */
  size?: number;
}

/** Names a channel and a user. */
export interface ChannelUserRequest extends ChannelRequest {
  user: UserReference;
}

/** Members on one page at most. */
const LARGEST = 99;

/** Calls about members. */
export abstract class MemberCalls extends ChannelCalls {
  /** The members of a channel; of an open one those who are there now. */
  getChannelMembers = ({ channel, filter: { displayName } = {}, size = PAGE }: GetChannelMembersRequest): Promise<GetUsersResult> =>
    this.members(channel, displayName === undefined ? {} : { name: { $autocomplete: displayName } }, size);

  /** The moderators of a channel. */
  listChannelModerators = ({ channel }: ChannelRequest): Promise<GetUsersResult> => this.members(channel, { channel_role: 'channel_moderator' });

  /** Whether a user is a member; without one, the current user. */
  getUserIsChannelMember = ({ channel, user }: ChannelRequest & { user?: UserReference }): Promise<Result<{ isMember: boolean; isChannelMember: boolean }>> => this.run(async (session) => {
    const id = user === undefined ? session.me : await idOf(session, user);
    const { members } = await session.stream(session.cidOf(channel)).queryMembers({ id });
    return { isMember: members.length > 0, isChannelMember: members.length > 0 };
  });

  /** Adds a user. Throws `ChannelNotInvitableError` for a direct channel. */
  inviteUser = ({ channel, user }: ChannelUserRequest): Promise<Result<{ user: User }>> => {
    this.active();
    if (channel.type === 'DIRECT') throw new ChannelNotInvitableError(channel);
    return this.run(async (session) => {
      const [invited] = await session.people([user]);
      await session.stream(session.cidOf(channel)).addMembers([session.user(invited)._stream.id]);
      return { user: session.user(invited) };
    });
  };

  /** Makes a member a moderator. Throws `CannotAddModeratorToChannelError` for a direct channel. */
  addChannelModerator = ({ channel, user }: ChannelUserRequest): Promise<ChannelResult> => {
    this.active();
    if (channel.type === 'DIRECT') throw new CannotAddModeratorToChannelError(channel);
    return this.run(async (session) => {
      const { channel: changed, members } = await session.stream(session.cidOf(channel)).addModerators([await idOf(session, user)]);
      return { channel: session.channel(changed, { members }) };
    });
  };

  /** Makes a moderator a member like others. */
  deleteChannelModerator = ({ channel, user }: ChannelUserRequest): Promise<ChannelResult> => this.run(async (session) => {
    const { channel: changed, members } = await session.stream(session.cidOf(channel)).demoteModerators([await idOf(session, user)]);
    return { channel: session.channel(changed, { members }) };
  });

  /** Keeps a user from writing in a channel. */
  blockChannelUser = ({ channel, user }: ChannelUserRequest): Promise<Result<{ record: { user: User; _stream: { id: string } } }>> => this.run(async (session) => {
    const [blocked] = await session.people([user]);
    const model = session.user(blocked);
    await session.stream(session.cidOf(channel)).banUser(model._stream.id, {} as never);
    return { record: { user: model, _stream: model._stream } };
  });

  /** Ends that. */
  unblockChannelUser = ({ channel, user, record }: ChannelRequest & { user?: UserReference; record?: { user: User } }): Promise<EmptyResult> => this.run(async (session) => {
    await session.stream(session.cidOf(channel)).unbanUser(await idOf(session, user ?? record?.user ?? ''));
    return {};
  });

  /** Those who are kept from writing in a channel. */
  listChannelBlockRecords = ({ channel }: ChannelRequest): Promise<Result<{ paginator: ChatKittyPaginator<UserBlockedRecord> }>> => this.run(async (session) => {
    const { bans = [] } = await session.client.queryBannedUsers({ channel_cid: session.cidOf(channel) });
    const items = bans.map(({ user, created_at }) => ({ user: session.user(user), createdTime: timeText(created_at), _stream: { id: user?.id ?? '' } }));
    return { paginator: await paginate(async () => ({ items, next: undefined }), items.length) };
  });

  /** As `getChannelMembers`. */
  listChannelMembers = this.getChannelMembers;
  /** As `getUserIsChannelMember`. */
  checkUserIsChannelMember = this.getUserIsChannelMember;

  private members(channel: ChannelRequest['channel'], conditions: object, wanted = PAGE): Promise<GetUsersResult> {
    return this.run(async (session) => {
      const size = Math.min(wanted, LARGEST);
      if (channel.type === 'OPEN' && !Object.keys(conditions).length) {
        const items = await watching(session, session.cidOf(channel));
        return { paginator: await paginate(byOffset(size, async (limit, offset) => items.slice(offset, offset + limit)), size) };
      }
      const stream = session.stream(session.cidOf(channel));
      const load = async (limit: number, offset: number): Promise<User[]> =>
        (await stream.queryMembers(filter(conditions), { created_at: 1 }, { limit, offset })).members.map(({ user, user_id }) => session.user(user, user_id));
      return { paginator: await paginate(byOffset(size, load), size) };
    });
  }
}

/** The id of a user in the service. */
async function idOf(session: Session, user: UserReference): Promise<string> {
  const [found] = await session.people([user]);
  return session.user(found)._stream.id;
}

/** Those who are in an open channel now, 100 at most. */
async function watching(session: Session, cid: string): Promise<User[]> {
  const [type, id] = [cid.slice(0, cid.indexOf(':')), cid.slice(cid.indexOf(':') + 1)];
  const { watchers = [] } = await session.client.post<{ watchers?: Array<{ id: string }> }>(`/channels/${type}/${id}/query`, { state: true, watch: false, watchers: { limit: 100, offset: 0 } });
  return watchers.map((user) => session.user(user));
}
