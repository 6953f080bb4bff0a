/** What asynchronous calls resolve with: they never reject. Not what the failures are: `errors.ts`. */
import { type ChatKittyError, errorFrom } from './errors.js';

/** A call that did what it should, with what it gives. */
export type Succeeded<Payload> = { succeeded: true; failed: false; cancelled: false; error?: undefined } & Payload;

/** A call that did not. */
export type Failed<Payload> = { succeeded: false; failed: true; cancelled: false; error: ChatKittyError } & { [Field in keyof Payload]?: undefined };

/** The outcome of a call: `succeeded` or `failed` says which. */
export type Result<Payload> = Succeeded<Payload> | Failed<Payload>;

/** The outcome of a call that gives nothing. */
export type EmptyResult = Result<object>;

/** A success with what it gives. */
export const success = <Payload extends object>(payload: Payload): Succeeded<Payload> =>
  ({ succeeded: true, failed: false, cancelled: false, ...payload });

/** A failure. */
export const failure = <Payload>(cause: unknown): Failed<Payload> =>
  ({ succeeded: false, failed: true, cancelled: false, error: errorFrom(cause) }) as Failed<Payload>;

/** Runs something to its result. */
export const attempt = <Payload extends object>(work: () => Promise<Payload>): Promise<Result<Payload>> =>
  Promise.resolve().then(work).then(success, (cause: unknown) => failure<Payload>(cause));

/** Any result, as far as its guards need it. */
export interface Outcome { succeeded: boolean; failed: boolean; cancelled: boolean }

/** Whether a call did what it should. */
export const succeeded = <Of extends Outcome>(result: Of): result is Extract<Of, { succeeded: true }> => result.succeeded;
/** Whether a call failed. */
export const failed = <Of extends Outcome>(result: Of): result is Extract<Of, { failed: true }> => result.failed;
/** Never: nothing can be cancelled. */
export const cancelled = (result: Outcome): boolean => result.cancelled;
