/** The error classes apps catch. Messages and codes come from the client's core; only loading failures are made here. */
import type { CoreFailure } from './core.js';
import type { APIErrorResponse } from './types/api.js';

/** Any failure of the client. */
export class ChatError extends Error {
  override readonly name: string = 'ChatError';
  /** Number: the service's error code. String: the client's own, `area/what`, for instance `wasm/load-failed`. */
  readonly code: number | string;
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;

  constructor(message: string, { code, status = 0, cause }: { code: number | string; status?: number; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
  }

  /** What a log may have: `stack`, `cause` and the answer's body are left out. */
  toJSON(): { name: string; code: number | string; status: number; message: string } {
    const { name, code, status, message } = this;
    return { name, code, status, message };
  }
}

/** The service refused a request. */
export class ErrorFromResponse<T = APIErrorResponse> extends ChatError {
  override readonly name: string = 'ErrorFromResponse';
  /** The service's error code. */
  declare readonly code: number;
  /** The answer: its body and HTTP status. */
  readonly response: { data: T; status: number };

  constructor(
    message: string,
    { response, ...rest }: { code: number; status?: number; cause?: unknown; response: { data: T; status: number } },
  ) {
    super(message, rest);
    this.response = response;
  }
}

/** The class for a failure the core describes. */
export function errorFrom({ message, response, ...rest }: CoreFailure): ChatError {
  return response && typeof rest.code === 'number'
    ? new ErrorFromResponse(message, { ...rest, code: rest.code, response: response as ErrorFromResponse['response'] })
    : new ChatError(message, rest);
}
