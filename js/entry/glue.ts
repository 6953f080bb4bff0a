/** The module wasm-bindgen generates, with the types of `core.ts`. Does not load it. */
import type { CoreModule } from '../core.js';
import init, { StreamChat } from '../generated/stream_chat_wasm.js';

/** The class and its loader. */
export const glue = { default: init, StreamChat } as unknown as CoreModule;
