/** The module wasm-bindgen generates, under the names of `core.ts`. Does not load it. */
import type { CoreModule, Slot } from '../core.js';
import init, { StreamChat } from '../generated/stream_chat_wasm.js';

/** The numbers of the exported method that follow those of `Command` in `core.ts`; from the last one on come the views. */
const CALL = 11, OPEN_CHANNEL = 12, CONNECT_USER = 13, DISCONNECT_USER = 14, VIEWS = 15;

/** The exported class: one method with numbers for all that only the typed classes ask for (`src/browser/exports.rs`). */
const Exported = StreamChat as unknown as new (...from: unknown[]) => {
  command(what: number, slot: Slot, argument: unknown, settings?: unknown): unknown;
};

/** The class under the names of `core.ts`. */
class Named extends Exported {
  override command(what: number, slot: Slot, ...values: unknown[]): unknown {
    return super.command(what, slot, values);
  }
  connectUser(user: unknown, token: unknown): unknown {
    return super.command(CONNECT_USER, 0, user, token);
  }
  disconnectUser(): unknown {
    return super.command(DISCONNECT_USER, 0, undefined);
  }
  view(what: number, slot: Slot = 0, argument?: unknown): unknown {
    return super.command(VIEWS + what, slot, argument);
  }
  call(endpoint: string, path: string[], query: unknown, body: unknown, options: unknown): unknown {
    return super.command(CALL, 0, [endpoint, path, query, body], options);
  }
  openChannel(...values: unknown[]): unknown {
    const slot = super.command(OPEN_CHANNEL, 0, values);
    if (typeof slot !== 'number') throw slot;
    return slot;
  }
}

/** The class and its loader. */
export const glue = { default: init, StreamChat: Named } as unknown as CoreModule;
