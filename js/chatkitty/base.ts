/** What all families of calls share: the session, running a call in it, and observing it. Has no call of its own. */
import type { Event } from '../index.js';
import type { ChatKittyConfiguration } from './configuration.js';
import { NoActiveSessionError } from './errors.js';
import type { CurrentUser } from './models.js';
import { type Observe, Observers } from './observers.js';
import { attempt, type Result } from './result.js';
import type { Session } from './session.js';

/** What `new ChatKitty` takes. */
export interface ChatKittyRequest {
  /** The API key. */
  apiKey: string;
  /** Where the service is, unless it is configured. */
  host?: string;
  /** False: without encryption. Default true. */
  isSecure?: boolean;
}

/**
 * What every family of calls has. Methods are fields with functions, so that they may be taken off the object; state is in
 * plain fields, so that a proxy around the object does no harm.
 */
export abstract class Base {
  /** The user of the session; undefined while there is none. */
  currentUser?: CurrentUser;
  /** The API key, as the app gave it. */
  readonly apiKey: string;
  /** Where the app's code says that the service is. */
  protected readonly host: ChatKittyConfiguration;
  /** The session that is active. */
  protected session: Session | undefined;
  /** What each family does with a new session. */
  protected readonly begun: Array<(session: Session) => void> = [];

  /** @param own configuration of this instance only. */
  constructor({ apiKey, host, isSecure = true }: ChatKittyRequest, protected readonly own: ChatKittyConfiguration = {}) {
    this.apiKey = apiKey;
    this.host = host ? { baseUrl: `http${isSecure ? 's' : ''}://${host.replace(/^https?:\/\//, '')}` } : {};
  }

  /** The active session. Throws `NoActiveSessionError`. */
  protected active = (): Session => {
    if (!this.session) throw new NoActiveSessionError();
    return this.session;
  };

  /** Runs a call: throws at once without a session, else resolves with its result. */
  protected run = <Payload extends object>(work: (session: Session) => Promise<Payload>): Promise<Result<Payload>> => {
    const session = this.active();
    return attempt(() => work(session));
  };

  /** Makes a method that observes events of the session's client: what `model` makes of one, if anything. */
  protected observe = <Value>(types: string[], model: (session: Session, event: Event) => Value | undefined): Observe<Value> => {
    const observers = new Observers<Value>();
    this.begun.push((session) => {
      for (const type of types) session.client.on(type, (event) => {
        const value = this.session === session ? model(session, event) : undefined;
        if (value !== undefined) observers.tell(value);
      });
    });
    return observers.add;
  };
}
