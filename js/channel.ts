/** One channel as apps hold it: making, loading and changing the channel itself. Its other calls are in `channel/`. */
import { Endpoint } from './endpoint.js';
import { ChannelMembers } from './channel/members.js';
import { CooldownTimer } from './cooldown_timer.js';
import { Command, View } from './core.js';
import { channelInput } from './parameters.js';
import type { APIResponse } from './types/api.js';
import type * as C from './types/channel.js';
import type { TruncateChannelAPIResponse, TruncateOptions } from './types/channel_calls.js';
import type { Message } from './types/message.js';
import type { MessageSetType } from './types/message_set.js';
import type { SendFileAPIResponse, UploadConfig, UploadSource } from './types/upload.js';
import type { UserResponse } from './types/user.js';
import { uploadOf } from './uploads.js';

/**
 * One channel. Made by `client.channel()` and by queries; there is one object per channel, and it stays.
 *
 * @example
 * const channel = client.channel('messaging', 'garden', { members: ['amira', 'ben'] });
 * await channel.watch();
 * channel.on('message.new', ({ message }) => console.log(message?.text));
 * await channel.sendMessage({ text: 'The beans are up.' });
 */
export class Channel extends ChannelMembers {
  #cooldownTimer: CooldownTimer | undefined;

  // Querying ---------------------------------------------------------------------------------------------------------

  /** Makes the channel if it does not exist, without loading or watching it. */
  create = (options: C.ChannelQueryOptions = {}): Promise<C.QueryChannelAPIResponse> =>
    this.query({ ...options, watch: false, state: false, presence: false }, 'latest');

  /** Makes the channel if it does not exist, loads its state and receives its events from now on. */
  watch(options: C.ChannelQueryOptions = {}): Promise<C.QueryChannelAPIResponse> {
    return this.query({ watch: true, presence: false, ...options }, 'latest');
  }

  /**
   * Makes the channel if it does not exist and loads what `options` ask for, for instance older messages. A page of
   * messages that touches none that are loaded goes to the part `messageSetToAddToIfDoesNotExist`; what is missing between
   * is in `state.gaps`. Default `"current"`.
   */
  query(options: C.ChannelQueryOptions = {}, messageSetToAddToIfDoesNotExist: MessageSetType = 'current'): Promise<C.QueryChannelAPIResponse> {
    const asked = this.command<C.QueryChannelAPIResponse>(Command.QueryChannel, { state: true, ...options }, messageSetToAddToIfDoesNotExist);
    return asked.then((answer) => {
      this.getClient().polls.hydratePollCache(answer.messages ?? [], true);
      return answer;
    });
  }

  /** Ends receiving the channel's events. */
  stopWatching(): Promise<APIResponse> {
    return this.command(Command.StopWatching);
  }

  // Changing the channel ---------------------------------------------------------------------------------------------

  /** Replaces all own fields of the channel. To change only some, use `updatePartial`. */
  update(channelData: Partial<C.ChannelData & C.ChannelResponse> = {}, updateMessage?: Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.change({ data: channelInput(channelData) }, updateMessage, options);
  }

  /** Writes and removes single fields. */
  updatePartial(update: C.PartialUpdateChannel): Promise<C.PartialUpdateChannelAPIResponse> {
    return this.call(Endpoint.UpdateChannelPartial, undefined, update);
  }

  /** Deletes the channel for everybody. `hard_delete`: its messages too. */
  delete(options: { hard_delete?: boolean } = {}): Promise<C.DeleteChannelAPIResponse> {
    return this.call(Endpoint.DeleteChannel, options);
  }

  /** Removes all messages for everybody, or those from before a time. */
  truncate(options: TruncateOptions = {}): Promise<TruncateChannelAPIResponse> {
    return this.call(Endpoint.TruncateChannel, undefined, options);
  }

  /** Adds words that queries can look for as `filter_tags`. */
  addFilterTags(tags: string[], message?: Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.change({ add_filter_tags: tags }, message, options);
  }

  /** Removes words that queries can look for as `filter_tags`. */
  removeFilterTags(tags: string[], message?: Message, options?: C.ChannelUpdateOptions): Promise<C.UpdateChannelAPIResponse> {
    return this.change({ remove_filter_tags: tags }, message, options);
  }

  /** `coolDownInterval`: seconds between two messages of a user, at most 120. */
  enableSlowMode(coolDownInterval: number): Promise<C.UpdateChannelAPIResponse> {
    return this.change({ cooldown: coolDownInterval });
  }

  /** Ends slow mode. */
  disableSlowMode(): Promise<C.UpdateChannelAPIResponse> {
    return this.change({ cooldown: 0 });
  }

  /** How long until slow mode lets the own user write again. Made, and kept up to date, from the first use on. */
  get cooldownTimer(): CooldownTimer {
    return (this.#cooldownTimer ??= new CooldownTimer(this, (argument) => this.view(View.Cooldown, undefined, argument)));
  }

  // Files ------------------------------------------------------------------------------------------------------------

  /**
   * Uploads a file; the answer's `file` is its address. Rejects with `upload/too-large` or `upload/type-not-allowed` before
   * anything is sent when the app does not take it. `name` and `contentType` stand in where `uri` has none.
   */
  sendFile(uri: UploadSource, name?: string, contentType?: string, user?: UserResponse, axiosRequestConfig?: UploadConfig): Promise<SendFileAPIResponse> {
    return this.#send(Endpoint.UploadChannelFile, uri, name, contentType, user, axiosRequestConfig);
  }

  /** As `sendFile`, for an image; the service checks that it is one. */
  sendImage(uri: UploadSource, name?: string, contentType?: string, user?: UserResponse, axiosRequestConfig?: UploadConfig): Promise<SendFileAPIResponse> {
    return this.#send(Endpoint.UploadChannelImage, uri, name, contentType, user, axiosRequestConfig);
  }

  /** Deletes an uploaded file by its address. */
  deleteFile(url: string): Promise<APIResponse> {
    return this.call(Endpoint.DeleteChannelFile, { url });
  }

  /** Deletes an uploaded image by its address. */
  deleteImage(url: string): Promise<APIResponse> {
    return this.call(Endpoint.DeleteChannelImage, { url });
  }

  async #send(endpoint: Endpoint, uri: UploadSource, name?: string, contentType?: string, user?: UserResponse, config?: UploadConfig): Promise<SendFileAPIResponse> {
    const upload = await uploadOf(uri, name, contentType, user, config);
    return this.use(() => this.link.upload(endpoint, [this.type, this.id], upload, config));
  }
}
