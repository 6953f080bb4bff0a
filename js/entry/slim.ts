/** The entry for apps that serve the WebAssembly as a file: `StreamChat.load(source)` says where, default beside the script. */
import { provide } from '../runtime.js';
import { glue } from './glue.js';

provide(glue, () => new URL('./stream_chat_wasm_bg.wasm', import.meta.url));

export * from '../index.js';
