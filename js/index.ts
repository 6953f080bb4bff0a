/** What the package exports. The entries add where the WebAssembly comes from. */
export { Channel } from './channel.js';
export { ChannelState } from './channel_state.js';
export { StreamChat } from './client.js';
export { ClientState } from './client_state.js';
export { ChatError, ErrorFromResponse } from './errors.js';
export { formatMessage } from './format_message.js';
export type { Subscription } from './emitter.js';
export type { Logger, LogLevel, StreamChatOptions } from './options.js';
export type { WasmSource } from './runtime.js';
export type * from './types/index.js';
