/** Starting and ending chat sessions, and the typing in them. What an app is told of a channel: `room.ts`. */
import type { ChatSession, StartChatSessionRequest } from './chat_session.js';
import { ClientError } from './errors.js';
import { Keyboard } from './keystrokes.js';
import { LaterCalls } from './later_calls.js';
import type { Channel, Thread, User } from './models.js';
import { type Observe, Observers, tell } from './observers.js';
import { type EmptyResult, failure, type Result, success } from './result.js';
import { Room } from './room.js';
import type { Session } from './session.js';

/** What `startChatSession` gives, at once. */
export type StartChatSessionResult = Result<{ session: ChatSession }>;

/** What `sendKeystrokes` takes. */
export interface SendKeystrokesRequest {
  channel?: Channel;
  thread?: Thread;
  /** The whole text of the composer. */
  keys: string;
}

/** Channels that are watched for those who want to know who types anywhere. */
const BACKGROUND = 30;

/** Ends a chat session, as its `end` does. */
export const endChatSession = (session: ChatSession): void => session.end();

/** Calls about chat sessions. */
export abstract class ChatSessionCalls extends LaterCalls {
  /** What the current user types. */
  protected keyboard: Keyboard | undefined;
  readonly #typing = new Observers<{ user: User; typing: boolean }>((any) => this.#watchAll(any));

  /** Begins to tell of what happens in a channel, and to mark it as read. It returns at once; calls wait where they must. */
  startChatSession = (request: StartChatSessionRequest): StartChatSessionResult => {
    const session = this.active();
    const { channel, ...callbacks } = request;
    let room: Room;
    try {
      room = this.#room(session, session.cidOf(channel));
    } catch (cause) {
      return failure(cause);
    }
    let shown: Thread | null = null;
    room.holders.add(callbacks);
    room.listeners.add(callbacks);
    void room.follow();
    const end = (): void => {
      if (!room.holders.delete(callbacks)) return;
      room.listeners.delete(callbacks);
      if (this.session !== session) return;
      if (!room.listeners.size) this.keyboard?.stop(room.stream);
      void room.follow();
    };
    return success({
      session: { channel, get thread() { return shown; }, setThread: (thread: Thread | null) => { shown = thread; }, end },
    });
  };

  /** Ends a chat session, as its `end` does. */
  endChatSession = endChatSession;

  /** Tells others in the channel what the current user has typed so far; nothing typed ends it. */
  sendKeystrokes = ({ channel, thread, keys }: SendKeystrokesRequest): Promise<EmptyResult> => this.run(async (session) => {
    const place = thread ?? channel;
    if (!place) throw new ClientError('The channel is missing.');
    const stream = session.at(place);
    await this.rooms.get(stream.cid)?.ready;
    await this.keyboard?.type(stream, keys, thread?._stream.id);
    return {};
  });

  /**
   * Tells who begins to type in any of the newest 30 channels of the current user. While there is such an observer these
   * channels are watched, so that others see the current user in them.
   */
  onParticipantStartedTyping = this.#whenTyping(true);
  /** Tells who stops typing, as `onParticipantStartedTyping`. */
  onParticipantStoppedTyping = this.#whenTyping(false);

  // Inside -----------------------------------------------------------------------------------------------------------

  /** Holds the channels that are watched while somebody wants to know who types anywhere. */
  readonly #everywhere = {};

  /** What concerns all channels that are watched. */
  protected override readonly heard: unknown = [
    this.begun.push((session) => {
      this.keyboard = new Keyboard(session.settings.keystrokes !== 'off');
      void this.#watchInBackground(session);
    }),
    this.observe<void>(['user.presence.changed', 'user.updated'], (session, event) => {
      if (!session.isOwn(event)) for (const room of this.rooms.values()) room.present(session.person(event.user));
    }),
    this.observe<void>(['connection.recovered'], () => {
      for (const room of this.rooms.values()) room.recover();
    }),
    this.observe<void>(['notification.added_to_channel'], (session) => void this.#watchInBackground(session)),
  ];

  protected leave(): void {
    this.keyboard?.clear();
    for (const room of this.rooms.values()) room.leave();
    this.rooms.clear();
  }

  #room(session: Session, cid: string): Room {
    const room = this.rooms.get(cid) ?? new Room(session, cid, (user, typing) => this.#typing.tell({ user, typing }));
    this.rooms.set(cid, room);
    return room;
  }

  #whenTyping(wanted: boolean): Observe<User> {
    return (observer) => this.#typing.add(({ user, typing }) => {
      if (typing === wanted) tell(observer, user);
    });
  }

  #watchAll(any: boolean): void {
    if (any && this.session) void this.#watchInBackground(this.session);
    if (!any) for (const room of this.rooms.values()) if (room.holders.delete(this.#everywhere)) void room.follow();
  }

  async #watchInBackground(session: Session): Promise<void> {
    const wanted = (): boolean => this.session === session && this.#typing.any;
    const bundles = wanted() ? await session.query({ members: { $in: [session.me] } }, BACKGROUND).catch(() => []) : [];
    if (wanted()) for (const { channel } of bundles) {
      const room = this.#room(session, channel.cid);
      room.holders.add(this.#everywhere);
      void room.follow();
    }
  }
}
