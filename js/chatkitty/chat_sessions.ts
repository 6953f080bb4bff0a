/** Starting and ending chat sessions, and the typing in them. What an app is told of a channel: `room.ts`. */
import type { ChatSession, StartChatSessionRequest } from './chat_session.js';
import { ClientError } from './errors.js';
import { Keyboard } from './keystrokes.js';
import { MemberCalls } from './members.js';
import type { Channel, Thread, User } from './models.js';
import { type ChatKittyObserver, type ChatKittyUnsubscribe, Observers } from './observers.js';
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
export abstract class ChatSessionCalls extends MemberCalls {
  /** Channels that are watched, by `type:id`. */
  protected readonly rooms = new Map<string, Room>();
  /** What the current user types. */
  protected keyboard: Keyboard | undefined;
  private readonly typingStarted = new Observers<User>(() => this.watchAll());
  private readonly typingStopped = new Observers<User>(() => this.watchAll());

  /** Begins to tell of what happens in a channel, and to mark it as read. It returns at once; calls wait where they must. */
  startChatSession = (request: StartChatSessionRequest): StartChatSessionResult => {
    const session = this.active();
    const { channel, ...callbacks } = request;
    let room: Room;
    try {
      room = this.room(session, session.cidOf(channel));
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
      if (!room.listeners.size) void this.keyboard?.stop(room.cid).catch(() => undefined);
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
    const cid = thread?._stream.cid ?? (channel && session.cidOf(channel));
    if (cid === undefined) throw new ClientError('Keystrokes need a channel or a thread.');
    await this.rooms.get(cid)?.ready;
    await this.keyboard?.type(cid, keys, thread?._stream.id);
    return {};
  });

  /**
   * Tells who begins to type in any of the newest 30 channels of the current user. While there is such an observer these
   * channels are watched, so that others see the current user in them.
   */
  onParticipantStartedTyping = (observer: ChatKittyObserver<User>): ChatKittyUnsubscribe => this.typingStarted.add(observer);
  /** Tells who stops typing, as `onParticipantStartedTyping`. */
  onParticipantStoppedTyping = (observer: ChatKittyObserver<User>): ChatKittyUnsubscribe => this.typingStopped.add(observer);

  // Inside -----------------------------------------------------------------------------------------------------------

  /** Channels that are held while somebody wants to know who types anywhere. */
  private readonly everywhere = {};
  private watchers = 0;

  /** @internal */
  protected readonly listenToRooms = this.begun.push((session) => {
    this.keyboard = new Keyboard(session);
    const { client } = session;
    client.on('user.presence.changed', (event) => this.toMembers(session, session.isOwn(event) ? undefined : session.user(event.user)));
    client.on('connection.recovered', () => this.each(session, (room) => room.recover()));
    client.on('notification.added_to_channel', () => { if (this.watchers) void this.watchInBackground(session); });
    if (this.watchers) void this.watchInBackground(session);
  });

  /** @internal */
  protected readonly leaveRooms = this.ended.push(() => {
    this.keyboard?.clear();
    for (const { listeners, holders } of this.rooms.values()) {
      listeners.clear();
      holders.clear();
    }
    this.rooms.clear();
  });

  private room(session: Session, cid: string): Room {
    const known = this.rooms.get(cid);
    if (known) return known;
    const room = new Room(session, cid, (user, typing) => (typing ? this.typingStarted : this.typingStopped).tell(user));
    this.rooms.set(cid, room);
    return room;
  }

  private each(session: Session, work: (room: Room) => void): void {
    if (this.session === session) for (const room of this.rooms.values()) work(room);
  }

  private toMembers(session: Session, user: User | undefined): void {
    if (user) this.each(session, (room) => room.present(user));
  }

  private watchAll(): () => void {
    this.watchers++;
    if (this.session && this.watchers === 1) void this.watchInBackground(this.session);
    return () => {
      if (--this.watchers) return;
      for (const room of this.rooms.values()) if (room.holders.delete(this.everywhere)) void room.follow();
    };
  }

  private async watchInBackground(session: Session): Promise<void> {
    const bundles = await session.query({ members: { $in: [session.me] } }, { limit: BACKGROUND }).catch(() => []);
    if (this.session !== session || !this.watchers) return;
    for (const { channel } of bundles) {
      const room = this.room(session, channel.cid);
      room.holders.add(this.everywhere);
      void room.follow();
    }
  }
}
