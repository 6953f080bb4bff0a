/**
 * Where the reader is in the messages. Keeps the newest in sight for a reader at the end, and keeps every other reader's
 * place when messages are added above or below. Knows nothing of messages, only of elements with `data-row`.
 */

/** Still "at the end" within this many pixels: fractions of zoom, and the last line half read. */
const END_TOLERANCE_PX = 40;
/** Where the unread line comes to stand, from the top, in pixels: enough to see that something is above it. */
const CONTEXT_PX = 72;

export class MessageScroll {
  /** The reader sees the newest message. */
  atEnd = true;
  #element: HTMLElement | undefined;
  #anchor: { element: HTMLElement; top: number } | undefined;
  readonly #resized = new ResizeObserver(() => {
    if (this.atEnd) this.toEnd();
  });
  readonly #moved: () => void;

  constructor(moved: () => void) {
    this.#moved = moved;
  }

  attach(element: HTMLElement | undefined): void {
    if (element === this.#element) return;
    this.#resized.disconnect();
    this.#element = element;
    this.atEnd = true;
    if (element) this.#resized.observe(element);
  }

  /** For `@scroll`. */
  readonly scrolled = (): void => {
    const e = this.#element;
    if (!e) return;
    this.atEnd = e.scrollHeight - e.scrollTop - e.clientHeight <= END_TOLERANCE_PX;
    this.#moved();
  };

  /** Before the list changes: remembers the first message in sight and where it stands. */
  measure(): void {
    this.#anchor = undefined;
    const e = this.#element;
    if (!e || this.atEnd) return;
    const top = e.getBoundingClientRect().top;
    const rows = e.querySelectorAll<HTMLElement>("[data-row]");
    // They stand in order, so halving finds the first one in sight without measuring thousands.
    let from = 0;
    let to = rows.length - 1;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > top) to = middle;
      else from = middle + 1;
    }
    const element = rows[from];
    if (element) this.#anchor = { element, top: element.getBoundingClientRect().top };
  }

  /** After the list changed: the end again, or the same message at the same place. */
  restore(): void {
    if (this.atEnd) this.toEnd();
    else if (this.#element && this.#anchor?.element.isConnected) {
      this.#element.scrollTop += this.#anchor.element.getBoundingClientRect().top - this.#anchor.top;
    }
  }

  toEnd(): void {
    const e = this.#element;
    if (!e) return;
    this.atEnd = true;
    e.scrollTop = e.scrollHeight;
  }

  /** Brings an element near the top, if it is not in sight together with the end. */
  toElement(element: HTMLElement): void {
    const e = this.#element;
    if (!e) return;
    e.scrollTop += element.getBoundingClientRect().top - e.getBoundingClientRect().top - CONTEXT_PX;
    this.scrolled();
  }
}
