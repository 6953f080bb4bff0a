/** Other users: finding, counting, blocking them, and their presence. The current one is in `current_user.ts`. */
import { CurrentUserCalls } from './current_user.js';
import { NotSupportedError } from './errors.js';
import type { User, UserBlockedRecord } from './models.js';
import { type ChatKittyObserver, type ChatKittyUnsubscribe, Observers } from './observers.js';
import { byOffset, type ChatKittyPaginator, PAGE, paginate } from './paginator.js';
import { type EmptyResult, failure, type Result } from './result.js';
import { filter, type Session, type UserReference } from './session.js';
import { timeText } from './user_model.js';
import { userIdOf } from './usernames.js';

/** Which users to list. */
export interface UserFilter {
  /** The user name, exactly. */
  name?: string;
  /** Beginnings of words of the shown name. */
  displayName?: string;
  /** Looked for within the users that were fetched. */
  online?: boolean;
}

/** What `getUsers` takes. */
export interface GetUsersRequest {
  filter?: UserFilter;
  /** Users on a page. Default 25. */
  size?: number;
}

/** A page of users. */
export type GetUsersResult = Result<{ paginator: ChatKittyPaginator<User> }>;
/** A number. */
export type CountResult = Result<{ count: number }>;

/** Users on one page at most, and rows that the service gives in all. */
const LARGEST = 100;
const CAP = 1_000;

/** Calls about other users. */
export abstract class UserCalls extends CurrentUserCalls {
  private readonly presence = new Observers<User>();
  private readonly updates = new Observers<User>();

  /** Users other than the current one. */
  getUsers = (request: GetUsersRequest = {}): Promise<GetUsersResult> => this.run(async (session) => {
    const size = Math.min(request.size ?? PAGE, LARGEST - 1);
    return { paginator: await paginate(byOffset(size, (limit, offset) => listed(session, request.filter, limit, offset)), size) };
  });

  /** How many users there are, up to 1 000. */
  getUsersCount = (request: GetUsersRequest = {}): Promise<CountResult> => this.run(async (session) => {
    let count = 0;
    for (let offset = 0; offset < CAP; offset += LARGEST) {
      const found = await page(session, request.filter, LARGEST, offset);
      count += found.filter(fits(request.filter)).length;
      if (found.length < LARGEST) break;
    }
    return { count };
  });

  /** A user, by number or name. */
  getUser = (id: UserReference): Promise<Result<{ user: User }>> => this.run(async (session) => {
    const [user] = await session.people([id]);
    return { user: session.user(user) };
  });

  /** Keeps the other user's messages away from the current one, in channels of the two. */
  blockUser = ({ user }: { user: UserReference }): Promise<Result<{ user: User }>> => this.run(async (session) => {
    const [blocked] = await session.people([user]);
    await session.client.blockUser(session.user(blocked)._stream.id);
    return { user: session.user(blocked) };
  });

  /** The users whom the current one has blocked. */
  getUserBlockList = (): Promise<Result<{ paginator: ChatKittyPaginator<UserBlockedRecord> }>> => this.run(async (session) => {
    const { blocks } = await session.client.getBlockedUsers();
    const items = blocks.map(({ blocked_user, blocked_user_id, created_at }) => ({ user: session.user(blocked_user, blocked_user_id), createdTime: timeText(created_at), _stream: { id: blocked_user_id } }));
    return { paginator: await paginate(async () => ({ items, next: undefined }), items.length) };
  });

  /** Ends a block: an item of the list, or the user. */
  deleteUserBlockListItem = (request: { record?: UserBlockedRecord; item?: UserBlockedRecord; user?: User }): Promise<EmptyResult> => this.run(async (session) => {
    const user = request.user ?? (request.record ?? request.item)?.user;
    const [blocked] = user ? await session.people([user]) : [];
    await session.client.unBlockUser(session.user(blocked)._stream.id);
    return {};
  });

  /** Fails: a client cannot delete users. */
  deleteUser = (): Promise<EmptyResult> => Promise.resolve(failure(new NotSupportedError('deleteUser')));

  /** Tells of users who come and go: those who were listed, and members of the channels of chat sessions. */
  onUserPresenceChanged = (observer: ChatKittyObserver<User>): ChatKittyUnsubscribe => this.presence.add(observer);

  /** Tells of changed users. */
  onUserUpdated = (observer: ChatKittyObserver<User>): ChatKittyUnsubscribe => this.updates.add(observer);

  /** As `getUsers`. */
  listUsers = this.getUsers;
  /** As `getUsers`. */
  getContacts = this.getUsers;
  /** As `getUsersCount`. */
  countUsers = this.getUsersCount;
  /** As `getUsersCount`. */
  listUsersCount = this.getUsersCount;
  /** As `getUsersCount`. */
  getContactsCount = this.getUsersCount;
  /** As `getUser`. */
  retrieveUser = this.getUser;
  /** As `getUserBlockList`. */
  listUserBlockedRecords = this.getUserBlockList;
  /** As `deleteUserBlockListItem`. */
  deleteUserBlockedRecord = this.deleteUserBlockListItem;
  /** As `onUserPresenceChanged`. */
  onContactPresenceChanged = this.onUserPresenceChanged;

  /** @internal */
  protected readonly listenToUsers = this.begun.push((session) => {
    session.client.on('user.presence.changed', (event) => {
      if (!session.isOwn(event)) this.presence.tell(session.user(event.user));
    });
    session.client.on('user.updated', (event) => {
      if (!session.isOwn(event)) this.updates.tell(session.user(event.user));
    });
  });
}

/** Whether a user is as wanted, as far as the service cannot tell. */
const fits = ({ online }: UserFilter = {}) => (user: User): boolean => online === undefined || user.presence.online === online;

async function page(session: Session, { name, displayName }: UserFilter = {}, limit: number, offset: number): Promise<User[]> {
  const conditions = {
    $and: [
      { id: { $ne: session.me } },
      ...(name === undefined ? [] : [{ $or: [{ id: userIdOf(name) }, { ck_username: name }] }]),
      ...(displayName === undefined ? [] : [{ name: { $autocomplete: displayName } }]),
    ],
  };
  const { users } = await session.client.queryUsers(filter(conditions), { id: 1 }, { limit, offset, presence: true });
  return users.map((user) => session.user(user));
}

const listed = async (session: Session, wanted: UserFilter | undefined, limit: number, offset: number): Promise<User[]> =>
  wanted?.online === undefined ? page(session, wanted, limit, offset) : (await everybody(session, wanted)).slice(offset, offset + limit);

async function everybody(session: Session, wanted: UserFilter): Promise<User[]> {
  const found: User[] = [];
  for (let offset = 0; offset < CAP; offset += LARGEST) {
    const users = await page(session, wanted, LARGEST, offset);
    found.push(...users.filter(fits(wanted)));
    if (users.length < LARGEST) break;
  }
  return found;
}
