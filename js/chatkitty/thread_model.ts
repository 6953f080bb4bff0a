/** Threads as apps hold them: the replies to a message, named by that message. */
import type { StreamMessage } from './message_model.js';
import type { Thread } from './models.js';
import { timeText } from './user_model.js';

/** What this facade writes on a message that is only the beginning of a thread. */
export interface ThreadFields {
  ck_thread?: { name?: string; properties?: Record<string, unknown> };
}

/** The thread of a message. */
export function threadOf(message: { id: string; cid?: string } & Partial<StreamMessage> & ThreadFields): Thread {
  const { id, cid, ck_thread: own, created_at } = message;
  return {
    id,
    type: own ? 'STANDALONE' : 'MESSAGE',
    ...(own?.name !== undefined && { name: own.name }),
    properties: own?.properties ?? {},
    createdTime: timeText(created_at),
    _stream: { id, ...(cid && { cid }) },
  };
}
