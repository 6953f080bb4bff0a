/** Counts down slow mode for one channel, second by second. How much remains the core says. */
import type { Channel } from './channel.js';
import { StateStore } from './state_store.js';
import { WithSubscriptions } from './with_subscriptions.js';

/** What is known of slow mode in a channel. */
export type CooldownTimerState = {
  /** Seconds that must pass between two messages of a user; 0: slow mode is off. */
  cooldownConfigSeconds: number;
  /** Seconds until the own user may write again. */
  cooldownRemaining: number;
  /** When the own user's newest loaded message was made. */
  ownLatestMessageDate: Date | undefined;
  /** True: slow mode does not apply to the own user. */
  canSkipCooldown: boolean;
};

interface Cooldown {
  seconds: number;
  remaining: number;
  exempt: boolean;
  last: Date | null;
}

/** Milliseconds between two looks while there is something to count down. */
const TICK = 1_000;

/** Events after which something else may remain. */
const EVENTS = ['message.new', 'channel.updated', 'capabilities.changed'] as const;

/** Counts down slow mode for one channel, as `channel.cooldownTimer`; `state` can be watched. */
export class CooldownTimer extends WithSubscriptions {
  /** What is known of slow mode now; looked at every second while there is something to count down. */
  readonly state: StateStore<CooldownTimerState>;
  readonly #channel: Channel;
  readonly #look: (argument: object) => unknown;
  #last: Date | undefined;
  #tick: ReturnType<typeof setTimeout> | undefined;

  /** Made by its channel. `look` asks the core, with the present moment and what is to count as the own latest message. */
  constructor(channel: Channel, look: (argument: object) => unknown) {
    super();
    this.#channel = channel;
    this.#look = look;
    this.state = new StateStore<CooldownTimerState>({ cooldownConfigSeconds: 0, cooldownRemaining: 0, ownLatestMessageDate: undefined, canSkipCooldown: false });
    this.registerSubscriptions();
    this.refresh();
  }

  /** Seconds that must pass between two messages of a user; 0: slow mode is off. */
  get cooldownConfigSeconds(): number {
    return this.state.getLatestValue().cooldownConfigSeconds;
  }

  /** Seconds until the own user may write again. */
  get cooldownRemaining(): number {
    return this.state.getLatestValue().cooldownRemaining;
  }

  /** When the own user's newest loaded message was made. */
  get ownLatestMessageDate(): Date | undefined {
    return this.state.getLatestValue().ownLatestMessageDate;
  }

  /** True: slow mode does not apply to the own user. */
  get canSkipCooldown(): boolean {
    return this.state.getLatestValue().canSkipCooldown;
  }

  /** Keeps the state up to date with the channel's events. Done once by itself. */
  registerSubscriptions = (): void => {
    if (this.incrementRefCount() > 1) return;
    for (const type of EVENTS) this.addUnsubscribeFunction(this.#channel.on(type, this.refresh).unsubscribe);
  };

  /** Looks at the channel again. */
  refresh = (): void => {
    this.#last = undefined;
    this.#show();
  };

  /** Counts from this moment instead of the newest loaded message: for one that is just being sent. */
  setOwnLatestMessageDate = (date: Date | undefined): void => {
    this.#last = date;
    this.#show();
  };

  /** Sets what remains until the next look. */
  setCooldownRemaining = (cooldownRemaining: number): void => {
    this.state.partialNext({ cooldownRemaining });
  };

  /** Stops counting down until something happens. */
  clearTimeout = (): void => {
    clearTimeout(this.#tick);
    this.#tick = undefined;
  };

  #show(): void {
    this.clearTimeout();
    const now = this.#look({ now: Date.now(), last: this.#last?.getTime() }) as Cooldown | undefined;
    if (!now) return;
    this.state.partialNext({
      cooldownConfigSeconds: now.seconds,
      cooldownRemaining: now.remaining,
      ownLatestMessageDate: now.last ?? undefined,
      canSkipCooldown: now.exempt,
    });
    if (now.remaining > 0) this.#tick = setTimeout(() => this.#show(), TICK);
  }
}
