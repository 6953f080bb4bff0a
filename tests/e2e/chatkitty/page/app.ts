/**
 * What the test page of the ChatKitty entry offers: an app with one instance, and what its callbacks were told. Imports nothing but
 * the package, under the name that such apps know it by. As the apps' state libraries do, it freezes all it is given.
 */
import ChatKitty, { type Channel, type ChatSession } from "chatkitty";

/** A key as it stands in the source of an app, which the configuration maps to the local server's. */
export const kitty = ChatKitty.getInstance("key-in-the-source");

/** The callbacks of a chat session that the seed's documentation has. */
export const CALLBACKS = [
  "onReceivedMessage", "onReceivedKeystrokes", "onTypingStarted", "onTypingStopped",
  "onParticipantEnteredChat", "onParticipantLeftChat", "onParticipantPresenceChanged",
] as const;

export type Callback = (typeof CALLBACKS)[number];

function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

export class App {
  readonly ChatKitty = ChatKitty;
  readonly kitty = kitty;
  /** What callbacks were told, oldest first, by the name they were noted under. */
  readonly told: Record<string, unknown[]> = {};
  /** The chat session that was started last. */
  session: ChatSession | undefined;
  /** What the last observer was registered with gave. */
  unsubscribe: (() => void) | undefined;

  /** A callback that notes what it is told. */
  note(name: string): (value: unknown) => void {
    return (value) => void (this.told[name] ??= []).push(frozen(value));
  }

  /** What a call gives that must succeed. */
  async ok<Outcome extends { succeeded: boolean }>(call: Promise<Outcome>): Promise<Extract<Outcome, { succeeded: true }>> {
    const result = await call;
    if (!result.succeeded) throw new Error(`failed: ${JSON.stringify(result)}`);
    for (const name of ["user", "channel", "message"] as const) frozen((result as Record<string, unknown>)[name]);
    return result as Extract<Outcome, { succeeded: true }>;
  }

  /** The error that a call throws at once, without waiting for a promise; undefined if it throws none. */
  thrown(call: () => unknown): { error: string; message: string } | undefined {
    try {
      Promise.resolve(call()).catch(() => undefined);
      return undefined;
    } catch (error) {
      return { ...(error as { error: string; message: string }) };
    }
  }

  /** Starts a chat session that notes what these callbacks are told. */
  enter(channel: Channel, callbacks: readonly Callback[] = CALLBACKS): void {
    const notes = Object.fromEntries(callbacks.map((name) => [name, this.note(name)]));
    const result = kitty.startChatSession({ channel, ...notes });
    if (!result.succeeded) throw new Error(`failed: ${JSON.stringify(result)}`);
    this.session = result.session;
  }
}

declare global {
  var app: App;
}

globalThis.app = new App();
