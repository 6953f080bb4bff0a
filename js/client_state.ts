/** What a client knows beside its channels: users, and where they are. Views into the core; keeps only what it is told by hand. */
import type { StreamChat } from './client.js';
import { type Json, View } from './core.js';
import { coreOf, NO_MAP } from './link.js';
import type { UserResponse } from './types/user.js';

/** What a client knows beside its channels, as `client.state`: users, and which channels they occur in. */
export class ClientState {
  readonly #client: StreamChat;
  /** References given by `updateUserReference`. */
  readonly #given: Record<string, Record<string, boolean>> = {};

  /** The client's own is `client.state`; another one shows the same. */
  constructor({ client }: { client: StreamChat }) {
    this.#client = client;
  }

  /** Users seen so far by id: one shared object per user. The same reference until a user is added or changed. */
  get users(): Record<string, UserResponse> {
    return (coreOf(this.#client)?.view(View.Users) ?? NO_MAP) as Record<string, UserResponse>;
  }

  /**
   * User id → cid → true: the open channels where each user is a member, a watcher or a reader, and what
   * `updateUserReference` added. Made anew at every access.
   */
  get userChannelReferences(): Record<string, Record<string, boolean>> {
    const known = (coreOf(this.#client)?.view(View.UserChannels) ?? {}) as Record<string, Record<string, boolean>>;
    const all = { ...known };
    for (const [id, cids] of Object.entries(this.#given)) all[id] = { ...known[id], ...cids };
    return all;
  }

  /** Takes news of users; what is older than what is known (`updated_at`) changes nothing. */
  updateUsers(users: UserResponse[]): void {
    for (const user of users) this.updateUser(user);
  }

  /** Takes news of a user; what is older than what is known (`updated_at`) changes nothing. */
  updateUser(user?: UserResponse): void {
    if (user) coreOf(this.#client)?.view(View.UpdateUser, 0, user as unknown as Json);
  }

  /** Takes news of a user, and notes that the channel with this cid has to do with them. */
  updateUserReference(user: UserResponse, channelID: string): void {
    if (!user) return;
    this.updateUser(user);
    (this.#given[user.id] ??= {})[channelID] = true;
  }

  /** Drops what `updateUserReference` noted for this cid. Open channels go on counting. */
  deleteAllChannelReference(channelID: string): void {
    for (const cids of Object.values(this.#given)) delete cids[channelID];
  }
}
