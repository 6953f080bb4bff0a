/** Messages: sending, listing and changing them. How they look to apps is in `message_model.ts`. */
import type { Attachment, Channel as StreamChannel, Message as StreamDraft, MessageResponse } from '../index.js';
import { ChatSessionCalls } from './chat_sessions.js';
import { ClientError, MessageNotAReplyError } from './errors.js';
import { attachmentOf, type ChatKittyUploadProgressListener, type CreateChatKittyFileProperties } from './files.js';
import { tagsIn } from './message_model.js';
import type { Channel, Message, Properties, Thread } from './models.js';
import { type ChatKittyPaginator, type Load, PAGE, paginate } from './paginator.js';
import type { Result } from './result.js';
import { filter, type Session } from './session.js';
import type { CountResult } from './users.js';

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
export type GetMessagesResult = Result<{ paginator: ChatKittyPaginator<Message> }>;

/** Messages on one page at most. */
const LARGEST = 99;

/** Calls about messages. */
export abstract class MessageCalls extends ChatSessionCalls {
  /** Sends a text, a file, or both as two messages. Resolves with the message, of two with the text. */
  sendMessage = (request: SendMessageRequest): Promise<MessageResult> => this.run(async (session) => {
    const { body, file, progressListener, groupTag, properties } = request;
    if (body === undefined && file === undefined) throw new ClientError('A message needs a body or a file.');
    const { cid, reply } = placeOf(session, request);
    const stream = session.stream(cid);
    // Until the channel is watched the current user would miss its own message.
    await this.rooms.get(cid)?.ready;
    const attachment = file && (await attachmentOf(file, (image, ...given) => upload(stream, image, given), progressListener));
    const common = { ...reply, ...(groupTag !== undefined && { groupTag }), ...(properties && { properties }) } as StreamDraft;
    void this.keyboard?.stop(cid, request.thread?._stream.id).catch(() => undefined);
    const text = body === undefined ? undefined : await send(stream, { ...common, text: body, ...(await mentions(session, body)) });
    const shown = attachment && (await send(stream, { ...common, attachments: [attachment as Attachment] }));
    return { message: session.message({ cid, ...(text ?? shown) } as MessageResponse) };
  });

  /** Messages, the newest first. */
  getMessages = (request: GetMessagesRequest = {}): Promise<GetMessagesResult> => this.run(async (session) => {
    const size = Math.min(request.size ?? PAGE, LARGEST);
    return { paginator: await paginate(loader(session, request, size), size) };
  });

  /** Replaces the text of a message. */
  editMessage = ({ message, body }: MessageRequest & { body: string }): Promise<MessageResult> =>
    this.run(async (session) => this.changed(session, message, { text: body, ...(await mentions(session, body)) }));

  /** Replaces the properties of a message. */
  updateMessageProperties = ({ message, properties }: MessageRequest & { properties: Properties }): Promise<MessageResult> =>
    this.run((session) => this.changed(session, message, { properties }));

  /** Deletes a message for everybody. */
  deleteMessage = ({ message }: MessageRequest): Promise<MessageResult> => this.run(async (session) => {
    await session.client.deleteMessage(message._stream.id);
    return { message };
  });

  /** Deletes a message for the current user only. */
  deleteMessageForMe = ({ message }: MessageRequest): Promise<MessageResult> => this.run(async (session) => {
    await session.client.deleteMessage(message._stream.id, { deleteForMe: true });
    return { message };
  });

  /** Brings a message to the moderators. */
  reportMessage = ({ message, reason }: MessageRequest & { reason?: string }): Promise<MessageResult> => this.run(async (session) => {
    await session.client.flagMessage(message._stream.id, reason === undefined ? {} : { reason });
    return { message };
  });

  /** The message that a message answers. Throws `MessageNotAReplyError`. */
  getMessageParent = ({ message }: MessageRequest): Promise<MessageResult> => {
    const session = this.active();
    const { parentId } = message._stream;
    if (!parentId) throw new MessageNotAReplyError(message);
    return this.run(async () => ({ message: session.message((await session.client.getMessage(parentId)).message) }));
  };

  /** How many answers a message has. */
  getMessageRepliesCount = ({ message }: MessageRequest): Promise<CountResult> => this.run(async (session) =>
    ({ count: (await session.client.getMessage(message._stream.id)).message.reply_count ?? 0 }));

  /** As `getMessages`. */
  getChannelMessages = this.getMessages;
  /** As `getMessages`. */
  listMessages = this.getMessages;
  /** As `getMessageParent`. */
  retrieveMessageParent = this.getMessageParent;
  /** As `getMessageRepliesCount`. */
  countMessageReplies = this.getMessageRepliesCount;

