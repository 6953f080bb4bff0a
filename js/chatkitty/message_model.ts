/** Messages as apps hold them, made of Stream's: files, links, mentions, reactions. */
import type { Attachment, LocalMessage, MessageResponse, UserResponse } from '../index.js';
import { emojiOf } from './emoji.js';
import { channelNumber, numberOf } from './ids.js';
import type { ChatKittyFile, Message, MessageLink, MessageMention, Reaction } from './models.js';
import { nameOf, type OwnFields, propertiesOf, timeText, userModelOf } from './user_model.js';

/** A message from an answer, an event or state. */
export type StreamMessage = (MessageResponse | LocalMessage) & OwnFields;

/** An attachment that is a file; what this facade writes on it. */
type FileAttachment = Attachment & { ck_external?: boolean };

const isFile = ({ type, og_scrape_url, asset_url, image_url }: Attachment): boolean =>
  !og_scrape_url && Boolean(asset_url ?? image_url) && /^(file|image|video|audio|voiceRecording)$/.test(`${type}`);

const fileModel = ({ ck_external, asset_url, image_url, title = '', mime_type = '', file_size = 0 }: FileAttachment): ChatKittyFile => ({
  type: ck_external ? 'EXTERNAL' : 'HOSTED', url: asset_url ?? image_url ?? '', name: title, contentType: mime_type, size: Number(file_size),
});

/** The links in a text, with what the service has read about them. */
const linksIn = (text: string, attachments: Attachment[]): MessageLink[] =>
  Array.from(text.matchAll(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]/g), ({ 0: source, index = 0 }) => {
    const page = attachments.find(({ og_scrape_url }) => og_scrape_url?.replace(/\/$/, '') === source.replace(/\/$/, ''));
    const link = { source, startPosition: index, endPosition: index + source.length };
    if (!page) return link;
    const { title = '', text: description, author_name: siteName, title_link: url = source, image_url = '' } = page;
    return { ...link, preview: { url, title, image: { source: image_url }, ...(description && { description }), ...(siteName && { siteName }) } };
  });

/** The names in a text that are mentions, with their places. */
export const tagsIn = (text: string): Array<{ tag: string; name: string; at: number }> =>
  Array.from(text.matchAll(/<@([^<>]+)>/g), ({ 0: tag, 1: name = '', index = 0 }) => ({ tag, name, at: index }));

const mentionsIn = (text: string, users: UserResponse[]): MessageMention[] =>
  tagsIn(text).flatMap(({ tag, name, at }) => {
    const user = users.find((one) => nameOf(one) === name);
    return user ? [{ type: 'USER' as const, tag, startPosition: at, endPosition: at + tag.length, user: userModelOf(user) }] : [];
  });

/** A reaction. */
export const reactionModel = ({ type, user, user_id, created_at }: { type: string; user?: UserResponse | null; user_id?: string; created_at?: string }): Reaction =>
  ({ emoji: emojiOf(type), user: userModelOf(user, user_id), createdTime: timeText(created_at) });

/** The model of a message. `cid`: the channel it is in. */
export function messageModel(message: StreamMessage, cid = message.cid ?? ''): Message {
  const { id, type, text = '', attachments = [], parent_id: parentId, groupTag, user, latest_reactions: latest = [], mentioned_users = [] } = message;
  const files = attachments.filter(isFile).map(fileModel);
  const [file] = files;
  const reactions = Object.entries(message.reaction_groups ?? {}).map(([type, { count }]) =>
    ({ emoji: emojiOf(type), users: latest.filter((one) => one.type === type).map((one) => userModelOf(one.user, one.user_id)), count }));
  const kind = file ? 'FILE' : 'TEXT';
  return {
    id: numberOf(id),
    channelId: channelNumber(cid),
    createdTime: timeText(message.created_at),
    properties: propertiesOf(message),
    ...(groupTag && { groupTag }),
    ...(reactions.length && { reactions }),
    repliesCount: message.reply_count ?? 0,
    nestedLevel: parentId ? (message.quoted_message_id ? 2 : 1) : 0,
    _stream: { id, cid, ...(parentId && { parentId }) },
    ...(file ? { file, files, ...(text && { body: text }) } : { body: text, links: linksIn(text, attachments), mentions: mentionsIn(text, mentioned_users) }),
    ...(type === 'system' ? { type: `SYSTEM_${kind}` } : { type: kind, user: userModelOf(user) }),
  } as Message;
}
