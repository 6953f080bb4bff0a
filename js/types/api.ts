/** Shapes every call shares: answers, errors, limits, sorting, paging, per-call settings. No endpoint's own shape. */
import type { LiteralStringForUnion, UR } from './generic.js';

/** What every answer of the service carries. */
export interface APIResponse {
  /** Time the service took, with its unit, for instance `"12.40ms"`. */
  duration: string;
}

/** The service's error body. */
export interface APIErrorResponse extends APIResponse {
  /** The service's error code, for instance 4 (bad input) or 40 (token expired). */
  code: number;
  message: string;
  /** Address of an explanation. */
  more_info: string;
  /** HTTP status. */
  StatusCode: number;
  details?: unknown;
  /** Text per invalid field. */
  exception_fields?: Record<string, string>;
  /** True: repeating the request cannot help. */
  unrecoverable?: boolean;
}

/** When the service made something and changed it last, RFC 3339. */
export interface CreatedAtUpdatedAt {
  created_at: string;
  updated_at: string;
}

/** 1: smallest first, -1: largest first. */
export type AscDesc = 1 | -1;

/** An order by fields of `T`; several fields count in the order in which they are written. */
export type Sort<T = UR> = { [Key in keyof T]?: AscDesc };

/** One sort term as it travels. */
export interface SortParam {
  field: string;
  direction: AscDesc;
}

/** Settings of a single call. */
export interface RequestOptions {
  /** Milliseconds until the call is given up. Default: the client's `timeout`. */
  timeout?: number;
  /** Aborts the call; it rejects with the code `request/cancelled`. */
  signal?: AbortSignal;
}

/** Paging by position. */
export interface PaginationOptions {
  /** Rows to return at most. */
  limit?: number;
  /** Rows to skip. */
  offset?: number;
}

/** Paging by cursor. */
export interface Pager {
  limit?: number;
  /** Cursor of the next page, from the answer before. */
  next?: string;
  /** Cursor of the previous page. */
  prev?: string;
}

/** Name of an operation of the service, for instance `"SendMessage"`. */
export type EndpointName = LiteralStringForUnion;

/** How often an operation may be called in one minute, counted by platform. Answers have it as `X-RateLimit-*` headers. */
export interface RateLimitsInfo {
  /** Calls per minute. */
  limit: number;
  /** Calls left in this minute. */
  remaining: number;
  /** When the next minute begins, in seconds since 1970. */
  reset: number;
}

/** Limits by operation. */
export type RateLimitsMap = Record<EndpointName, RateLimitsInfo>;

/** Limits by platform. Asking for them needs the API secret. */
export interface GetRateLimitsResponse extends APIResponse {
  android?: RateLimitsMap;
  ios?: RateLimitsMap;
  server_side?: RateLimitsMap;
  web?: RateLimitsMap;
}
