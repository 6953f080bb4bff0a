/** Counts who wants a set of subscriptions and ends them with the last one. Does not know what is subscribed to. */
import type { Unsubscribe } from './state_store.js';

/** What several parts of an app may ask for at a time: registered once, ended when the last one lets go. */
export abstract class WithSubscriptions {
  /** What `unregisterSubscriptions` returns, so that a class that extends another knows it was called. */
  protected static readonly symbol: symbol = Symbol('with-subscriptions');
  #ends = new Set<Unsubscribe>();
  #users = 0;

  /** Begins the subscriptions, or counts one more who wants them. */
  abstract registerSubscriptions(): void;

  /** True while something is subscribed to. */
  get hasSubscriptions(): boolean {
    return this.#ends.size > 0;
  }

  /** Adds what `unregisterSubscriptions` calls at the end. */
  protected addUnsubscribeFunction(unsubscribeFunction: Unsubscribe): void {
    this.#ends.add(unsubscribeFunction);
  }

  /** Counts one more who wants the subscriptions; gives how many there are. */
  protected incrementRefCount(): number {
    return ++this.#users;
  }

  /** One fewer wants them; with the last one they end. Returns a mark that means nothing to apps. */
  unregisterSubscriptions(): symbol {
    if (this.#users > 0) this.#users -= 1;
    if (this.#users === 0) {
      this.#ends.forEach((end) => end());
      this.#ends.clear();
    }
    return WithSubscriptions.symbol;
  }
}
