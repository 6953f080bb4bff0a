/** What `client.moderation` takes and answers. Bans and the older flags are `restriction.ts`. */
import type { APIResponse, Pager } from './api.js';
import type { Mute, OwnUserResponse } from './user.js';

/** What those who review it shall see of something that the service does not store itself. */
export interface ModerationPayload {
  texts?: string[];
  images?: string[];
  videos?: string[];
  custom?: Record<string, unknown>;
}

/** What goes with a flag. */
export interface ModerationFlagOptions {
  /** Own data for those who review it. */
  custom?: Record<string, unknown>;
  moderation_payload?: ModerationPayload;
  user_id?: string;
}

/** The answer to a flag. */
export interface FlagResponse extends APIResponse {
  /** Names the item in the review queue. */
  item_id: string;
}

/** For how long a user is muted. */
export interface ModerationMuteOptions {
  /** Minutes; absent: until unmuted. */
  timeout?: number;
  user_id?: string;
}

/** The new mute, and the own user with all of them. */
export interface ModerationMuteResponse extends APIResponse {
  mute?: Mute;
  mutes?: Mute[];
  own_user?: OwnUserResponse;
}

/** The answer to ending a mute. */
export interface UnmuteUserResponse extends APIResponse {
  /** Ids of users that do not exist. */
  non_existing_users?: string[];
}

/** By the service's names, for instance `{ entity_type: 'stream:chat:v1:message' }`. */
export type ReviewQueueFilters = Record<string, unknown>;

/** The order of the queue, for instance `{ created_at: -1 }`; several terms, of which the first counts most. */
export type ReviewQueueSort = Record<string, 1 | -1> | Array<Record<string, 1 | -1>>;

/** Which page of the queue, and for how many seconds (`lock_duration`) its items are kept from other reviewers. */
export interface ReviewQueuePaginationOptions extends Pager {
  lock_items?: boolean;
  lock_duration?: number;
}

/** An item that waits for review. */
export interface ReviewQueueItem {
  id: string;
  entity_id: string;
  entity_type: string;
  /** RFC 3339. */
  created_at: string;
  status: string;
  [field: string]: unknown;
}

/** A page of the review queue. */
export interface ReviewQueueResponse extends APIResponse {
  items: ReviewQueueItem[];
  next?: string;
  prev?: string;
}

/** What the action needs, by its name, for instance `{ ban: { timeout: 60 } }`. */
export interface SubmitActionOptions {
  user_id?: string;
  [action: string]: unknown;
}

/** The item after the decision. */
export interface SubmitActionResponse extends APIResponse {
  item?: ReviewQueueItem;
}

/** How much the report on a user tells. */
export interface GetUserModerationReportOptions {
  create_user_if_not_exists?: boolean;
  include_user_blocks?: boolean;
  include_user_mutes?: boolean;
  limit?: number;
}

/** A report on a user. */
export interface GetUserModerationReportResponse extends APIResponse {
  user: Record<string, unknown>;
  user_blocks?: unknown[];
  user_mutes?: unknown[];
}

/** Rules for automatic moderation, by the service's names. */
export interface ModerationConfig {
  key: string;
  team?: string;
  [rules: string]: unknown;
}

/** A stored set of rules. */
export interface GetConfigResponse extends APIResponse {
  config: ModerationConfig;
}

/** The set of rules as it is stored now. */
export type UpsertConfigResponse = GetConfigResponse;

/** Which sets of rules to find, by the service's names; `{}`: all. */
export type QueryModerationConfigsFilters = Record<string, unknown>;

/** The order of sets of rules: terms, of which the first counts most. */
export type QueryModerationConfigsSort = Array<Record<string, 1 | -1>>;

/** A page of sets of rules. */
export interface QueryConfigsResponse extends APIResponse {
  configs: ModerationConfig[];
  next?: string;
  prev?: string;
}
