/** What the current user types: others are told that it types, and what. How often is decided here for the text only. */
import type { Session } from './session.js';

/** Milliseconds of silence before a text is sent, and between two texts. */
const DEBOUNCE = 150;
const EVERY = 250;
/** Characters at most: an event of the service holds 5 KB. */
const LONGEST = 4_000;

/** The keyboard of one session: the text that waits in each channel or thread. */
export class Keyboard {
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly sent = new Map<string, number>();
  private readonly stops = new Map<string, () => Promise<void>>();

  constructor(private readonly session: Session) {}

  /** The text of the composer is this now. */
  async type(cid: string, keys: string, parentId?: string): Promise<void> {
    const place = `${cid} ${parentId ?? ''}`;
    const stream = this.session.stream(cid);
    this.cancel(place);
    if (this.session.settings.keystrokes !== 'off' && keys.length <= LONGEST) {
      const pause = Math.max(DEBOUNCE, (this.sent.get(place) ?? 0) + EVERY - Date.now());
      this.waiting.set(place, setTimeout(() => {
        this.waiting.delete(place);
        this.sent.set(place, Date.now());
        const event = { type: 'keystrokes', keys, ...(parentId && { parent_id: parentId }) };
        stream.sendEvent(event).catch(() => undefined);
      }, pause));
    }
    if (!keys) return this.stop(cid, parentId, false);
    this.stops.set(place, () => stream.stopTyping(parentId));
    await stream.keystroke(parentId);
  }

  /** The text was sent or given up: others learn at once that nobody types any more. */
  async stop(cid: string, parentId?: string, forget = true): Promise<void> {
    const place = `${cid} ${parentId ?? ''}`;
    if (forget) this.cancel(place);
    const stop = this.stops.get(place);
    this.stops.delete(place);
    await stop?.();
  }

  private cancel(place: string): void {
    clearTimeout(this.waiting.get(place));
    this.waiting.delete(place);
  }

  /** Forgets what waits. */
  clear(): void {
    for (const place of this.waiting.keys()) this.cancel(place);
  }
}
