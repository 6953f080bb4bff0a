/** Other users: counting and blocking them. Listing them is in `../users.ts`. */
import { NotSupportedError } from '../errors.js';
import type { User, UserBlockedRecord } from '../models.js';
import { type Paged, whole } from '../paginator.js';
import type { Session, UserReference } from '../session.js';
import { timeText } from '../user_model.js';
import { everybody, type GetUsersRequest } from '../users.js';

/** How many users there are, up to 1 000. */
export const getUsersCount = async (session: Session, { filter = {} }: GetUsersRequest = {}): Promise<{ count: number }> =>
  ({ count: (await everybody(session, filter)).length });

/** A user, by number or name. */
export const getUser = async (session: Session, id: UserReference): Promise<{ user: User }> => ({ user: await session.one(id) });

/** Keeps the other user's messages away from the current one, in channels of the two. */
export async function blockUser(session: Session, { user }: { user: UserReference }): Promise<{ user: User }> {
  const blocked = await session.one(user);
  await session.client.blockUser(blocked._stream.id);
  return { user: blocked };
}

/** The users whom the current one has blocked. */
export const getUserBlockList = async (session: Session): Promise<Paged<UserBlockedRecord>> => whole(
  (await session.client.getBlockedUsers()).blocks.map(({ blocked_user, blocked_user_id, created_at }) =>
    ({ user: session.person(blocked_user, blocked_user_id), createdTime: timeText(created_at) })),
);

/** Ends a block: one of the list, or that of a user. */
export async function deleteUserBlockListItem(session: Session, { user, item, record = item }: { record?: UserBlockedRecord; item?: UserBlockedRecord; user?: User }): Promise<object> {
  await session.client.unBlockUser((user ?? record?.user)?._stream.id ?? '');
  return {};
}

const unmapped = (what: string) => (_session: Session): Promise<object> => Promise.reject(new NotSupportedError(`${what} cannot be mapped to Stream's service.`));

/** Fails: a client cannot delete users. */
export const deleteUser = unmapped('deleteUser');
/** Fails: Stream's chat has no calls. */
export const startCall = unmapped('startCall');
