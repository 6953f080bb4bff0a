/** The module wasm-bindgen generates, under the names of `core.ts`. Does not load it. */
import type { Endpoint } from '../endpoint.js';
import { Command, type CoreModule, type Slot } from '../core.js';
import init, { StreamChat } from '../generated/stream_chat_wasm.js';

/** The exported class: one method with numbers for all that only the typed classes ask for (`src/browser/exports.rs`). */
const Exported = StreamChat as unknown as new (...from: unknown[]) => {
  command(what: number, slot: Slot, argument: unknown, settings?: unknown): unknown;
};

/** The class under the names of `core.ts`. */
class Named extends Exported {
  override command(what: number, slot: Slot, ...values: unknown[]): unknown {
    return super.command(what, slot, values, values[3]);
  }
  connectUser(user: unknown, token: unknown): unknown {
    return super.command(Command.ConnectUser, 0, user, token);
  }
  disconnectUser(): unknown {
    return super.command(Command.DisconnectUser, 0, undefined);
  }
  view(what: number, slot: Slot = 0, argument?: unknown): unknown {
    return super.command(Command.Views + what, slot, argument);
  }
  call(endpoint: Endpoint, path: string[], query: unknown, body: unknown, options: unknown): unknown {
    return super.command(Command.Call, 0, [endpoint, path, query, body], options);
  }
  upload(endpoint: Endpoint, path: string[], upload: unknown, options: object | undefined): unknown {
    return super.command(Command.Upload, 0, [endpoint, path], { ...options, upload });
  }
  openChannel(...values: unknown[]): unknown {
    const slot = super.command(Command.OpenChannel, 0, values);
    if (typeof slot !== 'number') throw slot;
    return slot;
  }
}

/** The class and its loader. */
export const glue = { default: init, StreamChat: Named } as unknown as CoreModule;
