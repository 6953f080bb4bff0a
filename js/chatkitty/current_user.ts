/** The session of a user, and that user: starting, ending, watching, changing. Who the user is in the service: `sign_in.ts`. */
import type { UserResponse } from '../index.js';
import { Base } from './base.js';
import { settingsFor } from './configuration.js';
import { AccessDeniedError, ClientError, errorFrom, NoActiveSessionError, SessionActiveError } from './errors.js';
import type { ChatKittyUploadProgressListener, CreateChatKittyFileProperties } from './files.js';
import { numberOf } from './ids.js';
import type { CurrentUser } from './models.js';
import { type ChatKittyObserver, type ChatKittyUnsubscribe, Observers, tell } from './observers.js';
import { attempt, type Result } from './result.js';
import { Session } from './session.js';
import { type Identity, identify, type StartSessionRequest } from './sign_in.js';
import { copy, userModelOf } from './user_model.js';

/** The session of a user. */
export interface UserSession {
  user: CurrentUser;
}

/** What `startSession` resolves with. */
export type StartSessionResult = Result<{ session: UserSession }>;
/** What calls about the current user resolve with. */
export type CurrentUserResult = Result<{ user: CurrentUser }>;

/** What `updateCurrentUserDisplayPicture` takes. */
export interface UpdateCurrentUserDisplayPictureRequest {
  /** An image. */
  file: CreateChatKittyFileProperties;
  progressListener?: ChatKittyUploadProgressListener;
}

/** The session, and its user. */
export abstract class CurrentUserCalls extends Base {
  #starting: { username: string; result: Promise<StartSessionResult> } | undefined;
  readonly #changes = new Observers<CurrentUser | null>();

