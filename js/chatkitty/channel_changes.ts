/** Changing channels, for all members or for the current user only, and being told of changes. Making them: `channels.ts`. */
import type { Event } from '../index.js';
import type { ChannelRequest, ChannelResult } from './channels.js';
import { NotSupportedError } from './errors.js';
import type { Channel, Properties } from './models.js';
import { type ChatKittyObserver, type ChatKittyUnsubscribe, Observers } from './observers.js';
import { ReactionCalls } from './reactions.js';
import { type EmptyResult, failure } from './result.js';
import type { Session } from './session.js';

/** What `updateChannel` takes: the model with what is to change, or that apart. */
export interface UpdateChannelRequest extends ChannelRequest {
  name?: string;
  displayName?: string;
  properties?: Properties;
}

/** Calls that change channels. */
export abstract class ChannelChangeCalls extends ReactionCalls {
  private readonly joined = new Observers<Channel>();
  private readonly left = new Observers<Channel>();
  private readonly updated = new Observers<Channel>();
  private readonly hidden = new Observers<Channel>();
  private readonly unhidden = new Observers<Channel>();
  private readonly deleted = new Observers<Channel>();

  /** Changes name and properties of a channel. */
  updateChannel = ({ channel, name, displayName, properties }: UpdateChannelRequest): Promise<ChannelResult> => this.run(async (session) => {
    const set = { name: displayName ?? name ?? channel.displayName, properties: properties ?? channel.properties } as object;
    const { channel: changed, members } = await session.stream(session.cidOf(channel)).updatePartial({ set });
    return { channel: session.channel(changed, { members }) };
  });

  /** Deletes a channel for everybody. */
  deleteChannel = ({ channel }: ChannelRequest): Promise<EmptyResult> => this.run(async (session) => {
    await session.stream(session.cidOf(channel)).delete();
    return {};
  });

  /** New messages do not count and notify as muted. */
  muteChannel = (request: ChannelRequest): Promise<ChannelResult> => this.onStream(request, (stream) => stream.mute());
  /** Ends what `muteChannel` began. */
  unmuteChannel = (request: ChannelRequest): Promise<ChannelResult> => this.onStream(request, (stream) => stream.unmute());
  /** Takes a channel out of the current user's list until the next message. */
  hideChannel = (request: ChannelRequest): Promise<ChannelResult> => this.onStream(request, (stream) => stream.hide());
  /** Ends what `hideChannel` began. */
  unhideChannel = (request: ChannelRequest): Promise<ChannelResult> => this.onStream(request, (stream) => stream.show());
  /** Removes what was written so far, for the current user only. */
  clearChannelHistory = (request: ChannelRequest): Promise<ChannelResult> => this.onStream(request, async (stream) => {
    await stream.hide(null, true);
    await stream.show();
  });

  /** Tells of channels that the current user was added to, or has joined. */
  onChannelJoined = (observer: ChatKittyObserver<Channel>): ChatKittyUnsubscribe => this.joined.add(observer);
  /** Tells of channels that the current user is no longer in. */
  onChannelLeft = (observer: ChatKittyObserver<Channel>): ChatKittyUnsubscribe => this.left.add(observer);
  /** Tells of changed channels, as far as there are chat sessions in them. */
  onChannelUpdated = (observer: ChatKittyObserver<Channel>): ChatKittyUnsubscribe => this.updated.add(observer);
  /** Tells of channels that the current user has hidden. */
  onChannelHidden = (observer: ChatKittyObserver<Channel>): ChatKittyUnsubscribe => this.hidden.add(observer);
  /** Tells of channels that are shown again. */
  onChannelUnhidden = (observer: ChatKittyObserver<Channel>): ChatKittyUnsubscribe => this.unhidden.add(observer);
  /** Tells of channels that were deleted. */
  onChannelDeleted = (observer: ChatKittyObserver<Channel>): ChatKittyUnsubscribe => this.deleted.add(observer);
  /** As `onChannelJoined`. */
  onJoinedChannel = this.onChannelJoined;

  /** @internal */
  protected readonly listenToChannels = this.begun.push((session) => {
    const to = (observers: Observers<Channel>) => ({ channel }: Event): void => {
      if (channel && this.session === session) observers.tell(session.channel(channel));
    };
    const { client } = session;
    client.on('notification.added_to_channel', to(this.joined));
    client.on('notification.removed_from_channel', to(this.left));
    client.on('channel.updated', to(this.updated));
    client.on('channel.hidden', to(this.hidden));
    client.on('channel.visible', to(this.unhidden));
    client.on('channel.deleted', to(this.deleted));
    client.on('notification.channel_deleted', to(this.deleted));
  });

  protected unmapped(what: string): Promise<EmptyResult> {
    return Promise.resolve(failure(new NotSupportedError(what)));
  }

  private onStream({ channel }: ChannelRequest, work: (stream: ReturnType<Session['stream']>) => Promise<unknown>): Promise<ChannelResult> {
    return this.run(async (session) => {
      await work(session.stream(session.cidOf(channel)));
      return { channel };
    });
  }
}
