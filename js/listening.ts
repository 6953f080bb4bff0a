/** What clients and channels have in common: adding and removing listeners. Does not call them. */
import type { Emitter, Subscription } from './emitter.js';
import type { EventHandler, EventTypes } from './types/event.js';

export abstract class Listening {
  /** Whoever listens. */
  protected abstract readonly emitter: Emitter;

  /** Listens to all events of this client or channel. State has taken an event before listeners get it. */
  on(listener: EventHandler): Subscription;
  /** Listens to events of one type. */
  on(type: EventTypes, listener: EventHandler): Subscription;
  on(...args: [EventHandler] | [EventTypes, EventHandler]): Subscription {
    return this.emitter.on(...args);
  }

  /** Ends what `on` with the same arguments began. */
  off(listener: EventHandler): void;
  /** Ends what `on` with the same arguments began. */
  off(type: EventTypes, listener: EventHandler): void;
  off(...args: [EventHandler] | [EventTypes, EventHandler]): void {
    this.emitter.off(...args);
  }

  /** The registered listeners: those for all events as `all`, others by type. A new object each time. */
  get listeners(): Record<string, EventHandler[]> {
    return this.emitter.listeners();
  }
}
