/** Those who want to be told of something, and telling them. Does not decide what is told. */

/** A function, or an object with functions. */
export type ChatKittyObserver<Value> =
  | ((value: Value) => void)
  | { onNext?: (value: Value) => void; onError?: (error: unknown) => void; onComplete?: () => void };

/** Ends an observation. Calling it again does nothing. */
export type ChatKittyUnsubscribe = () => void;

/** Calls something of the app's. What it throws is an uncaught error of the page, and keeps nobody from going on. */
export function call<Arguments extends unknown[]>(callback: ((...given: Arguments) => unknown) | undefined, ...given: Arguments): void {
  try {
    callback?.(...given);
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else void Promise.reject(error);
  }
}

/** The observers of one thing. */
export class Observers<Value> {
  readonly #told = new Set<(value: Value) => void>();

  /** @param onFirst called when the first one comes; what it returns, when the last one has gone. */
  constructor(private readonly onFirst?: () => () => void) {}

  #onLast: (() => void) | undefined;

  /** Adds one; the same function may come twice. */
  add(observer: ChatKittyObserver<Value>): ChatKittyUnsubscribe {
    const tell = (value: Value): void => call(typeof observer === 'function' ? observer : observer.onNext?.bind(observer), value);
    if (!this.#told.size) this.#onLast = this.onFirst?.();
    this.#told.add(tell);
    return () => {
      if (this.#told.delete(tell) && !this.#told.size) this.#onLast?.();
    };
  }

  /** Whether anybody is to be told. */
  get any(): boolean {
    return this.#told.size > 0;
  }

  /** Tells everybody who has not gone meanwhile. */
  tell(value: Value): void {
    for (const tell of [...this.#told]) if (this.#told.has(tell)) tell(value);
  }
}
