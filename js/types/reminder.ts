/** Drafts, reminders and shared locations of the own user: what calls take and answer. */
import type { APIResponse, AscDesc, Pager } from './api.js';
import type { ChannelResponse } from './channel.js';
import type { QueryFilter, QueryFilters } from './filters.js';
import type { Message, MessageResponse } from './message.js';
import type { UserResponse } from './user.js';

/** A message that is not sent yet, as the service keeps it. */
export type DraftMessage = Message & { id: string; text: string };

/** A draft: at most one per channel and one per thread. */
export interface DraftResponse {
  channel_cid: string;
  /** RFC 3339. */
  created_at: string;
  message: DraftMessage;
  channel?: ChannelResponse;
  parent_id?: string;
  parent_message?: MessageResponse;
  quoted_message?: MessageResponse;
}

export type DraftFilters = QueryFilters<{
  channel_cid: QueryFilter<string>;
  created_at: QueryFilter<string>;
  parent_id: QueryFilter<string>;
}>;
export interface DraftSortBase {
  created_at?: AscDesc;
}
export type DraftSort = DraftSortBase | DraftSortBase[];

export interface QueryDraftsOptions extends Pager {
  filter?: DraftFilters;
  sort?: DraftSort;
  user_id?: string;
}

export interface QueryDraftsResponse extends APIResponse {
  drafts: DraftResponse[];
  next?: string;
  prev?: string;
}

/** When to be reminded, and who. */
export interface ReminderOptions {
  /** RFC 3339; null or absent: kept for later without a time. */
  remind_at?: string | null;
  user_id?: string;
}

export interface CreateReminderOptions extends ReminderOptions {
  messageId: string;
}

export type UpdateReminderOptions = CreateReminderOptions;

export interface ReminderResponseBase {
  channel_cid: string;
  created_at: string;
  message_id: string;
  updated_at: string;
  user_id: string;
  remind_at?: string;
}

export interface ReminderResponse extends ReminderResponseBase {
  user: UserResponse;
  message: MessageResponse;
  channel?: ChannelResponse;
}

export interface ReminderAPIResponse extends APIResponse {
  reminder: ReminderResponse;
}

export type ReminderFilters = QueryFilters<{
  channel_cid: QueryFilter<string>;
  created_at: QueryFilter<string>;
  message_id: QueryFilter<string>;
  remind_at: QueryFilter<string>;
  user_id: QueryFilter<string>;
}>;
export interface ReminderSortBase {
  channel_cid?: AscDesc;
  created_at?: AscDesc;
  remind_at?: AscDesc;
  updated_at?: AscDesc;
}
export type ReminderSort = ReminderSortBase | ReminderSortBase[];

export interface QueryRemindersOptions extends Pager {
  filter?: ReminderFilters;
  sort?: ReminderSort;
}

export interface QueryRemindersResponse extends APIResponse {
  reminders: ReminderResponse[];
  next?: string;
  prev?: string;
}

interface LocationFields {
  channel_cid: string;
  created_at: string;
  /** Names the device that shares it. */
  created_by_device_id: string;
  /** Degrees. */
  latitude: number;
  /** Degrees. */
  longitude: number;
  message_id: string;
  updated_at: string;
  user_id: string;
}

/** Where somebody was. */
export type SharedStaticLocationResponse = LocationFields;

/** Where somebody is, until `end_at`. */
export type SharedLiveLocationResponse = LocationFields & { end_at: string };

export type SharedLocationResponse = SharedStaticLocationResponse | SharedLiveLocationResponse;

export interface ActiveLiveLocationsAPIResponse extends APIResponse {
  active_live_locations: SharedLiveLocationResponse[];
}

/** A new place, or with `end_at` of now the end of sharing. */
export interface UpdateLocationPayload {
  message_id: string;
  created_by_device_id?: string;
  end_at?: string;
  latitude?: number;
  longitude?: number;
  user?: { id: string };
  user_id?: string;
}
