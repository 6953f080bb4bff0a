/** One poll as apps hold it: its state, and calls about it. What a vote changes is the core's to decide. */
import type { StreamChat } from './client.js';
import { View } from './core.js';
import { coreOf } from './link.js';
import { StateStore } from './state_store.js';
import type { APIResponse } from './types/api.js';
import type { Event } from './types/event.js';
import type * as P from './types/poll.js';

/** What a poll shows. Own votes are told apart from the others, as events have no word on them. */
export type PollState = Omit<P.PollResponse, 'own_votes' | 'id'> & {
  /** When the last event about it happened; before the first one, when it was loaded. */
  lastActivityAt: Date;
  /** Options with the most votes. */
  maxVotedOptionIds: string[];
  /** The own answer in own words. */
  ownAnswer?: P.PollAnswer;
  /** The own votes by option id. */
  ownVotesByOptionId: Record<string, P.PollVote>;
};

/** Which answers in own words to ask for. */
export interface PollAnswersQueryParams {
  filter?: P.QueryVotesFilters;
  options?: P.QueryVotesOptions;
  sort?: P.VoteSort;
}

/** Which votes to ask for. */
export interface PollOptionVotesQueryParams {
  /** `option_id`: the option whose votes are asked for. */
  filter: P.QueryVotesFilters;
  options?: P.QueryVotesOptions;
  sort?: P.VoteSort;
}

/** What a `Poll` object is made of. */
export interface PollInitOptions {
  client: StreamChat;
  poll: P.PollResponse;
}

/** Whether a vote is an answer in own words. */
export const isVoteAnswer = (vote: P.PollVote | P.PollAnswer): vote is P.PollAnswer => !!vote?.answer_text;

/**
 * A poll. `poll.state` follows it while `client.polls` is subscribed to events.
 *
 * @example
 * client.polls.registerSubscriptions();
 * const poll = (await client.polls.createPoll({ name: 'When?', options: [{ text: 'today' }, { text: 'later' }] }))!;
 * const { message } = await channel.sendMessage({ text: 'vote!', poll_id: poll.id });
 * poll.state.subscribe(({ vote_count }) => console.log(vote_count));
 * await poll.castVote(poll.data.options[0].id, message.id);
 */
export class Poll {
  /** Id of the poll. */
  readonly id: string;
  /** What the poll shows now; can be watched. */
  readonly state: StateStore<PollState>;
  readonly #client: StreamChat;
  /** What the core remembers of the events that made the state. */
  #seen = {};

