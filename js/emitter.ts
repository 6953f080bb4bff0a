/** Calls listeners, by event type and for all events. Does not make, order or change events. */
import type { Event, EventHandler, EventTypes } from './types/event.js';

/** What `on` returns. */
export interface Subscription {
  /** Ends this one registration; calling it again does nothing. */
  unsubscribe: () => void;
}

/** Takes `(listener)` for all events or `(type, listener)`. */
export type ListenArguments = [listener: EventHandler] | [type: EventTypes, listener: EventHandler];

/** Hands an error of the app's own code to the page, as an uncaught error would be, without interrupting the caller. */
export function reportUncaught(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else queueMicrotask(() => { throw error; });
}

/** Listeners, and telling them of events. */
export class Emitter {
  /** One box per registration, so that the same function may be registered twice and each ends alone. */
  readonly #listeners = new Map<string, Set<{ call: EventHandler }>>();

  /** Registers a listener. The same function may be registered twice. */
  on(...args: ListenArguments): Subscription {
    const [type, call] = args.length < 2 ? (['all', args[0]] as const) : args as [string, EventHandler];
    if (typeof call !== 'function') throw new TypeError(`on(${JSON.stringify(type)}) needs a function`);
    const registered = this.#listeners.get(type) ?? new Set();
    const box = { call: call as EventHandler };
    this.#listeners.set(type, registered.add(box));
    return { unsubscribe: () => void registered.delete(box) };
  }

  /** A copy of what is registered, by type of event. A type that nobody listens to any more stays, empty. */
  listeners(): Record<string, EventHandler[]> {
    return Object.fromEntries([...this.#listeners].map(([type, registered]) => [type, [...registered].map(({ call }) => call)]));
  }

  /** Ends every registration of that listener for that type. */
  off(...args: ListenArguments): void {
    const [type, call] = args.length < 2 ? (['all', args[0]] as const) : args;
    const registered = this.#listeners.get(type as string);
    for (const box of registered ?? []) if (box.call === call) registered?.delete(box);
  }

  /**
   * "all" first, then by type. A listener removed by an earlier one is not called, one added meanwhile is not called
   * yet. One that throws is passed to `onThrow`, and the rest are called.
   */
  emit(event: Event, onThrow: (error: unknown) => void): void {
    // Most channels have no listener of their own.
    if (this.#listeners.size === 0) return;
    this.#tell('all', event, onThrow);
    this.#tell(event.type, event, onThrow);
  }

  #tell(type: string, event: Event, onThrow: (error: unknown) => void): void {
    const registered = this.#listeners.get(type);
    if (!registered?.size) return;
    for (const box of [...registered]) {
      try {
        if (registered.has(box)) box.call(event);
      } catch (error) {
        onThrow(error);
      }
    }
  }
}
