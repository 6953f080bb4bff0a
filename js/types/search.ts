/** Searching messages and looking into links: what calls take and answer. */
import type { APIResponse, AscDesc, SortParam } from './api.js';
import type { Attachment } from './attachment.js';
import type { ChannelResponse } from './channel.js';
import type { CustomMessageData } from './custom.js';
import type { ChannelFilters, QueryFilter, QueryFilters } from './filters.js';
import type { MessageOptions, MessageResponse } from './message.js';

/** Which messages to find: built-in fields and those of `CustomMessageData`, for instance `{ text: { $q: 'mugs' } }`. */
export type MessageFilters = QueryFilters<
  { [Key in keyof CustomMessageData]: QueryFilter<NonNullable<CustomMessageData[Key]>> } & {
    attachments: QueryFilter<string>;
    'attachments.type': QueryFilter<string>;
    created_at: QueryFilter<string>;
    id: QueryFilter<string>;
    'mentioned_users.id': QueryFilter<string | string[]>;
    parent_id: QueryFilter<string>;
    pinned: QueryFilter<boolean>;
    reply_count: QueryFilter<number>;
    text: QueryFilter<string>;
    type: QueryFilter<string>;
    updated_at: QueryFilter<string>;
    'user.id': QueryFilter<string>;
  }
>;

/** Fields to order messages by; -1: the greatest first. */
export type SearchMessageSortBase = { [Key in keyof CustomMessageData]?: AscDesc } & {
  attachments?: AscDesc;
  'attachments.type'?: AscDesc;
  created_at?: AscDesc;
  id?: AscDesc;
  'mentioned_users.id'?: AscDesc;
  parent_id?: AscDesc;
  pinned?: AscDesc;
  relevance?: AscDesc;
  reply_count?: AscDesc;
  text?: AscDesc;
  type?: AscDesc;
  updated_at?: AscDesc;
  'user.id'?: AscDesc;
};

/** The order of messages: one term, or several, of which the first counts most. */
export type SearchMessageSort = SearchMessageSortBase | SearchMessageSortBase[];

/** Which page of the messages found to return, and in what order. */
export interface SearchOptions {
  limit?: number;
  /** Cursor of the next page. Not together with `offset`. */
  next?: string;
  /** Rows to skip. */
  offset?: number;
  sort?: SearchMessageSort;
}

/** What a search sends: `message_filter_conditions`, or `query` for words in texts. */
export interface SearchPayload extends Omit<SearchOptions, 'sort'> {
  /** Which channels to look into. */
  filter_conditions: ChannelFilters;
  message_filter_conditions?: MessageFilters;
  message_options?: MessageOptions;
  query?: string;
  sort?: SortParam[];
  client_id?: string;
  connection_id?: string;
}

/** The service looked into some channels only. */
export interface SearchWarning {
  channel_search_cids: string[];
  channel_search_count: number;
  warning_code: number;
  warning_description: string;
}

/** A page of the messages found. */
export interface SearchAPIResponse extends APIResponse {
  results: Array<{ message: MessageResponse & { channel?: ChannelResponse } }>;
  next?: string;
  previous?: string;
  results_warning?: SearchWarning | null;
}

/** What a page says about itself. */
export type OGAttachment = Attachment & { og_scrape_url: string };

/** What the page behind a link says about itself. */
export type EnrichURLAPIResponse = APIResponse & Omit<OGAttachment, 'duration'>;

/** What messages can be translated from and into: ISO 639-1 codes, some with a country. */
export type TranslationLanguages =
  | 'af' | 'am' | 'ar' | 'az' | 'bg' | 'bn' | 'bs' | 'cs' | 'da' | 'de' | 'el' | 'en' | 'es' | 'es-MX' | 'et' | 'fa'
  | 'fa-AF' | 'fi' | 'fr' | 'fr-CA' | 'ha' | 'he' | 'hi' | 'hr' | 'ht' | 'hu' | 'id' | 'it' | 'ja' | 'ka' | 'ko'
  | 'lt' | 'lv' | 'ms' | 'nl' | 'no' | 'pl' | 'ps' | 'pt' | 'ro' | 'ru' | 'sk' | 'sl' | 'so' | 'sq' | 'sr' | 'sv'
  | 'sw' | 'ta' | 'th' | 'tl' | 'tr' | 'uk' | 'ur' | 'vi' | 'zh' | 'zh-TW';

/** A text in another language. */
export interface TranslateResponse extends APIResponse {
  language: string;
  translated_text: string;
}
