/** Where the connection stands, made from the core's event for each change. Decides nothing. */
import type { ConnectionState, Event } from './types/event.js';

/** Before anybody asked for a connection. */
export const NOT_CONNECTED: Partial<Event> = { state: 'closed', transport: 'websocket', reason: 'closed', attempt: 0 };

/** From an event `connection.state_changed`. */
export function connectionState({ state, transport, reason, attempt, retry_in: wait, error }: Partial<Event>): ConnectionState {
  const nextAttemptAt = wait === undefined ? null : new Date(Date.now() + wait);
  return Object.freeze({ state, transport, since: new Date(), reason, attempt, nextAttemptAt, error: error ?? null }) as ConnectionState;
}
