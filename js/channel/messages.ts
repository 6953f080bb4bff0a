/** Messages of a channel: sending, finding, reactions, actions, votes, drafts, locations. What is loaded is in its state. */
import { Endpoint } from '../endpoint.js';
import { Command } from '../core.js';
import { ChatError } from '../errors.js';
import { sortParams } from '../parameters.js';
import type { APIResponse, AscDesc } from '../types/api.js';
import type * as C from '../types/channel_calls.js';
import type * as M from '../types/message.js';
import type { CastVoteAPIResponse, PollVoteData } from '../types/poll.js';
import type * as R from '../types/reaction.js';
import type { UpdateLocationPayload } from '../types/reminder.js';
import type { MessageFilters, SearchAPIResponse, SearchOptions } from '../types/search.js';
import { ChannelBase } from './base.js';

/** Messages of a channel, and what hangs on them. */
export abstract class ChannelMessages extends ChannelBase {
  /** Sends a message, or a failed one again when its `id` is that of a failed one. */
  sendMessage(message: M.Message, options: M.SendMessageOptions = {}): Promise<M.SendMessageAPIResponse> {
    return this.command(Command.SendMessage, message, options);
  }

  /** Replies to a message, oldest first; they are in `state.threads` then. */
  async getReplies(parent_id: string, options: M.MessagePaginationOptions = {}, sort?: Array<{ created_at: AscDesc }>): Promise<M.GetRepliesAPIResponse> {
    const answer = await this.link.call<M.GetRepliesAPIResponse>(Endpoint.GetReplies, [parent_id], { ...(sort && { sort: sortParams(sort) }), ...options });
    if (answer.messages) this.state.addMessagesSorted(answer.messages);
    return answer;
  }

  /** Messages of this channel by id, at most 50. */
  getMessagesById(messageIds: string[]): Promise<M.GetMultipleMessagesAPIResponse> {
    return this.call(Endpoint.GetManyMessages, { ids: messageIds.join(',') });
  }

  /** Pinned messages; `state.pinnedMessages` holds the latest. */
  getPinnedMessages(options: C.PinnedMessagePaginationOptions, sort: C.PinnedMessagesSort = []): Promise<M.GetRepliesAPIResponse> {
    return this.call(Endpoint.GetPinnedMessages, { payload: { ...options, sort: sortParams(sort) } });
  }

  /** Finds messages of this channel: by words, or by a filter. `offset` and `next` exclude each other. */
  async search(query: MessageFilters | string, options: SearchOptions = {}): Promise<SearchAPIResponse> {
    const { sort, ...page } = options;
    if (page.offset && page.next) throw new ChatError('Cannot specify offset with next', { code: 'request/bad-argument' });
    return this.use(() => {
      const wanted = typeof query === 'string' ? { query } : { message_filter_conditions: query };
      const payload = { filter_conditions: { cid: this.cid }, ...page, ...(sort && { sort: sortParams(sort) }), ...wanted };
      return this.link.call(Endpoint.Search, [], { payload });
    });
  }

  /** The newest loaded message. */
  lastMessage(): M.LocalMessage | undefined {
    return this.state.latestMessages.at(-1);
  }

  // Reactions, actions, votes ----------------------------------------------------------------------------------------

  /** Reacts to a message. Rejects with `request/bad-argument` without a reaction; the state follows with the event. */
  async sendReaction(messageID: string, reaction: R.Reaction, options: R.SendReactionOptions = {}): Promise<R.ReactionAPIResponse> {
    if (!reaction || !Object.keys(reaction).length) throw new ChatError('Reaction object is missing', { code: 'request/bad-argument' });
    return this.link.call(Endpoint.SendReaction, [messageID], undefined, { reaction, ...options });
  }

  /** Takes the own reaction of a type back. */
  deleteReaction(messageID: string, reactionType: string, user_id?: string): Promise<R.ReactionAPIResponse> {
    return this.link.call(Endpoint.DeleteReaction, [messageID, reactionType], user_id ? { user_id } : undefined);
  }

  /** Reactions to a message, newest first. */
  getReactions(message_id: string, options: { limit?: number; offset?: number } = {}): Promise<R.GetReactionsAPIResponse> {
    return this.link.call(Endpoint.GetReactions, [message_id], options);
  }

  /** Presses a button of a message: `formData` holds its name and value. */
  sendAction(messageID: string, formData: Record<string, string>): Promise<M.SendMessageAPIResponse> {
    return this.use(() => {
      const body = { message_id: messageID, form_data: formData, id: this.id, type: this.type };
      return this.link.call(Endpoint.RunMessageAction, [messageID], undefined, body);
    });
  }

  /** Votes in the poll of a message. */
  vote(messageId: string, pollId: string, vote: PollVoteData): Promise<CastVoteAPIResponse> {
    return this.link.call(Endpoint.CastPollVote, [messageId, pollId], undefined, { vote });
  }

  /** Takes a vote back. */
  removeVote(messageId: string, pollId: string, voteId: string): Promise<C.RemoveVoteAPIResponse> {
    return this.link.call(Endpoint.DeletePollVote, [messageId, pollId, voteId]);
  }

  // Drafts -----------------------------------------------------------------------------------------------------------

  /** Keeps a message that is not sent yet: one per channel, and with `parent_id` one per thread. Replaces the one before. */
  createDraft(message: C.DraftMessagePayload): Promise<C.CreateDraftResponse> {
    return this.call(Endpoint.CreateDraft, undefined, { message });
  }

  /** The draft of the channel, or of the thread of `parent_id`. */
  getDraft({ parent_id }: { parent_id?: string } = {}): Promise<C.GetDraftResponse> {
    return this.call(Endpoint.GetDraft, { parent_id });
  }

  /** Deletes the draft of the channel, or of the thread of `parent_id`. */
  deleteDraft(options: { parent_id?: string } = {}): Promise<APIResponse> {
    return this.call(Endpoint.DeleteDraft, { parent_id: options.parent_id });
  }

  // Locations --------------------------------------------------------------------------------------------------------

  /** Sends where the user is: once, or with `end_at` until then; `client.updateLocation` moves it. */
  async sendSharedLocation(location: C.StaticLocationPayload | C.LiveLocationPayload, userId?: string): Promise<M.SendMessageAPIResponse> {
    const { message_id: id } = location;
    const sent = await this.sendMessage({ ...(id && { id }), shared_location: location, ...(userId && { user_id: userId }) });
    if ('end_at' in location) this.hear({ type: 'live_location_sharing.started', message: sent.message });
    return sent;
  }

  /** Ends sharing where the user is, now. */
  async stopLiveLocationSharing(payload: UpdateLocationPayload): Promise<void> {
    const body = { ...payload, end_at: new Date().toISOString() };
    const live_location = await this.link.call<object>(Endpoint.UpdateLiveLocation, [], undefined, body);
    this.hear({ type: 'live_location_sharing.stopped', live_location });
  }
}
