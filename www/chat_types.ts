/** The names this page uses for the package's types. No behaviour. */
import type { Channel, LocalMessage, UserResponse } from "stream-chat-wasm";

/** A message as the channel's state holds it. */
export type Message = LocalMessage;
/** Anybody the page shows: author, member, watcher, typist. */
export type Person = UserResponse;
/** Who has read up to where, by user id. */
export type ReadStates = Channel["state"]["read"];
