/** Drafts, reminders and shared locations of the own user: what calls take and answer. */
import type { APIResponse, AscDesc, Pager } from './api.js';
import type { ChannelResponse } from './channel.js';
import type { Coords } from './channel_calls.js';
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

/** Which of the own drafts to find. */
export type DraftFilters = QueryFilters<{
  channel_cid: QueryFilter<string>;
  created_at: QueryFilter<string>;
  parent_id: QueryFilter<string>;
}>;

/** One term of the order of drafts; -1: the newest first. */
export interface DraftSortBase {
  created_at?: AscDesc;
}

/** The order of drafts: one term or several. */
export type DraftSort = DraftSortBase | DraftSortBase[];

/** Which of the own drafts to return, in what order, and which page. */
export interface QueryDraftsOptions extends Pager {
  filter?: DraftFilters;
  sort?: DraftSort;
  user_id?: string;
}

/** A page of drafts. */
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

/** Which message, and when. */
export interface CreateReminderOptions extends ReminderOptions {
  messageId: string;
}

/** Which message, and the new time. */
export type UpdateReminderOptions = CreateReminderOptions;

/** A reminder as events carry it. Times are RFC 3339; without `remind_at` the message is only kept for later. */
export interface ReminderResponseBase {
  channel_cid: string;
  created_at: string;
  message_id: string;
  updated_at: string;
  user_id: string;
  remind_at?: string;
}

/** A reminder with its message. */
export interface ReminderResponse extends ReminderResponseBase {
  user: UserResponse;
  message: MessageResponse;
  channel?: ChannelResponse;
}

/** A reminder, with or without its message. */
export type ReminderResponseBaseOrResponse = ReminderResponseBase | ReminderResponse;

/** The reminder as it is stored now. */
export interface ReminderAPIResponse extends APIResponse {
  reminder: ReminderResponse;
}

/** Which of the own reminders to find, for instance `{ remind_at: { $exists: true } }`. */
export type ReminderFilters = QueryFilters<{
  channel_cid: QueryFilter<string>;
  created_at: QueryFilter<string>;
  message_id: QueryFilter<string>;
  remind_at: QueryFilter<string>;
  user_id: QueryFilter<string>;
}>;

/** Fields to order reminders by; -1: the greatest first. */
export interface ReminderSortBase {
  channel_cid?: AscDesc;
  created_at?: AscDesc;
  remind_at?: AscDesc;
  updated_at?: AscDesc;
}

/** The order of reminders: one term, or several, of which the first counts most. */
export type ReminderSort = ReminderSortBase | ReminderSortBase[];

/** Which of the own reminders to return, in what order, and which page. */
export interface QueryRemindersOptions extends Pager {
  filter?: ReminderFilters;
  sort?: ReminderSort;
}

/** A page of reminders. */
export interface QueryRemindersResponse extends APIResponse {
  reminders: ReminderResponse[];
  next?: string;
  prev?: string;
}

/** A place, who shares it and in which message. Times are RFC 3339. */
export interface LocationFields extends Coords {
  channel_cid: string;
  created_at: string;
  /** Names the device that shares it. */
  created_by_device_id: string;
  message_id: string;
  updated_at: string;
  user_id: string;
}

/** Where somebody was. */
export type SharedStaticLocationResponse = LocationFields;

/** Where somebody is, until `end_at`. */
export type SharedLiveLocationResponse = LocationFields & { end_at: string };

/** A shared place: of once, or live. */
export type SharedLocationResponse = SharedStaticLocationResponse | SharedLiveLocationResponse;

/** The live locations that the own user shares now. */
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
