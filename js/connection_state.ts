/** Where the connection stands, made from the core's event for each change. Decides nothing. */
import type { ConnectionState, Event } from './types/event.js';

/** Before anybody asked for a connection. */
export const NOT_CONNECTED: ConnectionState = Object.freeze({
  state: 'closed', transport: 'websocket', since: new Date(0), reason: 'closed', attempt: 0, nextAttemptAt: null, error: null,
});

/** From an event `connection.state_changed`. */
export function connectionState({ state, transport, reason, attempt, retry_in: wait, error }: Event): ConnectionState {
  return Object.freeze({
    state, transport, since: new Date(), reason, attempt,
    nextAttemptAt: wait === undefined ? null : new Date(Date.now() + wait),
    error: error ?? null,
  }) as ConnectionState;
}
