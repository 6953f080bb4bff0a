/** A map of bounded size that drops what was not asked for longest. Knows nothing of what is in it. */

/** A map of bounded size that drops what was not asked for longest. */
export class FixedSizeQueueCache<K, T> {
  readonly #map = new Map<K, T>();
  readonly #size: number;
  readonly #dispose: ((key: K, value: T) => void) | undefined;

  /** `size`: entries at most, at least 1. `dispose` is called with each entry that is dropped. */
  constructor(size: number, options?: { dispose: (key: K, value: T) => void }) {
    this.#size = size;
    this.#dispose = options?.dispose;
  }

  /** Adds or replaces an entry, and drops the one not asked for longest when there are too many. */
  add(key: K, value: T): void {
    this.#map.delete(key);
    this.#map.set(key, value);
    for (const [oldest, dropped] of this.#map) {
      if (this.#map.size <= this.#size) return;
      this.#map.delete(oldest);
      this.#dispose?.(oldest, dropped);
    }
  }

  /** The value of an entry, which counts as asked for just now. */
  get(key: K): T | undefined {
    const value = this.#map.get(key);
    if (this.#map.delete(key)) this.#map.set(key, value as T);
    return value;
  }

  /** The value of an entry, without asking for it. */
  peek(key: K): T | undefined {
    return this.#map.get(key);
  }

  /** Drops everything. */
  clear(): void {
    const dropped = [...this.#map];
    this.#map.clear();
    dropped.forEach(([key, value]) => this.#dispose?.(key, value));
  }
}
