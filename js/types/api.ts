/** Shapes every call shares: answers, errors, sorting, paging, per-call settings. No endpoint's own shape. */

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

/** 1: smallest first, -1: largest first. */
export type AscDesc = 1 | -1;

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
