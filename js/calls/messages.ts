/** Calls about messages wherever they are: reading, changing, deleting, pinning, translating, searching. Sending is the channel's. */
import { Endpoint } from '../endpoint.js';
import { messageInput, sortParams } from '../parameters.js';
import type { RequestOptions } from '../types/api.js';
import type { ChannelFilters } from '../types/filters.js';
import type * as M from '../types/message.js';
import type * as R from '../types/reaction.js';
import type * as S from '../types/search.js';
import { refused, timeFrom } from './call.js';
import { RestrictionCalls } from './restrictions.js';

/** Calls about messages, wherever they are. */
export abstract class MessageCalls extends RestrictionCalls {
  /** One message. */
  getMessage(messageID: string, options?: M.GetMessageOptions): Promise<M.SendMessageAPIResponse> {
    return this.link.call(Endpoint.GetMessage, [messageID], options);
  }

  /** Replaces a message as a whole. Takes one from state as it is: fields only the service writes are left out. */
  updateMessage(message: M.UpdatedMessage, partialUserOrUserId?: string | { id: string }, options?: M.UpdateMessageOptions): Promise<M.UpdateMessageAPIResponse> {
    const userId = idOf(partialUserOrUserId);
    return this.link.call(Endpoint.UpdateMessage, [message.id], undefined, { message: { ...messageInput(message), ...(userId && { user_id: userId }) }, ...options });
  }

  /** Writes and removes single fields of a message. */
  partialUpdateMessage(id: string, partialMessageObject: M.PartialMessageUpdate, partialUserOrUserId?: string | { id: string }, options?: M.UpdateMessageOptions): Promise<M.UpdateMessageAPIResponse> {
    const user = typeof partialUserOrUserId === 'string' ? { id: partialUserOrUserId } : partialUserOrUserId;
    return this.link.call(Endpoint.UpdateMessagePartial, [id], undefined, { ...partialMessageObject, ...options, ...(user && { user }) });
  }

  /**
   * Pins a message. `timeoutOrExpirationDate`: seconds from now, or a time; absent: until it is unpinned. `pinnedAt`:
   * absent: now. Rejects with `request/missing-id`.
   */
  pinMessage(
    messageOrMessageId: string | { id: string },
    timeoutOrExpirationDate?: null | number | string | Date,
    pinnedBy?: string | { id: string },
    pinnedAt?: number | string | Date,
  ): Promise<M.UpdateMessageAPIResponse> {
    const set = { pinned: true, pin_expires: timeFrom(timeoutOrExpirationDate), pinned_at: timeFrom(pinnedAt) };
    return this.partialUpdateMessage(idOf(messageOrMessageId) ?? '', { set }, pinnedBy);
  }

  /** Unpins a message. */
  unpinMessage(messageOrMessageId: string | { id: string }, userId?: string | { id: string }): Promise<M.UpdateMessageAPIResponse> {
    return this.partialUpdateMessage(idOf(messageOrMessageId) ?? '', { set: { pinned: false } }, userId);
  }

  /** Deletes a message; `true` or `hardDelete`: without a trace; `deleteForMe`: only for the own user. */
  async deleteMessage(messageID: string, optionsOrHardDelete: M.DeleteMessageOptions | boolean = {}): Promise<M.DeleteMessageAPIResponse> {
    const { hardDelete, deleteForMe } = typeof optionsOrHardDelete === 'object' ? optionsOrHardDelete : { hardDelete: optionsOrHardDelete, deleteForMe: false };
    const answer = await this.link.call<M.DeleteMessageAPIResponse>(Endpoint.DeleteMessage, [messageID], deleteForMe ? { delete_for_me: true } : hardDelete ? { hard: true } : {});
    // The service does not say it in its answer.
    return deleteForMe ? { ...answer, message: { ...answer.message, deleted_for_me: true, type: 'deleted' } } : answer;
  }

  /** Translates a message into a language (ISO 639-1); the message has the translation in `i18n` afterwards. */
  translateMessage(messageId: string, language: string): Promise<M.UpdateMessageAPIResponse> {
    return this.link.call(Endpoint.TranslateMessage, [messageId], undefined, { language });
  }

  /** Translates a text that is no message. Languages by their ISO 639-1 codes. */
  translate(text: string, destination_language: string, source_language: string): Promise<S.TranslateResponse> {
    return this.link.call(Endpoint.Translate, [], undefined, { text, source_language, destination_language });
  }

  /** Reactions to a message. */
  queryReactions(messageID: string, filter: R.ReactionFilters, sort: R.ReactionSort = [], options: R.QueryReactionsOptions = {}): Promise<R.QueryReactionsAPIResponse> {
    return this.link.call(Endpoint.QueryReactions, [messageID], undefined, { filter, sort: sortParams(sort), ...options });
  }

  /**
   * Finds messages in the channels of `filterConditions`: by words, or by conditions on the messages. Rejects with
   * `request/bad-argument` when `query` is neither, or `next` is given together with `offset`.
   */
  search(filterConditions: ChannelFilters, query: string | S.MessageFilters, options: S.SearchOptions = {}, requestOptions?: RequestOptions): Promise<S.SearchAPIResponse> {
    if (options.offset && options.next) return refused('Cannot specify offset with next');
    if (typeof query !== 'string' && (typeof query !== 'object' || query === null)) return refused(`Invalid type ${typeof query} for query parameter`);
    const { sort, ...rest } = options;
    const payload = {
      filter_conditions: filterConditions, ...rest,
      ...(sort && { sort: sortParams(sort) }),
      ...(typeof query === 'string' ? { query } : { message_filter_conditions: query }),
    };
    return this.link.call(Endpoint.Search, [], { payload }, undefined, requestOptions);
  }

  /** What a page behind a link says about itself, for a preview. */
  enrichURL(url: string): Promise<S.EnrichURLAPIResponse> {
    return this.link.call(Endpoint.GetOG, [], { url });
  }
}

const idOf = (of: string | { id: string } | undefined): string | undefined => (typeof of === 'object' ? of.id : of);
