/** Calls about polls, their options and votes. `Poll` objects keep the state; these only ask. */
import { Endpoint } from '../endpoint.js';
import { sortParams } from '../parameters.js';
import type { APIResponse } from '../types/api.js';
import type * as P from '../types/poll.js';
import { onBehalf } from './call.js';
import { MessageCalls } from './messages.js';

/** Calls about polls, their options and votes. */
export abstract class PollCalls extends MessageCalls {
  /** Makes a poll, to be sent with a message. */
  createPoll(poll: P.CreatePollData, userId?: string): Promise<P.CreatePollAPIResponse> {
    return this.link.call(Endpoint.CreatePoll, [], undefined, { ...poll, ...onBehalf(userId) });
  }

  /** A poll with its counts and newest votes. */
  getPoll(id: string, userId?: string): Promise<P.GetPollAPIResponse> {
    return this.link.call(Endpoint.GetPoll, [id], onBehalf(userId));
  }

  /** Replaces a poll as a whole. */
  updatePoll(poll: P.PollData, userId?: string): Promise<P.UpdatePollAPIResponse> {
    return this.link.call(Endpoint.UpdatePoll, [], undefined, { ...poll, ...onBehalf(userId) });
  }

  /** Writes and removes single fields of a poll. */
  partialUpdatePoll(id: string, partialPollObject: P.PartialPollUpdate, userId?: string): Promise<P.UpdatePollAPIResponse> {
    return this.link.call(Endpoint.UpdatePollPartial, [id], undefined, { ...partialPollObject, ...onBehalf(userId) });
  }

  /** Ends voting. */
  closePoll(id: string, userId?: string): Promise<P.UpdatePollAPIResponse> {
    return this.partialUpdatePoll(id, { set: { is_closed: true } }, userId);
  }

  /** Deletes a poll with its votes; its message stays. */
  deletePoll(id: string, userId?: string): Promise<APIResponse> {
    return this.link.call(Endpoint.DeletePoll, [id], onBehalf(userId));
  }

  /** Adds an option to a poll. */
  createPollOption(pollId: string, option: P.PollOptionData, userId?: string): Promise<P.CreatePollOptionAPIResponse> {
    return this.link.call(Endpoint.CreatePollOption, [pollId], undefined, { ...option, ...onBehalf(userId) });
  }

  /** An option of a poll. */
  getPollOption(pollId: string, optionId: string, userId?: string): Promise<P.GetPollOptionAPIResponse> {
    return this.link.call(Endpoint.GetPollOption, [pollId, optionId], onBehalf(userId));
  }

  /** Replaces an option as a whole, by its `id`. */
  updatePollOption(pollId: string, option: P.PollOptionData, userId?: string): Promise<P.UpdatePollOptionAPIResponse> {
    return this.link.call(Endpoint.UpdatePollOption, [pollId], undefined, { ...option, ...onBehalf(userId) });
  }

  /** Removes an option and the votes for it. */
  deletePollOption(pollId: string, optionId: string, userId?: string): Promise<APIResponse> {
    return this.link.call(Endpoint.DeletePollOption, [pollId, optionId], onBehalf(userId));
  }

  /** Votes for an option, or answers in own words. */
  castPollVote(messageId: string, pollId: string, vote: P.PollVoteData, userId?: string): Promise<P.CastVoteAPIResponse> {
    return this.link.call(Endpoint.CastPollVote, [messageId, pollId], undefined, { vote, ...onBehalf(userId) });
  }

  /** Answers a poll in own words. */
  addPollAnswer(messageId: string, pollId: string, answerText: string, userId?: string): Promise<P.CastVoteAPIResponse> {
    return this.castPollVote(messageId, pollId, { answer_text: answerText }, userId);
  }

  /** Takes a vote or an answer back. */
  removePollVote(messageId: string, pollId: string, voteId: string, userId?: string): Promise<P.CastVoteAPIResponse> {
    return this.link.call(Endpoint.DeletePollVote, [messageId, pollId, voteId], onBehalf(userId));
  }

  /** Finds polls. */
  queryPolls(filter: P.QueryPollsFilters = {}, sort: P.PollSort = [], options: P.QueryPollsOptions = {}, userId?: string): Promise<P.QueryPollsResponse> {
    return this.link.call(Endpoint.QueryPolls, [], onBehalf(userId), { filter, sort: sortParams(sort), ...options });
  }

  /** Votes and answers of a poll. */
  queryPollVotes(pollId: string, filter: P.QueryVotesFilters = {}, sort: P.VoteSort = [], options: P.QueryVotesOptions = {}, userId?: string): Promise<P.PollVotesAPIResponse> {
    return this.link.call(Endpoint.QueryPollVotes, [pollId], onBehalf(userId), { filter, sort: sortParams(sort), ...options });
  }

  /** Answers in own words only. */
  queryPollAnswers(pollId: string, filter: P.QueryVotesFilters = {}, sort: P.VoteSort = [], options: P.QueryVotesOptions = {}, userId?: string): Promise<P.PollAnswersAPIResponse> {
    return this.link.call(Endpoint.QueryPollVotes, [pollId], onBehalf(userId), { filter: { ...filter, is_answer: true }, sort: sortParams(sort), ...options });
  }
}
