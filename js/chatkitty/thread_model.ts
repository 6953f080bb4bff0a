/** Threads as apps hold them: the replies to a message, named by that message. */
import type { Thread } from './models.js';
import { timeText } from './user_model.js';

/** A message that begins a thread; what this facade writes on one that does nothing else. */
type First = { id: string; created_at?: string | Date; ck_thread?: { name?: string; properties?: Record<string, unknown> } };

/** The thread of a message. `cid`: the channel it is in. */
export const threadOf = ({ id, created_at, ck_thread: own }: First, cid = ''): Thread => ({
  id,
  type: own ? 'STANDALONE' : 'MESSAGE',
  ...(own?.name && { name: own.name }),
  properties: own?.properties ?? {},
  createdTime: timeText(created_at),
  _stream: { id, cid },
});
