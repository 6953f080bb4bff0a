/** What the package exports. The entries add where the WebAssembly comes from. */
export * from './attachments.js';
export { Channel } from './channel.js';
export { type AddedMessages, ChannelState } from './channel_state.js';
export { ClientState } from './client_state.js';
export { type InsightMetrics, StreamChat } from './client.js';
export type { QueryChannelsResponseWithChannels } from './calls/channels.js';
export * from './constants.js';
export { CooldownTimer, type CooldownTimerState } from './cooldown_timer.js';
export { ChatError, ErrorFromResponse } from './errors.js';
export * from './files.js';
export { formatMessage } from './format_message.js';
export type { Subscription } from './emitter.js';
export type { Handler, Patch, Preprocessor, RemovePreprocessor, Unsubscribe, ValueOrPatch } from './state_store.js';
export { isPatch, MergedStateStore, StateStore } from './state_store.js';
export { Moderation, MODERATION_ENTITY_TYPES } from './moderation.js';
export {
  extractPollData, extractPollEnrichedData, isVoteAnswer, mapPollStateToResponse, Poll, type PollAnswersQueryParams,
  type PollInitOptions, type PollOptionVotesQueryParams, type PollState,
} from './poll.js';
export { PollManager } from './polls.js';
export type { Logger, LogLevel, StreamChatOptions } from './options.js';
export type { WasmSource } from './runtime.js';
export { FixedSizeQueueCache } from './queue_cache.js';
export * from './text.js';
export { Thread } from './thread.js';
export { THREAD_MANAGER_INITIAL_STATE, ThreadManager } from './threads.js';
export { TokenManager } from './tokens.js';
export type * from './types/index.js';