  /** Made by `client.polls`, or by hand of an answer. */
  constructor({ client, poll }: PollInitOptions) {
    this.#client = client;
    this.id = poll.id;
    this.state = new StateStore<PollState>(this.#stateOf(poll));
  }

  /** The present state. */
  get data(): PollState {
    return this.state.getLatestValue();
  }

  /** Takes the state of an answer in place of the present one. */
  reinitializeState = (poll: P.PollResponse): void => {
    this.#seen = {};
    this.state.partialNext({ ownAnswer: undefined, ...this.#stateOf(poll) } as Partial<PollState>);
  };

  /** Takes a `poll.updated` about this poll: its definition, not its votes. */
  handlePollUpdated = (event: Event): void => this.#take(event, 'poll.updated');
  /** Takes a `poll.closed` about this poll. */
  handlePollClosed = (event: Event): void => this.#take(event, 'poll.closed');
  /** Takes a `poll.vote_casted` about this poll: the counts, and the vote if it is an own one. */
  handleVoteCasted = (event: Event): void => this.#take(event, 'poll.vote_casted');
  /** Takes a `poll.vote_changed` about this poll: with one vote per user the new vote takes the place of the old. */
  handleVoteChanged = (event: Event): void => this.#take(event, 'poll.vote_changed');
  /** Takes a `poll.vote_removed` about this poll. */
  handleVoteRemoved = (event: Event): void => this.#take(event, 'poll.vote_removed');

  /** Asks for a poll by its id, and gives the answer. That of this poll becomes the state. */
  query = async (id: string): Promise<P.PollResponse> => {
    const { poll } = await this.#client.getPoll(id);
    if (poll.id === this.id) this.reinitializeState(poll);
    return poll;
  };

  /** Replaces the poll's definition as a whole. Fields left out are reset. */
  update = (data: Omit<P.PollData, 'id'>): Promise<P.UpdatePollAPIResponse> =>
    this.#client.updatePoll({ ...data, id: this.id } as P.PollData);

  /** Writes and removes single fields. */
  partialUpdate = (partialPollObject: P.PartialPollUpdate): Promise<P.UpdatePollAPIResponse> =>
    this.#client.partialUpdatePoll(this.id, partialPollObject);

  /** Ends voting, for good. */
  close = (): Promise<P.UpdatePollAPIResponse> => this.#client.closePoll(this.id);

  /** Deletes it, and takes it from its message. */
  delete = (): Promise<APIResponse> => this.#client.deletePoll(this.id);

  /** Adds an option. */
  createOption = (option: P.PollOptionData): Promise<P.CreatePollOptionAPIResponse> => this.#client.createPollOption(this.id, option);

  /** Replaces an option as a whole, by its `id`. */
  updateOption = (option: P.PollOptionData): Promise<P.CreatePollOptionAPIResponse> => this.#client.updatePollOption(this.id, option);

  /** Removes an option and the votes for it. */
  deleteOption = (optionId: string): Promise<APIResponse> => this.#client.deletePollOption(this.id, optionId);

  /** Votes for an option. Sends nothing, and gives undefined, when the own votes have reached `max_votes_allowed`. */
  castVote = async (optionId: string, messageId: string): Promise<P.CastVoteAPIResponse | undefined> => {
    const may = coreOf(this.#client)?.view(View.MayVote, 0, [this.data]) ?? true;
    return may ? this.#client.castPollVote(messageId, this.id, { option_id: optionId }) : undefined;
  };

  /** Takes an own vote back. */
  removeVote = (voteId: string, messageId: string): Promise<P.CastVoteAPIResponse> =>
    this.#client.removePollVote(messageId, this.id, voteId);

  /** Answers in own words, in place of an earlier answer. */
  addAnswer = (answerText: string, messageId: string): Promise<P.CastVoteAPIResponse> =>
    this.#client.addPollAnswer(messageId, this.id, answerText);

  /** Takes the own answer back. */
  removeAnswer = (answerId: string, messageId: string): Promise<P.CastVoteAPIResponse> =>
    this.#client.removePollVote(messageId, this.id, answerId);

  /** Answers in own words, page by page. */
  queryAnswers = (params: PollAnswersQueryParams): Promise<P.PollAnswersAPIResponse> =>
    this.#client.queryPollAnswers(this.id, params.filter, params.sort, params.options);

  /** Votes for an option, page by page. */
  queryOptionVotes = (params: PollOptionVotesQueryParams): Promise<P.PollVotesAPIResponse> =>
    this.#client.queryPollVotes(this.id, params.filter, params.sort, params.options);

  #take(event: Event, kind: string): void {
    if (event.poll?.id !== this.id || event.type !== kind) return;
    const next = coreOf(this.#client)?.view(View.PollEvent, 0, [this.data, this.#seen, event, kind]);
    if (next) this.state.next(next as PollState);
  }

  /** Before the core is there nobody is connected, and no vote is an own one. */
  #stateOf(poll: P.PollResponse): PollState {
    const now = new Date();
    const { id, own_votes, ...rest } = poll;
    const bare = { ...rest, lastActivityAt: now, maxVotedOptionIds: [], ownVotesByOptionId: {} };
    return (coreOf(this.#client)?.view(View.PollState, 0, [poll, now]) ?? bare) as PollState;
  }
}

const pick = (from: object, names: string[]): object =>
  Object.fromEntries(Object.entries(from).filter(([name, value]) => names.includes(name) && value !== undefined));

/** What the author of a poll decides, of a poll as the service returns it. */
export function extractPollData(pollResponse: P.PollResponse): P.PollData {
  return pick(pollResponse, [
    'allow_answers', 'allow_user_suggested_options', 'description', 'enforce_unique_vote', 'id', 'is_closed', 'max_votes_allowed',
    'name', 'options', 'voting_visibility',
  ]) as P.PollData;
}

/** What votes make of a poll, of a poll as the service returns it. */
export function extractPollEnrichedData(
  pollResponse: P.PollResponse,
): Pick<P.PollResponse, 'answers_count' | 'latest_votes_by_option' | 'vote_count' | 'vote_counts_by_option'> {
  const names = ['answers_count', 'latest_votes_by_option', 'vote_count', 'vote_counts_by_option'];
  return pick(pollResponse, names) as ReturnType<typeof extractPollEnrichedData>;
}

/** The poll as the service would return it. */
export function mapPollStateToResponse(poll: Poll): P.PollResponse {
  const { lastActivityAt, maxVotedOptionIds, ownAnswer, ownVotesByOptionId, ...rest } = poll.data;
  const own_votes = [...Object.values(ownVotesByOptionId), ...(ownAnswer ? [ownAnswer] : [])];
  return { ...rest, own_votes, id: poll.id } as P.PollResponse;
}
