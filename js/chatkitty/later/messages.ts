/** Messages: changing, deleting, reporting and searching them, and reactions to them. */
import { NAMED } from '../emoji.js';
import { reactionModel } from '../message_model.js';
import { type GetMessagesRequest, type MessageRequest, withMentions } from '../messages.js';
import type { Emoji, Message, Properties, Reaction } from '../models.js';
import { byOffset, PAGE, type Paged, paginate } from '../paginator.js';
import { filter, type Session } from '../session.js';

/** Names a message and an emoji: its character, or a name such as `thumbsup`. */
export interface ReactionRequest extends MessageRequest {
  emoji: string | Emoji;
}

type Gives = Promise<{ message: Message }>;

async function change(session: Session, message: Message, set: object): Gives {
  const { message: changed } = await session.client.partialUpdateMessage(message._stream.id, { set });
  return { message: session.message(changed, message) };
}

/** A call about a message that gives back that message. */
const about = (work: (session: Session, id: string, message: Message) => Promise<unknown>) => async (session: Session, { message }: MessageRequest): Gives => {
  await work(session, message._stream.id, message);
  return { message };
};

/** Replaces the text of a message. */
export const editMessage = async (session: Session, { message, body }: MessageRequest & { body: string }): Gives => change(session, message, await withMentions(session, body));
/** Replaces the properties of a message. */
export const updateMessageProperties = (session: Session, { message, properties }: MessageRequest & { properties: Properties }): Gives => change(session, message, { properties });
/** Deletes a message for everybody. */
export const deleteMessage = about(({ client }, id) => client.deleteMessage(id));
/** Deletes a message for the current user only. */
export const deleteMessageForMe = about(({ client }, id) => client.deleteMessage(id, { deleteForMe: true }));
/** Marks a message, and all before it, as read. */
export const readMessage = about((session, message_id, message) => session.at(message).markRead({ message_id }));
/** Marks a message, and all after it, as unread. */
export const unreadMessage = about((session, message_id, message) => session.at(message).markUnread({ message_id }));

/** The message that a message answers. */
export const getMessageParent = async (session: Session, { message }: MessageRequest): Gives =>
  ({ message: session.message((await session.client.getMessage(message._stream.parentId ?? '')).message, message) });

/** How many answers a message has. */
export const getMessageRepliesCount = async ({ client }: Session, { message }: MessageRequest): Promise<{ count: number }> =>
  ({ count: (await client.getMessage(message._stream.id)).message.reply_count ?? 0 });

/** What a search finds: files in a channel, or what the current user has written anywhere. */
export function searchMessages(session: Session, { channel, filter: { type } = {} }: GetMessagesRequest, size = PAGE): Promise<Paged<Message>> {
  const where = channel ? { cid: session.cidOf(channel) } : { members: { $in: [session.me] } };
  const what = { ...(!channel && { 'user.id': session.me }), ...(type === 'FILE' ? { attachments: { $exists: true } } : { created_at: { $gt: '1970-01-01T00:00:00Z' } }) };
  return paginate(async (next) => {
    const answer = await session.client.search(filter(where), filter(what), { limit: size, sort: { created_at: -1 }, ...(next && { next }) });
    return { items: answer.results.map(({ message }) => session.message(message, channel)), next: answer.next || undefined };
  }, size);
}

/** Other names of the types of reactions that have one. */
const ALIASES: Record<string, string> = { thumbsup: 'like', '+1': 'like', heart: 'love', joy: 'haha', open_mouth: 'wow', cry: 'sad' };

/** The type of reactions with an emoji: its character, or one of its names, with colons or without. */
export function reactionTypeOf(emoji: string | Pick<Emoji, 'character'>): string {
  const text = (typeof emoji === 'string' ? emoji : emoji.character).replace(/^:(.+):$/, '$1');
  const [named] = [...NAMED].find(([, character]) => character === text) ?? [ALIASES[text]];
  return named ?? (/^[\w+-]+$/.test(text) ? text : `u${Array.from(text, (character) => character.codePointAt(0)?.toString(16)).join('-')}`);
}

/** Adds a reaction of the current user. */
export async function reactToMessage(session: Session, { message, emoji }: ReactionRequest): Promise<{ reaction: Reaction }> {
  const { reaction } = await session.at(message).sendReaction(message._stream.id, { type: reactionTypeOf(emoji) });
  return { reaction: reactionModel({ user: session.user, ...reaction }) };
}

/** Takes a reaction of the current user back. */
export async function removeReaction(session: Session, { message, emoji }: ReactionRequest): Promise<{ reaction: Reaction }> {
  const { reaction } = await session.at(message).deleteReaction(message._stream.id, reactionTypeOf(emoji));
  return { reaction: reactionModel({ user: session.user, ...reaction }) };
}

/** The reactions to a message, the newest first. */
export const getReactions = (session: Session, { message }: MessageRequest): Promise<Paged<Reaction>> => byOffset(PAGE, async (limit, offset) =>
  (await session.at(message).getReactions(message._stream.id, { limit, offset })).reactions, (reaction) => [reactionModel(reaction)]);
