/** Polls, their options and votes as the service gives and takes them. What a `Poll` object holds is elsewhere. */
import type { APIResponse, AscDesc, Pager } from './api.js';
import type { VotingVisibility } from '../constants.js';
import type { CustomPollData, CustomPollOptionData } from './custom.js';
import type { QueryFilter, QueryFilters } from './filters.js';
import type { UserResponse } from './user.js';

/** An option as it is stored; own fields come from `CustomPollOptionData`. */
export type PollOption = CustomPollOptionData & { id: string; text: string };

/** An option, as part of a poll. */
export type PollOptionResponse = PollOption;

/** An option to add or to change. */
export type PollOptionData = CustomPollOptionData & { text: string; id?: string; position?: number };

/** A vote for an option. Times are RFC 3339. */
export interface PollVote {
  id: string;
  poll_id: string;
  /** Absent for an answer in own words. */
  option_id?: string;
  created_at: string;
  updated_at: string;
  /** Absent while voting is anonymous. */
  user?: UserResponse;
  user_id?: string;
  answer_text?: string;
  is_answer?: boolean;
}

/** An answer in own words. */
export interface PollAnswer extends Omit<PollVote, 'option_id'> {
  answer_text: string;
  is_answer: boolean;
}

/** What the author of a poll decides; own fields come from `CustomPollData`. */
export interface PollFields {
  name: string;
  description?: string;
  /** True: others may answer in own words. */
  allow_answers?: boolean;
  /** True: others may add options. */
  allow_user_suggested_options?: boolean;
  /** True: one vote per user. */
  enforce_unique_vote?: boolean;
  is_closed?: boolean;
  /** Votes per user, 1 to 10; absent or null: any number. */
  max_votes_allowed?: number | null;
  /** Default `public`. */
  voting_visibility?: `${VotingVisibility}`;
}

/** What a poll is made of. */
export type CreatePollData = CustomPollData & PollFields & { id?: string; options?: PollOptionData[]; user_id?: string };

/** A whole poll that takes the place of the stored one. */
export type PollData = CustomPollData & PollFields & { id: string; options?: PollOptionData[]; user_id?: string };

/** A poll as the service returns it. */
export type PollResponse = CustomPollData &
  PollFields & {
    id: string;
    created_at: string;
    updated_at: string;
    created_by: UserResponse | null;
    created_by_id: string;
    options: PollOption[];
    /** Answers in own words. */
    answers_count: number;
    latest_answers: PollAnswer[];
    vote_count: number;
    vote_counts_by_option: Record<string, number>;
    /** Newest votes by option id, at most 10 each. */
    latest_votes_by_option: Record<string, PollVote[]>;
    /** The own user's votes and answer. */
    own_votes?: Array<PollVote | PollAnswer>;
  };

/** What the service counts of a poll and adds to what its author decided. */
export type PollEnrichData = Pick<
  PollResponse,
  'answers_count' | 'latest_answers' | 'latest_votes_by_option' | 'own_votes' | 'vote_count' | 'vote_counts_by_option'
>;

/** Writes and removes single fields of a poll. */
export interface PartialPollUpdate {
  set?: Partial<CreatePollData>;
  unset?: Array<Extract<keyof CreatePollData, string>>;
}

/** Writes and removes single fields of an option. */
export interface PartialPollOptionUpdate {
  set?: Partial<PollOptionData>;
  unset?: Array<Extract<keyof PollOptionData, string>>;
}

/** A vote for an option, or an answer in own words. */
export type PollVoteData = { option_id?: string; answer_text?: string; is_answer?: boolean };

/** The new poll. */
export interface CreatePollAPIResponse extends APIResponse {
  poll: PollResponse;
}

/** The poll. */
export type GetPollAPIResponse = CreatePollAPIResponse;

/** The poll after the change. */
export type UpdatePollAPIResponse = CreatePollAPIResponse;

/** The new option. */
export interface CreatePollOptionAPIResponse extends APIResponse {
  poll_option: PollOption;
}

/** The option. */
export type GetPollOptionAPIResponse = CreatePollOptionAPIResponse;

/** The option after the change. */
export type UpdatePollOptionAPIResponse = CreatePollOptionAPIResponse;

/** The vote, and its poll as it is now. */
export interface CastVoteAPIResponse extends APIResponse {
  vote: PollVote;
  poll?: PollResponse;
}

/** Which polls to find, for instance `{ is_closed: false }`. */
export type QueryPollsFilters = QueryFilters<{
  allow_answers: QueryFilter<boolean>;
  allow_user_suggested_options: QueryFilter<boolean>;
  created_at: QueryFilter<string>;
  created_by_id: QueryFilter<string>;
  id: QueryFilter<string>;
  is_closed: QueryFilter<boolean>;
  max_votes_allowed: QueryFilter<number>;
  name: QueryFilter<string>;
  updated_at: QueryFilter<string>;
  voting_visibility: QueryFilter<string>;
}>;

/** Fields to order polls by; -1: the greatest first. */
export interface PollSortBase {
  created_at?: AscDesc;
  id?: AscDesc;
  is_closed?: AscDesc;
  name?: AscDesc;
  updated_at?: AscDesc;
}

/** The order of polls: one term, or several, of which the first counts most. */
export type PollSort = PollSortBase | PollSortBase[];

/** Which page of polls or votes to return. */
export type PollPaginationOptions = Pager;

/** Which page of the polls to return. */
export type QueryPollsOptions = PollPaginationOptions;

/** Which polls to return, in what order, and which page. */
export interface QueryPollsParams {
  filter?: QueryPollsFilters;
  options?: QueryPollsOptions;
  sort?: PollSort;
}

/** A page of polls. */
export interface QueryPollsResponse extends APIResponse {
  polls: PollResponse[];
  next?: string;
  prev?: string;
}

/** What votes can be found by. */
export interface VotesFiltersOptions {
  created_at: QueryFilter<string>;
  id: QueryFilter<string>;
  is_answer: QueryFilter<boolean>;
  option_id: QueryFilter<string>;
  updated_at: QueryFilter<string>;
  user_id: QueryFilter<string>;
}

/** Which votes to find, for instance `{ option_id: 'o1' }`. */
export type QueryVotesFilters = QueryFilters<VotesFiltersOptions>;

/** Fields to order votes by; -1: the greatest first. The service has the same ones for polls. */
export type VoteSortBase = PollSortBase;

/** The order of votes: one term, or several, of which the first counts most. */
export type VoteSort = VoteSortBase | VoteSortBase[];

/** Which page of the votes to return. */
export type QueryVotesOptions = PollPaginationOptions;

/** A page of votes, answers in own words among them. */
export interface PollVotesAPIResponse extends APIResponse {
  votes: Array<PollVote | PollAnswer>;
  next?: string;
  prev?: string;
}

/** A page of answers in own words. */
export interface PollAnswersAPIResponse extends APIResponse {
  votes: PollAnswer[];
  next?: string;
  prev?: string;
}
