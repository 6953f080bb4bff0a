/** Other users: listing them, and their presence. The current one is in `current_user.ts`. */
import { CurrentUserCalls } from './current_user.js';
import type { User } from './models.js';
import { byOffset, LARGEST, PAGE, type Paged } from './paginator.js';
import type { Result } from './result.js';
import { filter, type Session } from './session.js';
import { userIdOf } from './usernames.js';

/** Which users to list. */
export interface UserFilter {
  /** The user name, exactly. */
  name?: string;
  /** Beginnings of words of the shown name. */
  displayName?: string;
  /** Looked for within the first 1 000 users. */
  online?: boolean;
}

/** What `getUsers` takes. */
export interface GetUsersRequest {
  filter?: UserFilter;
  /** Users on a page. Default 25. */
  size?: number;
}

/** A page of users. */
export type GetUsersResult = Result<Paged<User>>;
/** Rows that the service gives in all. */
const CAP = 1_000;

/** Calls about other users. */
export abstract class UserCalls extends CurrentUserCalls {
  /** Users other than the current one. */
  getUsers = ({ filter: wanted = {}, size = PAGE }: GetUsersRequest = {}): Promise<GetUsersResult> =>
    this.run((session) => byOffset(Math.min(size, LARGEST), async (limit, offset) =>
      wanted.online === undefined ? page(session, wanted, limit, offset) : (await everybody(session, wanted)).slice(offset, offset + limit), (user) => [user]));

  /** Tells of users who come and go: those who were listed, and members of the channels of chat sessions. */
  onUserPresenceChanged = this.observe(['user.presence.changed'], other);

  /** As `getUsers`. */
  listUsers = this.getUsers;
  /** As `getUsers`. */
  getContacts = this.getUsers;
  /** As `onUserPresenceChanged`. */
  onContactPresenceChanged = this.onUserPresenceChanged;
}

/** The user of an event, unless it is the own one. */
function other(session: Session, event: Parameters<Session['isOwn']>[0]): User | undefined {
  return session.isOwn(event) ? undefined : session.person(event.user);
}

async function page(session: Session, { name, displayName }: UserFilter, limit: number, offset: number): Promise<User[]> {
  const conditions = {
    $and: [
      { id: { $ne: session.me } },
      ...(!name ? [] : [{ $or: [{ id: userIdOf(name) }, { ck_username: name }] }]),
      ...(!displayName ? [] : [{ name: { $autocomplete: displayName } }]),
    ],
  };
  const { users } = await session.client.queryUsers(filter(conditions), { id: 1 }, { limit, offset, presence: true });
  return users.map((user) => session.person(user));
}

/** All of the first 1 000 users who are as wanted. */
export async function everybody(session: Session, wanted: UserFilter): Promise<User[]> {
  const found: User[] = [];
  for (let offset = 0; offset < CAP; offset += LARGEST) {
    const users = await page(session, wanted, LARGEST, offset);
    found.push(...users.filter(({ presence }) => (wanted.online ?? presence.online) === presence.online));
    if (users.length < LARGEST) break;
  }
  return found;
}
