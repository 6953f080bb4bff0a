/**
 * The functions that want events. The typed classes register one for all; those who use the bare class register theirs
 * by type. Decides nothing.
 */
export class Listeners {
  #all = new Set();

  /** `on(listener)` or `on(type, listener)`; gives back `{unsubscribe}`. */
  on(type, listener) {
    const entry = typeof type === 'function' ? { listener: type } : { type: type === 'all' ? undefined : type, listener };
    this.#all.add(entry);
    return { unsubscribe: () => void this.#all.delete(entry) };
  }

  /** Removes what `on` was called with. */
  off(type, listener) {
    const [kind, target] = typeof type === 'function' ? [undefined, type] : [type === 'all' ? undefined : type, listener];
    for (const entry of this.#all) if (entry.listener === target && entry.type === kind) this.#all.delete(entry);
  }

  /** Those for every event first, then those for its type. One that throws stops nobody; a new one hears the next event. */
  notify(event, slot) {
    const entries = [...this.#all];
    for (const entry of [...entries.filter((e) => e.type === undefined), ...entries.filter((e) => e.type === event.type && e.type !== undefined)]) {
      try {
        entry.listener(event, slot);
      } catch (error) {
        throwLater(error);
      }
    }
  }
}

/** What the app's own function threw becomes an uncaught error of the page, as it would without us. */
export function throwLater(error) {
  if (typeof reportError === 'function') reportError(error);
  else queueMicrotask(() => { throw error; });
}
