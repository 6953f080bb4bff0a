/** The module wasm-bindgen generates, under the types of `core.ts`. Does not load it. */
import type { CoreModule } from '../core.js';
import * as generated from '../generated/stream_chat_wasm.js';

/** Named one by one, so that bundlers drop what else is generated. */
export const glue: CoreModule = {
  default: (generated as unknown as CoreModule).default,
  StreamChat: (generated as unknown as CoreModule).StreamChat,
};