  private async changed(session: Session, message: Message, set: object): Promise<{ message: Message }> {
    const { message: changed } = await session.client.partialUpdateMessage(message._stream.id, { set });
    return { message: session.message({ cid: message._stream.cid ?? '', ...changed }) };
  }
}

/** Where a message goes: the channel, and what it answers. An answer to an answer quotes it under the same first message. */
function placeOf(session: Session, { channel, message, thread }: SendMessageRequest): { cid: string; reply: object } {
  if (thread?._stream.cid) return { cid: thread._stream.cid, reply: { parent_id: thread._stream.id } };
  if (message?._stream.cid) {
    const { id, cid, parentId } = message._stream;
    return { cid, reply: { parent_id: parentId ?? id, show_in_channel: true, ...(parentId && { quoted_message_id: id }) } };
  }
  if (!channel) throw new ClientError('A message needs a channel, a message to answer, or a thread.');
  return { cid: session.cidOf(channel), reply: {} };
}

type Uploading = Parameters<StreamChannel['sendFile']>;

const upload = (stream: StreamChannel, image: boolean, [source, name, type, config]: [Uploading[0], Uploading[1] | undefined, Uploading[2] | undefined, NonNullable<Uploading[4]>]): ReturnType<StreamChannel['sendFile']> =>
  image ? stream.sendImage(source, name, type, undefined, config) : stream.sendFile(source, name, type, undefined, config);

async function send(stream: StreamChannel, draft: StreamDraft): Promise<MessageResponse> {
  const { message } = await stream.sendMessage(draft);
  if (message.type === 'error') throw new ClientError(message.text || 'The service refused the message.');
  return message;
}

/** The ids of those whom a text names as `<@username>`; names of nobody stay what they are. */
async function mentions(session: Session, text: string): Promise<{ mentioned_users?: string[] }> {
  const names = [...new Set(tagsIn(text).map(({ name }) => name))];
  const found = await Promise.all(names.map((username) => session.people([{ username }]).catch(() => [])));
  return names.length ? { mentioned_users: found.flat().map(({ id }) => id) } : {};
}

/** How the pages of a list of messages are loaded. */
function loader(session: Session, { channel, message, thread, filter: { type, mainThread } = {} }: GetMessagesRequest, size: number): Load<Message, string> {
  const cid = channel ? session.cidOf(channel) : undefined;
  const first = message?._stream ?? thread?._stream;
  if (first) return older(session, size, first.cid, async (page) => (await session.client.get<{ messages: MessageResponse[] }>(`/messages/${encodeURIComponent(first.id)}/replies`, page)).messages);
  if (cid === undefined || type === 'FILE') {
    const where = cid === undefined ? { members: { $in: [session.me] } } : { cid };
    const what = { ...(cid === undefined && { 'user.id': session.me }), ...(type === 'FILE' && { attachments: { $exists: true } }), ...(cid === undefined && type !== 'FILE' && { created_at: { $gt: '1970-01-01T00:00:00Z' } }) };
    return found(session, where, what, size);
  }
  const [kind, id] = [cid.slice(0, cid.indexOf(':')), cid.slice(cid.indexOf(':') + 1)];
  return older(session, size, cid, async (messages) => {
    const { messages: page } = await session.client.post<{ messages: MessageResponse[] }>(`/channels/${kind}/${encodeURIComponent(id)}/query`, { state: true, watch: false, presence: false, messages });
    return mainThread ? page.filter(({ parent_id }) => !parent_id) : page;
  });
}

/** Pages backwards from the newest message, each one row longer than shown, to know whether another one follows. */
const older = (session: Session, size: number, cid: string | undefined, load: (page: { limit: number; id_lt?: string }) => Promise<MessageResponse[]>): Load<Message, string> => async (place) => {
  const rows = await load({ limit: size + 1, ...(place !== undefined && { id_lt: place }) });
  const kept = rows.slice(-size);
  const items = kept.filter((row) => row.type !== 'deleted').map((row) => session.message({ ...(cid && { cid }), ...row })).reverse();
  return { items, next: rows.length > size ? kept[0]?.id : undefined };
};

/** Pages of what a search finds. */
const found = (session: Session, where: object, what: object, limit: number): Load<Message, string> => async (next) => {
  const answer = await session.client.search(filter(where), filter(what), { limit, sort: { created_at: -1 }, ...(next && { next }) });
  return { items: answer.results.map(({ message }) => session.message(message)), next: answer.next || undefined };
};
