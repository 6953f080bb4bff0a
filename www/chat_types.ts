/** The names this page uses for the package's types, and the custom field it knows. No behaviour. */
import type { Channel, LocalMessage, UserResponse } from "stream-chat-wasm";

declare module "stream-chat-wasm" {
  interface CustomChannelData {
    /** What the conversation is about, in a line. */
    topic?: string;
  }
}

/** A message as the channel's state holds it. */
export type Message = LocalMessage;
/** Anybody the page shows: author, member, watcher, typist. */
export type Person = UserResponse;
/** Who has read up to where, by user id. */
export type ReadStates = Channel["state"]["read"];
