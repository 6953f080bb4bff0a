/**
 * Which of the loaded messages are drawn: from one message on to the newest. Going up widens it, being back at the end
 * narrows it, so that a new message costs the same after a long way up as before. Pure; drawn by message_list.ts.
 */
import type { Message } from "./chat_types.js";

/** Messages drawn for a reader at the end: about six screens. */
const AT_END = 60;
/** Messages added per step up: about three screens. */
const STEP = 30;

export class MessageWindow {
  /** The first drawn message, by id, because messages are added at both ends. */
  #fromId: string | undefined;

  #from(messages: readonly Message[]): number {
    const from = messages.findIndex((message) => message.id === this.#fromId);
    return from < 0 ? Math.max(0, messages.length - AT_END) : from;
  }

  /** The messages to draw. `atEnd`: the reader sees the newest, so that what is far above may go. */
  of(messages: readonly Message[], atEnd: boolean): readonly Message[] {
    let from = this.#from(messages);
    // Twice as many before it narrows: not at every new message.
    if (atEnd && messages.length - from > 2 * AT_END) from = messages.length - AT_END;
    this.#fromId = messages[from]?.id;
    return messages.slice(from);
  }

  /** One step up. False when all that is loaded is drawn already. */
  widen(messages: readonly Message[]): boolean {
    const from = this.#from(messages);
    if (from === 0) return false;
    this.#fromId = messages[Math.max(0, from - STEP)]?.id;
    return true;
  }
}
