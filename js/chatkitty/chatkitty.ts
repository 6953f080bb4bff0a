/** The class that apps import. What its calls do is in the families it is made of; one file each. */
import type { ChatKittyRequest } from './base.js';
import type { ChatSession } from './chat_session.js';
import { endChatSession } from './chat_sessions.js';
import { type ChatKittyConfiguration, configure } from './configuration.js';
import { NotificationCalls } from './notifications.js';

/** One instance for each key, as long as the page lives. */
const instances = new Map<string, ChatKitty>();

/**
 * The API of the ChatKitty JavaScript SDK, over a client of Stream's service.
 *
 * @example
 * const kitty = ChatKitty.getInstance('key');
 * const result = await kitty.startSession({ username: 'jane@example.com' });
 */
export class ChatKitty extends NotificationCalls {
  /** An instance of its own; see `getInstance`. Sends nothing. */
  constructor(request: ChatKittyRequest, configuration?: ChatKittyConfiguration) {
    super(request, configuration);
  }

  /** The one instance for a key. Sends nothing, so that it may stand at the top of a module. */
  static getInstance(apiKey: string, configuration?: ChatKittyConfiguration): ChatKitty {
    const instance = instances.get(apiKey) ?? new ChatKitty({ apiKey }, configuration);
    instances.set(apiKey, instance);
    return instance;
  }

  /** Says where the service is, and how users get their tokens: for all instances, before a session is started. */
  static configure(configuration: ChatKittyConfiguration): void {
    configure(configuration);
  }

  /** Ends a chat session, as its `end` does. */
  static endChatSession(session: ChatSession): void {
    endChatSession(session);
  }
}
