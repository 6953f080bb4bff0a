/** Messages: sending, listing and changing them. How they look to apps is in `message_model.ts`. */
import type { Message as StreamDraft, MessageResponse } from '../index.js';
import { ChatSessionCalls } from './chat_sessions.js';
import { ClientError } from './errors.js';
import type { ChatKittyUploadProgressListener, CreateChatKittyFileProperties } from './files.js';
import { tagsIn } from './message_model.js';
import type { Channel, Message, Properties, Thread } from './models.js';
import { LARGEST, type Load, PAGE, type Paged, paginate } from './paginator.js';
import type { Result } from './result.js';
import type { Placed, Session } from './session.js';

/** What `sendMessage` takes: where to, and what. With both a text and a file two messages are sent, the text first. */
export interface SendMessageRequest {
  channel?: Channel;
  /** The message to answer. */
  message?: Message;
  thread?: Thread;
  body?: string;
  file?: CreateChatKittyFileProperties;
  progressListener?: ChatKittyUploadProgressListener;
  groupTag?: string;
  properties?: Properties;
}

/** What `getMessages` takes: messages of a channel, answers to a message, or without both the current user's own. */
export interface GetMessagesRequest {
  channel?: Channel;
  message?: Message;
  thread?: Thread;
  filter?: {
    /** True: no answers to messages. */
    mainThread?: boolean;
    type?: 'FILE' | (string & {});
  };
  /** Messages on a page. Default 25. */
  size?: number;
}

/** Names a message. */
export interface MessageRequest {
  message: Message;
}

/** A message. */
export type MessageResult = Result<{ message: Message }>;
/** A page of messages, the newest first. */
export type GetMessagesResult = Result<Paged<Message>>;

/** Calls about messages. */
export abstract class MessageCalls extends ChatSessionCalls {
  /** Sends a text, a file, or both as two messages. Resolves with the message, of two with the text. */
  sendMessage = (request: SendMessageRequest): Promise<MessageResult> => this.run(async (session) => {
    const { channel, message, thread, body, file, progressListener, groupTag, properties } = request;
    const place: Placed | undefined = thread ?? message ?? channel;
    if (!place || (body === undefined && !file)) throw new ClientError('A message needs a channel, and a body or a file.');
    const stream = session.at(place);
    // Until the channel is watched the current user would miss its own message.
    await this.rooms.get(stream.cid)?.ready;
    const attachment = file && (await (await import('./later/index.js')).attachmentOf(file, (image, ...given) => (image ? stream.sendImage(...given) : stream.sendFile(...given)), progressListener));
    const common = { ...replyTo(thread ?? message, !thread), ...(groupTag && { groupTag }), ...(properties && { properties }) };
    const send = async (draft: object): Promise<Message> => {
      const { message: sent } = await stream.sendMessage({ ...common, ...draft } as StreamDraft);
      if (sent.type === 'error') throw new ClientError(sent.text || 'The message was refused.');
      return session.message(sent, place);
    };
    this.keyboard?.stop(stream, thread?._stream.id);
    const text = body === undefined ? undefined : await send(await withMentions(session, body));
    const shown = attachment && (await send({ attachments: [attachment] }));
    return { message: (text ?? shown) as Message };
  });

  /** Messages, the newest first. */
  getMessages = (request: GetMessagesRequest = {}): Promise<GetMessagesResult> => {
    const { channel, message, thread, size = PAGE, filter: { type, mainThread } = {} } = request;
    const limit = Math.min(size, LARGEST);
    const first = message ?? thread;
    const place = first ?? channel;
    if (!place || (!first && type === 'FILE')) return this.searchMessages(request, limit);
    return this.run((session) => paginate(older(limit, async (page) => (first
      ? (await session.client.get<{ messages: MessageResponse[] }>(`/messages/${encodeURIComponent(first._stream.id)}/replies`, page)).messages
      : (await session.state(place as Channel, { messages: page })).messages
    ), (row) => (row.type === 'deleted' || (mainThread && row.parent_id) ? [] : [session.message(row, place)])), limit));
  };

  /** As `getMessages`. */
  getChannelMessages = this.getMessages;
  /** As `getMessages`. */
  listMessages = this.getMessages;
}

/** What makes a message an answer. One to an answer quotes it under the same first message. `shown`: in the channel as well. */
function replyTo(answered: Placed | undefined, shown: boolean): object {
  if (!answered) return {};
  const { id, parentId } = answered._stream;
  return { parent_id: parentId ?? id, ...(shown && { show_in_channel: true }), ...(parentId && { quoted_message_id: id }) };
}

/** A text with the ids of those whom it names as `<@username>`; names of nobody stay what they are. */
export async function withMentions(session: Session, text: string): Promise<object> {
  const found = await Promise.all(tagsIn(text).map(({ name }) => session.one({ username: name }).catch(() => undefined)));
  return { text, mentioned_users: [...new Set(found.flatMap((user) => user?._stream.id ?? []))] };
}

/** Pages backwards from the newest message, each one row longer than shown, to know whether another one follows. */
const older = (size: number, load: (page: object) => Promise<MessageResponse[]>, show: (row: MessageResponse) => Message[]): Load<Message> => async (place) => {
  const rows = await load({ limit: size + 1, ...(place && { id_lt: place }) });
  const kept = rows.slice(-size);
  return { items: kept.flatMap(show).reverse(), next: rows.length > size ? kept[0]?.id : undefined };
};
