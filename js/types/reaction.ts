/** Reactions: what is sent, what comes back, and the answers of reaction calls. */
import type { APIResponse, AscDesc, Pager } from './api.js';
import type { CustomReactionData } from './custom.js';
import type { MessageResponse } from './message.js';
import type { UserResponse } from './user.js';

/** A reaction to send. */
export type Reaction = CustomReactionData & {
  /** Free name such as `"like"`, at most 30 characters. One per user, type and message. */
  type: string;
  /** Weight, default 1. Repeating a type overwrites it. */
  score?: number;
};

/** A stored reaction. */
export type ReactionResponse = Reaction & {
  message_id: string;
  user_id: string;
  user?: UserResponse | null;
  score: number;
  /** RFC 3339. */
  created_at: string;
  /** RFC 3339. */
  updated_at: string;
};

/** Somebody who reacted, and when (RFC 3339). */
export interface ReactionGroupUserResponse {
  created_at: string;
  user_id: string;
  user?: UserResponse;
}

/** All reactions of one type on a message. */
export interface ReactionGroupResponse {
  /** Users who reacted so. */
  count: number;
  /** Sum of their scores. */
  sum_scores: number;
  first_reaction_at?: string;
  last_reaction_at?: string;
  /** Who reacted so last. */
  latest_reactions_by?: ReactionGroupUserResponse[];
}

/** How a reaction is sent. */
export interface SendReactionOptions {
  /** True: replaces the user's other reactions on the message. Default false. */
  enforce_unique?: boolean;
  /** True: no push notification. */
  skip_push?: boolean;
}

/** The reaction, and its message with it counted, or without it once deleted. */
export interface ReactionAPIResponse extends APIResponse {
  message: MessageResponse;
  reaction: ReactionResponse;
}

/** A page of reactions, newest first. */
export interface GetReactionsAPIResponse extends APIResponse {
  reactions: ReactionResponse[];
}

/** Which reactions to find; `{}`: all of the message. */
export interface ReactionFilters {
  type?: string | { $eq: string } | { $in: string[] };
  user_id?: string | { $eq: string } | { $in: string[] };
  created_at?: string | { $gt?: string; $gte?: string; $lt?: string; $lte?: string };
}

/** One term of the order of reactions; -1: the newest first. */
export interface ReactionSortBase {
  created_at?: AscDesc;
}

/** The order of reactions: one term or several. */
export type ReactionSort = ReactionSortBase | ReactionSortBase[];

/** Which page of the reactions to return. */
export type QueryReactionsOptions = Pager;

/** A page of reactions. */
export interface QueryReactionsAPIResponse extends APIResponse {
  reactions: ReactionResponse[];
  next?: string;
}