  /**
   * Starts the session of a user: with `authParams`, which the app's backend checks, or as a guest. Resolves when the user is
   * connected. The same user again, while that is under way, gets the same promise. Throws `SessionActiveError`.
   */
  startSession = (request: StartSessionRequest): Promise<StartSessionResult> => {
    const starting = this.#starting;
    if (starting && starting.username === request.username) return starting.result;
    if (starting || this.session) throw new SessionActiveError();
    const result: Promise<StartSessionResult> = attempt(() => this.#start(request, () => this.#starting === mine));
    const mine = { username: request.username, result };
    const settled = (): void => { if (this.#starting === mine) this.#starting = undefined; };
    this.#starting = mine;
    void mine.result.then(settled);
    return mine.result;
  };

  /** Ends the session, and all chat sessions with it. Resolves when the connection is closed, in any case. */
  endSession = (): Promise<void> => {
    const { session } = this;
    this.#starting = this.session = undefined;
    if (!session) return Promise.resolve();
    this.leave();
    this.#adopt(undefined);
    return session.client.disconnectUser().then(() => undefined, () => undefined);
  };

  /** The user of the session. */
  getCurrentUser = (): Promise<CurrentUserResult> => this.run(async () => ({ user: this.#present() }));

  /** As `getCurrentUser`. */
  retrieveCurrentUser = this.getCurrentUser;

  /** Tells of the current user: at once, then with every change; null while there is none. The same object until it changes. */
  onCurrentUserChanged = (observer: ChatKittyObserver<CurrentUser | null>): ChatKittyUnsubscribe => {
    const unsubscribe = this.#changes.add(observer);
    tell(observer, this.currentUser ?? null);
    return unsubscribe;
  };

  /** Tells when the connection is there again. */
  onCurrentUserOnline = this.observe(['connection.changed'], (_, { online }) => (online ? this.currentUser : undefined));

  /** Tells when the connection was lost. */
  onCurrentUserOffline = this.observe(['connection.changed'], (_, { online }) => (online ? undefined : this.currentUser));

  /**
   * Changes the current user: `update` gets a copy and gives it back with `displayName`, `displayPictureUrl`, `properties` or
   * `presence.status` changed. Only what differs is sent. Rejects with what `update` throws.
   */
  updateCurrentUser = (update: (user: CurrentUser) => CurrentUser | Promise<CurrentUser>): Promise<CurrentUserResult> => {
    const session = this.active();
    const before = this.#present();
    const change = async (): Promise<CurrentUser> => update(copy(before));
    return change().then((after) => attempt(async () => ({ user: await this.#write(session, differences(before, after)) })));
  };

  /** Uploads a picture and makes it that of the current user. */
  updateCurrentUserDisplayPicture = ({ file, progressListener }: UpdateCurrentUserDisplayPictureRequest): Promise<CurrentUserResult> =>
    this.run(async (session) => {
      const { attachmentOf } = await import('./later/index.js');
      const { image_url, asset_url } = await attachmentOf(file, (image, ...given) => (image ? session.client.uploadImage(...given) : session.client.uploadFile(...given)), progressListener);
      return { user: await this.#write(session, { image: image_url ?? asset_url }) };
    });

  // Inside -----------------------------------------------------------------------------------------------------------

  async #start(request: StartSessionRequest, wanted: () => boolean): Promise<{ session: UserSession }> {
    const { username } = request;
    if (!username) throw new ClientError('The username is missing.');
    const session = new Session(settingsFor(this.apiKey, this.own, this.host));
    const { client, settings } = session;
    const connect = async ({ userId, token, user }: Identity): Promise<void> => {
      const fields = { ...user, id: userId, ck_username: username, ck_id: numberOf(userId) };
      await client.connectUser(fields, token ?? client.devToken(userId));
    };
    try {
      const identity = await identify(request, this.apiKey, settings, client.baseURL);
      await connect(identity).catch(async (cause: unknown) => {
        // The kept token of a guest may have become worthless: then it is a guest who comes for the first time.
        if (!identity.forget || !(errorFrom(cause) instanceof AccessDeniedError)) throw cause;
        identity.forget();
        await client.disconnectUser();
        await connect(await identify(request, this.apiKey, settings, client.baseURL));
      });
      if (!wanted()) throw new ClientError('The session was ended.');
    } catch (cause) {
      await client.disconnectUser().catch(() => undefined);
      throw cause;
    }
    this.session = session;
    for (const family of this.begun) family(session);
    return { session: { user: this.#adopt(session.user) ?? this.#present() } };
  }

  /** The own user has changed, here or elsewhere. */
  protected readonly heard: unknown = this.observe<void>(['user.updated', 'connection.recovered'], (session, event) => {
    if (event.type !== 'user.updated') this.#adopt(session.user);
    else if (session.isOwn(event)) this.#adopt({ ...session.user, ...event.user });
  });

  /** What else ends with the session. */
  protected abstract leave(): void;

  #present(): CurrentUser {
    if (!this.currentUser) throw new NoActiveSessionError();
    return this.currentUser;
  }

  /** Makes this the current user, and tells of it if anything is new. */
  #adopt(user: UserResponse | undefined): CurrentUser | undefined {
    const next = user && userModelOf({ ...user, online: true, ...(user.invisible && { presence_status: 'INVISIBLE' }) });
    if (JSON.stringify(next) === JSON.stringify(this.currentUser)) return this.currentUser;
    this.currentUser = next as CurrentUser;
    this.#changes.tell(next ?? null);
    return next;
  }

  async #write(session: Session, set: object): Promise<CurrentUser> {
    if (Object.keys(set).length) {
      const { users } = await session.client.partialUpdateUser({ id: session.me, set });
      if (this.session === session) this.#adopt({ ...session.user, ...users[session.me] });
    }
    return this.#present();
  }
}

/** What of a user is to be written. */
function differences(before: CurrentUser, after: CurrentUser): object {
  return {
    ...(after.displayName !== before.displayName && { name: after.displayName }),
    ...(after.displayPictureUrl !== before.displayPictureUrl && { image: after.displayPictureUrl }),
    ...(JSON.stringify(after.properties) !== JSON.stringify(before.properties) && { properties: after.properties }),
    ...(after.presence?.status !== before.presence.status && { presence_status: after.presence?.status }),
  };
}
