/** What `client.moderation` takes and answers. Bans and the older flags are `restriction.ts`. */
import type { APIResponse, Pager } from './api.js';
import type { Mute, OwnUserResponse } from './user.js';

export interface ModerationPayload {
  texts?: string[];
  images?: string[];
  videos?: string[];
  custom?: Record<string, unknown>;
}

export interface ModerationFlagOptions {
  /** Own data for those who review it. */
  custom?: Record<string, unknown>;
  moderation_payload?: ModerationPayload;
  user_id?: string;
}

export interface FlagResponse extends APIResponse {
  /** Names the item in the review queue. */
  item_id: string;
}

export interface ModerationMuteOptions {
  /** Minutes; absent: until unmuted. */
  timeout?: number;
  user_id?: string;
}

export interface ModerationMuteResponse extends APIResponse {
  mute?: Mute;
  mutes?: Mute[];
  own_user?: OwnUserResponse;
}

export interface UnmuteUserResponse extends APIResponse {
  /** Ids of users that do not exist. */
  non_existing_users?: string[];
}

/** By the service's names, for instance `{ entity_type: 'stream:chat:v1:message' }`. */
export type ReviewQueueFilters = Record<string, unknown>;
export type ReviewQueueSort = Record<string, 1 | -1> | Array<Record<string, 1 | -1>>;
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

export interface SubmitActionResponse extends APIResponse {
  item?: ReviewQueueItem;
}

export interface GetUserModerationReportOptions {
  create_user_if_not_exists?: boolean;
  include_user_blocks?: boolean;
  include_user_mutes?: boolean;
  limit?: number;
}

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

export interface GetConfigResponse extends APIResponse {
  config: ModerationConfig;
}
export type UpsertConfigResponse = GetConfigResponse;

export type QueryModerationConfigsFilters = Record<string, unknown>;
export type QueryModerationConfigsSort = Array<Record<string, 1 | -1>>;

export interface QueryConfigsResponse extends APIResponse {
  configs: ModerationConfig[];
  next?: string;
  prev?: string;
}
