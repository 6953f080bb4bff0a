/** Those who want to be told of something, and telling them. Does not decide what is told. */

/** A function, or an object with functions. */
export type ChatKittyObserver<Value> =
  | ((value: Value) => void)
  | {
      /** Called with each value. */
      onNext?: (value: Value) => void;
      /** Never called: nothing that is observed fails. */
      onError?: (error: unknown) => void;
      /** Never called: nothing that is observed ends. */
      onComplete?: () => void;
    };

/** Ends an observation. Calling it again does nothing. */
export type ChatKittyUnsubscribe = () => void;

/** What `on...` methods are. */
export type Observe<Value> = (observer: ChatKittyObserver<Value>) => ChatKittyUnsubscribe;

/** Calls something of the app's. What it throws is an uncaught error of the page, and keeps nobody from going on. */
export function call<Arguments extends unknown[]>(callback: ((...given: Arguments) => unknown) | undefined, ...given: Arguments): void {
  try {
    callback?.(...given);
  } catch (error) {
    void Promise.reject(error);
  }
}

/** Tells one observer something. */
export const tell = <Value>(observer: ChatKittyObserver<Value>, value: Value): void =>
  call(() => (typeof observer === 'function' ? observer(value) : observer.onNext?.(value)));

/** The observers of one thing. */
export class Observers<Value> {
  readonly #onChange: ((any: boolean) => void) | undefined;
  readonly #told = new Set<{ observer: ChatKittyObserver<Value> }>();

  /** @param onChange called with true when the first one has come, with false when the last one has gone. */
  constructor(onChange?: (any: boolean) => void) {
    this.#onChange = onChange;
  }

  /** Adds one; the same function may come twice. */
  add: Observe<Value> = (observer) => {
    // A box for each, as the same observer may come twice.
    const box = { observer };
    this.#told.add(box);
    if (this.#told.size < 2) this.#onChange?.(true);
    return () => {
      if (this.#told.delete(box) && !this.any) this.#onChange?.(false);
    };
  };

  /** Whether anybody is to be told. */
  get any(): boolean {
    return this.#told.size > 0;
  }

  /** Tells everybody who has not gone meanwhile. */
  tell = (value: Value): void => {
    for (const box of [...this.#told]) if (this.#told.has(box)) tell(box.observer, value);
  };
}
