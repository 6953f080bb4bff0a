/** Holds one value and tells subscribers when another takes its place. Decides nothing about what is in it. */

/** A function from the present value to the next one. */
export type Patch<T> = (value: T) => T;
/** The next value, or a function that makes it from the present one. */
export type ValueOrPatch<T> = T | Patch<T>;
/** Called with the value and with the one before; the one before is undefined in the first call. */
export type Handler<T> = (nextValue: T, previousValue: T | undefined) => void;
/** Called with a new value before it is set and may change its fields; what it returns is ignored. */
export type Preprocessor<T> = Handler<T>;
/** Ends what the call that returned it began. Calling it again does nothing. */
export type Unsubscribe = () => void;
/** Ends what `addPreprocessor` began. */
export type RemovePreprocessor = Unsubscribe;

/** Whether it is a function that makes the next value. */
export const isPatch = <T>(value: ValueOrPatch<T>): value is Patch<T> => typeof value === 'function';

/**
 * A value that can be watched. Values are replaced, never changed: to compare references is to know whether something is
 * new.
 *
 * @example
 * const store = new StateStore({ count: 0 });
 * const unsubscribe = store.subscribe(({ count }) => console.log(count)); // 0 at once
 * store.partialNext({ count: 1 }); // 1
 * unsubscribe();
 */
export class StateStore<T extends Record<string, unknown>> {
  /** The value there is now. */
  protected value: T;
  /** Called with each new value. */
  protected handlers = new Set<Handler<T>>();
  /** Called with each new value before it takes the place of the old. */
  protected preprocessors = new Set<Preprocessor<T>>();

  /** @param value what it holds first */
  constructor(value: T) {
    this.value = value;
  }

  /** The value there is now: the same reference until it is replaced. */
  getLatestValue(): T {
    return this.value;
  }

  /** Replaces the value. The very same value again is no change, and nobody is called. */
  next(newValueOrPatch: ValueOrPatch<T>): void {
    const next = isPatch(newValueOrPatch) ? newValueOrPatch(this.value) : newValueOrPatch;
    if (next === this.value) return;
    this.preprocessors.forEach((preprocess) => preprocess(next, this.value));
    const previous = this.value;
    this.value = next;
    // A handler may have set another value meanwhile: nobody is given one that is out of date.
    this.handlers.forEach((handler) => handler(this.value, previous));
  }

  /** Replaces some fields. Always makes a new value, so that subscribers are called. */
  partialNext = (partial: Partial<T>): void => this.next((current) => ({ ...current, ...partial }));

  /** Calls the handler at once, then with every new value. The same function counts once, however often it subscribes. */
  subscribe(handler: Handler<T>): Unsubscribe {
    handler(this.value, undefined);
    this.handlers.add(handler);
    return () => {
      this.handlers.delete(handler);
    };
  }

  /**
   * Calls the handler at once, then when a field of what the selector picks is no longer identical. Fields are those that
   * the last pick had; one that appears alone is no change.
   */
  subscribeWithSelector = <O extends Readonly<Record<string, unknown>> | Readonly<unknown[]>>(
    selector: (nextValue: T) => O, handler: Handler<O>,
  ): Unsubscribe => {
    let picked: O | undefined;
    return this.subscribe((value) => {
      const next = selector(value);
      if (picked !== undefined && sameFields(picked, next)) return;
      const previous = picked;
      picked = next;
      handler(next, previous);
    });
  };

  /** Calls a function with each new value before it is set and before subscribers are called. */
  addPreprocessor(preprocessor: Preprocessor<T>): RemovePreprocessor {
    this.preprocessors.add(preprocessor);
    return () => {
      this.preprocessors.delete(preprocessor);
    };
  }

  /** Both values as one to read and to watch. The stores may not share a field. */
  merge<L extends Record<string, unknown>>(
    stateStore: Extract<keyof T, keyof L> extends never ? StateStore<L> : never,
  ): MergedStateStore<T, L> {
    return new MergedStateStore<T, L>({ original: this, merged: stateStore });
  }
}

/** Two stores read and watched as one. Has no value of its own: set those of `original` and `merged`. */
export class MergedStateStore<O extends Record<string, unknown>, M extends Record<string, unknown>> extends StateStore<O & M> {
  /** The store that `merge` was called on. */
  readonly original: StateStore<O>;
  /** The other store. */
  readonly merged: StateStore<M>;
  #seenOriginal: O;
  #seenMerged: M;

  /** Made by `merge`. */
  constructor({ original, merged }: { original: StateStore<O>; merged: StateStore<M> }) {
    const seenOriginal = original.getLatestValue();
    const seenMerged = merged.getLatestValue();
    super({ ...seenOriginal, ...seenMerged });
    this.original = original;
    this.merged = merged;
    this.#seenOriginal = seenOriginal;
    this.#seenMerged = seenMerged;
  }

  /** The fields of both: the same reference until one of them is replaced. */
  override getLatestValue(): O & M {
    const original = this.original.getLatestValue();
    const merged = this.merged.getLatestValue();
    if (original !== this.#seenOriginal || merged !== this.#seenMerged) {
      this.#seenOriginal = original;
      this.#seenMerged = merged;
      this.value = { ...original, ...merged };
    }
    return this.value;
  }

  /** Calls back with the fields of both now, and whenever one of the stores has a new value. */
  override subscribe(handler: Handler<O & M>): Unsubscribe {
    let last: O & M | undefined;
    const tell = () => {
      const value = this.getLatestValue();
      if (value === last) return;
      const previous = last;
      last = value;
      handler(value, previous);
    };
    const ends = [this.original.subscribe(tell), this.merged.subscribe(tell)];
    return () => ends.forEach((end) => end());
  }

  /** Does nothing but warn. */
  override next = (): void => refuse('next');
  /** Does nothing but warn. */
  override partialNext = (): void => refuse('partialNext');
  /** Does nothing but warn. */
  override addPreprocessor(): RemovePreprocessor {
    refuse('addPreprocessor');
    return () => undefined;
  }
}

/** The peer warns on the console here too: there is no client whose logger could be asked. */
function refuse(method: string): void {
  console.warn(`MergedStateStore.${method} does nothing: call it on the store's original or merged`);
}

/** Whether every field of `known` is identical in `next`. */
function sameFields(known: object, next: object): boolean {
  return Object.keys(known).every((key) => (known as Record<string, unknown>)[key] === (next as Record<string, unknown> | undefined)?.[key]);
}
