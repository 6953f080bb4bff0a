/** Calls about several channels at once, threads, and the app itself. What one channel does is the channel's. */
import { Endpoint } from '../endpoint.js';
import type { Channel } from '../channel.js';
import { Command, type Json, type Slot } from '../core.js';
import { sortParams } from '../parameters.js';
import type { PollManager } from '../polls.js';
import type { RequestOptions } from '../types/api.js';
import type { AppSettingsAPIResponse } from '../types/app.js';
import type * as C from '../types/channel.js';
import type { MarkDeliveredOptions } from '../types/delivery.js';
import type { EventAPIResponse } from '../types/event.js';
import type { ChannelFilters, ChannelSort } from '../types/filters.js';
import type { GetThreadAPIResponse, PartialThreadUpdate } from '../types/thread.js';
import { refused } from './call.js';
import { GroupCalls } from './groups.js';

/** Fields of a thread that only the service writes. */
const THREAD_FIELDS: readonly string[] = [
  'channel', 'created_at', 'custom', 'id', 'last_message_at', 'participants', 'reply_count', 'type', 'updated_at', 'user',
];

/** `queryChannels` with `withResponse`: the answer, with the channel objects in the place of their descriptions. */
export type QueryChannelsResponseWithChannels = Omit<C.QueryChannelsAPIResponse, 'channels'> & { channels: Channel[] };

/** Calls about many channels. */
export abstract class ChannelCalls extends GroupCalls {
  /** The latest `getAppSettings`, made or under way. */
  appSettingsPromise?: Promise<AppSettingsAPIResponse>;

  /** The polls this client has met, as objects. */
  abstract readonly polls: PollManager;

  /** The channel objects of slots, in their order. */
  protected abstract channelsAt(slots: Slot[]): Channel[];

  /**
   * Finds channels, loads their state and watches them; resolves with the whole answer, the channel objects in it.
   * Default order: last activity first.
   */
  queryChannels(filterConditions: ChannelFilters | undefined, sort: ChannelSort | undefined, options: C.ChannelOptions | undefined, stateOptions: C.ChannelStateOptions & { withResponse: true }): Promise<QueryChannelsResponseWithChannels>;
  /** Finds channels, loads their state and watches them. Default order: last activity first. At most 30 at a time. */
  queryChannels(filterConditions?: ChannelFilters, sort?: ChannelSort, options?: C.ChannelOptions, stateOptions?: C.ChannelStateOptions): Promise<Channel[]>;
  queryChannels(filterConditions?: ChannelFilters, sort: ChannelSort = [], options: C.ChannelOptions = {}, stateOptions: C.ChannelStateOptions = {}): Promise<Channel[] | QueryChannelsResponseWithChannels> {
    const settings = this.link.settings();
    return this.link.use(async (core) => {
      const { filter_conditions, sort: terms, ...wishes } = channelQuery(filterConditions, sort, options);
      const { slots, answer } = (await core.command(Command.QueryChannels, 0, filter_conditions, terms, wishes, settings)) as { slots: Slot[]; answer: C.QueryChannelsAPIResponse };
      for (const { messages = [] } of answer?.channels ?? []) this.polls.hydratePollCache(messages, true);
      const channels = this.channelsAt(slots);
      return stateOptions.withResponse ? { ...answer, channels } : channels;
    });
  }

  /** The answer `queryChannels` is made of. Loads nothing into channel objects. */
  queryChannelsRequestWithResponse(filterConditions: ChannelFilters, sort: ChannelSort = [], options: C.ChannelOptions = {}, requestOptions?: RequestOptions): Promise<C.QueryChannelsAPIResponse> {
    return this.link.call(Endpoint.QueryChannels, [], undefined, channelQuery(filterConditions, sort, options), requestOptions);
  }

  /** The channels of that answer. */
  async queryChannelsRequest(filterConditions: ChannelFilters, sort: ChannelSort = [], options: C.ChannelOptions = {}): Promise<C.ChannelAPIResponse[]> {
    return (await this.queryChannelsRequestWithResponse(filterConditions, sort, options)).channels;
  }

  /** Deletes several channels in the background. */
  deleteChannels(cids: string[], options: { hard_delete?: boolean } = {}): Promise<C.DeleteChannelsResponse> {
    return this.link.call(Endpoint.DeleteChannels, [], undefined, { cids, ...options });
  }

  /** Marks several channels, or all, as read. */
  async markChannelsRead(data: C.MarkChannelsReadOptions = {}): Promise<void> {
    await this.link.call(Endpoint.MarkChannelsRead, [], undefined, data);
  }

  /** @deprecated Older name of `markChannelsRead`. */
  markAllRead = (data?: C.MarkChannelsReadOptions): Promise<void> => this.markChannelsRead(data);

  /** Tells the service which messages reached this device. Without any, nothing is sent. */
  async markChannelsDelivered(data: MarkDeliveredOptions): Promise<EventAPIResponse | undefined> {
    return data?.latest_delivered_messages?.length ? this.link.call(Endpoint.MarkDelivered, [], undefined, data) : undefined;
  }

  /** Events missed in the given channels since a time (RFC 3339, at most 30 days ago). */
  sync(channel_cids: string[], last_sync_at: string, options: C.SyncOptions = {}): Promise<C.SyncResponse> {
    return this.link.call(Endpoint.Sync, [], undefined, { channel_cids, last_sync_at, ...options });
  }

  /**
   * Writes and removes single fields of a thread. Rejects with `request/missing-id`, and with `request/bad-argument` for
   * a field that only the service writes.
   */
  async partialUpdateThread(messageId: string, partialThreadObject: PartialThreadUpdate): Promise<GetThreadAPIResponse> {
    if (!messageId) return refused('Please specify the message id when calling partialUpdateThread', 'request/missing-id');
    const reserved = Object.keys(partialThreadObject.set ?? {}).find((field) => THREAD_FIELDS.includes(field));
    if (reserved) return refused(`You cannot set ${reserved} field on Thread object. ${reserved} is reserved for server-side use. Please omit ${reserved} from your set object.`);
    return this.link.call(Endpoint.UpdateThreadPartial, [messageId], undefined, partialThreadObject);
  }

  /** Settings of the app, for instance upload limits. */
  getAppSettings(): Promise<AppSettingsAPIResponse> {
    return (this.appSettingsPromise = this.link.call(Endpoint.GetApp));
  }
}

/** The body of a query of channels. A stored filter takes the place of the given one. */
function channelQuery(filter: ChannelFilters | undefined, sort: ChannelSort, options: C.ChannelOptions): Json {
  const chosen = options.predefined_filter ? {} : { filter_conditions: filter };
  return { ...chosen, sort: sortParams(sort), state: true, watch: true, presence: false, ...options };
}
