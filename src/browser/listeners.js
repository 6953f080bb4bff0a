/**
 * Listening through the bare class; the typed classes have their own emitter and hear every event through their host.
 * `page.listeners` is replaced and never changed, so an event that is being told goes to those who listened when it came.
 */

/** `on(listener)` or `on(type, listener)`; gives back `{unsubscribe}`. */
export function on(page, type, listener) {
  const entry = typeof type === 'function' ? { listener: type } : { type: type === 'all' ? undefined : type, listener };
  page.listeners = [...page.listeners, entry];
  return { unsubscribe: () => void (page.listeners = page.listeners.filter((other) => other !== entry)) };
}

/** Removes what `on` was called with. */
export function off(page, type, listener) {
  const [kind, target] = typeof type === 'function' ? [undefined, type] : [type === 'all' ? undefined : type, listener];
  page.listeners = page.listeners.filter((entry) => entry.listener !== target || entry.type !== kind);
}
