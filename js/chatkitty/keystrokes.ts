/** What the current user types: others are told that it types, and what. How often is decided here for the text only. */
import type { Channel as StreamChannel } from '../index.js';

/** Milliseconds of silence before a text is sent, and between two texts. */
const DEBOUNCE = 150;
const EVERY = 250;
/** Characters at most: an event of the service holds 5 KB. */
const LONGEST = 4_000;

/** What is going on in one channel or thread. */
interface Place {
  waiting?: ReturnType<typeof setTimeout>;
  /** When a text was sent last. */
  sent: number;
  typing: boolean;
}

/** The keyboard of one session. */
export class Keyboard {
  readonly #texts: boolean;
  readonly #places = new Map<string, Place>();

  /** @param texts false: others learn that the user types, not what. */
  constructor(texts: boolean) {
    this.#texts = texts;
  }

  /** The text of the composer is this now. */
  async type(stream: StreamChannel, keys: string, parentId?: string): Promise<void> {
    const place = this.#place(stream, parentId);
    clearTimeout(place.waiting);
    if (this.#texts && keys.length <= LONGEST) {
      place.waiting = setTimeout(() => {
        place.sent = Date.now();
        const event = { type: 'keystrokes', keys, ...(parentId && { parent_id: parentId }) };
        stream.sendEvent(event).catch(() => undefined);
      }, Math.max(DEBOUNCE, place.sent + EVERY - Date.now()));
    }
    if (!keys && !place.typing) return;
    place.typing = Boolean(keys);
    await (keys ? stream.keystroke(parentId) : stream.stopTyping(parentId));
  }

  /** The text was sent or given up: others learn at once that nobody types any more. */
  stop(stream: StreamChannel, parentId?: string): void {
    const place = this.#place(stream, parentId);
    clearTimeout(place.waiting);
    if (place.typing) stream.stopTyping(parentId).catch(() => undefined);
    place.typing = false;
  }

  /** Forgets what waits. */
  clear(): void {
    for (const { waiting } of this.#places.values()) clearTimeout(waiting);
  }

  #place({ cid }: StreamChannel, parentId = ''): Place {
    const name = `${cid} ${parentId}`;
    const place = this.#places.get(name) ?? { sent: 0, typing: false };
    this.#places.set(name, place);
    return place;
  }
}
