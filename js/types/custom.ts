/**
 * The places where an app adds its own fields to the service's objects, by module augmentation. Holds no field itself.
 *
 * @example
 * declare module 'stream-chat-wasm' {
 *   interface CustomMessageData { mood?: 'glad' | 'sad' }
 * }
 */

/** Own fields of a user. Stored flat beside the built-in ones; a whole user may be 5 KB of JSON. */
export interface CustomUserData {}
/** Own fields of a channel. */
export interface CustomChannelData {}
/** Own fields of a message, at most 5 KB per message. */
export interface CustomMessageData {}
/** Own fields of a channel member. */
export interface CustomMemberData {}
/** Own fields of a reaction, at most 1 KB. */
export interface CustomReactionData {}
/** Own fields of an attachment; all attachments of a message together at most 5 KB. */
export interface CustomAttachmentData {}
/** Own fields of events, for instance of those sent with `channel.sendEvent`. */
export interface CustomEventData {}
/** Own fields of a poll. */
export interface CustomPollData {}
/** Own fields of an option of a poll. */
export interface CustomPollOptionData {}
/** Own slash commands: each name is a key, its type does not matter. */
export interface CustomCommandData {}
/** Own fields of a thread. */
export interface CustomThreadData {}
/** Own events: each name is a key, its type does not matter. `on` takes any other name too. */
export interface CustomEventTypes {}
